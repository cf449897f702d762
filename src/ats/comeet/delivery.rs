//! How an application gets into Comeet: one request holds everything.
//!
//! `partner_candidate_id` is our receipt, so a repeat is a 409 that names the candidate we made.
//! But only while that candidate is in progress: somebody may have rejected it since. So after an
//! answer that never came, the candidates created since then are looked through first.

use super::Comeet;
use super::candidates::limits::is_linkedin;
use super::candidates::{self, Conflict, Fields, LinkUrl, NewCandidate, Status};
use crate::call::Reply;
use crate::delivery::{Deliver, Next, Parcel, Progress, Step};
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind, Grade, Retry};
use crate::form::Slot;
use serde::{Deserialize, Serialize};

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
            return self.look(parcel, progress, now);
        }
        let body = new_candidate(parcel);
        Ok(Next::Call(Step::Create, candidates::Create { body }.call(boundary)?))
    }

    /// Finds out whether the candidate is there. How to tell Comeet is not documented (notes are,
    /// their body is not), so a person has to.
    fn withdraw(&self, parcel: &Parcel, progress: &mut Progress, now: u64) -> Result<Next, Error> {
        if progress.candidate.is_none() && progress.unsure.is_some() {
            if progress.look.searched.is_none() {
                return self.look(parcel, progress, now);
            }
            return Ok(Next::Done);
        }
        if progress.candidate.is_some() {
            let why = "the candidate has withdrawn and is in Comeet already: tell the recruiter";
            let operation = "candidates::Withdraw";
            return Err(Error::new(ErrorKind::Refused, Retry::Never, operation, why.to_owned()));
        }
        Ok(Next::Done)
    }

    fn learn(
        &self,
        parcel: &Parcel,
        progress: &mut Progress,
        step: Step,
        reply: &Reply,
    ) -> Result<(), Error> {
        if step == Step::Look {
            let page = match candidates::List::parse_as::<Listed>(reply) {
                Ok(page) => page,
                // An integration may be allowed to create and not to read, or to read in another
                // way than we know. Then the 409 is all there is. What was cut is asked for again.
                Err(e)
                    if e.retry == Retry::Never
                        || (e.kind == ErrorKind::Malformed && e.grade == Grade::Json) =>
                {
                    Listed::default()
                }
                Err(e) => return Err(e),
            };
            // What does not read as a candidate is somebody else's.
            let seen = page.candidates.into_iter().filter_map(|c| serde_json::from_value(c).ok());
            let ours = seen.into_iter().find(|c: &Seen| is_ours(c, parcel));
            progress.candidate = ours.map(|c| c.uid);
            progress.look.pages = progress.look.pages.saturating_add(1);
            progress.look.cursor = page.next_page.as_deref().and_then(query_of);
            let last = progress.look.cursor.is_none() || progress.look.pages >= PAGES_MAX;
            if last || progress.candidate.is_some() {
                progress.look.searched = Some(progress.look.asked);
            }
            return Ok(());
        }
        let conflict = (reply.status == 409)
            .then(|| serde_json::from_slice::<Conflict>(&reply.body).ok())
            .flatten();
        let uid = match conflict {
            Some(conflict) => conflict.candidate_uid,
            None => candidates::Create::parse_as::<Made>(reply)?.uid,
        };
        progress.candidate = Some(uid);
        progress.unsure = None;
        Ok(())
    }
}

impl Comeet<'_> {
    fn look(&self, parcel: &Parcel, progress: &mut Progress, now: u64) -> Result<Next, Error> {
        // The first try may have been long before the one that made us unsure.
        let since = parcel.accepted.saturating_sub(CLOCKS_MS);
        let query = candidates::Filter { created_after: time(since), ..Default::default() };
        progress.look.asked = now;
        let mut call = candidates::List { query }.call("")?;
        if let Some(cursor) = &progress.look.cursor {
            call.path = format!("/candidates?{cursor}");
        }
        Ok(Next::Call(Step::Look, call))
    }
}

/// `YYYY-MM-DDTHH:mm:ssZ`.
fn time(ms: u64) -> Option<String> {
    let time = chrono::DateTime::from_timestamp_millis(i64::try_from(ms).ok()?)?;
    Some(time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// Pages that are looked through; a choice of ours against a list without an end.
const PAGES_MAX: u32 = 50;

/// The query of a page's address. Only that is taken of it, and put after our own path: the address
/// itself is never asked.
fn query_of(address: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    let fits = |b: u8| b.is_ascii_graphic() && !matches!(b, b'#' | b'"' | b'<' | b'>' | b'\\');
    (!query.is_empty() && query.len() <= 2000 && query.bytes().all(fits)).then(|| query.to_owned())
}

/// As much of an answer as is needed: an odd field elsewhere in it stops no delivery.
#[derive(Serialize, Deserialize)]
struct Made {
    #[serde(deserialize_with = "candidates::uid")]
    uid: String,
}

/// As much of a list.
#[derive(Default, Serialize, Deserialize)]
struct Listed {
    candidates: Vec<serde_json::Value>,
    #[serde(default)]
    next_page: Option<String>,
}

/// As much of a candidate.
#[derive(Deserialize)]
struct Seen {
    #[serde(deserialize_with = "candidates::uid")]
    uid: String,
    partner_candidate_id: Option<serde_json::Value>,
    position_uid: Option<String>,
    email: Option<String>,
    first_name: Option<String>,
    status: Option<Status>,
}

/// Whether a candidate is the one we tried to create. Where our id does not come back, the same
/// person on the same position since the application came is taken for it, but only if the process
/// has ended meanwhile: one in progress is told by the 409 of a repeat, and may be another
/// application of the same person.
fn is_ours(candidate: &Seen, parcel: &Parcel) -> bool {
    if let Some(id) = &candidate.partner_candidate_id {
        return id.as_str() == Some(&parcel.receipt);
    }
    if candidate.status == Some(Status::InProgress) {
        return false;
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
    // Comeet documents no place for these.
    let more = [&a.position, &a.company, &a.birthday].map(String::as_str);
    let more = more.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
    let mut note = vec![a.letter.clone(), more, consents.collect::<Vec<_>>().join(", ")];
    note.extend(parcel.source.as_ref().map(|source| format!("Source: {source}")));
    note.push(format!("{} · apply-edge {}", parcel.site, parcel.receipt));
    note.retain(|line| !line.is_empty());
    let last_name = some(&a.last_name).unwrap_or_else(|| "-".to_owned());
    let profile = some(&a.profile).filter(|_| !linkedin);
    let links = profile.into_iter().chain(a.links().map(str::to_owned)).map(LinkUrl::new);
    let of = |slot: Slot| parcel.files.iter().filter(move |f| f.slot == slot).cloned();
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
                parcel.job.clone(),
                parcel.receipt.clone(),
                a.first_name.clone(),
                last_name,
            )
        })
    }
}
