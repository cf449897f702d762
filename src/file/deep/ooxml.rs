//! DOCX: relationships and fields that load or run something, and macros under other names. Facts:
//! ECMA-376 part 1, 11.3 (parts), 17.16 (fields), 17.17.2 (altChunk); part 2, 9 (relationships).

use super::inflate::{Budget, UNPACKED_MAX};
use super::parts::{self, Part, ascii};
use super::xml::{self, Item, Tag};
use super::{Bytes, Refused, Source, package};
use crate::file::field::{self, INSTRUCTION_MAX};
use crate::file::place::{Place, is_dangerous_link};
use crate::file::{Ends, FileProblem};
use std::collections::BTreeMap;

/// Parts whose text can contain fields, by the last segment of the relationship type.
const TEXTS: [&str; 7] =
    ["officedocument", "header", "footer", "footnotes", "endnotes", "comments", "glossarydocument"];
/// Word's names for these parts: a program can open them without a relationship.
const TEXT_NAMES: [&str; 6] = [
    "word/document",
    "word/header",
    "word/footer",
    "word/footnotes",
    "word/endnotes",
    "word/comments",
];
/// Prefixes of the relationship types that Office follows.
const VOCABULARIES: [&str; 3] = [
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/",
    "http://purl.oclc.org/ooxml/",
];
/// Maximum nesting depth of fields.
const FIELDS_MAX: usize = 32;

/// A relationship of a part to another part or to an external target.
struct Relation {
    /// Last segment of the type, in lower case; empty for a type that Office does not know and so
    /// does not follow.
    kind: String,
    target: String,
    is_external: bool,
}

/// Checks the relationships and texts of a DOCX.
pub(super) async fn check<B: Bytes + ?Sized>(
    ends: &Ends<'_>,
    bytes: &Source<'_, B>,
) -> Result<(), Refused<B::Error>> {
    let parts = parts::list(ends);
    let mut budget = Budget::new(UNPACKED_MAX);
    // The uses of each part by name; relationships to missing parts are dropped.
    let mut uses: BTreeMap<&str, Use> =
        parts.iter().map(|part| (part.name.as_str(), Use::of_name(&part.name))).collect();
    let mut main = None;
    // Relationships first: they are short and point to the rest.
    for part in parts.iter().filter(|part| part.name.ends_with(".rels")) {
        let packed = part.read(bytes).await?;
        let folder = part.name.rsplit_once("_rels/").map_or("", |(folder, _)| folder);
        xml::read(&packed, &mut budget, |item| {
            if let Item::Open(tag, _) = item
                && tag.name() == "Relationship"
            {
                let relation = Relation::of(tag);
                relation.check()?;
                let name = relation.part_name(folder);
                if let Some(used) = uses.get_mut(name.as_str()) {
                    used.add(&relation);
                }
                if folder.is_empty() && relation.kind == "officedocument" {
                    main.get_or_insert(name);
                }
            }
            Ok(())
        })?;
    }
    let used = |part: &Part| uses.get(part.name.as_str()).copied().unwrap_or_default();
    let mut has_document = false;
    for part in parts.iter().filter(|part| used(part).as_text) {
        let packed = part.read(bytes).await?;
        let mut text = Text::default();
        xml::read(&packed, &mut budget, |item| text.take(&item))?;
        let is_main = main.as_ref().is_none_or(|main| *main == part.name);
        has_document |= is_main && text.root == "document";
    }
    for part in parts.iter().filter(|part| used(part).as_chunk) {
        check_chunk(part, bytes, &mut budget).await?;
    }
    for part in parts.iter().filter(|part| used(part).as_object) {
        let packed = part.read(bytes).await?;
        package::check_object(&packed, &mut budget).await?;
    }
    if has_document { Ok(()) } else { Err(FileProblem::Content.into()) }
}

/// The uses of a part.
#[derive(Clone, Copy, Default)]
struct Use {
    /// A text that can contain fields.
    as_text: bool,
    /// A document embedded in this one.
    as_chunk: bool,
    /// An object of another program.
    as_object: bool,
}

impl Use {
    /// The use that follows from the name alone.
    fn of_name(name: &str) -> Self {
        Self {
            as_text: name.ends_with(".xml") && TEXT_NAMES.iter().any(|text| name.starts_with(text)),
            as_chunk: false,
            as_object: name.starts_with("word/embeddings/") && name.ends_with(".bin"),
        }
    }

    /// Adds the use that follows from a relationship.
    fn add(&mut self, relation: &Relation) {
        self.as_text |= TEXTS.contains(&relation.kind.as_str());
        self.as_chunk |= relation.kind == "afchunk";
        self.as_object |= relation.kind == "oleobject" && !relation.is_external;
    }
}

/// Checks an embedded document. RTF is rejected, because it can contain what this check does not
/// see.
async fn check_chunk<B: Bytes + ?Sized>(
    part: &Part,
    bytes: &Source<'_, B>,
    budget: &mut Budget,
) -> Result<(), Refused<B::Error>> {
    let packed = part.read(bytes).await?;
    let start = packed.start(64, budget);
    if part.name.ends_with(".rtf") || start.trim_ascii_start().starts_with(b"{\\rt") {
        return Err(FileProblem::Unsafe.into());
    }
    Ok(())
}

