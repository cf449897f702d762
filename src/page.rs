//! The HTML pages for browsers without scripts. They contain no `<style>`, no `style=""`, and no script except
//! JSON-LD data.

mod apply;
pub mod console;
pub(crate) mod html;
pub mod job_posting;

pub use apply::{Apply, AttachedFile, apply};

use crate::locale::{Locale, MessageId, Texts};
use crate::protocol::job::{Job, Jobs, Search};
use crate::protocol::problem::Problem;
use crate::protocol::{ApplicationState, PREFIX, Receipt};
use crate::site::Site;
use html::{escape, tag};
use std::collections::BTreeSet;

/// The stylesheet of these pages.
pub const STYLE: &str = include_str!("page/style.css");

/// The path at which the Worker serves [`STYLE`].
pub const STYLE_PATH: &str = "/v1/page.css";

/// Renders a whole document.
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

/// Renders the list of jobs that match a search, grouped by division, with the search form above it.
pub fn jobs(site: &Site, jobs: &Jobs, search: &Search, locale: Locale) -> String {
    let texts = site.texts(locale);
    let mut body = tag("h1", texts.text(MessageId::Jobs));
    if jobs.stale {
        body.push_str(&tag("p", texts.text(MessageId::Stale)));
    }
    let found: Vec<_> = jobs.jobs.iter().filter(|job| search.matches(job)).collect();
    if jobs.jobs.is_empty() {
        body.push_str(&tag("p", texts.text(MessageId::NoJobs)));
    } else {
        body.push_str(&filters(&jobs.jobs, search, texts));
        if found.is_empty() {
            body.push_str(&format!(
                "<p role=\"status\">{}</p>\n",
                escape(texts.text(MessageId::NoFit))
            ));
        }
    }
    let mut groups: Vec<(&str, String)> = Vec::new();
    for job in found {
        let division = job.division.as_deref().unwrap_or_default();
        let address = escape(&format!("{PREFIX}/{}/jobs/{}", site.site, job.id));
        let item = format!(
            "<li dir=\"auto\"><a href=\"{address}\">{}</a>{}</li>\n",
            escape(&job.title),
            // Without the division, which is the heading.
            facts([&job.region, &job.employment, &job.money])
        );
        match groups.iter_mut().find(|(name, _)| *name == division) {
            Some((_, items)) => items.push_str(&item),
            None => groups.push((division, item)),
        }
    }
    // Jobs without a division come first: below a heading they would seem to belong to it.
    groups.sort_by_key(|(division, _)| !division.is_empty());
    for (division, items) in groups {
        if !division.is_empty() {
            body.push_str(&format!("<h2 dir=\"auto\">{}</h2>\n", escape(division)));
        }
        body.push_str(&format!("<ul class=\"jobs\">\n{items}</ul>\n"));
    }
    document(locale, texts.text(MessageId::Jobs), Some(site), &body)
}

/// Renders the search form, and a filter for each property with more than one value.
fn filters(jobs: &[Job], search: &Search, texts: Texts<'_>) -> String {
    let label = |word| escape(texts.text(word));
    let mut fields = format!(
        "<p><label for=\"q\">{}</label><input type=\"search\" id=\"q\" name=\"q\" value=\"{}\"></p>\n",
        label(MessageId::Search),
        escape(&search.q)
    );
    let of = |by: fn(&Job) -> Option<&String>| jobs.iter().filter_map(by).collect::<BTreeSet<_>>();
    let divisions = of(|job| job.division.as_ref());
    let regions = of(|job| job.region.as_ref());
    for (name, word, asked, values) in [
        ("division", MessageId::Division, &search.division, divisions),
        ("region", MessageId::Region, &search.region, regions),
    ] {
        if values.len() < 2 {
            continue;
        }
        let options = values.into_iter().map(|value| {
            let chosen = if value == asked { " selected" } else { "" };
            let value = escape(value);
            format!("<option value=\"{value}\"{chosen}>{value}</option>")
        });
        fields.push_str(&format!(
            "<p><label for=\"{name}\">{}</label><select id=\"{name}\" name=\"{name}\"><option value=\"\">{}</option>{}</select></p>\n",
            label(word),
            label(MessageId::Every),
            options.collect::<String>(),
        ));
    }
    format!(
        "<form method=\"get\" role=\"search\" class=\"filters\">\n{fields}<input type=\"hidden\" name=\"lang\" value=\"{}\"><p><button>{}</button></p></form>\n",
        texts.locale.tag(),
        label(MessageId::Search),
    )
}

