//! The delivery of an application to Huntflow: files, applicant, vacancy, answers to questions.
//!
//! Huntflow has no idempotency keys. An upload may be repeated: the same bytes give the same record. A creation may
//! not: the receipt is part of the resume's text, and after a lost answer the applicant with that receipt is searched
//! for first. A resume cannot be added to an applicant later, so files are uploaded before the applicant is created.

use super::applicants::{self, NewApplicant};
use super::ids::{ApplicantId, ExternalId, FileId, SourceId, StatusId, VacancyId};
use super::paging::Items;
use super::pipeline::{self, Attachment};
use super::resumes::{self, NewResume, ResumeText};
use super::{Huntflow, logs, questionary, stages, upload};
use crate::api::endpoint::{Endpoint, NoContent};
use crate::api::error::{Error, ErrorKind, Retry};
use crate::api::request::Reply;
use crate::delivery::later_looks::LaterLooks;
use crate::delivery::progress::{CandidateSearch, Deliver, NextStep, Progress, Step, Submission};
use crate::form::Slot;
use crate::form::application::Application;

/// The number of search results on a page: the vendor's maximum.
const PAGE: u32 = 100;
/// The last page that is read: the search has no more than 20,000 results.
const PAGES_MAX: u32 = 200;
/// The most characters of a resume's text that are sent with it.
const RESUME_TEXT_MAX: usize = 50_000;
/// How many days before the acceptance an applicant of ours may seem to be created: the clocks and time zones differ.
const EARLIER_DAYS: i64 = 2;

/// The part of a resume that contains the mark. The whole has thirty types, which would all be linked.
#[derive(serde::Serialize, serde::Deserialize)]
struct Marked {
    #[serde(default)]
    data: Option<ResumeText>,
}

/// The part of a history entry that contains a withdrawal.
#[derive(serde::Serialize, serde::Deserialize)]
struct Commented {
    #[serde(default)]
    comment: Option<String>,
}

/// The comment for the recruiter when a candidate withdraws.
fn withdrawal_comment(receipt: &str) -> String {
    format!("The candidate has withdrawn this application. {}", receipt_line(receipt))
}

/// The line in the resume's text that identifies the applicant of this application.
fn receipt_line(receipt: &str) -> String {
    format!("apply-edge {receipt}")
}

