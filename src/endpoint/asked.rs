//! Somebody else's request for one of our operations, as the gateway gets it: read with the row,
//! so that nothing reaches the ATS but what a row can say.

use super::{Content, Kind, Parameter, Row, Scalar, Slot, percent, with_query};
use crate::call::{Body, Call};
use std::fmt;

/// Name and decoded value of each path parameter, in the path's order.
pub type PathValues = Vec<(&'static str, String)>;

/// A request that fits a row's path.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Name and decoded value of each path parameter, in the path's order.
    pub path: &'a [(&'static str, String)],
    /// Decoded pairs of the query.
    pub query: &'a [(String, String)],
    /// The body.
    pub body: &'a [u8],
}

/// Where a request is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the body.
    Body,
}

/// What is wrong with a request: where, at which name or JSON path, and what is accepted. Holds
/// nothing of what was sent but a parameter's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Where.
    pub place: Place,
    /// The parameter's name, or the JSON path.
    pub name: String,
    /// What is accepted.
    pub why: &'static str,
}

impl Wrong {
    pub(crate) fn new(place: Place, name: String, why: &'static str) -> Self {
        Self { place, name, why }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}: {}", self.place, self.name, self.why)
    }
}

impl Asked<'_> {
    /// A path parameter.
    pub fn path<T: Scalar>(&self, name: &'static str) -> Result<T, Wrong> {
        let value = self.path.iter().find(|(n, _)| *n == name);
        value
            .and_then(|(_, v)| T::read(v))
            .ok_or_else(|| Wrong::new(Place::Path, name.to_owned(), kind_text(T::KIND)))
    }

    /// A field of the query.
    pub fn query<T: Slot>(&self, name: &'static str) -> Result<T, Wrong> {
        let values = self.query.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str());
        let values: Vec<_> = values.collect();
        let why = match (values.len(), T::REPEATED) {
            (0, _) => "required",
            (2.., false) => "given more than once",
            _ => kind_text(T::KIND),
        };
        T::read(&values).ok_or_else(|| Wrong::new(Place::Query, name.to_owned(), why))
    }
}

fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer => "a whole number",
        Kind::Boolean => "true or false",
        Kind::Text | Kind::Word => "a text",
    }
}

impl Row {
    /// The values of a path's parameters, if `path` is one of this row's. `path` is as it stands
    /// on the request line. What decodes to a slash, a dot segment or a control character fits no
    /// row, so it cannot mean another path further on.
    pub fn fits(&self, path: &str) -> Option<PathValues> {
        let mut values = Vec::new();
        let (mut want, mut have) = (self.path.split('/'), path.split('/'));
        loop {
            match (want.next(), have.next()) {
                (None, None) => return Some(values),
                (Some(w), Some(h)) => match parameter(w) {
                    Some(name) => values.push((name, segment(h)?)),
                    None if w == h => {}
                    None => return None,
                },
                _ => return None,
            }
        }
    }

    /// How many segments are parameters: of two rows that fit, the one with fewer is meant
    /// (`/vacancies/statuses` is no vacancy).
    pub fn width(&self) -> usize {
        self.path.split('/').filter(|s| parameter(s).is_some()).count()
    }

    /// Makes somebody's request anew: every parameter is one of this row's and of its kind, a JSON
    /// body is of its type. `path` comes from [`Row::fits`]. A multipart body is left empty: it is a
    /// stream, and the caller's to pass on.
    pub fn call(&self, asked: &Asked<'_>) -> Result<Call, Wrong> {
        let of = |list: &'static [Parameter], name: &str| list.iter().find(|p| p.name == name);
        for (name, value) in asked.path {
            let wrong = || Wrong::new(Place::Path, (*name).to_owned(), "not what stands here");
            let parameter = of(self.parameters, name).ok_or_else(wrong)?;
            if !parameter.kind.takes(value) {
                return Err(Wrong::new(Place::Path, (*name).to_owned(), kind_text(parameter.kind)));
            }
        }
        for (name, value) in asked.query {
            let wrong = |why| Err(Wrong::new(Place::Query, name.chars().take(60).collect(), why));
            let Some(parameter) = of(self.query, name) else {
                return wrong("not a parameter of this operation");
            };
            if !parameter.repeated && asked.query.iter().filter(|(n, _)| n == name).count() > 1 {
                return wrong("given more than once");
            }
            if !parameter.kind.takes(value) {
                return wrong(kind_text(parameter.kind));
            }
        }
        let given = |name: &str| asked.query.iter().any(|(n, _)| n == name);
        if let Some(missing) = self.query.iter().find(|p| p.required && !given(p.name)) {
            return Err(Wrong::new(Place::Query, missing.name.to_owned(), "required"));
        }
        let body = match self.body {
            Content::Json => {
                (self.check)(asked.body)?;
                // What the type does not know is newer than we are, and passes.
                Body::json(asked.body.to_vec())
            }
            Content::Multipart => Body::default(),
            Content::Nothing | Content::Pdf if asked.body.is_empty() => Body::default(),
            Content::Nothing | Content::Pdf => {
                let why = "this operation takes no body";
                return Err(Wrong::new(Place::Body, ".".to_owned(), why));
            }
        };
        let filled = asked.path.iter().fold(self.path.to_owned(), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), &percent(value))
        });
        Ok(Call {
            operation: self.operation,
            access: self.access,
            method: self.method,
            path: with_query(filled, asked.query),
            headers: Vec::new(),
            body,
        })
    }
}

impl Kind {
    /// Whether a text is a value of this kind. There is one way to write a number.
    pub fn takes(self, text: &str) -> bool {
        match self {
            Self::Integer => <u64 as Scalar>::read(text).is_some(),
            Self::Boolean => <bool as Scalar>::read(text).is_some(),
            Self::Text | Self::Word => true,
        }
    }
}

/// The name of a template's segment that is a parameter.
fn parameter(segment: &'static str) -> Option<&'static str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// A decoded path segment.
fn segment(text: &str) -> Option<String> {
    let value = decode(text)?;
    let tricky = |c: char| matches!(c, '/' | '\\' | ';') || c.is_control();
    let fits = !value.is_empty() && !is_dots(&value) && !value.contains(tricky);
    // One decoding must be all there is: `%252e` is a trick, not a name.
    let twice = value.contains('%') && decode(&value).is_none_or(|again| again != value);
    (fits && !twice).then_some(value)
}

/// Whether a path segment is `.` or `..`, which a URL parser would act upon.
pub(crate) fn is_dots(segment: &str) -> bool {
    let plain = segment.replace("%2e", ".").replace("%2E", ".");
    plain == "." || plain == ".."
}

/// Percent-decoding; `None` for what is not whole or not UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        out.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(out).ok()
}

/// Fills `{name}` in a path template with a percent-encoded value.
pub(crate) fn fill(path: &str, name: &str, value: &impl Scalar) -> String {
    path.replace(&format!("{{{name}}}"), &percent(&value.write()))
}
