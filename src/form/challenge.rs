//! The part of spam protection that needs no network: a honeypot field, the time taken to fill in the form, an
//! arithmetic question, and the meaning of Turnstile's answer. Signatures and single use are checked by the Worker.

use serde::{Deserialize, Serialize};

/// The name of the honeypot field: invisible to people, filled in by simple programs, and not a name that browsers
/// autofill.
pub const HONEYPOT: &str = "contact_time";
/// The field with the signed time at which the form was shown.
pub const STARTED: &str = "started";
/// The field with the signed question, and the field with its answer.
pub const CHECK: &str = "check";
/// The field with the answer to [`CHECK`].
pub const ANSWER: &str = "check_answer";
/// The field with the Turnstile token. Turnstile's own widget posts `cf-turnstile-response` instead.
pub const TOKEN: &str = "turnstile";
/// The name under which Turnstile's widget posts the token; see [`TOKEN`].
pub const WIDGET_TOKEN: &str = "cf-turnstile-response";
/// The action given to the Turnstile widget; the verifier must return the same.
pub const ACTION: &str = "apply";

/// The maximum length of a Turnstile token. Source: Cloudflare's reference, server-side validation.
const TOKEN_MAX: usize = 2048;
/// The maximum age of a form, in ms: an older one is treated as a copy. Equal to the lifetime of a draft.
const OPEN_MS: u64 = 7 * 86_400_000;
/// The lifetime of a question, in ms: one day.
const ASKED_MS: u64 = 86_400_000;

/// The spam protection of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpamSettings {
    /// A form sent sooner than this many seconds after it was shown gets a question; 0 turns this off.
    pub min_fill_seconds: u32,
    /// Turnstile's site key. If set, pages show its widget, and the secret `TURNSTILE_SECRET` is required.
    pub turnstile: Option<String>,
}

impl Default for SpamSettings {
    fn default() -> Self {
        Self { min_fill_seconds: 3, turnstile: None }
    }
}

/// The spam-protection fields of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormGuard {
    /// The signed time at which the form was shown, posted as [`STARTED`].
    pub started: String,
    /// The name of the honeypot field.
    pub honeypot: String,
    /// Turnstile's site key, if the site uses Turnstile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turnstile: Option<String>,
}

/// A question for the candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// The signed question, to be posted as [`CHECK`].
    pub token: String,
    /// The text of the question, in the candidate's language.
    pub text: String,
}

/// The text form of a time, for signing.
pub fn started(ms: u64) -> String {
    format!("{ms}")
}

/// Whether a form shown at this time can have been filled in by a person by now; `false` for a text that is not a time.
/// The caller checks the signature.
pub fn is_patient(shown: &str, now: u64, spam: &SpamSettings) -> bool {
    let Ok(shown) = shown.parse::<u64>() else { return false };
    let took = now.saturating_sub(shown);
    took >= u64::from(spam.min_fill_seconds) * 1000 && took <= OPEN_MS
}

/// An easy sum of two small numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SumQuestion {
    /// From 2 to 9.
    pub a: u32,
    /// From 1 to 9.
    pub b: u32,
    until: u64,
}

impl SumQuestion {
    /// Picks one of 72 sums by two random bytes.
    pub fn new(random: [u8; 2], now: u64) -> Self {
        let [a, b] = random.map(u32::from);
        Self { a: a % 8 + 2, b: b % 9 + 1, until: now + ASKED_MS }
    }

    /// The question: `sentence` with `{a}` and `{b}` replaced.
    pub fn render(self, sentence: &str) -> String {
        sentence.replace("{a}", &self.a.to_string()).replace("{b}", &self.b.to_string())
    }

    /// The text form, for signing.
    pub fn to_text(self) -> String {
        format!("{}-{}-{}", self.a, self.b, self.until)
    }

    /// Parses the signed text form. Other sums than ours are none: two large numbers would overflow.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-').map(str::parse::<u64>);
        let mut next = || parts.next()?.ok();
        let (a, b, until) = (next()?, next()?, next()?);
        let is_ours = (2..=9).contains(&a) && (1..=9).contains(&b);
        let sum = Self { a: u32::try_from(a).ok()?, b: u32::try_from(b).ok()?, until };
        is_ours.then_some(sum)
    }

    /// Whether the answer is correct and in time. Digits of other scripts count.
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

