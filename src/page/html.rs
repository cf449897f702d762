//! Escaping of text for HTML.

/// Escapes a text for HTML content or a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The id for a field's name; an id must not contain a space.
pub(super) fn id(name: &str) -> String {
    escape(&name.split_whitespace().collect::<Vec<_>>().join("--"))
}

/// Renders an element that contains a text.
pub(super) fn tag(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>\n", escape(text))
}
