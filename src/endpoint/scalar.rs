//! Values that stand in a path, a query or a header, and the enumerations of an API.

/// What a parameter's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A text.
    Text,
    /// A word of an enumeration.
    Word,
}

/// A value that can stand in a path, a query or a header.
pub trait Scalar: Sized {
    /// What it is.
    const KIND: Kind;
    /// Reads it; `None` where it is something else.
    fn read(text: &str) -> Option<Self>;
    /// As it is sent, not yet percent-encoded.
    fn write(&self) -> String;
}

macro_rules! numbers {
    ($($number:ty)+) => {$(
        impl Scalar for $number {
            const KIND: Kind = Kind::Integer;
            fn read(text: &str) -> Option<Self> {
                // One way to write a number: no sign, no leading zero, no space.
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

/// A field of a query: a value that must be there, one that may be, or any number of them.
pub trait Slot: Sized {
    /// What a value is.
    const KIND: Kind;
    /// Whether it must be there.
    const REQUIRED: bool;
    /// Whether the key may be repeated.
    const REPEATED: bool;
    /// Reads the values of one key.
    fn read(values: &[&str]) -> Option<Self>;
    /// Writes them under `name`.
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

/// Makes an enumeration whose unknown words are kept as `Other`.
///
/// ```text
/// words! {
///     /// The state of a vacancy.
///     State {
///         /// Takes applicants.
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
            /// A word that the reference does not have.
            Other(String),
        }
        impl $name {
            /// The words that are known.
            pub const WORDS: &[&str] = &[$($word,)+];
            /// As it is sent.
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
        impl $crate::endpoint::Scalar for $name {
            const KIND: $crate::endpoint::Kind = $crate::endpoint::Kind::Word;
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

/// Makes the query of an operation: a struct with a field a parameter. `Option` may be left out,
/// `Vec` repeats the key, anything else is required. `field as "other:name": Type` where the key is
/// no identifier.
macro_rules! query {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$fdoc:meta])* $field:ident $(as $key:literal)?: $ty:ty,)+
    })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Default)]
        pub struct $name {
            $($(#[$fdoc])* pub $field: $ty,)+
        }
        impl $crate::endpoint::Query for $name {
            const PARAMETERS: &'static [$crate::endpoint::Parameter] = &[$(
                $crate::endpoint::Parameter::of::<$ty>($crate::endpoint::key!($field $($key)?)),
            )+];
            fn pairs(&self) -> $crate::endpoint::Pairs {
                let mut pairs = Vec::new();
                $($crate::endpoint::Slot::write(
                    &self.$field,
                    $crate::endpoint::bare($crate::endpoint::key!($field $($key)?)),
                    &mut pairs,
                );)+
                pairs
            }
            fn read(asked: &$crate::endpoint::Asked<'_>) -> Result<Self, $crate::endpoint::Wrong> {
                Ok(Self { $(
                    $field: asked.query($crate::endpoint::bare($crate::endpoint::key!($field $($key)?)))?,
                )+ })
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::endpoint::names(f, stringify!($name), &[$(stringify!($field),)+])
            }
        }
    )+};
}
pub(crate) use query;

/// The key of a query's field.
macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}
pub(crate) use key;
