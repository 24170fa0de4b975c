//! A person, their dossiers, and the answers a dossier is made of.
//!
//! A dossier stores answers, never a position: what is asked next follows from what is not settled (`agenda.rs`).

mod handling;
mod joining;
mod key;
mod mail;
mod piece;
mod value;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::definition::Name;
use super::due::Reminder;
use crate::renewal::{Renewal, Wish};
pub use handling::{Handling, Saying};
pub use joining::Invitation;
use key::Place;
pub use key::{AGAIN, Key};
pub use mail::{Doubt, Post, ToWrite};
pub use piece::{Fault, Piece};
pub use value::{Flag, Value};
pub use waiting::{Waiting, WaitingFor};

/// Who the service talks with: what it knows of them, and their dossiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Time-ordered and never derived from an address.
    pub id: Uuid,
    /// Answers to shared slots, proposed in the next dossier; stored one by one, like a dossier's.
    #[serde(skip)]
    pub profile: BTreeMap<Name, Answer>,
    /// What was shown to the person and when: the privacy notice first.
    #[serde(default)]
    pub shown: Vec<Shown>,
    /// Who speaks for the service.
    #[serde(default)]
    pub owner: Owner,
    /// Since when, and why, the person waits for a member of staff. The assistant goes on meanwhile.
    #[serde(default)]
    pub waiting: Option<Waiting>,
    /// The dossier the conversation is about.
    #[serde(default)]
    pub focus: Option<Uuid>,
    /// The one short question that is open beside the dossier's own: « Tout recommencer ? »
    #[serde(default)]
    pub pending: Option<Pending>,
    /// Utterances in a row that could not be understood.
    #[serde(default)]
    pub misses: u8,
    /// Times help was asked for at the open question.
    #[serde(default)]
    pub helped: u8,
    /// Paused: no reminder until the person is back.
    #[serde(default)]
    pub paused: bool,
    /// Reminders refused with STOP.
    #[serde(default)]
    pub stopped: bool,
    /// What the next letter answers: set while one is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<ToWrite>,
    /// When the last letter was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Timestamp>,
    /// What else is kept of an exchange by mail.
    #[serde(default, skip_serializing_if = "Post::is_empty")]
    pub post: Post,
    /// Whom they agreed to become one with: carried out as soon as this is durable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joining: Option<Invitation>,
    /// How staff deal with them.
    #[serde(default, skip_serializing_if = "Handling::is_empty")]
    pub handling: Handling,
    /// Their dossiers, oldest first.
    #[serde(skip)]
    pub dossiers: Vec<Dossier>,
}

/// A text that was shown and must be provable: which version, when, where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Which text.
    pub what: Name,
    /// Which version of it: a digest of its words.
    pub version: u64,
    /// When.
    pub at: Timestamp,
    /// Where.
    pub channel: Channel,
}

/// Who speaks for the service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Owner {
    /// The assistant.
    #[default]
    Assistant,
    /// A member of staff, by name.
    Agent(String),
}

/// A short question open beside the dossier's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pending {
    /// « Effacer les réponses de ce dossier et recommencer ? »
    Restart,
    /// « Effacer toutes vos données ? »
    Erase,
    /// « Lequel vouliez-vous dire ? » for a slot.
    Which {
        /// The answer it is about.
        key: Key,
        /// The option ids.
        among: Vec<Name>,
    },
    /// « Quelle réponse voulez-vous modifier ? »
    Correct,
    /// « Voulez-vous dire X ? » for a slot.
    Suggested {
        /// The answer it is about.
        key: Key,
        /// What « oui » accepts.
        value: Value,
        /// What « non » keeps, when what was typed can stand as it is (an address at an unusual provider).
        #[serde(default)]
        typed: Option<String>,
    },
    /// « Reprendre votre dossier, ou en ouvrir un autre ? »
    Another {
        /// The campaign asked for.
        campaign: Name,
    },
    /// « De quelle démarche s’agit-il ? », asked for in the middle of a dossier.
    Guide,
    /// « Retirer votre candidature : c’est bien cela ? »
    Withdraw {
        /// The dossier.
        dossier: Uuid,
    },
    /// « Laquelle de vos candidatures ? », to a wish that names none.
    Candidature {
        /// What they want.
        wish: Wish,
        /// The dossiers.
        among: Vec<Uuid>,
    },
    /// « Réunir vos dossiers avec ceux de la personne à qui ce lien a été donné ? »
    Join(Invitation),
}

/// Where something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// `guichet chat`.
    Terminal,
    /// Telegram.
    Telegram,
    /// E-mail.
    Email,
    /// The staff console.
    Console,
}

/// One candidature, one lost access: one file being filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// Time-ordered.
    pub id: Uuid,
    /// The dialog it follows.
    pub dialog: Name,
    /// When it was opened.
    pub opened: Timestamp,
    /// The dialog's digest when the dossier was last reconciled with it.
    pub digest: u64,
    /// The numbers under which questions were first asked; never reused.
    #[serde(default)]
    pub numbers: BTreeMap<Key, u32>,
    /// Entries of groups: ids in order, never reused.
    #[serde(default)]
    pub entries: BTreeMap<Name, Vec<u32>>,
    /// Answers in the order they were last given, for « retour ».
    #[serde(default)]
    pub trail: Vec<Key>,
    /// Questions the candidate asked to see again, the last one first asked.
    #[serde(default)]
    pub reopened: Vec<Key>,
    /// What is chosen so far of a ranking that is not answered yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
    /// Changes that were asked for without proof or in doubt: the answers stand until these are confirmed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub wished: BTreeMap<Key, Answer>,
    /// When everything was settled.
    #[serde(default)]
    pub finished: Option<Timestamp>,
    /// How the candidature stands between its terms.
    #[serde(default, skip_serializing_if = "Renewal::is_empty")]
    pub renewal: Renewal,
    /// Reminders that were sent, and when: each comes once.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reminded: BTreeMap<Reminder, Timestamp>,
    /// The answers.
    #[serde(skip)]
    pub answers: BTreeMap<Key, Answer>,
}

