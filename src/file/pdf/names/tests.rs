use super::{Found, Names};

/// The results of a search, which must not depend on how the bytes are split.
fn found(text: &str) -> Found {
    let filler = "x/Font /F1 /Length 12 ".repeat(20);
    let bytes = format!("{filler}{text}{filler}").into_bytes();
    let founds: Vec<Found> = [1, 2, 3, 7, 47, 64, 10_000]
        .into_iter()
        .map(|length| {
            let mut names = Names::default();
            for piece in bytes.chunks(length) {
                names.feed(piece);
                // Serialized, as between two requests.
                names = serde_json::from_str(&serde_json::to_string(&names).unwrap()).unwrap();
            }
            names.finish()
        })
        .collect();
    assert!(founds.iter().all(|f| *f == founds[0]), "{text}: {founds:?}");
    founds.into_iter().next().unwrap()
}

#[test]
fn harmful_actions_are_found_in_all_spellings() {
    let spaces = " ".repeat(90);
    let bad = [
        "/S/Launch/F(x)".to_owned(),
        "/S\n/Launch\n".to_owned(),
        "/S%x\n/L#61unch ".to_owned(),
        format!("/S{spaces}/Launch "),
        format!("/S % {spaces}\r\n/#4caunch "),
        "/Subtype /RichMedia ".to_owned(),
        "/Tabs/S/S/Launch ".to_owned(),
        "/S/ImportData/F(x.fdf)".to_owned(),
        "/S/GoToR/F(\\\\\\\\evil.example\\\\share\\\\x.pdf)".to_owned(),
        "/UF<FEFF005C005C006500760069006C005C0078>".to_owned(),
        "/S/URI/URI(ms-msdt:/id PCWDiagnostic)".to_owned(),
        "/URI(x/JS(app.alert\\(1\\))y)".to_owned(),
    ];
    for text in bad {
        assert!(found(&text).harmful, "{text}");
    }
    // Links and titles in the resume of a front-end developer.
    let fine = [
        "/URI(https://example.org/Launch) /S/URI ",
        "/Title(React/JavaScript developer)",
        "<dc:title>TypeScript/JavaScript/JS 5 years</dc:title>",
        "(https://letsencrypt.example/Encrypt all)",
        "/Launchpad /S/Launchpad ",
        "/Names<</JavaScript 7 0 R>>",
        "/EncryptMetadata true",
        "/S/JavaScript>>",
        "/F 4/S/GoToR/F(other.pdf)/UF(Other.pdf)",
        "/S/SubmitForm/F<</FS/URL/F(https://example.org/form)>>",
        "/URI(mailto:ada@example.org)/URI(https://example.org/JS/S)",
    ];
    for text in fine {
        assert_eq!(found(text), Found::default(), "{text}");
    }
}

#[test]
fn scripts_are_found_in_every_kind_of_string() {
    let rows: [(&str, &[u8]); 6] = [
        ("/S/JavaScript/JS(app.alert\\(1\\))", b"app.alert(1)"),
        ("/JS (a(b)\\\r\nc\\101\\n)", b"a(b)cA\n"),
        ("/J#53%x\n<61 70 70>", b"app"),
        ("/Tabs/S/JS(x)", b"x"),
        ("/JS <fEfF0061>", b"\xFE\xFF\0a"),
        ("/JS(\\7)", b"\x07"),
    ];
    for (text, script) in rows {
        let scripts: Vec<_> = found(text).scripts.into_iter().map(|(_, s)| s).collect();
        assert_eq!(scripts, [script], "{text}");
    }
    assert_eq!(found("/JS(AFNumber_Format\\(2, 0\\);)").scripts, []);
    assert_eq!(found("/JS 12 0 R /JS 12 0 R /JS\n7 0 R").script_objects, [7, 12].into());
    assert!(found("/JS (no end").harmful, "a script whose end is not there");
}

#[test]
fn ambiguous_syntax_hides_nothing() {
    for text in [
        "(/S%)/JS(app.alert\\(1\\))",
        "/JS%/S\n(app)",
        "/S%/JS(AFNumber_Format\n)/JS(x)",
        "/ID[(/JS(app))]",
        "</JS(AFDate_Format\\(\">/JS(app.alert(1))(\"))",
    ] {
        let found = found(text);
        assert!(found.harmful || !found.scripts.is_empty(), "{text}: {found:?}");
    }
    assert!(found("/S%/S\n/Launch ").harmful);
    assert!(found("/S%/JS(AFNumber_Format)\n/Launch ").harmful);
}

#[test]
fn encryption_identifiers_and_object_streams_are_recorded() {
    let text = "/Encrypt 5 0 R/ID[<00ff><01>]/Type/ObjStm/First 20/First 7 0 R";
    let found = found(text);
    assert_eq!(found.lock_objects, [5].into());
    assert!(found.id_at.is_some());
    assert_eq!(found.object_streams.len(), 2);
    assert!(Names::default().finish().lock_at.is_none());
    let mut names = Names::default();
    names.feed(b"trailer<</Encrypt<</V 1>>>>");
    assert_eq!(names.finish().lock_at, Some(10));
}
