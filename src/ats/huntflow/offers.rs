//! Offers: the kinds an organisation makes, and those made to applicants.

use super::Huntflow;
use super::ids::{AccountId, ApplicantId, ApplicantOfferId, FrameId, OfferId};
use super::logs::NewOffer;
use super::paging::Items;
use crate::endpoint::{Pdf, endpoints, payloads, query};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { offers of Huntflow<'static>;
    /// The kinds of offer.
    List: Get "/accounts/{account}/offers" (account: AccountId) => Items<Offer>;
    /// One kind, with the schema of its values.
    Read: Get "/accounts/{account}/offers/{offer}" (account: AccountId, offer: OfferId) => Offer;
    /// An applicant's offer as a PDF.
    Download: Get "/accounts/{account}/applicants/{applicant}/offers/{offer}/pdf" (account: AccountId, applicant: ApplicantId, offer: ApplicantOfferId) => Pdf;
    /// Replaces an applicant's offer.
    Replace: Put "/accounts/{account}/applicants/{applicant}/offers/{offer}" (account: AccountId, applicant: ApplicantId, offer: ApplicantOfferId) <- NewOffer => ApplicantOffer;
    /// An applicant's offer on a span of a vacancy.
    OnFrame: Get "/accounts/{account}/applicants/{applicant}/vacancy_frames/{frame}/offer" (account: AccountId, applicant: ApplicantId, frame: FrameId) ? Form => ApplicantOffer;
}

query! {
    /// How values are given.
    Form {
        /// Whether values from dictionaries are given as objects.
        normalize: Option<bool>,
    }
}

payloads! {
    /// A kind of offer.
    Offer (
        /// Its id.
        id: OfferId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Whether it is in use.
        active: Option<bool>,
        /// HTML with places for the values.
        template: Option<String>,
        /// The schema of its values; in the answer to [`Read`] alone.
        schema: BTreeMap<String, Value>,
    }

    /// An applicant's offer.
    ApplicantOffer (
        /// Its id.
        id: ApplicantOfferId,
    ) {
        /// Its kind.
        account_applicant_offer: Option<OfferId>,
        /// When it was made.
        created: Option<String>,
        /// Its values, by the schema.
        values: BTreeMap<String, Value>,
    }
}
