//! An ATS that answers whatever it likes: `huntflow` or `comeet`, and then blocks of `operation status` and a body.
//! The Worker reads jobs, questions and a resume, and delivers an application, in few calls, and tells candidates
//! nothing that it should not.

use super::delivery;
use super::gateway::plain;
use super::replies::told;
use super::sites::{is_one_line, site};
use crate::fuzz::mutate::{BLOCK, Material};
use crate::fuzz::run::Target;
use apply_edge::api::error::Error;
use apply_edge::api::request::{Call, FileRef, Reply, Transport};
use apply_edge::ats::Ats as _;
use apply_edge::form::question::QuestionKind;
use apply_edge::form::{Form, Slot, UnknownFields};
use apply_edge::locale::Locale;
use apply_edge::page;
use apply_edge::protocol::job::{Job, Jobs, Search, is_id};
use apply_edge::site::Site;
use std::cell::Cell;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub(crate) const TARGET: Target = Target {
    name: "conversation",
    short: 200,
    more: Vec::new,
    mutant: Material::mutant,
    check,
    memory: (60_000_000, 60_000),
};

/// The most calls for one question of ours: 20 pages of jobs, and the names of divisions and regions.
const CALLS_MAX: usize = 25;

/// What the ATS says.
pub(crate) struct Script {
    replies: Vec<(String, Reply)>,
    calls: Cell<usize>,
}

impl Script {
    fn read(blocks: &[&str]) -> Self {
        let replies = blocks.iter().map(|block| {
            let (head, body) = block.split_once('\n').unwrap_or((block, ""));
            let mut words = head.split(' ');
            let operation = words.next().unwrap_or_default().to_owned();
            let status = words.next().and_then(|word| word.parse().ok()).unwrap_or(200);
            let retry_after = words.next().and_then(|word| word.parse().ok());
            let body = body.as_bytes().to_vec();
            (operation, Reply { status, content_type: String::new(), retry_after, body })
        });
        Self { replies: replies.collect(), calls: Cell::new(0) }
    }

    /// The replies to an operation take turns.
    pub(crate) fn answer(&self, call: &Call) -> Reply {
        let n = self.calls.get();
        self.calls.set(n + 1);
        let fitting: Vec<_> =
            self.replies.iter().filter(|(operation, _)| operation == call.operation).collect();
        let none =
            Reply { status: 503, content_type: String::new(), retry_after: None, body: Vec::new() };
        fitting.get(n % fitting.len().max(1)).map_or(none, |(_, reply)| reply.clone())
    }
}

impl Transport for Script {
    async fn send(&self, call: Call) -> Result<Reply, Error> {
        let is_address = call.path.bytes().all(|b| b.is_ascii_graphic());
        assert!(is_address, "{}", call.path);
        plain(&call);
        assert!(self.calls.get() < CALLS_MAX, "{} again and again", call.operation);
        Ok(self.answer(&call))
    }
}

/// The script is there: nothing has to be waited for.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a reply that is there is read at once"),
    }
}

fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut blocks = text.split(BLOCK);
    let site = site(blocks.next().unwrap_or_default());
    let script = Script::read(&blocks.collect::<Vec<_>>());
    let ats = site.ats();
    let fresh = || script.calls.set(0);
    let heard = |error: Error| told(&error);
    if let Ok(jobs) = now(ats.jobs(&script)).map_err(heard) {
        list(&site, jobs);
    }
    fresh();
    if let Ok(Some(job)) = now(ats.job(&script, "9")).map_err(heard) {
        assert!(is_id(&job.id), "{}", job.id);
        of_one(&site, &job);
    }
    fresh();
    let mut form = super::sites::form(&site);
    form.questions.clear();
    if let Ok(questions) = now(ats.questions(&script, "9")).map_err(heard) {
        form.questions = questions;
        questions_of(&form);
    }
    fresh();
    if let Ok(Some(read)) = now(ats.read_resume(&script, &file(Slot::Resume), "B")).map_err(heard) {
        assert!(read.file.bytes().all(|b| b.is_ascii_digit()));
        let fields = read.fields.iter().map(|(name, text)| (*name, text.clone()));
        for (name, text) in form.accepted_texts(fields) {
            assert!(is_one_line(&text) || name == "letter" || name == "links", "{name}: {text:?}");
        }
    }
    fresh();
    delivery::deliver(&site, &form, &script);
}

pub(crate) fn file(slot: Slot) -> FileRef {
    FileRef {
        upload: "0".repeat(26),
        name: "cv.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        size: 10,
        sha256: "0".repeat(64),
        slot,
        known: None,
        picture: None,
    }
}

fn list(site: &Site, jobs: Vec<Job>) {
    let jobs = Jobs { jobs, stale: false };
    for job in &jobs.jobs {
        assert!(is_id(&job.id), "{}", job.id);
        assert!(job.sections.is_empty(), "the list has no texts");
    }
    let html = page::jobs(site, &jobs, &Search::default(), Locale::En);
    assert_eq!(html.matches("<li ").count(), jobs.jobs.len(), "a job is one item");
    assert!(!html.contains("<script") && !html.contains("<b>"), "a title became a tag");
}

fn of_one(site: &Site, job: &Job) {
    // Sections are sanitised by the Worker, with a library that the core does not have.
    let job = Job { sections: Vec::new(), ..job.clone() };
    let html = page::job(site, &job, Locale::En, "https://a.example/9", "referrer=a");
    assert_eq!(html.matches("<script").count(), html.matches("</script").count());
    assert!(!html.contains("<b>"), "a title became a tag");
}

/// A candidate can answer all questions, whatever the ATS asks.
fn questions_of(form: &Form) {
    let mut entries = Vec::new();
    for question in &form.questions {
        let answer = match question.kind {
            QuestionKind::Choice => question.choices.first().map_or("", |c| c.value.as_str()),
            QuestionKind::Number => "7",
            QuestionKind::Date => "2026-11-27",
            QuestionKind::Url => "https://a.example",
            _ => "x",
        };
        assert!(question.key.matches('.').count() < 10, "a path of {} bytes", question.key.len());
        entries.push((question.name(), answer.to_owned()));
    }
    let flaws = form.check(&entries, &[(Slot::Resume, Ok(()))], UnknownFields::Ignore, |_| {});
    let unanswerable = flaws.iter().find(|flaw| flaw.field.starts_with("q."));
    assert!(unanswerable.is_none(), "{unanswerable:?} cannot be answered");
}
