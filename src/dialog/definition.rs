//! What a dialog is, once loaded and checked: steps, slots, groups, questions often asked.
//!
//! The files (`dialogs/*.toml`) are read into these types by `load.rs`; every name they hold has been resolved there or
//! reported by `check.rs`, so a missing step or slot is a mistake in a file, never at run time.

mod slot;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::lexicon::Lexicon;
use super::pattern::Pattern;
use super::phrase::Phrases;
use super::replies::CannedReply;
use super::text::Text;
use crate::campaign::Campaigns;
pub use slot::{Choice, DateRange, Options, Slot, SlotKind};

/// A permanent name in a file: of a dialog, step, slot, option, group or campaign.
pub type Name = Arc<str>;

/// Everything `turn` may look up: dialogs, shared texts, words and the facts of the year.
#[derive(Debug)]
pub struct Library {
    /// The dialogs a candidate can follow, by id.
    pub dialogs: BTreeMap<Name, Dialog>,
    /// `commun.toml`: the choice of a guide, the confirmations, the questions often asked everywhere.
    pub common: Dialog,
    /// `renouvellement.toml`: the six-month question.
    pub renewal: Dialog,
    /// The sentences of the frame.
    pub phrases: Phrases,
    /// Word lists.
    pub lexicon: Lexicon,
    /// Replies that stand ready for staff.
    pub replies: Vec<CannedReply>,
    /// Facts of the year.
    pub campaigns: Campaigns,
}

impl Library {
    /// The dialog of that id, the shared ones included.
    #[must_use]
    pub fn dialog(&self, id: &str) -> Option<&Dialog> {
        [&self.common, &self.renewal].into_iter().find(|dialog| &*dialog.id == id).or_else(|| self.dialogs.get(id))
    }
}

/// One guide as a conversation.
#[derive(Debug, Clone)]
pub struct Dialog {
    /// Its permanent name, the file's name too.
    pub id: Name,
    /// Its title, shown.
    pub title: String,
    /// Shown, not compared.
    pub version: u32,
    /// Where its steps come from.
    pub guide: Option<String>,
    /// The service's words when a dossier of this dialog is opened.
    pub welcome: Option<Text>,
    /// The last words, when nothing is left to do.
    pub closing: Option<Text>,
    /// Steps in file order: the order in which they are asked.
    pub steps: Vec<Step>,
    /// Groups of steps that repeat.
    pub groups: Vec<Group>,
    /// Values never asked: constants, or following from another slot.
    pub derived: Vec<Derived>,
    /// The platform's screens in order, for the entry sheet.
    pub screens: Vec<Screen>,
    /// Questions often asked, with their answers.
    pub faqs: Vec<Faq>,
    /// Lines of the platform's own warnings, and the slots they are about.
    pub warnings: Vec<Warning>,
    /// Changes with the file: a dossier that saw another one is reconciled.
    pub digest: u64,
}

impl Dialog {
    /// The step of that permanent name (or one it used to have).
    #[must_use]
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| &*step.name == name)
    }

    /// The first step that fills that slot.
    #[must_use]
    pub fn step_of(&self, slot: &str) -> Option<&Step> {
        self.steps.iter().find(|step| &*step.slot.name == slot)
    }

    /// The group of that name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| &*group.name == name)
    }

    /// The derived value of that name.
    #[must_use]
    pub fn derived(&self, name: &str) -> Option<&Derived> {
        self.derived.iter().find(|derived| &*derived.name == name)
    }
}

/// What a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Asks for a value.
    Question,
    /// Something to do by hand on the platform; settled by « fait ».
    Task,
    /// Something to know; settled by being shown.
    Note,
    /// Shows what was gathered so far and asks to confirm it; steps behind it wait for the yes.
    Recap,
}

