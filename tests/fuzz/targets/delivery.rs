//! A delivery to an ATS that answers whatever it likes. It ends, waits, or stops with a word for a person; it never
//! calls without end, and what is stored of it can be read again.

use super::conversation::{Script, file};
use super::sites::is_one_line;
use apply_edge::delivery::progress::{Progress, StepResult, Submission};
use apply_edge::delivery::record::DeliveryRecord;
use apply_edge::delivery::run::{DeliveryRun, RunPlan};
use apply_edge::form::{Form, Slot, UnknownFields};
use apply_edge::protocol::ApplicationState;
use apply_edge::site::Site;

/// The most calls in a row without a wait: each page of a search, and some for what a page has.
const IN_A_ROW: u32 = 1000;
/// When to stop: a delivery that is refused goes on for days.
const WAITS: u32 = 12;
const NOW: u64 = 1_790_000_000_000;

/// Delivers an application, and then withdraws it.
pub(crate) fn deliver(site: &Site, form: &Form, script: &Script) {
    let Some(submission) = submission(form) else { return };
    let mut record = DeliveryRecord::new("acme".to_owned(), "9".to_owned(), NOW);
    let progress = play(site, &submission, &record, script, Progress::default());
    record.state = ApplicationState::Withdrawn;
    play(site, &submission, &record, script, progress);
}

fn submission(form: &Form) -> Option<Submission> {
    let entries = [("first_name", "Ada"), ("last_name", "Byron"), ("email", "ada@a.example")]
        .map(|(name, text)| (name.to_owned(), text.to_owned()));
    let application =
        form.parse(&entries, &[(Slot::Resume, Ok(()))], UnknownFields::Ignore).ok()?;
    Some(Submission {
        receipt: "7".repeat(26),
        site: "acme".to_owned(),
        job: "9".to_owned(),
        accepted: NOW,
        source: None,
        consent_texts: Vec::new(),
        application,
        files: vec![file(Slot::Resume), file(Slot::Files)],
    })
}

fn play(
    site: &Site,
    submission: &Submission,
    record: &DeliveryRecord,
    script: &Script,
    progress: Progress,
) -> Progress {
    let ats = site.ats();
    let mut run = DeliveryRun::new(progress, true, NOW);
    let (mut now, mut waits, mut in_a_row) = (NOW, 0, 0);
    while waits < WAITS {
        in_a_row += 1;
        let pause = match run.plan(&ats, record, submission, now, "B") {
            RunPlan::Call(step, call) => {
                assert!(in_a_row <= IN_A_ROW, "{} without end", call.operation);
                assert!(
                    call.path.starts_with('/') && call.path.len() < 2500,
                    "{}",
                    call.path.len()
                );
                let reply = Ok(script.answer(&call));
                match run.learn(&ats, submission, step, reply, now, 0.5) {
                    StepResult::Go => 0,
                    StepResult::Wait(ms) => ms.max(1),
                    StepResult::Stuck(why) => {
                        for_a_person(&why);
                        break;
                    }
                }
            }
            RunPlan::Wait(ms) => ms.max(1),
            RunPlan::Fail(why) => {
                for_a_person(&why);
                break;
            }
            RunPlan::LookedLater => {
                run.end_later_look();
                0
            }
            RunPlan::Delivered | RunPlan::WithdrawalSettled | RunPlan::Stop => break,
        };
        assert!(pause <= 25_000_000, "a pause of {pause} ms");
        if pause > 0 {
            (waits, in_a_row) = (waits + 1, 0);
            stored(run.progress());
        }
        now += pause;
    }
    stored(run.progress())
}

fn for_a_person(why: &str) {
    assert!(is_one_line(why) && why.len() < 5000, "{why:?}");
}

fn stored(progress: &Progress) -> Progress {
    if let Some(error) = &progress.last_error {
        for_a_person(error);
    }
    let text = serde_json::to_string(progress).unwrap();
    let read: Progress = serde_json::from_str(&text).unwrap();
    assert_eq!(read, *progress, "another progress out of storage");
    read
}