/// What is chosen so far of a ranking, button by button. It dies when its question is settled, put off or asked no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The question.
    pub key: Key,
    /// Option ids, most wanted first; may be empty, where what was chosen before was taken away.
    pub chosen: Vec<Name>,
}

/// An answer: what was said, what was understood, by whom, when, where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Whether it settles the question.
    pub state: State,
    /// What was understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The candidate's own words, secrets masked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// When.
    pub at: Timestamp,
    /// Where.
    pub channel: Channel,
    /// By whom: empty for the candidate, else a member of staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What staff must know of it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub flags: BTreeSet<Flag>,
}

/// Whether and how an answer settles its question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Given: settled.
    Given,
    /// Known from elsewhere or from before a change: to be confirmed.
    Proposed,
    /// Read, but not sure: to be read again by the candidate.
    Doubtful,
    /// Being verified by a job; neither open nor settled.
    Checking,
    /// « Non concerné »: settled.
    NotConcerned,
    /// « Je n’en ai pas »: settled.
    None,
    /// Put off, perhaps until a day; asked again after everything else.
    Deferred {
        /// Not before.
        until: Option<Date>,
    },
    /// The dialog no longer knows it; kept, not shown.
    SetAside,
}

impl State {
    /// True when the question needs no answer any more.
    #[must_use]
    pub fn settles(self) -> bool {
        matches!(self, Self::Given | Self::NotConcerned | Self::None)
    }
}

impl Answer {
    /// A settled answer that nobody said: an assumption to look further from.
    #[must_use]
    pub fn given(value: Value) -> Self {
        Self {
            state: State::Given,
            value: Some(value),
            words: String::new(),
            at: Timestamp::UNIX_EPOCH,
            channel: Channel::Terminal,
            by: None,
            flags: BTreeSet::new(),
        }
    }

    /// The same, proposed in another dossier of the person.
    #[must_use]
    pub fn proposed(&self) -> Self {
        let mut proposed = Self { state: State::Proposed, ..self.clone() };
        proposed.flags.remove(&Flag::ProposedNone);
        proposed.flags.remove(&Flag::ProposedNotConcerned);
        match self.state {
            State::None => proposed.flags.insert(Flag::ProposedNone),
            State::NotConcerned => proposed.flags.insert(Flag::ProposedNotConcerned),
            _ => false,
        };
        proposed
    }

    /// How a proposed answer without a value settles the question when it is confirmed.
    #[must_use]
    pub fn lacking(&self) -> Option<State> {
        let held = |flag, state| self.flags.contains(&flag).then_some(state);
        let none = held(Flag::ProposedNone, State::None);
        none.or_else(|| held(Flag::ProposedNotConcerned, State::NotConcerned)).filter(|_| self.value.is_none())
    }
}

impl Person {
    /// Someone nobody has talked with yet.
    #[must_use]
    pub fn new(id: Uuid) -> Self {
        Self {
            id,
            profile: BTreeMap::new(),
            shown: Vec::new(),
            owner: Owner::Assistant,
            waiting: None,
            focus: None,
            pending: None,
            misses: 0,
            helped: 0,
            paused: false,
            stopped: false,
            letter: None,
            written: None,
            post: Post::default(),
            joining: None,
            handling: Handling::default(),
            dossiers: Vec::new(),
        }
    }

    /// The dossier the conversation is about.
    #[must_use]
    pub fn focused(&self) -> Option<&Dossier> {
        self.focus.and_then(|id| self.dossiers.iter().find(|dossier| dossier.id == id))
    }

    /// The dossier the conversation is about, to change it.
    pub fn focused_mut(&mut self) -> Option<&mut Dossier> {
        let focus = self.focus?;
        self.dossiers.iter_mut().find(|dossier| dossier.id == focus)
    }
}

impl Dossier {
    /// A dossier without answers.
    #[must_use]
    pub fn new(id: Uuid, dialog: Name, digest: u64, opened: Timestamp) -> Self {
        Self {
            id,
            dialog,
            opened,
            digest,
            numbers: BTreeMap::new(),
            entries: BTreeMap::new(),
            trail: Vec::new(),
            reopened: Vec::new(),
            draft: None,
            wished: BTreeMap::new(),
            finished: None,
            renewal: Renewal::default(),
            reminded: BTreeMap::new(),
            answers: BTreeMap::new(),
        }
    }

    /// The short number people quote: the tail of its id, in groups.
    #[must_use]
    pub fn number(&self) -> String {
        let simple = self.id.simple().to_string().to_uppercase();
        let tail = simple.get(simple.len().saturating_sub(8)..).unwrap_or_default();
        format!("{}-{}", tail.get(..4).unwrap_or_default(), tail.get(4..).unwrap_or_default())
    }

    /// The settled value of a slot, seen from an entry of a group: the entry's own first.
    #[must_use]
    pub fn settled(&self, slot: &str, from: Option<&(Name, u32)>) -> Option<&Answer> {
        let at = |entry: Option<(&str, u32)>| {
            let place: &dyn Place = &(entry, slot);
            self.answers.get(place)
        };
        let own = from.and_then(|(group, entry)| at(Some((&**group, *entry))));
        own.or_else(|| at(None)).filter(|answer| answer.state.settles())
    }
}
