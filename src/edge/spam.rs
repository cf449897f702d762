//! Whether a person is applying. Asked when a form is complete, before anything of it is claimed or
//! stored, so that whoever has to try again loses nothing.

use super::accept::Ask;
use super::guard::rate;
use super::site::Settings;
use super::{bindings, claims, clock, crypto, web};
use crate::locale::{Texts, Word};
use crate::spam::{self, Asked, Guard, Sum, Verdict};
use worker::{Env, Request, Result};

/// For how many hours a token, or a question, is known to belong to an application.
const USED_HOURS: u32 = 72;

/// What is known of who applies.
pub(super) enum Finding {
    /// A person, or a program that the site lets in.
    Person,
    /// A plain question would tell; with whether one was answered wrongly.
    Ask { wrong: bool },
    /// No person, as far as Turnstile knows.
    Nobody,
    /// It cannot be told now: later.
    Unknown,
    /// Too many answers from one address.
    TooMany,
}

/// A text that only this site's Worker can have written.
async fn signed(settings: &Settings, what: &str, text: &str) -> Result<String> {
    let named = format!("{what} {text}");
    let digest = crypto::hmac(settings.key.as_bytes(), named.as_bytes()).await?;
    Ok(format!("{text}.{}", crypto::token_of(&digest)))
}

/// The text of what was [`signed`] for this purpose.
async fn read<'a>(settings: &Settings, what: &str, token: &'a str) -> Result<Option<&'a str>> {
    let Some((text, _)) = token.rsplit_once('.') else { return Ok(None) };
    Ok(crypto::same(&signed(settings, what, text).await?, token).await?.then_some(text))
}

/// What a form carries.
pub(super) async fn guard(settings: &Settings) -> Result<Guard> {
    Ok(Guard {
        started: signed(settings, spam::STARTED, &spam::started(clock::now())).await?,
        trap: spam::TRAP.to_owned(),
        turnstile: settings.config.spam.turnstile.clone(),
    })
}

/// A new question.
pub(super) async fn question(settings: &Settings, texts: Texts<'_>) -> Result<Asked> {
    let [a, b, ..] = crypto::random16();
    let sum = Sum::new([a, b], clock::now());
    let token = signed(settings, spam::CHECK, &sum.to_text()).await?;
    Ok(Asked { token, text: sum.ask(texts.text(Word::CheckAsk)) })
}

/// A question that was asked before, to be asked again; none where that was not ours.
pub(super) async fn asked_again(
    settings: &Settings,
    token: &str,
    texts: Texts<'_>,
) -> Result<Option<Asked>> {
    let sum = read(settings, spam::CHECK, token).await?.and_then(Sum::parse);
    Ok(sum.map(|sum| Asked { token: token.to_owned(), text: sum.ask(texts.text(Word::CheckAsk)) }))
}

/// Whether what was posted shows a person. `own` is the name of the application's key: what one
/// application used, a repeat of it may use again.
pub(super) async fn judge(
    ask: &Ask<'_>,
    request: &Request,
    entries: &[(String, String)],
    own: &str,
) -> Result<Finding> {
    let entry =
        |name: &str| entries.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let config = &ask.settings.config;
    if ask.server {
        return Ok(Finding::Person);
    }
    let mut answered = false;
    if !entry(spam::ANSWER).trim().is_empty() {
        if !rate::may(ask.env, bindings::ANSWER_LIMIT, &config.site, request).await? {
            return Ok(Finding::TooMany);
        }
        let asked = entry(spam::CHECK);
        let sum = read(ask.settings, spam::CHECK, asked).await?.and_then(Sum::parse);
        let right = sum.is_some_and(|sum| sum.is_answered(entry(spam::ANSWER), clock::now()));
        // Once: a program that was told one answer has not learned all of them.
        if !right || !is_first(ask, spam::CHECK, asked, own).await? {
            return Ok(Finding::Ask { wrong: true });
        }
        answered = true;
    }
    if config.spam.turnstile.is_some() && !(answered && ask.caller.html) {
        let token =
            [spam::TOKEN, spam::WIDGET_TOKEN].map(entry).into_iter().find(|t| !t.is_empty());
        let verdict = match token {
            Some(token) => verify(ask, request, token, own).await?,
            None => Verdict::Nobody,
        };
        match verdict {
            Verdict::Person => {}
            // Without scripts there is no token; and a page that is left has lost what was typed.
            _ if ask.caller.html => return Ok(Finding::Ask { wrong: false }),
            Verdict::Nobody => return Ok(Finding::Nobody),
            Verdict::Unknown => return Ok(Finding::Unknown),
        }
    }
    if answered {
        return Ok(Finding::Person);
    }
    let trapped = !entry(spam::TRAP).is_empty();
    let shown = entry(spam::STARTED);
    let patient = match read(ask.settings, spam::STARTED, shown).await? {
        Some(shown) => spam::is_patient(shown, clock::now(), &config.spam),
        // A page's own form posts none, and is asked. A script that sends none has read the documents:
        // nothing that it could be asked for here would keep it out.
        None => shown.is_empty() && !ask.caller.html,
    };
    let doubtful = trapped || (config.spam.seconds > 0 && !patient);
    Ok(if doubtful { Finding::Ask { wrong: false } } else { Finding::Person })
}

