//! The security log: who logged in, changed permissions, downloaded applicants. For owners alone.

use super::Huntflow;
use super::ids::{AccountId, ActionLogId, CoworkerId};
use crate::endpoint::{endpoints, payloads, query, words};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { action_logs of Huntflow<'static>;
    /// The security log, newest first. The answer's `next_id` asks for what is older.
    List: Get "/accounts/{account}/action_logs" (account: AccountId) ? Filter => ActionLogs;
}

words! {
    /// What somebody did.
    ActionLogType {
        /// Logged in.
        SuccessLogin = "SUCCESS_LOGIN",
        /// Failed to log in.
        FailedLogin = "FAILED_LOGIN",
        /// Logged out.
        Logout = "LOGOUT",
        /// Took an invitation.
        InviteAccepted = "INVITE_ACCEPTED",
        /// Added another way to log in.
        NewAuthInAccount = "NEW_AUTH_IN_ACCOUNT",
        /// Published a vacancy elsewhere.
        VacancyExternal = "VACANCY_EXTERNAL",
        /// Changed what somebody may do.
        AccountMember = "ACCOUNT_MEMBER",
        /// Downloaded many applicants.
        DownloadApplicants = "DOWNLOAD_APPLICANTS",
        /// Changed a password.
        PasswordChange = "PASSWORD_CHANGE",
    }
}

query! {
    /// Which entries to list.
    Filter {
        /// Of these types.
        r#type: Vec<ActionLogType>,
        /// How many.
        count: Option<u32>,
        /// This one and older.
        next_id: Option<ActionLogId>,
        /// Newer than this one.
        previous_id: Option<ActionLogId>,
    }
}

payloads! {
    /// A part of the log.
    ActionLogs (
        /// Newest first.
        items: Vec<ActionLog>,
    ) {
        /// The first entry of the next part; absent at the end.
        next_id: Option<ActionLogId>,
    }

    /// An entry.
    ActionLog (
        /// Its id.
        id: ActionLogId,
    ) {
        /// Who.
        user: Option<Actor>,
        /// What.
        log_type: Option<ActionLogType>,
        /// When.
        created: Option<String>,
        /// The same in other words.
        action: Option<String>,
        /// From which address.
        ipv4: Option<String>,
        /// More about it.
        data: BTreeMap<String, Value>,
    }

    /// Who did it.
    Actor {
        /// Their id.
        id: Option<CoworkerId>,
        /// Their name.
        name: Option<String>,
        /// Their e-mail address.
        email: Option<String>,
        /// Their telephone number.
        phone: Option<String>,
        /// More about them.
        meta: BTreeMap<String, Value>,
    }
}
