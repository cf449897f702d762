use super::*;

const ACCEPTED: [FileKind; 8] = FileKind::ALL;

pub(in crate::file) fn check(name: &str, bytes: &[u8]) -> Result<FileKind, FileProblem> {
    FileKind::check(name, &Ends::of(bytes), &ACCEPTED, 20_000_000)
}

/// A part of a ZIP: name, claimed decompressed size, stored bytes, flags.
pub(in crate::file) type Entry<'a> = (&'a str, u32, &'a [u8], u16);

/// A ZIP with these parts, not compressed.
pub(in crate::file) fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
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
const DOCUMENT: Entry<'static> = ("word/document.xml", 13, b"<w:document/>", 0);

pub(in crate::file) fn docx(more: &[Entry<'_>]) -> Vec<u8> {
    let mut entries = vec![TYPES, DOCUMENT];
    entries.extend_from_slice(more);
    zip(&entries)
}

#[test]
fn real_documents_are_accepted() {
    let pdf = include_bytes!("../../tests/fixtures/ada-byron.pdf");
    let word = include_bytes!("../../tests/fixtures/jean-dupont.docx");
    assert_eq!(check("ada.pdf", pdf), Ok(FileKind::Pdf));
    assert_eq!(check("jean.docx", word), Ok(FileKind::Docx));
    assert_eq!(check("cv.docx", &docx(&[])), Ok(FileKind::Docx));
    assert_eq!(check("cv.txt", "Привет <html>".as_bytes()), Ok(FileKind::Txt));
    assert_eq!(check("cv.rtf", b"{\\rtf1 hello}"), Ok(FileKind::Rtf));
}

#[test]
fn the_content_decides_over_the_name() {
    let rtf = b"{\\rtf1 hello}";
    let odt = zip(&[
        ("mimetype", 39, b"application/vnd.oasis.opendocument.text", 0),
        ("content.xml", 1, b"x", 0),
    ]);
    let rows: [(&str, &[u8], FileKind, &str); 12] = [
        ("CV.PDF", b"%PDF-1.7", FileKind::Pdf, "CV.PDF"),
        ("cv.doc", rtf, FileKind::Rtf, "cv.rtf"),
        ("cv.doc", &docx(&[]), FileKind::Docx, "cv.docx"),
        ("cv.docx", &odt, FileKind::Odt, "cv.odt"),
        ("cv.docx", b"%PDF-1.7", FileKind::Pdf, "cv.pdf"),
        ("document", b"%PDF-1.7", FileKind::Pdf, "document.pdf"),
        ("1000012345", &docx(&[]), FileKind::Docx, "1000012345.docx"),
        ("Ivan Petrov. CV", rtf, FileKind::Rtf, "Ivan Petrov. CV.rtf"),
        ("Ivan.Petrov", rtf, FileKind::Rtf, "Ivan.Petrov.rtf"),
        ("cv 12.03.2026", rtf, FileKind::Rtf, "cv 12.03.2026.rtf"),
        ("cv.doc", b"plain text", FileKind::Txt, "cv.txt"),
        ("cv.rtf", b"\xEF\xBB\xBF\n{\\rtf1 x}", FileKind::Rtf, "cv.rtf"),
    ];
    for (name, bytes, kind, delivered) in rows {
        assert_eq!(check(name, bytes), Ok(kind), "{name}");
        assert_eq!(clean_name(name, kind), delivered, "{name}");
    }
    let wrong: [(&str, &[u8]); 10] = [
        ("cv.pdf", b"MZ\x90\0"),
        ("cv.txt", b"MZ\x90\0"),
        ("cv.txt", b"  <!DOCTYPE html><p>"),
        ("cv.txt", b"\xEF\xBB\xBF<script>alert(1)</script>"),
        ("cv.txt", b"<svg onload=alert(1)>"),
        ("cv.txt", b"#!/bin/sh"),
        ("cv.docx", b"PK\x03\x04 and no end"),
        ("cv.pdf", &[b' '; 1000]),
        ("cv.pdf", b"{\"error\":\"not found\"}"),
        ("cv.pdf", b"MZ\x90\0 %PDF-1.7"),
    ];
    for (name, bytes) in wrong {
        assert_eq!(check(name, bytes), Err(FileProblem::Content), "{name}");
    }
    for name in ["cv.pdf.exe", "cv.pdf.", "cv.pdf ", "cv.pdf::$DATA", "cv.svg", "cv.docm"] {
        assert_eq!(check(name, b"%PDF-1.7"), Err(FileProblem::Kind), "{name}");
    }
    let sheet = zip(&[TYPES, ("xl/workbook.xml", 1, b"x", 0)]);
    assert_eq!(check("cv.docx", &sheet), Err(FileProblem::Content));
    let only_pdf = |name, bytes| FileKind::check(name, &Ends::of(bytes), &[FileKind::Pdf], 100);
    assert_eq!(only_pdf("cv.pdf", rtf), Err(FileProblem::Content), "not what its name says");
    assert_eq!(only_pdf("cv.rtf", rtf), Err(FileProblem::Kind));
    assert_eq!(only_pdf("me.jpg", b"%PDF-1.7"), Err(FileProblem::Kind), "a picture's name");
}

#[test]
fn html_and_xml_named_doc_have_their_own_error() {
    let word =
        b"<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><w:wordDocument/>";
    let exports: [&[u8]; 4] =
        [b"<html xmlns:w='x'>", b"\xEF\xBB\xBF <!DOCTYPE html>", b"MIME-Version: 1.0\r\n", word];
    for export in exports {
        assert_eq!(check("cv.doc", export), Err(FileProblem::Markup));
        assert_eq!(check("cv.docx", export), Err(FileProblem::Content));
    }
}

#[test]
fn a_pdf_header_may_follow_printer_commands() {
    let fine: [&[u8]; 4] = [
        b"\xEF\xBB\xBF%PDF-1.7",
        b"\r\n%PDF-1.7",
        b"Printed by Example 10.02\nCopyright Example\n%PDF-1.4\n1 0 obj",
        &[&[b' '; 1000][..], b"%PDF-1.7"].concat(),
    ];
    for bytes in fine {
        assert_eq!(check("cv.pdf", bytes), Ok(FileKind::Pdf));
    }
    let far = [&[b' '; 1030][..], b"%PDF-1.7"].concat();
    assert_eq!(check("cv.pdf", &far), Err(FileProblem::Content));
    assert_eq!(check("cv.txt", b"I print %PDF-1.7 all day"), Ok(FileKind::Txt));
    for page in ["<html><body>%PDF-1.7", "%PDF-1.7\n<script>alert(1)</script>"] {
        assert!(check("cv.pdf", page.as_bytes()).is_err(), "{page}");
    }
}

#[test]
fn empty_and_oversized_files_have_their_own_errors() {
    assert_eq!(check("cv.pdf", b""), Err(FileProblem::Empty));
    let large = FileKind::check("cv.pdf", &Ends::of(b"%PDF-1.7"), &ACCEPTED, 7);
    assert_eq!(large, Err(FileProblem::TooLarge));
}

#[test]
fn macros_and_passwords_have_their_own_errors() {
    assert_eq!(
        check("cv.docx", &docx(&[("word/vbaProject.bin", 1, b"x", 0)])),
        Err(FileProblem::Macros)
    );
    assert_eq!(check("cv.docx", &docx(&[("word/a.xml", 1, b"x", 1)])), Err(FileProblem::Encrypted));
}

/// A compound file with these storages (without content) and streams in its root, in one chain
/// table: header, table, directory, streams.
pub(in crate::file) fn compound(entries: &[(&str, Option<&[u8]>)]) -> Vec<u8> {
    let directory_sectors = (entries.len() + 1).div_ceil(4);
    let (mut table, mut data) = (vec![0xFFFF_FFFDu32], Vec::new());
    let chain = |table: &mut Vec<u32>, count: usize| {
        let start = table.len() as u32;
        table.extend((1..count as u32).map(|i| start + i));
        table.push(0xFFFF_FFFE);
        start
    };
    chain(&mut table, directory_sectors);
    let mut directory = vec![0; directory_sectors * 512];
    let all = [("Root Entry", None)].into_iter().chain(entries.iter().copied());
    for (i, (name, content)) in all.enumerate() {
        let entry = &mut directory[i * 128..][..128];
        for (j, unit) in name.encode_utf16().enumerate() {
            entry[j * 2..][..2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[66] = if i == 0 { 5 } else { 1 + u8::from(content.is_some()) };
        entry[68..80].fill(0xFF);
        // The root's child is the first entry, and each entry's sibling is the next one.
        let (at, next) = if i == 0 { (76, 1) } else { (72, i as u32 + 1) };
        if i < entries.len() {
            entry[at..at + 4].copy_from_slice(&next.to_le_bytes());
        }
        entry[116..120].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
        if let Some(content) = content.filter(|content| !content.is_empty()) {
            let start = chain(&mut table, content.len().div_ceil(512));
            entry[116..120].copy_from_slice(&start.to_le_bytes());
            entry[120..124].copy_from_slice(&(content.len() as u32).to_le_bytes());
            data.extend_from_slice(content);
            data.resize(data.len().next_multiple_of(512), 0);
        }
    }
    table.resize(128, 0xFFFF_FFFF);
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    (header[30], header[32]) = (9, 6);
    header[48] = 1;
    // No small sectors: every stream has its own sectors.
    header[60..76].fill(0xFF);
    header[76..].fill(0xFF);
    header[76..80].fill(0);
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    [header, table, directory, data].concat()
}

#[test]
fn bombs_are_rejected_by_the_directory() {
    let harmful: [(&str, Vec<u8>); 8] = [
        ("ratio", docx(&[("word/a.xml", 100_000_000, b"x", 0)])),
        ("sum", docx(&[("word/a.bin", 160_000_000, &[0; 900_000], 0)])),
        ("a script", docx(&[("word/embeddings/cv.HTA", 1, b"x", 0)])),
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
    // Two parts that share their bytes, a wrong number of parts, a symbolic link.
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
fn trailing_bytes_are_accepted_and_trailing_files_are_not() {
    let behind = |more: &[u8]| check("cv.docx", &[&docx(&[]), more].concat());
    assert_eq!(behind(&[0; 4096]), Ok(FileKind::Docx));
    assert_eq!(behind(b"\r\n"), Ok(FileKind::Docx));
    assert_eq!(behind(&[0; 4097]), Err(FileProblem::Content));
    for file in [&b"%PDF-1.7"[..], b"<html>", b"MZ\x90\0", b"\n{\\rtf1}"] {
        assert_eq!(behind(file), Err(FileProblem::Content));
    }
}

#[test]
fn truncated_files_do_not_panic() {
    let whole = docx(&[("word/media/image1.png", 5, b"image", 0)]);
    for cut in 0..whole.len() {
        for name in ["a.docx", "a.odt", "a.pdf", "a.doc", "a.rtf", "a.txt"] {
            let _ = check(name, &whole[..cut]);
            let _ = check(name, &whole[cut..]);
        }
    }
    let doc = compound(&[("WordDocument", Some(b"x"))]);
    for byte in 0..64 {
        for value in [0, 1, 0x7F, 0xFF] {
            let mut changed = doc.clone();
            changed[byte] = value;
            let _ = check("a.doc", &changed);
        }
    }
}

#[test]
fn deceptive_names_are_rejected_and_long_ones_are_cut() {
    assert_eq!(clean_name("cv\r\n.pdf", FileKind::Pdf), "cv.pdf");
    assert_eq!(clean_name(".pdf", FileKind::Pdf), "resume.pdf");
    assert_eq!(clean_name(". cv .", FileKind::Pdf), "cv.pdf");
    assert_eq!(clean_name("резюме.docx", FileKind::Docx), "резюме.docx");
    assert_eq!(clean_name("me.JFIF", FileKind::Jpg), "me.JFIF");
    assert_eq!(clean_name("me.png", FileKind::Jpg), "me.jpg");
    let long = clean_name(&format!("{}.pdf", "x".repeat(200)), FileKind::Pdf);
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

#[test]
fn the_page_rejects_nothing_that_the_worker_accepts() {
    let mut folders = vec![std::path::PathBuf::from("tests/fixtures")];
    let (mut rejected, mut seen) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let given = path.file_name().unwrap().to_string_lossy().into_owned();
            let names = FileKind::ALL.iter().map(|kind| format!("cv.{}", kind.extension()));
            let lists =
                FileKind::ALL.iter().map(std::slice::from_ref).chain([&FileKind::DOCUMENTS[..]]);
            for name in names.chain([given, "cv".to_owned(), "cv.exe".to_owned()]) {
                for accepted in lists.clone() {
                    let ends = Ends::of(&bytes);
                    let checked = FileKind::check(&name, &ends, accepted, 15_000_000);
                    let glanced =
                        FileKind::glance(&name, ends.size, ends.head, accepted, 15_000_000);
                    seen += 1;
                    if let Err(problem) = glanced {
                        rejected += 1;
                        assert!(checked.is_err(), "{path:?} as {name}: {problem:?}");
                    }
                }
            }
        }
    }
    assert!(seen > 1000 && rejected > 100, "{seen} seen, {rejected} rejected");
}
