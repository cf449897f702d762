//! Connected e-mail and calendar accounts, templates of letters, kinds of interviews.

use super::Huntflow;
use super::ids::{
    AccountId, CalendarAccountId, CalendarId, CoworkerId, DivisionId, EmailAccountId,
    InterviewTypeId, MailTemplateId,
};
use super::logs::Followup;
use super::paging::Items;
use super::upload::File;
use crate::endpoint::{endpoints, payloads, query, words};

endpoints! { mail of Huntflow<'static>;
    /// The token's user's e-mail accounts.
    EmailAccounts: Get "/email_accounts" () => Items<EmailAccount>;
    /// The token's user's calendar accounts, with their calendars.
    CalendarAccounts: Get "/calendar_accounts" () => Items<CalendarAccount>;
    /// Templates of letters.
    Templates: Get "/accounts/{account}/mail/templates" (account: AccountId) ? Filter => Items<Template>;
    /// Kinds of interviews.
    InterviewTypes: Get "/accounts/{account}/interview_types" (account: AccountId) => Items<InterviewType>;
}

words! {
    /// What an interview type is for.
    InterviewKind {
        /// Made by the organisation.
        User = "user",
        /// An interview.
        Interview = "interview",
    }
}

query! {
    /// Which templates to list.
    Filter {
        /// Only those the token's user may edit.
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
        /// Whether it receives.
        receive: Option<bool>,
        /// Whether it sends.
        send: Option<bool>,
        /// When it was last looked at.
        last_sync: Option<String>,
    }

    /// A calendar account.
    CalendarAccount (
        /// Its id.
        id: CalendarAccountId,
    ) {
        /// Its name.
        name: Option<String>,
        /// How it is connected.
        auth_type: Option<String>,
        /// Whether it tells when somebody is free.
        freebusy: Option<bool>,
        /// Its calendars.
        calendars: Vec<Calendar>,
    }

    /// A calendar.
    Calendar (
        /// Its id.
        id: CalendarId,
    ) {
        /// Its id in its own system.
        foreign: Option<String>,
        /// Its name.
        name: Option<String>,
        /// What may be done with it.
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
        /// Who made it.
        member: Option<CoworkerId>,
        /// The letter's text, HTML.
        html: Option<String>,
        /// What it is for.
        r#type: Option<String>,
        /// Letters that follow.
        followups: Vec<Followup>,
        /// Who else gets the letter.
        attendees: Vec<TemplateAttendee>,
        /// The divisions that may use it.
        divisions: Vec<TemplateDivision>,
        /// Files with it.
        files: Vec<File>,
    }

    /// Who else gets a letter.
    TemplateAttendee {
        /// How.
        r#type: Option<String>,
        /// Their address.
        email: Option<String>,
    }

    /// A division that may use a template.
    TemplateDivision (
        /// The division.
        id: DivisionId,
    ) {}

    /// A kind of interview.
    InterviewType (
        /// Its id.
        id: InterviewTypeId,
    ) {
        /// Its name.
        name: Option<String>,
        /// The organisation.
        account: Option<AccountId>,
        /// Its place.
        order: Option<i64>,
        /// What it is for.
        r#type: Option<InterviewKind>,
    }
}
