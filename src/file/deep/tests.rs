use super::*;
use crate::file::tests::{Entry, check, compound, docx};

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
    let looked = std::pin::pin!(super::check(kind, &ends, bytes));
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
    let mut text = vec![b' '; UNPACKED_MAX * 10];
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
