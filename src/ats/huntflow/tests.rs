use super::*;
use crate::api::endpoint::Endpoint;
use crate::api::error::{ErrorKind, Retry};
use crate::api::request::{Call, FileRef, Method, Reply};
use crate::delivery::progress::{NextStep, Progress, Step, StepResult, Submission};
use crate::form::application::Application;
use crate::site::Site;
use serde_json::{Value, json};

/// Every row is an operation of the vendor's reference; the names of parameters may differ.
#[test]
fn every_row_is_in_the_reference() {
    let json = include_str!("../../../tests/reference/huntflow-v2.json");
    let reference: Value = serde_json::from_str(json).expect("the reference parses");
    let shape = |path: &str| {
        let part = |p: &str| if p.starts_with('{') { "{}".to_owned() } else { p.to_owned() };
        path.split('/').map(part).collect::<Vec<_>>().join("/")
    };
    let newer = include_str!("../../../tests/reference/huntflow-v2-newer.json");
    let newer: Value = serde_json::from_str(newer).expect("the newer parts parse");
    let all = [&reference, &newer].map(|part| part["operations"].as_array().expect("operations"));
    let operations: Vec<(String, String)> = all
        .into_iter()
        .flatten()
        .map(|o| (o["method"].as_str().unwrap().to_owned(), shape(o["path"].as_str().unwrap())))
        .collect();
    let mut seen = Vec::new();
    for row in TABLES.iter().flat_map(|table| table.iter()) {
        let row_shape = (row.method.as_str().to_owned(), shape(row.path));
        assert!(operations.contains(&row_shape), "{row:?}");
        assert!(!seen.contains(&row.operation), "{row:?} is there twice");
        seen.push(row.operation);
    }
}

fn site() -> Site {
    let json = r#"{ "site": "acme", "name": "Acme", "origins": ["https://a.example"],
        "ats": { "kind": "huntflow", "account": 7, "credentials": "acme", "source": 3, "search_seconds": 60,
                 "questionary": { "agreed": "consent.processing", "mail": "email", "pay": "salary" } },
        "consents": [{ "id": "processing", "version": "1", "text": "I agree" }],
        "publish": { "jobs": ["9"] } }"#;
    Site::parse(json.as_bytes()).expect("a site")
}

fn submission() -> Submission {
    let mut application = Application::default();
    application.set("first_name", "Ada".to_owned());
    application.set("email", "ada@example.org".to_owned());
    let file = FileRef {
        upload: "u".to_owned(),
        name: "cv.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        size: 10,
        sha256: String::new(),
        slot: Default::default(),
        known: None,
        picture: None,
    };
    Submission {
        receipt: "r1".to_owned(),
        site: "acme".to_owned(),
        job: "9".to_owned(),
        accepted: 1_000_000,
        source: None,
        consent_texts: Vec::new(),
        application,
        files: vec![file],
    }
}

fn huntflow(site: &Site) -> Huntflow<'_> {
    let crate::ats::AtsConfig::Huntflow(config) = &site.ats else { panic!("Huntflow") };
    Huntflow::new(site.publication(), config)
}

/// The part of Huntflow that a delivery needs, in memory.
#[derive(Default)]
struct Upstream {
    /// Per applicant: the text of the resume, the time of creation, and the vacancies.
    applicants: Vec<(String, u64, Vec<u64>)>,
    /// Answers to the organisation's own questions: applicant and answers.
    answers: Vec<(usize, Value)>,
    /// Comments: applicant and text.
    comments: Vec<(usize, String)>,
    /// How long the search does not find a new applicant, in ms.
    blind_for: u64,
    calls: Vec<&'static str>,
}

