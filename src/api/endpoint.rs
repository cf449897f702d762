//! API operations as types, and the macro that generates them from table rows.
//!
//! A row consists of name, method, path, parameters, body and reply. It expands to a request struct
//! with its [`Endpoint`], and to an [`Operation`] for code that needs operations as data: logs,
//! permissions, the gateway. Payloads are declared beside their rows, by a macro that makes all of
//! them lenient in the same way: unknown fields are ignored, absent and `null` are the same, and
//! unknown enumeration values are kept.

mod payload;
mod probe;
mod raw_request;
pub(crate) mod scalar;
mod shape;

pub use payload::{Answer, Change, Content, NoContent, Payload, Pdf};
pub use raw_request::{PathValues, Place, RawRequest, RequestError};
pub use scalar::{Kind, Pairs, Scalar, Slot};
pub use shape::{FieldShape, Shape, Shaped};

pub(crate) use payload::{constructor, is_absent, names, nullable, payloads};
pub(crate) use raw_request::fill;
pub(crate) use scalar::{key, query, words};

use crate::api::error::{Error, ErrorKind, Retry};
use crate::api::request::{Access, Body, Call, Method, Reply};

/// An API that is described by a table: its credentials and its errors.
pub trait Api {
    /// The credentials required by its operations.
    const ACCESS: Access = Access::Bearer;

    /// The error for an answer without a success status.
    fn refusal(operation: &'static str, method: Method, reply: &Reply) -> Error;
}

/// An operation: a request with its path, its body and the type of its reply.
pub trait Endpoint: Sized {
    /// The API of this operation.
    type Api: Api;
    /// The type of a successful reply.
    type Reply: Answer;
    /// The row of the table.
    const ROW: Operation;

    /// Path and query, with percent-encoded values.
    fn path(&self) -> String;

    /// The body; empty by default.
    fn body(&self, boundary: &str) -> Result<Body, Error>;

    /// Headers specific to this operation.
    fn headers(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// The request as a value. `boundary` separates the parts of a multipart body and must be
    /// unguessable; other bodies do not use it. Fails if a value would change the structure of the
    /// path.
    fn call(&self, boundary: &str) -> Result<Call, Error> {
        let path = self.path();
        let alone = path.split('?').next().unwrap_or_default();
        if alone.split('/').skip(1).any(|s| s.is_empty() || raw_request::is_dots(s)) {
            let why = "a path parameter is empty or made of dots".to_owned();
            return Err(Error::new(ErrorKind::Refused, Retry::Never, Self::ROW.operation, why));
        }
        Ok(Call {
            operation: Self::ROW.operation,
            access: Self::Api::ACCESS,
            method: Self::ROW.method,
            path,
            headers: self.headers(),
            body: self.body(boundary)?,
        })
    }

    /// Parses an answer. An error status gives the error of [`Api::refusal`]; a success that does
    /// not parse gives an error with the JSON path.
    fn parse(reply: &Reply) -> Result<Self::Reply, Error> {
        Self::parse_as(reply)
    }

    /// Parses only the fields of `T` and ignores the rest. Code size stays small where little of a
    /// large reply is needed.
    fn parse_as<T: Answer>(reply: &Reply) -> Result<T, Error> {
        let operation = Self::ROW.operation;
        if !(200..300).contains(&reply.status) {
            return Err(Self::Api::refusal(operation, Self::ROW.method, reply));
        }
        T::read(operation, reply)
    }
}

/// A row of the table: an operation as data.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// `module::Name`.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// The path below the API's base URL, with parameters in braces.
    pub path: &'static str,
    /// The path parameters, in order.
    pub parameters: &'static [Parameter],
    /// The query parameters.
    pub query: &'static [Parameter],
    /// Headers specific to this operation.
    pub headers: &'static [Parameter],
    /// Content of the request.
    pub body: Content,
    /// Content of the reply.
    pub reply: Content,
    /// The success status.
    pub status: u16,
    /// The required credentials.
    pub access: Access,
    /// Checks whether a JSON body has the operation's type.
    pub check: fn(&[u8]) -> Result<(), RequestError>,
}

/// A parameter of a path, a query or a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Type of the value.
    pub kind: Kind,
    /// Whether the parameter is required.
    pub required: bool,
    /// Whether the parameter can be repeated.
    pub repeated: bool,
}

