//! The setting in which an utterance is understood: which question is open, of which dossier, on which day.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::dialog::definition::{Choice, Derived, DerivedValue, Library, Name, Options, Slot, SlotKind, Step};
use crate::dialog::intent::Reading;
use crate::dialog::lexicon::Lexicon;
use crate::dialog::person::{Flag, Key, Value};
use crate::dialog::slot::Scene;
use crate::dialog::view::{CAMPAIGN, Entry, View, campaign_choices};

/// What surrounds an utterance.
#[derive(Debug, Clone)]
pub struct Setting<'a> {
    /// Everything that can be looked up.
    pub library: &'a Library,
    /// The dossier spoken of.
    pub view: Option<View<'a>>,
    /// The question that is open.
    pub asked: Option<Asked<'a>>,
    /// Today in Paris.
    pub today: Date,
}

/// The open question, as its reader needs it.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The step, when it is one.
    pub step: Option<&'a Step>,
    /// What it fills.
    pub slot: Cow<'a, Slot>,
    /// The options on screen.
    pub options: Cow<'a, [Choice]>,
    /// The value held now.
    pub held: Option<Value>,
    /// The group's entry.
    pub entry: Entry,
}

impl<'a> Setting<'a> {
    /// Word lists.
    #[must_use]
    pub fn lexicon(&self) -> &'a Lexicon {
        &self.library.lexicon
    }

    /// The scene for a slot's reader.
    #[must_use]
    pub fn scene<'s>(&'s self, asked: &'s Asked<'a>, now: bool) -> Scene<'s> {
        Scene {
            slot: &asked.slot,
            options: &asked.options,
            held: asked.held.as_ref(),
            lexicon: self.lexicon(),
            campaigns: &self.library.campaigns,
            piece: self.view.as_ref().and_then(|view| view.piece_rule(find_slot(view, &asked.slot.name)?)),
            today: self.today,
            asked: now,
        }
    }
}

fn find_slot<'a>(view: &View<'a>, name: &str) -> Option<&'a Slot> {
    view.dialog.step_of(name).map(|step| &step.slot)
}

impl<'a> Asked<'a> {
    /// A step of a dossier, perhaps in a group's entry.
    #[must_use]
    pub fn step(view: &View<'a>, step: &'a Step, entry: &Entry) -> Self {
        let own = step.group.as_ref().and(entry.clone());
        let held =
            view.answer(&Key { entry: own, slot: step.slot.name.clone() }).and_then(|answer| answer.value.clone());
        let options = view.options(&step.slot);
        Self { step: Some(step), slot: Cow::Borrowed(&step.slot), options, held, entry: entry.clone() }
    }

    /// The choice of a guide, before there is a dossier.
    #[must_use]
    pub fn campaign(library: &'a Library) -> Option<Self> {
        let step = library.common.step_of(CAMPAIGN)?;
        let options = Cow::Owned(campaign_choices(library, None));
        Some(Self { step: Some(step), slot: Cow::Borrowed(&step.slot), options, held: None, entry: None })
    }

    /// A derived value: never asked, but people speak of it (« mi-temps »).
    #[must_use]
    pub fn derived(derived: &Derived) -> Self {
        let options = if derived.options.is_empty() { values(&derived.value) } else { derived.options.clone() };
        let kind = SlotKind::Choice { options: Options::Here(options.clone()), other: false };
        let slot = plain_slot(&derived.name, kind);
        Self { step: None, slot: Cow::Owned(slot), options: Cow::Owned(options), held: None, entry: None }
    }

    /// A yes or no of the frame itself.
    #[must_use]
    pub fn yes_no(name: &str) -> Self {
        let slot = plain_slot(&name.into(), SlotKind::YesNo);
        Self { step: None, slot: Cow::Owned(slot), options: Cow::Owned(Vec::new()), held: None, entry: None }
    }

    /// The same question with other options on screen.
    #[must_use]
    pub fn among(mut self, options: Vec<Choice>) -> Self {
        self.options = Cow::Owned(options);
        self
    }

    /// True when any words may be an answer.
    #[must_use]
    pub fn is_free(&self) -> bool {
        matches!(self.slot.kind, SlotKind::Text { .. } | SlotKind::PersonName { .. } | SlotKind::Place)
    }

    /// The reading that answers it.
    #[must_use]
    pub fn answer(&self, value: Value, flags: &[Flag], check: bool) -> Reading {
        Reading::Answer { slot: self.slot.name.clone(), value, flags: flags.to_vec(), check }
    }
}

fn plain_slot(name: &Name, kind: SlotKind) -> Slot {
    Slot {
        name: name.clone(),
        was: Vec::new(),
        kind,
        shared: false,
        optional: false,
        none: false,
        sensitive: false,
        volunteered: false,
        called: Vec::new(),
    }
}

/// The values a derived value can take, as options.
fn values(value: &DerivedValue) -> Vec<Choice> {
    let texts: Vec<String> = match value {
        DerivedValue::Constant(text) => vec![text.line(&Default::default())],
        DerivedValue::Map { map, .. } => map.values().map(|text| text.line(&Default::default())).collect(),
    };
    let mut choices: Vec<Choice> = Vec::new();
    for label in texts {
        if !choices.iter().any(|choice| choice.label == label) {
            choices.push(Choice { id: label.as_str().into(), label, ..Choice::default() });
        }
    }
    choices
}