impl Deliver for Huntflow<'_> {
    fn next(
        &self,
        submission: &Submission,
        progress: &mut Progress,
        now: u64,
        boundary: &str,
    ) -> Result<NextStep, Error> {
        let account = self.config.account;
        while let Some(file) = submission.files.get(progress.files.len()) {
            if let Some(id) = &file.known {
                progress.files.push(id.clone());
                continue;
            }
            let body = upload::NewFile {
                file: file.clone(),
                parse: file.slot == Slot::Resume && !progress.is_resume_unread,
                ignore: upload::Ignore::default(),
            };
            return step(Step::File, upload::Upload { account, body }, boundary);
        }
        let Some(applicant) = progress.candidate.as_deref() else {
            if let Some((Step::Create, since)) = progress.unsure
                && let Some(next) = self.find_applicant(submission, progress, now, since)?
            {
                return Ok(next);
            }
            let body = self.new_applicant(submission, progress)?;
            progress.has_resume_text = progress.resume_text.is_some();
            return step(Step::Create, applicants::Create { account, body }, boundary);
        };
        let applicant = ApplicantId(number(applicant)?);
        if progress.attached {
            let body = self.answers(submission);
            if progress.answered || body.is_empty() {
                return Ok(NextStep::Done);
            }
            let answers = questionary::Create { account, applicant, body };
            return step(Step::Answers, answers, boundary);
        }
        let Some(stage) = self.config.status.map(|s| s.0).or(optional_number(&progress.stage)?)
        else {
            return step(Step::Stage, stages::List { account }, boundary);
        };
        if matches!(progress.unsure, Some((Step::Attach, _))) {
            return step(Step::CheckAttached, applicants::Read { account, applicant }, boundary);
        }
        let body = Attachment {
            comment: Some(comment(submission, progress.has_resume_text)),
            files: files(submission, progress, Slot::Files)?,
            ..Attachment::new(VacancyId(number(&submission.job)?), StatusId(stage))
        };
        let attach = pipeline::Attach { account, applicant: applicant.into(), body };
        step(Step::Attach, attach, boundary)
    }

    fn withdraw(
        &self,
        submission: &Submission,
        progress: &mut Progress,
        now: u64,
    ) -> Result<NextStep, Error> {
        let account = self.config.account;
        let Some(applicant) = progress.candidate.as_deref() else {
            if let Some((Step::Create, since)) = progress.unsure
                && let Some(next) = self.find_applicant(submission, progress, now, since)?
            {
                return Ok(next);
            }
            return Ok(NextStep::Done);
        };
        if progress.ats_informed {
            return Ok(NextStep::Done);
        }
        let applicant = ApplicantId(number(applicant)?);
        if matches!(progress.unsure, Some((Step::Withdraw, _))) {
            let query = logs::Filter { count: Some(50), ..Default::default() };
            return step(Step::CheckWithdrawn, logs::List { account, applicant, query }, "");
        }
        let vacancy = progress.attached.then(|| number(&submission.job)).transpose()?;
        let body = logs::NewLog {
            comment: Some(withdrawal_comment(&submission.receipt)),
            vacancy: vacancy.map(VacancyId),
            ..Default::default()
        };
        step(Step::Withdraw, logs::Create { account, applicant, body }, "")
    }

    fn look_later(&self, _: &Submission, progress: &mut Progress) -> Result<NextStep, Error> {
        let account = self.config.account;
        let Some(own) = progress.candidate.as_deref() else { return Ok(NextStep::Done) };
        if progress.later.as_ref().is_none_or(|later| later.is_removed) {
            return Ok(NextStep::Done);
        }
        // Nothing personal is kept here, so the ATS is asked what to search for.
        if progress.search.query.is_none() {
            let applicant = ApplicantId(number(own)?);
            return step(Step::LookLater, applicants::Read { account, applicant }, "");
        }
        if let Some(next) = self.next_found(progress, Step::LookLater)? {
            return Ok(next);
        }
        let query = progress.search.query.clone().unwrap_or_default();
        match progress.search.searched {
            Some(_) => Ok(NextStep::Done),
            None => self.search(query, progress.search.page().unwrap_or(1), Step::LookLater),
        }
    }

    fn learn(
        &self,
        submission: &Submission,
        progress: &mut Progress,
        step: Step,
        reply: &Reply,
    ) -> Result<(), Error> {
        match step {
            Step::File => {
                let uploaded = upload::Upload::parse(reply)?;
                if let Some(text) = uploaded.text.filter(|text| !text.trim().is_empty()) {
                    progress
                        .resume_text
                        .get_or_insert_with(|| text.trim().chars().take(RESUME_TEXT_MAX).collect());
                }
                progress.files.push(uploaded.id.to_string());
            }
            Step::Create => {
                progress.candidate = Some(applicants::Create::parse(reply)?.id.to_string());
            }
            Step::Look | Step::LookLater => self.read_search(submission, progress, reply)?,
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
                progress.attached = links.iter().any(|l| l.vacancy.to_string() == submission.job);
                progress.unsure = None;
            }
            Step::Answers => {
                questionary::Create::parse_as::<NoContent>(reply)?;
                progress.answered = true;
            }
            Step::Withdraw => {
                logs::Create::parse_as::<NoContent>(reply)?;
                progress.ats_informed = true;
            }
            Step::CheckWithdrawn => {
                let logs = logs::List::parse_as::<Items<Commented>>(reply)?.items;
                let ours = withdrawal_comment(&submission.receipt);
                progress.ats_informed =
                    logs.iter().any(|l| l.comment.as_deref() == Some(ours.as_str()));
                progress.unsure = None;
            }
        }
        Ok(())
    }
}

