use super::validate::{is_email, is_web_address};
use super::*;
use crate::file::FileKind;

fn form() -> Form {
    let field = |name: &str, kind, required, max| Field {
        name: name.to_owned(),
        kind,
        label: name.to_owned(),
        required,
        max,
        autocomplete: String::new(),
    };
    Form {
        job: "1".to_owned(),
        title: "Apply".to_owned(),
        locale: "en".to_owned(),
        fields: vec![
            field("first_name", FieldKind::Text, true, 20),
            field("email", FieldKind::Email, true, 254),
            field("phone", FieldKind::Tel, false, 40),
            field("profile", FieldKind::Url, false, 200),
            field("letter", FieldKind::Textarea, false, 100),
        ],
        consents: vec![
            ConsentField {
                id: "processing".to_owned(),
                version: "2".to_owned(),
                text: "I agree".to_owned(),
                required: true,
            },
            ConsentField {
                id: "pool".to_owned(),
                version: "1".to_owned(),
                text: "Keep me".to_owned(),
                required: false,
            },
        ],
        resume: FileSlot {
            label: "Resume".to_owned(),
            required: true,
            kinds: vec![FileKind::Pdf],
            max_bytes: 100,
            slot: Slot::Resume,
            max_files: 1,
        },
        files: Vec::new(),
        questions: Vec::new(),
        prefill: false,
    }
}

