//! The questionary: an organisation's own questions about an applicant. The schema lists the questions; answers have
//! the keys of their questions.

use super::Huntflow;
use super::ids::{AccountId, ApplicantId};
use crate::api::endpoint::{endpoints, payloads, words};
use serde_json::Value;
use std::collections::BTreeMap;

/// Answers by the question's key.
pub type Answers = BTreeMap<String, Value>;

endpoints! { questionary of Huntflow<'static>;
    /// Reads the questions, by key.
    Schema: Get "/accounts/{account}/applicants/questionary" (account: AccountId) => BTreeMap<String, Field>;
    /// An applicant's answers.
    Read: Get "/accounts/{account}/applicants/{applicant}/questionary"
        (account: AccountId, applicant: ApplicantId) => Answers;
    /// Adds an applicant's answers.
    Create: Post "/accounts/{account}/applicants/{applicant}/questionary"
        (account: AccountId, applicant: ApplicantId) <- Answers => Answers;
    /// Changes the answers in the body and leaves the others unchanged.
    Update: Patch "/accounts/{account}/applicants/{applicant}/questionary"
        (account: AccountId, applicant: ApplicantId) <- Answers => Answers;
}

words! {
    /// The kind of a field.
    FieldType {
        /// A line of text.
        String = "string",
        /// An integer.
        Integer = "integer",
        /// A longer text.
        Text = "text",
        /// A date.
        Date = "date",
        /// One of the listed values.
        Select = "select",
        /// A group of fields.
        Complex = "complex",
        /// A type of contract.
        Contract = "contract",
        /// A reason.
        Reason = "reason",
        /// A stop list.
        Stoplist = "stoplist",
        /// A compensation.
        Compensation = "compensation",
        /// An entry in a dictionary.
        Dictionary = "dictionary",
        /// An income.
        Income = "income",
        /// A state of the position.
        PositionStatus = "position_status",
        /// A division.
        Division = "division",
        /// A region.
        Region = "region",
        /// A web address.
        Url = "url",
        /// A value that is not shown.
        Hidden = "hidden",
        /// A text in the form.
        Html = "html",
    }
}

payloads! {
    /// A field of a form: of a questionary, of a vacancy, of a vacancy request.
    Field {
        /// Its kind.
        r#type: Option<FieldType>,
        /// Its id.
        id: Option<u64>,
        /// Its label.
        title: Option<String>,
        /// Whether it is required.
        required: Option<bool>,
        /// Its position in the form.
        order: Option<i64>,
        /// The options of a `select`.
        values: Vec<Value>,
        /// The initial value.
        value: Option<Value>,
        /// The fields of a `complex`.
        fields: BTreeMap<String, Field>,
        /// Whether it is shown in the applicant's profile.
        show_in_profile: Option<bool>,
        /// The code of the dictionary, for a `dictionary`.
        dictionary: Option<String>,
    } .. additional
}
