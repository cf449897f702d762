//! `GET` and `DELETE …/applications/{receipt}`, and `POST …/withdraw`: the status of an application, and its
//! withdrawal. A receipt cannot be guessed, so whoever has it may do both.

use super::context::RequestContext;
use crate::edge::middleware::rate;
use crate::edge::platform::env;
use crate::edge::rpc::delivery::DeliveryStub;
use crate::page;
use crate::protocol::problem::Problem;
use crate::protocol::problem_code::ProblemCode;
use crate::protocol::{ApplicationState, Receipt};
use worker::{Request, Response, Result};

/// The status of an application.
pub(super) async fn status(
    context: &RequestContext<'_>,
    receipt: &str,
    request: &Request,
) -> Result<Response> {
    let (caller, config) = (&context.caller, &context.settings.config);
    if !rate::may(context.env, env::RECEIPT_LIMIT, &config.site, request).await? {
        return caller.problem(&Problem::too_many(caller.texts()));
    }
    let status = DeliveryStub::new(context.env, receipt)?.status().await?;
    let Some(status) = status.filter(|status| status.site == config.site) else {
        return caller.refuse(404, ProblemCode::NotFound);
    };
    let can_withdraw = !status.is_duplicate && status.state != ApplicationState::Withdrawn;
    let receipt = Receipt::new(&config.site, receipt, status.state);
    if caller.html {
        let html = page::status(config, &receipt, can_withdraw, caller.locale);
        return caller.html(200, html, "no-store");
    }
    caller.json(200, &receipt, "no-store")
}

/// Withdraws an application.
pub(super) async fn withdraw(
    context: &RequestContext<'_>,
    receipt: &str,
    request: &Request,
) -> Result<Response> {
    let (caller, config) = (&context.caller, &context.settings.config);
    if !rate::may(context.env, env::RECEIPT_LIMIT, &config.site, request).await? {
        return caller.problem(&Problem::too_many(caller.texts()));
    }
    if let Some(problem) = context.stranger_problem() {
        return caller.problem(&problem);
    }
    let delivery = DeliveryStub::new(context.env, receipt)?;
    let is_ours = delivery.status().await?.is_some_and(|status| status.site == config.site);
    let status = if is_ours { delivery.withdraw().await? } else { None };
    let Some(status) = status else { return caller.refuse(404, ProblemCode::NotFound) };
    let receipt = Receipt::new(&config.site, receipt, status.state);
    if caller.html {
        return caller.see_receipt(&receipt);
    }
    caller.json(200, &receipt, "no-store")
}