/// One step: one question, one thing to do, one thing to know.
#[derive(Debug, Clone)]
pub struct Step {
    /// Permanent; answers to tasks, notes and recaps are kept under it.
    pub name: Name,
    /// Names it used to have.
    pub was: Vec<Name>,
    /// The part of the guide it belongs to, shown in the progress line.
    pub section: String,
    /// What it is for.
    pub kind: StepKind,
    /// The guide's line or lines.
    pub source: Option<String>,
    /// The group it repeats with.
    pub group: Option<Name>,
    /// All must hold for the step to apply.
    pub when: Vec<Condition>,
    /// What it fills. For a task, note or recap: a slot of its own, named as the step.
    pub slot: Slot,
    /// For a task: the slots it carries into the platform.
    pub enters: Vec<Name>,
    /// How the value is called in recaps: « Prénom ».
    pub label: Text,
    /// The platform's label, for the entry sheet.
    pub field: Option<Text>,
    /// How it is entered on the platform.
    pub entry: Entry,
    /// The question.
    pub ask: Text,
    /// First and second help, when stuck.
    pub help: Vec<Text>,
    /// One example of an answer, where a format is hard.
    pub example: Option<Text>,
    /// What a form says beside the label, in a few words: « votre nom de naissance ».
    pub form: Option<Text>,
    /// For a task that must be done again because something changed.
    pub redo: Option<Text>,
    /// A settled answer older than this date is asked again.
    pub ask_again: Option<Date>,
    /// For a task the platform waits for: after so many days without a word it is asked whether it is done.
    pub remind: Option<i64>,
    /// Sentences that answer this step, and perhaps others, at once.
    pub says: Vec<Says>,
}

/// A sentence that settles slots: « j’ai demandé mais pas de réponse » says `boursier = non`, `bourse_demandee = oui`.
#[derive(Debug, Clone)]
pub struct Says {
    /// Any of these.
    pub patterns: Vec<Pattern>,
    /// The values it gives, as written in the file.
    pub means: Vec<(Name, super::person::Value)>,
}

/// How a value gets into the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Entry {
    /// Typed in.
    #[default]
    Typed,
    /// Chosen from a list.
    Chosen,
    /// A file to upload.
    Uploaded,
}

/// A condition on a slot's settled value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The slot, or derived value.
    pub slot: Name,
    /// What must hold.
    pub test: Test,
}

/// What a condition asks of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// One of these (`oui` and `non` for a yes or no).
    In(Vec<Name>),
    /// Settled, and none of these.
    NotIn(Vec<Name>),
    /// Settled with a value.
    Filled,
}

/// Steps that repeat: several diplomas, several jobs.
#[derive(Debug, Clone)]
pub struct Group {
    /// Permanent.
    pub name: Name,
    /// How one entry is called: « diplôme ».
    pub label: String,
    /// At least so many entries; with 0, `first` is asked.
    pub least: usize,
    /// At most so many.
    pub most: usize,
    /// « Avez-vous un diplôme à indiquer ? », for a group that may stay empty.
    pub first: Option<Text>,
    /// « Un autre diplôme ? »
    pub again: Text,
}

/// A value never asked.
#[derive(Debug, Clone)]
pub struct Derived {
    /// Its name, beside the slots'.
    pub name: Name,
    /// The platform's label.
    pub field: Text,
    /// How it is entered.
    pub entry: Entry,
    /// The guide's line.
    pub source: Option<String>,
    /// What it is.
    pub value: DerivedValue,
    /// How an utterance about it is read (« mi-temps » is refused with the reason).
    pub options: Vec<Choice>,
}

/// How a derived value comes about.
#[derive(Debug, Clone, PartialEq)]
pub enum DerivedValue {
    /// Always the same.
    Constant(Text),
    /// By another slot's value.
    Map {
        /// The slot.
        from: Name,
        /// Its value → this one's.
        map: BTreeMap<Name, Text>,
    },
}

/// A screen of the platform: what is entered there, in order.
#[derive(Debug, Clone)]
pub struct Screen {
    /// The screen's title as the platform prints it.
    pub name: String,
    /// Slots and derived values in order; a group's slots are repeated for each entry.
    pub fields: Vec<Name>,
}

/// A question often asked.
#[derive(Debug, Clone)]
pub struct Faq {
    /// Permanent.
    pub id: Name,
    /// How it is asked.
    pub asks: Vec<Pattern>,
    /// Its answers: the first whose conditions hold.
    pub answers: Vec<(Vec<Condition>, Text)>,
}

/// A line of a platform's warning.
#[derive(Debug, Clone)]
pub struct Warning {
    /// The line as the platform prints it, folded.
    pub says: String,
    /// The slot or derived value it is about.
    pub about: Option<Name>,
    /// What to do, when no slot answers it.
    pub advice: Option<Text>,
}
