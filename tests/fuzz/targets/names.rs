//! File names, up to the header of the ATS's multipart body: one name in one header, whatever it was.

use super::sites::is_one_line;
use crate::fuzz::mutate::Material;
use crate::fuzz::run::Target;
use apply_edge::api::request::{Body, FileRef, Piece};
use apply_edge::file::{FileKind, GIVEN_MAX, NAME_MAX, clean_name};

pub(crate) const TARGET: Target = Target {
    name: "names",
    short: 600,
    more: Vec::new,
    mutant: Material::mutant,
    check,
    memory: (60_000, 200),
};

fn check(input: &[u8]) {
    let name = String::from_utf8_lossy(input);
    let is_taken = FileKind::announced(&name, 10, &FileKind::ALL, 100).is_ok();
    if is_taken {
        assert!(is_one_line(&name) && !name.contains(['/', '\\']), "accepted: {name:?}");
        assert!(name.chars().count() <= GIVEN_MAX);
    }
    for kind in FileKind::ALL {
        let clean = clean_name(&name, kind);
        assert!(is_one_line(&clean), "{clean:?}");
        assert!(clean.chars().count() <= NAME_MAX, "{} characters", clean.chars().count());
        let extension = clean.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        assert!(kind.extensions().contains(&extension.as_str()), "{clean:?} is no {kind:?}");
        assert_eq!(clean_name(&clean, kind), clean, "cleaned twice");
        if is_taken {
            let again = FileKind::announced(&clean, 10, &[kind], 100);
            assert_eq!(again, Ok(()), "{name:?} became {clean:?}");
        }
        in_a_header(&clean);
    }
    // The escape must hold for what nobody cleaned too.
    in_a_header(&name);
}

fn in_a_header(name: &str) {
    let file = FileRef {
        upload: "u".to_owned(),
        name: name.to_owned(),
        content_type: "application/pdf".to_owned(),
        size: 10,
        sha256: String::new(),
        slot: Default::default(),
        known: None,
        picture: None,
    };
    let body = Body::multipart_file("file", &file, "BOUNDARY");
    let Some(Piece::Bytes(head)) = body.pieces.first() else { panic!("no head") };
    let head = String::from_utf8(head.clone()).expect("UTF-8");
    assert_eq!(head.matches(['\r', '\n']).count(), 8, "{head:?}");
    assert_eq!(head.matches('"').count(), 4, "{head:?}");
    let lengths = body.pieces.iter().map(Piece::len).sum::<u64>();
    assert_eq!(body.len(), lengths);
}
