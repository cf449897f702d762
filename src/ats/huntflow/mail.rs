//! Connected e-mail and calendar accounts, templates of letters, types of interviews.

use super::Huntflow;
use super::coworkers::Done;
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
    /// Connects a mailbox of an Exchange server to the token's user. Newer than the reference.
    ConnectExchange: Post "/email_accounts/exchange" () <- ExchangeMailbox => EmailAccount;
    /// Replaces the connection to a mailbox of an Exchange server. Newer than the reference.
    ReplaceExchange: Put "/email_accounts/exchange/{email_account}" (email_account: EmailAccountId) <- ExchangeMailbox => EmailAccount;
    /// Connects a mailbox by IMAP or POP3 and SMTP to the token's user. Newer than the reference.
    ConnectMailbox: Post "/email_accounts/other" () <- Mailbox => EmailAccount;
    /// Replaces the connection to a mailbox by IMAP or POP3 and SMTP. Newer than the reference.
    ReplaceMailbox: Put "/email_accounts/other/{email_account}" (email_account: EmailAccountId) <- Mailbox => EmailAccount;
    /// Disconnects a mailbox. Newer than the reference.
    Disconnect: Delete "/email_accounts/{email_account}" (email_account: EmailAccountId) => Done;
    /// Lists the calendar accounts of the token's user, with their calendars.
    CalendarAccounts: Get "/calendar_accounts" () => Items<CalendarAccount>;
    /// Lists templates of letters.
    Templates: Get "/accounts/{account}/mail/templates" (account: AccountId) ? Filter => Items<Template>;
    /// Lists types of interviews.
    InterviewTypes: Get "/accounts/{account}/interview_types" (account: AccountId) => Items<InterviewType>;
}

words! {
    /// How an Exchange mailbox is opened.
    ExchangeAccess {
        /// As its owner.
        Default = "DEFAULT",
        /// By another user who may act as its owner.
        Impersonation = "IMPERSONATION",
    }

    /// Protocol by which mail is received.
    Inbound {
        /// IMAP.
        Imap = "IMAP",
        /// POP3.
        Pop3 = "POP3",
    }

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
    /// A mailbox of an Exchange server.
    ExchangeMailbox (
        /// How it is opened.
        access_type: ExchangeAccess,
        /// Its address.
        email: String,
        /// Address of the server's web services.
        ews_url: String,
        /// Password.
        password: String,
    ) {
        /// Name of the user, if it is not the address.
        user: Option<String>,
    }

    /// A mailbox reached by IMAP or POP3 and SMTP.
    Mailbox (
        /// Its address.
        email: String,
        /// Password.
        password: String,
        /// Host of the server that receives mail.
        inbound_host: String,
        /// Host of the server that sends mail.
        outbound_host: String,
        /// Protocol by which mail is received.
        r#type: Inbound,
    ) {
        /// Port of the server that receives mail.
        inbound_port: Option<u32>,
        /// Whether it is reached by TLS.
        inbound_ssl: Option<bool>,
        /// Port of the server that sends mail.
        outbound_port: Option<u32>,
        /// Whether it is reached by TLS.
        outbound_ssl: Option<bool>,
    }

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
