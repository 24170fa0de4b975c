//! A file as it was read: the definitions it gives, and where each name it mentions stands. The definitions go into the
//! library; the places are for `check`, which alone knows all files.

use super::reader::{Report, Str};
use super::text::Words;
use crate::campaign::Campaigns;
use crate::dialog::definition::{Condition, Dialog};
use crate::dialog::diagnostic::Span;

/// A dialog file.
#[derive(Debug)]
pub(in crate::dialog) struct DialogFile<'s> {
    pub(in crate::dialog) report: Report<'s>,
    pub(in crate::dialog) dialog: Dialog,
    pub(in crate::dialog) marks: Marks,
    /// `[phrases]`, in `commun.toml`: the table's place, and each phrase.
    pub(in crate::dialog) phrases: Option<(Span, Vec<(Str, Words)>)>,
    /// False when its TOML could not be read: nothing more is said about it.
    pub(in crate::dialog) readable: bool,
}

/// Where a dialog's names stand. Lists run parallel to those of the [`Dialog`].
#[derive(Debug, Default)]
pub(in crate::dialog) struct Marks {
    pub(in crate::dialog) id: Span,
    pub(in crate::dialog) steps: Vec<StepMarks>,
    pub(in crate::dialog) groups: Vec<Span>,
    pub(in crate::dialog) derived: Vec<DerivedMarks>,
    pub(in crate::dialog) screens: Vec<(Span, Vec<Span>)>,
    pub(in crate::dialog) faqs: Vec<FaqMarks>,
    pub(in crate::dialog) warnings: Vec<Option<Span>>,
    /// Every text a candidate may read.
    pub(in crate::dialog) texts: Vec<TextMark>,
}

/// A text, and when it is said.
#[derive(Debug)]
pub(in crate::dialog) struct TextMark {
    pub(in crate::dialog) words: Words,
    pub(in crate::dialog) when: Vec<Condition>,
    /// What it may name beside the dialog's values.
    pub(in crate::dialog) args: &'static [&'static str],
}

/// Where a step's names stand.
#[derive(Debug, Default)]
pub(in crate::dialog) struct StepMarks {
    pub(in crate::dialog) name: Span,
    /// Of the names it used to have.
    pub(in crate::dialog) was: Vec<Span>,
    pub(in crate::dialog) label: Option<Span>,
    pub(in crate::dialog) group: Option<Span>,
    pub(in crate::dialog) when: Vec<ConditionMarks>,
    pub(in crate::dialog) slot: Span,
    /// Of the options, the piece, or the slot for a usage name.
    pub(in crate::dialog) refers: Option<Span>,
    pub(in crate::dialog) options: Vec<ChoiceMarks>,
    pub(in crate::dialog) enters: Vec<Span>,
    /// For each sentence, its slots and values.
    pub(in crate::dialog) says: Vec<Vec<(Str, Str)>>,
}

/// Where a condition's names stand.
#[derive(Debug, Default)]
pub(in crate::dialog) struct ConditionMarks {
    pub(in crate::dialog) slot: Span,
    pub(in crate::dialog) values: Vec<Span>,
}

/// Where an option's names stand.
#[derive(Debug, Default, Clone)]
pub(in crate::dialog) struct ChoiceMarks {
    pub(in crate::dialog) id: Span,
    pub(in crate::dialog) label: Span,
    pub(in crate::dialog) instead: Option<Span>,
}

/// Where a derived value's names stand.
#[derive(Debug, Default)]
pub(in crate::dialog) struct DerivedMarks {
    pub(in crate::dialog) name: Span,
    pub(in crate::dialog) from: Option<Span>,
    pub(in crate::dialog) map: Vec<Str>,
    pub(in crate::dialog) options: Vec<ChoiceMarks>,
}

/// Where the names of a question often asked stand.
#[derive(Debug, Default)]
pub(in crate::dialog) struct FaqMarks {
    pub(in crate::dialog) id: Span,
    pub(in crate::dialog) answers: Vec<Vec<ConditionMarks>>,
}

/// The file of the year's facts.
#[derive(Debug)]
pub(in crate::dialog) struct CampaignFile<'s> {
    pub(in crate::dialog) report: Report<'s>,
    pub(in crate::dialog) campaigns: Campaigns,
    pub(in crate::dialog) lists: Vec<(Str, Vec<ChoiceMarks>)>,
    pub(in crate::dialog) marks: Vec<CampaignMarks>,
    /// The texts of refused options.
    pub(in crate::dialog) texts: Vec<Words>,
    pub(in crate::dialog) readable: bool,
}

/// Where a campaign's names stand.
#[derive(Debug, Default)]
pub(in crate::dialog) struct CampaignMarks {
    pub(in crate::dialog) at: Span,
    pub(in crate::dialog) id: Span,
    pub(in crate::dialog) dialog: Span,
    /// The lists it names.
    pub(in crate::dialog) lists: Vec<Str>,
}
