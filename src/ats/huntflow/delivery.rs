//! How an application gets into Huntflow: files, applicant, vacancy.
//!
//! Huntflow knows no idempotency keys. Uploads may be repeated (the same bytes give the same
//! record). A creation may not: our receipt stands in the resume's text, and after an answer that
//! never came it is looked for first. A resume cannot be added to an applicant later, so files go
//! before the applicant.

use super::applicants::{self, NewApplicant};
use super::ids::{ApplicantId, ExternalId, FileId, SourceId, StatusId, VacancyId};
use super::paging::Items;
use super::pipeline::{self, Attachment};
use super::resumes::{self, NewResume, ResumeText};
use super::{Huntflow, logs, questionary, stages, upload};
use crate::call::Reply;
use crate::delivery::{Deliver, Next, Parcel, Progress, Step};
use crate::endpoint::{Endpoint, Nothing};
use crate::error::{Error, ErrorKind, Retry};
use crate::form::Slot;

/// Applicants of the same address that are looked at; a choice of ours.
const LOOK_MAX: u32 = 20;

/// As much of a resume as holds our mark: the whole has thirty types.
#[derive(serde::Serialize, serde::Deserialize)]
struct Marked {
    #[serde(default)]
    data: Option<ResumeText>,
}

/// As much of an entry of the history as tells a withdrawal.
#[derive(serde::Serialize, serde::Deserialize)]
struct Commented {
    #[serde(default)]
    comment: Option<String>,
}

/// What a recruiter reads when a candidate has withdrawn.
fn withdrawn(receipt: &str) -> String {
    format!("The candidate has withdrawn this application. {}", mark(receipt))
}

/// The line in the resume's text by which we know our own applicant again.
fn mark(receipt: &str) -> String {
    format!("apply-edge {receipt}")
}

impl Deliver for Huntflow<'_> {
    fn next(
        &self,
        parcel: &Parcel,
        progress: &mut Progress,
        now: u64,
        boundary: &str,
    ) -> Result<Next, Error> {
        let account = self.config.account;
        while let Some(file) = parcel.files.get(progress.files.len()) {
            if let Some(id) = &file.known {
                progress.files.push(id.clone());
                continue;
            }
            let body = upload::NewFile {
                file: file.clone(),
                parse: false,
                ignore: upload::Ignore::default(),
            };
            return step(Step::File, upload::Upload { account, body }, boundary);
        }
        let Some(applicant) = progress.candidate.as_deref() else {
            if let Some((Step::Create, since)) = progress.unsure
                && let Some(next) = self.look(parcel, progress, now, since)?
            {
                return Ok(next);
            }
            let body = self.new_applicant(parcel, progress)?;
            return step(Step::Create, applicants::Create { account, body }, boundary);
        };
        let applicant = ApplicantId(number(applicant)?);
        if progress.attached {
            let body = self.answers(parcel);
            if progress.answered || body.is_empty() {
                return Ok(Next::Done);
            }
            let answers = questionary::Create { account, applicant, body };
            return step(Step::Answers, answers, boundary);
        }
        let Some(stage) = self.config.status.map(|s| s.0).or(number_of(&progress.stage)?) else {
            return step(Step::Stage, stages::List { account }, boundary);
        };
        if matches!(progress.unsure, Some((Step::Attach, _))) {
            return step(Step::CheckAttached, applicants::Read { account, applicant }, boundary);
        }
        let body = Attachment {
            comment: Some(comment(parcel)),
            files: files(parcel, progress, Slot::Files)?,
            ..Attachment::new(VacancyId(number(&parcel.job)?), StatusId(stage))
        };
        let attach = pipeline::Attach { account, applicant: applicant.into(), body };
        step(Step::Attach, attach, boundary)
    }

    fn withdraw(&self, parcel: &Parcel, progress: &mut Progress, now: u64) -> Result<Next, Error> {
        let account = self.config.account;
        let Some(applicant) = progress.candidate.as_deref() else {
            if let Some((Step::Create, since)) = progress.unsure
                && let Some(next) = self.look(parcel, progress, now, since)?
            {
                return Ok(next);
            }
            return Ok(Next::Done);
        };
        if progress.told {
            return Ok(Next::Done);
        }
        let applicant = ApplicantId(number(applicant)?);
        if matches!(progress.unsure, Some((Step::Withdraw, _))) {
            let query = logs::Filter { count: Some(50), ..Default::default() };
            return step(Step::CheckWithdrawn, logs::List { account, applicant, query }, "");
        }
        let vacancy = progress.attached.then(|| number(&parcel.job)).transpose()?;
        let body = logs::NewLog {
            comment: Some(withdrawn(&parcel.receipt)),
            vacancy: vacancy.map(VacancyId),
            ..Default::default()
        };
        step(Step::Withdraw, logs::Create { account, applicant, body }, "")
    }

    fn learn(
        &self,
        parcel: &Parcel,
        progress: &mut Progress,
        step: Step,
        reply: &Reply,
    ) -> Result<(), Error> {
        match step {
            Step::File => {
                progress.files.push(upload::Upload::parse(reply)?.id.to_string());
            }
            Step::Create => {
                progress.candidate = Some(applicants::Create::parse(reply)?.id.to_string());
            }
            Step::Look => self.seen(parcel, progress, reply)?,
            Step::Stage => {
                let stages = stages::List::parse(reply)?.items;
                let first = stages::Status::first(&stages).ok_or_else(|| {
                    refused("stages::List", "the pipeline has no stage of type user")
                })?;
                progress.stage = Some(first.to_string());
            }
            Step::Attach => {
                pipeline::Attach::parse(reply)?;
                progress.attached = true;
            }
            Step::CheckAttached => {
                let links = applicants::Read::parse(reply)?.links;
                progress.attached = links.iter().any(|l| l.vacancy.to_string() == parcel.job);
                progress.unsure = None;
            }
            Step::Answers => {
                questionary::Create::parse_as::<Nothing>(reply)?;
                progress.answered = true;
            }
            Step::Withdraw => {
                logs::Create::parse_as::<Nothing>(reply)?;
                progress.told = true;
            }
            Step::CheckWithdrawn => {
                let logs = logs::List::parse_as::<Items<Commented>>(reply)?.items;
                let ours = withdrawn(&parcel.receipt);
                progress.told = logs.iter().any(|l| l.comment.as_deref() == Some(ours.as_str()));
                progress.unsure = None;
            }
        }
        Ok(())
    }
}

