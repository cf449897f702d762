//! The token's user and the organisations it works in.

use super::Huntflow;
use super::ids::{AccountId, ProductionCalendarId, UserId};
use super::paging::Items;
use crate::endpoint::{endpoints, payloads, words};

endpoints! { accounts of Huntflow<'static>;
    /// Whose token this is.
    Me: Get "/me" () => User;
    /// The organisations the token's user works in.
    List: Get "/accounts" () => Items<Account>;
    /// One organisation.
    Read: Get "/accounts/{account}" (account: AccountId) => AccountInfo;
}

words! {
    /// What a person may do in an organisation.
    MemberType {
        /// Everything.
        Owner = "owner",
        /// Works on vacancies.
        Manager = "manager",
        /// Looks on, as far as permitted.
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
        /// The language they use Huntflow in, such as `ru_RU`.
        locale: Option<String>,
    }

    /// An organisation in the list.
    Account (
        /// Its id, which almost every other path needs.
        id: AccountId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Its short name, as in Huntflow's addresses.
        nick: Option<String>,
        /// What the token's user may do in it.
        member_type: Option<MemberType>,
        /// Its production calendar.
        production_calendar: Option<ProductionCalendarId>,
    }

    /// An organisation by itself.
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
