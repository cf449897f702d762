//! Requests to the gateway for an operation. They are parsed with the operation's row, so that only
//! requests the row can express reach the ATS.

use crate::api::endpoint::{
    Content, Kind, Operation, Parameter, Scalar, Slot, percent, with_query,
};
use crate::api::error::one_line;
use crate::api::request::{Body, Call};
use std::fmt;

/// Name and decoded value of each path parameter, in the order of the path.
pub type PathValues = Vec<(&'static str, String)>;

/// A request that matches a row's path.
#[derive(Clone, Copy)]
pub struct RawRequest<'a> {
    /// Name and decoded value of each path parameter, in the order of the path.
    pub path: &'a [(&'static str, String)],
    /// Decoded pairs of the query.
    pub query: &'a [(String, String)],
    /// The body.
    pub body: &'a [u8],
}

/// The part of a request with an error.
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

/// An invalid request: the part, the name or JSON path, and the accepted values. Contains nothing
/// of the request except a parameter's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestError {
    /// The part of the request.
    pub place: Place,
    /// The parameter's name, or the JSON path.
    pub name: String,
    /// The accepted values.
    pub why: &'static str,
}

impl RequestError {
    pub(crate) fn new(place: Place, name: String, why: &'static str) -> Self {
        // A query's name or a key in a body is whatever the caller wrote.
        Self { place, name: one_line(&name), why }
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}: {}", self.place, self.name, self.why)
    }
}

impl RawRequest<'_> {
    /// Parses a path parameter.
    pub fn path<T: Scalar>(&self, name: &'static str) -> Result<T, RequestError> {
        let value = self.path.iter().find(|(n, _)| *n == name);
        value
            .and_then(|(_, v)| T::read(v))
            .ok_or_else(|| RequestError::new(Place::Path, name.to_owned(), kind_text(T::KIND)))
    }

    /// Parses a query parameter.
    pub fn query<T: Slot>(&self, name: &'static str) -> Result<T, RequestError> {
        let values = self.query.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str());
        let values: Vec<_> = values.collect();
        let why = match (values.len(), T::REPEATED) {
            (0, _) => "required",
            (2.., false) => "given more than once",
            _ => kind_text(T::KIND),
        };
        T::read(&values).ok_or_else(|| RequestError::new(Place::Query, name.to_owned(), why))
    }
}

fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer => "a whole number",
        Kind::Boolean => "true or false",
        Kind::Text | Kind::Word => "a text",
    }
}

impl Operation {
    /// The values of the path parameters, if `path`, as in the request line, matches this row. A
    /// value that decodes to a slash, a dot segment or a control character does not match, because
    /// another server could resolve it to another path.
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

    /// Number of segments that are parameters. If two rows match, the one with fewer takes
    /// precedence (`/vacancies/statuses` is not a vacancy).
    pub fn width(&self) -> usize {
        self.path.split('/').filter(|s| parameter(s).is_some()).count()
    }

    /// Rebuilds a request. A parameter of this row must have its type; another one passes unless it could widen what the
    /// operation shows. A JSON body must have the operation's type. `path` is the result of [`Operation::fits`]. A
    /// multipart body is left empty: it is a stream, which the caller forwards.
    pub fn call(&self, asked: &RawRequest<'_>) -> Result<Call, RequestError> {
        let of = |list: &'static [Parameter], name: &str| list.iter().find(|p| p.name == name);
        for (name, value) in asked.path {
            let wrong =
                || RequestError::new(Place::Path, (*name).to_owned(), "not what stands here");
            let parameter = of(self.parameters, name).ok_or_else(wrong)?;
            if !parameter.kind.takes(value) {
                return Err(RequestError::new(
                    Place::Path,
                    (*name).to_owned(),
                    kind_text(parameter.kind),
                ));
            }
        }
        for (name, value) in asked.query {
            let wrong =
                |why| Err(RequestError::new(Place::Query, name.chars().take(60).collect(), why));
            let Some(parameter) = of(self.query, name) else {
                if widens(name) {
                    return wrong("not a parameter of this operation");
                }
                // Newer than this crate, like fields of a body: it can only narrow what the operation shows.
                continue;
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
            return Err(RequestError::new(Place::Query, missing.name.to_owned(), "required"));
        }
        let body = match self.body {
            Content::Json => {
                (self.check)(asked.body)?;
                // Unknown fields are newer than this crate, and pass.
                Body::json(asked.body.to_vec())
            }
            Content::Multipart => Body::default(),
            Content::NoContent | Content::Pdf if asked.body.is_empty() => Body::default(),
            Content::NoContent | Content::Pdf => {
                let why = "this operation takes no body";
                return Err(RequestError::new(Place::Body, ".".to_owned(), why));
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
    /// Whether a text is a value of this type. Numbers have one spelling only.
    pub fn takes(self, text: &str) -> bool {
        match self {
            Self::Integer => <u64 as Scalar>::read(text).is_some(),
            Self::Boolean => is_boolean(text),
            Self::Text | Self::Word => true,
        }
    }
}

/// Whether a text is a truth value in one of the spellings that servers in Python take, in any case.
fn is_boolean(text: &str) -> bool {
    let spellings = ["true", "false", "1", "0", "on", "off", "yes", "no", "t", "f", "y", "n"];
    spellings.iter().any(|spelling| text.eq_ignore_ascii_case(spelling))
}

/// Whether a parameter that no operation has could reach beyond one: to another organisation, another user or another
/// server, or carry a token. A name that no API would use is refused as well.
fn widens(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'[' | b']' | b'.');
    let lower = name.to_ascii_lowercase();
    let words = [
        "account", "organi", "company", "token", "auth", "secret", "password", "url", "uri",
        "callback", "redirect", "host", "proxy",
    ];
    name.is_empty()
        || name.len() > 60
        || !name.bytes().all(plain)
        || words.iter().any(|word| lower.contains(word))
        || lower == "as"
        || lower == "on_behalf_of"
}

/// The parameter's name, if the template's segment is a parameter.
fn parameter(segment: &'static str) -> Option<&'static str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// Decodes a path segment.
fn segment(text: &str) -> Option<String> {
    let value = decode(text)?;
    let tricky = |c: char| matches!(c, '/' | '\\' | ';') || c.is_control();
    let fits = !value.is_empty() && !is_dots(&value) && !value.contains(tricky);
    // A value must not be encoded twice: `%252e` is an attack, not a name.
    let twice = value.contains('%') && decode(&value).is_none_or(|again| again != value);
    (fits && !twice).then_some(value)
}

/// Whether a path segment is `.` or `..`, which a URL parser would resolve.
pub(crate) fn is_dots(segment: &str) -> bool {
    let plain = segment.replace("%2e", ".").replace("%2E", ".");
    plain == "." || plain == ".."
}

/// Percent-decodes; `None` for an incomplete escape or invalid UTF-8.
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

/// Replaces `{name}` in a path template by a percent-encoded value.
pub(crate) fn fill(path: &str, name: &str, value: &impl Scalar) -> String {
    path.replace(&format!("{{{name}}}"), &percent(&value.write()))
}
