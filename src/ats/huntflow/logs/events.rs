//! Events: interviews and other appointments.

use super::*;

words! {
    /// Type of an event.
    EventType {
        /// An interview.
        Interview = "interview",
        /// Another appointment.
        Appointment = "other",
    }

    /// Status of a participant or an event.
    EventStatus {
        /// Accepted.
        Accepted = "accepted",
        /// Declined.
        Declined = "declined",
        /// Confirmed.
        Confirmed = "confirmed",
        /// Tentative.
        Tentative = "tentative",
        /// Cancelled.
        Cancelled = "cancelled",
        /// No answer yet.
        NeedsAction = "needsAction",
    }

    /// Method of a reminder.
    ReminderMethod {
        /// A popup.
        Popup = "popup",
        /// An e-mail.
        Email = "email",
    }

    /// Unit of a reminder's value.
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

    /// Whether an event marks its time as busy.
    Transparency {
        /// Busy.
        Busy = "busy",
        /// Free.
        Free = "free",
    }
}

payloads! {
    /// An event to schedule.
    NewEvent (
        /// Type.
        event_type: EventType,
        /// The calendar.
        calendar: CalendarId,
        /// Participants.
        attendees: Vec<NewAttendee>,
        /// Start, ISO 8601 with offset.
        start: String,
        /// End.
        end: String,
        /// Whether its time is marked as busy.
        transparency: Transparency,
    ) {
        /// The vacancy.
        vacancy: Option<VacancyId>,
        /// Whether it is hidden from others; true by default.
        private: Option<bool>,
        /// Its name.
        name: Option<String>,
        /// Reminders.
        reminders: Vec<NewReminder>,
        /// Location; at most 1,024 characters.
        location: Option<String>,
        /// Type of interview.
        interview_type: Option<InterviewTypeId>,
        /// A comment.
        description: Option<String>,
        /// Time zone.
        timezone: Option<String>,
    }

    /// A participant to invite.
    NewAttendee (
        /// E-mail address.
        email: String,
    ) {
        /// The member of the organisation, if any.
        member: Option<CoworkerId>,
        /// Their name.
        display_name as "displayName": Option<String>,
    }

    /// A new reminder.
    NewReminder (
        /// Method.
        method: ReminderMethod,
    ) {
        /// Unit of `value`.
        multiplier: Option<ReminderMultiplier>,
        /// Time before the event: 0 to 40,319 units.
        value: Option<u32>,
        /// The same in minutes, as the vendor's client sends it with a comment. Newer than the reference.
        minutes: Option<u32>,
    }

    /// An event.
    Event (
        /// Its id.
        id: EventId,
    ) {
        /// Its name.
        name: Option<String>,
        /// Whether it lasts the whole day.
        all_day: Option<bool>,
        /// Time of creation.
        created: Option<String>,
        /// Creator.
        creator: Option<EventCreator>,
        /// A comment.
        description: Option<String>,
        /// Time zone.
        timezone: Option<String>,
        /// Start.
        start: Option<String>,
        /// End.
        end: Option<String>,
        /// Version in the calendar.
        etag: Option<String>,
        /// Type.
        event_type: Option<EventType>,
        /// Type of interview.
        interview_type: Option<InterviewTypeId>,
        /// The calendar.
        calendar: Option<CalendarId>,
        /// The vacancy.
        vacancy: Option<VacancyId>,
        /// Its id in the calendar's system.
        foreign: Option<String>,
        /// Location.
        location: Option<String>,
        /// Participants.
        attendees: Vec<Attendee>,
        /// Reminders.
        reminders: Vec<Reminder>,
        /// Status.
        status: Option<EventStatus>,
        /// Whether its time is marked as busy.
        transparency: Option<Transparency>,
        /// Rules of recurrence (RFC 5545).
        recurrence: Vec<Value>,
    }

    /// Creator of an event.
    EventCreator {
        /// Their name.
        display_name as "displayName": Option<String>,
        /// Their name. Newer than the reference.
        name: Option<String>,
        /// E-mail address.
        email: Option<String>,
        /// Whether it is the token's user.
        is_self as "self": Option<bool>,
    }

    /// A participant.
    Attendee {
        /// The member of the organisation, if any.
        member: Option<CoworkerId>,
        /// Their name.
        display_name as "displayName": Option<String>,
        /// E-mail address.
        email: Option<String>,
        /// Response to the invitation.
        response_status as "responseStatus": Option<EventStatus>,
    }

    /// A reminder.
    Reminder {
        /// Method.
        method: Option<ReminderMethod>,
        /// Minutes before the event.
        minutes: Option<u32>,
    }
}
