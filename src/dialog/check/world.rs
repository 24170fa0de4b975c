//! What the checks of one dialog must know of the other files.

use std::collections::BTreeSet;

use crate::campaign::{Campaign, Campaigns};
use crate::dialog::definition::{
    Choice, Condition, Derived, DerivedValue, Dialog, Name, Options, SlotKind, Step, Test,
};
use crate::dialog::load::{COMMON, Files, RENEWAL};
use crate::dialog::text::{Args, Text};

/// The slot of the choice of a guide: every dossier has it.
pub(super) const CAMPAIGN: &str = "campagne";

/// The other files.
pub(super) struct World<'w> {
    /// `None` when the file is missing or broken: nothing is said about campaigns then.
    pub(super) campaigns: Option<&'w Campaigns>,
}

impl<'w> World<'w> {
    pub(super) fn new(files: &'w Files) -> Self {
        let readable = files.campaigns.as_ref().filter(|file| file.readable);
        Self { campaigns: readable.map(|file| &file.campaigns) }
    }

    /// The campaigns a dialog leads through; all of them for the shared dialogs.
    pub(super) fn campaigns_of(&self, dialog: &Dialog) -> Vec<&'w Campaign> {
        let all = self.campaigns.map(|campaigns| campaigns.all.as_slice()).unwrap_or_default();
        let shared = *dialog.id == *COMMON || *dialog.id == *RENEWAL;
        all.iter().filter(|campaign| shared || campaign.dialog == dialog.id).collect()
    }

    /// The campaigns for which conditions can hold.
    pub(super) fn campaigns_when(&self, dialog: &Dialog, when: &[Condition]) -> Vec<&'w Campaign> {
        let allows = |id: &Name| {
            when.iter().filter(|condition| *condition.slot == *CAMPAIGN).all(|condition| match &condition.test {
                Test::In(names) => names.contains(id),
                Test::NotIn(names) => !names.contains(id),
                Test::Filled => true,
            })
        };
        self.campaigns_of(dialog).into_iter().filter(|campaign| allows(&campaign.id)).collect()
    }

    /// The options of a choice, over all campaigns of the dialog.
    pub(super) fn options<'a>(&self, dialog: &Dialog, options: &'a Options) -> Vec<&'a Choice>
    where
        'w: 'a,
    {
        match options {
            Options::Here(choices) => choices.iter().collect(),
            Options::Campaigns => self.campaigns_of(dialog).into_iter().map(|campaign| &campaign.choice).collect(),
            Options::Campaign(local) => {
                let Some(campaigns) = self.campaigns else { return Vec::new() };
                let of = self.campaigns_of(dialog).into_iter();
                of.flat_map(|campaign| campaigns.list(&campaign.id, local)).collect()
            }
        }
    }

    /// The values a slot or derived value can have, where they are known beforehand.
    pub(super) fn values(&self, dialog: &Dialog, name: &str) -> Option<BTreeSet<Name>> {
        self.values_of(dialog, dialog.derived(name), dialog.step_of(name), name)
    }

    /// The same, where the derived value or the step that fills the slot is at hand.
    pub(super) fn values_of(
        &self,
        dialog: &Dialog,
        derived: Option<&Derived>,
        step: Option<&Step>,
        name: &str,
    ) -> Option<BTreeSet<Name>> {
        if let Some(derived) = derived {
            return Some(derived_values(derived));
        }
        let Some(step) = step else {
            let campaigns = self.campaigns_of(dialog);
            let ids = campaigns.into_iter().map(|campaign| campaign.id.clone()).collect();
            return (name == CAMPAIGN && self.campaigns.is_some()).then_some(ids);
        };
        match &step.slot.kind {
            SlotKind::Choice { options, .. } | SlotKind::Ranking { options, .. } => {
                let free = matches!(options, Options::Campaign(_) | Options::Campaigns) && self.campaigns.is_none();
                let takable = |choice: &&Choice| choice.refused.is_none();
                let options = self.options(dialog, options);
                (!free).then(|| options.into_iter().filter(takable).map(|choice| choice.id.clone()).collect())
            }
            SlotKind::YesNo => Some(["oui".into(), "non".into()].into()),
            SlotKind::Wish => Some(["maintain".into(), "withdraw".into()].into()),
            SlotKind::Done => Some(["oui".into()].into()),
            SlotKind::Document { .. } => Some(BTreeSet::new()),
            _ => None,
        }
    }
}

fn derived_values(derived: &Derived) -> BTreeSet<Name> {
    match &derived.value {
        DerivedValue::Constant(text) => [line(text)].into(),
        DerivedValue::Map { map, .. } => map.values().map(line).collect(),
    }
}

/// A derived value as conditions compare it.
pub(super) fn line(text: &Text) -> Name {
    text.line(&Args::new()).into()
}

/// Every name a condition or a text may use: slots, derived values, the campaign.
pub(super) fn known(dialog: &Dialog) -> Vec<String> {
    let slots = dialog.steps.iter().map(|step| &step.slot.name);
    let derived = dialog.derived.iter().map(|derived| &derived.name);
    let mut known: Vec<String> =
        slots.chain(derived).map(|name| name.to_string()).filter(|name| !name.is_empty()).collect();
    known.push(CAMPAIGN.to_owned());
    known.sort();
    known.dedup();
    known
}
