//! One file of an `Application` object, stored in rows as it streams in, over any number of requests. It is deleted when
//! the last application that claimed it is delivered, or when no application claimed it in time.

mod append;
mod digest;
mod inspect;
mod meta;
mod rows;

use super::shared::{Occupant, SharedState, file_key};
use crate::api::request::FileRef;
use crate::delivery::upload_claims::{AfterRelease, CLAIMED_MS, Expiry, Release, UploadClaims};
use crate::edge::platform::{clock, env, storage};
use crate::edge::rpc::delivery::DeliveryStub;
use crate::edge::rpc::upload::{
    AppendOutcome, AppendRequest, Commands, FileBytes, ParsedFile, ScanResult, StoredFile,
    TerminateOutcome, UploadStatus,
};
use crate::edge::services::scanner::ScanVerdict;
use crate::file::FileProblem;
use crate::protocol::FileId;
use futures_channel::oneshot;
use futures_util::future::try_join;
use futures_util::lock::Mutex;
use meta::{Checked, Meta};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use worker::{Env, Request, Response, Result, Storage};

/// The maximum time for which the ATS parses a file, in ms.
const PARSING_MS: u64 = 60_000;

/// A file.
pub(super) struct Upload {
    shared: Rc<SharedState>,
    /// Its number in the object.
    number: u32,
    /// Held by the request that writes or reads the offset.
    writing: Rc<Mutex<()>>,
    /// Counts the requests that write or read the offset.
    newest: Cell<u64>,
    /// Stops the request that writes.
    stop: RefCell<Option<oneshot::Sender<()>>>,
    /// The end of the reservation for parsing, in ms since the epoch, in case its end is not reported.
    parsing_until: Cell<u64>,
}

impl Upload {
    pub(super) fn new(shared: Rc<SharedState>, number: u32) -> Self {
        let (newest, stop, parsing_until) = Default::default();
        let writing = shared.lock(number);
        Self { shared, number, writing, newest, stop, parsing_until }
    }

    /// Deletes the file if nobody needs it any more. Otherwise returns when to look again, in ms from now.
    pub(super) async fn expire(&self) -> Result<Option<u64>> {
        let before = self.claims().await?;
        let is_needed = self.is_needed(&before).await.ok();
        // A request may have begun to write, or claimed it, while the deliveries were asked.
        let is_busy = self.is_busy();
        match self.claims().await?.expire(&before, is_needed, is_busy, self.unclaimed_ms()) {
            Expiry::Delete => self.wipe().await.map(|()| None),
            Expiry::LookAgain(ms) => Ok(Some(ms)),
        }
    }

    /// Whether a request writes it now.
    pub(super) fn is_busy(&self) -> bool {
        self.writing.try_lock().is_none()
    }

    fn storage(&self) -> Storage {
        self.shared.storage()
    }

    fn env(&self) -> &Env {
        self.shared.env()
    }
}

impl Commands for Upload {
    async fn status(&self, site: String) -> Result<Option<UploadStatus>> {
        let (_guard, _) = self.take_over_writer().await;
        match self.meta_of(&site).await? {
            Some(meta) => self.status_after(meta, AppendOutcome::Kept, None).await.map(Some),
            None => Ok(None),
        }
    }

    async fn terminate(&self, site: String) -> Result<TerminateOutcome> {
        let (_guard, _) = self.take_over_writer().await;
        let Some(meta) = self.meta_of(&site).await? else { return Ok(TerminateOutcome::Missing) };
        if !meta.claims.receipts().is_empty() {
            return Ok(TerminateOutcome::Claimed);
        }
        self.wipe().await?;
        Ok(TerminateOutcome::Deleted)
    }

