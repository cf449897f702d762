//! The token's user and the organisations it works in.

use super::Huntflow;
use super::ids::{AccountId, ProductionCalendarId, UserId};
use super::paging::Items;
use crate::api::endpoint::{endpoints, payloads, words};

endpoints! { accounts of Huntflow<'static>;
    /// Reads the user of the token.
    Me: Get "/me" () => User;
    /// Lists the organisations of the token's user.
    List: Get "/accounts" () => Items<Account>;
    /// Reads an organisation.
    Read: Get "/accounts/{account}" (account: AccountId) => AccountInfo;
}

words! {
    /// The role of a member of an organisation.
    MemberType {
        /// Full access.
        Owner = "owner",
        /// Works on vacancies.
        Manager = "manager",
        /// Read access, as far as permitted.
        Watcher = "watcher",
    }
}

payloads! {
    /// The user behind the token.
    User (
        /// Their id.
        id: UserId,
    ) {
        /// Their name.
        name: Option<String>,
        /// Their occupation.
        position: Option<String>,
        /// Their e-mail address.
        email: Option<String>,
        /// Their telephone number.
        phone: Option<String>,
        /// Interface language, such as `ru_RU`.
        locale: Option<String>,
    }

    /// An organisation in the list.
    Account (
        /// Its id, which almost every other path contains.
        id: AccountId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Its short name, as in Huntflow's addresses.
        nick: Option<String>,
        /// Role of the token's user.
        member_type: Option<MemberType>,
        /// Its production calendar.
        production_calendar: Option<ProductionCalendarId>,
    }

    /// Details of an organisation.
    AccountInfo (
        /// Its id.
        id: AccountId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Its short name.
        nick: Option<String>,
        /// The language of the organisation.
        locale: Option<String>,
        /// Address of its logo.
        photo: Option<String>,
    }
}
