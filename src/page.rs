//! The pages that work without scripts, as text. No `<style>`, no `style=""`, no script.

mod apply;
pub mod console;
pub(crate) mod html;

pub use apply::{Apply, Kept, apply};

use crate::job::{Job, Jobs, Search};
use crate::locale::{Locale, Texts, Word};
use crate::posting;
use crate::problem::Problem;
use crate::protocol::{PREFIX, Receipt, State};
use crate::site::Site;
use html::{escape, tag};
use std::collections::BTreeSet;

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

/// The open jobs that a search finds, by division, below the search.
pub fn jobs(site: &Site, jobs: &Jobs, search: &Search, locale: Locale) -> String {
    let texts = site.texts(locale);
    let mut body = tag("h1", texts.text(Word::Jobs));
    if jobs.stale {
        body.push_str(&tag("p", texts.text(Word::Stale)));
    }
    let found: Vec<_> = jobs.jobs.iter().filter(|job| search.finds(job)).collect();
    if jobs.jobs.is_empty() {
        body.push_str(&tag("p", texts.text(Word::NoJobs)));
    } else {
        body.push_str(&filters(&jobs.jobs, search, texts));
        if found.is_empty() {
            body.push_str(&format!("<p role=\"status\">{}</p>\n", escape(texts.text(Word::NoFit))));
        }
    }
    let mut groups: Vec<(&str, String)> = Vec::new();
    for job in found {
        let division = job.division.as_deref().unwrap_or_default();
        let address = escape(&format!("{PREFIX}/{}/jobs/{}", site.site, job.id));
        let item = format!(
            "<li dir=\"auto\"><a href=\"{address}\">{}</a>{}</li>\n",
            escape(&job.title),
            // What the heading says is not said again.
            facts([&job.region, &job.employment, &job.money])
        );
        match groups.iter_mut().find(|(name, _)| *name == division) {
            Some((_, items)) => items.push_str(&item),
            None => groups.push((division, item)),
        }
    }
    // First those without a heading: below one they would seem to be its.
    groups.sort_by_key(|(division, _)| !division.is_empty());
    for (division, items) in groups {
        if !division.is_empty() {
            body.push_str(&format!("<h2 dir=\"auto\">{}</h2>\n", escape(division)));
        }
        body.push_str(&format!("<ul class=\"jobs\">\n{items}</ul>\n"));
    }
    document(locale, texts.text(Word::Jobs), Some(site), &body)
}

/// The search among jobs, and a filter by what there is more than one of.
fn filters(jobs: &[Job], search: &Search, texts: Texts<'_>) -> String {
    let label = |word| escape(texts.text(word));
    let mut fields = format!(
        "<p><label for=\"q\">{}</label><input type=\"search\" id=\"q\" name=\"q\" value=\"{}\"></p>\n",
        label(Word::Search),
        escape(&search.q)
    );
    let of = |by: fn(&Job) -> Option<&String>| jobs.iter().filter_map(by).collect::<BTreeSet<_>>();
    let divisions = of(|job| job.division.as_ref());
    let regions = of(|job| job.region.as_ref());
    for (name, word, asked, values) in [
        ("division", Word::Division, &search.division, divisions),
        ("region", Word::Region, &search.region, regions),
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
            label(Word::Every),
            options.collect::<String>(),
        ));
    }
    format!(
        "<form method=\"get\" role=\"search\" class=\"filters\">\n{fields}<input type=\"hidden\" name=\"lang\" value=\"{}\"><p><button>{}</button></p></form>\n",
        texts.locale.tag(),
        label(Word::Search),
    )
}

/// One job, whose page is at `own`; its form is told where the candidate comes from. Its sections must be
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

fn facts<const N: usize>(facts: [&Option<String>; N]) -> String {
    let facts: Vec<_> = facts.into_iter().flatten().map(|f| escape(f)).collect();
    if facts.is_empty() {
        return String::new();
    }
    format!("<p class=\"facts\">{}</p>", facts.join(" · "))
}

#[cfg(test)]
mod tests;
