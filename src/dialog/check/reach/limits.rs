//! What conditions leave of each slot's values.

use std::collections::{BTreeMap, BTreeSet};

use super::super::conditions::closed;
use super::super::world::{World, line};
use crate::dialog::definition::{Condition, DerivedValue, Dialog, Name, SlotKind, Test};

/// For each slot, the values that are wanted and those that are excluded.
#[derive(Debug, Clone, Default)]
pub(super) struct Limits {
    slots: BTreeMap<Name, Limit>,
}

#[derive(Debug, Clone, Default)]
struct Limit {
    wanted: Option<BTreeSet<Name>>,
    excluded: BTreeSet<Name>,
}

impl Limits {
    pub(super) fn of(dialog: &Dialog, when: &[Condition]) -> Self {
        let mut limits = Self::default();
        for condition in when {
            limits.add(dialog, condition);
        }
        limits
    }

    fn add(&mut self, dialog: &Dialog, condition: &Condition) {
        let (slot, test) = match dialog.derived(&condition.slot).map(|derived| &derived.value) {
            Some(DerivedValue::Constant(_)) => return,
            Some(DerivedValue::Map { from, map }) => (from, origins(map, &condition.test)),
            None => (&condition.slot, condition.test.clone()),
        };
        let limit = self.slots.entry(slot.clone()).or_default();
        match test {
            Test::In(names) => limit.want(names.into_iter().collect()),
            Test::NotIn(names) => limit.excluded.extend(names),
            Test::Filled => {}
        }
    }

    /// Both.
    pub(super) fn and(mut self, other: &Self) -> Self {
        for (slot, theirs) in &other.slots {
            let limit = self.slots.entry(slot.clone()).or_default();
            limit.excluded.extend(theirs.excluded.iter().cloned());
            if let Some(wanted) = &theirs.wanted {
                limit.want(wanted.clone());
            }
        }
        self
    }

    /// True when every slot has a value left.
    pub(super) fn possible(&self, dialog: &Dialog, world: &World) -> bool {
        self.slots.iter().all(|(slot, limit)| {
            // A ranking holds several values at once: wanting one and excluding another can both be true.
            let several = dialog.step_of(slot).is_some_and(|step| matches!(step.slot.kind, SlotKind::Ranking { .. }));
            let all = || world.values(dialog, slot).filter(|_| closed(dialog, slot));
            let left = match &limit.wanted {
                Some(wanted) => Some(wanted.clone()),
                None => all(),
            };
            several || left.is_none_or(|left| left.difference(&limit.excluded).next().is_some())
        })
    }
}

impl Limit {
    fn want(&mut self, names: BTreeSet<Name>) {
        self.wanted = Some(match self.wanted.take() {
            Some(wanted) => wanted.intersection(&names).cloned().collect(),
            None => names,
        });
    }
}

/// A test of a derived value as a test of the slot it follows from.
fn origins(map: &BTreeMap<Name, crate::dialog::text::Text>, test: &Test) -> Test {
    let from = |names: &[Name]| {
        let of = map.iter().filter(|(_, text)| names.contains(&line(text)));
        of.map(|(key, _)| key.clone()).collect()
    };
    match test {
        Test::In(names) => Test::In(from(names)),
        Test::NotIn(names) => Test::NotIn(from(names)),
        Test::Filled => Test::Filled,
    }
}
