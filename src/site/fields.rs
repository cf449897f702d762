//! The fields of a site's form.

use crate::form::{Field, FieldKind};
use crate::locale::{MessageId, Texts};
use serde::{Deserialize, Serialize};

/// Whether a field is in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldRequirement {
    /// Not in the form.
    No,
    /// In the form; may be empty.
    Optional,
    /// In the form; must be filled in.
    Required,
}

macro_rules! fields {
    ($($name:ident: $kind:ident $label:ident $max:literal $autocomplete:literal = $requirement:ident;)+) => {
        /// The fields of the form. A field that is absent from the configuration has its default from this list.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Fields {
            $(#[doc = concat!("Whether `", stringify!($name), "` is in the form.")] pub $name: FieldRequirement,)+
        }
        impl Default for Fields {
            fn default() -> Self {
                Self { $($name: FieldRequirement::$requirement,)+ }
            }
        }
        impl Fields {
            /// Returns the fields that are in the form, with labels in a language.
            pub(super) fn in_form(&self, texts: Texts<'_>) -> Vec<Field> {
                let all = [$((
                    stringify!($name),
                    self.$name,
                    FieldKind::$kind,
                    MessageId::$label,
                    $max,
                    $autocomplete,
                ),)+];
                all.into_iter()
                    .filter(|(_, requirement, ..)| *requirement != FieldRequirement::No)
                    .map(|(name, requirement, kind, label, max, autocomplete)| Field {
                        name: name.to_owned(),
                        kind,
                        label: texts.text(label).to_owned(),
                        required: requirement == FieldRequirement::Required,
                        max,
                        autocomplete: autocomplete.to_owned(),
                    })
                    .collect()
            }
        }
    };
}

// For each field: kind, label, maximum length in characters, the browser's autofill token, default. The limits are
// our own choice: generous for people, far below the limits of the ATSs. The last name is optional because not
// everybody has one.
fields! {
    first_name: Text FirstName 100 "given-name" = Required;
    last_name: Text LastName 100 "family-name" = Optional;
    middle_name: Text MiddleName 100 "additional-name" = No;
    email: Email Email 254 "email" = Required;
    phone: Tel Phone 40 "tel" = Optional;
    profile: Url Profile 500 "url" = Optional;
    position: Text Position 200 "organization-title" = No;
    company: Text Company 200 "organization" = No;
    birthday: Date Birthday 10 "bday" = No;
    salary: Text Salary 100 "off" = No;
    letter: Textarea Letter 5000 "off" = Optional;
    links: Links Links 2000 "off" = No;
}