impl Upstream {
    fn act(&mut self, call: &Call, now: u64) -> Reply {
        self.calls.push(call.operation);
        let body: Value = call
            .body
            .pieces
            .first()
            .and_then(|p| match p {
                crate::api::request::Piece::Bytes(b) => serde_json::from_slice(b).ok(),
                crate::api::request::Piece::File { .. } => None,
            })
            .unwrap_or_default();
        let query = |name: &str| -> usize {
            let pairs = call.path.split_once('?').map_or("", |(_, query)| query).split('&');
            pairs
                .filter_map(|pair| pair.split_once('='))
                .find(|(n, _)| *n == name)
                .unwrap()
                .1
                .parse()
                .unwrap()
        };
        let number = |i: usize| call.path.split('/').nth(i).and_then(|n| n.parse::<usize>().ok());
        let reply = match call.operation {
            "upload::Upload" => json!({ "id": 70 }),
            "applicants::Create" => {
                assert_eq!(body["externals"][0]["files"], json!([70]));
                let text = body["externals"][0]["data"]["body"].as_str().unwrap().to_owned();
                self.applicants.push((text, now, Vec::new()));
                json!({ "id": self.applicants.len() })
            }
            "applicants::Search" => {
                // Those of long ago come first.
                let (page, old) = (query("page"), 250);
                let ids = (0..old)
                    .map(|i| json!({ "id": 90_000 + i, "created": "1969-12-20T09:00:00+03:00" }));
                let found = self.applicants.iter().enumerate();
                let found = found.filter(|(_, (_, at, _))| now >= at + self.blind_for);
                let found = found
                    .map(|(i, _)| json!({ "id": i + 1, "created": "1970-01-01T03:16:00+03:00" }));
                let items: Vec<_> = ids.chain(found).skip((page - 1) * 100).take(100).collect();
                json!({ "page": page, "total_pages": 3, "items": items })
            }
            "applicants::Read" => {
                let id = number(4).unwrap();
                let links: Vec<_> =
                    self.applicants[id - 1].2.iter().map(|v| json!({ "vacancy": v })).collect();
                json!({ "id": id, "links": links, "external": [{ "id": 500 + id }] })
            }
            "resumes::Read" => {
                let id = number(4).unwrap();
                json!({ "id": 500 + id, "data": { "body": self.applicants[id - 1].0 } })
            }
            "stages::List" => {
                json!({ "items": [{ "id": 42, "type": "user", "name": "New", "order": 1 }] })
            }
            "pipeline::Attach" => {
                let id = number(4).unwrap();
                assert_eq!(body["status"], 42);
                self.applicants[id - 1].2.push(body["vacancy"].as_u64().unwrap());
                json!({ "vacancy": body["vacancy"] })
            }
            "questionary::Create" => {
                self.answers.push((number(4).unwrap(), body));
                json!({})
            }
            "logs::Create" => {
                let text = body["comment"].as_str().unwrap().to_owned();
                self.comments.push((number(4).unwrap(), text));
                json!({ "id": 900 })
            }
            "logs::List" => {
                let of = |(who, _): &&(usize, String)| Some(*who) == number(4);
                let items: Vec<_> = self.comments.iter().filter(of).collect();
                let items: Vec<_> = items.iter().map(|(_, c)| json!({ "comment": c })).collect();
                json!({ "page": 1, "items": items })
            }
            other => panic!("{other} is not part of a delivery"),
        };
        let body = reply.to_string().into_bytes();
        Reply { status: 200, content_type: String::new(), retry_after: None, body }
    }
}

/// A fault at one call.
#[derive(Debug, Clone, Copy)]
enum Fault {
    LostRequest,
    LostAnswer,
    /// The Worker crashes after the intent was stored, before the call.
    CrashBefore,
    /// The Worker crashes after the call, before its result was stored.
    CrashAfter,
    FailedAfter,
    /// Refused by the rate limit, without acting.
    TooMany,
}

/// Runs one delivery to its end; `faults` are the faults with the number of their call.
fn deliver(upstream: &mut Upstream, faults: &[(usize, Fault)]) {
    deliver_until(upstream, faults, usize::MAX);
}

