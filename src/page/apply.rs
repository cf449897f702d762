//! The application form as a page, also shown again with the entered values and their errors.

use super::document;
use super::html::{escape, id, tag};
use crate::file::kinds_text;
use crate::form::challenge::{ANSWER, CHECK, Challenge, HONEYPOT, STARTED};
use crate::form::question::{Question, QuestionKind};
use crate::form::{Field, FieldError, FieldKind, FileSlot, Form, RESUME_PHOTO, Slot, sends_photo};
use crate::locale::{Locale, MessageId, Texts};
use crate::protocol::PREFIX;
use crate::protocol::problem::{megabytes, message};
use crate::site::Site;
use crate::site::source;

/// The data of the page.
pub struct Apply<'a> {
    /// The site.
    pub site: &'a Site,
    /// The form.
    pub form: &'a Form,
    /// The language.
    pub locale: Locale,
    /// The idempotency key: a second submission is the same application.
    pub idempotency_key: &'a str,
    /// The signed time at which the form was first shown.
    pub started: &'a str,
    /// The candidate's source, as far as known.
    pub source: &'a str,
    /// The question for the candidate, if one is asked.
    pub asked: Option<&'a Challenge>,
    /// Whether this job is offered because the candidate's own job is closed.
    pub alternative: bool,
    /// The message above the form, if the reason is not the error of a field.
    pub says: Option<MessageId>,
    /// The values entered before.
    pub entries: &'a [(String, String)],
    /// The validation errors.
    pub flaws: &'a [FieldError],
    /// The files attached before.
    pub kept: Vec<AttachedFile>,
}

/// A file that stays attached while other fields are corrected.
pub struct AttachedFile {
    /// The slot.
    pub slot: Slot,
    /// The id of the upload.
    pub upload: String,
    /// The file name.
    pub name: String,
}

/// Renders the page.
pub fn apply(page: &Apply<'_>) -> String {
    let locale = page.locale;
    let texts = page.texts();
    let mut body = tag("h1", &page.form.title);
    if page.alternative {
        body.insert_str(
            0,
            &format!(
                "<div class=\"problems\" role=\"alert\"><h2>{}</h2><p>{}</p></div>\n",
                escape(texts.text(MessageId::Closed)),
                escape(texts.text(MessageId::PoolHint))
            ),
        );
    }
    if let Some(says) = page.says {
        body.push_str(&notice(page, says));
    }
    if !page.flaws.is_empty() {
        body.push_str(&summary(page));
    }
    // The language goes along: what comes back is read by the same person. So does the key: it names the object that
    // stores the application before the body is read.
    body.push_str(&format!(
        "<form method=\"post\" enctype=\"multipart/form-data\" action=\"{PREFIX}/{}/jobs/{}/applications?lang={}&amp;idempotency_key={}\" novalidate>\n",
        page.site.site,
        escape(&page.form.job),
        locale.tag(),
        form_urlencoded::byte_serialize(page.idempotency_key.as_bytes()).collect::<String>(),
    ));
    body.push_str(&hidden("idempotency_key", page.idempotency_key));
    body.push_str(&hidden(STARTED, page.started));
    if !page.source.is_empty() {
        body.push_str(&hidden(source::FIELD, page.source));
    }
    // The honeypot is invisible to people and to screen readers.
    body.push_str(&format!("<div hidden><input name=\"{HONEYPOT}\" aria-hidden=\"true\" tabindex=\"-1\" autocomplete=\"off\"></div>\n"));
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
        // The box is ticked again only if the text has not changed.
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
        escape(texts.text(MessageId::Apply))
    ));
    document(locale, &page.form.title, Some(page.site), &body)
}

impl Apply<'_> {
    fn texts(&self) -> Texts<'_> {
        self.site.texts(self.locale)
    }
}

