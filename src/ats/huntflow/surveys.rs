//! Surveys: feedback on applicants by coworkers (type A), questions to applicants (type Q).

use super::Huntflow;
use super::ids::{AccountId, AnswerId, ApplicantId, CoworkerId, QuestionaryId, SurveyId};
use super::paging::Items;
use crate::endpoint::{Nothing, endpoints, payloads, query, words};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { surveys of Huntflow<'static>;
    /// The feedback forms, those in use or those put away.
    FeedbackForms: Get "/accounts/{account}/surveys/type_a" (account: AccountId) ? Active => Items<Survey>;
    /// One feedback form.
    FeedbackForm: Get "/accounts/{account}/surveys/type_a/{survey}" (account: AccountId, survey: SurveyId) => Survey;
    /// One feedback.
    Feedback: Get "/accounts/{account}/surveys/type_a/{survey}/answers/{answer}" (account: AccountId, survey: SurveyId, answer: AnswerId) => FeedbackAnswer;
    /// The surveys for applicants.
    List: Get "/accounts/{account}/surveys/type_q" (account: AccountId) ? Filter => Items<Survey>;
    /// One survey for applicants.
    Read: Get "/accounts/{account}/surveys/type_q/{survey}" (account: AccountId, survey: SurveyId) => Survey;
    /// Makes a survey for one applicant. It is sent by a new entry of the applicant's history that
    /// names it.
    Create: Post "/accounts/{account}/surveys/type_q/questionaries" (account: AccountId) <- NewQuestionary => Questionary;
    /// One applicant's survey.
    ReadQuestionary: Get "/accounts/{account}/surveys/type_q/questionaries/{questionary}" (account: AccountId, questionary: QuestionaryId) => Questionary;
    /// Removes one applicant's survey.
    DeleteQuestionary: Delete "/accounts/{account}/surveys/type_q/questionaries/{questionary}" (account: AccountId, questionary: QuestionaryId) => Nothing;
    /// One applicant's answer.
    Answer: Get "/accounts/{account}/surveys/type_q/answers/{answer}" (account: AccountId, answer: AnswerId) => QuestionaryAnswer;
}

words! {
    /// What a survey is.
    SurveyType {
        /// Feedback on an applicant.
        A = "type_a",
        /// Questions to an applicant.
        Q = "type_q",
        /// Of a webhook alone.
        R = "type_r",
    }
}

query! {
    /// Which feedback forms to list.
    Active {
        /// Those in use, or those put away.
        active: bool,
    }

    /// Which surveys to list.
    Filter {
        /// Only those in use.
        active: Option<bool>,
    }
}

payloads! {
    /// A survey.
    Survey (
        /// Its id.
        id: SurveyId,
    ) {
        /// Its name.
        name: Option<String>,
        /// What it is.
        r#type: Option<SurveyType>,
        /// Whether it is in use.
        active: Option<bool>,
        /// When it was made.
        created: Option<String>,
        /// When it was updated.
        updated: Option<String>,
        /// JSON schema of its answers; of one survey asked for by itself.
        schema: BTreeMap<String, Value>,
        /// How it is shown; of one survey asked for by itself.
        ui_schema: BTreeMap<String, Value>,
        /// Its title; of a survey for applicants.
        title: Option<String>,
    }

    /// A feedback.
    FeedbackAnswer (
        /// Its id.
        id: AnswerId,
    ) {
        /// When.
        created: Option<String>,
        /// The form.
        survey: Option<Survey>,
        /// Who gave it.
        respondent: Option<AnsweredBy>,
        /// What they said, by the schema's keys.
        data: BTreeMap<String, Value>,
    }

    /// Who gave feedback.
    AnsweredBy {
        /// Their id.
        account_id: Option<CoworkerId>,
        /// Their name.
        name: Option<String>,
    }

    /// A survey to make for an applicant.
    NewQuestionary (
        /// Which survey.
        survey_id: SurveyId,
        /// For whom.
        respondent: NewRespondent,
    ) {}

    /// Whom a survey is for.
    NewRespondent (
        /// The applicant.
        applicant_id: ApplicantId,
    ) {}

    /// An applicant's survey.
    Questionary (
        /// Its id.
        id: QuestionaryId,
    ) {
        /// When it was made.
        created: Option<String>,
        /// Who made it.
        created_by: Option<AnsweredBy>,
        /// Which survey.
        survey: Option<Survey>,
        /// For whom.
        respondent: Option<Respondent>,
        /// The answer, once there is one.
        survey_answer_id: Option<AnswerId>,
        /// The address the applicant answers at.
        link: Option<String>,
    }

    /// Whom a survey is for.
    Respondent {
        /// The applicant.
        applicant_id: Option<ApplicantId>,
        /// Their name.
        name: Option<String>,
    }

    /// An applicant's answer.
    QuestionaryAnswer (
        /// Its id.
        id: AnswerId,
    ) {
        /// When.
        created: Option<String>,
        /// Which survey.
        survey: Option<Survey>,
        /// Who answered.
        respondent: Option<Respondent>,
        /// To what.
        survey_questionary: Option<AnsweredQuestionary>,
        /// What they said, by the schema's keys.
        data: BTreeMap<String, Value>,
    }

    /// What was answered.
    AnsweredQuestionary (
        /// Its id.
        id: QuestionaryId,
    ) {
        /// When it was made.
        created: Option<String>,
        /// Who made it.
        created_by: Option<AnsweredBy>,
    }
}
