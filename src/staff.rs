//! Who works here: what a role may do, an account, a session, and what the journal keeps of what was done.
//!
//! In reading order: this file (roles, accounts, sessions), `password` (how one is kept), `totp` (the second proof), `deed`
//! (the journal's words).

pub mod deed;
pub mod password;
pub mod totp;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::conversation::Personal;
use crate::dialog::definition::Name;

/// A session ends so long after the login, whatever is done in it,
pub const SESSION: SignedDuration = SignedDuration::from_hours(12);
/// and so long after the last page that was asked for.
pub const IDLE: SignedDuration = SignedDuration::from_hours(1);
/// A login is no longer than so many characters.
const LONGEST_LOGIN: usize = 64;
/// A name is no longer than so many characters.
const LONGEST_NAME: usize = 100;

/// What a member of staff may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// See conversations, dossiers and pieces of their campaigns.
    Read,
    /// Answer, take over, hand back, correct answers, write notes.
    Act,
    /// Assign conversations to others, and take one from somebody else.
    Assign,
    /// Take lists and transcripts out.
    Export,
    /// See what was not understood, and the figures.
    Report,
    /// Read the journal of who read and did what.
    Audit,
    /// Add, change and shut accounts; end sessions.
    Staff,
}

/// The roles, each with its rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    Lecteur,
    /// Reads and acts.
    Conseiller,
    /// Also assigns, exports, sees the reports.
    Responsable,
    /// Also accounts.
    Admin,
    /// The data protection officer: reads, exports, reads the journal; never acts.
    Dpo,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Lecteur, Self::Conseiller, Self::Responsable, Self::Admin, Self::Dpo];

    /// What it may do.
    #[must_use]
    pub fn may(self, right: Right) -> bool {
        match self {
            Self::Lecteur => right == Right::Read,
            Self::Conseiller => matches!(right, Right::Read | Right::Act),
            Self::Responsable => !matches!(right, Right::Audit | Right::Staff),
            Self::Admin => right != Right::Audit,
            Self::Dpo => matches!(right, Right::Read | Right::Export | Right::Report | Right::Audit),
        }
    }

    /// Its name, as commands and forms write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Lecteur => "lecteur",
            Self::Conseiller => "conseiller",
            Self::Responsable => "responsable",
            Self::Admin => "admin",
            Self::Dpo => "dpo",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What they log in with: small letters, digits, « . », « _ », « - » and « @ ».
    pub login: String,
    /// The name colleagues and candidates read.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The campaigns they see; all of them where none is named.
    #[serde(default)]
    pub campaigns: Option<BTreeSet<Name>>,
    /// Their password, as `password::keep` made it.
    pub password: Personal<String>,
    /// The secret of their second proof, in base 32, where they have one.
    #[serde(default)]
    pub totp: Option<Personal<String>>,
    /// The secret they were shown last and have not proven yet to have.
    #[serde(default)]
    pub pending: Option<Personal<String>>,
    /// The last step of the second proof that was taken: none is taken twice.
    #[serde(default)]
    pub step: u64,
    /// Sessions of another number are over: it grows with each change of password, role or campaigns.
    #[serde(default)]
    pub epoch: u32,
    /// Since when there is this account.
    pub created: Timestamp,
    /// Since when nobody logs in with it any more.
    #[serde(default)]
    pub shut: Option<Timestamp>,
}

impl Account {
    /// A new one.
    #[must_use]
    pub fn new(login: String, name: String, role: Role, password: String, created: Timestamp) -> Self {
        Self {
            login,
            name,
            role,
            campaigns: None,
            password: Personal(password),
            totp: None,
            pending: None,
            step: 0,
            epoch: 0,
            created,
            shut: None,
        }
    }

    /// All sessions that are open are over once this is kept.
    pub fn end_sessions(&mut self) {
        self.epoch = self.epoch.saturating_add(1);
    }
}

/// Somebody is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who.
    pub login: String,
    /// The account's epoch at the login.
    pub epoch: u32,
    /// Since when.
    pub created: Timestamp,
    /// When they last asked for a page, to within a minute.
    pub seen: Timestamp,
}

impl Session {
    /// True while it serves for that account.
    #[must_use]
    pub fn serves(&self, account: &Account, now: Timestamp) -> bool {
        account.login == self.login && account.epoch == self.epoch && account.shut.is_none() && self.lasts(now)
    }

    /// True while its time is not over.
    #[must_use]
    pub fn lasts(&self, now: Timestamp) -> bool {
        now.duration_since(self.created) < SESSION && now.duration_since(self.seen) < IDLE
    }
}

/// A login as it is kept: small letters. `None` when it is none.
#[must_use]
pub fn login(text: &str) -> Option<String> {
    let login = text.trim().to_lowercase();
    let plain =
        |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '.' | '_' | '-' | '@');
    ((1..=LONGEST_LOGIN).contains(&login.len()) && login.chars().all(plain)).then_some(login)
}

/// A name as candidates will read it. `None` when it is empty, too long, or holds what is no letter of a name.
#[must_use]
pub fn name(text: &str) -> Option<String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain =
        |sign: char| sign.is_alphabetic() || sign.is_ascii_digit() || matches!(sign, ' ' | '-' | '\'' | '’' | '.');
    let length = name.chars().count();
    ((1..=LONGEST_NAME).contains(&length) && name.chars().all(plain)).then_some(name)
}

#[cfg(test)]
mod tests;
