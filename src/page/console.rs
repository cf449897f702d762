//! The operator's console: stuck deliveries first, with the actions on them. In English, without scripts.

use super::document;
use super::html::{escape, tag};
use crate::ats::health::AccountHealth;
use crate::delivery::summary::{Attention, DeliverySummary, day};
use crate::locale::Locale;
use crate::protocol::ApplicationState;
use crate::site::summary::SiteSummary;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The path of the console.
pub const CONSOLE: &str = "/console";

/// The maximum number of deliveries on one page.
const LINES_MAX: usize = 200;

/// The data of the overview.
pub struct Overview<'a> {
    /// The current time, in ms since the epoch.
    pub now: u64,
    /// The site to show, if one was selected.
    pub site: Option<&'a str>,
    /// The deliveries to show by the attention they need, if selected.
    pub care: Option<Attention>,
    /// The configured sites.
    pub sites: &'a [SiteSummary],
    /// All deliveries in the Ledger, newest first.
    pub lines: &'a [DeliverySummary],
    /// The health of the accounts, by name.
    pub accounts: &'a BTreeMap<String, AccountHealth>,
}

/// Renders the overview.
pub fn overview(view: &Overview<'_>) -> String {
    let of_site: Vec<DeliverySummary> =
        view.lines.iter().filter(|l| view.site.is_none_or(|s| s == l.site)).cloned().collect();
    let mut body = tag("h1", view.site.unwrap_or("All sites"));
    body.push_str(&banners(view));
    body.push_str(&choice(view));
    body.push_str(&counts(view, &of_site));
    body.push_str(&picture(&of_site, view.now));
    body.push_str(&deliveries(view, &of_site));
    body.push_str(&accounts(view));
    page("Console", &body)
}

/// The data of one delivery's page.
pub struct Detail<'a> {
    /// The current time, in ms since the epoch.
    pub now: u64,
    /// The summary of the delivery.
    pub line: &'a DeliverySummary,
    /// The names of the files; `None` if the personal data was deleted.
    pub files: Option<&'a [String]>,
}

/// Decides what the candidate is told.
const ENTERED: &str = "<p class=\"option\"><input type=\"checkbox\" id=\"entered\" name=\"entered\" value=\"yes\">\
    <label for=\"entered\">It was entered in the ATS: the candidate is told that the company has it</label></p>\n";

/// Renders the page of one delivery.
pub fn delivery(view: &Detail<'_>) -> String {
    let line = view.line;
    let here = format!("{CONSOLE}/deliveries/{}", line.receipt);
    let mut body = format!("<h1><code>{}</code></h1>\n<dl>\n", escape(&line.receipt));
    let mut fact = |name: &str, value: String| {
        let _ = writeln!(body, "<dt>{name}</dt><dd>{value}</dd>");
    };
    fact("State", format!("{:?}", line.state).to_lowercase());
    fact("Site", escape(&line.site));
    fact("Job", escape(&line.job));
    fact("Accepted", time(line.accepted_at, view.now));
    fact("Failed calls", line.attempts.to_string());
    if let Some(error) = &line.error {
        fact(if line.closed { "Closed because" } else { "Last error" }, escape(error));
    }
    if let Some(at) = line.next_at {
        fact("Next try", time(at, view.now));
    }
    body.push_str("</dl>\n");
    if line.is_open() || line.state == ApplicationState::Failed && !line.closed {
        let _ = writeln!(
            body,
            "<form method=\"post\" action=\"{here}/retry\"><p><button>Try again now</button></p></form>"
        );
    }
    if let Some(files) = view.files {
        body.push_str(
            "<h2>To enter it by hand</h2>\n<p>Personal data: mind where it goes.</p>\n<ul>\n",
        );
        let _ = writeln!(
            body,
            "<li><a href=\"{here}/application\" download>The application (JSON)</a></li>"
        );
        for (i, name) in files.iter().enumerate() {
            let name = escape(name);
            let _ = writeln!(
                body,
                "<li><a href=\"{here}/files/{i}\" download>File: <bdi>{name}</bdi></a></li>"
            );
        }
        body.push_str("</ul>\n");
    }
    if line.care() == Attention::Stuck {
        let entered = if line.state == ApplicationState::Failed { ENTERED } else { "" };
        let _ = write!(
            body,
            "<h2>Give up, or entered by hand</h2>\n<form method=\"post\" action=\"{here}/close\">\n\
             <p class=\"field\"><label for=\"reason\">Why (nothing personal)</label>\
             <input id=\"reason\" name=\"reason\" required maxlength=\"200\"></p>\n\
             {entered}\
             <p class=\"hint\">What is personal is erased at once.</p>\n\
             <p><button>Close it</button></p></form>\n"
        );
    }
    let _ = write!(body, "<p><a href=\"{CONSOLE}\">All deliveries</a></p>");
    page(&line.receipt, &body)
}

