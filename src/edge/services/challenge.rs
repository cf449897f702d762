//! The spam check of a completed form. It runs before the application is claimed or stored, so that a candidate who has
//! to try again loses nothing.

use super::turnstile;
use crate::edge::platform::{clock, crypto, env};
use crate::edge::rpc::claims;
use crate::edge::rpc::site::SiteSettings;
use crate::form::challenge::{self, Challenge, FormGuard, SumQuestion, TurnstileResult};
use crate::locale::{MessageId, Texts};
use worker::{Env, Result};

/// For how many hours a used token or an answered question is bound to one application.
const USED_HOURS: u32 = 72;

/// The result of the spam check.
pub(crate) enum SpamVerdict {
    /// A person, or a server that the site accepts applications from.
    Person,
    /// The candidate has to answer a question. `wrong` if an answer was wrong.
    Ask { wrong: bool },
    /// Turnstile says that it is not a person.
    NotAPerson,
    /// Unknown for now: retry later.
    Unknown,
    /// Too many answers from one client address.
    TooMany,
}

/// A posted form to be checked.
pub(crate) struct PostedForm<'a> {
    pub(crate) env: &'a Env,
    pub(crate) settings: &'a SiteSettings,
    pub(crate) entries: &'a [(String, String)],
    /// Whether it was posted by a page without scripts.
    pub(crate) html: bool,
    /// The client's address, if known.
    pub(crate) address: Option<String>,
    /// The name of the application's idempotency key: a repeated application may use its token or answer again.
    pub(crate) key_name: &'a str,
}

/// Signs a text for one purpose with the site's key.
async fn sign(settings: &SiteSettings, purpose: &str, text: &str) -> Result<String> {
    let named = format!("{purpose} {text}");
    let digest = crypto::hmac(settings.key.as_bytes(), named.as_bytes()).await?;
    Ok(format!("{text}.{}", crypto::token_of(&digest)))
}

/// The signed text, if the signature is valid for this purpose.
async fn verify<'a>(
    settings: &SiteSettings,
    purpose: &str,
    token: &'a str,
) -> Result<Option<&'a str>> {
    let Some((text, _)) = token.rsplit_once('.') else { return Ok(None) };
    Ok(crypto::constant_time_eq(&sign(settings, purpose, text).await?, token)
        .await?
        .then_some(text))
}

/// The spam-protection fields of a form.
pub(crate) async fn guard(settings: &SiteSettings) -> Result<FormGuard> {
    Ok(FormGuard {
        started: sign(settings, challenge::STARTED, &challenge::started(clock::now())).await?,
        honeypot: challenge::HONEYPOT.to_owned(),
        turnstile: settings.config.spam.turnstile.clone(),
    })
}

/// Makes a new question.
pub(crate) async fn new_question(settings: &SiteSettings, texts: Texts<'_>) -> Result<Challenge> {
    let [a, b, ..] = crypto::random16();
    let sum = SumQuestion::new([a, b], clock::now());
    let token = sign(settings, challenge::CHECK, &sum.to_text()).await?;
    Ok(Challenge { token, text: sum.render(texts.text(MessageId::CheckAsk)) })
}

/// The question of a signed token, to be shown again; `None` if the signature is invalid.
pub(crate) async fn repeat_question(
    settings: &SiteSettings,
    token: &str,
    texts: Texts<'_>,
) -> Result<Option<Challenge>> {
    let sum = verify(settings, challenge::CHECK, token).await?.and_then(SumQuestion::parse);
    let text = sum.map(|sum| sum.render(texts.text(MessageId::CheckAsk)));
    Ok(text.map(|text| Challenge { token: token.to_owned(), text }))
}

