//! Classification of link targets. Word and LibreOffice write paths in many ways; the question is
//! whether opening the document makes the reader's computer contact another one. Facts: RFC 8089
//! (`file:`), MS-DTYP 2.2.57 (UNC), RFC 3986, 3.1 (schemes).

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A path on the reader's own computer, or inside the document.
    Local,
    /// `http` or `https`.
    Web,
    /// A share on another computer (`\\host\…`, `file://host/…`): Windows sends its credentials
    /// there automatically.
    Share,
    /// Another scheme, opened by a program.
    Scheme,
}

impl Place {
    pub(super) fn of(target: &str) -> Self {
        let target = normalized(target);
        let path = target.as_str();
        if let Some(rest) = path.strip_prefix("//") {
            // A device path, `\\?\C:\…`, is local unless it leads to a share.
            let device = rest.strip_prefix("?/").or_else(|| rest.strip_prefix("./"));
            return match device {
                Some(device) if !device.starts_with("unc/") => Self::Local,
                _ => Self::Share,
            };
        }
        match scheme(path) {
            None => Self::Local,
            Some("http" | "https") => Self::Web,
            Some("file") => file(path.get("file:".len()..).unwrap_or_default()),
            Some(_) => Self::Scheme,
        }
    }
}

/// Whether a clicked link opens something other than a page, a mail or a call: a protocol handler
/// that acts on the address.
pub(super) fn is_dangerous_link(target: &str) -> bool {
    let target = normalized(target);
    let Some(scheme) = scheme(&target) else { return false };
    const HANDLERS: [&str; 12] = [
        "hcp",
        "its",
        "jar",
        "ldap",
        "mhtml",
        "mk",
        "res",
        "search",
        "search-ms",
        "shell",
        "vbscript",
        "view-source",
    ];
    // `ms-help:` is the scheme of Word's own help.
    scheme.starts_with("ms-") && scheme != "ms-help" || HANDLERS.contains(&scheme)
}

/// Lower case, with `/` for `\` and ASCII escapes decoded, without control characters and
/// surrounding spaces.
fn normalized(target: &str) -> String {
    let mut out = String::with_capacity(target.len());
    let mut rest = target.trim().trim_matches('"').trim();
    while let Some(c) = rest.chars().next() {
        let escape = rest.get(1..3).filter(|_| c == '%');
        let read = escape.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii);
        let length = if read.is_some() { 3 } else { c.len_utf8() };
        let c = read.map_or(c, char::from);
        match c {
            '\\' => out.push('/'),
            c if c.is_control() => {}
            c => out.push(c.to_ascii_lowercase()),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// The scheme of an address. It has at least two letters, since one letter is a drive. Classic
/// Macintosh paths (`Macintosh HD:Users:ada:CV.dot`) have several colons and no slash.
fn scheme(target: &str) -> Option<&str> {
    let (scheme, rest) = target.split_once(':')?;
    let is_scheme = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let is_macintosh = rest.contains(':') && !rest.contains('/');
    (is_scheme && !is_macintosh).then_some(scheme)
}

/// Classifies the part after `file:`.
fn file(rest: &str) -> Place {
    let path = rest.trim_start_matches('/');
    match rest.len() - path.len() {
        // `file:////host/share`, or with more slashes. Word for Mac writes local paths this way.
        4.. => {
            let first = path.split('/').next().unwrap_or_default();
            let folders = ["applications", "library", "private", "users", "volumes"];
            if folders.contains(&first) { Place::Local } else { Place::Share }
        }
        2 => {
            let host = path.split('/').next().unwrap_or_default();
            let is_drive = host.len() == 2 && host.ends_with([':', '|']);
            let is_here = host.is_empty() || host == "localhost" || host == "127.0.0.1";
            if is_drive || is_here { Place::Local } else { Place::Share }
        }
        _ => Place::Local,
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, is_dangerous_link};

    #[test]
    fn local_paths_are_recognised_in_all_spellings() {
        let local = [
            r"C:\Users\ada\AppData\Roaming\Microsoft\Templates\CV.dotx",
            r"file:///C:\Program%20Files\Styles.DOT",
            "file:///Users/ada/Library/CV.dotm",
            "file://localhost/Users/ada/CV.dotm",
            "file:////Users/ada/Library/Containers/com.microsoft.Word/CV.dotm",
            r"file://C:\CV.dot",
            "/Users/ada/CV.dotx",
            "Macintosh HD:Users:ada:Normal.dotm",
            "MacintoshHD:Users:ada:Normal.dotm",
            "Normal.dotm",
            r"..\..\CV.dot",
            r"\Templates\CV.dot",
            r"\\?\C:\CV.dot",
            "",
        ];
        for target in local {
            assert_eq!(Place::of(target), Place::Local, "{target}");
        }
    }

    #[test]
    fn remote_targets_are_distinguished() {
        let rows = [
            ("http://evil.example/t.dotm", Place::Web),
            (" HTTPS://evil.example/t.dotm", Place::Web),
            ("ht\ttp://evil.example/t.dotm", Place::Web),
            (r"\\evil.example\share\t.dotm", Place::Share),
            (r"\\\\evil.example\\share\\t.dotm", Place::Share),
            ("//evil.example/share", Place::Share),
            (r"\\?\UNC\evil\share", Place::Share),
            ("file://evil.example/share/t.dotm", Place::Share),
            ("file:////evil.example/share/t.dotm", Place::Share),
            (r"file:\\evil.example\share", Place::Share),
            (r"file:///\\evil.example\share", Place::Share),
            ("file:%5C%5Cevil.example%5Cshare", Place::Share),
            ("ftp://evil.example/t.dotm", Place::Scheme),
            ("mhtml:http://evil.example/t.mht!x", Place::Scheme),
            ("ms-msdt:/id PCWDiagnostic", Place::Scheme),
            ("x-usc:http://evil.example", Place::Scheme),
        ];
        for (target, place) in rows {
            assert_eq!(Place::of(target), place, "{target}");
        }
    }

    #[test]
    fn usual_links_in_resumes_are_accepted() {
        let fine = [
            "https://example.org",
            "mailto:a@example.org",
            "tel:+1",
            "skype:ada?call",
            "www.example.org",
            "javascript:void(0)",
            "#top",
            "file:///C:/portfolio.pdf",
            "tg://resolve",
        ];
        for link in fine {
            assert!(!is_dangerous_link(link), "{link}");
        }
        for link in ["ms-msdt:/id x", "search-ms:query=x", "MHTML:http://x", "vbscript:x"] {
            assert!(is_dangerous_link(link), "{link}");
        }
    }
}
