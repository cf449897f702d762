//! Request and reply bodies.

use crate::api::endpoint::shape::{self, Shaped};
use crate::api::endpoint::{Parameter, Place, RequestError};
use crate::api::error::{Error, Grade};
use crate::api::request::{Body, Reply};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;

/// Content type of a body or a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Empty.
    NoContent,
    /// JSON.
    Json,
    /// `multipart/form-data` with a file.
    Multipart,
    /// A PDF.
    Pdf,
}

/// A type that can be a request body. Any type that serializes is JSON.
pub trait Payload: Sized {
    /// The content type.
    const CONTENT: Content;
    /// Headers sent with it.
    const HEADERS: &'static [Parameter] = &[];
    /// The body to send.
    fn body(&self, operation: &'static str, boundary: &str) -> Result<Body, Error>;
    /// Values of [`Self::HEADERS`].
    fn headers(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// Parses the body of a request to the gateway.
    fn read(body: &[u8]) -> Result<Self, RequestError>;
    /// Checks the body of a request to the gateway.
    fn check(body: &[u8]) -> Result<(), RequestError> {
        Self::read(body).map(drop)
    }
    /// A value with all fields, as JSON, for tests.
    #[doc(hidden)]
    fn probe() -> Option<Value> {
        None
    }
}

impl<T: Serialize + DeserializeOwned + Shaped> Payload for T {
    const CONTENT: Content = Content::Json;

    fn body(&self, operation: &'static str, _boundary: &str) -> Result<Body, Error> {
        serde_json::to_vec(self)
            .map(Body::json)
            .map_err(|_| Error::malformed(operation, "body", "does not serialise"))
    }

    fn read(body: &[u8]) -> Result<Self, RequestError> {
        parse(body).map_err(|(path, why)| RequestError::new(Place::Body, path, why))
    }

    fn check(body: &[u8]) -> Result<(), RequestError> {
        shape::check(body, T::shape())
            .map_err(|(path, kind)| RequestError::new(Place::Body, path, reason(kind)))
    }

    fn probe() -> Option<Value> {
        crate::api::endpoint::probe::probe::<Self>()
    }
}

/// The type of a successful reply.
pub trait Answer: Sized {
    /// The content type.
    const CONTENT: Content;
    /// The success status in the vendor's reference.
    const STATUS: u16 = 200;
    /// Parses a reply.
    fn read(operation: &'static str, reply: &Reply) -> Result<Self, Error>;
    /// The value as JSON, for comparison; `null` if it is not JSON.
    fn value(&self) -> Value;
    /// A value with all fields, as JSON, for tests.
    #[doc(hidden)]
    fn probe() -> Option<Value> {
        None
    }
}

impl<T: Serialize + DeserializeOwned> Answer for T {
    const CONTENT: Content = Content::Json;

    fn read(operation: &'static str, reply: &Reply) -> Result<Self, Error> {
        let bytes: &[u8] = if reply.body.is_empty() { b"null" } else { &reply.body };
        parse(bytes).map_err(|(path, why)| {
            // A truncated document counts as text too: another attempt can bring the whole.
            let grade = if why == NOT_JSON || why == CUT { Grade::Text } else { Grade::Json };
            Error::malformed(operation, &path, why).graded(grade)
        })
    }

    fn value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn probe() -> Option<Value> {
        crate::api::endpoint::probe::probe::<Self>()
    }
}

/// A success without content (204). A body is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoContent;

impl Answer for NoContent {
    const CONTENT: Content = Content::NoContent;
    const STATUS: u16 = 204;

    fn read(_operation: &'static str, _reply: &Reply) -> Result<Self, Error> {
        Ok(Self)
    }

    fn value(&self) -> Value {
        Value::Null
    }
}

/// A complete PDF. [`crate::api::client::Client::open`] streams it instead.
#[derive(Clone, PartialEq, Eq)]
pub struct Pdf(pub Vec<u8>);

impl Answer for Pdf {
    const CONTENT: Content = Content::Pdf;

    fn read(operation: &'static str, reply: &Reply) -> Result<Self, Error> {
        if !reply.body.starts_with(b"%PDF") {
            return Err(Error::malformed(operation, ".", "not a PDF").graded(Grade::Text));
        }
        Ok(Self(reply.body.clone()))
    }

    fn value(&self) -> Value {
        Value::Null
    }
}

impl fmt::Debug for Pdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pdf({} bytes)", self.0.len())
    }
}

const NOT_JSON: &str = "not JSON";
const CUT: &str = "the document ends early";

/// The message of serde can quote a value; its category cannot.
const fn reason(kind: serde_json::error::Category) -> &'static str {
    match kind {
        serde_json::error::Category::Data => "unexpected type or missing field",
        serde_json::error::Category::Eof => CUT,
        _ => NOT_JSON,
    }
}

