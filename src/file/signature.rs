//! Signatures of the containers that documents come in. Facts: PKWARE APPNOTE 4.3.7; MS-CFB 2.2.

/// A ZIP, the container of DOCX and ODT.
pub(super) const ZIP: &[u8] = b"PK\x03\x04";
/// A compound file, the container of DOC.
pub(super) const OLE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
