//! The guarantees of the typed client, against a server with faults.

use crate::host::{Sandbox, run};
use apply_edge::api::error::{ErrorKind, Grade, Retry};
use apply_edge::ats::huntflow::ids::{AccountId, ApplicantId, CoworkerId, ExternalId};
use apply_edge::ats::huntflow::tasks::TaskState;
use apply_edge::ats::huntflow::{applicants, divisions, multi_vacancies, resumes, tags, vacancies};
use serde_json::json;
use std::io::Read as _;

const ACCOUNT: AccountId = AccountId(7);

fn ada() -> applicants::NewApplicant {
    applicants::NewApplicant {
        first_name: Some("Ada".to_owned()),
        last_name: Some("Byron".to_owned()),
        externals: vec![resumes::NewResume::native()],
        ..Default::default()
    }
}

#[test]
fn an_expired_token_is_refreshed_and_the_call_resent() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    sandbox.post("tokens/expire", &json!({}));
    run(client.send(applicants::Create { account: ACCOUNT, body: ada() })).expect("created");
    let received = sandbox.read("received");
    assert_eq!(received["refreshes"], 1);
    assert_eq!(received["huntflow"].as_array().map(Vec::len), Some(1), "created once");
}

#[test]
fn a_write_with_a_lost_answer_is_not_retried() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let on = "POST /v2/accounts/7/applicants";
    for what in [json!("cut_after"), json!({ "status_after": 502 }), json!("truncate")] {
        sandbox.post("faults", &json!([{ "on": on, "what": what }]));
        let error = run(client.send(applicants::Create { account: ACCOUNT, body: ada() }));
        let error = error.expect_err("no answer");
        assert_eq!((error.retry, error.operation), (Retry::Look, "applicants::Create"), "{what}");
    }
    assert_eq!(sandbox.read("received")["huntflow"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_read_is_retried_until_it_succeeds() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    sandbox.post(
        "faults",
        &json!([
            { "on": "GET /v2/accounts/7/vacancies", "what": "cut_before" },
            { "on": "GET /v2/accounts/7/vacancies", "what": { "status": 503 } },
        ]),
    );
    let query = vacancies::Filter { count: Some(3), ..Default::default() };
    let list = vacancies::List { account: ACCOUNT, query };
    assert_eq!(run(client.send(list)).expect("answered").items.len(), 3);
    assert!(client.host().pauses.get() >= 1000, "with pauses");
}

#[test]
fn all_pages_are_read() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let query = vacancies::Filter { count: Some(4), ..Default::default() };
    let mut pages = client.pages(vacancies::List { account: ACCOUNT, query });
    let mut sizes = Vec::new();
    while let Some(items) = run(pages.next()).expect("a page") {
        sizes.push(items.len());
    }
    assert_eq!(sizes, [4, 4, 1]);

    for _ in 0..5 {
        run(client.send(applicants::Create { account: ACCOUNT, body: ada() })).expect("created");
    }
    let q = Some("Byron".to_owned());
    let query = applicants::CursorQuery { q, count: Some(2), ..Default::default() };
    let mut pages = client.pages(applicants::SearchByCursor { account: ACCOUNT, query });
    let found = run(pages.all(100)).expect("found");
    let mut ids: Vec<_> = found.iter().map(|f| f.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 5);
}

#[test]
fn divisions_are_replaced_by_a_task_once_in_twenty_minutes() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let division = |name: &str, foreign: &str| {
        divisions::NewDivision::new(name.to_owned(), foreign.to_owned())
    };
    let mut engineering = division("Engineering", "e");
    engineering.items.push(division("Robots", "r"));
    let replace = || divisions::Replace {
        account: ACCOUNT,
        body: divisions::Structure::new(vec![engineering.clone()]),
    };
    let accepted = run(client.send(replace())).expect("accepted");
    let task = run(client.finished(ACCOUNT, accepted.payload.task_id, 60_000)).expect("over");
    assert_eq!(task.state, Some(TaskState::Success));
    let list = divisions::List { account: ACCOUNT, query: Default::default() };
    let all = run(client.send(list)).expect("listed").items;
    assert_eq!(all.len(), 2);
    assert_eq!(all[1].parent, Some(all[0].id));

    let error = run(client.send(replace())).expect_err("too soon");
    assert_eq!(error.kind, ErrorKind::TooManyRequests);
    assert!(matches!(error.retry, Retry::Later(Some(1..))), "{:?}", error.retry);
}

