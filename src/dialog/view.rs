//! A dossier seen through its dialog: values, options, conditions, and how they are shown.

use std::borrow::Cow;

use super::definition::{
    Choice, Condition, Derived, DerivedValue, Dialog, Library, Name, Options, Slot, SlotKind, Step, Test,
};
use super::person::{Answer, Dossier, Key, Value};
use super::phrase::Phrase;
use super::show;
use super::text::Args;
use crate::campaign::{Campaign, PieceRule};

/// The slot that names the campaign, in every dialog.
pub const CAMPAIGN: &str = "campagne";

/// A group's entry, from which slots of the same entry are seen first.
pub type Entry = Option<(Name, u32)>;

/// A dossier with its dialog and the library.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Everything that can be looked up.
    pub library: &'a Library,
    /// The dossier's dialog.
    pub dialog: &'a Dialog,
    /// The dossier.
    pub dossier: &'a Dossier,
}

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It does not.
    No,
    /// It depends on what is not settled yet.
    Unknown,
    /// It does.
    Yes,
}

impl<'a> View<'a> {
    /// The view of a dossier; `None` when no dialog of that name exists any more.
    #[must_use]
    pub fn new(library: &'a Library, dossier: &'a Dossier) -> Option<Self> {
        let dialog = library.dialog(&dossier.dialog)?;
        Some(Self { library, dialog, dossier })
    }