/// Parses JSON; an error is the JSON path and the reason.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, (String, &'static str)> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|e| (e.path().to_string(), reason(e.inner().classify())))?;
    // Rejects bytes after the document, which would otherwise be ignored.
    json.end().map_err(|_| (".".to_owned(), NOT_JSON))?;
    Ok(value)
}

/// A field of a partial update: unchanged, cleared, or set.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// Omitted from the request.
    #[default]
    Keep,
    /// `null`.
    Clear,
    /// A new value.
    Set(T),
}

impl<T> From<T> for Change<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Keep | Self::Clear => serializer.serialize_none(),
            Self::Set(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(|value| value.map_or(Self::Clear, Self::Set))
    }
}

/// The value of a field that may be absent.
pub(crate) trait Absent: Sized + Default {
    /// The value for `null`.
    fn null() -> Self {
        Self::default()
    }
}

impl<T> Absent for Option<T> {}
impl<T> Absent for Vec<T> {}
impl<K: Ord, V> Absent for std::collections::BTreeMap<K, V> {}
impl Absent for Value {}
impl<T> Absent for Change<T> {
    fn null() -> Self {
        Self::Clear
    }
}

/// Reads a field that may be `null`, as vendors' optional fields often are.
pub(crate) fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de> + Absent>(
    deserializer: D,
) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(|value| value.unwrap_or_else(T::null))
}

/// Whether a field is omitted when sent.
pub(crate) fn is_absent<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// `Debug` of a payload: its name and the names of its fields, because the values can be personal.
pub(crate) fn names(f: &mut fmt::Formatter<'_>, name: &str, fields: &[&str]) -> fmt::Result {
    write!(f, "{name} {{ {} }}", fields.join(", "))
}

/// Declares payloads: required fields in parentheses, optional ones in braces (absent or `null`),
/// and after `..` the name of the map that keeps unknown fields, for fields an organisation adds.
///
/// ```text
/// payloads! {
///     /// A stage of the pipeline.
///     Stage (
///         /// Its id.
///         id: StageId,
///     ) {
///         /// Its position.
///         order: Option<i64>,
///     }
/// }
/// ```
///
/// A field whose name is not an identifier in Rust's style is written `field as "name": Type`.
/// Each has a constructor with the required fields, `Stage::new(id)`, or `Default` without any.
macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident
        $(( $($(#[$rdoc:meta])* $rfield:ident $(as $rkey:literal)?: $rty:ty),* $(,)? ))?
        { $($(#[$odoc:meta])* $ofield:ident $(as $okey:literal)?: $oty:ty),* $(,)? } $(.. $extra:ident)?
    )+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($($(#[$rdoc])* $(#[serde(rename = $rkey)])? pub $rfield: $rty,)*)?
            $(
                $(#[$odoc])*
                $(#[serde(rename = $okey)])?
                #[serde(
                    default,
                    deserialize_with = "crate::api::endpoint::nullable",
                    skip_serializing_if = "crate::api::endpoint::is_absent"
                )]
                pub $ofield: $oty,
            )*
            $(
                /// Further fields, defined by the organisation.
                #[serde(flatten)]
                pub $extra: std::collections::BTreeMap<String, serde_json::Value>,
            )?
        }
        impl $crate::api::endpoint::Shaped for $name {
            fn shape() -> $crate::api::endpoint::Shape {
                const FIELDS: &[$crate::api::endpoint::FieldShape] = &[
                    $($($crate::api::endpoint::FieldShape::required::<$rty>(
                        $crate::api::endpoint::key!($rfield $($rkey)?),
                    ),)*)?
                    $($crate::api::endpoint::FieldShape::optional::<$oty>(
                        $crate::api::endpoint::key!($ofield $($okey)?),
                    ),)*
                ];
                $crate::api::endpoint::Shape::Object(FIELDS)
            }
        }
        $crate::api::endpoint::constructor! {
            $name ($($($rfield: $rty),*)?) $($ofield)* $($extra)?
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                const FIELDS: &[&str] = &[
                    $($(stringify!($rfield),)*)?
                    $(stringify!($ofield),)*
                    $(stringify!($extra),)?
                ];
                $crate::api::endpoint::names(f, stringify!($name), FIELDS)
            }
        }
    )+};
}
pub(crate) use payloads;

/// `new` with the required fields, or `Default` if there are none.
macro_rules! constructor {
    ($name:ident () $($field:ident)*) => {
        impl Default for $name {
            fn default() -> Self {
                Self { $($field: Default::default(),)* }
            }
        }
    };
    ($name:ident ($($required:ident: $ty:ty),+) $($field:ident)*) => {
        impl $name {
            /// Creates a value from the required fields; the others are absent.
            #[allow(clippy::too_many_arguments, reason = "as many as the vendor asks for")]
            pub fn new($($required: $ty),+) -> Self {
                Self { $($required,)+ $($field: Default::default(),)* }
            }
        }
    };
}
pub(crate) use constructor;
