//! Letters, instant messages and text messages.

use super::*;

words! {
    /// Type of a recipient.
    RecipientType {
        /// Copy.
        Cc = "cc",
        /// Blind copy.
        Bcc = "bcc",
        /// Recipient.
        To = "to",
    }
}

payloads! {
    /// A letter to send.
    NewLetter (
        /// Sending account.
        account_email: EmailAccountId,
        /// Text, HTML.
        html: String,
        /// Recipient.
        email: String,
        /// Its subject.
        subject: String,
    ) {
        /// Uploaded files.
        files: Vec<FileId>,
        /// Follow-up letters, if no answer comes.
        followups: Vec<Followup>,
        /// Time of sending; immediately if absent.
        send_at: Option<String>,
        /// The time zone of `send_at`.
        timezone: Option<String>,
        /// Further recipients.
        to: Vec<Recipient>,
        /// The letter to which it replies.
        reply: Option<EmailId>,
    }

    /// A follow-up letter.
    Followup (
        /// Its id.
        id: FollowupId,
        /// The template it was made from.
        account_member_template: MailTemplateId,
        /// Text, HTML.
        html: String,
        /// Days to wait for an answer; at least one.
        days: u32,
    ) {}

    /// A recipient.
    Recipient (
        /// E-mail address.
        email: String,
    ) {
        /// Type of recipient.
        r#type: Option<RecipientType>,
        /// Their name.
        display_name as "displayName": Option<String>,
    }

    /// A sent or scheduled letter.
    Letter (
        /// Its id.
        id: EmailId,
    ) {
        /// Time of creation.
        created: Option<String>,
        /// Its subject.
        subject: Option<String>,
        /// Thread.
        email_thread: Option<u64>,
        /// Sending account.
        account_email: Option<EmailAccountId>,
        /// Attached files.
        files: Vec<File>,
        /// Its id in the mail system.
        foreign: Option<String>,
        /// The time zone of `send_at`.
        timezone: Option<String>,
        /// Text, HTML.
        html: Option<String>,
        /// The sender's address.
        from_email: Option<String>,
        /// The sender's name.
        from_name: Option<String>,
        /// The letters to which it replies, by their ids in the mail system.
        replyto: Vec<String>,
        /// Time of sending.
        send_at: Option<String>,
        /// Recipients.
        to: Vec<Recipient>,
        /// State.
        state: Option<String>,
    }

    /// A Telegram message.
    NewMessage (
        /// The organisation's account.
        account_im: u64,
        /// A user name or a telephone number.
        receiver: String,
        /// The text.
        body: String,
    ) {}

    /// A text message.
    Sms (
        /// Telephone number.
        phone: String,
        /// The text.
        body: String,
    ) {}
}
