//! The shape of a JSON body as data, and the check of a body against it. One check serves every type: readers derived
//! for each type of a body would be a tenth of the Worker.

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use std::fmt;

/// What a JSON value must be.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any value.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A text.
    Text,
    /// An integer from `min` to `max`.
    Integer {
        /// The smallest.
        min: i64,
        /// The largest.
        max: u64,
    },
    /// A number.
    Number,
    /// The shape or `null`.
    Nullable(fn() -> Shape),
    /// An array of the shape.
    List(fn() -> Shape),
    /// An object whose values have the shape.
    Map(fn() -> Shape),
    /// An object with fields. Unknown ones are ignored.
    Object(&'static [FieldShape]),
}

/// A field of an object. `shape` is a function, because types contain themselves.
#[derive(Debug, Clone, Copy)]
pub struct FieldShape {
    /// Its name.
    pub name: &'static str,
    /// Whether the object must have it.
    pub required: bool,
    /// Its value.
    pub shape: fn() -> Shape,
}

impl FieldShape {
    /// A field that must be there, unless its type is an `Option`.
    pub(crate) const fn required<T: Shaped>(name: &'static str) -> Self {
        Self { name: super::without_raw_prefix(name), required: T::REQUIRED, shape: T::shape }
    }

    /// A field that may be absent or `null`.
    pub(crate) const fn optional<T: Shaped>(name: &'static str) -> Self {
        Self { name: super::without_raw_prefix(name), required: false, shape: nullable::<T> }
    }
}

/// A type whose JSON has a shape.
pub trait Shaped {
    /// Whether an object must have a field of this type that is not declared optional.
    const REQUIRED: bool = true;
    /// The shape.
    fn shape() -> Shape;
}

/// The shape of `T`, or `null`.
fn nullable<T: Shaped>() -> Shape {
    match T::shape() {
        nullable @ (Shape::Nullable(_) | Shape::Any) => nullable,
        _ => Shape::Nullable(T::shape),
    }
}

macro_rules! shapes {
    ($($ty:ty => $shape:expr;)+) => {$(
        impl Shaped for $ty {
            fn shape() -> Shape {
                $shape
            }
        }
    )+};
}
shapes! {
    bool => Shape::Boolean;
    String => Shape::Text;
    u8 => Shape::Integer { min: 0, max: u8::MAX as u64 };
    u32 => Shape::Integer { min: 0, max: u32::MAX as u64 };
    u64 => Shape::Integer { min: 0, max: u64::MAX };
    i32 => Shape::Integer { min: i32::MIN as i64, max: i32::MAX.unsigned_abs() as u64 };
    i64 => Shape::Integer { min: i64::MIN, max: i64::MAX.unsigned_abs() };
    f64 => Shape::Number;
    serde_json::Value => Shape::Any;
}

impl<T: Shaped> Shaped for Option<T> {
    const REQUIRED: bool = false;

    fn shape() -> Shape {
        Shape::Nullable(T::shape)
    }
}

impl<T: Shaped> Shaped for super::Change<T> {
    fn shape() -> Shape {
        Shape::Nullable(T::shape)
    }
}

impl<T: Shaped> Shaped for Vec<T> {
    fn shape() -> Shape {
        Shape::List(T::shape)
    }
}

impl<K, T: Shaped> Shaped for std::collections::BTreeMap<K, T> {
    fn shape() -> Shape {
        Shape::Map(T::shape)
    }
}

/// A part of the path to a value.
enum Step {
    Field(String),
    Index(usize),
}

/// Checks a JSON document. An error is the path of the value, and whether the document is JSON at all.
pub(super) fn check(
    bytes: &[u8],
    shape: Shape,
) -> Result<(), (String, serde_json::error::Category)> {
    let mut path = Vec::new();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    Value { shape, path: &mut path }
        .deserialize(&mut json)
        .map_err(|error| (text(&path), error.classify()))?;
    json.end().map_err(|error| (".".to_owned(), error.classify()))
}

/// A path as `fields[2].name`; `.` is the document.
fn text(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Index(index) => text.push_str(&format!("[{index}]")),
            Step::Field(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
        }
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

/// A value to be checked. After an error `path` leads to it.
struct Value<'a> {
    shape: Shape,
    path: &'a mut Vec<Step>,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Value<'_> {
    /// Whether the shape, or what it is beside `null`, is accepted by `is`.
    fn expect<E: serde::de::Error>(&self, is: fn(Shape) -> bool) -> Result<(), E> {
        let shape = self.beside_null();
        if matches!(shape, Shape::Any) || is(shape) {
            Ok(())
        } else {
            Err(E::custom("another type is expected"))
        }
    }

    fn beside_null(&self) -> Shape {
        match self.shape {
            Shape::Nullable(shape) => shape(),
            shape => shape,
        }
    }

    fn integer<E: serde::de::Error>(&self, fits: impl Fn(i64, u64) -> bool) -> Result<(), E> {
        match self.beside_null() {
            Shape::Integer { min, max } if fits(min, max) => Ok(()),
            Shape::Any | Shape::Number => Ok(()),
            _ => Err(E::custom("another type is expected")),
        }
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another type")
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        self.expect(|shape| matches!(shape, Shape::Boolean))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.integer(|min, max| {
            number >= min && (number < 0 || u64::try_from(number).is_ok_and(|n| n <= max))
        })
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        self.integer(|_, max| number <= max)
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<(), E> {
        self.expect(|shape| matches!(shape, Shape::Number))
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<(), E> {
        self.expect(|shape| matches!(shape, Shape::Text))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        match self.shape {
            // `null` is any value too.
            Shape::Nullable(_) | Shape::Any => Ok(()),
            _ => Err(E::custom("null is not expected")),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let shape = match self.beside_null() {
            Shape::List(shape) => shape(),
            Shape::Any => Shape::Any,
            _ => return Err(A::Error::custom("another type is expected")),
        };
        for index in 0.. {
            self.path.push(Step::Index(index));
            let item = items.next_element_seed(Value { shape, path: &mut *self.path })?;
            self.path.pop();
            if item.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let (fields, other) = match self.beside_null() {
            Shape::Object(fields) => (fields, None),
            Shape::Map(shape) => (&[][..], Some(shape())),
            Shape::Any => (&[][..], Some(Shape::Any)),
            _ => return Err(A::Error::custom("another type is expected")),
        };
        let mut seen = vec![false; fields.len()];
        while let Some(name) = entries.next_key::<String>()? {
            let known = fields.iter().zip(&mut seen).find(|(field, _)| field.name == name);
            let shape = match (known, other) {
                (Some((field, seen)), _) => {
                    if std::mem::replace(seen, true) {
                        self.path.push(Step::Field(name));
                        return Err(A::Error::custom("a field is there twice"));
                    }
                    (field.shape)()
                }
                (None, Some(shape)) => shape,
                (None, None) => {
                    entries.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            self.path.push(Step::Field(name));
            entries.next_value_seed(Value { shape, path: &mut *self.path })?;
            self.path.pop();
        }
        if fields.iter().zip(&seen).any(|(field, seen)| field.required && !seen) {
            return Err(A::Error::custom("a field is missing"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
