//! The delivery of an application to Comeet: one request contains everything.
//!
//! `partner_candidate_id` is the receipt, so that a repeated request is answered by a 409 that names the candidate.
//! This holds only while the candidate is in progress, and a recruiter may have rejected it since. After a lost
//! answer, the candidates that were created in the meantime are therefore searched first.

use super::Comeet;
use super::candidates::limits::is_linkedin;
use super::candidates::{self, Conflict, Fields, LinkUrl, NewCandidate, Status};
use crate::api::endpoint::Endpoint;
use crate::api::error::{Error, ErrorKind, Grade, Retry};
use crate::api::request::Reply;
use crate::delivery::progress::{Deliver, NextStep, Progress, Step, Submission};
use crate::form::Slot;
use serde::{Deserialize, Serialize};

/// How far the ATS's clock may differ from the Worker's, in milliseconds; a choice of this project.
const CLOCK_SKEW_MS: u64 = 600_000;

impl Deliver for Comeet<'_> {
    fn next(
        &self,
        submission: &Submission,
        progress: &mut Progress,
        now: u64,
        boundary: &str,
    ) -> Result<NextStep, Error> {
        if progress.candidate.is_some() {
            return Ok(NextStep::Done);
        }
        if let Some((Step::Create, _)) = progress.unsure
            && progress.search.searched.is_none()
        {
            return self.list_candidates(submission, progress, now);
        }
        let body = new_candidate(submission);
        Ok(NextStep::Call(Step::Create, candidates::Create { body }.call(boundary)?))
    }

    /// Finds out whether the candidate exists. Comeet documents no operation for a withdrawal (it documents notes,
    /// but not their body), so the operator has to inform the recruiter.
    fn withdraw(
        &self,
        submission: &Submission,
        progress: &mut Progress,
        now: u64,
    ) -> Result<NextStep, Error> {
        if progress.candidate.is_none() && progress.unsure.is_some() {
            if progress.search.searched.is_none() {
                return self.list_candidates(submission, progress, now);
            }
            return Ok(NextStep::Done);
        }
        if progress.candidate.is_some() {
            let why = "the candidate has withdrawn and is in Comeet already: tell the recruiter";
            let operation = "candidates::Withdraw";
            return Err(Error::new(ErrorKind::Refused, Retry::Never, operation, why.to_owned()));
        }
        Ok(NextStep::Done)
    }

    /// Comeet recognises our id for a candidate itself.
    fn look_later(&self, _: &Submission, _: &mut Progress) -> Result<NextStep, Error> {
        Ok(NextStep::Done)
    }

    fn learn(
        &self,
        submission: &Submission,
        progress: &mut Progress,
        step: Step,
        reply: &Reply,
    ) -> Result<(), Error> {
        if step == Step::Look {
            let page = match candidates::List::parse_as::<Listed>(reply) {
                Ok(page) => page,
                // An integration may be allowed to create candidates and not to list them, or the list may have another
                // form. Then only the 409 helps. A reply that was cut off is requested again.
                Err(e)
                    if e.retry == Retry::Never
                        || (e.kind == ErrorKind::Malformed && e.grade == Grade::Json) =>
                {
                    Listed::default()
                }
                Err(e) => return Err(e),
            };
            // An item that does not parse was created by another program.
            let candidates =
                page.candidates.into_iter().filter_map(|c| serde_json::from_value(c).ok());
            let ours = candidates.into_iter().find(|c: &CandidateMatch| is_ours(c, submission));
            progress.candidate = ours.map(|c| c.uid);
            progress.search.pages = progress.search.pages.saturating_add(1);
            progress.search.cursor = page.next_page.as_deref().and_then(query_of);
            let last = progress.search.cursor.is_none() || progress.search.pages >= PAGES_MAX;
            if last || progress.candidate.is_some() {
                progress.search.searched = Some(progress.search.asked);
            }
            return Ok(());
        }
        let conflict = (reply.status == 409)
            .then(|| serde_json::from_slice::<Conflict>(&reply.body).ok())
            .flatten();
        let uid = match conflict {
            Some(conflict) => conflict.candidate_uid,
            None => candidates::Create::parse_as::<Created>(reply)?.uid,
        };
        progress.candidate = Some(uid);
        progress.unsure = None;
        Ok(())
    }
}

