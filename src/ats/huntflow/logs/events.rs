//! Events: interviews and other appointments.

use super::*;

words! {
    /// What an event is.
    EventType {
        /// An interview.
        Interview = "interview",
        /// Something else.
        Appointment = "other",
    }

    /// Whether somebody comes, or the event takes place.
    EventStatus {
        /// Comes.
        Accepted = "accepted",
        /// Does not come.
        Declined = "declined",
        /// Takes place.
        Confirmed = "confirmed",
        /// Perhaps.
        Tentative = "tentative",
        /// Does not take place.
        Cancelled = "cancelled",
        /// Has not answered.
        NeedsAction = "needsAction",
    }

    /// How one is reminded.
    ReminderMethod {
        /// By a window.
        Popup = "popup",
        /// By a letter.
        Email = "email",
    }

    /// What a reminder's value counts.
    ReminderMultiplier {
        /// Minutes.
        Minutes = "minutes",
        /// Hours.
        Hours = "hours",
        /// Days.
        Days = "days",
        /// Weeks.
        Weeks = "weeks",
    }

    /// Whether an event takes its time.
    Transparency {
        /// Busy.
        Busy = "busy",
        /// Free.
        Free = "free",
    }
}

payloads! {
    /// An event to plan.
    NewEvent (
        /// What it is.
        event_type: EventType,
        /// In which calendar.
        calendar: CalendarId,
        /// Who takes part.
        attendees: Vec<NewAttendee>,
        /// When it starts, ISO 8601 with offset.
        start: String,
        /// When it ends.
        end: String,
        /// Whether it takes its time.
        transparency: Transparency,
    ) {
        /// The vacancy it concerns.
        vacancy: Option<VacancyId>,
        /// Whether it is hidden from others; it is unless told otherwise.
        private: Option<bool>,
        /// Its name.
        name: Option<String>,
        /// Reminders.
        reminders: Vec<NewReminder>,
        /// Where; at most 1,024 characters.
        location: Option<String>,
        /// The kind of interview.
        interview_type: Option<InterviewTypeId>,
        /// A comment.
        description: Option<String>,
        /// Its time zone.
        timezone: Option<String>,
    }

    /// Somebody who is to take part.
    NewAttendee (
        /// Their address.
        email: String,
    ) {
        /// The coworker, if they are one.
        member: Option<CoworkerId>,
        /// Their name.
        #[serde(rename = "displayName")]
        display_name: Option<String>,
    }

    /// A reminder to set.
    NewReminder (
        /// What `value` counts.
        multiplier: ReminderMultiplier,
        /// How many before the event: 0 to 40,319.
        value: u32,
        /// How.
        method: ReminderMethod,
    ) {}

    /// An event.
    Event (
        /// Its id.
        id: EventId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Whether it takes the whole day.
        all_day: Option<bool>,
        /// When it was made.
        created: Option<String>,
        /// Who made it.
        creator: Option<EventCreator>,
        /// A comment.
        description: Option<String>,
        /// Its time zone.
        timezone: Option<String>,
        /// When it starts.
        start: Option<String>,
        /// When it ends.
        end: Option<String>,
        /// Its version in the calendar.
        etag: Option<String>,
        /// What it is.
        event_type: Option<EventType>,
        /// The kind of interview.
        interview_type: Option<InterviewTypeId>,
        /// In which calendar.
        calendar: Option<CalendarId>,
        /// The vacancy.
        vacancy: Option<VacancyId>,
        /// Its id in the calendar's system.
        foreign: Option<String>,
        /// Where.
        location: Option<String>,
        /// Who takes part.
        attendees: Vec<Attendee>,
        /// Reminders.
        reminders: Vec<Reminder>,
        /// Whether it takes place.
        status: Option<EventStatus>,
        /// Whether it takes its time.
        transparency: Option<Transparency>,
        /// Rules of recurrence (RFC 5545).
        recurrence: Vec<Value>,
    }

    /// Who made an event.
    EventCreator {
        /// Their name.
        #[serde(rename = "displayName")]
        display_name: Option<String>,
        /// Their address.
        email: Option<String>,
        /// Whether it is the token's user.
        #[serde(rename = "self")]
        is_self: Option<bool>,
    }

    /// Somebody who takes part.
    Attendee {
        /// The coworker, if they are one.
        member: Option<CoworkerId>,
        /// Their name.
        #[serde(rename = "displayName")]
        display_name: Option<String>,
        /// Their address.
        email: Option<String>,
        /// Whether they come.
        #[serde(rename = "responseStatus")]
        response_status: Option<EventStatus>,
    }

    /// A reminder.
    Reminder {
        /// How.
        method: Option<ReminderMethod>,
        /// Minutes before the event.
        minutes: Option<u32>,
    }
}
