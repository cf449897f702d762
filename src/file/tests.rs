use super::*;

const ACCEPTED: [FileKind; 8] = FileKind::ALL;

fn check(name: &str, bytes: &[u8]) -> Result<FileKind, FileProblem> {
    FileKind::check(name, &Ends::of(bytes), &ACCEPTED, 20_000_000)
}

/// A part of a ZIP: name, what it says it unpacks to, its bytes as they are, flags.
type Entry<'a> = (&'a str, u32, &'a [u8], u16);

/// A ZIP with these parts, stored.
fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, unpacked, bytes, flags) in entries {
        let at = out.len() as u32;
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&[0; 22]);
        out.extend_from_slice(&(name.len() as u16).to_le_bytes());
        out.extend_from_slice(&[0; 2]);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(bytes);
        directory.extend_from_slice(b"PK\x01\x02\x14\x03\x14\x00");
        directory.extend_from_slice(&flags.to_le_bytes());
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        directory.extend_from_slice(&unpacked.to_le_bytes());
        directory.extend_from_slice(&(name.len() as u16).to_le_bytes());
        directory.extend_from_slice(&[0; 8]);
        directory.extend_from_slice(&0o100_644u32.wrapping_shl(16).to_le_bytes());
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let at = out.len() as u32;
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend_from_slice(&(entries.len() as u16).to_le_bytes());
    out.extend_from_slice(&(entries.len() as u16).to_le_bytes());
    out.extend_from_slice(&(directory.len() as u32).to_le_bytes());
    out.extend_from_slice(&at.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out
}

const TYPES: Entry<'static> = ("[Content_Types].xml", 10, b"0123456789", 0);
const DOCUMENT: Entry<'static> = ("word/document.xml", 10, b"0123456789", 0);