fn page(title: &str, body: &str) -> String {
    let title = format!("{title} · apply-edge");
    let body = format!("<div class=\"console\">\n{body}\n</div>");
    document(Locale::En, &title, None, &body)
}

/// Renders what stops every delivery of an account, before everything else.
fn banners(view: &Overview<'_>) -> String {
    let mut out = String::new();
    for (name, health) in view.accounts {
        let reason = match (&health.stopped, health.refused_at, health.seeded) {
            (_, _, false) => "has no credentials yet: <code>scripts/account put</code>",
            (_, Some(_), _) => {
                "has its credentials refused: give new ones with <code>scripts/account put</code>"
            }
            (Some(stop), ..) => stop.reason(),
            _ => continue,
        };
        let name = escape(name);
        let _ = writeln!(
            out,
            "<div class=\"problems\" role=\"alert\"><p><strong>Account {name}</strong>: {reason}. Applications are accepted and wait.</p>"
        );
        if health.stopped.is_some() {
            let _ = writeln!(
                out,
                "<form method=\"post\" action=\"{CONSOLE}/accounts/{name}/resume\"><p><button>The cause is removed: deliver all</button></p></form>"
            );
        }
        out.push_str("</div>\n");
    }
    out
}

/// Renders the links that filter the list.
fn choice(view: &Overview<'_>) -> String {
    let mut names: Vec<&str> = view.sites.iter().map(|s| s.site.as_str()).collect();
    names.extend(view.lines.iter().map(|l| l.site.as_str()));
    names.sort_unstable();
    names.dedup();
    let link = |name: Option<&str>| {
        let shown = escape(name.unwrap_or("All sites"));
        let current = if name == view.site { " aria-current=\"page\"" } else { "" };
        let address = name.map_or(CONSOLE.to_owned(), |n| format!("{CONSOLE}?site={}", escape(n)));
        format!("<a href=\"{address}\"{current}>{shown}</a>")
    };
    let links: Vec<_> =
        std::iter::once(link(None)).chain(names.into_iter().map(|n| link(Some(n)))).collect();
    format!("<nav class=\"sites\" aria-label=\"Sites\">{}</nav>\n", links.join("\n"))
}

fn counts(view: &Overview<'_>, lines: &[DeliverySummary]) -> String {
    let mut out = String::from("<ul class=\"counts\">\n");
    for care in Attention::ALL {
        let count = lines.iter().filter(|l| l.care() == care).count();
        let name = care.as_str();
        let current = if view.care == Some(care) { " aria-current=\"page\"" } else { "" };
        let site = view.site.map_or(String::new(), |s| format!("site={}&amp;", escape(s)));
        let alarm = if care == Attention::Stuck && count > 0 { " class=\"alarm\"" } else { "" };
        let _ = writeln!(
            out,
            "<li{alarm}><a href=\"{CONSOLE}?{site}show={name}\"{current}><strong>{count}</strong> {name}</a></li>"
        );
    }
    out.push_str("</ul>\n");
    out
}

