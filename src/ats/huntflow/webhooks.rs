//! Webhooks: notifications from Huntflow. At most five per organisation; a new one is tested at
//! once with a PING. A delivery is repeated after 10, 100 and 1,000 seconds; then the webhook is
//! disabled, and only a person can enable it again.

use super::Huntflow;
use super::ids::{AccountId, WebhookId};
use super::paging::Items;
use crate::api::endpoint::{NoContent, endpoints, payloads, query, words};
use crate::ats::config::HookEvent;
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { webhooks of Huntflow<'static>;
    /// Lists all webhooks.
    List: Get "/accounts/{account}/hooks" (account: AccountId) ? Filter => Items<Webhook>;
    /// Adds a webhook, if it answers a PING with 200, 201 or 204.
    Create: Post "/accounts/{account}/hooks" (account: AccountId) <- NewWebhook => Webhook;
    /// Removes a webhook.
    Delete: Delete "/accounts/{account}/hooks/{webhook}" (account: AccountId, webhook: WebhookId) => NoContent;
}

words! {
    /// Type of a webhook's owner.
    WebhookType {
        /// A user.
        User = "USER",
        /// An application.
        Application = "APPLICATION",
    }

    /// Type of an event, which a header of the delivery names.
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
        /// The test at creation; only in the header.
        Ping = "PING",
    }

    /// The change in an event.
    WebhookAction {
        /// Added.
        Add = "ADD",
        /// Edited.
        Edit = "EDIT",
        /// Deleted; only of applicants' entries.
        Delete = "DELETE",
    }
}

/// Header with the type of event.
pub const EVENT_HEADER: &str = "x-huntflow-event";
/// Header with the id of the delivery.
pub const DELIVERY_HEADER: &str = "x-huntflow-delivery";
/// Header with the lowercase hex HMAC-SHA256 of the raw body; absent without a secret.
pub const SIGNATURE_HEADER: &str = "x-huntflow-signature";

query! {
    /// Filter of a list of webhooks.
    Filter {
        /// Type of owner.
        webhook_type: Option<WebhookType>,
    }
}

payloads! {
    /// A new webhook.
    NewWebhook (
        /// The signing key: at most 64 characters; may be empty.
        secret: String,
        /// Target address.
        url: String,
        /// Whether it is active.
        active: bool,
        /// Types of events.
        webhook_events: Vec<WebhookEvent>,
    ) {
        /// Type of owner; a user by default.
        r#type: Option<WebhookType>,
    }

    /// A webhook. The secret is never returned.
    Webhook (
        /// Its id.
        id: WebhookId,
    ) {
        /// The organisation.
        account: Option<AccountId>,
        /// Target address.
        url: Option<String>,
        /// Time of creation.
        created: Option<String>,
        /// Whether it is active.
        active: Option<bool>,
        /// Types of events.
        webhook_events: Vec<WebhookEvent>,
        /// Type of owner.
        r#type: Option<WebhookType>,
    }

    /// The body of a delivery. Verify the signature over the raw bytes before parsing: serializing
    /// the JSON again does not give the same bytes.
    Delivery (
        /// The event, in the format of its type.
        event: BTreeMap<String, Value>,
        /// Metadata.
        meta: DeliveryMeta,
    ) {
        /// Changes by an edit: entity, field, `from`.
        changes: BTreeMap<String, Value>,
    }

    /// Metadata of a delivery.
    DeliveryMeta {
        /// Type of event.
        event_type: Option<WebhookEvent>,
        /// The change.
        webhook_action: Option<WebhookAction>,
        /// The event's id.
        event_id: Option<String>,
        /// Number of previous attempts: 0 to 3.
        retry: Option<u32>,
        /// Version of the format, `2.0`.
        version: Option<String>,
        /// Domain of the Huntflow installation.
        domain: Option<String>,
        /// The organisation.
        account: Option<Value>,
        /// Author; absent for responses.
        author: Option<Value>,
    }
}

/// The part of a notification that names a vacancy.
#[derive(serde::Deserialize)]
struct VacancyDelivery {
    event: VacancyEvent,
}

#[derive(serde::Deserialize)]
struct VacancyEvent {
    vacancy: VacancyOfEvent,
}

#[derive(serde::Deserialize)]
struct VacancyOfEvent {
    id: u64,
}

/// Reads a notification. The type stands in the header, for a PING there alone. Only the id counts: what the vacancy is
/// like now, the API says.
pub fn read(event: &str, body: &[u8]) -> HookEvent {
    if event != "VACANCY" {
        return HookEvent::Other;
    }
    match serde_json::from_slice::<VacancyDelivery>(body) {
        Ok(delivery) => HookEvent::JobChanged(delivery.event.vacancy.id.to_string()),
        Err(_) => HookEvent::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_a_vacancy_names_the_job_and_everything_else_is_no_change_of_one() {
        let body = br#"{"changes": {}, "event": {"vacancy": {"id": 101, "position": "\u0418"}, "vacancy_log": {"id": 1}}, "meta": {}}"#;
        assert_eq!(read("VACANCY", body), HookEvent::JobChanged("101".to_owned()));
        assert_eq!(read("PING", body), HookEvent::Other);
        assert_eq!(read("A-LATER-EVENT", body), HookEvent::Other);
        for bad in [&b"{}"[..], b"", b"[]", br#"{"event": {"vacancy": {"id": "x"}}}"#] {
            assert_eq!(read("VACANCY", bad), HookEvent::Other);
        }
    }
}