/// Renders the question for the candidate.
fn check(page: &Apply<'_>, asked: &Challenge) -> String {
    let answer = page.entries.iter().find(|(n, _)| n == ANSWER).map_or("", |(_, v)| v.as_str());
    // A wrong answer is not shown again.
    let answer = if page.flaws.iter().any(|f| f.field == ANSWER) { "" } else { answer };
    let (error, described) = error(page, ANSWER, false);
    format!(
        "<div class=\"field\"><label for=\"{ANSWER}\">{}</label>{}<input id=\"{ANSWER}\" name=\"{ANSWER}\" inputmode=\"numeric\" autocomplete=\"off\" required{described} value=\"{}\">{error}</div>\n",
        escape(&asked.text),
        hidden(CHECK, &asked.token),
        escape(answer),
    )
}

/// Renders the message above the form.
fn notice(page: &Apply<'_>, says: MessageId) -> String {
    let says = escape(page.texts().text(says));
    format!("<div class=\"problems\" role=\"alert\"><h2>{says}</h2></div>\n")
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
        escape(page.texts().text(MessageId::FixErrors)),
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
    let hint = links.then(|| hint(&field.name, page.texts().text(MessageId::LinksHint)));
    let hint = hint.unwrap_or_default();
    let common = format!(
        "id=\"{name}\" name=\"{name}\" maxlength=\"{}\" autocomplete=\"{}\"{required}{described}",
        field.max,
        escape(&field.autocomplete)
    );
    let control = match field.kind {
        // HTML drops a line break directly after the tag. With this one, a text that begins with a line break keeps it.
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
            // Addresses, numbers and dates are left to right in every language.
            let dir = if kind == "text" { "auto" } else { "ltr" };
            format!("<input type=\"{kind}\" dir=\"{dir}\" {common} value=\"{typed}\">")
        }
    };
    format!(
        "<div class=\"field\"><label for=\"{name}\">{}{aside}</label>{hint}{control}{error}</div>\n",
        escape(&field.label)
    )
}

/// Renders one of the organisation's own questions.
fn question(page: &Apply<'_>, asked: &Question) -> String {
    match asked.kind {
        QuestionKind::Note => return tag("p", &asked.label),
        // The question's own value is the answer; nothing is posted.
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
                // Not `type="number"`: such an input posts an empty value for a text that it cannot parse.
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
        .text(MessageId::ResumeHint)
        .replace("{kinds}", &kinds_text(&slot.kinds))
        .replace("{max}", &megabytes(slot.max_bytes));
    let aside = if slot.required { String::new() } else { optional(texts) };
    let (error, described) = error(page, name, true);
    // In a slot for several files a new file is added; in a slot for one file it replaces the attached one.
    let word = if slot.max_files > 1 { MessageId::FileKept } else { MessageId::ResumeKept };
    let files = page.kept.iter().filter(|file| file.slot == slot.slot).enumerate();
    let files = files.map(|(number, file)| {
        let says = escape(&texts.text(word).replace("{name}", &file.name));
        let (field, upload) = (slot.slot.upload_field(), escape(&file.upload));
        kept_item(&format!("{field}-{number}"), field, &upload, &says)
    });
    // The picture was found in the resume by a page with scripts. It is sent only with this visible box ticked.
    let ticked = page.entries.iter().any(|(n, v)| n == RESUME_PHOTO && sends_photo(v));
    let photo = (slot.slot == Slot::Resume && ticked).then(|| {
        kept_item(RESUME_PHOTO, RESUME_PHOTO, "true", &escape(texts.text(MessageId::ResumePhoto)))
    });
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

/// Renders an attached file with a checkbox; removing the tick removes the file. All arguments are HTML.
fn kept_item(id: &str, name: &str, value: &str, says: &str) -> String {
    format!(
        "<p class=\"kept\"><input type=\"checkbox\" id=\"{id}\" name=\"{name}\" value=\"{value}\" checked>\
         <label for=\"{id}\">{says}</label></p>\n"
    )
}

/// Renders a hint below a field.
fn hint(name: &str, says: &str) -> String {
    format!("<p class=\"hint\" id=\"{}-hint\">{}</p>", id(name), escape(says))
}

/// Renders a field's error message, and the attributes that link the field to it and to its hint.
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
    format!(" <span class=\"optional\">({})</span>", escape(texts.text(MessageId::Optional)))
}

fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", escape(value))
}
