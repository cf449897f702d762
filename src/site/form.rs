//! The form of a job, built from the site's configuration.

use super::{FieldRequirement, Site};
use crate::file::FileKind;
use crate::form::{ConsentField, FileSlot, Form, Slot};
use crate::locale::{Locale, MessageId, Texts};

impl Site {
    /// Builds the form of a job in a language. Questions that have to be fetched from the ATS are not included yet.
    pub fn form(&self, job: &str, title: &str, locale: Locale) -> Form {
        let texts = self.texts(locale);
        let consents = self.consents.iter().map(|c| ConsentField {
            id: c.id.clone(),
            version: c.version.clone(),
            text: c.text.in_locale(locale, self.locale).to_owned(),
            required: c.required,
        });
        Form {
            job: job.to_owned(),
            title: texts.text(MessageId::ApplyFor).replace("{job}", title),
            locale: locale.tag().to_owned(),
            fields: self.fields.in_form(texts),
            consents: consents.collect(),
            resume: self.resume_slot(texts),
            files: self.photo_slot(texts).into_iter().chain(self.files_slot(texts)).collect(),
            questions: self.ats.settings().static_questions(locale, self.locale),
            prefill: self.prefill,
        }
    }

    /// Returns a file slot with its limits; `None` if the site's form does not have it.
    pub fn slot(&self, slot: Slot, locale: Locale) -> Option<FileSlot> {
        let texts = self.texts(locale);
        match slot {
            Slot::Resume => Some(self.resume_slot(texts)),
            Slot::Photo => self.photo_slot(texts),
            Slot::Files => self.files_slot(texts),
        }
    }

    /// Returns the file kinds of a resume that both the site and its ATS accept.
    pub fn kinds(&self) -> Vec<FileKind> {
        let accepted = self.ats.settings().limits().resume_kinds;
        self.resume.kinds.iter().copied().filter(|k| accepted.contains(k)).collect()
    }

    /// Returns the maximum size of a resume in bytes.
    pub fn max_bytes(&self) -> u64 {
        self.resume.max_bytes.min(self.ats.settings().limits().file_bytes)
    }

    /// Returns the maximum total size of all files of an application in bytes.
    pub fn files_bytes(&self) -> u64 {
        let slots = Slot::ALL.into_iter().filter_map(|slot| self.slot(slot, Locale::En));
        slots.map(|s| s.max_bytes.saturating_mul(u64::from(s.max_files))).sum()
    }

    /// Returns the maximum size in bytes of one file, over all slots.
    pub fn file_bytes(&self) -> u64 {
        let slots = Slot::ALL.into_iter().filter_map(|slot| self.slot(slot, Locale::En));
        slots.map(|s| s.max_bytes).max().unwrap_or(0)
    }

    fn resume_slot(&self, texts: Texts<'_>) -> FileSlot {
        FileSlot {
            slot: Slot::Resume,
            label: texts.text(MessageId::Resume).to_owned(),
            required: self.resume.required,
            kinds: self.kinds(),
            max_bytes: self.max_bytes(),
            max_files: 1,
        }
    }

    fn photo_slot(&self, texts: Texts<'_>) -> Option<FileSlot> {
        (self.photo != FieldRequirement::No).then(|| FileSlot {
            slot: Slot::Photo,
            label: texts.text(MessageId::Photo).to_owned(),
            required: self.photo == FieldRequirement::Required,
            kinds: FileKind::PICTURES.to_vec(),
            max_bytes: self.ats.settings().limits().file_bytes,
            max_files: 1,
        })
    }

    fn files_slot(&self, texts: Texts<'_>) -> Option<FileSlot> {
        let attachments = &self.attachments;
        (attachments.max_files > 0).then(|| FileSlot {
            slot: Slot::Files,
            label: texts.text(MessageId::Files).to_owned(),
            required: false,
            kinds: attachments.kinds.clone(),
            max_bytes: attachments.max_bytes.min(self.ats.settings().limits().file_bytes),
            max_files: attachments.max_files,
        })
    }
}
