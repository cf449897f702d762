use super::*;

const ACCEPTED: [FileKind; 8] = FileKind::ALL;

pub(in crate::file) fn check(name: &str, bytes: &[u8]) -> Result<FileKind, FileProblem> {
    FileKind::check(name, &Ends::of(bytes), &ACCEPTED, 20_000_000)
}

/// A part of a ZIP: name, what it says it unpacks to, its bytes as they are, flags.
pub(in crate::file) type Entry<'a> = (&'a str, u32, &'a [u8], u16);

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

pub(in crate::file) fn docx(more: &[Entry<'_>]) -> Vec<u8> {
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
pub(in crate::file) fn compound(names: &[&str]) -> Vec<u8> {
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
