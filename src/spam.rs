//! Whether a person is applying: what can be told without a look at the network. A trap that people do
//! not see, the time it took, a plain question, and what Turnstile's verifier answers. What is signed,
//! and who has used it, is the Worker's to know.

use serde::{Deserialize, Serialize};

/// The field that people do not see, and programs that fill in everything do. A name that no browser
/// fills in by itself.
pub const TRAP: &str = "contact_time";
/// The field that says when the form was shown.
pub const STARTED: &str = "started";
/// The field with the question that was asked, and the one with its answer.
pub const CHECK: &str = "check";
/// See [`CHECK`].
pub const ANSWER: &str = "check_answer";
/// The field with Turnstile's token; its own widget posts `cf-turnstile-response`.
pub const TOKEN: &str = "turnstile";
/// See [`TOKEN`].
pub const WIDGET_TOKEN: &str = "cf-turnstile-response";
/// What the widget is told it is for, and the verifier has to say that it was.
pub const ACTION: &str = "apply";

/// The longest token. Source: Cloudflare's reference, server-side validation.
const TOKEN_MAX: usize = 2048;
/// For how long a form may lie open before it is taken for a copy, in ms: as long as a draft.
const OPEN_MS: u64 = 7 * 86_400_000;
/// For how long a question may be answered, in ms: a day.
const ASKED_MS: u64 = 86_400_000;

/// What of a site is guarded how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Spam {
    /// Sent faster than this many seconds after the form was shown, a plain question is asked; 0 asks
    /// nobody.
    pub seconds: u32,
    /// Turnstile's site key: pages then show its widget, and its secret is `TURNSTILE_SECRET`.
    pub turnstile: Option<String>,
}

impl Default for Spam {
    fn default() -> Self {
        Self { seconds: 3, turnstile: None }
    }
}

/// What a form carries so that it can be told who filled it in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// When it was shown, signed: posted as [`STARTED`].
    pub started: String,
    /// Name of the field that people do not see.
    pub trap: String,
    /// Turnstile's site key, where the site uses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turnstile: Option<String>,
}

/// A plain question, as it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Comes back as [`CHECK`].
    pub token: String,
    /// The question, in the candidate's language.
    pub text: String,
}

/// A time, as it is signed.
pub fn started(ms: u64) -> String {
    format!("{ms}")
}

/// Whether a form that was shown at a time can have been filled in by a person now. What is not a time
/// cannot. (The signature is the caller's to check.)
pub fn is_patient(shown: &str, now: u64, spam: &Spam) -> bool {
    let Ok(shown) = shown.parse::<u64>() else { return false };
    let took = now.saturating_sub(shown);
    took >= u64::from(spam.seconds) * 1000 && took <= OPEN_MS
}

/// A sum that a person does at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// 2 to 9.
    pub a: u32,
    /// 1 to 9.
    pub b: u32,
    until: u64,
}

impl Sum {
    /// One of 72, by two random bytes.
    pub fn new(random: [u8; 2], now: u64) -> Self {
        let [a, b] = random.map(u32::from);
        Self { a: a % 8 + 2, b: b % 9 + 1, until: now + ASKED_MS }
    }

    /// The question, in a sentence with `{a}` and `{b}`.
    pub fn ask(self, sentence: &str) -> String {
        sentence.replace("{a}", &self.a.to_string()).replace("{b}", &self.b.to_string())
    }

    /// As it is signed.
    pub fn to_text(self) -> String {
        format!("{}-{}-{}", self.a, self.b, self.until)
    }

    /// What was signed.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-').map(str::parse::<u64>);
        let mut next = || parts.next()?.ok();
        let (a, b, until) = (next()?, next()?, next()?);
        Some(Self { a: u32::try_from(a).ok()?, b: u32::try_from(b).ok()?, until })
    }

    /// Whether the answer is right, and in time. Digits of any script that `char` knows count.
    pub fn is_answered(&self, answer: &str, now: u64) -> bool {
        let ascii = |c: char| {
            DIGITS.iter().find_map(|zero| (c as u32).checked_sub(*zero).filter(|d| *d < 10))
        };
        let digits: Option<Vec<u32>> = answer.trim().chars().map(ascii).collect();
        let says = digits.filter(|d| (1..=3).contains(&d.len()));
        let says = says.map(|digits| digits.iter().fold(0, |sum, digit| sum * 10 + digit));
        says == Some(self.a + self.b) && now < self.until
    }
}