/// Renders the last 24 hours as a bar chart, with the same numbers as text.
fn picture(lines: &[DeliverySummary], now: u64) -> String {
    let hours = day(lines, now);
    let most = hours.iter().map(|h| h.accepted.max(h.delivered)).max().unwrap_or(0).max(1);
    let accepted: u32 = hours.iter().map(|h| h.accepted).sum();
    let delivered: u32 = hours.iter().map(|h| h.delivered).sum();
    let says = format!("The last 24 hours: {accepted} accepted, {delivered} delivered");
    let mut bars = String::new();
    for (i, hour) in hours.iter().enumerate() {
        for (class, count, at) in [("in", hour.accepted, 0), ("out", hour.delivered, 5)] {
            let height = (count * 40).div_ceil(most);
            let _ = write!(
                bars,
                "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"4\" height=\"{height}\"/>",
                i * 12 + at,
                40 - height
            );
        }
    }
    format!(
        "<figure><svg class=\"day\" viewBox=\"0 0 288 41\" role=\"img\" aria-label=\"{says}\"><path class=\"axis\" d=\"M0 40.5h288\"/>{bars}</svg>\
         <figcaption>{says} <span class=\"key in\">accepted</span> <span class=\"key out\">delivered</span></figcaption></figure>\n"
    )
}

fn deliveries(view: &Overview<'_>, lines: &[DeliverySummary]) -> String {
    let mut shown: Vec<&DeliverySummary> =
        lines.iter().filter(|l| view.care.is_none_or(|c| c == l.care())).collect();
    // Stuck deliveries first. The sort is stable: within a state the newest stay first.
    shown.sort_by_key(|l| l.care());
    let all = shown.len();
    shown.truncate(LINES_MAX);
    if shown.is_empty() {
        return "<p>No deliveries.</p>\n".to_owned();
    }
    let mut out = String::from(
        "<table>\n<thead><tr><th scope=\"col\">Receipt</th><th scope=\"col\">State</th><th scope=\"col\">Site, job</th><th scope=\"col\">Accepted</th><th scope=\"col\">Failed calls</th><th scope=\"col\">Last error</th><th scope=\"col\">Next try</th></tr></thead>\n<tbody>\n",
    );
    for line in shown {
        let care = line.care().as_str();
        let next = line.next_at.map_or("–".to_owned(), |at| time(at, view.now));
        let error = line.error.as_deref().map_or("–".to_owned(), escape);
        let _ = writeln!(
            out,
            "<tr class=\"{care}\"><td data-label=\"Receipt\"><a href=\"{CONSOLE}/deliveries/{r}\"><code>{r}</code></a></td>\
             <td data-label=\"State\">{care}</td><td data-label=\"Site, job\">{site} · {job}</td>\
             <td data-label=\"Accepted\">{accepted}</td><td data-label=\"Failed calls\">{attempts}</td>\
             <td data-label=\"Last error\">{error}</td><td data-label=\"Next try\">{next}</td></tr>",
            r = escape(&line.receipt),
            site = escape(&line.site),
            job = escape(&line.job),
            accepted = time(line.accepted_at, view.now),
            attempts = line.attempts,
        );
    }
    out.push_str("</tbody>\n</table>\n");
    if all > LINES_MAX {
        let _ = writeln!(out, "<p>{} more are not shown.</p>", all - LINES_MAX);
    }
    out
}

fn accounts(view: &Overview<'_>) -> String {
    let mut out = tag("h2", "Accounts");
    let sites = view.sites.iter().filter(|s| view.site.is_none_or(|v| v == s.site));
    let mut shown = Vec::new();
    for site in sites {
        if shown.contains(&&site.account) {
            continue;
        }
        shown.push(&site.account);
        let health = view.accounts.get(&site.account).cloned().unwrap_or_default();
        let _ = writeln!(out, "<h3>{} ({})</h3>\n<dl>", escape(&site.account), escape(&site.ats));
        let token = match (&health.refused_at, health.seeded) {
            (_, false) => "<strong class=\"error\">no credentials yet</strong>".to_owned(),
            (Some(at), _) => format!(
                "<strong class=\"error\">refused</strong> {}: seed a new pair with <code>scripts/account put</code>",
                time(*at, view.now)
            ),
            (None, true) => "good".to_owned(),
        };
        let when = |at: Option<u64>| at.map_or("never".to_owned(), |at| time(at, view.now));
        if let Some(stop) = &health.stopped {
            let _ = writeln!(
                out,
                "<dt>Stopped</dt><dd><strong class=\"error\">{}</strong>, {}</dd>",
                stop.reason(),
                time(stop.since, view.now)
            );
        }
        let down = health.open_until.map_or("answers".to_owned(), |at| {
            format!(
                "<strong class=\"error\">taken to be down</strong>, next probe {}",
                time(at, view.now)
            )
        });
        let (requests, window) = site.rate_limit;
        let mut fact = |name: &str, value: String| {
            let _ = writeln!(out, "<dt>{name}</dt><dd>{value}</dd>");
        };
        fact("Credentials", token);
        fact("Given", when(health.adopted_at));
        fact("Refreshed", format!("{} ({} times)", when(health.refreshed_at), health.refreshes));
        if let Some(error) = &health.last_error {
            fact("Last refresh that failed", escape(error));
        }
        fact("ATS", down);
        fact(
            "Pace",
            format!(
                "{requests} requests in {} s; {} turns lie ahead",
                window / 1000,
                health.waiting
            ),
        );
        out.push_str("</dl>\n");
    }
    if shown.is_empty() {
        out.push_str("<p>No site is configured yet: <code>scripts/site put</code>.</p>\n");
    }
    out
}

