//! Bodies and replies.

use super::{Parameter, Place, Wrong};
use crate::call::{Body, Reply};
use crate::error::{Error, Grade};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;

/// What a body or a reply is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Nothing.
    Nothing,
    /// JSON.
    Json,
    /// `multipart/form-data` with a file.
    Multipart,
    /// A PDF.
    Pdf,
}

/// What can be a request body. Anything that serialises is JSON.
pub trait Payload: Sized {
    /// What it is made of.
    const CONTENT: Content;
    /// Headers that go with it.
    const HEADERS: &'static [Parameter] = &[];
    /// The body as it is sent.
    fn body(&self, operation: &'static str, boundary: &str) -> Result<Body, Error>;
    /// Values of [`Self::HEADERS`].
    fn headers(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// Reads somebody's body.
    fn read(body: &[u8]) -> Result<Self, Wrong>;
    /// Whether somebody's body is one.
    fn check(body: &[u8]) -> Result<(), Wrong> {
        Self::read(body).map(drop)
    }
    /// One with every field there is, as JSON, for a test.
    #[doc(hidden)]
    fn probe() -> Option<Value> {
        None
    }
}

impl<T: Serialize + DeserializeOwned> Payload for T {
    const CONTENT: Content = Content::Json;

    fn body(&self, operation: &'static str, _boundary: &str) -> Result<Body, Error> {
        serde_json::to_vec(self)
            .map(Body::json)
            .map_err(|_| Error::malformed(operation, "body", "does not serialise"))
    }

    fn read(body: &[u8]) -> Result<Self, Wrong> {
        parse(body).map_err(|(path, why)| Wrong::new(Place::Body, path, why))
    }

    fn probe() -> Option<Value> {
        super::probe::probe::<Self>()
    }
}

/// What a success carries.
pub trait Answer: Sized {
    /// What it is made of.
    const CONTENT: Content;
    /// The status the reference promises.
    const STATUS: u16 = 200;
    /// Reads it.
    fn read(operation: &'static str, reply: &Reply) -> Result<Self, Error>;
    /// As JSON again, for those who compare; `null` where it is none.
    fn value(&self) -> Value;
    /// One with every field there is, as JSON, for a test.
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
            // A document that was cut is no JSON either: another try can bring the whole.
            let grade = if why == NOT_JSON || why == CUT { Grade::Text } else { Grade::Json };
            Error::malformed(operation, &path, why).graded(grade)
        })
    }

    fn value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn probe() -> Option<Value> {
        super::probe::probe::<Self>()
    }
}

/// A success without content (204). Whatever came with it is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nothing;

impl Answer for Nothing {
    const CONTENT: Content = Content::Nothing;
    const STATUS: u16 = 204;

    fn read(_operation: &'static str, _reply: &Reply) -> Result<Self, Error> {
        Ok(Self)
    }

    fn value(&self) -> Value {
        Value::Null
    }
}

/// A PDF, whole. [`crate::client::Client::open`] gives one as a stream.
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

/// Parses JSON; a failure is the JSON path and the reason.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, (String, &'static str)> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|e| {
        // serde's message can quote a value; its category cannot.
        let why = match e.inner().classify() {
            serde_json::error::Category::Data => "unexpected type or missing field",
            serde_json::error::Category::Eof => CUT,
            _ => NOT_JSON,
        };
        (e.path().to_string(), why)
    })?;
    // What follows the document would go on unread.
    json.end().map_err(|_| (".".to_owned(), NOT_JSON))?;
    Ok(value)
}

/// A field of a partial update: kept as it is, emptied, or set.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// Left out of the request.
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

/// How a field that may be absent is read.
pub(crate) trait Absent: Sized + Default {
    /// What `null` means for it.
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

/// Reads a field that may be `null`: a vendor's optional field often is.
pub(crate) fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de> + Absent>(
    deserializer: D,
) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(|value| value.unwrap_or_else(T::null))
}

/// Whether a field is left out of what is sent.
pub(crate) fn is_absent<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// `Debug` of a payload: its name and its fields' names, because what is in them can be personal.
pub(crate) fn names(f: &mut fmt::Formatter<'_>, name: &str, fields: &[&str]) -> fmt::Result {
    write!(f, "{name} {{ {} }}", fields.join(", "))
}

/// Makes payloads: in parentheses what must be there, in braces what may be absent or `null`, and
/// after `..` the name under which unknown fields are kept, where an organisation adds its own.
///
/// ```text
/// payloads! {
///     /// A stage of the pipeline.
///     Stage (
///         /// Its id.
///         id: StageId,
///     ) {
///         /// Its place.
///         order: Option<i64>,
///     }
/// }
/// ```
///
/// Each has a constructor of what must be there: `Stage::new(id)`, or `Default`.
macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident
        $(( $($(#[$rdoc:meta])* $rfield:ident: $rty:ty),* $(,)? ))?
        { $($(#[$odoc:meta])* $ofield:ident: $oty:ty),* $(,)? } $(.. $extra:ident)?
    )+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($($(#[$rdoc])* pub $rfield: $rty,)*)?
            $(
                $(#[$odoc])*
                #[serde(
                    default,
                    deserialize_with = "crate::endpoint::nullable",
                    skip_serializing_if = "crate::endpoint::is_absent"
                )]
                pub $ofield: $oty,
            )*
            $(
                /// Further fields, the organisation's own, under their own names.
                #[serde(flatten)]
                pub $extra: std::collections::BTreeMap<String, serde_json::Value>,
            )?
        }
        $crate::endpoint::constructor! {
            $name ($($($rfield: $rty),*)?) $($ofield)* $($extra)?
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                const FIELDS: &[&str] = &[
                    $($(stringify!($rfield),)*)?
                    $(stringify!($ofield),)*
                    $(stringify!($extra),)?
                ];
                $crate::endpoint::names(f, stringify!($name), FIELDS)
            }
        }
    )+};
}
pub(crate) use payloads;

/// `new` with what must be there, or `Default` where nothing must.
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
            /// With what must be there; the rest is absent.
            #[allow(clippy::too_many_arguments, reason = "as many as the vendor asks for")]
            pub fn new($($required: $ty),+) -> Self {
                Self { $($required,)+ $($field: Default::default(),)* }
            }
        }
    };
}
pub(crate) use constructor;