    /// The campaign: the one answered, or the only one its dialog has.
    #[must_use]
    pub fn campaign(&self) -> Option<&'a Campaign> {
        let campaigns = &self.library.campaigns;
        match self.dossier.settled(CAMPAIGN, None).and_then(|answer| answer.value.as_ref()?.text()) {
            Some(id) => campaigns.get(id),
            None => {
                let mut own = campaigns.all.iter().filter(|campaign| campaign.dialog == self.dialog.id);
                own.next().filter(|_| own.next().is_none())
            }
        }
    }

    /// The settled value of a slot or the value of a derived name.
    #[must_use]
    pub fn value(&self, name: &str, entry: &Entry) -> Option<Value> {
        if let Some(answer) = self.dossier.settled(name, entry.as_ref()) {
            return answer.value.clone();
        }
        if name == CAMPAIGN {
            return self.campaign().map(|campaign| Value::of(&*campaign.id));
        }
        let derived = self.dialog.derived(name)?;
        self.derived(derived).map(Value::Text)
    }

    /// A derived value, when what it follows from is settled.
    #[must_use]
    pub fn derived(&self, derived: &Derived) -> Option<String> {
        let text = match &derived.value {
            DerivedValue::Constant(text) => text,
            DerivedValue::Map { from, map } => {
                let value = self.value(from, &None)?;
                map.iter().find(|(name, _)| value.is(name)).map(|(_, text)| text)?
            }
        };
        // « INSPE + {discipline} » is not known before the discipline is.
        let known = text.names().all(|name| name.contains('.') || self.value(name, &None).is_some());
        known.then(|| text.line(&self.args_of(text.names(), &None)))
    }

    /// Whether all conditions hold, seen from an entry.
    #[must_use]
    pub fn holds(&self, when: &[Condition], entry: &Entry) -> Truth {
        when.iter().map(|condition| self.test(condition, entry)).min().unwrap_or(Truth::Yes)
    }

    fn test(&self, condition: &Condition, entry: &Entry) -> Truth {
        let settled = self.dossier.settled(&condition.slot, entry.as_ref()).is_some();
        let value = self.value(&condition.slot, entry);
        let any = |names: &[Name]| value.as_ref().is_some_and(|value| names.iter().any(|name| value.is(name)));
        let holds = match &condition.test {
            _ if value.is_none() && !settled => return self.unsettled(&condition.slot),
            Test::In(names) => any(names),
            Test::NotIn(names) => !any(names),
            Test::Filled => value.is_some(),
        };
        if holds { Truth::Yes } else { Truth::No }
    }

    /// A slot that will never be asked will never hold.
    fn unsettled(&self, slot: &str) -> Truth {
        match self.dialog.step_of(slot) {
            Some(step) if self.holds(&step.when, &None) == Truth::No => Truth::No,
            _ => Truth::Unknown,
        }
    }

    /// The options of a slot, as they stand for this dossier.
    #[must_use]
    pub fn options(&self, slot: &'a Slot) -> Cow<'a, [Choice]> {
        let (SlotKind::Choice { options, .. } | SlotKind::Ranking { options, .. }) = &slot.kind else {
            return Cow::Borrowed(&[]);
        };
        match options {
            Options::Here(list) => Cow::Borrowed(list),
            Options::Campaign(local) => {
                let list = |campaign: &'a Campaign| Some(self.library.campaigns.list(&campaign.id, local));
                Cow::Borrowed(self.agreed(list).unwrap_or_default())
            }
            Options::Campaigns => Cow::Owned(campaign_choices(self.library, Some(self.dialog))),
        }
    }

    /// What the campaign asks of a piece.
    #[must_use]
    pub fn piece_rule(&self, slot: &Slot) -> Option<&'a PieceRule> {
        let SlotKind::Document { piece } = &slot.kind else { return None };
        self.agreed(|campaign| campaign.pieces.iter().find(|rule| rule.name == *piece))
    }

    /// What the campaign says; before it is chosen, what all campaigns of the dialog agree on.
    fn agreed<T: PartialEq>(&self, says: impl Fn(&'a Campaign) -> Option<T>) -> Option<T> {
        if let Some(campaign) = self.campaign() {
            return says(campaign);
        }
        let all = self.library.campaigns.all.iter().filter(|campaign| campaign.dialog == self.dialog.id);
        let mut said = all.map(says);
        let first = said.next()??;
        said.all(|other| other.as_ref() == Some(&first)).then_some(first)
    }

    /// A value as a person reads it.
    #[must_use]
    pub fn show(&self, slot: &str, value: &Value) -> String {
        let options = match self.dialog.step_of(slot) {
            Some(step) => self.options(&step.slot),
            None => Cow::Owned(Vec::new()),
        };
        show::value(self.library, &options, value)
    }

    /// The values a text of this dossier may name.
    #[must_use]
    pub fn args_of<'n>(&self, names: impl Iterator<Item = &'n str>, entry: &Entry) -> Args {
        let mut args = Args::new();
        for name in names {
            if let Some(fact) = name.strip_prefix("campagne.") {
                if let Some(words) = self.agreed(|campaign| fact_of(campaign, fact)) {
                    args.set(name, words);
                }
            } else if let Some(value) = self.value(name, entry) {
                args.set(name, self.show(name, &value));
                if let Some(position) = self.position(name, &value) {
                    args.set_position(name, position);
                }
            } else if self.dossier.settled(name, entry.as_ref()).is_some() {
                // Not concerned, or has none: nothing is to be copied there.
                args.set(name, self.library.phrases.line(Phrase::LeftEmpty, &Args::new()));
            }
        }
        args
    }

    fn position(&self, slot: &str, value: &Value) -> Option<usize> {
        let options = self.options(&self.dialog.step_of(slot)?.slot);
        let id = value.text()?;
        options.iter().position(|option| *option.id == *id)
    }

    /// A text of this dossier, filled.
    #[must_use]
    pub fn fill(&self, text: &super::text::Text, entry: &Entry) -> super::text::Prose {
        text.fill(&self.args_of(text.names(), entry))
    }

    /// How a step's value is called in recaps.
    #[must_use]
    pub fn label(&self, step: &Step) -> String {
        self.fill(&step.label, &None).line()
    }

    /// How the answer under a key is called: with its entry's rank when it is one of several.
    #[must_use]
    pub fn label_of(&self, key: &Key) -> String {
        let step = self.step_at(key);
        let label = step.map_or_else(|| key.slot.to_string(), |step| self.label(step));
        let Some((group, entry)) = &key.entry else { return label };
        let entries = self.dossier.entries.get(group).map_or(&[][..], Vec::as_slice);
        let rank = entries.iter().position(|id| id == entry).map_or(1, |at| at + 1);
        match self.dialog.group(group) {
            Some(named) if entries.len() > 1 => format!("{label} ({} {rank})", named.label),
            _ => label,
        }
    }

    /// The step whose answer a key keeps.
    #[must_use]
    pub fn step_at(&self, key: &Key) -> Option<&'a Step> {
        let group = key.entry.as_ref().map(|(group, _)| group);
        let own = |step: &&Step| step.slot.name == key.slot && step.group.as_ref() == group;
        let mut candidates = self.dialog.steps.iter().filter(own).collect::<Vec<_>>();
        // Two steps may fill one slot under different conditions: the one that applies is meant.
        candidates.sort_by_key(|step| std::cmp::Reverse(self.holds(&step.when, &key.entry)));
        candidates.first().copied()
    }

    /// An answer, whatever its state.
    #[must_use]
    pub fn answer(&self, key: &Key) -> Option<&'a Answer> {
        self.dossier.answers.get(key)
    }

    /// « oui » or « non » as the frame writes them.
    #[must_use]
    pub fn yes_no(&self, yes: bool) -> String {
        let phrase = if yes { Phrase::Yes } else { Phrase::No };
        self.library.phrases.line(phrase, &Args::new())
    }
}

fn fact_of(campaign: &Campaign, fact: &str) -> Option<String> {
    match fact {
        "titre" => Some(campaign.title.clone()),
        _ => campaign.facts.get(fact).cloned(),
    }
}

/// The campaigns as options: those of one dialog, or all.
#[must_use]
pub fn campaign_choices(library: &Library, dialog: Option<&Dialog>) -> Vec<Choice> {
    let all = library.campaigns.all.iter();
    let own = all.filter(|campaign| {
        dialog.is_none_or(|dialog| *dialog.id == *campaign.dialog || dialog.id == library.common.id)
    });
    own.map(|campaign| campaign.choice.clone()).collect()
}
