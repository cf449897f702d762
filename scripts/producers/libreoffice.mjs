// Usage: node scripts/producers/libreoffice.mjs FOLDER COUNT
// Honest resumes for the tests of files: written as flat OpenDocument, then saved by LibreOffice in
// every format that people have. The same COUNT gives the same texts.
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { PEOPLE } from "./people.mjs";

const [folder, count] = [process.argv[2], Number(process.argv[3])];

const FORMATS = ["pdf", "docx", "doc", "odt", "rtf", "txt"];

const escapeHtml = (text) =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
/** Uniform in `0.0..1.0`, and the same in every run. */
let seed = 20261125;
const dice = () => (seed = (seed * 1664525 + 1013904223) >>> 0) / 2 ** 32;

/** A picture of noise: a photo as far as sizes go. */
function png(side) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(side * (1 + side * 3));
  for (let i = 0; i < rows.length; i += 1) rows[i] = i % (1 + side * 3) === 0 ? 0 : Math.floor(dice() * 256);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function resume(number) {
  const [name, title, says] = PEOPLE[number % PEOPLE.length];
  const round = Math.floor(number / PEOPLE.length);
  const p = (text) => `<text:p>${escapeHtml(text)}</text:p>`;
  const jobs = Array.from({ length: 1 + Math.floor(dice() * 12) }, (_, i) =>
    `${2026 - i}: ${title}. ${says} `.repeat(1 + Math.floor(dice() * 6)),
  );
  const parts = [`<text:h text:outline-level="1">${escapeHtml(name)}</text:h>`, p(title), p(says)];
  if (round % 2)
    parts.push(`<text:list>${jobs.map((j) => `<text:list-item>${p(j)}</text:list-item>`).join("")}</text:list>`);
  else parts.push(...jobs.map(p));
  if (round % 3 === 1)
    parts.push(
      `<table:table><table:table-column table:number-columns-repeated="2"/>${jobs
        .map(
          (j, i) => `<table:table-row>\
<table:table-cell>${p(String(2026 - i))}</table:table-cell><table:table-cell>${p(j)}</table:table-cell>\
</table:table-row>`,
        )
        .join("")}</table:table>`,
    );
  if (round % 3 !== 2)
    parts.push(
      `<text:p><text:a xlink:type="simple" \
xlink:href="https://example.org/${number}">https://example.org/${number}</text:a> <text:a xlink:type="simple" \
xlink:href="mailto:a${number}@example.org">a${number}@example.org</text:a></text:p>`,
    );
  if (round % 4 === 2)
    parts.push(
      `<text:p>${escapeHtml(says)}<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>\
<text:note-body>${p(title)}</text:note-body></text:note></text:p>`,
    );
  if (round % 2 === 1)
    parts.push(
      `<text:p><draw:frame svg:width="3cm" svg:height="3cm"><draw:image>\
<office:binary-data>${png(8 + Math.floor(dice() * 120)).toString("base64")}</office:binary-data></draw:image>\
</draw:frame></text:p>`,
    );
  return `<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" \
xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" \
office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:body><office:text>${parts.join("\n")}</office:text></office:body></office:document>`;
}

const work = await mkdtemp(join(tmpdir(), "apply-edge-corpus-"));
await mkdir(folder, { recursive: true });
const sources = Math.ceil(count / FORMATS.length);
const names = [];
for (let i = 0; i < sources; i += 1) {
  names.push(`${String(i).padStart(3, "0")} ${PEOPLE[i % PEOPLE.length][3]}`);
  await writeFile(join(work, `${i}.fodt`), resume(i));
}
const all = Array.from({ length: sources }, (_, i) => join(work, `${i}.fodt`));
// Some PDFs for archives, some tagged, some of an older version, as different programs write them.
const pdf = (from) =>
  [
    `pdf`,
    `pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}`,
    `pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}`,
    `pdf:writer_pdf_Export:{"ExportFormFields":{"type":"boolean","value":"true"},\
"RestrictPermissions":{"type":"boolean","value":"true"},"PermissionPassword":{"type":"string","value":"owner"}}`,
  ][from];
let made = 0;
for (const format of FORMATS) {
  const runs =
    format === "pdf"
      ? [0, 1, 2, 3].map((from) => [pdf(from), all.filter((_, i) => i % 4 === from)])
      : [[format === "txt" ? "txt:Text (encoded):UTF8" : format, all]];
  for (const [filter, files] of runs) {
    if (files.length > 0)
      execFileSync(
        "soffice",
        [
          "--headless",
          "--norestore",
          `-env:UserInstallation=file://${work}/profile`,
          "--convert-to",
          filter,
          "--outdir",
          join(work, "out"),
          ...files,
        ],
        { stdio: "ignore" },
      );
  }
  for (const file of await readdir(join(work, "out"))) {
    if (made >= count) break;
    await rename(join(work, "out", file), join(folder, `libreoffice ${names[Number(file.split(".")[0])]}.${format}`));
    made += 1;
  }
  await rm(join(work, "out"), { recursive: true, force: true });
}
await rm(work, { recursive: true, force: true });
console.log(`LibreOffice: ${made}`);
