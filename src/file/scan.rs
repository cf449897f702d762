//! A single streaming pass over a file, so that nothing is read a second time where there is
//! nothing to find. Can be serialized between two requests.

use super::pdf::names::{Found, Names};
use super::rtf::Lexer;
use super::sniff::{self, PDF_WITHIN};
use serde::{Deserialize, Serialize};

/// A search that can be serialized and resumed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan(Search);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Search {
    /// The first bytes, until the kind is known.
    Head(Vec<u8>),
    Pdf(Box<Names>),
    Rtf(Lexer),
    /// Another kind: no streaming search.
    Nothing,
}

/// Results of a search.
pub(super) enum Findings {
    Pdf(Box<Found>),
    Rtf {
        /// Whether the content is harmful.
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
    /// Whether the remaining bytes are not needed.
    pub fn is_done(&self) -> bool {
        self.0 == Search::Nothing
    }

    /// Searches the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Search::Head(head) => {
                head.extend_from_slice(bytes);
                // A PDF header can be up to this far from the start.
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

    /// Ends the search and returns its results.
    pub(super) fn finish(mut self) -> Findings {
        self.decide();
        match self.0 {
            Search::Pdf(names) => Findings::Pdf(Box::new(names.finish())),
            Search::Rtf(lexer) => Findings::Rtf { harmful: lexer.finish() },
            Search::Head(_) | Search::Nothing => Findings::Nothing,
        }
    }
}
