use crate::api::endpoint::*;
use crate::ats::huntflow::{applicants, dictionaries};

#[test]
fn a_path_value_stays_in_its_segment() {
    let value = "../../me?x=1#%2f".to_owned();
    let filled = fill("/candidates/{candidate}", "candidate", &value);
    assert_eq!(filled, "/candidates/..%2F..%2Fme%3Fx%3D1%23%252f");
}

#[test]
fn dot_segments_and_empty_values_are_rejected_in_paths() {
    for code in ["..", ".", ""] {
        let account = crate::ats::huntflow::ids::AccountId(7);
        let read = dictionaries::Read { account, code: code.to_owned() };
        assert!(read.call("").is_err(), "{code:?}");
    }
}

#[test]
fn repeated_keys_stay_repeated() {
    let query = [("state", "OPEN".to_owned()), ("state", "HOLD".to_owned())];
    assert_eq!(with_query("/v".to_owned(), &query), "/v?state=OPEN&state=HOLD");
}

#[test]
fn path_tricks_match_no_row() {
    let row = <dictionaries::Read as Endpoint>::ROW;
    let fits = |code: &str| row.fits(&format!("/accounts/7/dictionaries/{code}"));
    assert_eq!(fits("a%20b").unwrap().last().unwrap().1, "a b");
    for trick in ["..", "%2e%2e", ".%2E", "a%2fb", "a%5Cb", "%252e%252e", "%", "%ff", "a%00", ""] {
        assert!(fits(trick).is_none(), "{trick}");
    }
    assert!(row.fits("//accounts/7/dictionaries/a").is_none());
    assert!(row.fits("/accounts/7/dictionaries/a/").is_none());
}

#[test]
fn a_request_is_parsed_and_rebuilt_by_its_row() {
    let row = <applicants::List as Endpoint>::ROW;
    let path = row.fits("/accounts/7/applicants").unwrap();
    let pair = |k: &str, v: &str| (k.to_owned(), v.to_owned());
    let ask = |query: &[(String, String)]| row.call(&RawRequest { path: &path, query, body: b"" });
    let call = ask(&[pair("count", "30"), pair("vacancy", "9")]).unwrap();
    assert_eq!(call.path, "/accounts/7/applicants?count=30&vacancy=9");
    let twice = ask(&[pair("count", "30"), pair("count", "31")]).unwrap_err();
    assert_eq!((twice.place, twice.name.as_str()), (Place::Query, "count"));
    assert_eq!(twice.why, "given more than once");
    let typed = ask(&[pair("count", "0x1e")]).unwrap_err();
    assert_eq!(typed.why, "a whole number");
    let unknown = ask(&[pair("count", "1"), pair("host", "evil")]).unwrap_err();
    assert_eq!((unknown.place, unknown.name.as_str()), (Place::Query, "host"));
}

#[test]
fn body_errors_name_the_path_but_not_the_value() {
    let row = <applicants::Create as Endpoint>::ROW;
    let path = row.fits("/accounts/7/applicants").unwrap();
    let body = br#"{"first_name":"Ada","externals":[{"files":["secret"]}]}"#;
    let wrong = row.call(&RawRequest { path: &path, query: &[], body }).unwrap_err();
    assert_eq!((wrong.place, wrong.name.as_str()), (Place::Body, "externals[0].files[0]"));
    assert!(!wrong.to_string().contains("secret"));
}