/// Renders a job, whose page is at `own`. Its link to the form carries the candidate's source. The sections must be
/// sanitised.
pub fn job(site: &Site, job: &Job, locale: Locale, own: &str, told: &str) -> String {
    let texts = site.texts(locale);
    let address = escape(&format!("{PREFIX}/{}/jobs/{}", site.site, job.id));
    let mut body = format!(
        "{}\n{}\n",
        tag("h1", &job.title),
        facts([&job.division, &job.region, &job.employment, &job.money])
    );
    for section in &job.sections {
        if !section.heading.is_empty() {
            body.push_str(&tag("h2", &section.heading));
        }
        body.push_str(&format!("<section>{}</section>\n", section.html));
    }
    let query = if told.is_empty() { String::new() } else { escape(&format!("?{told}")) };
    body.push_str(&format!(
        "<p><a class=\"button\" href=\"{address}/apply{query}\">{}</a></p>\n<p><a href=\"{PREFIX}/{}/jobs\">{}</a></p>",
        escape(texts.text(MessageId::Apply)),
        site.site,
        escape(texts.text(MessageId::AllJobs)),
    ));
    if let Some(posting) = job_posting::of(job, site, own) {
        body.push_str(&job_posting::script(&posting));
    }
    document(locale, &job.title, Some(site), &body)
}

/// Renders the status of an application.
pub fn status(site: &Site, receipt: &Receipt, can_withdraw: bool, locale: Locale) -> String {
    let texts = site.texts(locale);
    let word = match receipt.state {
        ApplicationState::Received => MessageId::StateReceived,
        // To the candidate it is the same: the company has the application.
        ApplicationState::Delivered | ApplicationState::Entered => MessageId::StateDelivered,
        ApplicationState::Failed => MessageId::StateFailed,
        ApplicationState::Withdrawn => MessageId::StateWithdrawn,
    };
    // A form works without scripts. There is no confirmation: the hint above the button states the effect.
    let withdraw = format!(
        "<form method=\"post\" action=\"{}/withdraw?lang={}\"><p>{}</p><p><button>{}</button></p></form>\n",
        escape(&receipt.status),
        locale.tag(),
        escape(texts.text(MessageId::WithdrawHint)),
        escape(texts.text(MessageId::Withdraw)),
    );
    let body = format!(
        "{}\n{}\n<p>{}: <code>{}</code></p>\n{}<p><a href=\"{PREFIX}/{}/jobs\">{}</a></p>",
        tag("h1", texts.text(MessageId::Thanks)),
        tag("p", texts.text(word)),
        escape(texts.text(MessageId::Receipt)),
        escape(&receipt.receipt),
        if can_withdraw { &withdraw } else { "" },
        site.site,
        escape(texts.text(MessageId::AllJobs)),
    );
    document(locale, texts.text(MessageId::Thanks), Some(site), &body)
}

/// Renders an error.
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
        if let Some(job) = &problem.alternative_job {
            let address = escape(&format!("{PREFIX}/{}/jobs/{}/apply", site.site, job.job));
            body.push_str(&format!(
                "<p><a href=\"{address}\">{}: {}</a></p>",
                escape(texts.text(MessageId::PoolOffer)),
                escape(&job.title)
            ));
        }
        let all = escape(texts.text(MessageId::AllJobs));
        body.push_str(&format!("<p><a href=\"{PREFIX}/{}/jobs\">{all}</a></p>", site.site));
    }
    document(locale, &problem.title, site, &body)
}

fn facts<const N: usize>(facts: [&Option<String>; N]) -> String {
    let facts: Vec<_> = facts.into_iter().flatten().map(|f| escape(f)).collect();
    if facts.is_empty() {
        return String::new();
    }
    format!("<p class=\"facts\">{}</p>", facts.join(" · "))
}

#[cfg(test)]
mod tests;
