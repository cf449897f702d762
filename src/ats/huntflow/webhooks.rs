//! Webhooks: what Huntflow tells us of. At most five an organisation; a new one is tried at once
//! with a PING. A delivery is repeated after 10, 100 and 1,000 seconds, then the webhook is
//! switched off, and only a person can switch it on again.

use super::Huntflow;
use super::ids::{AccountId, WebhookId};
use super::paging::Items;
use crate::endpoint::{Nothing, endpoints, payloads, query, words};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { webhooks of Huntflow<'static>;
    /// All webhooks.
    List: Get "/accounts/{account}/hooks" (account: AccountId) ? Filter => Items<Webhook>;
    /// Adds a webhook, after a PING to it was answered by 200, 201 or 204.
    Create: Post "/accounts/{account}/hooks" (account: AccountId) <- NewWebhook => Webhook;
    /// Removes a webhook.
    Delete: Delete "/accounts/{account}/hooks/{webhook}" (account: AccountId, webhook: WebhookId) => Nothing;
}

words! {
    /// Whose a webhook is.
    WebhookType {
        /// A user's.
        User = "USER",
        /// An application's.
        Application = "APPLICATION",
    }

    /// What a webhook tells of; the delivery's header says which.
    WebhookEvent {
        /// An applicant.
        Applicant = "APPLICANT",
        /// A vacancy.
        Vacancy = "VACANCY",
        /// A response from a job site.
        Response = "RESPONSE",
        /// An offer.
        Offer = "OFFER",
        /// A request for a vacancy.
        VacancyRequest = "VACANCY-REQUEST",
        /// An evaluation.
        RecruitmentEvaluation = "RECRUITMENT-EVALUATION",
        /// A survey.
        SurveyQuestionary = "SURVEY-QUESTIONARY",
        /// The trial at creation; a header only.
        Ping = "PING",
    }

    /// What happened to what a webhook tells of.
    WebhookAction {
        /// Added.
        Add = "ADD",
        /// Edited.
        Edit = "EDIT",
        /// Deleted; of applicants' entries.
        Delete = "DELETE",
    }
}

/// The header that says what a delivery is about.
pub const EVENT_HEADER: &str = "x-huntflow-event";
/// The header with the delivery's own id.
pub const DELIVERY_HEADER: &str = "x-huntflow-delivery";
/// The header with the lowercase hex HMAC-SHA256 of the raw body; absent without a secret.
pub const SIGNATURE_HEADER: &str = "x-huntflow-signature";

query! {
    /// Which webhooks to list.
    Filter {
        /// Whose.
        webhook_type: Option<WebhookType>,
    }
}

payloads! {
    /// A new webhook.
    NewWebhook (
        /// The key of the signature: at most 64 characters, and may be empty.
        secret: String,
        /// Where to.
        url: String,
        /// Whether it is on.
        active: bool,
        /// What it tells of.
        webhook_events: Vec<WebhookEvent>,
    ) {
        /// Whose it is: a user's unless told otherwise.
        r#type: Option<WebhookType>,
    }

    /// A webhook. The secret is never told.
    Webhook (
        /// Its id.
        id: WebhookId,
    ) {
        /// The organisation.
        account: Option<AccountId>,
        /// Where to.
        url: Option<String>,
        /// When it was made.
        created: Option<String>,
        /// Whether it is on.
        active: Option<bool>,
        /// What it tells of.
        webhook_events: Vec<WebhookEvent>,
        /// Whose it is.
        r#type: Option<WebhookType>,
    }

    /// A delivery's body. Verify the signature over the raw bytes before parsing it: its JSON is
    /// written in a way that does not survive being written again.
    Delivery (
        /// What happened, in the form of the event's type.
        event: BTreeMap<String, Value>,
        /// Where, when and by whom.
        meta: DeliveryMeta,
    ) {
        /// What an edit changed: entity, field, `from`.
        changes: BTreeMap<String, Value>,
    }

    /// About a delivery.
    DeliveryMeta {
        /// What it is about.
        event_type: Option<WebhookEvent>,
        /// What happened to it.
        webhook_action: Option<WebhookAction>,
        /// The event's id.
        event_id: Option<String>,
        /// How often it was tried before: 0 to 3.
        retry: Option<u32>,
        /// Version of the form, `2.0`.
        version: Option<String>,
        /// Which Huntflow.
        domain: Option<String>,
        /// The organisation.
        account: Option<Value>,
        /// Who did it; absent of responses.
        author: Option<Value>,
    }
}
