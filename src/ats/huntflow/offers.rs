//! Offers: the types of an organisation, and the offers made to applicants.

use super::Huntflow;
use super::ids::{AccountId, ApplicantId, ApplicantOfferId, FrameId, OfferId};
use super::logs::NewOffer;
use super::paging::Items;
use crate::api::endpoint::{Pdf, endpoints, payloads, query};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { offers of Huntflow<'static>;
    /// Lists the types of offer.
    List: Get "/accounts/{account}/offers" (account: AccountId) => Items<Offer>;
    /// Reads a type of offer with the schema of its values.
    Read: Get "/accounts/{account}/offers/{offer}" (account: AccountId, offer: OfferId) => Offer;
    /// Downloads an applicant's offer as a PDF.
    Download: Get "/accounts/{account}/applicants/{applicant}/offers/{offer}/pdf" (account: AccountId, applicant: ApplicantId, offer: ApplicantOfferId) => Pdf;
    /// Replaces an applicant's offer.
    Replace: Put "/accounts/{account}/applicants/{applicant}/offers/{offer}" (account: AccountId, applicant: ApplicantId, offer: ApplicantOfferId) <- NewOffer => ApplicantOffer;
    /// Reads an applicant's offer in a period of a vacancy.
    OnFrame: Get "/accounts/{account}/applicants/{applicant}/vacancy_frames/{frame}/offer" (account: AccountId, applicant: ApplicantId, frame: FrameId) ? Form => ApplicantOffer;
}

query! {
    /// Format of values.
    Form {
        /// Whether dictionary values are returned as objects.
        normalize: Option<bool>,
    }
}

payloads! {
    /// A type of offer.
    Offer (
        /// Its id.
        id: OfferId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Whether it is active.
        active: Option<bool>,
        /// HTML with placeholders for the values.
        template: Option<String>,
        /// The schema of its values; only in the answer to [`Read`].
        schema: BTreeMap<String, Value>,
    }

    /// An applicant's offer.
    ApplicantOffer (
        /// Its id.
        id: ApplicantOfferId,
    ) {
        /// Type of the offer.
        account_applicant_offer: Option<OfferId>,
        /// Time of creation.
        created: Option<String>,
        /// Values, by the schema.
        values: BTreeMap<String, Value>,
    }
}
