//! The form as a page, and the same page again with what was typed and what to mend.

use super::document;
use super::html::{escape, id, tag};
use crate::file::kinds_text;
use crate::form::{Field, FieldKind, FileSlot, Flaw, Form, RESUME_PHOTO, Slot, sends_photo};
use crate::locale::{Locale, Texts, Word};
use crate::problem::{megabytes, message};
use crate::protocol::{PREFIX, Receipt};
use crate::question::{Question, QuestionKind};
use crate::site::Site;
use crate::source;
use crate::spam::{ANSWER, Asked, CHECK, STARTED, TRAP};

/// What the page shows.
pub struct Apply<'a> {
    /// The site.
    pub site: &'a Site,
    /// The form.
    pub form: &'a Form,
    /// Its language.
    pub locale: Locale,
    /// Makes a second press the same application.
    pub idempotency_key: &'a str,
    /// When it was first shown, signed.
    pub started: &'a str,
    /// What is known of where the candidate comes from.
    pub source: &'a str,
    /// A plain question that shows a person, where one is asked.
    pub asked: Option<&'a Asked>,
    /// Whether this job is offered because the one that was applied to is closed.
    pub instead: bool,
    /// Why it is shown again, where that is no field's fault.
    pub says: Option<Word>,
    /// The receipt of what was sent before.
    pub receipt: Option<&'a str>,
    /// What was typed before.
    pub entries: &'a [(String, String)],
    /// What is wrong with it.
    pub flaws: &'a [Flaw],
    /// The files that came before.
    pub kept: Vec<Kept>,
}

/// A file that is kept while the rest is mended.
pub struct Kept {
    /// Where it goes.
    pub slot: Slot,
    /// Its upload.
    pub upload: String,
    /// Its name.
    pub name: String,
}

/// The page.
pub fn apply(page: &Apply<'_>) -> String {
    let locale = page.locale;
    let texts = page.texts();
    let mut body = tag("h1", &page.form.title);
    if page.instead {
        body.insert_str(
            0,
            &format!(
                "<div class=\"problems\" role=\"alert\"><h2>{}</h2><p>{}</p></div>\n",
                escape(texts.text(Word::Closed)),
                escape(texts.text(Word::PoolHint))
            ),
        );
    }
    if let Some(says) = page.says {
        body.push_str(&said(page, says));
    }
    if !page.flaws.is_empty() {
        body.push_str(&summary(page));
    }
    // The language goes along: what comes back is read by the same person.
    body.push_str(&format!(
        "<form method=\"post\" enctype=\"multipart/form-data\" action=\"{PREFIX}/{}/jobs/{}/applications?lang={}\" novalidate>\n",
        page.site.site,
        escape(&page.form.job),
        locale.tag(),
    ));
    body.push_str(&hidden("idempotency_key", page.idempotency_key));
    body.push_str(&hidden(STARTED, page.started));
    if !page.source.is_empty() {
        body.push_str(&hidden(source::FIELD, page.source));
    }
    // People do not see it, and neither do their screen readers.
    body.push_str(&format!("<div hidden><input name=\"{TRAP}\" aria-hidden=\"true\" tabindex=\"-1\" autocomplete=\"off\"></div>\n"));
    for field in &page.form.fields {
        body.push_str(&input(page, field));
    }
    for asked in &page.form.questions {
        body.push_str(&question(page, asked));
    }
    for slot in page.form.slots() {
        body.push_str(&file(page, slot));
    }
    for consent in &page.form.consents {
        let name = format!("consent.{}", consent.id);
        // A text that has changed is agreed to anew.
        let given = page.entries.iter().any(|(n, v)| *n == name && consent.is_given(v));
        let checked = if given { " checked" } else { "" };
        let aside = if consent.required { String::new() } else { optional(texts) };
        let (error, described) = error(page, &name, false);
        body.push_str(&format!(
            "<div class=\"consent\"><input type=\"checkbox\" id=\"{id}\" name=\"{}\" value=\"{}\"{checked}{described}>\
             <label for=\"{id}\">{}{aside}</label>{error}</div>\n",
            escape(&name),
            escape(&consent.version),
            escape(&consent.text),
            id = id(&name),
        ));
    }
    if let Some(asked) = page.asked {
        body.push_str(&check(page, asked));
    }
    body.push_str(&format!(
        "<button type=\"submit\">{}</button>\n</form>",
        escape(texts.text(Word::Apply))
    ));
    document(locale, &page.form.title, Some(page.site), &body)
}

impl Apply<'_> {
    fn texts(&self) -> Texts<'_> {
        self.site.texts(self.locale)
    }
}

