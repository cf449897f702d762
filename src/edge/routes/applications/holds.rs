//! The uploads that a request has claimed for its application, to be released if the application is not stored.

use crate::api::request::FileRef;
use crate::delivery::upload_claims::Release;
use crate::edge::rpc::upload::{StoredFile, UploadStub};
use std::cell::RefCell;
use worker::{Env, Result};

/// A claim of an upload.
#[derive(Clone)]
struct Hold {
    upload: String,
    receipt: String,
    /// Whether the file was posted with the application rather than uploaded before.
    is_posted: bool,
}

/// The claims made by a request.
#[derive(Default)]
pub(super) struct Holds(RefCell<Vec<Hold>>);

impl Holds {
    /// Adds the posted files, which were claimed for `receipt` when they were stored.
    pub(super) fn note_posted<'a>(&self, files: impl Iterator<Item = &'a FileRef>, receipt: &str) {
        let holds = files.map(|file| Hold {
            upload: file.upload.clone(),
            receipt: receipt.to_owned(),
            is_posted: true,
        });
        self.0.borrow_mut().extend(holds);
    }

    /// Claims an upload; `None` if it does not exist, is incomplete, or belongs to another site or applicant.
    pub(super) async fn claim(
        &self,
        env: &Env,
        (site, upload): (&str, &str),
        receipt: &str,
        applicant: &str,
    ) -> Result<Option<StoredFile>> {
        let stub = UploadStub::new(env, upload)?;
        let file = stub.claim(site.to_owned(), receipt.to_owned(), applicant.to_owned()).await?;
        if file.is_some() {
            let (upload, receipt) = (upload.to_owned(), receipt.to_owned());
            self.0.borrow_mut().push(Hold { upload, receipt, is_posted: false });
        }
        Ok(file)
    }

    /// Whether an upload is claimed for `receipt`.
    pub(super) fn has(&self, upload: &str, receipt: &str) -> bool {
        self.0.borrow().iter().any(|hold| hold.upload == upload && hold.receipt == receipt)
    }

    /// Releases all claims except `kept`'s. A file without claims is kept for another application.
    pub(super) async fn release_others(&self, env: &Env, kept: &str) -> Result<()> {
        self.release(env, |hold| (hold.receipt != kept).then_some(Release::KeepFile)).await
    }

    /// Releases all claims after an application that was stored before: this copy of its files is not needed.
    pub(super) async fn release_copies(&self, env: &Env) -> Result<()> {
        self.release(env, |_| Some(Release::One)).await
    }

    /// Releases all claims of an application that is not stored. Posted files are deleted, unless they are shown again.
    pub(super) async fn release_unused(&self, env: &Env, are_shown: bool) -> Result<()> {
        let release = |hold: &Hold| match hold.is_posted && !are_shown {
            true => Some(Release::One),
            false => Some(Release::KeepFile),
        };
        self.release(env, release).await
    }

    async fn release(&self, env: &Env, how: impl Fn(&Hold) -> Option<Release>) -> Result<()> {
        let holds = self.0.take();
        for hold in holds {
            match how(&hold) {
                Some(release) => {
                    let upload = UploadStub::new(env, &hold.upload)?;
                    upload.release(hold.receipt, release).await?;
                }
                None => self.0.borrow_mut().push(hold),
            }
        }
        Ok(())
    }
}