impl Huntflow<'_> {
    /// The next call in the search for an applicant that a creation without an answer may have left; `None` if there is
    /// none.
    fn find_applicant(
        &self,
        submission: &Submission,
        progress: &mut Progress,
        now: u64,
        since: u64,
    ) -> Result<Option<NextStep>, Error> {
        if let Some(next) = self.next_found(progress, Step::Look)? {
            return Ok(Some(next));
        }
        let query = query(&submission.application);
        // The search goes on at its next page.
        if let Some(page) = progress.search.page() {
            return self.search(query, page, Step::Look).map(Some);
        }
        let wait = u64::from(self.config.search_seconds) * 1000;
        let indexed = since.saturating_add(wait.max(progress.search_lag_ms));
        // An earlier search could miss the applicant because it is not indexed yet.
        if progress.search.searched.is_none() && now < indexed {
            return Ok(Some(NextStep::Wait(indexed - now)));
        }
        if let Some(searched) = progress.search.searched {
            // Every result was read. The applicant does not exist if the search was late enough to find it.
            progress.search = CandidateSearch::default();
            if searched >= indexed {
                progress.unsure = None;
                // Unless the search is slower than assumed.
                progress.later = Some(LaterLooks::new(since, searched));
                return Ok(None);
            }
            return Ok(Some(NextStep::Wait(indexed.saturating_sub(now))));
        }
        progress.search.asked = now;
        self.search(query, 1, Step::Look).map(Some)
    }

    /// The next call that reads what a search has found; `None` if everything was read.
    fn next_found(&self, progress: &Progress, of: Step) -> Result<Option<NextStep>, Error> {
        let account = self.config.account;
        if let Some(&(applicant, external)) = progress.search.resumes.last() {
            let (applicant, external) = (ApplicantId(applicant), ExternalId(external));
            return step(of, resumes::Read { account, applicant, external }, "").map(Some);
        }
        let Some(&applicant) = progress.search.applicants.last() else { return Ok(None) };
        let applicant = ApplicantId(applicant);
        step(of, applicants::Read { account, applicant }, "").map(Some)
    }

    /// A page of the search for a person.
    fn search(&self, q: String, page: u32, of: Step) -> Result<NextStep, Error> {
        let query = applicants::SearchQuery {
            q: Some(q),
            count: Some(PAGE),
            page: Some(page),
            ..Default::default()
        };
        step(of, applicants::Search { account: self.config.account, query }, "")
    }

    /// Reads an answer to a call of [`Self::find_applicant`] or of a later look, which comes after a candidate is
    /// known.
    fn read_search(
        &self,
        submission: &Submission,
        progress: &mut Progress,
        reply: &Reply,
    ) -> Result<(), Error> {
        let own = progress.candidate.clone();
        if own.is_some() && progress.search.query.is_none() {
            let own = existing(applicants::Read::parse(reply))?;
            if let (None, Some(later)) = (&own, &mut progress.later) {
                later.is_removed = true;
            }
            progress.search =
                CandidateSearch { query: own.map(|own| known(&own)), ..Default::default() };
            return Ok(());
        }
        // An item is removed from its list only after it was read.
        if let Some((applicant, _)) = progress.search.resumes.last().copied() {
            let resume = existing(resumes::Read::parse_as::<Marked>(reply))?;
            progress.search.resumes.pop();
            let text = resume.and_then(|r| r.data);
            if text
                .and_then(|d| d.body)
                .is_some_and(|b| b.contains(&receipt_line(&submission.receipt)))
            {
                match &mut progress.later {
                    // A look that was interrupted begins again.
                    Some(later) if own.is_some() => later.add(applicant.to_string()),
                    _ => {
                        progress.candidate = Some(applicant.to_string());
                        progress.unsure = None;
                    }
                }
            }
        } else if !progress.search.applicants.is_empty() {
            let found = existing(applicants::Read::parse(reply))?;
            progress.search.applicants.pop();
            if let Some(found) = found {
                let resumes = found.external.iter().map(|e| (found.id.0, e.id.0));
                progress.search.resumes = resumes.collect();
            }
        } else {
            let page = applicants::Search::parse(reply)?;
            // Counted here: a search that says of every page that it is the first would never end.
            let next = page.next().map(|_| progress.search.page().unwrap_or(1).saturating_add(1));
            let next = next.filter(|next| *next <= PAGES_MAX);
            progress.search.cursor = next.map(|next| next.to_string());
            let found = page.items.iter().filter(|f| is_recent(f.created.as_deref(), submission));
            let found = found.filter(|f| own.as_ref().is_none_or(|own| *own != f.id.to_string()));
            progress.search.applicants = found.map(|f| f.id.0).collect();
            if next.is_none() {
                progress.search.searched = Some(progress.search.asked);
            }
        }
        Ok(())
    }

    /// The answers to the organisation's own questions.
    fn answers(&self, submission: &Submission) -> questionary::Answers {
        let answer = |from: &str| match from {
            "site" => Some(submission.site.clone().into()),
            "receipt" => Some(submission.receipt.clone().into()),
            _ => match from.strip_prefix("consent.") {
                Some(id) => Some(submission.application.consents.iter().any(|c| c.id == id).into()),
                None => submission.application.text(from).filter(|t| !t.is_empty()).map(Into::into),
            },
        };
        let configured = self.config.questionary.iter();
        let configured = configured.filter_map(|(key, from)| Some((key.clone(), answer(from)?)));
        let mut answers = configured.collect();
        super::questions::insert_answers(&submission.application.answers, &mut answers);
        answers
    }

    fn new_applicant(
        &self,
        submission: &Submission,
        progress: &Progress,
    ) -> Result<NewApplicant, Error> {
        let a = &submission.application;
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut text = match &progress.resume_text {
            Some(text) => vec![text.clone()],
            None => vec![a.letter.clone(), links(a)],
        };
        text.retain(|t| !t.is_empty());
        text.push(receipt_line(&submission.receipt));
        let mut resume_file = files(submission, progress, Slot::Resume)?;
        resume_file.truncate(1);
        let found = submission.files.iter().find_map(|f| f.picture.as_deref());
        let photo = match files(submission, progress, Slot::Photo)?.first() {
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
                account_source: optional_number(&submission.source)?
                    .map(SourceId)
                    .or(self.config.source),
                data: Some(ResumeText { body: Some(text.join("\n\n")) }),
                files: resume_file,
                ..NewResume::native()
            }],
            ..NewApplicant::default()
        })
    }
}

