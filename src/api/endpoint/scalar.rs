//! Values in paths, queries and headers, and the enumerations of an API.

/// Type of a parameter's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An integer.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A text.
    Text,
    /// A value of an enumeration.
    Word,
}

/// A value in a path, a query or a header.
pub trait Scalar: Sized {
    /// The type of the value.
    const KIND: Kind;
    /// Parses the value; `None` if it is of another type.
    fn read(text: &str) -> Option<Self>;
    /// The value to send, not yet percent-encoded.
    fn write(&self) -> String;
}

macro_rules! numbers {
    ($($number:ty)+) => {$(
        impl Scalar for $number {
            const KIND: Kind = Kind::Integer;
            fn read(text: &str) -> Option<Self> {
                // Numbers have one spelling: no sign, no leading zero, no space.
                text.parse().ok().filter(|n: &Self| n.to_string() == text)
            }
            fn write(&self) -> String {
                self.to_string()
            }
        }
    )+};
}
numbers! { u32 u64 }

impl Scalar for bool {
    const KIND: Kind = Kind::Boolean;
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn write(&self) -> String {
        self.to_string()
    }
}

impl Scalar for String {
    const KIND: Kind = Kind::Text;
    fn read(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
    fn write(&self) -> String {
        self.clone()
    }
}

/// Pairs of a query; a repeated key is an array.
pub type Pairs = Vec<(&'static str, String)>;

/// A query field: a required value, an optional one, or a list.
pub trait Slot: Sized {
    /// The type of a value.
    const KIND: Kind;
    /// Whether the field is required.
    const REQUIRED: bool;
    /// Whether the key can be repeated.
    const REPEATED: bool;
    /// Parses the values of a key.
    fn read(values: &[&str]) -> Option<Self>;
    /// Appends the values under `name`.
    fn write(&self, name: &'static str, pairs: &mut Pairs);
}

impl<T: Scalar> Slot for T {
    const KIND: Kind = T::KIND;
    const REQUIRED: bool = true;
    const REPEATED: bool = false;
    fn read(values: &[&str]) -> Option<Self> {
        if let [value] = values { T::read(value) } else { None }
    }
    fn write(&self, name: &'static str, pairs: &mut Pairs) {
        pairs.push((name, Scalar::write(self)));
    }
}

impl<T: Scalar> Slot for Option<T> {
    const KIND: Kind = T::KIND;
    const REQUIRED: bool = false;
    const REPEATED: bool = false;
    fn read(values: &[&str]) -> Option<Self> {
        if values.is_empty() { Some(None) } else { Slot::read(values).map(Some) }
    }
    fn write(&self, name: &'static str, pairs: &mut Pairs) {
        if let Some(value) = self {
            Slot::write(value, name, pairs);
        }
    }
}

impl<T: Scalar> Slot for Vec<T> {
    const KIND: Kind = T::KIND;
    const REQUIRED: bool = false;
    const REPEATED: bool = true;
    fn read(values: &[&str]) -> Option<Self> {
        values.iter().map(|v| T::read(v)).collect()
    }
    fn write(&self, name: &'static str, pairs: &mut Pairs) {
        for value in self {
            Slot::write(value, name, pairs);
        }
    }
}

/// Declares an enumeration that keeps unknown values as `Other`.
///
/// ```text
/// words! {
///     /// The state of a vacancy.
///     State {
///         /// Accepts applicants.
///         Open = "OPEN",
///     }
/// }
/// ```
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$vdoc])* #[doc = concat!("`", $word, "`.")] $variant,)+
            /// A value that is not in the reference.
            Other(String),
        }
        impl $name {
            /// The known values.
            pub const WORDS: &[&str] = &[$($word,)+];
            /// The value to send.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(word) => word,
                }
            }
        }
        impl From<String> for $name {
            fn from(word: String) -> Self {
                match word.as_str() {
                    $($word => Self::$variant,)+
                    _ => Self::Other(word),
                }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Self::from(<String as serde::Deserialize>::deserialize(deserializer)?))
            }
        }
        impl $crate::api::endpoint::Shaped for $name {
            fn shape() -> $crate::api::endpoint::Shape {
                $crate::api::endpoint::Shape::Text
            }
        }
        impl $crate::api::endpoint::Scalar for $name {
            const KIND: $crate::api::endpoint::Kind = $crate::api::endpoint::Kind::Word;
            fn read(text: &str) -> Option<Self> {
                Some(Self::from(text.to_owned()))
            }
            fn write(&self) -> String {
                self.as_str().to_owned()
            }
        }
    )+};
}
pub(crate) use words;

/// Declares the query of an operation as a struct. `Option` fields are optional, `Vec` fields
/// repeat the key, all others are required. A key that is not an identifier is written `field as
/// "other:name": Type`.
macro_rules! query {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$fdoc:meta])* $field:ident $(as $key:literal)?: $ty:ty,)+
    })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Default)]
        pub struct $name {
            $($(#[$fdoc])* pub $field: $ty,)+
        }
        impl $crate::api::endpoint::Query for $name {
            const PARAMETERS: &'static [$crate::api::endpoint::Parameter] = &[$(
                $crate::api::endpoint::Parameter::of::<$ty>($crate::api::endpoint::key!($field $($key)?)),
            )+];
            fn pairs(&self) -> $crate::api::endpoint::Pairs {
                let mut pairs = Vec::new();
                $($crate::api::endpoint::Slot::write(
                    &self.$field,
                    $crate::api::endpoint::without_raw_prefix($crate::api::endpoint::key!($field $($key)?)),
                    &mut pairs,
                );)+
                pairs
            }
            fn read(asked: &$crate::api::endpoint::RawRequest<'_>) -> Result<Self, $crate::api::endpoint::RequestError> {
                Ok(Self { $(
                    $field: asked.query($crate::api::endpoint::without_raw_prefix($crate::api::endpoint::key!($field $($key)?)))?,
                )+ })
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::api::endpoint::names(f, stringify!($name), &[$(stringify!($field),)+])
            }
        }
    )+};
}
pub(crate) use query;

/// The key of a query field.
macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}
pub(crate) use key;
