//! Connected e-mail and calendar accounts, templates of letters, types of interviews.

use super::Huntflow;
use super::ids::{
    AccountId, CalendarAccountId, CalendarId, CoworkerId, DivisionId, EmailAccountId,
    InterviewTypeId, MailTemplateId,
};
use super::logs::Followup;
use super::paging::Items;
use super::upload::File;
use crate::api::endpoint::{endpoints, payloads, query, words};

endpoints! { mail of Huntflow<'static>;
    /// Lists the e-mail accounts of the token's user.
    EmailAccounts: Get "/email_accounts" () => Items<EmailAccount>;
    /// Lists the calendar accounts of the token's user, with their calendars.
    CalendarAccounts: Get "/calendar_accounts" () => Items<CalendarAccount>;
    /// Lists templates of letters.
    Templates: Get "/accounts/{account}/mail/templates" (account: AccountId) ? Filter => Items<Template>;
    /// Lists types of interviews.
    InterviewTypes: Get "/accounts/{account}/interview_types" (account: AccountId) => Items<InterviewType>;
}

words! {
    /// Origin of an interview type.
    InterviewKind {
        /// Defined by the organisation.
        User = "user",
        /// An interview.
        Interview = "interview",
    }
}

query! {
    /// Filter of a list of templates.
    Filter {
        /// Whether to list only those that the token's user may edit.
        editable: Option<bool>,
    }
}

payloads! {
    /// An e-mail account.
    EmailAccount (
        /// Its id.
        id: EmailAccountId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Its address.
        email: Option<String>,
        /// Whether it receives mail.
        receive: Option<bool>,
        /// Whether it sends mail.
        send: Option<bool>,
        /// Time of the last synchronization.
        last_sync: Option<String>,
    }

    /// A calendar account.
    CalendarAccount (
        /// Its id.
        id: CalendarAccountId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Type of connection.
        auth_type: Option<String>,
        /// Whether it reports free and busy times.
        freebusy: Option<bool>,
        /// Its calendars.
        calendars: Vec<Calendar>,
    }

    /// A calendar.
    Calendar (
        /// Its id.
        id: CalendarId,
    ) {
        /// Its id in the calendar's system.
        foreign: Option<String>,
        /// Its name.
        name: Option<String>,
        /// Access role.
        access_role: Option<String>,
    }

    /// A template of a letter.
    Template (
        /// Its id.
        id: MailTemplateId,
    ) {
        /// The letter's subject.
        subject: Option<String>,
        /// Its name.
        name: Option<String>,
        /// Creator.
        member: Option<CoworkerId>,
        /// The letter's text, HTML.
        html: Option<String>,
        /// Type.
        r#type: Option<String>,
        /// Follow-up letters.
        followups: Vec<Followup>,
        /// Further recipients.
        attendees: Vec<TemplateAttendee>,
        /// Divisions that may use it.
        divisions: Vec<TemplateDivision>,
        /// Attached files.
        files: Vec<File>,
    }

    /// A further recipient of a letter.
    TemplateAttendee {
        /// Method.
        r#type: Option<String>,
        /// E-mail address.
        email: Option<String>,
    }

    /// A division that may use a template.
    TemplateDivision (
        /// The division.
        id: DivisionId,
    ) {}

    /// A type of interview.
    InterviewType (
        /// Its id.
        id: InterviewTypeId,
    ) {
        /// Its name.
        name: Option<String>,
        /// The organisation.
        account: Option<AccountId>,
        /// Sort order.
        order: Option<i64>,
        /// Type.
        r#type: Option<InterviewKind>,
    }
}
