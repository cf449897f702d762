//! An operation of an ATS as a type, and the macro that makes one of a row.
//!
//! A row says name, method, path, parameters, body and reply. Of it come a request struct, what
//! sends it ([`Endpoint`]), and a [`Row`] for those who need operations as data: logs, permissions,
//! the gateway. Payloads stand beside their rows and are made by a macro too, so that all are
//! lenient in the same way: unknown fields are passed over, absent and `null` are the same, a word
//! that the reference does not know is kept.

mod asked;
mod payload;
mod probe;
pub(crate) mod scalar;

pub use asked::{Asked, PathValues, Place, Wrong};
pub use payload::{Answer, Change, Content, Nothing, Payload, Pdf};
pub use scalar::{Kind, Pairs, Scalar, Slot};

pub(crate) use asked::fill;
pub(crate) use payload::{constructor, is_absent, names, nullable, payloads};
pub(crate) use scalar::{key, query, words};

use crate::call::{Access, Body, Call, Method, Reply};
use crate::error::{Error, ErrorKind, Retry};

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
    type Reply: Answer;
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
    /// unguessable; other bodies do not use it. Fails if a value would change the path it stands in.
    fn call(&self, boundary: &str) -> Result<Call, Error> {
        let path = self.path();
        let alone = path.split('?').next().unwrap_or_default();
        if alone.split('/').skip(1).any(|s| s.is_empty() || asked::is_dots(s)) {
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

    /// Reads an answer. A refusal is told by [`Api::refusal`]; a success that does not parse names
    /// the JSON path.
    fn parse(reply: &Reply) -> Result<Self::Reply, Error> {
        Self::parse_as(reply)
    }

    /// Reads of an answer what `T` asks for, and passes over the rest: for whoever needs little of a
    /// large reply, and pays for what it links.
    fn parse_as<T: Answer>(reply: &Reply) -> Result<T, Error> {
        let operation = Self::ROW.operation;
        if !(200..300).contains(&reply.status) {
            return Err(Self::Api::refusal(operation, Self::ROW.method, reply));
        }
        T::read(operation, reply)
    }
}

/// A row of a table: an operation as data.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// `module::Name`.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// The path with its parameters in braces, below the API's base URL.
    pub path: &'static str,
    /// The parameters of the path, in its order.
    pub parameters: &'static [Parameter],
    /// The parameters of the query.
    pub query: &'static [Parameter],
    /// Headers of its own.
    pub headers: &'static [Parameter],
    /// What is sent.
    pub body: Content,
    /// What is answered.
    pub reply: Content,
    /// The status of a success.
    pub status: u16,
    /// The credentials it needs.
    pub access: Access,
    /// Whether a JSON body is of the operation's type.
    pub check: fn(&[u8]) -> Result<(), Wrong>,
}

/// A parameter of a path, a query or a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be there more than once.
    pub repeated: bool,
}

impl Parameter {
    /// The parameter of a field of type `T`.
    pub const fn of<T: Slot>(name: &'static str) -> Self {
        let name = bare(name);
        Self { name, kind: T::KIND, required: T::REQUIRED, repeated: T::REPEATED }
    }
}

