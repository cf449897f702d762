//! Reflection of a type's fields: the type is deserialized from a source that has every field it
//! asks for, and one item in every list. Tests compare the result with the vendor's reference.

use serde::de::value::Error;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess,
    SeqAccess, Visitor,
};
use serde_json::Value;

/// A value of `T` with all fields, as JSON. `None` for a type that keeps unknown fields, whose own
/// fields cannot be told.
pub(crate) fn probe<T: DeserializeOwned + serde::Serialize>() -> Option<Value> {
    serde_json::to_value(T::deserialize(Probe(0)).ok()?).ok()
}

/// Maximum depth of recursive types.
const DEEP: u8 = 12;

/// A deserializer that returns whatever it is asked for; the number is the depth.
#[derive(Clone, Copy)]
struct Probe(u8);

macro_rules! gives {
    ($($method:ident => $visit:ident($($value:expr)?);)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit($($value)?)
        }
    )+};
}

impl<'de> Deserializer<'de> for Probe {
    type Error = Error;

    gives! {
        deserialize_any => visit_str("any");
        deserialize_bool => visit_bool(true);
        deserialize_u8 => visit_u8(1);
        deserialize_u16 => visit_u16(1);
        deserialize_u32 => visit_u32(1);
        deserialize_u64 => visit_u64(1);
        deserialize_i8 => visit_i8(1);
        deserialize_i16 => visit_i16(1);
        deserialize_i32 => visit_i32(1);
        deserialize_i64 => visit_i64(1);
        deserialize_f32 => visit_f32(1.5);
        deserialize_f64 => visit_f64(1.5);
        deserialize_char => visit_char('a');
        deserialize_str => visit_str("text");
        deserialize_string => visit_str("text");
        deserialize_identifier => visit_str("text");
        deserialize_bytes => visit_bytes(b"bytes");
        deserialize_byte_buf => visit_bytes(b"bytes");
        deserialize_unit => visit_unit();
        deserialize_ignored_any => visit_unit();
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0 >= DEEP { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(Items { deep: self.0 + 1, left: self.0 < DEEP })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Items { deep: self.0 + 1, left: self.0 < DEEP })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(Fields { deep: self.0 + 1, fields: fields.iter() })
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _variants: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Error> {
        Err(Error::custom(name))
    }
}

/// A list of one item.
struct Items {
    deep: u8,
    left: bool,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Error;
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let left = std::mem::take(&mut self.left);
        left.then(|| seed.deserialize(Probe(self.deep))).transpose()
    }
}

impl<'de> MapAccess<'de> for Items {
    type Error = Error;
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        self.next_element_seed(seed)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(Probe(self.deep))
    }
}

/// A map of all fields.
struct Fields {
    deep: u8,
    fields: std::slice::Iter<'static, &'static str>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Error;
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let field = self.fields.next();
        field
            .map(|f| seed.deserialize(IntoDeserializer::<Error>::into_deserializer(*f)))
            .transpose()
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(Probe(self.deep))
    }
}
