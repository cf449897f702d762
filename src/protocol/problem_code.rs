//! The codes of problems.

use crate::locale::MessageId;

macro_rules! problem_codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal,)+) => {
        /// The code of a problem: a stable name of the protocol.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ProblemCode { $($(#[$doc])* $code,)+ }
        impl ProblemCode {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$code,)+];
            /// The name in the protocol.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => $name,)+ }
            }
            /// The message used as the title.
            pub fn title(self) -> MessageId {
                match self { $(Self::$code => MessageId::$code,)+ }
            }
        }
    };
}

problem_codes! {
    /// Some fields are invalid.
    Invalid = "invalid",
    /// There is nothing at this path.
    NotFound = "not_found",
    /// The job does not take applications any more.
    Closed = "closed",
    /// The page's origin may not send applications.
    Origin = "origin",
    /// The body is too large.
    TooLarge = "too_large",
    /// The body's media type is not accepted.
    MediaType = "media_type",
    /// The body is malformed.
    Unreadable = "unreadable",
    /// The route does not support this method.
    MethodNotAllowed = "method_not_allowed",
    /// Nothing was accepted; a retry later can help.
    Unavailable = "unavailable",
    /// The idempotency key was used for another application.
    KeyReused = "key_reused",
    /// The request has no valid credentials.
    Unauthorized = "unauthorized",
    /// The caller is not allowed to do this.
    Forbidden = "forbidden",
    /// Too many requests from one address.
    TooMany = "too_many",
    /// The upload's offset is another one.
    UploadOffset = "upload_offset",
    /// The checksum does not match: bytes were damaged on the way.
    UploadChecksum = "upload_checksum",
    /// An application holds the upload.
    UploadClaimed = "upload_claimed",
    /// This site does not fill forms from resumes.
    NoPrefill = "no_prefill",
    /// The spam check failed.
    ChallengeFailed = "challenge_failed",
}