/// The query of an operation.
pub trait Query: Sized {
    /// Its parameters.
    const PARAMETERS: &'static [Parameter];
    /// As it is sent, not yet percent-encoded.
    fn pairs(&self) -> Pairs;
    /// Reads it out of somebody's request.
    fn read(asked: &Asked<'_>) -> Result<Self, Wrong>;
}

/// A field's name without the `r#` of a keyword.
pub(crate) const fn bare(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Appends a query; repeated keys stay repeated, which is how Huntflow takes arrays.
pub(crate) fn with_query<K: AsRef<str>>(mut path: String, query: &[(K, String)]) -> String {
    for (i, (key, value)) in query.iter().enumerate() {
        path.push(if i == 0 { '?' } else { '&' });
        path.push_str(key.as_ref());
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

pub(crate) fn read<E: Endpoint>(endpoint: E) -> Result<Call, Wrong> {
    let wrong = |e: Error| Wrong::new(Place::Path, e.operation.to_owned(), "not a path of ours");
    endpoint.call("boundary").map_err(wrong)
}

/// Makes of each row a request struct, its [`Endpoint`] and an entry of the module's `TABLE`.
///
/// ```text
/// endpoints! { applicants of Huntflow;
///     /// Adds an applicant.
///     Create: Post "/accounts/{account}/applicants" (account: AccountId) <- NewApplicant => Created;
///     /// Reads one.
///     Read: Get "/accounts/{account}/applicants/{applicant}" (account: AccountId, applicant: ApplicantId) => Applicant;
///     /// Finds some; the query is made by `query!`.
///     List: Get "/accounts/{account}/applicants" (account: AccountId) ? Filter => Page<Applicant>;
///     /// Starts a task, and answers 202.
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
            impl $crate::endpoint::Endpoint for $name {
                type Api = $api;
                type Reply = $reply;
                const ROW: $crate::endpoint::Row = {
                    #[allow(unused_mut, reason = "a row without one of them keeps the default")]
                    let mut row = $crate::endpoint::Row {
                        operation: concat!(stringify!($module), "::", stringify!($name)),
                        method: $crate::call::Method::$method,
                        path: $path,
                        parameters: &[$($crate::endpoint::Parameter::of::<$ty>(stringify!($param)),)*],
                        query: &[],
                        headers: &[],
                        body: $crate::endpoint::Content::Nothing,
                        reply: <$reply as $crate::endpoint::Answer>::CONTENT,
                        status: <$reply as $crate::endpoint::Answer>::STATUS,
                        access: <$api as $crate::endpoint::Api>::ACCESS,
                        check: |_| Ok(()),
                    };
                    $(row.query = <$query as $crate::endpoint::Query>::PARAMETERS;)?
                    $(
                        row.body = <$body as $crate::endpoint::Payload>::CONTENT;
                        row.headers = <$body as $crate::endpoint::Payload>::HEADERS;
                        row.check = <$body as $crate::endpoint::Payload>::check;
                    )?
                    $(row.status = $status;)?
                    row
                };
                fn path(&self) -> String {
                    let path = $path.to_owned();
                    $(let path = $crate::endpoint::fill(&path, stringify!($param), &self.$param);)*
                    $(
                        let pairs = <$query as $crate::endpoint::Query>::pairs(&self.query);
                        let path = $crate::endpoint::with_query(path, &pairs);
                    )?
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
            impl std::fmt::Debug for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(concat!(stringify!($module), "::", stringify!($name)))
                }
            }
        )+
        /// The operations of this module.
        pub const TABLE: &[$crate::endpoint::Row] = &[$(<$name as $crate::endpoint::Endpoint>::ROW,)+];
        /// The types of the operations, in [`TABLE`]'s order, for a test.
        #[doc(hidden)]
        pub const TYPES: &[$crate::endpoint::Types] = &[$({
            #[allow(unused_mut, reason = "a row without a body keeps the default")]
            let mut types = $crate::endpoint::Types {
                read: |_asked| {
                    $crate::endpoint::read($name {
                        $($param: _asked.path(stringify!($param))?,)*
                        $(query: <$query as $crate::endpoint::Query>::read(_asked)?,)?
                        $(body: <$body as $crate::endpoint::Payload>::read(_asked.body)?,)?
                    })
                },
                body: $crate::endpoint::no_body,
                reply: <$reply as $crate::endpoint::Answer>::probe,
                reread: |reply| {
                    let reply = <$name as $crate::endpoint::Endpoint>::parse(reply)?;
                    Ok($crate::endpoint::Answer::value(&reply))
                },
            };
            $(types.body = <$body as $crate::endpoint::Payload>::probe;)?
            types
        },)+];
    };
}
pub(crate) use endpoints;

/// What a test asks of an operation's types.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Types {
    /// Makes the typed request of its parts, and the call of that.
    pub read: fn(&Asked<'_>) -> Result<Call, Wrong>,
    /// A body with every field there is, as JSON; `None` where there is none to tell.
    pub body: fn() -> Option<serde_json::Value>,
    /// A reply with every field there is.
    pub reply: fn() -> Option<serde_json::Value>,
    /// Parses a reply and gives it as JSON again.
    pub reread: fn(&Reply) -> Result<serde_json::Value, Error>,
}

pub(crate) fn no_body() -> Option<serde_json::Value> {
    None
}

#[cfg(test)]
mod tests;
