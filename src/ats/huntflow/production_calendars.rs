//! Production calendars: which days are worked. Dates are `YYYY-MM-DD`; today where none is given.

use super::Huntflow;
use super::ids::{AccountId, ProductionCalendarId};
use super::paging::Items;
use crate::endpoint::{endpoints, payloads, query};

endpoints! { production_calendars of Huntflow<'static>;
    /// All calendars.
    List: Get "/production_calendars" () => Items<ProductionCalendar>;
    /// One calendar.
    Read: Get "/production_calendars/{calendar}" (calendar: ProductionCalendarId) => ProductionCalendar;
    /// The organisation's calendar.
    OfAccount: Get "/accounts/{account}/calendar" (account: AccountId) => AccountCalendar;
    /// The days off until a date.
    Days: Get "/production_calendars/{calendar}/days/{deadline}" (calendar: ProductionCalendarId, deadline: String) ? Since => DaysOff;
    /// The days off of several spans.
    DaysOfMany: Post "/production_calendars/{calendar}/days" (calendar: ProductionCalendarId) <- Vec<Span> => Items<DaysOff>;
    /// The date so many working days after another.
    Deadline: Get "/production_calendars/{calendar}/deadline/{days}" (calendar: ProductionCalendarId, days: u32) ? From => String;
    /// Such dates for several.
    Deadlines: Post "/production_calendars/{calendar}/deadline" (calendar: ProductionCalendarId) <- Vec<DaysFrom> => Items<String>;
    /// The date so many working days before another.
    Start: Get "/production_calendars/{calendar}/start/{days}" (calendar: ProductionCalendarId, days: u32) ? Until => String;
    /// Such dates for several.
    Starts: Post "/production_calendars/{calendar}/start" (calendar: ProductionCalendarId) <- Vec<DaysUntil> => Items<String>;
}

query! {
    /// From when days are counted.
    Since {
        /// The first day.
        start: Option<String>,
        /// Whether the days off are named.
        verbose: Option<bool>,
    }

    /// From when days are counted.
    From {
        /// The first day.
        start: Option<String>,
    }

    /// Until when days are counted.
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

    /// Days off in a span.
    DaysOff {
        /// Its first day.
        start: Option<String>,
        /// Its last day.
        deadline: Option<String>,
        /// All days in it.
        total_days: Option<u32>,
        /// Days off in it.
        not_working_days: Option<u32>,
        /// The calendar.
        production_calendar: Option<ProductionCalendarId>,
        /// The days off, where they were asked for.
        items: Vec<String>,
    }

    /// A span of days.
    Span (
        /// Its last day.
        deadline: String,
    ) {
        /// Its first day.
        start: Option<String>,
    }

    /// Working days after a date.
    DaysFrom (
        /// How many.
        days: u32,
    ) {
        /// The date.
        start: Option<String>,
    }

    /// Working days before a date.
    DaysUntil (
        /// How many.
        days: u32,
    ) {
        /// The date.
        deadline: Option<String>,
    }
}