/// The same, with a withdrawal after `withdrawn` calls.
fn deliver_until(upstream: &mut Upstream, faults: &[(usize, Fault)], withdrawn: usize) {
    let (site, submission) = (site(), submission());
    let ats = huntflow(&site);
    let mut now = 1_000_000;
    let mut stored = Progress::default();
    let mut calls = 0;
    'life: for _ in 0..100 {
        // Only what was stored survives, as text.
        let text = serde_json::to_string(&stored).unwrap();
        let mut progress: Progress = serde_json::from_str(&text).unwrap();
        progress.resume(now);
        loop {
            let next = if calls >= withdrawn {
                progress.withdraw(&ats, &submission, now).expect("a next step")
            } else {
                progress.next(&ats, &submission, now, "BOUNDARY").expect("a next step")
            };
            let (step, call) = match next {
                NextStep::Done if calls < withdrawn && withdrawn < usize::MAX => {
                    // The withdrawal comes after the whole delivery.
                    calls = withdrawn;
                    continue;
                }
                NextStep::Done => return,
                NextStep::Wait(ms) => {
                    now += ms;
                    continue;
                }
                NextStep::Call(step, call) => (step, call),
            };
            stored = progress.clone();
            let fault = faults.iter().find(|(at, _)| *at == calls).map(|(_, fault)| *fault);
            calls += 1;
            now += 10;
            let lost = || Error::unreachable("t::T", "cut");
            let reply = match fault {
                None => Ok(upstream.act(&call, now)),
                Some(Fault::LostRequest) => Err(lost()),
                Some(Fault::TooMany) => {
                    let body = br#"{"errors":[{"type":"too_many_requests","title":"x"}]}"#.to_vec();
                    let content_type = "application/json".to_owned();
                    Ok(Reply { status: 429, content_type, retry_after: Some(1), body })
                }
                Some(Fault::CrashBefore) => continue 'life,
                Some(Fault::CrashAfter) => {
                    upstream.act(&call, now);
                    continue 'life;
                }
                Some(Fault::LostAnswer) => {
                    upstream.act(&call, now);
                    Err(lost())
                }
                Some(Fault::FailedAfter) => {
                    upstream.act(&call, now);
                    let body = b"<html>Bad Gateway</html>".to_vec();
                    let content_type = "text/html".to_owned();
                    Ok(Reply { status: 502, content_type, retry_after: None, body })
                }
            };
            match progress.answered(&ats, &submission, step, reply, now, 0.5) {
                StepResult::Go => {}
                StepResult::Wait(ms) => now += ms,
                StepResult::Stuck(why) => panic!("stuck: {why}"),
            }
        }
    }
    panic!("does not end: {:?}", upstream.calls);
}

#[test]
fn a_delivery_without_faults_makes_one_call_per_step() {
    let mut upstream = Upstream::default();
    deliver(&mut upstream, &[]);
    let calls = [
        "upload::Upload",
        "applicants::Create",
        "stages::List",
        "pipeline::Attach",
        "questionary::Create",
    ];
    assert_eq!(upstream.calls, calls);
    // A field that the form does not have is not an answer.
    let answers = json!({ "agreed": false, "mail": "ada@example.org" });
    assert_eq!(upstream.answers, [(1, answers)]);
}

