//! A script: what is done and what is expected, line by line.

use jiff::Span;
use jiff::civil::{Date, DateTime};

use crate::campaign::Authority;
use crate::dialog::definition::Name;
use crate::dialog::intent::Command;
use crate::dialog::person::{Flag, Piece};
use crate::dialog::reply::{PlatformSays, Trust, Wordless};

/// A conversation to play.
#[derive(Debug, Clone)]
pub(super) struct Script {
    pub(super) title: String,
    /// When it begins, in civil time.
    pub(super) start: DateTime,
    /// Where it is played: in a chat, or by mail.
    pub(super) by_mail: bool,
    pub(super) lines: Vec<Line>,
}

/// One item of a script and the line it stands on.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) at: usize,
    pub(super) item: Item,
}

/// What a line says.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Act(Act),
    Expect(Expect),
}

/// What somebody does.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Open(Option<Name>),
    Say(String),
    /// Answers to whatever is asked, until a question is not among them.
    Answers(Vec<Row>),
    /// An option pressed, of the open question or of the one named.
    Press(Verb, String, Option<String>),
    /// A word valid everywhere, by its own command.
    Command(Command),
    /// An earlier message, which had answered that question, is changed.
    Edit(String, String),
    Wordless(Wordless),
    File(Piece),
    Time(Box<Span>),
    Person(String),
    /// What comes by mail from now on is proven, or not, to come from the candidate.
    Proof(bool),
    /// Who is new from now on writes from that address.
    Address(String),
    Guide(String),
    /// What the platform writes: it asks, or shows a last day, and how far that is believed.
    Platform(PlatformSays),
    /// Who decides whether a candidature lives on.
    Authority(Authority),
    /// The person is away until that day; nobody is any more.
    Absent(Option<Date>),
    /// Whether what is said unasked arrives.
    Delivered(bool),
    /// What a member of staff does.
    Staff(super::staff::Deed),
}

/// What a button makes sure of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Verb {
    Take,
    Ensure,
    Remove,
    /// At that place, from 1.
    Place(usize),
    Validate,
}

/// One answer of a table.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) words: String,
}

/// What must hold after the last act.
#[derive(Debug, Clone)]
pub(super) enum Expect {
    Said(String),
    NotSaid(String),
    Asked(Option<String>),
    Answer(String, Held),
    Sheet(String, String),
    Waits(bool),
    /// These options are chosen so far, in this order.
    Chosen(Vec<String>),
    /// A question was settled with these words.
    Settled(String),
    /// Nothing at all is said; by mail, no letter is wanted either.
    Silence,
    /// So many letters were written so far.
    Letters(usize),
    Erased,
    Finished(bool),
    /// The platform was answered with these words; or not at all.
    Answered(Option<String>),
    /// These words are in no reply and in nothing that is kept.
    Forgotten(String),
}

/// How an answer must stand.
#[derive(Debug, Clone)]
pub(super) enum Held {
    /// Settled with this value.
    Value(String),
    State(Standing),
    Flagged(Flag),
}

/// A state by its French name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Given,
    Proposed,
    Doubtful,
    Deferred,
    NotConcerned,
    None,
    SetAside,
    /// No answer at all.
    Nothing,
}

/// What did not go as a script says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The line of the script, from 1.
    pub line: usize,
    /// What was expected and what came, in French.
    pub message: String,
}

/// Where a script is played, and whether that is by mail.
pub(super) const CHANNELS: &[(&str, bool)] = &[("discussion", false), ("courriel", true)];

/// The commands and their names.
pub(super) const COMMANDS: &[(&str, Command)] = &[
    ("aide", Command::Help),
    ("etat", Command::Status),
    ("retour", Command::Back),
    ("modifier", Command::Correct),
    ("recapitulatif", Command::Recap),
    ("fiche", Command::Sheet),
    ("annuler", Command::Restart),
    ("donnees", Command::Export),
    ("effacer", Command::Erase),
    ("humain", Command::Person),
    ("renouvellement", Command::Renewal),
];

/// Who decides, by name.
pub(super) const AUTHORITIES: &[(&str, Authority)] =
    &[("plateforme", Authority::Platform), ("service", Authority::Service)];

/// How far a mail of the platform is believed, by name.
pub(super) const TRUSTS: &[(&str, Trust)] =
    &[("authentique", Trust::Authentic), ("transféré", Trust::Forwarded), ("douteux", Trust::Unproven)];

/// What holds no words, and its name.
pub(super) const WORDLESS: &[(&str, Wordless)] = &[
    ("autocollant", Wordless::Sticker),
    ("voix", Wordless::Voice),
    ("lieu", Wordless::Place),
    ("contact", Wordless::Contact),
    ("autre", Wordless::Other),
    ("trop-lourd", Wordless::TooLarge),
    ("perdu", Wordless::Lost),
];

/// The states and their names.
pub(super) const STANDINGS: &[(&str, Standing)] = &[
    ("donné", Standing::Given),
    ("proposé", Standing::Proposed),
    ("à-relire", Standing::Doubtful),
    ("plus-tard", Standing::Deferred),
    ("non-concerné", Standing::NotConcerned),
    ("aucun", Standing::None),
    ("de-côté", Standing::SetAside),
    ("rien", Standing::Nothing),
];

/// What staff see flagged, and its name.
pub(super) const FLAGS: &[(&str, Flag)] = &[
    ("clé-ine", Flag::IneKeyUnverified),
    ("ine-non-vérifiable", Flag::IneUnverifiable),
    ("date-partielle", Flag::Partial),
    ("hors-liste", Flag::UnknownOption),
    ("doublon", Flag::Duplicate),
    ("approché", Flag::Approximate),
    ("par-numéro", Flag::ByNumber),
    ("à-refaire", Flag::ToRedo),
    ("repris", Flag::FromProfile),
    ("de-son-adresse", Flag::FromMailbox),
];
