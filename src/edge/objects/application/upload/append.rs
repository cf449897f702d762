//! Appending bytes to an upload as they stream in.

use super::Upload;
use super::digest::Digest;
use super::meta::Meta;
use super::rows::Writer;
use crate::delivery::upload_claims::CLAIMED_MS;
use crate::edge::platform::{body, clock, concurrency};
use crate::edge::rpc::upload::{AppendOutcome, AppendRequest, UploadStatus};
use futures_channel::oneshot;
use futures_util::lock::MutexGuard;
use std::time::Duration;
use worker::{Request, Result};

/// The reason for which writing ended.
enum WriteEnd {
    /// The stream ended.
    Over,
    /// The stream broke or stalled.
    Cut,
    /// A newer request took over.
    TakenOver,
    /// The stream is longer than announced.
    TooMany,
}

impl WriteEnd {
    /// The outcome if the bytes that arrived count.
    fn kept(&self) -> AppendOutcome {
        match self {
            Self::Over => AppendOutcome::Kept,
            Self::Cut => AppendOutcome::Cut,
            Self::TakenOver => AppendOutcome::Elsewhere,
            Self::TooMany => AppendOutcome::TooMany,
        }
    }

    /// The outcome if they do not count, because the rest is missing.
    fn dropped(&self) -> AppendOutcome {
        match self {
            Self::TooMany => AppendOutcome::TooMany,
            Self::Over | Self::Cut | Self::TakenOver => AppendOutcome::Cut,
        }
    }
}

impl Upload {
    /// Stops the request that writes, which keeps its bytes, and takes its place. Also returns whether a newer request
    /// arrived while this one waited.
    pub(super) async fn take_over_writer(&self) -> (MutexGuard<'_, ()>, bool) {
        let number = self.newest.get() + 1;
        self.newest.set(number);
        if let Some(stop) = self.stop.borrow_mut().take() {
            // A writer that has just ended needs no stopping.
            let _ = stop.send(());
        }
        let guard = self.writing.lock().await;
        (guard, self.newest.get() != number)
    }

    pub(super) async fn append_body(
        &self,
        append: AppendRequest,
        request: &Request,
    ) -> Result<Option<UploadStatus>> {
        let (guard, overtaken) = self.take_over_writer().await;
        let found = self.meta().await?;
        let is_new = found.is_none();
        let found = found.or_else(|| append.spec.clone().map(|spec| Meta::new(self.number, spec)));
        let Some(meta) = found.filter(|meta| meta.spec.site == append.site) else {
            return Ok(None);
        };
        // An upload that is whole is not written any more: applications may hold it.
        if meta.is_whole() {
            let same = append.offset == meta.size;
            let outcome = if same { AppendOutcome::Kept } else { AppendOutcome::Elsewhere };
            return self.status_after(meta, outcome, None).await.map(Some);
        }
        let stream = request.inner().body();
        let expected = meta.spec.length.map(|length| length.saturating_sub(meta.size));
        let place = match (&append.sender, &stream) {
            (Some(sender), Some(_)) => match concurrency::take_file(sender, expected).await {
                Some(place) => Some(place),
                None => {
                    return self.status_after(meta, AppendOutcome::NoPlace, None).await.map(Some);
                }
            },
            _ => None,
        };
        let is_cut_off = overtaken || append.offset != meta.size;
        // A file that an application holds as soon as it is whole is left to its claims.
        let ms = if append.holder.is_some() { CLAIMED_MS } else { self.unclaimed_ms() };
        let expires = Some(clock::now() + ms);
        let alarm = self.shared.alarm_in(ms).await?;
        if let Some(alarm) = alarm.filter(|_| is_cut_off || stream.is_none()) {
            self.storage().set_alarm(alarm).await?;
        }
        if is_cut_off {
            let status = self.status_after(meta, AppendOutcome::Elsewhere, expires).await?;
            drop(guard);
            // A sender hears the answer only if its bytes are read; nobody has to wait for that.
            body::drain(self.env(), request, body::DRAIN_PIECE).await;
            return Ok(Some(status));
        }
        // Otherwise it is stored with its first bytes, or with none if none came.
        if is_new && (stream.is_none() || append.checksum.is_some()) {
            self.save(&meta).await?;
        }
        let Some(stream) = stream else {
            return self.status_after(meta, AppendOutcome::Kept, expires).await.map(Some);
        };
        let timer = body::StallTimer::new(self.env(), place, expected);
        self.write(meta, &append, (&stream, timer), (alarm, expires)).await.map(Some)
    }

