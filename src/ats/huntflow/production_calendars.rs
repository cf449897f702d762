//! Production calendars: working days and days off. Dates are `YYYY-MM-DD`, today by default.

use super::Huntflow;
use super::ids::{AccountId, ProductionCalendarId};
use super::paging::Items;
use crate::api::endpoint::{endpoints, payloads, query};

endpoints! { production_calendars of Huntflow<'static>;
    /// Lists all calendars.
    List: Get "/production_calendars" () => Items<ProductionCalendar>;
    /// Reads a calendar.
    Read: Get "/production_calendars/{calendar}" (calendar: ProductionCalendarId) => ProductionCalendar;
    /// Reads the organisation's calendar.
    OfAccount: Get "/accounts/{account}/calendar" (account: AccountId) => AccountCalendar;
    /// Lists the days off until a date.
    Days: Get "/production_calendars/{calendar}/days/{deadline}" (calendar: ProductionCalendarId, deadline: String) ? Since => DaysOff;
    /// Lists the days off of several periods.
    DaysOfMany: Post "/production_calendars/{calendar}/days" (calendar: ProductionCalendarId) <- Vec<Span> => Items<DaysOff>;
    /// Computes the date a number of working days after another.
    Deadline: Get "/production_calendars/{calendar}/deadline/{days}" (calendar: ProductionCalendarId, days: u32) ? From => String;
    /// Computes several such dates.
    Deadlines: Post "/production_calendars/{calendar}/deadline" (calendar: ProductionCalendarId) <- Vec<DaysFrom> => Items<String>;
    /// Computes the date a number of working days before another.
    Start: Get "/production_calendars/{calendar}/start/{days}" (calendar: ProductionCalendarId, days: u32) ? Until => String;
    /// Computes several such dates.
    Starts: Post "/production_calendars/{calendar}/start" (calendar: ProductionCalendarId) <- Vec<DaysUntil> => Items<String>;
}

query! {
    /// Start of counting.
    Since {
        /// The first day.
        start: Option<String>,
        /// Whether to list the days off.
        verbose: Option<bool>,
    }

    /// Start of counting.
    From {
        /// The first day.
        start: Option<String>,
    }

    /// End of counting.
    Until {
        /// The last day.
        deadline: Option<String>,
    }
}

payloads! {
    /// A calendar.
    ProductionCalendar (
        /// Its id.
        id: ProductionCalendarId,
    ) {
        /// Its name.
        name: Option<String>,
    }

    /// An organisation's calendar.
    AccountCalendar {
        /// The organisation.
        account: Option<AccountId>,
        /// The calendar.
        production_calendar: Option<ProductionCalendarId>,
    }

    /// Days off in a period.
    DaysOff {
        /// Its first day.
        start: Option<String>,
        /// Its last day.
        deadline: Option<String>,
        /// Number of days.
        total_days: Option<u32>,
        /// Number of days off.
        not_working_days: Option<u32>,
        /// The calendar.
        production_calendar: Option<ProductionCalendarId>,
        /// The days off, if requested.
        items: Vec<String>,
    }

    /// A period of days.
    Span (
        /// Its last day.
        deadline: String,
    ) {
        /// Its first day.
        start: Option<String>,
    }

    /// Working days after a date.
    DaysFrom (
        /// Number of working days.
        days: u32,
    ) {
        /// The date.
        start: Option<String>,
    }

    /// Working days before a date.
    DaysUntil (
        /// Number of working days.
        days: u32,
    ) {
        /// The date.
        deadline: Option<String>,
    }
}