fn docx(more: &[Entry<'_>]) -> Vec<u8> {
    let mut entries = vec![TYPES, DOCUMENT];
    entries.extend_from_slice(more);
    zip(&entries)
}

#[test]
fn real_documents_are_taken() {
    let pdf = include_bytes!("../../tests/fixtures/ada-byron.pdf");
    let word = include_bytes!("../../tests/fixtures/jean-dupont.docx");
    assert_eq!(check("ada.pdf", pdf), Ok(FileKind::Pdf));
    assert_eq!(check("jean.docx", word), Ok(FileKind::Docx));
    assert_eq!(check("cv.docx", &docx(&[])), Ok(FileKind::Docx));
    assert_eq!(check("cv.txt", "Привет <html>".as_bytes()), Ok(FileKind::Txt));
    assert_eq!(check("cv.rtf", b"{\\rtf1 hello}"), Ok(FileKind::Rtf));
}

#[test]
fn name_and_content_must_agree() {
    assert_eq!(check("CV.PDF", b"%PDF-1.7"), Ok(FileKind::Pdf));
    let wrong: [(&str, &[u8]); 9] = [
        ("cv.pdf", b"MZ\x90\0"),
        ("cv.txt", b"%PDF-1.7"),
        ("cv.txt", b"MZ plain"),
        ("cv.txt", b"  <!DOCTYPE html><p>"),
        ("cv.txt", b"<svg onload=alert(1)>"),
        ("cv.txt", b"#!/bin/sh"),
        ("cv.doc", b"%PDF-1.7"),
        ("cv.docx", b"PK\x03\x04 and no end"),
        ("cv.pdf", &[b' '; 1000]),
    ];
    for (name, bytes) in wrong {
        assert_eq!(check(name, bytes), Err(FileProblem::Content), "{name}");
    }
    for name in ["cv.pdf.exe", "cv", "cv.pdf.", "cv.pdf ", "cv.pdf::$DATA", "cv.svg"] {
        assert_eq!(check(name, b"%PDF-1.7"), Err(FileProblem::Kind), "{name}");
    }
    let sheet = zip(&[TYPES, ("xl/workbook.xml", 1, b"x", 0)]);
    assert_eq!(check("cv.docx", &sheet), Err(FileProblem::Content));
}

#[test]
fn empty_and_large_have_their_own_words() {
    assert_eq!(check("cv.pdf", b""), Err(FileProblem::Empty));
    let large = FileKind::check("cv.pdf", &Ends::of(b"%PDF-1.7"), &ACCEPTED, 7);
    assert_eq!(large, Err(FileProblem::TooLarge));
}

#[test]
fn a_pdf_that_is_locked_active_or_two_files_is_refused() {
    let pdf = |more: &str| [b"%PDF-1.7\n", more.as_bytes(), b"\n%%EOF"].concat();
    assert_eq!(check("cv.pdf", &pdf("trailer <</Encrypt 9 0 R>>")), Err(FileProblem::Encrypted));
    assert_eq!(check("cv.pdf", &pdf("/EncryptMetadata true")), Ok(FileKind::Pdf));
    for active in
        ["<</S/JavaScript/JS(app.alert(1))>>", "/OpenAction<</S/Launch/F(cmd.exe)>>", "<script>"]
    {
        assert_eq!(check("cv.pdf", &pdf(active)), Err(FileProblem::Unsafe), "{active}");
    }
    let both = [pdf(""), docx(&[])].concat();
    assert_eq!(check("cv.pdf", &both), Err(FileProblem::Unsafe), "PDF and ZIP");
}

#[test]
fn macros_and_passwords_have_their_own_words() {
    assert_eq!(
        check("cv.docx", &docx(&[("word/vbaProject.bin", 1, b"x", 0)])),
        Err(FileProblem::Macros)
    );
    assert_eq!(check("cv.docx", &docx(&[("word/a.xml", 1, b"x", 1)])), Err(FileProblem::Encrypted));
    assert_eq!(check("cv.rtf", b"{\\rtf1 {\\object\\objdata 01}}"), Err(FileProblem::Unsafe));
}

/// The first sector holds the header, the second the directory.
fn compound(names: &[&str]) -> Vec<u8> {
    let mut out = vec![0; 1024];
    out[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    out[30] = 9;
    for (i, name) in names.iter().enumerate() {
        for (j, unit) in name.encode_utf16().enumerate() {
            out[512 + i * 128 + j * 2..][..2].copy_from_slice(&unit.to_le_bytes());
        }
        out[512 + i * 128 + 66] = 2;
    }
    out
}

#[test]
fn a_compound_file_is_judged_by_its_directory() {
    assert_eq!(check("cv.doc", &compound(&["Root Entry", "WordDocument"])), Ok(FileKind::Doc));
    let macros = compound(&["Root Entry", "WordDocument", "Macros"]);
    assert_eq!(check("cv.doc", &macros), Err(FileProblem::Macros));
    assert_eq!(check("cv.doc", &compound(&["Root Entry", "Workbook"])), Err(FileProblem::Content));
    let locked = compound(&["Root Entry", "EncryptedPackage"]);
    assert_eq!(check("cv.doc", &locked), Err(FileProblem::Encrypted));
}

#[test]
fn bombs_are_refused_from_the_directory_alone() {
    let harmful: [(&str, Vec<u8>); 7] = [
        ("ratio", docx(&[("word/a.xml", 100_000_000, b"x", 0)])),
        ("sum", docx(&[("word/a.bin", 160_000_000, &[0; 900_000], 0)])),
        ("out of it", docx(&[("../../etc/passwd", 1, b"x", 0)])),
        ("absolute", docx(&[("/etc/passwd", 1, b"x", 0)])),
        ("nested", docx(&[("word/42.zip", 1, b"x", 0)])),
        ("a program", docx(&[("word/media/cv.EXE", 1, b"x", 0)])),
        ("bytes of nobody", {
            let mut more = docx(&[]);
            let end = more.len() - 22;
            more.splice(end..end, [0; 9]);
            more
        }),
    ];
    for (why, bytes) in harmful {
        assert_eq!(check("cv.docx", &bytes), Err(FileProblem::Unsafe), "{why}");
    }
    // Two parts that share their bytes, a number of parts that lies, a link.
    let mut overlapping = docx(&[]);
    let second = overlapping.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    overlapping[second + 42..second + 46].copy_from_slice(&0u32.to_le_bytes());
    assert_eq!(check("cv.docx", &overlapping), Err(FileProblem::Unsafe));
    let mut many = docx(&[]);
    let end = many.len();
    many[end - 12..end - 10].copy_from_slice(&60_000u16.to_le_bytes());
    assert_eq!(check("cv.docx", &many), Err(FileProblem::Unsafe));
    let mut link = docx(&[]);
    link[second + 38..second + 42].copy_from_slice(&0o120_777u32.wrapping_shl(16).to_le_bytes());
    assert_eq!(check("cv.docx", &link), Err(FileProblem::Unsafe));
}

#[test]
fn no_end_of_any_length_makes_it_panic() {
    let whole = docx(&[("word/media/image1.png", 5, b"image", 0)]);
    for cut in 0..whole.len() {
        for name in ["a.docx", "a.odt", "a.pdf", "a.doc", "a.rtf", "a.txt"] {
            let _ = check(name, &whole[..cut]);
            let _ = check(name, &whole[cut..]);
        }
    }
    let doc = compound(&["Root Entry", "WordDocument"]);
    for byte in 0..64 {
        for value in [0, 1, 0x7F, 0xFF] {
            let mut changed = doc.clone();
            changed[byte] = value;
            let _ = check("a.doc", &changed);
        }
    }
}

#[test]
fn names_that_hide_something_are_told_and_long_ones_are_cut() {
    assert_eq!(clean_name("cv\r\n.pdf"), "cv.pdf");
    assert_eq!(clean_name(".pdf"), "pdf");
    assert_eq!(clean_name("резюме.docx"), "резюме.docx");
    let long = clean_name(&format!("{}.pdf", "x".repeat(200)));
    assert!(long.chars().count() == NAME_MAX && long.ends_with(".pdf"));
    let rows = [
        ("cv\u{202E}fdp.pdf", FileProblem::NameDirection),
        ("cv\u{2066}.pdf", FileProblem::NameDirection),
        ("cv\r\n.pdf", FileProblem::NameCharacters),
        ("cv\0.pdf", FileProblem::NameCharacters),
        ("../../etc/cv.pdf", FileProblem::NamePath),
        ("C:\\me\\cv.pdf", FileProblem::NamePath),
    ];
    for (name, problem) in rows {
        assert_eq!(check(name, b"%PDF-1.7"), Err(problem), "{name:?}");
    }
    let name = |count| format!("{}.pdf", "п".repeat(count));
    assert_eq!(check(&name(GIVEN_MAX - 4), b"%PDF-1.7"), Ok(FileKind::Pdf));
    assert_eq!(check(&name(GIVEN_MAX - 3), b"%PDF-1.7"), Err(FileProblem::NameLong));
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend_from_slice(&width.to_be_bytes());
    bytes.extend_from_slice(&height.to_be_bytes());
    bytes.extend_from_slice(&[8, 2, 0, 0, 0]);
    bytes
}

/// A JPEG whose frame header stands behind segments of so many bytes.
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

/// As the Worker checks, which has all of it.
fn deeply(name: &str, bytes: &[u8]) -> Result<FileKind, FileProblem> {
    let kind = check(name, bytes)?;
    let ends = Ends::of(bytes);
    let looked = std::pin::pin!(deep::check(kind, &ends, bytes));
    let std::task::Poll::Ready(Ok(looked)) =
        Future::poll(looked, &mut std::task::Context::from_waker(std::task::Waker::noop()))
    else {
        panic!("bytes that are there are read at once");
    };
    looked.map(|()| kind)
}

#[test]
fn a_picture_of_too_many_pixels_is_refused_from_its_header() {
    assert_eq!(deeply("me.png", &png(4000, 3000)), Ok(FileKind::Png));
    assert_eq!(check("me.png", &png(50_000, 50_000)), Err(FileProblem::Pixels));
    assert_eq!(check("me.png", &png(u32::MAX, u32::MAX)), Err(FileProblem::Pixels));
    assert_eq!(check("me.png", &png(0, 9)), Err(FileProblem::Content));
    assert_eq!(deeply("me.jpeg", &jpeg(&[100, 2000], 4000, 3000)), Ok(FileKind::Jpg));
    assert_eq!(check("me.jpg", &jpeg(&[100], 65_535, 65_535)), Err(FileProblem::Pixels));
    // Behind what a page sees: only who has all of it can tell.
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

#[test]
fn what_opens_from_elsewhere_is_found_in_the_parts() {
    let relations = |kind: &str| {
        format!(
            r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="https://evil.example/x" TargetMode="External"/></Relationships>"#
        )
    };
    let with = |name: &'static str, text: &str| {
        let entry: Entry<'_> = (name, text.len() as u32, text.as_bytes(), 0);
        docx(&[entry])
    };
    let part = "word/_rels/settings.xml.rels";
    for kind in ["attachedTemplate", "oleObject", "subDocument", "frame"] {
        assert_eq!(
            deeply("cv.docx", &with(part, &relations(kind))),
            Err(FileProblem::Unsafe),
            "{kind}"
        );
    }
    for kind in ["hyperlink", "image"] {
        assert_eq!(deeply("cv.docx", &with(part, &relations(kind))), Ok(FileKind::Docx), "{kind}");
    }
    let field = "<w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe</w:instrText>";
    assert_eq!(deeply("cv.docx", &with("word/header1.xml", field)), Err(FileProblem::Unsafe));
    assert_eq!(
        check("cv.docx", &with("word/embeddings/oleObject1.bin", "x")),
        Err(FileProblem::Unsafe)
    );
    assert_eq!(check("cv.docx", &with("word/activeX/activeX1.xml", "x")), Err(FileProblem::Unsafe));
}

#[test]
fn parts_are_unpacked_within_a_budget_and_no_further() {
    use miniz_oxide::deflate::compress_to_vec;
    // What is looked for stands behind ten times the budget of zeros.
    let mut text = vec![b' '; deep::UNPACKED_MAX * 10];
    text.extend_from_slice(b"DDEAUTO");
    let packed = compress_to_vec(&text, 9);
    let near = compress_to_vec(&[&vec![b' '; 70_000][..], b"DDEAUTO", &[b' '; 100]].concat(), 9);
    for (packed, want) in [(packed, Ok(FileKind::Docx)), (near, Err(FileProblem::Unsafe))] {
        let mut bytes = docx(&[("word/document2.xml", 100, &packed, 0)]);
        // Said to be deflated, in the directory.
        let at = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
        bytes[at + 10] = 8;
        assert_eq!(deeply("cv.docx", &bytes), want);
    }
}

#[test]
fn a_locked_document_of_office_says_so() {
    assert_eq!(
        check("cv.docx", &compound(&["Root Entry", "EncryptedPackage", "EncryptionInfo"])),
        Err(FileProblem::Encrypted)
    );
    assert_eq!(check("cv.docx", &compound(&["Root Entry"])), Err(FileProblem::Content));
    // Word's own lock: a flag of the document's stream, which begins in the third sector.
    let mut doc = compound(&["Root Entry", "WordDocument"]);
    doc.resize(512 * 4, 0);
    doc[48..52].copy_from_slice(&0u32.to_le_bytes());
    doc[76..80].copy_from_slice(&2u32.to_le_bytes());
    doc[512 * 3..512 * 3 + 4].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    doc[512 + 128 + 116..][..4].copy_from_slice(&1u32.to_le_bytes());
    doc[1024..1026].copy_from_slice(&[0xEC, 0xA5]);
    assert_eq!(deeply("cv.doc", &doc), Ok(FileKind::Doc));
    doc[1024 + 11] = 1;
    assert_eq!(deeply("cv.doc", &doc), Err(FileProblem::Encrypted));
}