impl Comeet<'_> {
    fn list_candidates(
        &self,
        submission: &Submission,
        progress: &mut Progress,
        now: u64,
    ) -> Result<NextStep, Error> {
        // The first attempt may have been long before the one whose answer was lost.
        let since = submission.accepted.saturating_sub(CLOCK_SKEW_MS);
        let query = candidates::Filter { created_after: format_time(since), ..Default::default() };
        progress.search.asked = now;
        let mut call = candidates::List { query }.call("")?;
        if let Some(cursor) = &progress.search.cursor {
            call.path = format!("/candidates?{cursor}");
        }
        Ok(NextStep::Call(Step::Look, call))
    }
}

/// A time in ms since the epoch as `YYYY-MM-DDTHH:mm:ssZ`.
fn format_time(ms: u64) -> Option<String> {
    let time = chrono::DateTime::from_timestamp_millis(i64::try_from(ms).ok()?)?;
    Some(time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The most pages that are read; a choice of this project, against a list without an end.
const PAGES_MAX: u32 = 50;

/// The query of the next page's address. Only the query is used, behind the path of the operation: no request is ever
/// sent to an address that a reply contains.
fn query_of(address: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    let allowed = |b: u8| b.is_ascii_graphic() && !matches!(b, b'#' | b'"' | b'<' | b'>' | b'\\');
    (!query.is_empty() && query.len() <= 2000 && query.bytes().all(allowed))
        .then(|| query.to_owned())
}

/// The part of the reply to a creation that is needed: an unexpected value elsewhere in it must not stop a delivery.
#[derive(Serialize, Deserialize)]
struct Created {
    #[serde(deserialize_with = "candidates::uid")]
    uid: String,
}

/// The part of a list that is needed.
#[derive(Default, Serialize, Deserialize)]
struct Listed {
    candidates: Vec<serde_json::Value>,
    #[serde(default)]
    next_page: Option<String>,
}

/// The part of a candidate that identifies it.
#[derive(Deserialize)]
struct CandidateMatch {
    #[serde(deserialize_with = "candidates::uid")]
    uid: String,
    partner_candidate_id: Option<serde_json::Value>,
    position_uid: Option<String>,
    email: Option<String>,
    first_name: Option<String>,
    status: Option<Status>,
}

/// Whether a candidate is the one of this application. If Comeet does not return the `partner_candidate_id`, the same
/// person at the same position is taken for it, but only if it is not in progress any more: a candidate in progress is
/// recognised by the 409 of the repeated request, and may belong to another application of the same person.
fn is_ours(candidate: &CandidateMatch, submission: &Submission) -> bool {
    if let Some(id) = &candidate.partner_candidate_id {
        return id.as_str() == Some(&submission.receipt);
    }
    if candidate.status == Some(Status::InProgress) {
        return false;
    }
    let a = &submission.application;
    let eq_ignoring_case = |have: &Option<String>, want: &str| {
        have.as_deref().is_some_and(|have| !want.is_empty() && have.eq_ignore_ascii_case(want))
    };
    candidate.position_uid.as_deref() == Some(submission.job.as_str())
        && eq_ignoring_case(&candidate.email, &a.email)
        && eq_ignoring_case(&candidate.first_name, &a.first_name)
}

fn new_candidate(submission: &Submission) -> NewCandidate {
    let a = &submission.application;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let linkedin = is_linkedin(&a.profile);
    // Comeet documents no fields for these, so they become lines of the note.
    let more = [&a.position, &a.company, &a.birthday].map(String::as_str);
    let more = more.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
    let mut note = vec![a.letter.clone(), more, submission.describe_consents()];
    note.extend(submission.source.as_ref().map(|source| format!("Source: {source}")));
    note.push(format!("{} · apply-edge {}", submission.site, submission.receipt));
    note.retain(|line| !line.is_empty());
    let last_name = some(&a.last_name).unwrap_or_else(|| "-".to_owned());
    let profile = some(&a.profile).filter(|_| !linkedin);
    let links = profile.into_iter().chain(a.links().map(str::to_owned)).map(LinkUrl::new);
    let of = |slot: Slot| submission.files.iter().filter(move |f| f.slot == slot).cloned();
    NewCandidate {
        resume: of(Slot::Resume).next(),
        picture: of(Slot::Photo).next(),
        files: of(Slot::Files).collect(),
        ..NewCandidate::new(Fields {
            middle_name: some(&a.middle_name),
            email: some(&a.email),
            phone: some(&a.phone),
            linkedin_url: some(&a.profile).filter(|_| linkedin),
            links: links.collect(),
            salary_expectations: some(&a.salary),
            note: Some(note.join("\n\n")),
            custom_fields: a.answers.iter().map(|(key, a)| (key.clone(), a.to_value())).collect(),
            ..Fields::new(
                submission.job.clone(),
                submission.receipt.clone(),
                a.first_name.clone(),
                last_name,
            )
        })
    }
}