impl Huntflow<'_> {
    /// The next question on the way to an applicant that we may have created; `None` when it is
    /// known that there is none.
    fn look(
        &self,
        parcel: &Parcel,
        progress: &mut Progress,
        now: u64,
        since: u64,
    ) -> Result<Option<Next>, Error> {
        let account = self.config.account;
        if let Some(&(applicant, external)) = progress.look.resumes.last() {
            let (applicant, external) = (ApplicantId(applicant), ExternalId(external));
            return step(Step::Look, resumes::Read { account, applicant, external }, "").map(Some);
        }
        if let Some(&applicant) = progress.look.applicants.last() {
            let applicant = ApplicantId(applicant);
            return step(Step::Look, applicants::Read { account, applicant }, "").map(Some);
        }
        let patience = since.saturating_add(u64::from(self.config.search_seconds) * 1000);
        // A search that finds nothing before it has had time says nothing: it would be a call in vain.
        if progress.look.searched.is_none() && now < patience {
            return Ok(Some(Next::Wait(patience - now)));
        }
        if let Some(searched) = progress.look.searched {
            // Everything was looked at. It is not there if the search had had time to index it.
            progress.look = crate::delivery::Look::default();
            if searched >= patience {
                progress.unsure = None;
                return Ok(None);
            }
            return Ok(Some(Next::Wait(patience.saturating_sub(now))));
        }
        let a = &parcel.application;
        let known = [&a.email, &a.phone, &a.last_name, &a.first_name];
        let q = known.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
        let query = applicants::SearchQuery {
            q: Some(q),
            count: Some(LOOK_MAX),
            page: Some(1),
            ..Default::default()
        };
        progress.look.asked = now;
        step(Step::Look, applicants::Search { account, query }, "").map(Some)
    }

    /// Takes an answer to [`Self::look`].
    fn seen(&self, parcel: &Parcel, progress: &mut Progress, reply: &Reply) -> Result<(), Error> {
        // An item leaves the list only when it was really looked at.
        if let Some((applicant, _)) = progress.look.resumes.last().copied() {
            let resume = present(resumes::Read::parse_as::<Marked>(reply))?;
            progress.look.resumes.pop();
            let text = resume.and_then(|r| r.data);
            if text.and_then(|d| d.body).is_some_and(|b| b.contains(&mark(&parcel.receipt))) {
                progress.candidate = Some(applicant.to_string());
                progress.unsure = None;
            }
        } else if !progress.look.applicants.is_empty() {
            let found = present(applicants::Read::parse(reply))?;
            progress.look.applicants.pop();
            if let Some(found) = found {
                let resumes = found.external.iter().map(|e| (found.id.0, e.id.0));
                progress.look.resumes = resumes.collect();
            }
        } else {
            let found = applicants::Search::parse(reply)?.items;
            progress.look.applicants = found.iter().map(|f| f.id.0).collect();
            progress.look.searched = Some(progress.look.asked);
        }
        Ok(())
    }

    /// What of the application answers the organisation's own questions.
    fn answers(&self, parcel: &Parcel) -> questionary::Answers {
        let answer = |from: &str| match from {
            "site" => Some(parcel.site.clone().into()),
            "receipt" => Some(parcel.receipt.clone().into()),
            _ => match from.strip_prefix("consent.") {
                Some(id) => Some(parcel.application.consents.iter().any(|c| c.id == id).into()),
                None => parcel.application.text(from).filter(|t| !t.is_empty()).map(Into::into),
            },
        };
        let configured = self.config.questionary.iter();
        let configured = configured.filter_map(|(key, from)| Some((key.clone(), answer(from)?)));
        let mut answers = configured.collect();
        super::questions::put(&parcel.application.answers, &mut answers);
        answers
    }

    fn new_applicant(&self, parcel: &Parcel, progress: &Progress) -> Result<NewApplicant, Error> {
        let a = &parcel.application;
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut text = vec![a.letter.clone(), a.profile.clone(), a.links.clone()];
        text.retain(|t| !t.is_empty());
        text.push(mark(&parcel.receipt));
        let mut resume_file = files(parcel, progress, Slot::Resume)?;
        resume_file.truncate(1);
        let found = parcel.files.iter().find_map(|f| f.picture.as_deref());
        let photo = match files(parcel, progress, Slot::Photo)?.first() {
            Some(id) => Some(*id),
            None => found.map(number).transpose()?.map(FileId),
        };
        Ok(NewApplicant {
            first_name: Some(a.first_name.clone()),
            last_name: some(&a.last_name).or_else(|| Some("-".to_owned())),
            middle_name: some(&a.middle_name),
            email: some(&a.email),
            phone: some(&a.phone),
            money: some(&a.salary),
            position: some(&a.position),
            company: some(&a.company),
            birthday: some(&a.birthday),
            photo,
            externals: vec![NewResume {
                account_source: number_of(&parcel.source)?.map(SourceId).or(self.config.source),
                data: Some(ResumeText { body: Some(text.join("\n\n")) }),
                files: resume_file,
                ..NewResume::native()
            }],
            ..NewApplicant::default()
        })
    }
}

