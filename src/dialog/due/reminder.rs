//! Reminders of an unfinished file. Each comes once; STOP ends them; never for a file that is finished, nor while a member
//! of staff has the conversation.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::super::person::Person;
use super::super::turn::Now;
use super::super::view::View;

/// One kind of reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reminder {
    /// Three days without a word.
    Idle,
    /// Ten days without a word.
    IdleLong,
    /// Nothing since: staff are told.
    Staff,
    /// The campaign closes in two weeks.
    ClosesSoon,
    /// It closes in three days.
    ClosesInDays,
    /// It closes today.
    ClosesToday,
    /// The account's activation mail was not confirmed.
    Activation,
    /// Pieces are missing.
    Pieces,
}

/// What is to come for a dossier, with its day.
pub(super) fn plan(_view: &View, _person: &Person, _now: &Now) -> Vec<(Reminder, Date)> {
    Vec::new()
}
