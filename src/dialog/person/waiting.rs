//! Who waits for a member of staff, and what for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Person;

/// Why a person waits for staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Since when.
    pub since: Timestamp,
    /// What for, first of all.
    pub why: WaitingFor,
    /// What else came since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<WaitingFor>,
}

/// What a person waits for staff for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingFor {
    /// They asked for a person.
    Asked,
    /// They were not understood three times.
    Stuck,
    /// Their stored file could not be resumed.
    Unreadable,
    /// They want their data erased while something forbids it.
    Erasure,
    /// Their candidature’s term is over, and what was wished is not shown, or nothing was said.
    Renewal,
    /// A mail that says it is the platform’s, and is not proven to be.
    Spoofed,
    /// Their file has not moved for ten days.
    Unfinished,
}

impl WaitingFor {
    /// True where a word of staff is what they waited for. The rest is work to be done, and settled by who did it.
    #[must_use]
    pub fn is_answered_by_a_word(self) -> bool {
        matches!(self, Self::Asked | Self::Stuck | Self::Unfinished)
    }
}

impl Waiting {
    /// For one thing, since then.
    #[must_use]
    pub fn new(why: WaitingFor, since: Timestamp) -> Self {
        Self { since, why, also: Vec::new() }
    }
}

impl Person {
    /// They wait for a member of staff; what they wait for already is not hidden by it, nor it by that. False when it says
    /// nothing new: a word of staff answers all that a word answers.
    pub fn waits_for(&mut self, why: WaitingFor, since: Timestamp) -> bool {
        let Some(waiting) = &mut self.waiting else {
            self.waiting = Some(Waiting::new(why, since));
            return true;
        };
        let same = |known: &WaitingFor| *known == why || (known.is_answered_by_a_word() && why.is_answered_by_a_word());
        if waiting.also.iter().chain([&waiting.why]).any(same) {
            return false;
        }
        waiting.also.push(why);
        true
    }

    /// They wait no more for what is named; the rest stays.
    pub fn waits_no_more(&mut self, is_over: impl Fn(WaitingFor) -> bool) {
        let Some(waiting) = &mut self.waiting else { return };
        waiting.also.retain(|why| !is_over(*why));
        if !is_over(waiting.why) {
            return;
        }
        if waiting.also.is_empty() {
            self.waiting = None;
        } else {
            waiting.why = waiting.also.remove(0);
        }
    }
}
