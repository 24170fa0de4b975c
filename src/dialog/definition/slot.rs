//! Slots: the values a dialog gathers, how each is read, and the options of those that are chosen.

use std::collections::BTreeMap;

use super::Name;
use crate::dialog::pattern::Pattern;
use crate::dialog::text::Text;

/// A value a dialog gathers.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Permanent; the same in all dialogs that share it.
    pub name: Name,
    /// Names it used to have.
    pub was: Vec<Name>,
    /// How it is read.
    pub kind: SlotKind,
    /// Kept with the person and proposed in the next dossier.
    pub shared: bool,
    /// « Non concerné » is an answer.
    pub optional: bool,
    /// « Je n’en ai pas » is an answer.
    pub none: bool,
    /// Masked in everything that is not the question that asks to check it.
    pub sensitive: bool,
    /// May be read from an utterance that answers another question. What carries its own mark (an address, « né à… »)
    /// may by default, an option of a list only where the file says so: a town is a zone, a birth place and a school.
    pub volunteered: bool,
    /// How people call it when they correct it: « mon prénom », « mes vœux ».
    pub called: Vec<Pattern>,
}

impl Slot {
    /// True where « non concerné » or « je n’en ai pas » is an answer.
    #[must_use]
    pub fn may_lack(&self) -> bool {
        self.optional || self.none
    }
}

/// How a slot's value is read.
#[derive(Debug, Clone, PartialEq)]
pub enum SlotKind {
    /// Free text of at most so many characters.
    Text {
        /// In characters.
        most: usize,
    },
    /// A person's name; `given` for first names.
    PersonName {
        /// The slot that also gets « épouse Y », when there is one.
        usage: Option<Name>,
    },
    /// A place: a town, perhaps with its département or country.
    Place,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A full date.
    Date {
        /// Which dates are plausible.
        range: DateRange,
    },
    /// A date of which the day or the month may be missing.
    PartialDate {
        /// Which dates are plausible.
        range: DateRange,
    },
    /// A country or a nationality: the country's French name.
    Country,
    /// One of a list.
    Choice {
        /// The list.
        options: Options,
        /// An answer outside the list is kept, flagged.
        other: bool,
    },
    /// Several of a list, in order of preference.
    Ranking {
        /// The list.
        options: Options,
        /// An answer outside the list is kept, flagged.
        other: bool,
        /// At least so many.
        least: usize,
        /// At most so many.
        most: usize,
    },
    /// Yes or no.
    YesNo,
    /// The national student identifier.
    Ine,
    /// A file; its limits are a fact of the campaign, under this name.
    Document {
        /// The piece's name in `config/campagnes.toml`.
        piece: Name,
    },
    /// « Fait », for tasks, notes and recaps.
    Done,
    /// Keep or withdraw a candidature: the six-month question.
    Wish,
}

/// Which dates make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateRange {
    /// A living candidate's birth: between 100 and 10 years ago (eCandidat's bounds).
    Birth,
    /// Not after today, at most 80 years ago.
    Past,
    /// Any.
    Any,
}

/// Where the options of a choice come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Options {
    /// Written in the step.
    Here(Vec<Choice>),
    /// A list of the dossier's campaign: `zones`, `disciplines`.
    Campaign(Name),
    /// The campaigns themselves.
    Campaigns,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choice {
    /// Permanent: what is stored.
    pub id: Name,
    /// What is shown.
    pub label: String,
    /// Other ways to say it, folded.
    pub aliases: Vec<String>,
    /// Its number on the platform (of a bassin), if it has one.
    pub number: Option<u32>,
    /// Why it cannot be taken, and the option to take instead.
    pub refused: Option<(Text, Option<Name>)>,
    /// Traits by which it is told apart: `degre = 1`, `departement = 59`.
    pub facets: BTreeMap<String, Vec<String>>,
    /// Ids it used to have.
    pub was: Vec<Name>,
}
