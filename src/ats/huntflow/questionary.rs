//! The questionary: questions of an organisation's own about an applicant. Which there are, the
//! schema says; answers stand under the questions' keys.

use super::Huntflow;
use super::ids::{AccountId, ApplicantId};
use crate::endpoint::{endpoints, payloads, words};
use serde_json::Value;
use std::collections::BTreeMap;

/// Answers by the question's key.
pub type Answers = BTreeMap<String, Value>;

endpoints! { questionary of Huntflow<'static>;
    /// The questions, by key.
    Schema: Get "/accounts/{account}/applicants/questionary" (account: AccountId) => BTreeMap<String, Field>;
    /// An applicant's answers.
    Read: Get "/accounts/{account}/applicants/{applicant}/questionary" (account: AccountId, applicant: ApplicantId) => Answers;
    /// Adds an applicant's answers.
    Create: Post "/accounts/{account}/applicants/{applicant}/questionary" (account: AccountId, applicant: ApplicantId) <- Answers => Answers;
    /// Changes the answers that are named, and nothing else.
    Update: Patch "/accounts/{account}/applicants/{applicant}/questionary" (account: AccountId, applicant: ApplicantId) <- Answers => Answers;
}

words! {
    /// What a field of a form takes.
    FieldType {
        /// A line of text.
        String = "string",
        /// A whole number.
        Integer = "integer",
        /// A longer text.
        Text = "text",
        /// A date.
        Date = "date",
        /// One of its values.
        Select = "select",
        /// Fields of its own.
        Complex = "complex",
        /// A kind of contract.
        Contract = "contract",
        /// A reason.
        Reason = "reason",
        /// A stop list.
        Stoplist = "stoplist",
        /// A compensation.
        Compensation = "compensation",
        /// An entry of a dictionary.
        Dictionary = "dictionary",
        /// An income.
        Income = "income",
        /// A state of the position.
        PositionStatus = "position_status",
        /// A division.
        Division = "division",
        /// A region.
        Region = "region",
        /// An address on the web.
        Url = "url",
        /// Nothing that is shown.
        Hidden = "hidden",
        /// A piece of text in the form itself.
        Html = "html",
    }
}

payloads! {
    /// A field of a form: of a questionary, of a vacancy, of a vacancy request.
    Field {
        /// What it takes.
        r#type: Option<FieldType>,
        /// Its id.
        id: Option<u64>,
        /// What stands before it.
        title: Option<String>,
        /// Whether it must be filled in.
        required: Option<bool>,
        /// Its place in the form.
        order: Option<i64>,
        /// What can be chosen, of a `select`.
        values: Vec<Value>,
        /// What it is at first.
        value: Option<Value>,
        /// Its own fields, of a `complex`.
        fields: BTreeMap<String, Field>,
        /// Whether it is shown in the applicant's profile.
        show_in_profile: Option<bool>,
        /// The code of its dictionary, of a `dictionary`.
        dictionary: Option<String>,
    } .. additional
}
