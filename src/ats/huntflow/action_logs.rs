//! The security log: logins, changes of permissions, downloads of applicants. Only owners may read
//! it.

use super::Huntflow;
use super::ids::{AccountId, ActionLogId, CoworkerId};
use crate::api::endpoint::{endpoints, payloads, query, words};
use serde_json::Value;
use std::collections::BTreeMap;

endpoints! { action_logs of Huntflow<'static>;
    /// Reads the security log, newest entries first. The answer's `next_id` requests older entries.
    List: Get "/accounts/{account}/action_logs" (account: AccountId) ? Filter => ActionLogs;
}

words! {
    /// The action in an entry of the security log.
    ActionLogType {
        /// Logged in.
        SuccessLogin = "SUCCESS_LOGIN",
        /// Failed to log in.
        FailedLogin = "FAILED_LOGIN",
        /// Logged out.
        Logout = "LOGOUT",
        /// Accepted an invitation.
        InviteAccepted = "INVITE_ACCEPTED",
        /// Added a login method.
        NewAuthInAccount = "NEW_AUTH_IN_ACCOUNT",
        /// Published a vacancy externally.
        VacancyExternal = "VACANCY_EXTERNAL",
        /// Changed permissions of a member.
        AccountMember = "ACCOUNT_MEMBER",
        /// Downloaded many applicants.
        DownloadApplicants = "DOWNLOAD_APPLICANTS",
        /// Changed a password.
        PasswordChange = "PASSWORD_CHANGE",
    }
}

query! {
    /// Filter of a list of entries.
    Filter {
        /// Of these types.
        r#type: Vec<ActionLogType>,
        /// Number of entries.
        count: Option<u32>,
        /// This entry and older ones.
        next_id: Option<ActionLogId>,
        /// Entries newer than this one.
        previous_id: Option<ActionLogId>,
    }
}

payloads! {
    /// A part of the log.
    ActionLogs (
        /// Entries, newest first.
        items: Vec<ActionLog>,
    ) {
        /// First entry of the next part; absent at the end.
        next_id: Option<ActionLogId>,
    }

    /// An entry.
    ActionLog (
        /// Its id.
        id: ActionLogId,
    ) {
        /// The user.
        user: Option<Actor>,
        /// The action.
        log_type: Option<ActionLogType>,
        /// Time.
        created: Option<String>,
        /// The action as a text.
        action: Option<String>,
        /// IP address.
        ipv4: Option<String>,
        /// Further details.
        data: BTreeMap<String, Value>,
    }

    /// The user who did it.
    Actor {
        /// Their id.
        id: Option<CoworkerId>,
        /// Their name.
        name: Option<String>,
        /// Their e-mail address.
        email: Option<String>,
        /// Their telephone number.
        phone: Option<String>,
        /// Further details.
        meta: BTreeMap<String, Value>,
    }
}
