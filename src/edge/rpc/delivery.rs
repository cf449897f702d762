//! The application in an `Application` object, under its receipt.

use super::commands;
use crate::delivery::progress::Submission;
use crate::edge::platform::env;
use crate::protocol::ApplicationState;
use serde::{Deserialize, Serialize};

commands! { DeliveryStub of env::APPLICATION;
    /// Stores an application and starts its delivery.
    accept(request: AcceptRequest) -> AcceptResponse;
    /// The submission, for a person who has to help.
    submission() -> StoredSubmission;
    /// The status of the application.
    status() -> Option<DeliveryStatus>;
    /// The application's receipt and state, if this is the digest of what was typed in it.
    find_by_form(form_digest: String) -> Option<(String, ApplicationState)>;
    /// Has this receipt stand for that of an earlier application with the same content at a site. It shows nothing of it.
    stand_for(receipt: String, site: String) -> ();
    /// Withdraws the application.
    withdraw() -> Option<DeliveryStatus>;
    /// Has a failed delivery tried again.
    retry() -> Option<DeliveryStatus>;
    /// Closes a stuck delivery: a person has seen to it, and the personal data is deleted.
    close(reason: String, was_entered: bool) -> Option<DeliveryStatus>;
    /// Has a delivery that fell asleep run now; whether it exists.
    wake() -> bool;
}

/// An application to be stored.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct AcceptRequest {
    pub(crate) submission: Submission,
    /// HMAC of everything the candidate sent: the same key with other content is refused.
    pub(crate) fingerprint: String,
    /// HMAC of what was typed, without the files.
    pub(crate) form_digest: String,
    /// The claimed name by which the same content is recognised.
    pub(crate) content_name: String,
}

/// The answer to an application that was to be stored.
#[derive(Serialize, Deserialize)]
pub(crate) struct AcceptResponse {
    /// The receipt of what is stored.
    pub(crate) receipt: String,
    pub(crate) outcome: AcceptOutcome,
}

/// The result of storing an application.
#[derive(Serialize, Deserialize)]
pub(crate) enum AcceptOutcome {
    /// This request was stored.
    Stored,
    /// The same application was stored before.
    Existing(ApplicationState),
    /// Another application was stored under this receipt.
    OtherContent,
    /// As many applications wait as may.
    Full,
}

/// A submission as it was found.
#[derive(Serialize, Deserialize)]
pub(crate) enum StoredSubmission {
    /// It is what was stored.
    Stored(Box<Submission>),
    /// There is none: it was deleted, or never stored.
    Missing,
    /// It is not what was stored: a person has to look.
    Damaged,
}

/// The status of an application. Nothing personal.
#[derive(Serialize, Deserialize)]
pub(crate) struct DeliveryStatus {
    pub(crate) receipt: String,
    pub(crate) site: String,
    pub(crate) state: ApplicationState,
    /// Whether its personal data was deleted.
    pub(crate) wiped: bool,
    /// Whether the receipt stands for that of an earlier application with the same content.
    pub(crate) is_duplicate: bool,
}
