//! The upload of one file as the page performs it, by tus 1.0: which request comes next, and what its answer means.
//! Values only: the page sends the requests and waits (`pkg/client/upload.js`).

#[cfg(test)]
mod tests;

/// The smallest piece, in bytes: the first one. A poor connection gets this much through before it breaks.
pub const PIECE_MIN: u64 = 65_536;
/// The largest piece, in bytes.
pub const PIECE_MAX: u64 = 8 * PIECE_MIN;
/// A piece that took less than this many ms is followed by a larger one.
const QUICK_MS: u32 = 1_000;
/// A piece that took longer than this many ms is followed by a smaller one.
const SLOW_MS: u32 = 4_000;
/// How often an upload that the Worker has deleted is begun again.
const RESTARTS_MAX: u8 = 3;

/// After so many pieces in a row of which nothing arrived, the next one is sent by POST.
const STUCK_BY_PATCH: u8 = 3;
/// After so many, the file is sent with the form.
const STUCK_MAX: u8 = 6;

/// What the page does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// POST, which creates the upload, with the first bytes.
    Create {
        /// The end of the piece.
        to: u64,
    },
    /// PATCH with the next bytes.
    Append {
        /// The first byte of the piece.
        from: u64,
        /// The end of the piece.
        to: u64,
        /// As a POST with `X-HTTP-Method-Override`, because a proxy refuses PATCH.
        by_post: bool,
    },
    /// HEAD: ask how many bytes the Worker has.
    Ask,
    /// Wait before the next request.
    Wait {
        /// Failures in a row: the wait grows with them.
        failures: u32,
        /// The least seconds.
        retry_after: u32,
    },
    /// The Worker has the whole file.
    Done,
    /// The answer's problem is final.
    Fail,
    /// Something between the page and the Worker prevents uploads: send the file with the form.
    Attach,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// `Upload-Offset`.
    pub offset: Option<u64>,
    /// Whether the page knows the upload's address now. A proxy can remove `Location`.
    pub located: bool,
    /// `Retry-After`, in seconds.
    pub retry_after: u32,
    /// How long the request took, in ms.
    pub took_ms: u32,
}

/// The upload of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    size: u64,
    /// The Worker's offset, if `known`; otherwise the last one that was known.
    sent: u64,
    known: bool,
    created: bool,
    piece: u64,
    by_post: bool,
    /// Failures in a row.
    failures: u32,
    /// Pieces in a row of which nothing has arrived.
    stuck: u8,
    restarts: u8,
    /// Decided by the last answer; otherwise the next request follows from the rest.
    decided: Option<Action>,
}

impl Upload {
    /// `created`: an earlier page has created the upload, and its address is known.
    pub const fn new(size: u64, created: bool) -> Self {
        Self {
            size,
            sent: 0,
            known: !created,
            created,
            piece: PIECE_MIN,
            by_post: false,
            failures: 0,
            stuck: 0,
            restarts: 0,
            decided: None,
        }
    }

    /// Bytes that the Worker has acknowledged.
    pub const fn sent(&self) -> u64 {
        self.sent
    }

    /// What the page does next. Unchanged until one of the methods below is called.
    pub fn next(&self) -> Action {
        let to = self.size.min(self.sent.saturating_add(self.piece));
        match self.decided {
            Some(action) => action,
            None if !self.created => Action::Create { to },
            None if !self.known => Action::Ask,
            None if self.sent >= self.size => Action::Done,
            None => Action::Append { from: self.sent, to, by_post: self.by_post },
        }
    }

    /// The wait is over.
    pub const fn waited(&mut self) {
        if let Some(Action::Wait { .. }) = self.decided {
            self.decided = None;
        }
    }

    /// The page has aborted the request, for a pause.
    pub const fn aborted(&mut self) {
        self.known = !self.created;
    }

    /// The request had no answer: the connection was lost, or the time was up.
    pub fn lost(&mut self) {
        if self.appends() {
            self.stuck += 1;
            // Some proxies reset the connection of a method that they do not know.
            self.by_post |= self.stuck >= STUCK_BY_PATCH;
        }
        self.known = !self.created;
        self.wait(0);
        if self.stuck >= STUCK_MAX {
            self.decided = Some(Action::Attach);
        }
    }

    /// The request had an answer.
    pub fn answered(&mut self, answer: Answer) {
        match answer.status {
            200..=299 => self.accepted(answer),
            404 | 410 if self.created => self.deleted(),
            // The bytes of an earlier request or of another page have arrived.
            409 | 460 => self.ask_again(),
            403 | 405 | 501 if self.appends() && !self.by_post => self.by_post = true,
            405 | 501 => self.decided = Some(Action::Attach),
            408 | 425 | 429 | 500.. => {
                self.known = !self.created;
                self.wait(answer.retry_after);
            }
            _ => self.decided = Some(Action::Fail),
        }
    }

    fn accepted(&mut self, Answer { offset, located, took_ms, .. }: Answer) {
        let asked = self.next() == Action::Ask;
        let arrived = !self.created || offset > Some(self.sent);
        match offset.filter(|offset| *offset <= self.size) {
            _ if !self.created && !located => self.decided = Some(Action::Attach),
            Some(offset) => {
                (self.created, self.known, self.sent) = (true, true, offset);
                if !asked {
                    self.resize(took_ms);
                }
                if arrived {
                    (self.failures, self.stuck) = (0, 0);
                } else if !asked {
                    self.wait(0);
                }
            }
            // Something else answers, or a proxy has removed the header.
            None if asked => self.decided = Some(Action::Attach),
            None => {
                self.created = true;
                self.ask_again();
            }
        }
    }

    const fn resize(&mut self, took_ms: u32) {
        if took_ms < QUICK_MS && self.piece < PIECE_MAX {
            self.piece *= 2;
        } else if took_ms > SLOW_MS && self.piece > PIECE_MIN {
            self.piece /= 2;
        }
    }

    /// The Worker has deleted the upload.
    const fn deleted(&mut self) {
        if self.restarts < RESTARTS_MAX {
            self.restarts += 1;
            (self.created, self.known, self.sent) = (false, true, 0);
        } else {
            self.decided = Some(Action::Fail);
        }
    }

    /// Asks for the offset: the first time at once. Two pages that keep taking over from each other wait longer and
    /// longer.
    const fn ask_again(&mut self) {
        self.known = !self.created;
        self.failures += 1;
        if self.failures > 1 {
            self.decided = Some(Action::Wait { failures: self.failures, retry_after: 0 });
        }
    }

    const fn wait(&mut self, retry_after: u32) {
        self.failures += 1;
        self.decided = Some(Action::Wait { failures: self.failures, retry_after });
    }

    fn appends(&self) -> bool {
        matches!(self.next(), Action::Append { .. })
    }
}