/// What a recruiter reads in the applicant's history: the letter, the consents, where it came from.
fn comment(parcel: &Parcel) -> String {
    let a = &parcel.application;
    let consents = a.consents.iter().map(|c| format!("{} ({})", c.id, c.version));
    let mut lines = vec![a.letter.clone(), a.profile.clone(), a.links.clone()];
    lines.push(consents.collect::<Vec<_>>().join(", "));
    lines.push(format!("{} · {}", parcel.site, mark(&parcel.receipt)));
    lines.retain(|l| !l.is_empty());
    lines.join("\n\n")
}

/// What was removed meanwhile is not ours, and no error. (A dead token has a 404 of its own.)
fn present<T>(read: Result<T, Error>) -> Result<Option<T>, Error> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn step<E: Endpoint>(step: Step, endpoint: E, boundary: &str) -> Result<Next, Error> {
    Ok(Next::Call(step, endpoint.call(boundary)?))
}

/// The ids of the files of a slot.
fn files(parcel: &Parcel, progress: &Progress, slot: Slot) -> Result<Vec<FileId>, Error> {
    let ids = parcel.files.iter().zip(&progress.files).filter(|(file, _)| file.slot == slot);
    ids.map(|(_, id)| number(id).map(FileId)).collect()
}

fn number_of(text: &Option<String>) -> Result<Option<u64>, Error> {
    text.as_deref().map(number).transpose()
}

fn number(text: &str) -> Result<u64, Error> {
    text.parse().map_err(|_| refused("delivery", "an id that is not a number"))
}

fn refused(operation: &'static str, why: &str) -> Error {
    Error::new(ErrorKind::Refused, Retry::Never, operation, why.to_owned())
}
