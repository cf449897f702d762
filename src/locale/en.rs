//! The texts in English.

use super::messages::MessageId::{self, *};

pub(super) fn text(word: MessageId) -> &'static str {
    match word {
        FirstName => "First name",
        LastName => "Last name",
        MiddleName => "Middle name",
        Email => "E-mail",
        Phone => "Phone",
        Profile => "Link to a profile",
        Letter => "Cover letter",
        Salary => "Salary expectation",
        Resume => "Resume",
        ResumeHint => "{kinds}, up to {max} MB",
        ResumeKept => {
            "{name} is attached. Untick it to remove it, or choose another file to replace it."
        }
        Optional => "optional",
        Apply => "Apply",
        ApplyFor => "Apply: {job}",
        Jobs => "Open jobs",
        NoJobs => "There are no open jobs at the moment.",
        AllJobs => "All jobs",
        Stale => "This list may be some time old; you can apply all the same.",
        FixErrors => "Please check these fields",
        Thanks => "Thank you for your application",
        StateReceived => "We have received your application and are passing it on to the company.",
        StateDelivered => "Your application is with the company.",
        StateFailed => {
            "Your application could not be delivered automatically. A person has been told and will see to it."
        }
        StateWithdrawn => {
            "You have withdrawn this application. What was not yet with the company is erased."
        }
        Withdraw => "Withdraw this application",
        WithdrawHint => {
            "Erases what the company does not have yet, and tells it if it does. A file that is with the company already can only be erased by the company."
        }
        Receipt => "Receipt",
        Required => "Please fill in this field.",
        TooLong => "Please use at most {limit} characters.",
        Characters => "This field has characters that cannot be stored. Please type it again.",
        BadEmail => "Please enter an e-mail address, such as name@example.com.",
        BadPhone => "Please enter a phone number with 5 to 15 digits, such as +44 20 7946 0000.",
        BadUrl => "Please enter a web address that starts with https://.",
        ConsentRequired => "Please agree to this, or the application cannot be sent.",
        ConsentChanged => "This text has changed since you opened the form. Please read it again.",
        FileRequired => "Please attach: {label}.",
        FileKind => "This kind of file is not accepted. Please choose one of: {kinds}.",
        FileContent => {
            "The file is not what its name says. Please save it again as one of: {kinds}."
        }
        FileMarkup => {
            "This is a web page or an XML file with the name of a Word document. Please open it and save it as PDF or DOCX."
        }
        FileEmpty => "The file is empty. Please choose another one.",
        FileEncrypted => "The file is locked with a password. Please save it without one.",
        FileMacros => "The file has macros. Please save it without them, as one of: {kinds}.",
        FileUnsafe => {
            "The file has parts that could do harm. Please save it again as one of: {kinds}."
        }
        FileTooLarge => "The file is larger than {max} MB. Please choose a smaller one.",
        UploadExpired => "The file is no longer here. Please attach it again.",
        UnknownField => "The form has no such field.",
        Invalid => "Some fields need a change.",
        NotFound => "There is nothing here.",
        Closed => "This job no longer takes applications.",
        Origin => "This page is not allowed to send applications here.",
        TooLarge => "That is too large.",
        MediaType => "Please send JSON or multipart/form-data.",
        Unreadable => "The request could not be read.",
        MethodNotAllowed => "That cannot be done here.",
        Unavailable => "Please try again in a moment. Nothing you typed is lost.",
        KeyReused => "This application was already sent with other content.",
        Unauthorized => "The key is missing or wrong.",
        Forbidden => "This key does not open that.",
        Links => "Links",
        LinksHint => "One address a line, each starting with https://",
        Birthday => "Date of birth",
        Position => "Current position",
        Company => "Current company",
        Photo => "Photo",
        Files => "Further files",
        BadDate => "Please enter a date, such as {date}.",
        FileNamePath => "The file’s name has a path in it. Please choose the file itself again.",
        FileNameCharacters => {
            "The file’s name has characters that cannot be shown. Please rename it with letters, digits and spaces, and choose it again."
        }
        FileNameDirection => {
            "The file’s name has hidden marks that turn the direction of writing. Please type its name anew and choose it again."
        }
        FileNameLong => {
            "The file’s name is longer than 255 characters. Please give it a shorter one and choose it again."
        }
        FilePixels => "The picture has more than 50 megapixels. Please choose a smaller one.",
        FileInfected => {
            "A virus scanner does not accept this file. Please check your computer and choose another file."
        }
        TooManyFiles => "Please attach at most {limit} here.",
        TooMany => "That was a little too often. Please try again in a minute.",
        UploadOffset => "The upload goes on from another place.",
        UploadChecksum => "A part of the file was damaged on its way and is sent again.",
        UploadClaimed => {
            "This file belongs to an application that was sent. Withdraw that to erase it."
        }
        NoPrefill => "The form cannot be filled from a resume here. Please fill it in by hand.",
        Uploading => "Uploading: {percent}",
        Uploaded => "Uploaded",
        Paused => "Paused at {percent}",
        Waiting => "The connection is poor. It goes on by itself in a moment.",
        Offline => "You are offline. Nothing is lost: it goes on by itself when you are back.",
        Pause => "Pause",
        ContinueUpload => "Continue",
        Remove => "Remove",
        Sending => "Sending…",
        PrefillAsk => {
            "Fill in the form from this resume. For that the file goes to the company at once; then only the company can erase it."
        }
        PrefillDone => "Filled in from your resume. Please check it.",
        PrefillNothing => "Nothing could be read from this file. Please fill in the form by hand.",
        FromResume => "read from the resume",
        DraftRestored => "What you typed before is here again.",
        StartOver => "Erase it and start anew",
        Search => "Search",
        Division => "Department",
        Region => "Location",
        Every => "All",
        BadNumber => "Please enter a whole number, such as 5.",
        BadChoice => "Please choose one of the list.",
        CheckAsk => "To show that a person is applying: how much is {a} + {b}?",
        CheckRequired => "Please answer this question, so that we know a person is applying.",
        CheckWrong => "That is not the answer. Please write the sum as a number.",
        ChallengeFailed => "We could not make sure that a person is applying. Please try again.",
        ChallengeWaiting => "Checking that a person is applying…",
        ChallengeBlocked => {
            "The check that a person is applying could not be loaded. Send it all the same: a plain question is asked instead."
        }
        PoolHint => "What you typed is still here. The company may keep it for other jobs:",
        PoolOffer => "Send it to the talent pool",
        FileKept => "{name} is attached. Untick it to remove it.",
        FileUnreadable => "The file could not be read. Please choose it again.",
        FileFailed => "The file could not be sent. Please remove it and choose it again.",
        ResumePhoto => "Send the photo from this resume along",
        NoFit => "No open job fits this search.",
        Posted => "Posted on {date}",
    }
}
