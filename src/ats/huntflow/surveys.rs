//! Surveys: feedback on applicants by coworkers (type A), questions to applicants (type Q).

use super::Huntflow;
use super::ids::{AccountId, AnswerId, ApplicantId, CoworkerId, QuestionaryId, SurveyId};
use super::paging::Items;
use crate::api::endpoint::{NoContent, endpoints, payloads, query, words};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { surveys of Huntflow<'static>;
    /// Lists the feedback forms, active or inactive.
    FeedbackForms: Get "/accounts/{account}/surveys/type_a" (account: AccountId) ? Active => Items<Survey>;
    /// Reads a feedback form.
    FeedbackForm: Get "/accounts/{account}/surveys/type_a/{survey}" (account: AccountId, survey: SurveyId) => Survey;
    /// Reads a feedback.
    Feedback: Get "/accounts/{account}/surveys/type_a/{survey}/answers/{answer}" (account: AccountId, survey: SurveyId, answer: AnswerId) => FeedbackAnswer;
    /// Lists the surveys for applicants.
    List: Get "/accounts/{account}/surveys/type_q" (account: AccountId) ? Filter => Items<Survey>;
    /// Reads a survey for applicants.
    Read: Get "/accounts/{account}/surveys/type_q/{survey}" (account: AccountId, survey: SurveyId) => Survey;
    /// Creates a survey for an applicant. It is sent with a new history entry that references it.
    Create: Post "/accounts/{account}/surveys/type_q/questionaries" (account: AccountId) <- NewQuestionary => Questionary;
    /// Reads an applicant's survey.
    ReadQuestionary: Get "/accounts/{account}/surveys/type_q/questionaries/{questionary}" (account: AccountId, questionary: QuestionaryId) => Questionary;
    /// Removes an applicant's survey.
    DeleteQuestionary: Delete "/accounts/{account}/surveys/type_q/questionaries/{questionary}" (account: AccountId, questionary: QuestionaryId) => NoContent;
    /// Reads an applicant's answer.
    Answer: Get "/accounts/{account}/surveys/type_q/answers/{answer}" (account: AccountId, answer: AnswerId) => QuestionaryAnswer;
}

words! {
    /// Type of a survey.
    SurveyType {
        /// Feedback on an applicant.
        A = "type_a",
        /// Questions to an applicant.
        Q = "type_q",
        /// Only in webhooks.
        R = "type_r",
    }
}

query! {
    /// Filter of a list of feedback forms.
    Active {
        /// Active or inactive ones.
        active: bool,
    }

    /// Filter of a list of surveys.
    Filter {
        /// Whether to list only active ones.
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
        /// Type.
        r#type: Option<SurveyType>,
        /// Whether it is active.
        active: Option<bool>,
        /// Time of creation.
        created: Option<String>,
        /// Time of the last update.
        updated: Option<String>,
        /// JSON schema of its answers; only when a single survey is read.
        schema: BTreeMap<String, Value>,
        /// Presentation; only when a single survey is read.
        ui_schema: BTreeMap<String, Value>,
        /// Title; only of a survey for applicants.
        title: Option<String>,
    }

    /// A feedback.
    FeedbackAnswer (
        /// Its id.
        id: AnswerId,
    ) {
        /// Time.
        created: Option<String>,
        /// The form.
        survey: Option<Survey>,
        /// The respondent.
        respondent: Option<AnsweredBy>,
        /// Answers, by the schema's keys.
        data: BTreeMap<String, Value>,
    }

    /// Author of feedback.
    AnsweredBy {
        /// Their id.
        account_id: Option<CoworkerId>,
        /// Their name.
        name: Option<String>,
    }

    /// A new survey for an applicant.
    NewQuestionary (
        /// The survey.
        survey_id: SurveyId,
        /// Employer.
        respondent: NewRespondent,
    ) {}

    /// Recipient of a survey.
    NewRespondent (
        /// The applicant.
        applicant_id: ApplicantId,
    ) {}

    /// An applicant's survey.
    Questionary (
        /// Its id.
        id: QuestionaryId,
    ) {
        /// Time of creation.
        created: Option<String>,
        /// Creator.
        created_by: Option<AnsweredBy>,
        /// The survey.
        survey: Option<Survey>,
        /// Employer.
        respondent: Option<Respondent>,
        /// The answer, if there is one.
        survey_answer_id: Option<AnswerId>,
        /// Address of the survey.
        link: Option<String>,
    }

    /// Recipient of a survey.
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
        /// Time.
        created: Option<String>,
        /// The survey.
        survey: Option<Survey>,
        /// The respondent.
        respondent: Option<Respondent>,
        /// The survey.
        survey_questionary: Option<AnsweredQuestionary>,
        /// Answers, by the schema's keys.
        data: BTreeMap<String, Value>,
    }

    /// The survey that was answered.
    AnsweredQuestionary (
        /// Its id.
        id: QuestionaryId,
    ) {
        /// Time of creation.
        created: Option<String>,
        /// Creator.
        created_by: Option<AnsweredBy>,
    }
}