/// The zeros of the digits that keyboards of our languages' readers type: Latin, Arabic, Persian,
/// Devanagari, full width.
const DIGITS: [u32; 5] = [0x30, 0x660, 0x6f0, 0x966, 0xff10];

/// Whether a text can be a token at all: what cannot is not shown to the verifier.
pub fn is_token(text: &str) -> bool {
    (1..=TOKEN_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// What Turnstile's verifier answered, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A person, on a page of the site's.
    Person,
    /// Nobody we know to be one: spent, forged, expired, or from elsewhere.
    Nobody,
    /// The verifier could not tell, or its secret is wrong: a person has done nothing wrong.
    Unknown,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Verified {
    success: bool,
    #[serde(rename = "error-codes")]
    errors: Vec<String>,
    hostname: String,
    action: String,
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    /// The secret is one of Cloudflare's for tests, which name no host of ours.
    result_with_testing_key: bool,
}

impl Verdict {
    /// Reads an answer; `origins` are the site's. Source of the codes: Cloudflare's reference.
    pub fn of(answer: &[u8], origins: &[String]) -> Self {
        let Ok(verified) = serde_json::from_slice::<Verified>(answer) else { return Self::Unknown };
        if !verified.success {
            let ours =
                ["missing-input-secret", "invalid-input-secret", "bad-request", "internal-error"];
            let not_told = verified.errors.is_empty()
                || verified.errors.iter().any(|code| ours.contains(&code.as_str()));
            return if not_told { Self::Unknown } else { Self::Nobody };
        }
        let host = |origin: &String| {
            let rest = origin.split("://").nth(1).unwrap_or_default();
            rest.split(':').next() == Some(verified.hostname.as_str())
        };
        let here = verified.action == ACTION && origins.iter().any(host);
        if here || verified.metadata.result_with_testing_key { Self::Person } else { Self::Nobody }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_takes_a_while_and_not_a_week() {
        let spam = Spam::default();
        assert!(!is_patient("1000", 3999, &spam));
        assert!(is_patient("1000", 4000, &spam));
        assert!(!is_patient("1000", 1000 + OPEN_MS + 1, &spam));
        assert!(!is_patient("soon", 4000, &spam) && !is_patient("", 4000, &spam));
    }

    #[test]
    fn a_sum_is_answered_in_digits_of_any_script_and_in_time() {
        let sum = Sum::new([1, 0], 5);
        assert_eq!((sum.a, sum.b), (3, 1));
        assert_eq!(Sum::parse(&sum.to_text()), Some(sum));
        for right in ["4", " 4 ", "\u{664}", "\u{ff14}", "04"] {
            assert!(sum.is_answered(right, 6), "{right}");
        }
        for wrong in ["", "5", "3+1", "four", "-4", "4.0", "4444444444444444444"] {
            assert!(!sum.is_answered(wrong, 6), "{wrong}");
        }
        assert!(!sum.is_answered("4", 5 + ASKED_MS));
        assert_eq!(Sum::parse("3-x-9"), None);
    }

    #[test]
    fn only_a_person_on_a_page_of_the_sites_is_one() {
        let origins =
            ["https://careers.acme.example".to_owned(), "http://127.0.0.1:8080".to_owned()];
        let of = |answer: serde_json::Value| Verdict::of(answer.to_string().as_bytes(), &origins);
        let good = serde_json::json!({ "success": true, "hostname": "careers.acme.example", "action": "apply" });
        assert_eq!(of(good.clone()), Verdict::Person);
        let with = |name: &str, value: serde_json::Value| {
            let mut answer = good.clone();
            answer[name] = value;
            of(answer)
        };
        assert_eq!(with("hostname", "127.0.0.1".into()), Verdict::Person);
        assert_eq!(with("hostname", "evil.example".into()), Verdict::Nobody);
        assert_eq!(with("hostname", "acme.example".into()), Verdict::Nobody);
        assert_eq!(with("action", "login".into()), Verdict::Nobody);
        let refused =
            |code: &str| of(serde_json::json!({ "success": false, "error-codes": [code] }));
        assert_eq!(refused("timeout-or-duplicate"), Verdict::Nobody);
        assert_eq!(refused("invalid-input-response"), Verdict::Nobody);
        assert_eq!(refused("internal-error"), Verdict::Unknown);
        assert_eq!(refused("invalid-input-secret"), Verdict::Unknown);
        assert_eq!(Verdict::of(b"<html>", &origins), Verdict::Unknown);
        assert_eq!(of(serde_json::json!({})), Verdict::Unknown);
    }
}