/// Renders a time for people, with the machine-readable form in an attribute.
fn time(at: u64, now: u64) -> String {
    let stamp = i64::try_from(at).ok().and_then(chrono::DateTime::from_timestamp_millis);
    let Some(stamp) = stamp else { return "–".to_owned() };
    let (ms, ahead) = if at > now { (at - now, true) } else { (now - at, false) };
    let span = match ms / 1000 {
        s @ 0..120 => format!("{s} s"),
        s @ 120..7200 => format!("{} min", s / 60),
        s @ 7200..172_800 => format!("{} h", s / 3600),
        s => format!("{} days", s / 86_400),
    };
    let says = if ahead { format!("in {span}") } else { format!("{span} ago") };
    format!(
        "<time datetime=\"{}\" title=\"{} UTC\">{says}</time>",
        stamp.format("%Y-%m-%dT%H:%M:%SZ"),
        stamp.format("%Y-%m-%d %H:%M:%S")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(state: ApplicationState, error: Option<&str>) -> DeliverySummary {
        DeliverySummary {
            receipt: "0123456789abcdefghjkmnpqrs".to_owned(),
            site: "acme".to_owned(),
            job: "9".to_owned(),
            state,
            accepted_at: 1_800_000_000_000,
            updated_at: 1_800_000_000_000,
            attempts: 2,
            error: error.map(str::to_owned),
            next_at: None,
            closed: false,
        }
    }

    #[test]
    fn stuck_deliveries_are_first_and_their_errors_are_escaped() {
        let lines = [
            line(ApplicationState::Delivered, None),
            line(ApplicationState::Failed, Some("<b>402")),
        ];
        let accounts = BTreeMap::new();
        let now = 1_800_000_300_000;
        let view = Overview {
            now,
            site: None,
            care: None,
            sites: &[],
            lines: &lines,
            accounts: &accounts,
        };
        let html = overview(&view);
        let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text}: {html}"));
        assert!(place("<tr class=\"stuck\">") < place("<tr class=\"done\">"));
        assert!(html.contains("&lt;b&gt;402") && html.contains("5 min ago"));
        assert!(html.contains("class=\"alarm\"") && !html.contains("style="));
        let chosen = Overview { care: Some(Attention::Done), ..view };
        assert!(!overview(&chosen).contains("<tr class=\"stuck\">"));
    }

    #[test]
    fn only_a_stuck_delivery_can_be_closed() {
        let files = ["cv <1>.pdf".to_owned()];
        let page = |line: &DeliverySummary, files| delivery(&Detail { now: 0, line, files });
        let stuck = page(&line(ApplicationState::Failed, Some("402")), Some(&files[..]));
        assert!(
            stuck.contains("/close\"")
                && stuck.contains("/retry\"")
                && stuck.contains("cv &lt;1&gt;.pdf")
        );
        let done = page(&line(ApplicationState::Delivered, None), None);
        assert!(
            !done.contains("/close\"") && !done.contains("/retry\"") && !done.contains("/files/")
        );
    }
}
