// Files that look odd and are honest: each of a kind that was once refused. Made by the builders of the hostile ones.
import { deflateSync } from "node:zlib";
import { PDF, docx, jpeg, odt, png, relation, text, zip } from "./hostile.mjs";

const pdf = (inside) => text(`${PDF}${inside}\n%%EOF`);
const SETTINGS = "word/_rels/settings.xml.rels";
const field = (instruction) =>
  `<w:hdr><w:fldChar w:fldCharType="begin"/><w:instrText>${instruction}</w:instrText><w:fldChar w:fldCharType="end"/>\
</w:hdr>`;

/** The files: what they show, name, bytes, the name under which they must arrive, and the slot they are sent for. */
export function honest() {
  const files = [];
  const add = (what, name, bytes, delivered = name, slot = "resume") =>
    files.push({ what, name, bytes: Buffer.isBuffer(bytes) ? bytes : text(bytes), delivered, slot });

  const local = [
    "file:///C:\\Users\\ada\\Templates\\CV.dotx",
    "C:\\CV.dotx",
    "/Users/ada/CV.dotx",
    "file://localhost/Users/ada/CV.dotx",
    "file:////Users/ada/CV.dotx",
    "Macintosh HD:Users:ada:Normal.dotm",
    "Normal.dotm",
    "..\\CV.dotx",
  ];
  for (const target of local)
    add("a template on the own disk", "cv.docx", docx([[SETTINGS, relation("attachedTemplate", target)]]));
  for (const [kind, target] of [
    ["hyperlink", "https://example.org"],
    ["hyperlink", "mailto:a@example.org"],
    ["image", "https://example.org/me.png"],
    ["oleObject", "file:///C:/table.xlsx"],
    ["frame", "page.htm"],
  ])
    add("a link of a document", "cv.docx", docx([[SETTINGS, relation(kind, target)]]));

  const rtf = "{\\rtf1 Ada}";
  for (const [name, delivered] of [
    ["cv.doc", "cv.rtf"],
    ["cv.docx", "cv.rtf"],
    ["document", "document.rtf"],
    ["Ada Byron. CV", "Ada Byron. CV.rtf"],
  ])
    add("RTF under another name", name, rtf, delivered);
  for (const [name, delivered] of [
    ["cv.doc", "cv.docx"],
    ["1000012345", "1000012345.docx"],
    ["cv.odt", "cv.docx"],
  ])
    add("DOCX under another name", name, docx(), delivered);
  for (const [name, delivered] of [
    ["cv.doc", "cv.odt"],
    ["cv.docx", "cv.odt"],
  ])
    add("ODT under another name", name, odt(), delivered);
  add("a PDF without a name's end", "document", pdf(""), "document.pdf");
  add("a picture under another's name", "me.png", jpeg(10, 10), "me.jpg", "photo");
  add("a picture under another's name", "me.jpg", png(10, 10), "me.png", "photo");
  add("a picture of a browser", "me.jfif", jpeg(10, 10), "me.jfif", "photo");

  for (const main of ["word/document2.xml", "word/document22.xml", "Main.xml"])
    add(
      "a main part of Word Online",
      "cv.docx",
      zip([
        ["[Content_Types].xml", "<Types/>"],
        ["_rels/.rels", relation("officeDocument", `/${main}`).replace("External", "Internal")],
        [main, "<w:document/>"],
        ["[trash]/0000.dat", Buffer.alloc(9)],
      ]),
    );
  for (const before of [
    "\xef\xbb\xbf",
    "\r\n",
    "Printed by Example 10.02\nCopyright Example\n",
    "%!PS\n",
    " ".repeat(1000),
  ])
    add("bytes before a PDF", "cv.pdf", before + PDF);
  for (const before of ["\xef\xbb\xbf", "\r\n", " \n"]) add("bytes before RTF", "cv.rtf", before + rtf);

  for (const inside of [
    "1 0 obj<</Names<</JavaScript 3 0 R>>>>endobj 3 0 obj<</Names[]>>endobj",
    "1 0 obj<</S/JavaScript>>endobj",
    "1 0 obj<</S/JavaScript/JS()>>endobj",
  ])
    add("no script at all", "cv.pdf", pdf(inside));
  for (const script of [
    "AFNumber_Format(2, 0, 0, 0, \\042\\042, true\\);",
    'AFDate_KeystrokeEx("dd/mm/yyyy");',
    'event.value=AFMakeNumber(getField("a").value)',
  ])
    add(
      "a form's own functions",
      "cv.pdf",
      pdf(`1 0 obj<</S/JavaScript/JS(${script.replaceAll(/(?<!\\)[()]/g, "\\$&")})>>endobj`),
    );
  const packed = deflateSync(text("2 0 <</S/JavaScript/JS 3 0 R>>"));
  add(
    "a form's own function behind an object stream",
    "cv.pdf",
    Buffer.concat([
      text(`${PDF}1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n`),
      packed,
      text("\nendstream endobj 3 0 obj(AFTime_Format\\(0\\))endobj\n%%EOF"),
    ]),
  );
  add(
    "an archive that is attached",
    "cv.pdf",
    Buffer.concat([
      text(`${PDF}1 0 obj<</Type/EmbeddedFile/Length 9>>stream\n`),
      docx(),
      text("\nendstream endobj\nxref\n%%EOF"),
    ]),
  );
  add(
    "words in links and titles",
    "cv.pdf",
    pdf("1 0 obj<</URI(https://example.org/docs/Web/JavaScript)/Title(React/JavaScript /Launch)>>endobj"),
  );

  for (const behind of ["\r\n", "\0".repeat(4096)])
    add("bytes behind a ZIP", "cv.docx", Buffer.concat([docx(), text(behind)]));
  add(
    "a media type that is not first",
    "cv.odt",
    zip([
      ["content.xml", "<office:text/>"],
      ["mimetype", "application/vnd.oasis.opendocument.text"],
    ]),
  );
  add(
    "a library without code",
    "cv.odt",
    odt([
      ["Basic/script-lc.xml", '<!DOCTYPE library:libraries PUBLIC "x" "y"><library:libraries/>'],
      ["Basic/Standard/ThisDocument.xml", "<script:module>Rem by Word\nOption VBASupport 1</script:module>"],
    ]),
  );
  add(
    "backslashes in names",
    "cv.docx",
    zip([
      ["[Content_Types].xml", "<Types/>"],
      ["word\\document.xml", "<w:document/>"],
    ]),
  );
  for (const instruction of [
    "PAGE",
    "HYPERLINK &quot;https://example.org&quot;",
    "INCLUDEPICTURE &quot;https://example.org/me.png&quot;",
    "LINK Excel.Sheet.8 C:\\\\table.xls",
  ])
    add("a field that shows", "cv.docx", docx([["word/header1.xml", field(instruction)]]));
  add(
    "the name of a field in prose",
    "cv.docx",
    docx([["word/header1.xml", "<w:hdr><w:t>I know DDEAUTO and DDE</w:t></w:hdr>"]]),
  );
  for (const inside of [
    "The \\\\objdata control word",
    "{\\*\\template C:\\\\Users\\\\ada\\\\Normal.dotm}",
    '{\\field{\\*\\fldinst HYPERLINK "https://example.org"}{\\fldrslt DDEAUTO}}',
    "{\\*\\datastore 0105000002000000180000004d73786d6c322e534158584d4c5265616465722e362e30}",
    "{\\*\\datastore 010001000200000008000000556e6b6e6f776e00}",
  ])
    add("RTF as Word writes it", "cv.rtf", `{\\rtf1 ${inside}}`);
  for (const start of ["PK Sharma\nEngineer", "MZ Khan\nEngineer", "%PDF-1.7 is a format that I know"])
    add("a text that begins like another file", "cv.txt", start);
  for (const order of [(b) => b, (b) => b.swap16()])
    for (const mark of ["", "\ufeff"])
      add("UTF-16", "cv.txt", order(Buffer.from(`${mark}Ада Байрон, инженер\n`, "utf16le")));
  return files;
}
