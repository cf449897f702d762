//! Files to begin with: those that are kept as fixtures, and small ones of the kinds that are refused.

use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};
use std::path::Path;

/// Names and bytes.
pub(crate) fn seeds() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/honest");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut seeds: Vec<_> = paths
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .filter(|(_, bytes)| bytes.len() < 100_000)
        .collect();
    seeds.extend(pdfs());
    seeds.extend(documents());
    seeds.push((
        "fields.rtf".into(),
        br"{\rtf1{\*\template C:\\x.dot}{\field{\*\fldinst {PAGE}}{\fldrslt 1}}{\*\datastore 01050000}\u68?\bin3 abc}"
            .to_vec(),
    ));
    seeds
}

/// Files that cost as much as a file may.
pub(crate) fn costly() -> Vec<(&'static str, Vec<u8>)> {
    let text = [&b"<w:document>"[..], &b"<w:t>text</w:t>".repeat(1_060_000)].concat();
    let document = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", &text)]);
    let names = b"/First 7 0 R /S/GoTo/F(other.pdf) ".repeat(170_000);
    let packed = compress_to_vec_zlib(&names, 6);
    let head = b"%PDF-1.5\n1 0 obj<</Type/ObjStm/N 1/First 9/Filter/FlateDecode>>stream\n";
    let objects = [&head[..], &packed, b"\nendstream endobj"].concat();
    let rtf = [&b"{\\rtf1"[..], &b"{\\*\\fldinst \\u68 x}\\'44".repeat(600_000)].concat();
    // One stream of a compound file, in sectors that lie in reverse order.
    let sectors = 29_000u32;
    let tables = sectors.div_ceil(128);
    let mut chains = vec![0xFFFF_FFFDu32; tables as usize];
    chains.push(0xFFFF_FFFE);
    chains.extend(tables + 1..=sectors);
    let mut header = vec![0u8; 512];
    header[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    (header[30], header[32]) = (9, 6);
    header[48..52].copy_from_slice(&tables.to_le_bytes());
    header[60..].fill(0xFF);
    for (i, place) in header[76..].chunks_exact_mut(4).enumerate().take(tables as usize) {
        place.copy_from_slice(&u32::try_from(i).unwrap().to_le_bytes());
    }
    chains.resize(tables as usize * 128, 0xFFFF_FFFF);
    let chains: Vec<u8> = chains.into_iter().flat_map(u32::to_le_bytes).collect();
    let compound = [header, chains, vec![0x13; sectors as usize * 512]].concat();
    // Every part is a header by a thousand relations.
    let relation = "<Relationship Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" Target=\"nothing.xml\"/>";
    let relations = ["<Relationships>", &relation.repeat(100_000), "</Relationships>"].concat();
    let names: Vec<String> = (0..1900).map(|n| format!("word/part{n}.xml")).collect();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document/>"),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
    ];
    parts.extend(names.iter().map(|name| (name.as_str(), &b"<x/>"[..])));
    let relations = zip(&parts);
    // As many objects with scripts as are followed, named again and again.
    let scripts: String = (0..900_000).map(|n| format!("/JS {} 0 R ", n % 4096)).collect();
    let scripts = [&b"%PDF-1.7\n"[..], scripts.as_bytes(), &b"1 0 obj() ".repeat(200_000)].concat();
    vec![
        ("relations.docx", relations),
        ("scripts.pdf", scripts),
        ("modules.doc", modules()),
        ("text.docx", document),
        ("objects.pdf", objects),
        ("fields.rtf", rtf),
        ("chains.doc", compound),
        ("names.pdf", [b"%PDF-1.7\n".to_vec(), b"/S%/JS".repeat(2_000_000)].concat()),
    ]
}