/// The plain question.
fn check(page: &Apply<'_>, asked: &Asked) -> String {
    let answer = page.entries.iter().find(|(n, _)| n == ANSWER).map_or("", |(_, v)| v.as_str());
    // A wrong answer is no use again.
    let answer = if page.flaws.iter().any(|f| f.field == ANSWER) { "" } else { answer };
    let (error, described) = error(page, ANSWER, false);
    format!(
        "<div class=\"field\"><label for=\"{ANSWER}\">{}</label>{}<input id=\"{ANSWER}\" name=\"{ANSWER}\" inputmode=\"numeric\" autocomplete=\"off\" required{described} value=\"{}\">{error}</div>\n",
        escape(&asked.text),
        hidden(CHECK, &asked.token),
        escape(answer),
    )
}

/// A sentence above the form, and where what was sent before stands.
fn said(page: &Apply<'_>, says: Word) -> String {
    let texts = page.texts();
    let link = page.receipt.map(|receipt| {
        let address = Receipt::address(&page.site.site, receipt);
        let (address, lang) = (escape(&address), page.locale.tag());
        let says = escape(texts.text(Word::Receipt));
        format!("<p><a href=\"{address}?lang={lang}\">{says}: {}</a></p>", escape(receipt))
    });
    format!(
        "<div class=\"problems\" role=\"alert\"><h2>{}</h2>{}</div>\n",
        escape(texts.text(says)),
        link.unwrap_or_default()
    )
}

fn summary(page: &Apply<'_>) -> String {
    let items = page.flaws.iter().map(|flaw| {
        let label = page.form.fields.iter().find(|f| f.name == flaw.field).map(|f| &f.label);
        let slot = Slot::from_name(&flaw.field).and_then(|slot| page.form.slot(slot));
        let label = label.or(slot.map(|slot| &slot.label));
        let asked = page.form.questions.iter().find(|q| q.name() == flaw.field);
        let label = label.or(asked.map(|q| &q.label));
        let label = label.map(|l| format!("{}: ", escape(l))).unwrap_or_default();
        let asked = page.asked.filter(|_| flaw.field == ANSWER);
        let label = asked.map_or(label, |asked| format!("{} ", escape(&asked.text)));
        let says = escape(&message(page.form, flaw, page.texts()));
        format!("<li><a href=\"#{}\">{label}{says}</a></li>\n", id(&flaw.field))
    });
    format!(
        "<div class=\"problems\" role=\"alert\"><h2>{}</h2><ul>\n{}</ul></div>\n",
        escape(page.texts().text(Word::Mend)),
        items.collect::<String>()
    )
}

fn input(page: &Apply<'_>, field: &Field) -> String {
    let typed = page.entries.iter().find(|(n, _)| *n == field.name).map_or("", |(_, v)| v);
    let aside = if field.required { String::new() } else { optional(page.texts()) };
    let links = field.kind == FieldKind::Links;
    let (error, described) = error(page, &field.name, links);
    let required = if field.required { " required" } else { "" };
    let (name, typed) = (escape(&field.name), escape(typed));
    let hint = links.then(|| hint(&field.name, page.texts().text(Word::LinksHint)));
    let hint = hint.unwrap_or_default();
    let common = format!(
        "id=\"{name}\" name=\"{name}\" maxlength=\"{}\" autocomplete=\"{}\"{required}{described}",
        field.max,
        escape(&field.autocomplete)
    );
    let control = match field.kind {
        // The line break after the tag is dropped by HTML: a text that begins with one keeps it.
        FieldKind::Textarea => format!("<textarea rows=\"6\" {common}>\n{typed}</textarea>"),
        FieldKind::Links => {
            format!("<textarea rows=\"3\" dir=\"ltr\" {common}>\n{typed}</textarea>")
        }
        kind => {
            let kind = match kind {
                FieldKind::Email => "email",
                FieldKind::Tel => "tel",
                FieldKind::Url => "url",
                FieldKind::Date => "date",
                _ => "text",
            };
            // Addresses and numbers are written left to right in every language.
            let dir = if kind == "text" { "auto" } else { "ltr" };
            format!("<input type=\"{kind}\" dir=\"{dir}\" {common} value=\"{typed}\">")
        }
    };
    format!(
        "<div class=\"field\"><label for=\"{name}\">{}{aside}</label>{hint}{control}{error}</div>\n",
        escape(&field.label)
    )
}

