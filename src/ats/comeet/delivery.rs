//! How an application gets into Comeet: one request holds everything.
//!
//! `partner_candidate_id` is our receipt, so a repeat after a lost answer is a 409 that names the
//! candidate we made.

use super::Comeet;
use super::candidates::{self, Conflict, Fields, LinkUrl, NewCandidate};
use crate::call::Reply;
use crate::delivery::{Deliver, Next, Parcel, Progress, Step};
use crate::endpoint::Endpoint;
use crate::error::Error;

impl Deliver for Comeet<'_> {
    fn next(
        &self,
        parcel: &Parcel,
        progress: &mut Progress,
        _now: u64,
        boundary: &str,
    ) -> Result<Next, Error> {
        if progress.candidate.is_some() {
            return Ok(Next::Done);
        }
        let body = new_candidate(parcel);
        Ok(Next::Call(Step::Create, candidates::Create { body }.call(boundary)?))
    }

    fn learn(
        &self,
        _parcel: &Parcel,
        progress: &mut Progress,
        _step: Step,
        reply: &Reply,
    ) -> Result<(), Error> {
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

fn new_candidate(parcel: &Parcel) -> NewCandidate {
    let a = &parcel.application;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let linkedin = is_linkedin(&a.profile);
    let consents = a.consents.iter().map(|c| format!("{} ({})", c.id, c.version));
    let mut note = vec![a.letter.clone(), consents.collect::<Vec<_>>().join(", ")];
    note.push(format!("{} · apply-edge {}", parcel.site, parcel.receipt));
    note.retain(|line| !line.is_empty());
    NewCandidate {
        fields: Fields {
            position_uid: parcel.job.clone(),
            partner_candidate_id: parcel.receipt.clone(),
            first_name: a.first_name.clone(),
            last_name: some(&a.last_name).unwrap_or_else(|| "-".to_owned()),
            middle_name: some(&a.middle_name),
            email: some(&a.email),
            phone: some(&a.phone),
            linkedin_url: some(&a.profile).filter(|_| linkedin),
            links: some(&a.profile)
                .filter(|_| !linkedin)
                .map(|url| LinkUrl { url })
                .into_iter()
                .collect(),
            salary_expectations: some(&a.salary),
            note: Some(note.join("\n\n")),
        },
        resume: parcel.files.first().cloned(),
    }
}

fn is_linkedin(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|r| r.split('/').next()).unwrap_or_default();
    host == "linkedin.com" || host.ends_with(".linkedin.com")
}

#[cfg(test)]
mod tests {
    use super::is_linkedin;

    #[test]
    fn only_linkedin_is_linkedin() {
        assert!(
            is_linkedin("https://www.linkedin.com/in/ada")
                && is_linkedin("https://linkedin.com/in/ada")
        );
        assert!(!is_linkedin("https://linkedin.com.evil.io/in/ada") && !is_linkedin(""));
    }
}
