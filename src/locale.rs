//! The languages of pages and forms, and the texts in each language.

mod bundle;
mod messages;
mod negotiate;

mod de;
mod en;
mod es;
mod fr;
mod he;
mod ru;

pub use bundle::{Localized, Texts};
pub use messages::MessageId;
pub use negotiate::Locale;

#[cfg(test)]
mod tests;
