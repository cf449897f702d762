// Usage: NODE_PACKAGES=… CHROMIUM=… node scripts/producers/npm.mjs FOLDER COUNT
// Honest resumes by npm's most used makers of DOCX and PDF, and by Chromium's print.
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PEOPLE } from "./people.mjs";

const [folder, count] = [process.argv[2], Number(process.argv[3])];
const load = createRequire(`${process.env.NODE_PACKAGES ?? ""}/x.js`);
const made = {};

/** Calls `make` for each of its share of resumes; a producer that is not there is skipped. */
async function producer(name, extension, share, start) {
  let make;
  try {
    make = await start();
  } catch (error) {
    console.error(`skipped: ${name} (${error.code ?? error.message})`);
    return;
  }
  for (let i = 0; i < share; i += 1) {
    const [person, title, says, file] = PEOPLE[i % PEOPLE.length];
    await writeFile(
      join(folder, `${name} ${String(i).padStart(3, "0")} ${file}.${extension}`),
      await make({ person, title, says, i }),
    );
    made[name] = (made[name] ?? 0) + 1;
  }
  await make.end?.();
}
const share = Math.ceil(count / 4);

await producer("docx", "docx", share, () => {
  const {
    Document,
    ExternalHyperlink,
    Footer,
    Header,
    HeadingLevel,
    PageNumber,
    Packer,
    Paragraph,
    Table,
    TableCell,
    TableRow,
    TextRun,
  } = load("docx");
  const text = (t) => new Paragraph({ children: [new TextRun(t)] });
  return ({ person, title, says, i }) =>
    Packer.toBuffer(
      new Document({
        sections: [
          {
            headers: { default: new Header({ children: [text(person)] }) },
            footers: {
              default: new Footer({
                children: [new Paragraph({ children: [new TextRun({ children: [PageNumber.CURRENT] })] })],
              }),
            },
            children: [
              new Paragraph({ text: person, heading: HeadingLevel.TITLE }),
              text(title),
              new Paragraph({
                children: [
                  new ExternalHyperlink({ link: `https://example.org/${i}`, children: [new TextRun("example.org")] }),
                ],
              }),
              ...Array.from({ length: 1 + (i % 9) }, (_, n) => text(`${2026 - n}: ${says}`)),
              new Table({
                rows: [
                  new TableRow({
                    children: [new TableCell({ children: [text(title)] }), new TableCell({ children: [text(says)] })],
                  }),
                ],
              }),
            ],
          },
        ],
      }),
    );
});

await producer("pdfkit", "pdf", share, () => {
  const PDFDocument = load("pdfkit");
  return ({ person, title, says, i }) =>
    new Promise((done) => {
      // An owner's password in some of them, in each of the ways that it knows.
      const versions = [undefined, "1.3", "1.4", "1.6", "1.7", "1.7ext3"];
      const pdfVersion = versions[i % versions.length];
      const doc = new PDFDocument({
        ...(pdfVersion && { pdfVersion, ownerPassword: "owner", permissions: { printing: "highResolution" } }),
        info: { Title: `${person} /JavaScript` },
      });
      const parts = [];
      doc.on("data", (part) => parts.push(part));
      doc.on("end", () => done(Buffer.concat(parts)));
      doc.fontSize(20).text(person).fontSize(11).text(title);
      for (let n = 0; n <= i % 9; n += 1) doc.text(`${2026 - n}: ${says}`, { link: `https://example.org/${n}` });
      if (i % 7 === 3) doc.file(Buffer.from("PK\x03\x04 attached"), { name: "works.zip" });
      doc.end();
    });
});

await producer("pdf-lib", "pdf", share, async () => {
  const { PDFDocument, StandardFonts } = load("pdf-lib");
  return async ({ i }) => {
    const doc = await PDFDocument.create();
    const font = await doc.embedFont(StandardFonts.Helvetica);
    const page = doc.addPage();
    page.drawText(`Ada Byron, number ${i}`, { x: 50, y: 700, font });
    if (i % 2) doc.getForm().createTextField("phone").addToPage(page, { x: 50, y: 600 });
    if (i % 3 === 0) await doc.attach(Buffer.from("PK\x05\x06 attached"), "works.zip", { mimeType: "application/zip" });
    return Buffer.from(await doc.save({ useObjectStreams: i % 4 !== 0 }));
  };
});

await producer("chromium", "pdf", Math.min(share, 40), async () => {
  const { chromium } = await import("playwright-core");
  const flags = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || undefined, args: flags });
  const page = await browser.newPage();
  const escapeHtml = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const make = async ({ person, title, says, i }) => {
    await page.setContent(
      `<title>${escapeHtml(person)}</title><h1>${escapeHtml(person)}</h1><h2>${escapeHtml(title)}</h2>\
<a href="https://example.org/${i}">${i}</a><input name=a>${`<p>${escapeHtml(says)}`.repeat(1 + (i % 9))}`,
    );
    return page.pdf({ tagged: i % 2 === 0, outline: i % 3 === 0 });
  };
  make.end = () => browser.close();
  return make;
});
console.log(
  Object.entries(made)
    .map(([name, n]) => `${name}: ${n}`)
    .join(", "),
);
