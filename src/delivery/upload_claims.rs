//! The claims of applications on an uploaded file, and the file's expiry. Values in, values out.

use serde::{Deserialize, Serialize};

/// The claims on an upload.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadClaims {
    /// Receipts of the applications. A receipt occurs twice if two requests with the same application are processed at
    /// once.
    receipts: Vec<String>,
    /// The applicant whose applications may claim the file, as a keyed digest; set by the first claim.
    applicant: Option<String>,
}

/// The claims of an application that are released, and the treatment of a file without claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Release {
    /// Release one claim; delete a file without claims.
    One,
    /// All claims; a file without claims is deleted.
    All,
    /// One claim; a file without claims is kept for another application.
    KeepFile,
}

/// The action after claims were released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterRelease {
    /// Store the claims.
    Save,
    /// Store the claims, and let the unclaimed file expire.
    SaveAndExpire,
    /// Delete the file.
    Delete,
}

/// The action when an upload's alarm fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// Delete the file.
    Delete,
    /// Check again after this many ms.
    LookAgain(u64),
}

/// The interval at which claims are checked against their deliveries, in ms: once a day.
pub const CLAIMED_MS: u64 = 86_400_000;

impl UploadClaims {
    /// The receipts of the applications that hold the file.
    pub fn receipts(&self) -> &[String] {
        &self.receipts
    }

    /// Claims a file that was posted with an application, before the applicant is known.
    pub fn hold(&mut self, receipt: String) {
        self.receipts.push(receipt);
    }

    /// Claims the file for an application; `false` if it is another applicant's.
    pub fn claim(&mut self, receipt: String, applicant: String) -> bool {
        if self.applicant.as_ref().is_some_and(|first| *first != applicant) {
            return false;
        }
        self.applicant = Some(applicant);
        self.receipts.push(receipt);
        true
    }

    /// Releases claims of an application.
    pub fn release(&mut self, receipt: &str, release: Release) -> AfterRelease {
        if release == Release::All {
            self.receipts.retain(|claim| claim != receipt);
        } else if let Some(at) = self.receipts.iter().position(|claim| claim == receipt) {
            self.receipts.swap_remove(at);
        }
        match release {
            _ if !self.receipts.is_empty() => AfterRelease::Save,
            Release::KeepFile => {
                self.applicant = None;
                AfterRelease::SaveAndExpire
            }
            Release::One | Release::All => AfterRelease::Delete,
        }
    }

    /// Decides about an upload whose alarm fired. A claim counts while its delivery needs the file; if the Worker
    /// stopped between claim and delivery, a claim exists without a delivery.
    ///
    /// `before` are the claims for which `is_needed` was determined, which takes time; `is_needed` is `None` if a
    /// delivery did not answer. `unclaimed_ms` is the lifetime of a file without claims.
    pub fn expire(
        &self,
        before: &Self,
        is_needed: Option<bool>,
        is_busy: bool,
        unclaimed_ms: u64,
    ) -> Expiry {
        if is_needed == Some(false) && !is_busy && self == before {
            return Expiry::Delete;
        }
        let unclaimed = before.receipts.is_empty();
        Expiry::LookAgain(if unclaimed { unclaimed_ms } else { CLAIMED_MS })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claimed(receipts: &[&str]) -> UploadClaims {
        let mut claims = UploadClaims::default();
        for receipt in receipts {
            assert!(claims.claim((*receipt).to_owned(), "ada".to_owned()));
        }
        claims
    }

    #[test]
    fn a_file_belongs_to_the_applicant_who_claimed_it_first() {
        let mut claims = claimed(&["a"]);
        assert!(!claims.claim("b".to_owned(), "eve".to_owned()));
        assert!(claims.claim("b".to_owned(), "ada".to_owned()), "for another job of hers");
        assert_eq!(claims.receipts(), ["a", "b"]);
    }

    #[test]
    fn a_file_that_came_along_becomes_its_applicants() {
        let mut claims = UploadClaims::default();
        claims.hold("a".to_owned());
        assert!(claims.claim("b".to_owned(), "ada".to_owned()));
        assert!(!claims.claim("c".to_owned(), "eve".to_owned()));
        assert_eq!(claims.release("a", Release::One), AfterRelease::Save);
        assert_eq!(claims.receipts(), ["b"]);
    }

    #[test]
    fn the_last_release_deletes_the_file() {
        let mut claims = claimed(&["a", "b"]);
        assert_eq!(claims.release("a", Release::One), AfterRelease::Save);
        assert_eq!(
            claims.release("a", Release::One),
            AfterRelease::Save,
            "it holds nothing any more"
        );
        assert_eq!(claims.release("b", Release::One), AfterRelease::Delete);
    }

    #[test]
    fn an_application_that_was_sent_twice_claims_the_file_twice() {
        let mut claims = claimed(&["a", "a"]);
        assert_eq!(claims.release("a", Release::One), AfterRelease::Save);
        assert_eq!(claims.receipts(), ["a"]);
        let mut claims = claimed(&["a", "a", "b"]);
        assert_eq!(claims.release("a", Release::All), AfterRelease::Save);
        assert_eq!(claims.receipts(), ["b"]);
    }

    #[test]
    fn a_kept_file_without_claims_can_be_claimed_by_any_applicant() {
        let mut claims = claimed(&["a"]);
        assert_eq!(claims.release("a", Release::KeepFile), AfterRelease::SaveAndExpire);
        assert!(claims.claim("b".to_owned(), "eve".to_owned()));
        let mut claims = claimed(&["a", "b"]);
        assert_eq!(claims.release("a", Release::KeepFile), AfterRelease::Save);
        assert!(!claims.claim("c".to_owned(), "eve".to_owned()), "the other claim is still ada's");
    }

    #[test]
    fn a_file_is_deleted_only_if_no_application_needs_it() {
        let (none, held) = (UploadClaims::default(), claimed(&["a"]));
        let hour = 3_600_000;
        assert_eq!(none.expire(&none, Some(false), false, hour), Expiry::Delete);
        assert_eq!(
            held.expire(&held, Some(false), false, hour),
            Expiry::Delete,
            "a claim without delivery"
        );
        assert_eq!(held.expire(&held, Some(true), false, hour), Expiry::LookAgain(CLAIMED_MS));
        assert_eq!(
            held.expire(&held, None, false, hour),
            Expiry::LookAgain(CLAIMED_MS),
            "no answer"
        );
        assert_eq!(
            none.expire(&none, Some(false), true, hour),
            Expiry::LookAgain(hour),
            "being written"
        );
        assert_eq!(
            held.expire(&none, Some(false), false, hour),
            Expiry::LookAgain(hour),
            "claimed while the deliveries were asked"
        );
    }
}
