//! English.

use super::Word;

pub(super) fn text(word: Word) -> &'static str {
    match word {
        Word::FirstName => "First name",
        Word::LastName => "Last name",
        Word::MiddleName => "Middle name",
        Word::Email => "E-mail",
        Word::Phone => "Phone",
        Word::Profile => "Link to a profile",
        Word::Letter => "Cover letter",
        Word::Salary => "Salary expectation",
        Word::Resume => "Resume",
        Word::ResumeHint => "{kinds}, up to {max} MB",
        Word::ResumeKept => {
            "{name} is attached. Untick it to remove it, or choose another file to replace it."
        }
        Word::Optional => "optional",
        Word::Apply => "Apply",
        Word::ApplyFor => "Apply: {job}",
        Word::Jobs => "Open jobs",
        Word::NoJobs => "There are no open jobs at the moment.",
        Word::AllJobs => "All jobs",
        Word::Stale => "This list may be some time old; you can apply all the same.",
        Word::Mend => "Please check these fields",
        Word::Thanks => "Thank you for your application",
        Word::StateReceived => {
            "We have received your application and are passing it on to the company."
        }
        Word::StateDelivered => "Your application is with the company.",
        Word::StateFailed => {
            "Your application could not be delivered automatically. A person has been told and will see to it."
        }
        Word::StateWithdrawn => {
            "You have withdrawn this application. What was not yet with the company is erased."
        }
        Word::Withdraw => "Withdraw this application",
        Word::WithdrawHint => {
            "Erases what the company does not have yet, and tells it if it does. A file that is with the company already can only be erased by the company."
        }
        Word::Receipt => "Receipt",
        Word::Required => "Please fill in this field.",
        Word::TooLong => "Please use at most {limit} characters.",
        Word::Characters => {
            "This field has characters that cannot be stored. Please type it again."
        }
        Word::BadEmail => "Please enter an e-mail address, such as name@example.com.",
        Word::BadPhone => {
            "Please enter a phone number with 5 to 15 digits, such as +44 20 7946 0000."
        }
        Word::BadUrl => "Please enter a web address that starts with https://.",
        Word::ConsentRequired => "Please agree to this, or the application cannot be sent.",
        Word::ConsentChanged => {
            "This text has changed since you opened the form. Please read it again."
        }
        Word::FileRequired => "Please attach: {label}.",
        Word::FileKind => "This kind of file is not accepted. Please choose one of: {kinds}.",
        Word::FileContent => {
            "The file is not what its name says. Please save it again as one of: {kinds}."
        }
        Word::FileMarkup => {
            "This is a web page or an XML file with the name of a Word document. Please open it and save it as PDF or DOCX."
        }
        Word::FileEmpty => "The file is empty. Please choose another one.",
        Word::FileEncrypted => "The file is locked with a password. Please save it without one.",
        Word::FileMacros => "The file has macros. Please save it without them, as one of: {kinds}.",
        Word::FileUnsafe => {
            "The file has parts that could do harm. Please save it again as one of: {kinds}."
        }
        Word::FileTooLarge => "The file is larger than {max} MB. Please choose a smaller one.",
        Word::FileGone => "The file is no longer here. Please attach it again.",
        Word::UnknownField => "The form has no such field.",
        Word::Invalid => "Some fields need a change.",
        Word::NotFound => "There is nothing here.",
        Word::Closed => "This job no longer takes applications.",
        Word::Origin => "This page is not allowed to send applications here.",
        Word::TooLarge => "That is too large.",
        Word::MediaType => "Please send JSON or multipart/form-data.",
        Word::Unreadable => "The request could not be read.",
        Word::Method => "That cannot be done here.",
        Word::Unavailable => "Please try again in a moment. Nothing you typed is lost.",
        Word::KeyReused => "This application was already sent with other content.",
        Word::Unauthorized => "The key is missing or wrong.",
        Word::Forbidden => "This key does not open that.",
        Word::Links => "Links",
        Word::LinksHint => "One address a line, each starting with https://",
        Word::Birthday => "Date of birth",
        Word::Position => "Current position",
        Word::Company => "Current company",
        Word::Photo => "Photo",
        Word::Files => "Further files",
        Word::BadDate => "Please enter a date, such as {date}.",
        Word::FileNamePath => {
            "The file’s name has a path in it. Please choose the file itself again."
        }
        Word::FileNameCharacters => {
            "The file’s name has characters that cannot be shown. Please rename it with letters, digits and spaces, and choose it again."
        }
        Word::FileNameDirection => {
            "The file’s name has hidden marks that turn the direction of writing. Please type its name anew and choose it again."
        }
        Word::FileNameLong => {
            "The file’s name is longer than 255 characters. Please give it a shorter one and choose it again."
        }
        Word::FilePixels => "The picture has more than 50 megapixels. Please choose a smaller one.",
        Word::FileInfected => {
            "A virus scanner does not accept this file. Please check your computer and choose another file."
        }
        Word::TooManyFiles => "Please attach at most {limit} here.",
        Word::TooMany => "That was a little too often. Please try again in a minute.",
        Word::UploadOffset => "The upload goes on from another place.",
        Word::UploadChecksum => "A part of the file was damaged on its way and is sent again.",
        Word::UploadClaimed => {
            "This file belongs to an application that was sent. Withdraw that to erase it."
        }
        Word::NoPrefill => {
            "The form cannot be filled from a resume here. Please fill it in by hand."
        }
        Word::Uploading => "Uploading: {percent}",
        Word::Uploaded => "Uploaded",
        Word::Paused => "Paused at {percent}",
        Word::Waiting => "The connection is poor. It goes on by itself in a moment.",
        Word::Offline => {
            "You are offline. Nothing is lost: it goes on by itself when you are back."
        }
        Word::Pause => "Pause",
        Word::GoOn => "Continue",
        Word::Remove => "Remove",
        Word::Sending => "Sending…",
        Word::PrefillAsk => {
            "Fill in the form from this resume. For that the file goes to the company at once; then only the company can erase it."
        }
        Word::PrefillDone => "Filled in from your resume. Please check it.",
        Word::PrefillNothing => {
            "Nothing could be read from this file. Please fill in the form by hand."
        }
        Word::FromResume => "read from the resume",
        Word::DraftRestored => "What you typed before is here again.",
        Word::StartAnew => "Erase it and start anew",
        Word::Search => "Search",
        Word::Division => "Department",
        Word::Region => "Location",
        Word::Every => "All",
        Word::BadNumber => "Please enter a whole number, such as 5.",
        Word::BadChoice => "Please choose one of the list.",
        Word::CheckAsk => "To show that a person is applying: how much is {a} + {b}?",
        Word::CheckRequired => "Please answer this question, so that we know a person is applying.",
        Word::CheckWrong => "That is not the answer. Please write the sum as a number.",
        Word::Robot => "We could not make sure that a person is applying. Please try again.",
        Word::RobotWaiting => "Checking that a person is applying…",
        Word::RobotBlocked => {
            "The check that a person is applying could not be loaded. Send it all the same: a plain question is asked instead."
        }
        Word::PoolHint => "What you typed is still here. The company may keep it for other jobs:",
        Word::PoolOffer => "Send it to the talent pool",
        Word::FileKept => "{name} is attached. Untick it to remove it.",
        Word::FileUnreadable => "The file could not be read. Please choose it again.",
        Word::FileFailed => "The file could not be sent. Please remove it and choose it again.",
        Word::ResumePhoto => "Send the photo from this resume along",
        Word::NoFit => "No open job fits this search.",
        Word::Posted => "Posted on {date}",
    }
}