#[test]
fn a_multivacancy_task_returns_the_children() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let block = || multi_vacancies::NewBlock::new(vec![vacancies::NewQuota::default()]);
    let body = multi_vacancies::NewMultiVacancy {
        coworkers: vec![CoworkerId(13)],
        ..multi_vacancies::NewMultiVacancy::new("Courier".to_owned(), vec![block(), block()])
    };
    let started =
        run(client.send(multi_vacancies::Create { account: ACCOUNT, body })).expect("started");
    let task = run(client.finished(ACCOUNT, started.task_id, 60_000)).expect("over");
    let made: apply_edge::ats::huntflow::tasks::MultiVacancyMade =
        serde_json::from_value(task.result.expect("a result")).expect("its form");
    assert_eq!(made.children_vacancies_ids.len(), 2);
}

#[test]
fn a_pdf_can_be_read_whole_or_streamed() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let (applicant, external) = (ApplicantId(1), ExternalId(2));
    let request = || resumes::Download { account: ACCOUNT, applicant, external };
    let whole = run(client.send(request())).expect("a PDF").0;
    let mut streamed = Vec::new();
    run(client.open(request())).expect("a stream").read_to_end(&mut streamed).expect("to its end");
    assert_eq!(whole, streamed);
    let foreign = resumes::Download { account: AccountId(8), applicant, external };
    let error = run(client.open(foreign)).err().expect("another organisation's");
    assert_eq!((error.kind, error.operation), (ErrorKind::Forbidden, "resumes::Download"));
}

#[test]
fn errors_have_all_locations_and_differ_from_proxy_pages() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let body = tags::NewTag::new(String::new(), String::new());
    run(client.send(tags::Create { account: ACCOUNT, body: body.clone() })).expect("created");
    let body_ = applicants::NewApplicant {
        birthday: Some("tomorrow".to_owned()),
        externals: vec![resumes::NewResume::native(), resumes::NewResume::native()],
        ..ada()
    };
    let error = run(client.send(applicants::Create { account: ACCOUNT, body: body_ }));
    let error = error.expect_err("a 400");
    assert_eq!((error.kind, error.grade), (ErrorKind::Refused, Grade::Envelope));
    assert!(error.detail.contains("/externals"), "{}", error.detail);
    assert!(!error.detail.contains("Ada"));

    sandbox
        .post("faults", &json!([{ "on": "POST /v2/accounts/7/tags", "what": { "status": 413 } }]));
    let error = run(client.send(tags::Create { account: ACCOUNT, body })).expect_err("a 413");
    assert_eq!((error.kind, error.grade), (ErrorKind::TooLarge, Grade::Text));
}

#[test]
fn an_update_can_clear_a_field() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let body = applicants::NewApplicant { company: Some("Engines".to_owned()), ..ada() };
    let applicant =
        run(client.send(applicants::Create { account: ACCOUNT, body })).expect("created").id;
    let body = applicants::ApplicantChange {
        first_name: "Augusta".to_owned().into(),
        company: apply_edge::api::endpoint::Change::Clear,
        ..Default::default()
    };
    let ada = run(client.send(applicants::Update { account: ACCOUNT, applicant, body }))
        .expect("changed");
    assert_eq!(ada.first_name.as_deref(), Some("Augusta"));
    assert_eq!((ada.company, ada.last_name.as_deref()), (None, Some("Byron")));
}
