//! The ids of all messages.

macro_rules! messages {
    ($($(#[$doc:meta])* $word:ident = $code:literal,)+) => {
        /// A message, translated into every language. Its code is the name in the protocol, and in a site's `texts`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum MessageId { $($(#[$doc])* $word,)+ }
        impl MessageId {
            /// All messages.
            pub const ALL: &[Self] = &[$(Self::$word,)+];
            /// The stable name.
            pub fn code(self) -> &'static str {
                match self { $(Self::$word => $code,)+ }
            }
        }
    };
}

messages! {
    /// Label of the given name.
    FirstName = "first_name",
    /// Label of the family name.
    LastName = "last_name",
    /// Label of the middle name.
    MiddleName = "middle_name",
    /// Label of the e-mail address.
    Email = "email",
    /// Label of the telephone number.
    Phone = "phone",
    /// Label of the profile link.
    Profile = "profile",
    /// Label of the cover letter.
    Letter = "letter",
    /// Label of the salary expectation.
    Salary = "salary",
    /// Label of the resume.
    Resume = "resume",
    /// Hint: the accepted kinds and size of files; `{kinds}`, `{max}`.
    ResumeHint = "resume_hint",
    /// Label of the checkbox of an attached resume; `{name}`.
    ResumeKept = "resume_kept",
    /// Mark after the label of an optional field.
    Optional = "optional",
    /// Label of the submit button.
    Apply = "apply",
    /// Heading of the form; `{job}`.
    ApplyFor = "apply_for",
    /// Heading of the list of jobs.
    Jobs = "jobs",
    /// Shown in place of an empty list of jobs.
    NoJobs = "no_jobs",
    /// Link back to the list of jobs.
    AllJobs = "all_jobs",
    /// Notice: the ATS did not answer, and the list may be out of date.
    Stale = "stale",
    /// Heading of the error summary.
    FixErrors = "fix_errors",
    /// Heading of the status page.
    Thanks = "thanks",
    /// State: received.
    StateReceived = "state_received",
    /// State: delivered to the company.
    StateDelivered = "state_delivered",
    /// State: failed, a person has to help.
    StateFailed = "state_failed",
    /// State: withdrawn.
    StateWithdrawn = "state_withdrawn",
    /// Label of the button that withdraws an application.
    Withdraw = "withdraw",
    /// Hint: the effect of withdrawing.
    WithdrawHint = "withdraw_hint",
    /// Label of the receipt's number.
    Receipt = "receipt",
    /// Problem: the field is required and empty.
    Required = "required",
    /// Problem: too long; `{limit}` characters.
    TooLong = "too_long",
    /// Problem: characters that cannot be stored.
    Characters = "characters",
    /// Problem: not an e-mail address.
    BadEmail = "bad_email",
    /// Problem: not a telephone number.
    BadPhone = "bad_phone",
    /// Problem: not a URL.
    BadUrl = "bad_url",
    /// Problem: a required consent is missing.
    ConsentRequired = "consent_required",
    /// Problem: the text of the consent has changed since the form was shown.
    ConsentChanged = "consent_changed",
    /// Problem: a required file is missing; `{label}` of the slot.
    FileRequired = "file_required",
    /// Problem: the kind of the file is not accepted; `{kinds}`.
    FileKind = "file_kind",
    /// Problem: the content of the file does not match its name.
    FileContent = "file_content",
    /// Problem: a web page or an XML file with the name of a Word document.
    FileMarkup = "file_markup",
    /// Problem: an empty file.
    FileEmpty = "file_empty",
    /// Problem: the file is protected with a password.
    FileEncrypted = "file_encrypted",
    /// Problem: the document contains macros.
    FileMacros = "file_macros",
    /// Problem: the file contains something that could do harm.
    FileUnsafe = "file_unsafe",
    /// Problem: too large; `{max}` MB.
    FileTooLarge = "file_too_large",
    /// Problem: the uploaded file does not exist any more.
    UploadExpired = "upload_expired",
    /// Problem: the form has no such field.
    UnknownField = "unknown_field",
    /// Title: some fields are invalid.
    Invalid = "invalid",
    /// Title: nothing at this address.
    NotFound = "not_found",
    /// Title: the job does not take applications any more.
    Closed = "closed",
    /// Title: the page's origin is not allowed to send applications.
    Origin = "origin",
    /// Title: the request is too large.
    TooLarge = "too_large",
    /// Title: the media type of the body is not accepted.
    MediaType = "media_type",
    /// Title: the body is malformed.
    Unreadable = "unreadable",
    /// Title: the method is not allowed.
    MethodNotAllowed = "method_not_allowed",
    /// Title: try again later.
    Unavailable = "unavailable",
    /// Title: the idempotency key was used for another application.
    KeyReused = "key_reused",
    /// Title: the request has no valid credentials.
    Unauthorized = "unauthorized",
    /// Title: the caller is not allowed to do this.
    Forbidden = "forbidden",
    /// Label of the field for further URLs.
    Links = "links",
    /// Hint: how to enter several URLs.
    LinksHint = "links_hint",
    /// Label of the date of birth.
    Birthday = "birthday",
    /// Label of the current position.
    Position = "position",
    /// Label of the current employer.
    Company = "company",
    /// Label of the photo.
    Photo = "photo",
    /// Label of further files.
    Files = "files",
    /// Problem: not a valid date.
    BadDate = "bad_date",
    /// Problem: the file name contains a path.
    FileNamePath = "file_name_path",
    /// Problem: the file name contains control characters.
    FileNameCharacters = "file_name_characters",
    /// Problem: the file name contains characters that change the direction of writing.
    FileNameDirection = "file_name_direction",
    /// Problem: the file name is too long.
    FileNameLong = "file_name_long",
    /// Problem: the picture has too many pixels.
    FilePixels = "file_pixels",
    /// Problem: a scanner found the file infected.
    FileInfected = "file_infected",
    /// Problem: too many files for the slot; `{limit}`.
    TooManyFiles = "too_many_files",
    /// Title: too many requests.
    TooMany = "too_many",
    /// Title: the upload's offset is another one.
    UploadOffset = "upload_offset",
    /// Title: bytes of the file were damaged on the way.
    UploadChecksum = "upload_checksum",
    /// Title: an application holds the file.
    UploadClaimed = "upload_claimed",
    /// Title: this site does not fill forms from resumes.
    NoPrefill = "no_prefill",
    /// Upload state: in progress; `{percent}`.
    Uploading = "uploading",
    /// Upload state: complete.
    Uploaded = "uploaded",
    /// Upload state: paused by the candidate.
    Paused = "paused",
    /// Upload state: waiting for an automatic retry.
    Waiting = "waiting",
    /// Upload state: the browser is offline.
    Offline = "offline",
    /// Label of the button that pauses an upload.
    Pause = "pause",
    /// Label of the button that continues an upload.
    ContinueUpload = "continue_upload",
    /// Label of the button that removes a file.
    Remove = "remove",
    /// Notice: the application is being sent.
    Sending = "sending",
    /// Label of the button that fills the form from the resume, with its consequence.
    PrefillAsk = "prefill_ask",
    /// Notice: the form was filled from the resume.
    PrefillDone = "prefill_done",
    /// Notice: nothing could be parsed from the resume.
    PrefillNothing = "prefill_nothing",
    /// Mark on a field that was filled from the resume.
    FromResume = "from_resume",
    /// Notice: an earlier draft was restored.
    DraftRestored = "draft_restored",
    /// Label of the button that deletes the restored draft.
    StartOver = "start_over",
    /// Problem: not an integer.
    BadNumber = "bad_number",
    /// Problem: not one of the choices.
    BadChoice = "bad_choice",
    /// Label of the search field for jobs.
    Search = "search",
    /// Label of the filter by division.
    Division = "division",
    /// Label of the filter by region.
    Region = "region",
    /// Choice of a filter that selects everything.
    Every = "every",
    /// The arithmetic question; `{a}`, `{b}`.
    CheckAsk = "check_ask",
    /// Problem: the question was not answered.
    CheckRequired = "check_required",
    /// Problem: the answer to the question is wrong.
    CheckWrong = "check_wrong",
    /// Title: the spam check failed.
    ChallengeFailed = "challenge_failed",
    /// Notice: the spam check is in progress.
    ChallengeWaiting = "challenge_waiting",
    /// Notice: the spam check could not be loaded.
    ChallengeBlocked = "challenge_blocked",
    /// Notice: the job is closed, and another one takes applications.
    PoolHint = "pool_hint",
    /// Label of the button or link to that other job.
    PoolOffer = "pool_offer",
    /// Label of the checkbox of another attached file; `{name}`.
    FileKept = "file_kept",
    /// Problem: the browser cannot read the file.
    FileUnreadable = "file_unreadable",
    /// Problem: the file cannot be sent to the Worker.
    FileFailed = "file_failed",
    /// Label of the checkbox that sends the picture found in the resume.
    ResumePhoto = "resume_photo",
    /// Notice: no open job matches the search.
    NoFit = "no_fit",
    /// The date of publication; `{date}`.
    Posted = "posted",
}
