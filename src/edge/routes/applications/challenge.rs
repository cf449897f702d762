//! The spam check of a submitted application.

use super::read::PostedApplication;
use super::replay::Key;
use super::{ApplyContext, CheckedApplication, Outcome, identity};
use crate::edge::middleware::rate;
use crate::edge::platform::{client, env};
use crate::edge::services::challenge::{PostedForm, SpamVerdict};
use worker::{Request, Result};

/// Lets an application pass if the spam check does, or if it was stored before.
pub(super) async fn challenge(
    context: &ApplyContext<'_>,
    request: &Request,
    posted: &PostedApplication,
    key: &Key,
    checked: CheckedApplication,
) -> std::result::Result<CheckedApplication, Outcome> {
    let verdict = verdict(context, request, posted, key).await?;
    if matches!(verdict, SpamVerdict::Person) {
        return Ok(checked);
    }
    // An application that was accepted has its receipt, whoever sends it again.
    if key.is_given
        && let Some((receipt, state)) =
            identity::find_same_form(context, &key.name, &checked.application).await?
    {
        return Err(Outcome::Existing { receipt, state });
    }
    Err(Outcome::Doubtful { verdict, files: checked.files })
}

async fn verdict(
    context: &ApplyContext<'_>,
    request: &Request,
    posted: &PostedApplication,
    key: &Key,
) -> Result<SpamVerdict> {
    if context.server {
        return Ok(SpamVerdict::Person);
    }
    let form = PostedForm {
        env: context.env,
        settings: context.settings,
        entries: &posted.entries,
        html: context.caller.html,
        address: client::address(context.env, request)?,
        key_name: &key.name,
    };
    let site = &context.settings.config.site;
    if form.has_answer() && !rate::may(context.env, env::ANSWER_LIMIT, site, request).await? {
        return Ok(SpamVerdict::TooMany);
    }
    form.check().await
}