impl Relation {
    fn of(tag: &Tag<'_>) -> Self {
        let (mut kind, mut target, mut is_external) = (String::new(), String::new(), false);
        for (name, value) in tag.attributes(&["Type", "Target", "TargetMode"]) {
            match name {
                "Type"
                    if VOCABULARIES.iter().any(|start| value.trim_start().starts_with(start)) =>
                {
                    kind = value.rsplit('/').next().unwrap_or_default().trim().to_lowercase();
                }
                "Target" => target = value,
                "TargetMode" => is_external = value.trim().eq_ignore_ascii_case("external"),
                _ => {}
            }
        }
        Self { kind, target, is_external }
    }

    /// Rejects external content that is loaded or run when the document opens. Links are allowed,
    /// because they need a click, and so are pictures on the web, which do no harm.
    fn check(&self) -> Result<(), FileProblem> {
        let place = Place::of(&self.target);
        let is_outside = self.is_external || place != Place::Local;
        match self.kind.as_str() {
            "vbaproject" | "wordvbadata" => return Err(FileProblem::Macros),
            "hyperlink" if is_dangerous_link(&self.target) => return Err(FileProblem::Unsafe),
            "hyperlink" => return Ok(()),
            "image" if place == Place::Web => return Ok(()),
            // A control runs when the document opens.
            "control" | "activexcontrolbinary" if !is_outside => return Err(FileProblem::Unsafe),
            "afchunk" if is_outside => return Err(FileProblem::Unsafe),
            _ => {}
        }
        let is_harmful = is_outside && place != Place::Local && !self.kind.is_empty();
        if is_harmful { Err(FileProblem::Unsafe) } else { Ok(()) }
    }

    /// Name of the target part, relative to `folder`, as in the list of parts.
    fn part_name(&self, folder: &str) -> String {
        let target = ascii(&self.target.replace('\\', "/"));
        let path = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{folder}{target}"),
        };
        let mut steps: Vec<&str> = Vec::new();
        for step in path.split('/') {
            match step {
                "" | "." => {}
                ".." => drop(steps.pop()),
                step => steps.push(step),
            }
        }
        steps.join("/")
    }
}

/// Reads the fields of a text. An instruction can be split into many runs.
#[derive(Default)]
struct Text {
    /// Name of the root element.
    root: String,
    /// Instructions of open fields, the innermost last; `None` after the separator.
    fields: Vec<Option<String>>,
    is_instruction: bool,
    /// Instruction text outside of any field.
    stray: String,
}

impl Text {
    fn take(&mut self, item: &Item<'_>) -> Result<(), FileProblem> {
        match item {
            Item::Open(tag, is_empty) => self.open(tag, *is_empty),
            Item::Close("instrText" | "delInstrText") => {
                self.is_instruction = false;
                check_instruction(&std::mem::take(&mut self.stray))
            }
            Item::Close(_) => Ok(()),
            Item::Text(text) => {
                // The result of a field nested in an instruction belongs to that instruction.
                let is_part = self.is_instruction || self.fields.len() > 1;
                if self.is_instruction
                    && self.fields.is_empty()
                    && self.stray.len() < INSTRUCTION_MAX
                {
                    self.stray.push_str(text);
                }
                if let Some(Some(instruction)) = self.fields.iter_mut().rfind(|f| f.is_some())
                    && is_part
                    && instruction.len() < INSTRUCTION_MAX
                {
                    instruction.push_str(text);
                }
                Ok(())
            }
        }
    }

    fn open(&mut self, tag: &Tag<'_>, is_empty: bool) -> Result<(), FileProblem> {
        if self.root.is_empty() {
            tag.name().clone_into(&mut self.root);
        }
        match tag.name() {
            "instrText" | "delInstrText" => self.is_instruction = !is_empty,
            "fldSimple" => check_instruction(&tag.get("instr").unwrap_or_default())?,
            "fldChar" => match tag.get("fldCharType").unwrap_or_default().as_str() {
                "begin" if self.fields.len() < FIELDS_MAX => self.fields.push(Some(String::new())),
                "begin" => return Err(FileProblem::Unsafe),
                "separate" => {
                    if let Some(field) = self.fields.last_mut() {
                        check_instruction(&field.take().unwrap_or_default())?;
                    }
                }
                "end" => check_instruction(&self.fields.pop().flatten().unwrap_or_default())?,
                _ => {}
            },
            _ => {}
        }
        // VML pictures and shapes reference their files directly.
        let mut links = tag.attributes(&["src", "href"]);
        let is_harmful = links.any(|(_, link)| Place::of(&link) == Place::Share);
        if is_harmful { Err(FileProblem::Unsafe) } else { Ok(()) }
    }
}

fn check_instruction(instruction: &str) -> Result<(), FileProblem> {
    if field::is_harmful(instruction) { Err(FileProblem::Unsafe) } else { Ok(()) }
}
