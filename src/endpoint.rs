//! An operation of an ATS as a type, and the macro that makes one of a row.

use crate::call::{Access, Body, Call, Method, Reply};
use crate::error::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An API whose operations are rows: what opens it, and how it says no.
pub trait Api {
    /// The credentials its operations need.
    const ACCESS: Access = Access::Bearer;

    /// What an answer without a success status means.
    fn refusal(operation: &'static str, method: Method, reply: &Reply) -> Error;
}

/// One operation: a request that knows its path, its body and the shape of its reply.
pub trait Endpoint: Sized {
    /// Whose operation it is.
    type Api: Api;
    /// What a success carries.
    type Reply: DeserializeOwned;
    /// Name and address, as they stand in the table.
    const ROW: Row;

    /// Path and query, every value percent-encoded.
    fn path(&self) -> String;

    /// The body; empty by default.
    fn body(&self, boundary: &str) -> Result<Body, Error>;

    /// Headers of this operation's own.
    fn headers(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// The request as a value. `boundary` separates the parts of a multipart body and must be
    /// unguessable; other bodies do not use it.
    fn call(&self, boundary: &str) -> Result<Call, Error> {
        Ok(Call {
            operation: Self::ROW.operation,
            access: Self::Api::ACCESS,
            method: Self::ROW.method,
            path: self.path(),
            headers: self.headers(),
            body: self.body(boundary)?,
        })
    }

    /// Reads an answer. A refusal is told by [`Api::refusal`]; a success that does not parse names
    /// the JSON path.
    fn parse(reply: &Reply) -> Result<Self::Reply, Error> {
        let operation = Self::ROW.operation;
        if !(200..300).contains(&reply.status) {
            return Err(Self::Api::refusal(operation, Self::ROW.method, reply));
        }
        let bytes: &[u8] = if reply.body.is_empty() { b"null" } else { &reply.body };
        let json = &mut serde_json::Deserializer::from_slice(bytes);
        serde_path_to_error::deserialize(json).map_err(|e| {
            // serde's message can quote a value; its category cannot.
            let why = match e.inner().classify() {
                serde_json::error::Category::Data => "unexpected type or missing field",
                serde_json::error::Category::Eof => "the document ends early",
                _ => "not JSON",
            };
            Error::malformed(operation, &e.path().to_string(), why)
        })
    }
}

/// A row of a table: an operation's name and address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// `module::Name`.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// The path with its parameters in braces, below the API's base URL.
    pub path: &'static str,
}

/// What can be a request body. Anything that serialises is JSON.
pub trait Payload {
    /// The body as it is sent.
    fn body(&self, operation: &'static str, boundary: &str) -> Result<Body, Error>;
    /// Headers that go with it.
    fn headers(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

impl<T: Serialize> Payload for T {
    fn body(&self, operation: &'static str, _boundary: &str) -> Result<Body, Error> {
        serde_json::to_vec(self)
            .map(Body::json)
            .map_err(|_| Error::malformed(operation, "body", "does not serialise"))
    }
}

/// Fills `{name}` in a path template with a percent-encoded value.
pub(crate) fn fill(path: &str, name: &str, value: &dyn std::fmt::Display) -> String {
    path.replace(&format!("{{{name}}}"), &percent(&value.to_string()))
}

/// Appends a query; repeated keys stay repeated, which is how Huntflow takes arrays.
pub(crate) fn with_query(mut path: String, query: &[(&str, String)]) -> String {
    for (i, (key, value)) in query.iter().enumerate() {
        path.push(if i == 0 { '?' } else { '&' });
        path.push_str(key);
        path.push('=');
        path.push_str(&percent(value));
    }
    path
}

/// Percent-encodes all but RFC 3986's unreserved characters.
pub(crate) fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Makes of each row a request struct, its [`Endpoint`] and an entry of the module's `TABLE`.
///
/// ```text
/// endpoints! { applicants of Huntflow;
///     /// Adds an applicant.
///     Create: Post "/accounts/{account}/applicants" (account: AccountId) <- NewApplicant => Created;
///     /// Reads one.
///     Read: Get "/accounts/{account}/applicants/{applicant}" (account: AccountId, applicant: ApplicantId) => Applicant;
///     /// Finds some; the query is any type with `fn pairs(&self) -> Vec<(&str, String)>`.
///     List: Get "/accounts/{account}/applicants" (account: AccountId) ? Filter => Page<Applicant>;
/// }
/// ```
macro_rules! endpoints {
    ($module:ident of $api:ty; $($(#[$doc:meta])* $name:ident: $method:ident $path:literal
        ($($param:ident: $ty:ty),* $(,)?) $(? $query:ident)? $(<- $body:ident)? => $reply:ty;)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone)]
            pub struct $name {
                $(#[doc = concat!("Fills `{", stringify!($param), "}` in the path.")] pub $param: $ty,)*
                $(/// The query.
                pub query: $query,)?
                $(/// The body.
                pub body: $body,)?
            }
            impl $crate::endpoint::Endpoint for $name {
                type Api = $api;
                type Reply = $reply;
                const ROW: $crate::endpoint::Row = $crate::endpoint::Row {
                    operation: concat!(stringify!($module), "::", stringify!($name)),
                    method: $crate::call::Method::$method,
                    path: $path,
                };
                fn path(&self) -> String {
                    let path = $path.to_owned();
                    $(let path = $crate::endpoint::fill(&path, stringify!($param), &self.$param);)*
                    $(let query: &$query = &self.query;
                    let path = $crate::endpoint::with_query(path, &query.pairs());)?
                    path
                }
                fn body(&self, _boundary: &str) -> Result<$crate::call::Body, $crate::error::Error> {
                    #[allow(unused_variables, reason = "a row without a body keeps it")]
                    let body: Result<$crate::call::Body, $crate::error::Error> = Ok(Default::default());
                    $(let body = <$body as $crate::endpoint::Payload>::body(
                        &self.body,
                        Self::ROW.operation,
                        _boundary,
                    );)?
                    body
                }
                fn headers(&self) -> Vec<(&'static str, String)> {
                    #[allow(unused_variables, reason = "a row without a body keeps it")]
                    let headers: Vec<(&'static str, String)> = Vec::new();
                    $(let headers = <$body as $crate::endpoint::Payload>::headers(&self.body);)?
                    headers
                }
            }
        )+
        /// The operations of this module.
        pub const TABLE: &[$crate::endpoint::Row] = &[$(<$name as $crate::endpoint::Endpoint>::ROW,)+];
    };
}
pub(crate) use endpoints;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fills_a_path_cannot_leave_its_segment() {
        let filled = fill("/candidates/{candidate}", "candidate", &"../../me?x=1#%2f");
        assert_eq!(filled, "/candidates/..%2F..%2Fme%3Fx%3D1%23%252f");
    }

    #[test]
    fn repeated_keys_stay_repeated() {
        let query = [("state", "OPEN".to_owned()), ("state", "HOLD".to_owned())];
        assert_eq!(with_query("/v".to_owned(), &query), "/v?state=OPEN&state=HOLD");
    }
}
