//! The file slots of a form.

use crate::file::FileKind;
use serde::{Deserialize, Serialize};

/// The purpose of a file in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slot {
    /// The resume.
    #[default]
    Resume,
    /// A picture of the candidate.
    Photo,
    /// Any other file.
    Files,
}

impl Slot {
    /// All slots.
    pub const ALL: [Self; 3] = [Self::Resume, Self::Photo, Self::Files];

    /// The name of the slot's field in the posted form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Resume => "resume",
            Self::Photo => "photo",
            Self::Files => "files",
        }
    }

    /// The name of the field that lists upload ids, separated by commas or spaces.
    pub fn upload_field(self) -> &'static str {
        match self {
            Self::Resume => "resume_upload",
            Self::Photo => "photo_upload",
            Self::Files => "files_upload",
        }
    }

    /// The slot whose field has this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slot| slot.name() == name)
    }
}

/// A slot as a form offers it: accepted kinds and limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSlot {
    /// The slot.
    #[serde(default)]
    pub slot: Slot,
    /// The label, in the language of the form.
    pub label: String,
    /// Whether a file is required.
    pub required: bool,
    /// The accepted kinds of file.
    pub kinds: Vec<FileKind>,
    /// The maximum length of a file, in bytes.
    pub max_bytes: u64,
    /// The maximum number of files.
    #[serde(default = "one")]
    pub max_files: u32,
}

fn one() -> u32 {
    1
}
