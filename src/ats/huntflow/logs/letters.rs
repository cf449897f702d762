//! Letters, messages and text messages.

use super::*;

words! {
    /// How a letter reaches somebody beside its recipient.
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
        /// The account it is sent from.
        account_email: EmailAccountId,
        /// Its text, HTML.
        html: String,
        /// To whom.
        email: String,
        /// Its subject.
        subject: String,
    ) {
        /// Uploaded files.
        files: Vec<FileId>,
        /// Letters that follow if no answer comes.
        followups: Vec<Followup>,
        /// When to send it; at once if absent.
        send_at: Option<String>,
        /// The time zone of `send_at`.
        timezone: Option<String>,
        /// Others who get it.
        to: Vec<Recipient>,
        /// The letter it answers.
        reply: Option<EmailId>,
    }

    /// A letter that follows another one.
    Followup (
        /// Its id.
        id: FollowupId,
        /// The template it was made from.
        account_member_template: MailTemplateId,
        /// Its text, HTML.
        html: String,
        /// Days without an answer, at least one.
        days: u32,
    ) {}

    /// Somebody who gets a letter.
    Recipient (
        /// Their address.
        email: String,
    ) {
        /// How.
        r#type: Option<RecipientType>,
        /// Their name.
        #[serde(rename = "displayName")]
        display_name: Option<String>,
    }

    /// A letter that was sent or is to be.
    Letter (
        /// Its id.
        id: EmailId,
    ) {
        /// When it was made.
        created: Option<String>,
        /// Its subject.
        subject: Option<String>,
        /// The thread it belongs to.
        email_thread: Option<u64>,
        /// The account it was sent from.
        account_email: Option<EmailAccountId>,
        /// Files with it.
        files: Vec<File>,
        /// Its id in the mail system.
        foreign: Option<String>,
        /// The time zone of `send_at`.
        timezone: Option<String>,
        /// Its text, HTML.
        html: Option<String>,
        /// The sender's address.
        from_email: Option<String>,
        /// The sender's name.
        from_name: Option<String>,
        /// The letters it answers, by their ids in the mail system.
        replyto: Vec<String>,
        /// When it is sent.
        send_at: Option<String>,
        /// Who gets it.
        to: Vec<Recipient>,
        /// How far it is.
        state: Option<String>,
    }

    /// A message by Telegram.
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
        /// To which number.
        phone: String,
        /// The text.
        body: String,
    ) {}
}