/// A DOC with one module in which a source seems to begin at every twelfth byte, each of them long.
fn modules() -> Vec<u8> {
    // A chunk of literals says that it is as long as a chunk can be, and many stand behind it.
    let module = b"\x01\xFF\xBF\0Attribut".repeat(40_000);
    let streams: [(&str, u8, &[u8]); 5] = [
        ("Root Entry", 5, b""),
        ("WordDocument", 2, &[0xEC, 0xA5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("VBA", 1, b""),
        ("Module1", 2, &module),
        ("dir", 2, b"\x01\x01\xB0\0x"),
    ];
    let mut directory = vec![0u8; 1024];
    let (mut chains, mut data) = (Vec::<u32>::new(), Vec::new());
    for (i, (name, kind, content)) in streams.iter().enumerate() {
        let entry = &mut directory[i * 128..][..128];
        for (j, unit) in name.encode_utf16().enumerate() {
            entry[j * 2..][..2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[66] = *kind;
        entry[68..80].fill(0xFF);
        // The root holds the document and the project, which holds the others.
        let link = [Some((76, 1u32)), Some((72, 2)), Some((76, 3)), Some((72, 4)), None][i];
        if let Some((at, to)) = link {
            entry[at..at + 4].copy_from_slice(&to.to_le_bytes());
        }
        let first = u32::try_from(chains.len()).unwrap();
        let count = u32::try_from(content.len().div_ceil(512)).unwrap();
        let start = if count == 0 { 0xFFFF_FFFE } else { first };
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&u32::try_from(content.len()).unwrap().to_le_bytes());
        if count > 0 {
            chains.extend(first + 1..first + count);
            chains.push(0xFFFF_FFFE);
            data.extend_from_slice(content);
            data.resize(data.len().next_multiple_of(512), 0);
        }
    }
    let directory_at = u32::try_from(chains.len()).unwrap();
    chains.extend([directory_at + 1, 0xFFFF_FFFE]);
    let tables_at = u32::try_from(chains.len()).unwrap();
    let tables = chains.len().div_ceil(120);
    chains.resize(chains.len() + tables, 0xFFFF_FFFD);
    chains.resize(tables * 128, 0xFFFF_FFFF);
    let mut header = vec![0u8; 512];
    header[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    (header[30], header[32]) = (9, 6);
    header[48..52].copy_from_slice(&directory_at.to_le_bytes());
    header[60..].fill(0xFF);
    for (i, place) in header[76..].chunks_exact_mut(4).enumerate().take(tables) {
        place.copy_from_slice(&(tables_at + u32::try_from(i).unwrap()).to_le_bytes());
    }
    let chains: Vec<u8> = chains.into_iter().flat_map(u32::to_le_bytes).collect();
    [header, data, directory, chains].concat()
}

fn pdfs() -> Vec<(String, Vec<u8>)> {
    let objects = b"2 0 3 40 <</Names<</JavaScript 3 0 R>>/Pages 9 0 R>> <</S/JavaScript/JS(AFTime_Format\\(0\\))>>";
    let packed = compress_to_vec_zlib(objects, 6);
    let stream = [
        format!(
            "%PDF-1.5\n1 0 obj<</Type/ObjStm/N 2/First 9/Filter/FlateDecode/Length {}>>stream\n",
            packed.len()
        )
        .as_bytes(),
        &packed,
        b"\nendstream endobj\ntrailer<</Root 2 0 R/ID[<00><11>]>>\n%%EOF",
    ]
    .concat();
    let script = b"%PDF-1.7\n1 0 obj<</S/JavaScript/JS 2 0 R>>endobj\n2 0 obj<</Length 16>>stream\nAFTime_Format(0)\nendstream endobj\n%%EOF";
    let locked = b"%PDF-1.7\n1 0 obj<</Filter/Standard/V 4/R 4/Length 128/P -4/O<28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A>/U<28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A>/CF<</StdCF<</CFM/AESV2>>>>/StmF/StdCF/StrF/StdCF>>endobj\ntrailer<</Encrypt 1 0 R/ID[(a)(b)]>>\n%%EOF";
    let newest = b"%PDF-2.0\n1 0 obj<</Filter/Standard/V 5/R 6/P -4/O<00>/U<00>/UE<00>/OE<00>/CF 2 0 R/StmF/StdCF/StrF/Identity>>endobj 2 0 obj<</StdCF<</CFM/AESV3>>>>endobj\ntrailer<</Encrypt 1 0 R>>\n%%EOF";
    vec![
        ("stream.pdf".into(), stream),
        ("script.pdf".into(), script.to_vec()),
        ("locked.pdf".into(), locked.to_vec()),
        ("newest.pdf".into(), newest.to_vec()),
    ]
}

fn documents() -> Vec<(String, Vec<u8>)> {
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\" TargetMode=\"External\"/></Relationships>"
        )
    };
    let field = "<w:document><w:fldChar w:fldCharType=\"begin\"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType=\"end\"/></w:document>";
    let docx = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        (
            "_rels/.rels",
            relation("officeDocument", "word/document.xml")
                .replace("External", "Internal")
                .as_bytes(),
        ),
        ("word/document.xml", field.as_bytes()),
        ("word/_rels/settings.xml.rels", relation("attachedTemplate", "Normal.dotm").as_bytes()),
    ]);
    let odt = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", b"<office:text><text:a xlink:href=\"https://a.example\"/></office:text>"),
        ("Basic/Standard/Module1.xml", b"<script:module>Rem x</script:module>"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
    ]);
    vec![("fields.docx".into(), docx), ("basic.odt".into(), odt)]
}

/// A ZIP of deflated parts.
pub(crate) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let parts: Vec<_> =
        parts.iter().map(|(name, bytes)| (name.as_bytes().to_vec(), bytes.to_vec())).collect();
    pack(&parts)
}

/// Packs parts anew.
pub(crate) fn pack(parts: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in parts {
        let packed = compress_to_vec(bytes, 6);
        let at = u32::try_from(out.len()).unwrap();
        let sizes = [packed.len(), bytes.len()].map(|n| u32::try_from(n).unwrap().to_le_bytes());
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        out.extend_from_slice(b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0");
        out.extend_from_slice(&sizes.concat());
        out.extend_from_slice(&[length, [0; 2]].concat());
        out.extend_from_slice(name);
        out.extend_from_slice(&packed);
        directory.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0");
        directory.extend_from_slice(&sizes.concat());
        directory.extend_from_slice(&length);
        directory.extend_from_slice(&[0; 12]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(name);
    }
    let at = u32::try_from(out.len()).unwrap().to_le_bytes();
    let length = u32::try_from(directory.len()).unwrap().to_le_bytes();
    let count = u16::try_from(parts.len()).unwrap().to_le_bytes();
    let end = [&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &length, &at, &[0; 2]].concat();
    [out, directory, end].concat()
}
