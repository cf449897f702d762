//! The pages that work without scripts, as text. No `<style>`, no `style=""`, no script.

mod apply;
pub mod console;
pub(crate) mod html;

pub use apply::{Apply, Kept, apply};

use crate::job::{Job, Jobs};
use crate::locale::{Locale, Word};
use crate::posting;
use crate::problem::Problem;
use crate::protocol::{PREFIX, Receipt, State};
use crate::site::Site;
use html::{escape, tag};

/// The stylesheet of these pages.
pub const STYLE: &str = include_str!("page/style.css");

/// Where the Worker serves [`STYLE`].
pub const STYLE_PATH: &str = "/v1/page.css";

/// A whole document.
fn document(locale: Locale, title: &str, site: Option<&Site>, body: &str) -> String {
    let brand = site.map_or(String::new(), |site| {
        let name = escape(site.name.in_locale(locale, site.locale));
        let home = site.home.clone().unwrap_or_else(|| format!("{PREFIX}/{}/jobs", site.site));
        format!("<header><a href=\"{}\">{name}</a></header>", escape(&home))
    });
    format!(
        "<!doctype html>\n<html lang=\"{lang}\" dir=\"{dir}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"{STYLE_PATH}\">\n</head>\n<body>\n{brand}\n<main>\n{body}\n</main>\n</body>\n</html>\n",
        lang = locale.tag(),
        dir = locale.direction(),
        title = escape(title),
    )
}

/// The open jobs.
pub fn jobs(site: &Site, jobs: &Jobs, locale: Locale) -> String {
    let texts = site.texts(locale);
    let mut body = tag("h1", texts.text(Word::Jobs));
    if jobs.stale {
        body.push_str(&tag("p", texts.text(Word::Stale)));
    }
    if jobs.jobs.is_empty() {
        body.push_str(&tag("p", texts.text(Word::NoJobs)));
    }
    body.push_str("<ul class=\"jobs\">\n");
    for job in &jobs.jobs {
        let address = escape(&format!("{PREFIX}/{}/jobs/{}", site.site, job.id));
        body.push_str(&format!(
            "<li><a href=\"{address}\">{}</a>{}</li>\n",
            escape(&job.title),
            facts(job)
        ));
    }
    body.push_str("</ul>");
    document(locale, texts.text(Word::Jobs), Some(site), &body)
}

/// One job, whose page is at `own`; its form is told where the candidate comes from. Its sections must be
/// sanitised.
pub fn job(site: &Site, job: &Job, locale: Locale, own: &str, told: &str) -> String {
    let texts = site.texts(locale);
    let address = escape(&format!("{PREFIX}/{}/jobs/{}", site.site, job.id));
    let mut body = format!("{}\n{}\n", tag("h1", &job.title), facts(job));
    for section in &job.sections {
        if !section.heading.is_empty() {
            body.push_str(&tag("h2", &section.heading));
        }
        body.push_str(&format!("<section>{}</section>\n", section.html));
    }
    let query = if told.is_empty() { String::new() } else { escape(&format!("?{told}")) };
    body.push_str(&format!(
        "<p><a class=\"button\" href=\"{address}/apply{query}\">{}</a></p>\n<p><a href=\"{PREFIX}/{}/jobs\">{}</a></p>",
        escape(texts.text(Word::Apply)),
        site.site,
        escape(texts.text(Word::AllJobs)),
    ));
    if let Some(posting) = posting::of(job, site, own) {
        body.push_str(&posting::script(&posting));
    }
    document(locale, &job.title, Some(site), &body)
}

/// How an application stands.
pub fn status(site: &Site, receipt: &Receipt, locale: Locale) -> String {
    let texts = site.texts(locale);
    let word = match receipt.state {
        State::Received => Word::StateReceived,
        State::Delivered => Word::StateDelivered,
        State::Failed => Word::StateFailed,
        State::Withdrawn => Word::StateWithdrawn,
    };
    // A form, so that it works without scripts; nothing is asked twice, because the button says it.
    let withdraw = format!(
        "<form method=\"post\" action=\"{}/withdraw?lang={}\"><p>{}</p><p><button>{}</button></p></form>\n",
        escape(&receipt.status),
        locale.tag(),
        escape(texts.text(Word::WithdrawHint)),
        escape(texts.text(Word::Withdraw)),
    );
    let body = format!(
        "{}\n{}\n<p>{}: <code>{}</code></p>\n{}<p><a href=\"{PREFIX}/{}/jobs\">{}</a></p>",
        tag("h1", texts.text(Word::Thanks)),
        tag("p", texts.text(word)),
        escape(texts.text(Word::Receipt)),
        escape(&receipt.receipt),
        if receipt.state == State::Withdrawn { "" } else { &withdraw },
        site.site,
        escape(texts.text(Word::AllJobs)),
    );
    document(locale, texts.text(Word::Thanks), Some(site), &body)
}

/// A refusal.
pub fn problem(site: Option<&Site>, problem: &Problem, locale: Locale) -> String {
    let mut body = tag("h1", &problem.title);
    if !problem.detail.is_empty() {
        body.push_str(&format!("<p lang=\"en\" dir=\"ltr\">{}</p>", escape(&problem.detail)));
    }
    let fields = problem.fields.iter().map(|field| tag("li", &field.message));
    let fields = fields.collect::<String>();
    if !fields.is_empty() {
        body.push_str(&format!("<ul>{fields}</ul>"));
    }
    if let Some(site) = site {
        let texts = site.texts(locale);
        if let Some(instead) = &problem.instead {
            let address = escape(&format!("{PREFIX}/{}/jobs/{}/apply", site.site, instead.job));
            body.push_str(&format!(
                "<p><a href=\"{address}\">{}: {}</a></p>",
                escape(texts.text(Word::PoolOffer)),
                escape(&instead.title)
            ));
        }
        let all = escape(texts.text(Word::AllJobs));
        body.push_str(&format!("<p><a href=\"{PREFIX}/{}/jobs\">{all}</a></p>", site.site));
    }
    document(locale, &problem.title, site, &body)
}

fn facts(job: &Job) -> String {
    let facts = [&job.division, &job.region, &job.employment, &job.money];
    let facts: Vec<_> = facts.into_iter().flatten().map(|f| escape(f)).collect();
    if facts.is_empty() {
        return String::new();
    }
    format!("<p class=\"facts\">{}</p>", facts.join(" · "))
}

#[cfg(test)]
mod tests;