impl PostedForm<'_> {
    fn entry(&self, name: &str) -> &str {
        self.entries.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// Whether the form contains an answer to a question.
    pub(crate) fn has_answer(&self) -> bool {
        !self.entry(challenge::ANSWER).trim().is_empty()
    }

    /// Checks whether a person filled in the form.
    pub(crate) async fn check(&self) -> Result<SpamVerdict> {
        let config = &self.settings.config.spam;
        let answered = self.has_answer();
        if answered && !self.is_answer_right().await? {
            return Ok(SpamVerdict::Ask { wrong: true });
        }
        if config.turnstile.is_some() && !(answered && self.html) {
            match self.turnstile().await? {
                TurnstileResult::Person => {}
                // Without scripts there is no token; and a page that is left has lost what was typed.
                _ if self.html => return Ok(SpamVerdict::Ask { wrong: false }),
                TurnstileResult::Nobody => return Ok(SpamVerdict::NotAPerson),
                TurnstileResult::Unknown => return Ok(SpamVerdict::Unknown),
            }
        }
        if answered {
            return Ok(SpamVerdict::Person);
        }
        let trapped = !self.entry(challenge::HONEYPOT).is_empty();
        let doubtful = trapped || (config.min_fill_seconds > 0 && !self.is_patient().await?);
        Ok(if doubtful { SpamVerdict::Ask { wrong: false } } else { SpamVerdict::Person })
    }

    /// Whether the question is ours and its answer correct. Each question can be used once, so that a program cannot
    /// reuse one answer.
    async fn is_answer_right(&self) -> Result<bool> {
        let token = self.entry(challenge::CHECK);
        let sum =
            verify(self.settings, challenge::CHECK, token).await?.and_then(SumQuestion::parse);
        let answer = self.entry(challenge::ANSWER);
        if !sum.is_some_and(|sum| sum.is_answered(answer, clock::now())) {
            return Ok(false);
        }
        self.use_once(challenge::CHECK, token).await
    }

    /// Whether the form was open for at least the configured time.
    async fn is_patient(&self) -> Result<bool> {
        let token = self.entry(challenge::STARTED);
        Ok(match verify(self.settings, challenge::STARTED, token).await? {
            Some(shown) => challenge::is_patient(shown, clock::now(), &self.settings.config.spam),
            // A page's own form posts none, and is asked. A script that sends none has read the documents:
            // nothing that it could be asked for here would keep it out.
            None => token.is_empty() && !self.html,
        })
    }

    async fn turnstile(&self) -> Result<TurnstileResult> {
        let tokens = [challenge::TOKEN, challenge::WIDGET_TOKEN].map(|name| self.entry(name));
        let Some(token) = tokens.into_iter().find(|token| !token.is_empty()) else {
            return Ok(TurnstileResult::Nobody);
        };
        if !challenge::is_token(token) {
            return Ok(TurnstileResult::Nobody);
        }
        // A token that this very application has shown before is not spent.
        match claims::get(self.env, &self.used_name(challenge::TOKEN, token).await?).await? {
            Some(by) if by == self.key_name => return Ok(TurnstileResult::Person),
            Some(_) => return Ok(TurnstileResult::Nobody),
            None => {}
        }
        let Some(secret) = env::turnstile_secret(self.env) else {
            worker::console_error!(
                "spam.turnstile is configured, and the secret TURNSTILE_SECRET is not"
            );
            return Ok(TurnstileResult::Unknown);
        };
        // Should our claim be lost after the verifier's answer, it answers the same again under this.
        let named = format!("verify {} {token}", self.key_name);
        let idempotency = crypto::hmac(self.settings.key.as_bytes(), named.as_bytes()).await?;
        let verification = turnstile::Verification {
            secret,
            token,
            idempotency: &idempotency,
            address: self.address.as_deref(),
        };
        let result =
            turnstile::verify(self.env, &verification, &self.settings.config.origins).await;
        if result == TurnstileResult::Person && !self.use_once(challenge::TOKEN, token).await? {
            return Ok(TurnstileResult::Nobody);
        }
        Ok(result)
    }

    /// Binds a token to this application; `false` if another application has used it.
    async fn use_once(&self, purpose: &str, token: &str) -> Result<bool> {
        let name = self.used_name(purpose, token).await?;
        Ok(claims::claim(self.env, &name, self.key_name, USED_HOURS).await? == self.key_name)
    }

    async fn used_name(&self, purpose: &str, token: &str) -> Result<String> {
        let named = format!("used {purpose} {token}");
        let digest = crypto::hmac(self.settings.key.as_bytes(), named.as_bytes()).await?;
        Ok(crypto::token_of(&digest))
    }
}

/// A secret that the site's configuration requires and the environment does not have.
pub(crate) fn missing_secret(env: &Env, config: &crate::site::Site) -> Option<&'static str> {
    (config.spam.turnstile.is_some() && env::turnstile_secret(env).is_none())
        .then_some("spam.turnstile: put the secret TURNSTILE_SECRET first")
}
