//! What a file is searched for as it streams by: once for all, so that nothing is read a second time
//! where there is nothing to be found. Can be stored between two requests.

use super::pdf::names::{Found, Names};
use super::rtf::Lexer;
use super::sniff::{self, PDF_WITHIN};
use serde::{Deserialize, Serialize};

/// A search that can be stored and taken up again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan(Search);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Search {
    /// The first bytes, until they tell what it is.
    Head(Vec<u8>),
    Pdf(Box<Names>),
    Rtf(Lexer),
    /// Of another kind: nothing is looked for in passing.
    Nothing,
}

/// What a search has found.
pub(super) enum Findings {
    Pdf(Box<Found>),
    Rtf {
        /// Whether something in it harms.
        harmful: bool,
    },
    Nothing,
}

impl Default for Scan {
    fn default() -> Self {
        Self(Search::Head(Vec::new()))
    }
}

impl Scan {
    /// Whether the bytes to come need not be shown.
    pub fn is_done(&self) -> bool {
        self.0 == Search::Nothing
    }

    /// Takes the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Search::Head(head) => {
                head.extend_from_slice(bytes);
                // As far as a PDF's header may stand.
                if head.len() >= PDF_WITHIN + 4 {
                    self.decide();
                }
            }
            Search::Pdf(names) => names.feed(bytes),
            Search::Rtf(lexer) => lexer.feed(bytes),
            Search::Nothing => {}
        }
    }

    fn decide(&mut self) {
        let Search::Head(head) = &mut self.0 else { return };
        let head = std::mem::take(head);
        self.0 = if sniff::is_rtf(&head) {
            Search::Rtf(Lexer::default())
        } else if sniff::pdf_header(&head).is_some() {
            Search::Pdf(Box::default())
        } else {
            Search::Nothing
        };
        self.feed(&head);
    }

    /// What was found in all that was fed; nothing more comes.
    pub(super) fn finish(mut self) -> Findings {
        self.decide();
        match self.0 {
            Search::Pdf(names) => Findings::Pdf(Box::new(names.finish())),
            Search::Rtf(lexer) => Findings::Rtf { harmful: lexer.finish() },
            Search::Head(_) | Search::Nothing => Findings::Nothing,
        }
    }
}