/// What to search for to find the applicant of an application: an e-mail address if there is one.
fn query(a: &Application) -> String {
    let known = [&a.email, &a.phone, &a.last_name, &a.first_name];
    known.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default()
}

/// What to search for to find other applicants of the same application.
fn known(a: &applicants::Applicant) -> String {
    let known = [&a.email, &a.phone, &a.last_name, &a.first_name];
    known.into_iter().flatten().find(|text| !text.is_empty()).cloned().unwrap_or_default()
}

/// The comment in the applicant's history: the consents, the site and the receipt, and the letter and the links unless
/// they are the resume's text.
fn comment(submission: &Submission, has_resume_text: bool) -> String {
    let a = &submission.application;
    let mut parts = Vec::new();
    if has_resume_text {
        parts.extend([a.letter.clone(), links(a)]);
    }
    parts.push(submission.describe_consents());
    parts.push(format!("{} · {}", submission.site, receipt_line(&submission.receipt)));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// The links, each with what it is.
fn links(a: &Application) -> String {
    let profile = (!a.profile.is_empty()).then(|| format!("Profile: {}", a.profile));
    let others = a.links().map(|link| format!("Link: {link}"));
    profile.into_iter().chain(others).collect::<Vec<_>>().join("\n")
}

/// Whether an applicant who was created at this time may be the submission's. A person may have applied before, many
/// times; what is older than the submission is not read.
fn is_recent(created: Option<&str>, submission: &Submission) -> bool {
    let accepted = i64::try_from(submission.accepted / 86_400_000).unwrap_or(0);
    created.and_then(day).is_none_or(|created| created + EARLIER_DAYS >= accepted)
}

/// The number of days from 1970-01-01 to the date with which a text begins (`YYYY-MM-DD`).
fn day(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    // A year that begins in March has its leap day at the end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469)
}

/// `None` for what was removed meanwhile. (The 404 for an unknown token is another kind of error.)
fn existing<T>(read: Result<T, Error>) -> Result<Option<T>, Error> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn step<E: Endpoint>(step: Step, endpoint: E, boundary: &str) -> Result<NextStep, Error> {
    Ok(NextStep::Call(step, endpoint.call(boundary)?))
}

/// The ids of the uploaded files of a slot.
fn files(submission: &Submission, progress: &Progress, slot: Slot) -> Result<Vec<FileId>, Error> {
    let ids = submission.files.iter().zip(&progress.files).filter(|(file, _)| file.slot == slot);
    ids.map(|(_, id)| number(id).map(FileId)).collect()
}

fn optional_number(text: &Option<String>) -> Result<Option<u64>, Error> {
    text.as_deref().map(number).transpose()
}

fn number(text: &str) -> Result<u64, Error> {
    text.parse().map_err(|_| refused("delivery", "an id that is not a number"))
}

fn refused(operation: &'static str, why: &str) -> Error {
    Error::new(ErrorKind::Refused, Retry::Never, operation, why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_counted_from_1970() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1970-03-01T00:00:00", 59),
            ("2000-02-29T10:00:00+03:00", 11_016),
            ("2000-03-01", 11_017),
            ("2026-11-27T10:00:00Z", 20_784),
        ] {
            assert_eq!(day(text), Some(days), "{text}");
        }
        assert_eq!(day("soon"), None);
    }
}
