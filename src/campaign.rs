//! Campaigns: the facts of the year, from `config/campagnes.toml`. Pure.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::dialog::definition::{Choice, Name};
use crate::dialog::pattern::Pattern;

/// All campaigns and their lists.
#[derive(Debug, Clone, Default)]
pub struct Campaigns {
    /// In file order.
    pub all: Vec<Campaign>,
    /// Lists by name: zones, disciplines, universities.
    pub lists: BTreeMap<Name, Vec<Choice>>,
    /// What people call things: facet → value → phrases (`departement`, `59`, « nord »).
    pub facets: BTreeMap<String, Vec<(String, Vec<Pattern>)>>,
}

/// One campaign: a procedure with its year, lists, contacts, pieces and rules.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// Permanent.
    pub id: Name,
    /// Its name, as its guide prints it.
    pub title: String,
    /// The dialog that leads through it.
    pub dialog: Name,
    /// Other names, and what tells it apart, for the choice of a guide.
    pub choice: Choice,
    /// First day.
    pub opens: Option<Date>,
    /// Last day.
    pub closes: Option<Date>,
    /// Named facts: `contact`, `annee`. Texts say `{campagne.contact}`.
    pub facts: BTreeMap<String, String>,
    /// Local list name (`zones`) → list in [`Campaigns::lists`].
    pub lists: BTreeMap<Name, Name>,
    /// The pieces it asks for.
    pub pieces: Vec<PieceRule>,
    /// How long a candidature lives, and who says so.
    pub renewal: Option<RenewalRule>,
    /// Where it was read.
    pub source: String,
    /// When it was read.
    pub seen_on: Option<Date>,
}

/// What the platform takes for one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceRule {
    /// Its name in dialogs.
    pub name: Name,
    /// How people call it.
    pub label: String,
    /// `pdf`, `jpeg`, `png`.
    pub types: Vec<String>,
    /// At most so many bytes; `None` when the guide does not say.
    pub bytes: Option<u64>,
    /// Without it the file is not studied.
    pub needed: bool,
}

/// How long a candidature lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewalRule {
    /// `platform` or `service`.
    pub authority: Authority,
    /// In months.
    pub months: i8,
    /// `anniversary`, `anniversary_minus_1` or `end_of_month`.
    pub rule: ValidityRule,
    /// Days in which an answer still counts once the term is over (0 to 90).
    pub grace_days: i16,
    /// So many days before the end it is asked for the first time; 0: a week before only.
    pub early_days: i16,
    /// The task whose « fait » begins the first term; without it, the day on which the dossier was finished.
    pub validated: Option<Name>,
    /// The slot that holds the last day as the platform prints it.
    pub until: Option<Name>,
    /// The slot that holds what is to be answered when the platform asks.
    pub standing: Option<Name>,
    /// The platform's own mail, where it can be recognised.
    pub platform: Option<PlatformMail>,
}

/// How the platform's own renewal mail is recognised, and where its answer may go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlatformMail {
    /// Addresses it comes from, in small letters; `@exemple.fr` stands for all of a domain.
    pub from: Vec<String>,
    /// Domains whose signature (DKIM `d=`) proves it; without any, that of its sender's address.
    pub signed_by: Vec<String>,
    /// The addresses an answer may go to, in small letters.
    pub answers_to: Vec<String>,
    /// What it says when it asks: any of these.
    pub asks: Vec<Pattern>,
    /// What stands before the last day when it shows one: « valable jusqu’au ».
    pub until: Vec<Pattern>,
    /// The words that keep the candidature, as the answer says them; empty: those of the frame.
    pub keep: String,
    /// The words that withdraw it.
    pub withdraw: String,
    /// Whether the answer says that it is automatic (RFC 3834).
    pub auto_submitted: bool,
}

/// Who decides whether a candidature lives on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// The platform the candidature lives in.
    #[default]
    Platform,
    /// This service.
    Service,
}

/// From which day to which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValidityRule {
    /// The same day of the month, clamped to its end.
    #[default]
    Anniversary,
    /// The day before.
    AnniversaryMinus1,
    /// The last day of that month.
    EndOfMonth,
}

impl Campaigns {
    /// The campaign of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Campaign> {
        self.all.iter().find(|campaign| &*campaign.id == id)
    }

    /// The list a campaign calls `local`, empty when it has none.
    #[must_use]
    pub fn list(&self, campaign: &str, local: &str) -> &[Choice] {
        self.get(campaign)
            .and_then(|campaign| campaign.lists.get(local))
            .and_then(|name| self.lists.get(name))
            .map_or(&[], Vec::as_slice)
    }

    /// The rule for a piece of a campaign.
    #[must_use]
    pub fn piece(&self, campaign: &str, name: &str) -> Option<&PieceRule> {
        self.get(campaign)?.pieces.iter().find(|rule| &*rule.name == name)
    }
}
