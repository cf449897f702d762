//! How an application gets into Comeet: one request holds everything.
//!
//! `partner_candidate_id` is our receipt, so a repeat is a 409 that names the candidate we made.
//! But only while that candidate is in progress: somebody may have rejected it since. So after an
//! answer that never came, the candidates created since then are looked through first.

use super::Comeet;
use super::candidates::limits::is_linkedin;
use super::candidates::{self, Candidate, Conflict, Fields, LinkUrl, NewCandidate};
use crate::call::Reply;
use crate::delivery::{Deliver, Next, Parcel, Progress, Step};
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind};

/// How far the ATS's clock may be from ours, in milliseconds: a choice of ours.
const CLOCKS_MS: u64 = 600_000;

impl Deliver for Comeet<'_> {
    fn next(
        &self,
        parcel: &Parcel,
        progress: &mut Progress,
        now: u64,
        boundary: &str,
    ) -> Result<Next, Error> {
        if progress.candidate.is_some() {
            return Ok(Next::Done);
        }
        if let Some((Step::Create, _)) = progress.unsure
            && progress.look.searched.is_none()
        {
            // The first try may have been long before the one that made us unsure.
            let since = parcel.accepted.saturating_sub(CLOCKS_MS);
            let query = candidates::Filter { created_after: time(since), ..Default::default() };
            progress.look.asked = now;
            return Ok(Next::Call(Step::Look, candidates::List { query }.call("")?));
        }
        let body = new_candidate(parcel);
        Ok(Next::Call(Step::Create, candidates::Create { body }.call(boundary)?))
    }

    fn learn(
        &self,
        parcel: &Parcel,
        progress: &mut Progress,
        step: Step,
        reply: &Reply,
    ) -> Result<(), Error> {
        if step == Step::Look {
            let found = match candidates::List::parse(reply) {
                Ok(found) => found.candidates,
                // An integration may be allowed to create and not to read. Then the 409 is all
                // there is.
                Err(e) if matches!(e.kind, ErrorKind::Forbidden | ErrorKind::NotFound) => {
                    Vec::new()
                }
                Err(e) => return Err(e),
            };
            progress.look.searched = Some(progress.look.asked);
            progress.candidate = found.into_iter().find(|c| is_ours(c, parcel)).map(|c| c.uid);
            return Ok(());
        }
        let conflict = (reply.status == 409)
            .then(|| serde_json::from_slice::<Conflict>(&reply.body).ok())
            .flatten();
        let uid = match conflict {
            Some(conflict) => conflict.candidate_uid,
            None => candidates::Create::parse(reply)?.uid,
        };
        progress.candidate = Some(uid);
        progress.unsure = None;
        Ok(())
    }
}

/// `YYYY-MM-DDTHH:mm:ssZ`.
fn time(ms: u64) -> Option<String> {
    let time = chrono::DateTime::from_timestamp_millis(i64::try_from(ms).ok()?)?;
    Some(time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// Whether a candidate is the one we tried to create. Where our id does not come back, the same
/// person on the same position since the application came is taken for it: nobody else can have
/// put them there in the meantime but ourselves or a recruiter, and both make ours a double.
fn is_ours(candidate: &Candidate, parcel: &Parcel) -> bool {
    if let Some(id) = &candidate.partner_candidate_id {
        return *id == parcel.receipt;
    }
    let a = &parcel.application;
    let same = |have: &Option<String>, want: &str| {
        have.as_deref().is_some_and(|have| !want.is_empty() && have.eq_ignore_ascii_case(want))
    };
    candidate.position_uid.as_deref() == Some(parcel.job.as_str())
        && same(&candidate.email, &a.email)
        && same(&candidate.first_name, &a.first_name)
}

fn new_candidate(parcel: &Parcel) -> NewCandidate {
    let a = &parcel.application;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let linkedin = is_linkedin(&a.profile);
    let consents = a.consents.iter().map(|c| format!("{} ({})", c.id, c.version));
    let mut note = vec![a.letter.clone(), consents.collect::<Vec<_>>().join(", ")];
    note.push(format!("{} · apply-edge {}", parcel.site, parcel.receipt));
    note.retain(|line| !line.is_empty());
    let last_name = some(&a.last_name).unwrap_or_else(|| "-".to_owned());
    let links = some(&a.profile).filter(|_| !linkedin).map(LinkUrl::new);
    NewCandidate {
        resume: parcel.files.first().cloned(),
        files: parcel.files.iter().skip(1).cloned().collect(),
        ..NewCandidate::new(Fields {
            middle_name: some(&a.middle_name),
            email: some(&a.email),
            phone: some(&a.phone),
            linkedin_url: some(&a.profile).filter(|_| linkedin),
            links: links.into_iter().collect(),
            salary_expectations: some(&a.salary),
            note: Some(note.join("\n\n")),
            ..Fields::new(
                parcel.job.clone(),
                parcel.receipt.clone(),
                a.first_name.clone(),
                last_name,
            )
        })
    }
}