/// The zeros of digit sets on the keyboards of our languages: Latin, Arabic, Persian, Devanagari, full width.
const DIGITS: [u32; 5] = [0x30, 0x660, 0x6f0, 0x966, 0xff10];

/// Whether a text has the format of a token; other texts are not sent to the verifier.
pub fn is_token(text: &str) -> bool {
    (1..=TOKEN_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// The result of Turnstile's verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnstileResult {
    /// A person, on one of the site's pages.
    Person,
    /// Not verified: the token was used before, is forged, has expired, or belongs to another page.
    Nobody,
    /// The verifier failed, or its secret is wrong: not the candidate's fault.
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
    /// Whether the secret is one of Cloudflare's test secrets. Their responses do not contain our host.
    result_with_testing_key: bool,
}

impl TurnstileResult {
    /// Parses the verifier's answer; `origins` are the site's. Source of the codes: Cloudflare's reference.
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
    fn only_our_own_sums_are_parsed() {
        assert!(SumQuestion::parse("9-9-5").is_some());
        for bad in ["4294967295-9-5", "9-10-5", "1-1-5", "9-0-5", "9-9", "", "9-9--5"] {
            assert_eq!(SumQuestion::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_form_is_accepted_from_the_minimum_time_to_seven_days() {
        let spam = SpamSettings::default();
        assert!(!is_patient("1000", 3999, &spam));
        assert!(is_patient("1000", 4000, &spam));
        assert!(!is_patient("1000", 1000 + OPEN_MS + 1, &spam));
        assert!(!is_patient("soon", 4000, &spam) && !is_patient("", 4000, &spam));
    }

    #[test]
    fn a_sum_accepts_digits_of_several_scripts_until_it_expires() {
        let sum = SumQuestion::new([1, 0], 5);
        assert_eq!((sum.a, sum.b), (3, 1));
        assert_eq!(SumQuestion::parse(&sum.to_text()), Some(sum));
        for right in ["4", " 4 ", "\u{664}", "\u{ff14}", "04"] {
            assert!(sum.is_answered(right, 6), "{right}");
        }
        for wrong in ["", "5", "3+1", "four", "-4", "4.0", "4444444444444444444"] {
            assert!(!sum.is_answered(wrong, 6), "{wrong}");
        }
        assert!(!sum.is_answered("4", 5 + ASKED_MS));
        assert_eq!(SumQuestion::parse("3-x-9"), None);
    }

    #[test]
    fn a_turnstile_result_needs_our_host_and_our_action() {
        let origins =
            ["https://careers.acme.example".to_owned(), "http://127.0.0.1:8080".to_owned()];
        let of = |answer: serde_json::Value| {
            TurnstileResult::of(answer.to_string().as_bytes(), &origins)
        };
        let good = serde_json::json!({ "success": true, "hostname": "careers.acme.example", "action": "apply" });
        assert_eq!(of(good.clone()), TurnstileResult::Person);
        let with = |name: &str, value: serde_json::Value| {
            let mut answer = good.clone();
            answer[name] = value;
            of(answer)
        };
        assert_eq!(with("hostname", "127.0.0.1".into()), TurnstileResult::Person);
        assert_eq!(with("hostname", "evil.example".into()), TurnstileResult::Nobody);
        assert_eq!(with("hostname", "acme.example".into()), TurnstileResult::Nobody);
        assert_eq!(with("action", "login".into()), TurnstileResult::Nobody);
        let refused =
            |code: &str| of(serde_json::json!({ "success": false, "error-codes": [code] }));
        assert_eq!(refused("timeout-or-duplicate"), TurnstileResult::Nobody);
        assert_eq!(refused("invalid-input-response"), TurnstileResult::Nobody);
        assert_eq!(refused("internal-error"), TurnstileResult::Unknown);
        assert_eq!(refused("invalid-input-secret"), TurnstileResult::Unknown);
        assert_eq!(TurnstileResult::of(b"<html>", &origins), TurnstileResult::Unknown);
        assert_eq!(of(serde_json::json!({})), TurnstileResult::Unknown);
    }
}
