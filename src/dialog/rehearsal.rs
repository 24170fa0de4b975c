//! Rehearsals: conversations that staff read and write, played through [`turn`](super::turn::turn) with a clock of
//! their own. A script says what the candidate does and what must come of it; what does not is a failure with its line.
//!
//! The format is in `docs/ecrire-un-dialogue.md`; `tests/conversations/*.txt` are its examples.

mod act;
mod coverage;
mod expect;
mod mail;
mod parse;
mod play;
mod script;
mod staff;
mod time;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use super::definition::{Library, Name};
use super::diagnostic::Sources;
pub use coverage::Covered;
pub use script::Failure;

/// What scripts are played on.
#[derive(Debug, Clone, Copy)]
pub struct Stage<'a> {
    /// The dialogs.
    pub library: &'a Library,
    /// The files they were read from, for scripts that replace one in the middle.
    pub sources: &'a Sources,
    /// The texts of replacing files, by name.
    pub guides: &'a BTreeMap<String, String>,
    /// The zone of civil dates.
    pub zone: &'a TimeZone,
}

/// A script as it was read: its name and its text.
pub type Written = (String, String);

/// One script that was played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// The name of its file.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What did not go as it says, by line.
    pub failures: Vec<Failure>,
}

/// What came of all scripts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// One for each script, in their order.
    pub played: Vec<Played>,
    /// How much of each dialog they met.
    pub coverage: Vec<Covered>,
}

impl Report {
    /// True when every script went as it says.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.played.iter().all(|played| played.failures.is_empty())
    }
}

/// Plays scripts, each with people of its own.
#[must_use]
pub fn run(scripts: &[Written], stage: &Stage) -> Report {
    let mut met: BTreeSet<(Name, Name)> = BTreeSet::new();
    let mut played = Vec::new();
    for (name, text) in scripts {
        let (title, failures) = match parse::script(text) {
            Ok(script) => {
                let outcome = play::play(&script, stage);
                met.extend(outcome.met);
                (script.title, outcome.failures)
            }
            Err(failures) => (String::new(), failures),
        };
        played.push(Played { name: name.clone(), title, failures });
    }
    Report { played, coverage: coverage::of(stage.library, &met) }
}

#[cfg(test)]
mod tests;