impl Parameter {
    /// The parameter for a field of type `T`.
    pub const fn of<T: Slot>(name: &'static str) -> Self {
        let name = without_raw_prefix(name);
        Self { name, kind: T::KIND, required: T::REQUIRED, repeated: T::REPEATED }
    }
}

/// The query of an operation.
pub trait Query: Sized {
    /// Its parameters.
    const PARAMETERS: &'static [Parameter];
    /// The pairs to send, not yet percent-encoded.
    fn pairs(&self) -> Pairs;
    /// Reads the query of a request to the gateway.
    fn read(asked: &RawRequest<'_>) -> Result<Self, RequestError>;
}

/// A field's name without the `r#` of a keyword.
pub(crate) const fn without_raw_prefix(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Appends a query. Arrays are sent as repeated keys, as Huntflow expects.
pub(crate) fn with_query<K: AsRef<str>>(mut path: String, query: &[(K, String)]) -> String {
    for (i, (key, value)) in query.iter().enumerate() {
        path.push(if i == 0 { '?' } else { '&' });
        path.push_str(key.as_ref());
        path.push('=');
        path.push_str(&percent(value));
    }
    path
}

/// Percent-encodes all characters except RFC 3986's unreserved ones.
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

pub(crate) fn read<E: Endpoint>(endpoint: E) -> Result<Call, RequestError> {
    let wrong =
        |e: Error| RequestError::new(Place::Path, e.operation.to_owned(), "not a path of ours");
    endpoint.call("boundary").map_err(wrong)
}

/// Generates for each row a request struct, its [`Endpoint`] and an entry of the module's `TABLE`.
///
/// ```text
/// endpoints! { applicants of Huntflow;
///     /// Adds an applicant.
///     Create: Post "/accounts/{account}/applicants" (account: AccountId) <- NewApplicant => Created;
///     /// Reads an applicant.
///     Read: Get "/accounts/{account}/applicants/{applicant}" (account: AccountId, applicant: ApplicantId) => Applicant;
///     /// Lists applicants; the query is made by `query!`.
///     List: Get "/accounts/{account}/applicants" (account: AccountId) ? Filter => Page<Applicant>;
///     /// Starts a task; the success status is 202.
///     Start: Post "/tasks" () <- NewTask => 202: Task;
/// }
/// ```
macro_rules! endpoints {
    ($module:ident of $api:ty; $($(#[$doc:meta])* $name:ident: $method:ident $path:literal
        ($($param:ident: $ty:ty),* $(,)?) $(? $query:ident)? $(<- $body:ty)? => $($status:literal :)? $reply:ty;)+) => {
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
            impl $crate::api::endpoint::Endpoint for $name {
                type Api = $api;
                type Reply = $reply;
                const ROW: $crate::api::endpoint::Operation = {
                    #[allow(unused_mut, reason = "a row without one of them keeps the default")]
                    let mut row = $crate::api::endpoint::Operation {
                        operation: concat!(stringify!($module), "::", stringify!($name)),
                        method: $crate::api::request::Method::$method,
                        path: $path,
                        parameters: &[$($crate::api::endpoint::Parameter::of::<$ty>(stringify!($param)),)*],
                        query: &[],
                        headers: &[],
                        body: $crate::api::endpoint::Content::NoContent,
                        reply: <$reply as $crate::api::endpoint::Answer>::CONTENT,
                        status: <$reply as $crate::api::endpoint::Answer>::STATUS,
                        access: <$api as $crate::api::endpoint::Api>::ACCESS,
                        check: |_| Ok(()),
                    };
                    $(row.query = <$query as $crate::api::endpoint::Query>::PARAMETERS;)?
                    $(
                        row.body = <$body as $crate::api::endpoint::Payload>::CONTENT;
                        row.headers = <$body as $crate::api::endpoint::Payload>::HEADERS;
                        row.check = <$body as $crate::api::endpoint::Payload>::check;
                    )?
                    $(row.status = $status;)?
                    row
                };
                fn path(&self) -> String {
                    let path = $path.to_owned();
                    $(let path = $crate::api::endpoint::fill(&path, stringify!($param), &self.$param);)*
                    $(
                        let pairs = <$query as $crate::api::endpoint::Query>::pairs(&self.query);
                        let path = $crate::api::endpoint::with_query(path, &pairs);
                    )?
                    path
                }
                fn body(&self, _boundary: &str) -> Result<$crate::api::request::Body, $crate::api::error::Error> {
                    #[allow(unused_variables, reason = "a row without a body keeps it")]
                    let body: Result<$crate::api::request::Body, $crate::api::error::Error> = Ok(Default::default());
                    $(let body = <$body as $crate::api::endpoint::Payload>::body(
                        &self.body,
                        Self::ROW.operation,
                        _boundary,
                    );)?
                    body
                }
                fn headers(&self) -> Vec<(&'static str, String)> {
                    #[allow(unused_variables, reason = "a row without a body keeps it")]
                    let headers: Vec<(&'static str, String)> = Vec::new();
                    $(let headers = <$body as $crate::api::endpoint::Payload>::headers(&self.body);)?
                    headers
                }
            }
            impl std::fmt::Debug for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(concat!(stringify!($module), "::", stringify!($name)))
                }
            }
        )+
        /// The operations of this module.
        pub const TABLE: &[$crate::api::endpoint::Operation] = &[$(<$name as $crate::api::endpoint::Endpoint>::ROW,)+];
        /// The types of the operations, in the order of [`TABLE`], for tests.
        #[doc(hidden)]
        pub const TYPES: &[$crate::api::endpoint::Types] = &[$({
            #[allow(unused_mut, reason = "a row without a body keeps the default")]
            let mut types = $crate::api::endpoint::Types {
                read: |_asked| {
                    $crate::api::endpoint::read($name {
                        $($param: _asked.path(stringify!($param))?,)*
                        $(query: <$query as $crate::api::endpoint::Query>::read(_asked)?,)?
                        $(body: <$body as $crate::api::endpoint::Payload>::read(_asked.body)?,)?
                    })
                },
                body: $crate::api::endpoint::no_body,
                read_body: |_| Ok(()),
                reply: <$reply as $crate::api::endpoint::Answer>::probe,
                reread: |reply| {
                    let reply = <$name as $crate::api::endpoint::Endpoint>::parse(reply)?;
                    Ok($crate::api::endpoint::Answer::value(&reply))
                },
            };
            $(
                types.body = <$body as $crate::api::endpoint::Payload>::probe;
                types.read_body = |body| <$body as $crate::api::endpoint::Payload>::read(body).map(drop);
            )?
            types
        },)+];
    };
}
pub(crate) use endpoints;

/// The types of an operation, for tests.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Types {
    /// Parses a raw request into the typed one, and returns its call.
    pub read: fn(&RawRequest<'_>) -> Result<Call, RequestError>,
    /// A body with all fields, as JSON; `None` if there is no JSON body.
    pub body: fn() -> Option<serde_json::Value>,
    /// Parses a body into its type.
    pub read_body: fn(&[u8]) -> Result<(), RequestError>,
    /// A reply with all fields.
    pub reply: fn() -> Option<serde_json::Value>,
    /// Parses a reply and converts it back to JSON.
    pub reread: fn(&Reply) -> Result<serde_json::Value, Error>,
}

pub(crate) fn no_body() -> Option<serde_json::Value> {
    None
}

#[cfg(test)]
mod tests;
