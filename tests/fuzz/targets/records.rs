//! What the Worker stored, perhaps in an older version, or damaged: it is read again as it was written, and no number
//! in it ends the isolate.

use crate::fuzz::mutate::Material;
use crate::fuzz::run::Target;
use apply_edge::ats::credentials::SeedHistory;
use apply_edge::ats::health::AccountHealth;
use apply_edge::delivery::progress::{Progress, Submission};
use apply_edge::delivery::record::DeliveryRecord;
use apply_edge::delivery::summary::{DeliverySummary, day};
use apply_edge::delivery::upload_claims::{Release, UploadClaims};
use apply_edge::protocol::ApplicationState;
use apply_edge::protocol::job::{Job, Jobs, Posted, keep_posted};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) const TARGET: Target = Target {
    name: "records",
    short: 1500,
    more: Vec::new,
    mutant: Material::mutant,
    check,
    memory: (100_000, 1_500),
};

/// Moments at which a record is read: the clock may be wrong.
const MOMENTS: [u64; 4] = [0, 1, 1_790_000_000_000, u64::MAX];

/// The value, if there is one, after a check that it is the same out of storage again.
fn read<T: DeserializeOwned + Serialize>(input: &[u8]) -> Option<T> {
    let value: T = serde_json::from_slice(input).ok()?;
    let text = serde_json::to_string(&value).unwrap();
    let again: T = serde_json::from_str(&text).unwrap_or_else(|e| panic!("unreadable: {e}"));
    assert_eq!(serde_json::to_string(&again).unwrap(), text, "another value out of storage");
    Some(value)
}

fn check(input: &[u8]) {
    if let Some(kept) = read::<DeliveryRecord>(input) {
        for now in MOMENTS {
            record(&kept, now);
        }
    }
    if let Some(kept) = read::<DeliverySummary>(input) {
        summary(&kept);
    }
    if let Some(mut progress) = read::<Progress>(input) {
        progress.resume(u64::MAX);
        let is_begun = progress.is_begun();
        progress.use_stage("1".to_owned());
        assert_eq!(progress.is_begun(), is_begun, "a stage is nothing of the candidate's");
    }
    if let Some(kept) = read::<UploadClaims>(input) {
        claims(&kept);
    }
    if let Some(mut history) = read::<SeedHistory>(input) {
        history.insert("new".to_owned());
        assert!(!history.insert("new".to_owned()));
    }
    if let Some(mut posted) = read::<Posted>(input) {
        let job =
            Job { id: "9".to_owned(), posted: Some("2026-11-27".to_owned()), ..Job::default() };
        for now in MOMENTS {
            keep_posted(&mut posted, &mut [job.clone()], now);
        }
        assert!(!keep_posted(&mut posted, &mut [job], u64::MAX) || posted.len() == 1);
    }
    read::<Submission>(input);
    read::<Jobs>(input);
    read::<AccountHealth>(input);
}

fn record(kept: &DeliveryRecord, now: u64) {
    let of = |change: &dyn Fn(&mut DeliveryRecord)| {
        let mut record = kept.clone();
        change(&mut record);
        record
    };
    assert!(kept.days_tried().is_some() != kept.is_finished());
    assert_eq!(of(&|r| drop(r.deliver(now))).state, ApplicationState::Delivered);
    of(&|r| drop(r.finish(u32::MAX, now)));
    of(&|r| drop(r.finish(0, now)));
    of(&|r| drop(r.fail("why")));
    of(&|r| drop(r.note_failure(None, now)));
    of(&|r| drop(r.alert_failed(now)));
    of(&|r| drop(r.retry()));
    let closed = of(&|r| drop(r.close(&"x\n\0 ".repeat(200), false)));
    if closed.closed && !kept.closed {
        let reason = closed.reason.clone().unwrap_or_default();
        assert!(reason.chars().count() <= 200 && !reason.contains(char::is_control));
    }
    let withdrawn = of(&|r| drop(r.withdraw(false)));
    assert_eq!(withdrawn.state, ApplicationState::Withdrawn);
    for pause in [None, Some(0), Some(u64::MAX)] {
        let told = kept.summary("0".repeat(26), pause, now);
        assert_eq!((told.state, told.attempts), (kept.state, kept.attempts));
        summary(&told);
    }
}

fn summary(kept: &DeliverySummary) {
    assert!(kept.says_the_same(kept));
    assert!(!(kept.is_open() && kept.is_finished()) || kept.state == ApplicationState::Withdrawn);
    for now in MOMENTS {
        let hours = day(std::slice::from_ref(kept), now);
        assert!(hours.iter().map(|hour| hour.accepted).sum::<u32>() <= 1);
    }
    let rebuilt = DeliveryRecord::rebuild(kept.clone());
    assert_eq!((rebuilt.state, rebuilt.closed), (kept.state, kept.closed));
}

fn claims(kept: &UploadClaims) {
    for release in [Release::One, Release::All, Release::KeepFile] {
        let mut claims = kept.clone();
        let receipt = claims.receipts().first().cloned().unwrap_or_default();
        claims.release(&receipt, release);
        assert!(claims.receipts().len() <= kept.receipts().len());
        assert!(release != Release::All || !claims.receipts().contains(&receipt));
    }
    kept.expire(kept, Some(true), false, u64::MAX);
}
