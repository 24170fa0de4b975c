//! The words of every problem a file can have, in French, each behind a constructor named after the mistake.
//!
//! A code is permanent: editors and the documentation name it.

use crate::dialog::diagnostic::{At, Diagnostic, Severity};

mod choices;
mod conditions;
pub mod export;
pub mod mail;
mod names;
pub mod place;
pub mod rehearsal;
pub mod running;
mod shape;
mod texts;
pub mod timers;
mod toml;
pub mod transcript;

pub use choices::*;
pub use conditions::*;
pub use names::*;
pub use shape::*;
pub use texts::*;
pub use toml::*;

fn error(at: At, code: &'static str, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
    let (message, label) = (message.into(), label.into());
    Diagnostic { at, severity: Severity::Error, code, message, label, suggestion: None }
}

fn warning(at: At, code: &'static str, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..error(at, code, message, label) }
}

impl Diagnostic {
    fn hint(self, suggestion: impl Into<String>) -> Self {
        Self { suggestion: Some(suggestion.into()), ..self }
    }

    /// « Vouliez-vous dire », when something known is near; else what is known, when it is short.
    fn near<S: AsRef<str>>(self, word: &str, known: &[S]) -> Self {
        if let Some(near) = nearest(word, known) {
            return self.hint(format!("vouliez-vous dire « {near} » ?"));
        }
        if known.is_empty() || known.len() > 40 {
            return self;
        }
        let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
        self.hint(format!("possibles : {}", known.join(", ")))
    }
}

/// The known word that a slip of the keyboard could have turned into `word`.
fn nearest<'k, S: AsRef<str>>(word: &str, known: &'k [S]) -> Option<&'k str> {
    // A name is short: a page pasted in its place is near nothing, and would be slow to compare.
    if word.chars().count() > 80 {
        return None;
    }
    let far = |name: &&str| strsim::osa_distance(&word.to_lowercase(), &name.to_lowercase());
    let near = known.iter().map(AsRef::as_ref).filter(|name| name.len() <= 320).min_by_key(far)?;
    let most = (word.chars().count().max(near.chars().count()) / 3).max(1);
    (far(&near) <= most).then_some(near)
}
