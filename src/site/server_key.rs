//! The keys with which the operator's own servers send applications.

use crate::ats::gateway_key::check_name_and_hash;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A key of a server. Only its hash is stored.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerKey {
    /// The name of the server, for logs: lower-case letters, digits, hyphens.
    pub name: String,
    /// SHA-256 of the key, in lowercase hex.
    pub sha256: String,
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServerKey({})", self.name)
    }
}

impl ServerKey {
    /// Validates the key.
    ///
    /// # Errors
    ///
    /// The first mistake: a message for the configuration's author that begins with the name of the field.
    pub fn check(&self) -> Result<(), String> {
        check_name_and_hash(&self.name, &self.sha256)
    }
}
