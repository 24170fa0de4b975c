//! What an utterance may mean: the readings that `understand` gives and `turn` acts on.

use serde::Serialize;

use super::definition::Name;
use super::person::{Flag, Value};
use super::phrase::Phrase;
use super::text::{Args, Prose};
use crate::redact::Secret;

/// Words valid everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// « aide »
    Help,
    /// « recommencer »
    Restart,
    /// « retour »
    Back,
    /// « où en suis-je »
    Status,
    /// « une personne »
    Person,
    /// « stop »
    Stop,
    /// « effacer mes données »
    Erase,
    /// « mes données »
    Export,
    /// « pause »
    Pause,
    /// « reprendre »
    Resume,
    /// « passer »
    Skip,
    /// « modifier X »
    Correct,
    /// « répéter »
    Repeat,
    /// « récapitulatif »
    Recap,
    /// « fiche »
    Sheet,
    /// « autre dossier », « mes dossiers »
    Dossiers,
    /// « renouvellement »
    Renewal,
}

/// One way to read an utterance.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A value for a slot.
    Answer {
        /// The slot.
        slot: Name,
        /// Its value.
        value: Value,
        /// What staff must know.
        flags: Vec<Flag>,
        /// Not to be taken without the candidate reading it again (an INE whose key does not fit).
        check: bool,
    },
    /// A word valid everywhere.
    Command {
        /// Which.
        name: Command,
        /// For a correction: what is to be corrected.
        slot: Option<Name>,
    },
    /// A question often asked.
    Faq {
        /// Its id.
        id: Name,
    },
    /// Several options fit.
    Ambiguous {
        /// The slot they are of.
        slot: Name,
        /// The option ids.
        among: Vec<Name>,
    },
    /// « Ça dépend », « ok » where it says neither yes nor no.
    Unsure,
    /// Put off.
    Deferred,
    /// « Non concerné ».
    NotConcerned,
    /// « Je n’en ai pas ».
    HasNone,
    /// Read and refused, with the reason.
    Refused {
        /// The slot.
        slot: Name,
        /// Why.
        reason: Reason,
        /// What to propose instead.
        suggestion: Option<Value>,
    },
    /// A secret was masked.
    Masked {
        /// Which kind.
        what: Secret,
    },
    /// Nothing of the above.
    NotUnderstood,
}

/// Why a value was refused.
#[derive(Debug, Clone)]
pub enum Reason {
    /// A sentence of the frame, with what it names.
    Phrase(Phrase, Args),
    /// The option's own words.
    Option(Name, Prose),
}

impl Reason {
    /// A sentence that names nothing.
    #[must_use]
    pub fn of(phrase: Phrase) -> Self {
        Self::Phrase(phrase, Args::new())
    }

    /// Its name, for `guichet understand` and tests.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Phrase(phrase, _) => phrase.key(),
            Self::Option(..) => "option_refusee",
        }
    }
}

impl PartialEq for Reason {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