/// Whether a token was used by nobody but the application that uses it now.
async fn is_first(ask: &Ask<'_>, what: &str, token: &str, own: &str) -> Result<bool> {
    let name = used(ask, what, token).await?;
    Ok(claims::claim(ask.env, &name, own, USED_HOURS).await? == own)
}

async fn used(ask: &Ask<'_>, what: &str, token: &str) -> Result<String> {
    let named = format!("used {what} {token}");
    let digest = crypto::hmac(ask.settings.key.as_bytes(), named.as_bytes()).await?;
    Ok(crypto::token_of(&digest))
}

/// What Turnstile knows of a token. One that this very application has shown before is not spent.
async fn verify(ask: &Ask<'_>, request: &Request, token: &str, own: &str) -> Result<Verdict> {
    if !spam::is_token(token) {
        return Ok(Verdict::Nobody);
    }
    match claims::held(ask.env, &used(ask, spam::TOKEN, token).await?).await? {
        Some(by) if by == own => return Ok(Verdict::Person),
        Some(_) => return Ok(Verdict::Nobody),
        None => {}
    }
    let Some(secret) = bindings::turnstile_secret(ask.env) else {
        worker::console_error!(
            "spam.turnstile is configured, and the secret TURNSTILE_SECRET is not"
        );
        return Ok(Verdict::Unknown);
    };
    // Should our claim be lost after the verifier's answer, it answers the same again under this.
    let named = format!("verify {own} {token}");
    let digest = crypto::hmac(ask.settings.key.as_bytes(), named.as_bytes()).await?;
    let mut form = vec![
        ("secret", secret),
        ("response", token.to_owned()),
        ("idempotency_key", uuid(&digest)),
    ];
    if let Some(address) = request.headers().get("cf-connecting-ip")? {
        form.push(("remoteip", address));
    }
    let answer = web::post_form(&bindings::turnstile_verify(ask.env), &form).await;
    let verdict = match answer {
        Ok(answer) => Verdict::of(&answer, &ask.settings.config.origins),
        Err(error) => {
            worker::console_warn!("turnstile: {}", error.to_string());
            Verdict::Unknown
        }
    };
    if verdict == Verdict::Person && !is_first(ask, spam::TOKEN, token, own).await? {
        return Ok(Verdict::Nobody);
    }
    Ok(verdict)
}

/// A digest's first 128 bits, written as a UUID (version 8, RFC 9562: made by ourselves).
fn uuid(digest: &[u8]) -> String {
    let mut bytes: Vec<u8> = digest.iter().copied().take(16).collect();
    if let Some(byte) = bytes.get_mut(6) {
        *byte = *byte & 0x0f | 0x80;
    }
    if let Some(byte) = bytes.get_mut(8) {
        *byte = *byte & 0x3f | 0x80;
    }
    let hex = crypto::hex(&bytes);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

/// Whether the platform has what the site's configuration needs; what is missing otherwise.
pub(super) fn missing(env: &Env, config: &crate::site::Site) -> Option<&'static str> {
    (config.spam.turnstile.is_some() && bindings::turnstile_secret(env).is_none())
        .then_some("spam.turnstile: put the secret TURNSTILE_SECRET first")
}
