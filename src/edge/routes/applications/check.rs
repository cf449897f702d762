//! Validates a submitted application, including the files that were uploaded before.

use super::read::PostedApplication;
use super::replay::Key;
use super::{ApplyContext, CheckedApplication, Outcome, identity};
use crate::api::request::FileRef;
use crate::edge::rpc::upload::StoredFile;
use crate::form::{FieldErrorCode, FileCheck, FileSlot, Form, RESUME_PHOTO, Slot, sends_photo};
use crate::protocol::FileId;
use worker::Result;

type File = (Slot, std::result::Result<FileRef, FieldErrorCode>);

pub(super) async fn check(
    context: &ApplyContext<'_>,
    posted: &PostedApplication,
    key: &Key,
) -> std::result::Result<CheckedApplication, Outcome> {
    let files = all_files(context, posted, key).await?;
    let overfull = posted.overfull.iter().map(|slot| (*slot, Err(FieldErrorCode::TooManyFiles)));
    let checks: Vec<FileCheck> = overfull
        .chain(files.iter().map(|(slot, file)| (*slot, file.as_ref().map(|_| ()).map_err(|e| *e))))
        .collect();
    find_delivered(context, posted, key, &checks).await?;
    let mut files: Vec<FileRef> = files.into_iter().filter_map(|(_, file)| file.ok()).collect();
    match context.form.parse(&posted.entries, &checks, posted.unknown) {
        Ok(_) if context.closed.is_some() => Err(Outcome::Closed { files }),
        Ok(application) => {
            if !sends_photo(posted.entry(RESUME_PHOTO)) {
                for file in &mut files {
                    file.picture = None;
                }
            }
            Ok(CheckedApplication { application, files })
        }
        Err(errors) => {
            let files = shown_again(&context.form, files);
            Err(match context.closed {
                Some(_) => Outcome::Closed { files },
                None => Outcome::Invalid { errors, files },
            })
        }
    }
}

/// The posted files, and those uploaded before, which are claimed here.
async fn all_files(
    context: &ApplyContext<'_>,
    posted: &PostedApplication,
    key: &Key,
) -> Result<Vec<File>> {
    let holder = Holder { receipt: &key.name, applicant: applicant(context, posted, key).await? };
    let mut files = posted.files.clone();
    for slot in context.form.slots() {
        // A file that came along replaces the one that was uploaded before; further files join it.
        if slot.max_files == 1 && files.iter().any(|(to, _)| *to == slot.slot) {
            continue;
        }
        let uploads = upload_ids(&posted.entries, slot.slot);
        for upload in uploads.take(slot.max_files as usize + 1) {
            files.push((slot.slot, uploaded_file(context, slot, upload, &holder).await?));
        }
    }
    Ok(files)
}

/// Ends early with the receipt if a file is gone because this very application was delivered in the meantime.
async fn find_delivered(
    context: &ApplyContext<'_>,
    posted: &PostedApplication,
    key: &Key,
    checks: &[FileCheck],
) -> std::result::Result<(), Outcome> {
    let is_gone = |check: &FileCheck| check.1 == Err(FieldErrorCode::UploadExpired);
    if !key.is_given || !checks.iter().any(is_gone) {
        return Ok(());
    }
    let checks: Vec<FileCheck> =
        checks.iter().map(|c| if is_gone(c) { (c.0, Ok(())) } else { *c }).collect();
    if let Ok(application) = context.form.parse(&posted.entries, &checks, posted.unknown)
        && let Some((receipt, state)) =
            identity::find_same_form(context, &key.name, &application).await?
    {
        return Err(Outcome::Existing { receipt, state });
    }
    Ok(())
}

/// The ids of the uploads that the form lists for a slot.
fn upload_ids(entries: &[(String, String)], slot: Slot) -> impl Iterator<Item = &str> {
    let named = entries.iter().filter(move |(name, _)| name == slot.upload_field());
    named.flat_map(|(_, ids)| ids.split([',', ' '])).filter(|id| !id.is_empty())
}

/// The receipt and applicant for which uploads are claimed.
struct Holder<'a> {
    receipt: &'a str,
    applicant: String,
}

/// The name of the applicant, from the fields alone: uploads are claimed before the form is validated, which needs
/// them.
async fn applicant(
    context: &ApplyContext<'_>,
    posted: &PostedApplication,
    key: &Key,
) -> Result<String> {
    let texts = ["email", "phone"].map(|name| (name, posted.entry(name).to_owned()));
    let accepted = context.form.accepted_texts(texts);
    let text = |name: &str| accepted.get(name).map(String::as_str).unwrap_or_default();
    identity::applicant_name(context, text("email"), text("phone"), &key.name).await
}

/// A file that was uploaded before: `UploadExpired` if it does not exist, is incomplete, or belongs to another site or
/// applicant.
async fn uploaded_file(
    context: &ApplyContext<'_>,
    slot: &FileSlot,
    upload: &str,
    holder: &Holder<'_>,
) -> Result<std::result::Result<FileRef, FieldErrorCode>> {
    if FileId::parse(upload).is_none() {
        return Ok(Err(FieldErrorCode::UploadExpired));
    }
    let upload = (context.settings.config.site.as_str(), upload);
    let Holder { receipt, applicant } = holder;
    let claimed = context.holds.claim(context.env, upload, receipt, applicant).await?;
    // It may have been uploaded for another slot, or under an earlier configuration.
    Ok(match claimed {
        None => Err(FieldErrorCode::UploadExpired),
        Some(StoredFile { kind, .. }) if !slot.kinds.contains(&kind) => {
            Err(FieldErrorCode::FileKind)
        }
        Some(StoredFile { file, .. }) if file.size > slot.max_bytes => {
            Err(FieldErrorCode::FileTooLarge)
        }
        Some(StoredFile { file, .. }) => Ok(FileRef { slot: slot.slot, ..file }),
    })
}

/// The files that a form shows again: no more than the slot takes; if there are too many for a slot, enough for the
/// candidate to choose.
fn shown_again(form: &Form, files: Vec<FileRef>) -> Vec<FileRef> {
    let mut shown: Vec<FileRef> = Vec::new();
    for file in files {
        let most = form.slot(file.slot).map_or(0, |slot| match slot.max_files {
            1 => 1,
            max => 2 * max as usize + 1,
        });
        if shown.iter().filter(|f| f.slot == file.slot).count() < most {
            shown.push(file);
        }
    }
    shown
}