/// Two faults anywhere: the second one may hit the search that the first one caused.
#[test]
fn one_applicant_on_one_vacancy_after_faults_at_any_two_calls() {
    use Fault::{CrashAfter, CrashBefore, FailedAfter, LostAnswer, LostRequest, TooMany};
    let kinds = [LostRequest, LostAnswer, CrashBefore, CrashAfter, FailedAfter, TooMany];
    for blind_for in [0, 30_000] {
        for (first, second) in (0..8).flat_map(|i| (i + 1..14).map(move |j| (i, j))) {
            for (a, b) in kinds.iter().flat_map(|a| kinds.iter().map(move |b| (*a, *b))) {
                // Another applicant of the same name exists already.
                let mut upstream = Upstream { blind_for, ..Upstream::default() };
                upstream.applicants.push(("another resume".to_owned(), 0, Vec::new()));
                deliver(&mut upstream, &[(first, a), (second, b)]);
                let made: Vec<_> = upstream.applicants.iter().map(|(_, _, v)| v.clone()).collect();
                let calls = &upstream.calls;
                assert_eq!(
                    made,
                    [vec![], vec![9]],
                    "{a:?} at {first}, {b:?} at {second}: {calls:?}"
                );
                assert!(upstream.answers.iter().all(|(who, _)| *who == 2));
                assert!(!upstream.answers.is_empty());
            }
        }
    }
}

/// A withdrawal at any time, with two faults anywhere: the ATS has no applicant, or one applicant with one comment.
#[test]
fn a_withdrawn_candidate_is_absent_or_has_one_comment() {
    use Fault::{CrashAfter, CrashBefore, FailedAfter, LostAnswer, LostRequest, TooMany};
    let kinds = [LostRequest, LostAnswer, CrashBefore, CrashAfter, FailedAfter, TooMany];
    let (mut there, mut nobody) = (0, 0);
    for withdrawn in 0..8 {
        for (first, second) in (0..8).flat_map(|i| (i + 1..12).map(move |j| (i, j))) {
            for (a, b) in kinds.iter().flat_map(|a| kinds.iter().map(move |b| (*a, *b))) {
                let mut upstream = Upstream { blind_for: 30_000, ..Upstream::default() };
                deliver_until(&mut upstream, &[(first, a), (second, b)], withdrawn);
                let applicants = upstream.applicants.len();
                assert!(applicants <= 1);
                assert_eq!(
                    upstream.comments.len(),
                    applicants,
                    "{a:?} at {first}, {b:?} at {second}, withdrawn at {withdrawn}: {:?}",
                    upstream.calls
                );
                if applicants == 0 { nobody += 1 } else { there += 1 }
            }
        }
    }
    assert!(there > 1000 && nobody > 1000, "{there} {nobody}");
}

#[test]
fn a_refusal_ends_the_delivery_and_names_its_place() {
    let (site, submission) = (site(), submission());
    let ats = huntflow(&site);
    let mut progress = Progress::default();
    let Ok(NextStep::Call(step, _)) = progress.next(&ats, &submission, 0, "B") else {
        panic!("a call")
    };
    let body = br#"{"errors":[{"type":"validation_error","title":"Unknown account",
                   "location":{"entity":"path","variable":"/account"}}]}"#;
    let reply =
        Reply { status: 400, content_type: String::new(), retry_after: None, body: body.to_vec() };
    // Once more without having the resume read: perhaps that is what was refused.
    let then = progress.answered(&ats, &submission, step, Ok(reply.clone()), 0, 0.5);
    assert_eq!(then, StepResult::Go);
    let then = progress.answered(&ats, &submission, step, Ok(reply), 0, 0.5);
    let StepResult::Stuck(why) = then else { panic!("{then:?}") };
    assert!(why.starts_with("upload::Upload: Refused: 400 validation_error"), "{why}");
    assert!(why.contains("/account"));
}

