//! Six months, and after: how long a candidature lives, what is asked when, and what may be said of it. Pure.
//!
//! The candidature lives in the platform (AcloE, seed 001 §3): it alone renews it, unless its campaign says that this
//! service does ([`Authority`]). So a candidate's wish is one thing, what was done about it another, and « renouvelée » a
//! third, said only once the platform has shown a new date:
//!
//! ```text
//! nothing said ──▶ wished ──▶ answered for you | ready reply given ──▶ proven: the next cycle begins
//!                    └──▶ withdrawn (seven days to come back) ──▶ over
//! ```
//!
//! Days are civil days in Europe/Paris. Terms are counted from the first day, cycle after cycle: counted from one another
//! the 31st of August would become the 28th of February, and the 28th of August for ever.

pub mod calendar;
pub mod stage;
pub mod term;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use crate::campaign::{Authority, RenewalRule, ValidityRule};
use crate::dialog::person::Channel;
pub use stage::{Planned, Stage};
pub use term::Term;

/// Days in which a withdrawal can be taken back.
pub const UNDO_DAYS: i64 = 7;
/// So long before the end the platform's question is believed, in days.
pub const ANSWERED_FROM: i64 = 45;
/// A new date that is later than the old one by more days than this is a new term, not a correction.
pub const A_NEW_TERM: i64 = 60;

/// What a candidate wants of their candidature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// It goes on.
    Keep,
    /// It ends.
    Withdraw,
    /// Whenever it matters, they want to be asked.
    AskMe,
}

/// A wish, and what proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wished {
    /// What they want.
    pub what: Wish,
    /// When they said so.
    pub at: Timestamp,
    /// Where.
    pub channel: Channel,
}

/// What was done about a wish that the platform has to carry out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Road {
    /// The platform's mail was answered in the candidate's name.
    AnsweredForYou {
        /// When.
        at: Timestamp,
    },
    /// The candidate was given the words to answer with.
    ReadyReplyGiven {
        /// When.
        at: Timestamp,
    },
    /// The candidate says that they have answered.
    SaysSent {
        /// When.
        at: Timestamp,
    },
}

/// The platform's own question, kept until it is answered: at most one a cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// When it came.
    pub at: Timestamp,
    /// What the shell needs to answer it in its thread; empty where it cannot be answered from here (forwarded).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mail: String,
}

/// How a candidature came to its end here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// The candidate withdrew it, twice asked.
    Withdrawn {
        /// When they confirmed it.
        at: Timestamp,
        /// Where.
        channel: Channel,
    },
    /// The seven days of a withdrawal are over.
    Over {
        /// When.
        at: Timestamp,
    },
}

/// How a candidature stands between its terms. All else follows from the dossier's answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Renewal {
    /// How often it was renewed: shown by the platform, or made by this service.
    #[serde(default)]
    pub cycle: u32,
    /// The last day of this term as the platform printed it: it wins over any calculation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<Date>,
    /// What the candidate wants this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wished: Option<Wished>,
    /// What was done about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub road: Option<Road>,
    /// The platform's own question in this term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// Unclear answers in a row.
    #[serde(default)]
    pub unclear: u8,
    /// They said something after they were asked, whatever it was: that is not silence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoke: Option<Timestamp>,
    /// They want to be asked on that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later: Option<Date>,
    /// What was done in this term, and when: each stage comes once.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub done: BTreeMap<Stage, Timestamp>,
    /// It is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

impl Renewal {
    /// True when nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// True when our question was asked in this term and no wish was said since.
    #[must_use]
    pub fn awaits_a_wish(&self) -> bool {
        self.ended.is_none() && self.wished.is_none() && self.done.keys().any(|stage| stage.asks())
    }

    /// True when the platform’s question was only kept, because a member of staff had the conversation: it is neither
    /// answered nor asked of the candidate.
    #[must_use]
    pub fn keeps_a_question(&self) -> bool {
        let Some(asked) = self.asked.as_ref().filter(|asked| !asked.mail.is_empty()) else { return false };
        let wishes = self.wished.as_ref().is_none_or(|wished| wished.what == Wish::Keep);
        let by_hand = match &self.road {
            None => true,
            Some(Road::ReadyReplyGiven { at } | Road::SaysSent { at }) => *at < asked.at,
            Some(Road::AnsweredForYou { .. }) => false,
        };
        wishes && by_hand && self.ended.is_none() && self.last_asked().is_none_or(|at| at < asked.at)
    }

    /// The next term begins: the platform has shown its last day, or this service renews by itself.
    pub fn begin_next(&mut self, printed: Option<Date>) {
        *self = Self { cycle: self.cycle.saturating_add(1), printed, ..Self::default() };
    }

    /// When the candidature was last asked about in this term.
    #[must_use]
    pub fn last_asked(&self) -> Option<Timestamp> {
        self.done.iter().filter(|(stage, _)| stage.asks()).map(|(_, at)| *at).max()
    }
}

#[cfg(test)]
mod tests;
