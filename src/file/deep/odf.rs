//! ODT: scripts, embedded objects and external content. Facts: OpenDocument 1.3 part 2, 3.3
//! (mimetype), 3.4 (encryption), 3.16 (Basic libraries); part 3, 10.4.6 (objects), 14.6 (DDE).

use super::inflate::{Budget, UNPACKED_MAX};
use super::parts::{self, Packed};
use super::xml::{self, Item, Tag};
use super::{Bytes, Refused, Source, package, vba};
use crate::file::place::{Place, is_dangerous_link};
use crate::file::{Ends, FileProblem, zip};

/// Checks the manifest, texts, libraries and objects of an ODT.
pub(super) async fn check<B: Bytes + ?Sized>(
    ends: &Ends<'_>,
    bytes: &Source<'_, B>,
) -> Result<(), Refused<B::Error>> {
    let parts = parts::list(ends);
    let mut budget = Budget::new(UNPACKED_MAX);
    let find = |name: &str| parts.iter().find(|part| part.name == name);
    let mut media_type = None;
    if let Some(part) = find("meta-inf/manifest.xml") {
        let packed = part.read(bytes).await?;
        xml::read(&packed, &mut budget, |item| manifest(&item, &mut media_type))?;
    }
    if let Some(part) = find("mimetype") {
        media_type = Some(part.read(bytes).await?.start(256, &mut budget));
    }
    if !media_type.is_some_and(|media_type| media_type.starts_with(zip::ODT)) {
        return Err(FileProblem::Content.into());
    }
    for name in ["content.xml", "styles.xml"] {
        if let Some(part) = find(name) {
            let packed = part.read(bytes).await?;
            xml::read(&packed, &mut budget, |item| text(&item))?;
        }
    }
    let modules = parts.iter().filter(|part| part.name.starts_with("basic/"));
    for part in modules.filter(|part| part.name.ends_with(".xml")) {
        let packed = part.read(bytes).await?;
        module(&packed, &mut budget)?;
    }
    let objects = parts.iter().filter(|part| {
        let name = part.name.rsplit('/').next().unwrap_or_default();
        name.starts_with("object") && !name.contains('.')
    });
    for part in objects {
        let packed = part.read(bytes).await?;
        // OpenDocument's own objects are folders, and previews of objects are not objects.
        if package::is_object(&packed, &mut budget) {
            package::check_object(&packed, &mut budget).await?;
        }
    }
    Ok(())
}

/// Reads the manifest: the document type, and whether parts are encrypted.
fn manifest(item: &Item<'_>, media_type: &mut Option<Vec<u8>>) -> Result<(), FileProblem> {
    let Item::Open(tag, _) = item else { return Ok(()) };
    match tag.name() {
        "encryption-data" => return Err(FileProblem::Encrypted),
        "file-entry" if tag.get("full-path").as_deref() == Some("/") => {
            *media_type = tag.get("media-type").map(String::into_bytes);
        }
        _ => {}
    }
    Ok(())
}

/// Checks a text for scripts, DDE and external objects.
fn text(item: &Item<'_>) -> Result<(), FileProblem> {
    let Item::Open(tag, _) = item else { return Ok(()) };
    if matches!(tag.name(), "dde-source" | "dde-connection-decl" | "dde-connection" | "dde-link") {
        return Err(FileProblem::Unsafe);
    }
    let href = tag.get("href").unwrap_or_default();
    let script = href.trim().to_ascii_lowercase();
    let is_script = ["vnd.sun.star.script:", "macro:"].iter().any(|s| script.starts_with(s));
    if tag.name() == "event-listener" && is_script {
        return Err(FileProblem::Macros);
    }
    link(tag, &href)
}

/// Checks the target of a link that is followed without a click.
fn link(tag: &Tag<'_>, href: &str) -> Result<(), FileProblem> {
    let place = Place::of(href);
    let is_harmful = match tag.name() {
        "a" => is_dangerous_link(href),
        "object" | "object-ole" | "section-source" | "floating-frame" | "plugin" | "applet" => {
            place != Place::Local
        }
        _ => place == Place::Share,
    };
    if is_harmful { Err(FileProblem::Unsafe) } else { Ok(()) }
}

/// Checks a library module. Lists of libraries and modules contain no code, and neither does a
/// module that only states its type, as a converted DOC has.
fn module(packed: &Packed, budget: &mut Budget) -> Result<(), FileProblem> {
    let (mut is_list, mut code) = (false, String::new());
    xml::read(packed, budget, |item| {
        match item {
            Item::Open(tag, _) => is_list |= matches!(tag.name(), "library" | "libraries"),
            Item::Text(text) => code.push_str(text),
            Item::Close(_) => {}
        }
        Ok(())
    })?;
    if !is_list && vba::has_code(&code) { Err(FileProblem::Macros) } else { Ok(()) }
}