#[test]
fn a_stage_of_another_delivery_is_read_anew_when_it_is_refused_and_only_then() {
    let (site, submission) = (site(), submission());
    let ats = huntflow(&site);
    let mut upstream = Upstream::default();
    let mut progress = Progress::default();
    progress.use_stage("41".to_owned());
    assert_eq!(progress.new_stage(), None);
    let refused = Reply {
        status: 400,
        content_type: String::new(),
        retry_after: None,
        body: br#"{"errors":[{"type":"validation_error","title":"Unknown status"}]}"#.to_vec(),
    };
    let mut sent = Vec::new();
    let mut then = StepResult::Go;
    while then == StepResult::Go
        && let Ok(NextStep::Call(step, call)) = progress.next(&ats, &submission, 0, "B")
    {
        sent.push(call.operation);
        let reply = match step {
            Step::Attach => refused.clone(),
            _ => upstream.act(&call, 0),
        };
        then = progress.answered(&ats, &submission, step, Ok(reply), 0, 0.5);
    }
    let attach = "pipeline::Attach";
    assert_eq!(sent[2..], [attach, "stages::List", attach], "the second refusal counts");
    assert_eq!(progress.new_stage(), Some("42"));
    assert!(matches!(then, StepResult::Stuck(_)));
}

#[test]
fn a_parse_error_has_the_json_path() {
    let body = br#"{"page":1,"items":[{"id":1,"position":"a"},{"id":"x","position":"b"}]}"#;
    let reply =
        Reply { status: 200, content_type: String::new(), retry_after: None, body: body.to_vec() };
    let error = vacancies::List::parse(&reply).map(|_| ()).unwrap_err();
    assert_eq!((error.kind, error.retry), (ErrorKind::Malformed, Retry::Look));
    // With serde's flattened fields the path lacks its last step, but not the element.
    assert!(error.detail.contains("items[1]"), "{}", error.detail);
}

#[test]
fn nothing_personal_is_in_debug() {
    let submission = submission();
    let shown = format!("{submission:?}");
    assert!(
        !shown.contains("Ada") && !shown.contains("ada@") && !shown.contains("cv.pdf"),
        "{shown}"
    );
    let row = <applicants::Create as Endpoint>::ROW;
    assert_eq!((row.operation, row.method), ("applicants::Create", Method::Post));
}

/// Of every page it says that it is the first of many.
struct Endless(std::cell::Cell<u32>);

impl Transport for Endless {
    async fn send(&self, call: Call) -> Result<Reply, Error> {
        self.0.set(self.0.get() + 1);
        assert!(self.0.get() < 100, "{} without end", call.operation);
        let items = json!([{ "id": 9, "position": "Engineer", "state": "OPEN" }]);
        let body =
            json!({ "page": 1, "total_pages": 5000, "items": items }).to_string().into_bytes();
        Ok(Reply { status: 200, content_type: String::new(), retry_after: None, body })
    }
}

#[test]
fn a_list_that_ignores_the_page_ends_all_the_same() {
    let site = site();
    let huntflow = huntflow(&site);
    let transport = Endless(Default::default());
    let mut waker = std::task::Context::from_waker(std::task::Waker::noop());
    let jobs = std::pin::pin!(Ats::jobs(&huntflow, &transport)).poll(&mut waker);
    let std::task::Poll::Ready(Ok(jobs)) = jobs else { panic!("{jobs:?}") };
    assert_eq!((jobs.len(), transport.0.get()), (1, 22), "20 pages, divisions and regions");

    let mut progress = Progress {
        files: vec!["70".to_owned()],
        unsure: Some((Step::Create, 0)),
        ..Progress::default()
    };
    let (submission, now) = (submission(), 10_000_000);
    let page =
        json!({ "page": 1, "total_pages": 5000, "items": [{ "id": 1, "created": "1960-01-01" }] });
    for n in 0.. {
        let next = progress.next(&huntflow, &submission, now, "B").unwrap();
        let NextStep::Call(step, call) = next else { panic!("{next:?}") };
        if step != Step::Look {
            assert_eq!((step, n), (Step::Create, 200), "each page is looked at once");
            break;
        }
        assert!(call.path.contains(&format!("page={}", n + 1)), "{}", call.path);
        let body = page.to_string().into_bytes();
        let reply = Reply { status: 200, content_type: String::new(), retry_after: None, body };
        progress.answered(&huntflow, &submission, step, Ok(reply), now, 0.5);
    }
}