    async fn is_intact(&self) -> Result<bool> {
        let Some(meta) = self.meta().await? else { return Ok(false) };
        let storage = self.storage();
        for row in 0..meta.rows {
            match rows::read(&storage, &meta, row).await {
                Ok(_) => {}
                Err(error) if storage::is_damaged(&error) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    async fn get_file(&self, site: String) -> Result<Option<StoredFile>> {
        let meta = self.meta_of(&site).await?.filter(Meta::is_whole);
        let Some(meta) = meta else { return Ok(None) };
        Ok(self.inspected(meta).await?.ok().and_then(|meta| self.stored_file(meta)))
    }

    async fn scan(&self) -> Result<ScanResult> {
        let Some(mut meta) = self.meta().await? else { return Ok(ScanResult::Clean) };
        Ok(match inspect::scan_once(self.env(), self.storage(), &mut meta).await {
            Some(ScanVerdict::Clean) => {
                if let Some(current) = self.meta().await? {
                    self.save(&Meta { scanned: meta.scanned, ..current }).await?;
                }
                ScanResult::Clean
            }
            Some(ScanVerdict::Infected) => ScanResult::Infected,
            None => ScanResult::Unavailable,
        })
    }

    async fn get_parsed(&self) -> Result<Option<ParsedFile>> {
        Ok(self.meta().await?.and_then(|meta| meta.parsed))
    }

    async fn begin_parsing(&self) -> Result<bool> {
        let now = clock::now();
        let free = self.parsing_until.get() <= now;
        if free {
            self.parsing_until.set(now + PARSING_MS);
        }
        Ok(free)
    }

    async fn cancel_parsing(&self) -> Result<()> {
        self.parsing_until.set(0);
        Ok(())
    }

    async fn put_parsed(&self, parsed: ParsedFile) -> Result<()> {
        match self.meta().await? {
            Some(meta) => self.save(&Meta { parsed: Some(parsed), ..meta }).await,
            None => Ok(()),
        }
    }

    async fn claim(
        &self,
        site: String,
        receipt: String,
        applicant: String,
    ) -> Result<Option<StoredFile>> {
        let meta = self.meta_of(&site).await?.filter(Meta::is_whole);
        let Some(meta) = meta else { return Ok(None) };
        let Ok(mut meta) = self.inspected(meta).await? else { return Ok(None) };
        if meta.checked.is_none() || !meta.claims.claim(receipt, applicant) {
            return Ok(None);
        }
        try_join(self.shared.look_in(CLAIMED_MS), self.save(&meta)).await?;
        Ok(self.stored_file(meta))
    }

    async fn release(&self, receipt: String, release: Release) -> Result<()> {
        let Some(mut meta) = self.meta().await? else { return Ok(()) };
        match meta.claims.release(&receipt, release) {
            AfterRelease::Save => self.save(&meta).await,
            AfterRelease::SaveAndExpire => {
                try_join(self.save(&meta), self.extend_expiry()).await.map(|_| ())
            }
            AfterRelease::Delete => self.wipe().await,
        }
    }
}

impl FileBytes for Upload {
    async fn append(
        &self,
        append: AppendRequest,
        request: &Request,
    ) -> Result<Option<UploadStatus>> {
        self.append_body(append, request).await
    }

    async fn bytes(&self) -> Result<Option<Response>> {
        match self.meta().await? {
            Some(meta) => inspect::stream(self.storage(), meta).map(Some),
            None => Ok(None),
        }
    }
}

impl Upload {
    async fn meta(&self) -> Result<Option<Meta>> {
        storage::load(&self.storage(), &file_key(self.number)).await
    }

    async fn meta_of(&self, site: &str) -> Result<Option<Meta>> {
        Ok(self.meta().await?.filter(|meta| meta.spec.site == site))
    }

    async fn save(&self, meta: &Meta) -> Result<()> {
        storage::save(&self.storage(), &file_key(self.number), meta).await
    }

    pub(super) async fn claims(&self) -> Result<UploadClaims> {
        Ok(self.meta().await?.map(|meta| meta.claims).unwrap_or_default())
    }

    /// Whether a delivery with one of these receipts still needs the file.
    async fn is_needed(&self, claims: &UploadClaims) -> Result<bool> {
        for receipt in claims.receipts() {
            if *receipt == self.shared.receipt() {
                if self.shared.occupant().await? == Occupant::Open {
                    return Ok(true);
                }
                continue;
            }
            let status = DeliveryStub::new(self.env(), receipt)?.status().await?;
            if status.is_some_and(|status| !status.wiped) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn wipe(&self) -> Result<()> {
        self.shared.delete_file(self.number).await
    }

    /// The lifetime of a file without claims, in ms.
    fn unclaimed_ms(&self) -> u64 {
        u64::from(env::upload_seconds(self.env())) * 1000
    }

    /// Postpones the expiry of an unclaimed upload.
    async fn extend_expiry(&self) -> Result<()> {
        self.shared.look_in(self.unclaimed_ms()).await
    }

    /// The status of an upload after an operation. A complete upload is inspected first.
    async fn status_after(
        &self,
        meta: Meta,
        outcome: AppendOutcome,
        expires: Option<u64>,
    ) -> Result<UploadStatus> {
        let expires = match expires {
            Some(expires) => Some(expires),
            None => storage::alarm(&self.storage()).await?,
        };
        let (offset, length, slot) = (meta.size, meta.spec.length, meta.spec.slot);
        let metadata = meta.spec.metadata.clone();
        let (outcome, file) = match self.inspected(meta).await? {
            Ok(meta) => (outcome, self.stored_file(meta)),
            Err(problem) => (AppendOutcome::Refused(slot, problem), None),
        };
        Ok(UploadStatus { offset, length, expires, outcome, metadata, file })
    }

    /// Inspects a complete upload, once. A refused file is deleted.
    async fn inspected(&self, mut meta: Meta) -> Result<std::result::Result<Meta, FileProblem>> {
        if !meta.is_whole() || meta.checked.is_some() {
            return Ok(Ok(meta));
        }
        match inspect::inspect(self.env(), self.storage(), &mut meta).await? {
            Ok(()) => {
                // Meanwhile it may have been deleted, or claimed by an application.
                let Some(current) = self.meta().await? else { return Ok(Err(FileProblem::Empty)) };
                let Meta { claims, parsed, .. } = current;
                meta = Meta { claims, parsed, ..meta };
                self.save(&meta).await?;
                Ok(Ok(meta))
            }
            Err(problem) => {
                self.wipe().await?;
                Ok(Err(problem))
            }
        }
    }

    fn stored_file(&self, meta: Meta) -> Option<StoredFile> {
        let Checked { name, kind } = meta.checked?;
        let parsed = meta.parsed.unwrap_or_default();
        Some(StoredFile {
            file: FileRef {
                upload: FileId { object: &self.shared.receipt(), number: self.number }.to_string(),
                name,
                content_type: kind.content_type().to_owned(),
                size: meta.size,
                sha256: meta.sha256,
                slot: meta.spec.slot,
                known: parsed.file,
                picture: parsed.picture,
            },
            kind,
        })
    }
}