fn entries(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

const GOOD: [(&str, &str); 3] =
    [("first_name", " Ada "), ("email", "ada@example.org"), ("consent.processing", "2")];

fn flaws(
    pairs: &[(&str, &str)],
    resume: Option<Result<(), FieldErrorCode>>,
) -> Vec<(String, FieldErrorCode)> {
    let files: Vec<_> = resume.into_iter().map(|check| (Slot::Resume, check)).collect();
    match form().parse(&entries(pairs), &files, UnknownFields::Refuse) {
        Ok(_) => Vec::new(),
        Err(flaws) => flaws.into_iter().map(|f| (f.field, f.code)).collect(),
    }
}

#[test]
fn a_posted_crlf_counts_as_one_character() {
    let letter = format!("{}\r\n{}", "a".repeat(49), "b".repeat(50));
    let with = |letter: &str| {
        let pairs = [GOOD[0], GOOD[1], GOOD[2], ("letter", letter)];
        flaws(&pairs, Some(Ok(())))
    };
    assert_eq!(with(&letter), []);
    assert_eq!(with(&format!("{letter}c")), [("letter".to_owned(), FieldErrorCode::TooLong)]);
}

#[test]
fn a_filled_form_becomes_an_application() {
    let application = form()
        .parse(&entries(&GOOD), &[(Slot::Resume, Ok(()))], UnknownFields::Refuse)
        .expect("accepted");
    assert_eq!(application.first_name, "Ada");
    assert_eq!(application.email, "ada@example.org");
    assert_eq!(application.consents.len(), 1, "the optional consent was not given");
    assert_eq!(application.consents[0].version, "2");
}

#[test]
fn all_errors_are_returned_at_once() {
    let bad = [("email", "ada@"), ("phone", "12"), ("profile", "javascript:alert(1)")];
    let want = [
        ("first_name", FieldErrorCode::Required),
        ("email", FieldErrorCode::Email),
        ("phone", FieldErrorCode::Phone),
        ("profile", FieldErrorCode::Url),
        ("consent.processing", FieldErrorCode::ConsentRequired),
        ("resume", FieldErrorCode::FileRequired),
    ];
    let want: Vec<_> = want.into_iter().map(|(f, c)| (f.to_owned(), c)).collect();
    assert_eq!(flaws(&bad, None), want);
}

#[test]
fn a_consent_to_an_old_version_of_the_text_is_refused() {
    let mut pairs = GOOD;
    pairs[2].1 = "1";
    let want = vec![("consent.processing".to_owned(), FieldErrorCode::ConsentChanged)];
    assert_eq!(flaws(&pairs, Some(Ok(()))), want);
}

#[test]
fn an_unknown_field_is_an_error_in_json_and_ignored_in_a_form() {
    let mut pairs = GOOD.to_vec();
    pairs.push(("frist_name", "Ada"));
    let want = vec![("frist_name".to_owned(), FieldErrorCode::UnknownField)];
    assert_eq!(flaws(&pairs, Some(Ok(()))), want);
    assert!(
        form().parse(&entries(&pairs), &[(Slot::Resume, Ok(()))], UnknownFields::Ignore).is_ok()
    );
}

#[test]
fn control_and_direction_characters_are_refused_where_they_have_no_use() {
    for bad in ["A\0da", "A\u{202E}da", "A\nda"] {
        let mut pairs = GOOD;
        pairs[0].1 = bad;
        let want = vec![("first_name".to_owned(), FieldErrorCode::Characters)];
        assert_eq!(flaws(&pairs, Some(Ok(()))), want, "{bad:?}");
    }
    let mut pairs = GOOD.to_vec();
    pairs.push(("letter", "Dear all,\r\nשלום \u{2067}x\u{2069}"));
    assert!(flaws(&pairs, Some(Ok(()))).is_empty());
}

#[test]
fn email_and_web_addresses_are_validated() {
    for good in
        ["a@b.co", "имя@пример.рф", "first.last+tag@sub.example.co.il", "o'neil@ex-ample.org"]
    {
        assert!(is_email(good), "{good}");
    }
    for bad in
        ["a", "a@b", "@b.co", "a b@c.de", "a@b..co", "a@-b.co", "a@@b.co", ".a@b.co", "a..b@c.de"]
    {
        assert!(!is_email(bad), "{bad}");
    }
    for good in
        ["https://example.org", "http://www.linkedin.com/in/ada?x=1#y", "https://пример.рф/я"]
    {
        assert!(is_web_address(good), "{good}");
    }
    for bad in
        ["example.org", "javascript:alert(1)", "https://", "https://a b.co", "https://me@evil.co"]
    {
        assert!(!is_web_address(bad), "{bad}");
    }
}

#[test]
fn a_slot_refuses_more_files_than_its_maximum() {
    let slot = |slot, required, max_files| FileSlot { slot, required, max_files, ..form().resume };
    let form =
        Form { files: vec![slot(Slot::Photo, true, 1), slot(Slot::Files, false, 2)], ..form() };
    let wrong =
        |files: &[FileCheck]| match form.parse(&entries(&GOOD), files, UnknownFields::Refuse) {
            Ok(_) => Vec::new(),
            Err(flaws) => flaws.into_iter().map(|f| (f.field, f.code, f.limit)).collect(),
        };
    let (resume, photo) = ((Slot::Resume, Ok(())), (Slot::Photo, Ok(())));
    let more = (Slot::Files, Ok(()));
    assert_eq!(wrong(&[resume, photo, more, more]), []);
    assert_eq!(wrong(&[resume]), [("photo".to_owned(), FieldErrorCode::FileRequired, None)]);
    assert_eq!(
        wrong(&[resume, photo, more, more, more]),
        [("files".to_owned(), FieldErrorCode::TooManyFiles, Some(2))]
    );
    let bad = (Slot::Files, Err(FieldErrorCode::FileContent));
    assert_eq!(
        wrong(&[resume, photo, more, bad]),
        [("files".to_owned(), FieldErrorCode::FileContent, None)]
    );
    // A form without the slot.
    assert_eq!(flaws(&GOOD, Some(Ok(()))), []);
    let unknown = Form { files: Vec::new(), ..form.clone() };
    let found =
        unknown.parse(&entries(&GOOD), &[resume, photo], UnknownFields::Refuse).unwrap_err();
    assert_eq!((found[0].field.as_str(), found[0].code), ("photo", FieldErrorCode::UnknownField));
}

#[test]
fn days_and_links_are_checked() {
    for good in ["1990-05-31", "2000-02-29", "1900-01-01"] {
        assert!(is_day(good), "{good}");
    }
    for bad in [
        "1990-02-30",
        "1900-02-29",
        "31.05.1990",
        "1990-5-1",
        "+990-05-01",
        "1990-05-31T00",
        "0990-05-01",
        "1990-13-01",
        "1990-00-10",
    ] {
        assert!(!is_day(bad), "{bad}");
    }
    let field = Field { kind: FieldKind::Links, max: 200, ..form().fields[0].clone() };
    assert!(field.parse("https://a.example/x\n\n http://b.example").is_ok());
    assert_eq!(
        field.parse("https://a.example\njavascript:alert(1)"),
        Err((FieldErrorCode::Url, None))
    );
    let many = "https://a.example\n".repeat(11);
    assert!(Field { max: 2000, ..field }.parse(&many).is_err());
}

#[test]
fn texts_of_a_resume_are_kept_only_if_the_form_accepts_them() {
    let read = [("first_name", "Ada"), ("phone", "12"), ("company", "Engines"), ("email", " ")];
    let fit = form().accepted_texts(read.map(|(name, text)| (name, text.to_owned())));
    assert_eq!(fit.into_iter().collect::<Vec<_>>(), [("first_name".to_owned(), "Ada".to_owned())]);
}

#[test]
fn a_value_that_was_accepted_is_the_same_when_it_is_posted_again() {
    let parse = |name: &str, typed: &str| {
        let form = form();
        form.fields.iter().find(|f| f.name == name).unwrap().parse(typed)
    };
    for (name, typed, kept) in [
        ("phone", "\u{200e} +972 3 123 4567 \u{200f}", Some("+972 3 123 4567")),
        ("phone", "\u{200b} ", None),
        ("letter", "a\r\r\nb\rc", Some("a\n\nb\nc")),
    ] {
        assert_eq!(parse(name, typed), Ok(kept.map(str::to_owned)), "{typed:?}");
        assert_eq!(parse(name, kept.unwrap_or_default()), Ok(kept.map(str::to_owned)));
    }
}