    async fn write(
        &self,
        meta: Meta,
        append: &AppendRequest,
        (stream, timer): (&web_sys::ReadableStream, body::StallTimer),
        (alarm, expires): (Option<Duration>, Option<u64>),
    ) -> Result<UploadStatus> {
        let storage = self.storage();
        let before = append.checksum.is_some().then(|| meta.clone());
        let digest = append.checksum.as_ref().map(|c| Digest::new(c.algorithm)).transpose()?;
        let mut writer = Writer::new(&storage, meta, digest.is_some(), alarm).await?;
        let end = self.pump(&mut writer, (stream, timer), digest.as_ref()).await?;
        if let (Some(before), Some(wanted), Some(digest)) = (before, &append.checksum, &digest) {
            // Bytes that cannot be compared do not count: neither damaged ones nor half of them.
            if !matches!(end, WriteEnd::Over) {
                return self.status_after(before, end.dropped(), expires).await;
            }
            if digest.hex().await? != wanted.digest {
                return self.status_after(before, AppendOutcome::Damaged, expires).await;
            }
        }
        if append.ends {
            match end {
                WriteEnd::Over => writer.meta.spec.length = Some(writer.meta.size),
                // A form is sent again as a whole.
                WriteEnd::Cut | WriteEnd::TakenOver | WriteEnd::TooMany => {
                    self.wipe().await?;
                    let (outcome, metadata) = (end.dropped(), String::new());
                    let (offset, length, expires, file) = (0, None, None, None);
                    return Ok(UploadStatus { offset, length, expires, outcome, metadata, file });
                }
            }
        }
        if let Some(holder) = &append.holder {
            writer.meta.claims.hold(holder.clone());
        }
        writer.flush().await?;
        self.status_after(writer.meta, end.kept(), expires).await
    }

    /// Reads a stream until it ends, breaks, stalls, is too long, or a newer request takes over.
    async fn pump(
        &self,
        writer: &mut Writer<'_>,
        (stream, mut timer): (&web_sys::ReadableStream, body::StallTimer),
        digest: Option<&Digest>,
    ) -> Result<WriteEnd> {
        let (send, mut stopped) = oneshot::channel();
        *self.stop.borrow_mut() = Some(send);
        let most = writer.meta.spec.length.unwrap_or(writer.meta.spec.max_bytes);
        let mut reader = body::Reader::new(stream)?;
        let end = loop {
            match timer.wait(writer.take(&mut reader), &mut stopped).await {
                Err(body::ReadInterrupted::Other(_)) => break WriteEnd::TakenOver,
                Err(body::ReadInterrupted::Stalled) | Ok(Err(_)) => break WriteEnd::Cut,
                Ok(Ok(0)) => break WriteEnd::Over,
                Ok(Ok(count)) if writer.meta.size + u64::from(count) > most => {
                    break WriteEnd::TooMany;
                }
                Ok(Ok(count)) => {
                    if let Some(digest) = digest {
                        digest.write(&writer.taken(count)).await?;
                    }
                    writer.keep(count).await?;
                    timer.received(count);
                }
            }
        };
        self.stop.borrow_mut().take();
        if !matches!(end, WriteEnd::Over) {
            // Not waited for: a sender that is gone does not answer.
            wasm_bindgen_futures::spawn_local(reader.cancel());
        }
        Ok(end)
    }
}
