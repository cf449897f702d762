use super::*;
use crate::api::request::{Call, Reply};
use crate::delivery::progress::{NextStep, Progress, StepResult, Submission};
use crate::form::application::Application;
use crate::site::Site;
use serde_json::{Value, json};

fn site() -> Site {
    let json = r#"{ "site": "acme", "name": "Acme", "origins": ["https://a.example"],
        "ats": { "kind": "comeet", "company": "30.005", "credentials": "acme" }, "publish": "listed" }"#;
    Site::parse(json.as_bytes()).expect("a site")
}

fn submission() -> Submission {
    let mut application = Application::default();
    application.set("first_name", "Ada".to_owned());
    application.set("email", "ada@example.org".to_owned());
    Submission {
        receipt: "r1".to_owned(),
        site: "acme".to_owned(),
        job: "11.11".to_owned(),
        accepted: 1_700_000_000_000,
        source: None,
        consent_texts: Vec::new(),
        application,
        files: Vec::new(),
    }
}

/// The part of Comeet that a delivery needs, in memory.
#[derive(Default)]
struct Upstream {
    candidates: Vec<Value>,
    /// The `partner_candidate_id` is returned.
    echoes: bool,
    /// Whether the integration may not list candidates.
    blind: bool,
    /// Every new candidate is rejected at once, so that a repeat is not answered by a 409.
    rejects: bool,
    calls: Vec<&'static str>,
}

impl Upstream {
    fn act(&mut self, call: &Call) -> Reply {
        self.calls.push(call.operation);
        let (status, body) = match call.operation {
            "candidates::List" if self.blind => {
                (403, json!({ "status": 403, "error": "no_permission", "message": "m" }))
            }
            "candidates::List" if call.path == "/candidates?page=2&k=%3A" => {
                (200, json!({ "candidates": self.candidates, "next_page": null }))
            }
            "candidates::List" => {
                assert_eq!(
                    call.path, "/candidates?time_created:after=2023-11-14T22%3A03%3A20Z",
                    "ten minutes before the application came"
                );
                // The first page has candidates of other programs, unexpected items, and the next page's address.
                let odd =
                    json!([{ "uid": "9", "source_contact": {}, "partner_candidate_id": 5 }, 7]);
                let next = "https://elsewhere.example/candidates?page=2&k=%3A";
                (200, json!({ "candidates": odd, "next_page": next }))
            }
            "candidates::Create" if !self.rejects && !self.candidates.is_empty() => {
                let error = "candidate_post_conflict";
                (409, json!({ "status": 409, "error": error, "candidate_uid": 5555 }))
            }
            _ => {
                let mut made = json!({ "uid": "00.AAA", "position_uid": "11.11",
                    "email": "Ada@example.org", "first_name": "Ada", "status": "Rejected" });
                if self.echoes {
                    made["partner_candidate_id"] = json!("r1");
                }
                self.candidates.push(made.clone());
                (200, made)
            }
        };
        let body = body.to_string().into_bytes();
        Reply { status, content_type: String::new(), retry_after: None, body }
    }
}

/// Runs one delivery to its end; the answers to the first `lost` creations are lost.
fn deliver(upstream: &mut Upstream, mut lost: u32) -> Progress {
    let (site, submission) = (site(), submission());
    let crate::ats::AtsConfig::Comeet(config) = &site.ats else { panic!("Comeet") };
    let ats = Comeet::new(site.publication(), config);
    let mut progress = Progress::default();
    for now in 1..50 {
        match progress.next(&ats, &submission, now, "BOUNDARY").expect("a next step") {
            NextStep::Done => return progress,
            NextStep::Wait(_) => {}
            NextStep::Call(step, call) => {
                let reply = upstream.act(&call);
                let cut = call.operation == "candidates::Create" && lost > 0;
                lost -= u32::from(cut);
                let lost = Error::unreachable("t::T", "cut");
                let reply = if cut { Err(lost) } else { Ok(reply) };
                if let StepResult::Stuck(why) =
                    progress.answered(&ats, &submission, step, reply, now, 0.5)
                {
                    panic!("stuck: {why}");
                }
            }
        }
    }
    panic!("does not end: {:?}", upstream.calls);
}

#[test]
fn a_delivery_without_faults_makes_one_call() {
    let mut upstream = Upstream::default();
    assert_eq!(deliver(&mut upstream, 0).candidate.as_deref(), Some("00.AAA"));
    assert_eq!(upstream.calls, ["candidates::Create"]);
}

#[test]
fn after_a_lost_answer_the_candidate_is_found_even_if_rejected_since() {
    for echoes in [true, false] {
        let mut upstream = Upstream { echoes, rejects: true, ..Upstream::default() };
        assert_eq!(deliver(&mut upstream, 1).candidate.as_deref(), Some("00.AAA"));
        assert_eq!(upstream.candidates.len(), 1);
        let looked = ["candidates::Create", "candidates::List", "candidates::List"];
        assert_eq!(upstream.calls, looked);
    }
}

#[test]
fn another_candidate_at_the_position_is_not_adopted() {
    let mut upstream = Upstream { rejects: true, ..Upstream::default() };
    upstream.candidates.push(json!({ "uid": "1", "position_uid": "11.11", "email": "eve@x.y" }));
    upstream.candidates.push(json!({ "uid": "2", "position_uid": "11.11", "first_name": "Ada",
        "email": "ada@example.org", "partner_candidate_id": "another" }));
    assert_eq!(deliver(&mut upstream, 1).candidate.as_deref(), Some("00.AAA"));
}

#[test]
fn another_application_of_the_same_person_that_is_in_progress_is_not_adopted() {
    let mut upstream = Upstream { rejects: true, ..Upstream::default() };
    upstream.candidates.push(json!({ "uid": "1", "position_uid": "11.11", "status": "In progress",
        "email": "ada@example.org", "first_name": "Ada" }));
    assert_eq!(deliver(&mut upstream, 1).candidate.as_deref(), Some("00.AAA"));
}

#[test]
fn without_permission_to_list_the_conflict_names_the_candidate() {
    let mut upstream = Upstream { blind: true, ..Upstream::default() };
    assert_eq!(deliver(&mut upstream, 1).candidate.as_deref(), Some("5555"));
    assert_eq!(upstream.candidates.len(), 1);
}

#[test]
fn a_merged_candidate_ends_the_delivery_at_once() {
    let (site, submission) = (site(), submission());
    let crate::ats::AtsConfig::Comeet(config) = &site.ats else { panic!("Comeet") };
    let ats = Comeet::new(site.publication(), config);
    let mut progress = Progress::default();
    let Ok(NextStep::Call(step, _)) = progress.next(&ats, &submission, 0, "B") else {
        panic!("a call")
    };
    let body = br#"{"status":401,"error":"duplicate_candidate","message":"m"}"#.to_vec();
    let reply = Reply { status: 401, content_type: String::new(), retry_after: None, body };
    assert!(!site.ats().refuses_token(&reply), "mints no new token");
    let then = progress.answered(&ats, &submission, step, Ok(reply), 0, 0.5);
    assert_eq!(
        then,
        StepResult::Stuck("candidates::Create: Refused: 401 duplicate_candidate".to_owned())
    );
}
