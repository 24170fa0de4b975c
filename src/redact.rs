//! Secrets: found and masked in every text before it is stored, logged or understood. Pure, linear in the text.
//!
//! What is plainly a secret is masked, and better one word too many than one too few; but never an INE, a telephone
//! number, a date or an address: those are answers. Masking twice changes nothing.

mod link;
mod number;
mod password;
#[cfg(test)]
mod tests;

use std::ops::Range;

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

/// A secret and where it stands, in bytes.
type Find = (Range<usize>, Secret);

impl Secret {
    const ALL: [Self; 6] = [Self::Password, Self::Link, Self::Numen, Self::Nir, Self::Iban, Self::Card];

    /// What stands in the text instead.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::Password => "[mot de passe masqué]",
            Self::Link => "[lien masqué]",
            Self::Numen => "[NUMEN masqué]",
            Self::Nir => "[numéro de sécurité sociale masqué]",
            Self::Iban => "[IBAN masqué]",
            Self::Card => "[carte bancaire masquée]",
        }
    }
}

/// Masks the secrets of a text.
#[must_use]
pub fn redact(text: &str) -> Redacted {
    let mut found = Vec::new();
    // Each sees the marks of the ones before it: a link may hold digits, and what is masked is no password.
    let text = mask(text, link::find(text), &mut found);
    let text = mask(&text, number::find(&text), &mut found);
    let text = mask(&text, password::find(&text), &mut found);
    found.sort_unstable();
    found.dedup();
    Redacted { text, found }
}

fn mask(text: &str, mut finds: Vec<Find>, found: &mut Vec<Secret>) -> String {
    finds.sort_by_key(|(at, kind)| (at.start, *kind));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, kind) in finds {
        // One secret inside another goes with it; one that sticks out takes its end along.
        if at.start >= done {
            out.push_str(text.get(done..at.start).unwrap_or_default());
            out.push_str(kind.mark());
            found.push(kind);
        }
        done = done.max(at.end);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// True when the text from here on is a mark of an earlier masking.
fn is_mark(text: &str) -> bool {
    text.starts_with('[') && Secret::ALL.iter().any(|kind| text.starts_with(kind.mark()))
}