/// A question of the organisation's own.
fn question(page: &Apply<'_>, asked: &Question) -> String {
    match asked.kind {
        QuestionKind::Note => return tag("p", &asked.label),
        // Its answer is not the page's to say.
        QuestionKind::Hidden => return String::new(),
        _ => {}
    }
    let name = asked.name();
    let typed = page.entries.iter().find(|(n, _)| *n == name).map_or(&asked.value, |(_, v)| v);
    let aside = if asked.required { String::new() } else { optional(page.texts()) };
    let (error, described) = error(page, &name, false);
    let required = if asked.required { " required" } else { "" };
    let common = format!("id=\"{}\" name=\"{}\"{required}{described}", id(&name), escape(&name));
    let max = asked.max;
    let control = match asked.kind {
        QuestionKind::Textarea => format!(
            "<textarea rows=\"4\" maxlength=\"{max}\" {common}>\n{}</textarea>",
            escape(typed)
        ),
        QuestionKind::Choice => {
            let options = asked.choices.iter().map(|choice| {
                let chosen = if choice.value == *typed { " selected" } else { "" };
                let (value, label) = (escape(&choice.value), escape(&choice.label));
                format!("<option value=\"{value}\"{chosen}>{label}</option>")
            });
            let options = options.collect::<String>();
            format!("<select {common}><option value=\"\">–</option>{options}</select>")
        }
        kind => {
            let kind = match kind {
                // What a number input does not understand it posts as nothing.
                QuestionKind::Number => "text\" inputmode=\"numeric",
                QuestionKind::Date => "date",
                QuestionKind::Url => "url",
                _ => "text",
            };
            let typed = escape(typed);
            format!("<input type=\"{kind}\" maxlength=\"{max}\" {common} value=\"{typed}\">")
        }
    };
    format!(
        "<div class=\"field\"><label for=\"{}\">{}{aside}</label>{control}{error}</div>\n",
        id(&name),
        escape(&asked.label)
    )
}

fn file(page: &Apply<'_>, slot: &FileSlot) -> String {
    let name = slot.slot.name();
    let accept: Vec<_> = slot.kinds.iter().flat_map(|k| k.extensions()).collect();
    let accept: Vec<_> = accept.into_iter().map(|e| format!(".{e}")).collect();
    let texts = page.texts();
    let says = texts
        .text(Word::ResumeHint)
        .replace("{kinds}", &kinds_text(&slot.kinds))
        .replace("{max}", &megabytes(slot.max_bytes));
    let aside = if slot.required { String::new() } else { optional(texts) };
    let (error, described) = error(page, name, true);
    // A further one joins it; where there is one place, another one takes it.
    let word = if slot.max_files > 1 { Word::FileKept } else { Word::ResumeKept };
    let files = page.kept.iter().filter(|file| file.slot == slot.slot).enumerate();
    let files = files.map(|(number, file)| {
        let says = escape(&texts.text(word).replace("{name}", &file.name));
        let (field, upload) = (slot.slot.upload_field(), escape(&file.upload));
        kept(&format!("{field}-{number}"), field, &upload, &says)
    });
    // Read out of the resume before this page was come to: it goes along in plain sight, or not at all.
    let ticked = page.entries.iter().any(|(n, v)| n == RESUME_PHOTO && sends_photo(v));
    let photo = (slot.slot == Slot::Resume && ticked)
        .then(|| kept(RESUME_PHOTO, RESUME_PHOTO, "true", &escape(texts.text(Word::ResumePhoto))));
    let several = if slot.max_files > 1 { " multiple" } else { "" };
    format!(
        "<div class=\"field\"><label for=\"{name}\">{}{aside}</label>{}{}\
         <input type=\"file\" id=\"{name}\" name=\"{name}\" accept=\"{}\"{several}{described}>{error}</div>\n",
        escape(&slot.label),
        hint(name, &says),
        files.chain(photo).collect::<String>(),
        accept.join(","),
    )
}

/// Something that is here already: whose tick is taken away does not go along. All of it is HTML.
fn kept(id: &str, name: &str, value: &str, says: &str) -> String {
    format!(
        "<p class=\"kept\"><input type=\"checkbox\" id=\"{id}\" name=\"{name}\" value=\"{value}\" checked>\
         <label for=\"{id}\">{says}</label></p>\n"
    )
}

/// A line that says how a field is filled in.
fn hint(name: &str, says: &str) -> String {
    format!("<p class=\"hint\" id=\"{}-hint\">{}</p>", id(name), escape(says))
}

/// The sentence beside a field, and the attributes that tie the field to it, and to its hint.
fn error(page: &Apply<'_>, field: &str, hinted: bool) -> (String, String) {
    let id = id(field);
    let flaw = page.flaws.iter().find(|f| f.field == field);
    let mut described = Vec::new();
    if hinted {
        described.push(format!("{id}-hint"));
    }
    let (mut says, mut attributes) = (String::new(), String::new());
    if let Some(flaw) = flaw {
        let message = escape(&message(page.form, flaw, page.texts()));
        says = format!("<p class=\"error\" id=\"{id}-error\">{message}</p>");
        attributes.push_str(" aria-invalid=\"true\"");
        described.push(format!("{id}-error"));
    }
    if !described.is_empty() {
        attributes.push_str(&format!(" aria-describedby=\"{}\"", described.join(" ")));
    }
    (says, attributes)
}

fn optional(texts: Texts<'_>) -> String {
    format!(" <span class=\"optional\">({})</span>", escape(texts.text(Word::Optional)))
}

fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", escape(value))
}
