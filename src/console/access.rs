//! Who asks for a page, and what they may do there.

use std::collections::BTreeSet;

use crate::console::board::Card;
use crate::dialog::definition::Name;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
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
}

/// A member of staff who asks for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Their login.
    pub login: String,
    /// The name colleagues and candidates read.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The campaigns they see; all of them where none is named.
    pub campaigns: Option<BTreeSet<Name>>,
}

impl Visitor {
    /// True when they may do it at all.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.role.may(right)
    }

    /// True when the person has a dossier of one of their campaigns, or none that is known yet.
    #[must_use]
    pub fn sees(&self, card: &Card) -> bool {
        let Some(campaigns) = &self.campaigns else { return true };
        let mut known = card.dossiers.iter().filter_map(|dossier| dossier.campaign.as_ref()).peekable();
        known.peek().is_none() || known.any(|campaign| campaigns.contains(campaign))
    }
}
