//! What conditions leave of each slot's values.

use std::collections::{BTreeMap, BTreeSet};

use super::super::conditions::closed_kind;
use super::super::world::{World, line};
use super::web::Web;
use crate::dialog::definition::{Condition, DerivedValue, Name, SlotKind, Test};

/// For each slot, the values that are wanted and those that are excluded.
pub(super) type Limits<'d> = BTreeMap<&'d str, Limit>;

/// The values of one slot that are wanted, and those that are excluded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Limit {
    wanted: Option<BTreeSet<Name>>,
    excluded: BTreeSet<Name>,
}

/// What conditions leave of the slots.
pub(super) fn of<'d>(web: &Web<'d>, when: &'d [Condition]) -> Limits<'d> {
    let mut limits = Limits::new();
    for condition in when {
        web.count(1);
        let (slot, test) = match web.derived(&condition.slot).map(|derived| &derived.value) {
            Some(DerivedValue::Constant(_)) => continue,
            Some(DerivedValue::Map { from, map }) => (from, origins(map, &condition.test)),
            None => (&condition.slot, condition.test.clone()),
        };
        limits.entry(&**slot).or_default().add(test);
    }
    limits
}

/// Adds the limits of another step.
pub(super) fn and<'d>(web: &Web, limits: &mut Limits<'d>, other: &Limits<'d>) {
    for (slot, theirs) in other {
        web.count(1);
        limits.entry(slot).or_default().and(theirs);
    }
}

impl Limit {
    fn add(&mut self, test: Test) {
        match test {
            Test::In(names) => self.want(names.into_iter().collect()),
            Test::NotIn(names) => self.excluded.extend(names),
            Test::Filled => {}
        }
    }

    fn and(&mut self, theirs: &Self) {
        self.excluded.extend(theirs.excluded.iter().cloned());
        if let Some(wanted) = &theirs.wanted {
            self.want(wanted.clone());
        }
    }

    fn want(&mut self, names: BTreeSet<Name>) {
        self.wanted = Some(match self.wanted.take() {
            Some(wanted) => wanted.intersection(&names).cloned().collect(),
            None => names,
        });
    }

    /// True when it leaves every value.
    pub(super) fn is_none(&self) -> bool {
        self.wanted.is_none() && self.excluded.is_empty()
    }
}

/// What each slot can hold, looked up once.
pub(super) struct Rooms<'d> {
    rooms: BTreeMap<&'d str, Room>,
}

struct Room {
    /// A ranking holds several values at once: wanting one and excluding another can both be true.
    several: bool,
    /// All values there are, where they are known beforehand.
    all: Option<BTreeSet<Name>>,
}

impl<'d> Rooms<'d> {
    /// The rooms of the slots that have limits.
    pub(super) fn of(web: &Web<'d>, world: &World, limits: &[Limits<'d>]) -> Self {
        let mut rooms = BTreeMap::new();
        for slot in limits.iter().flat_map(Limits::keys) {
            rooms.entry(*slot).or_insert_with(|| {
                web.count(1);
                let step = web.step_of(slot);
                let several = step.is_some_and(|step| matches!(step.slot.kind, SlotKind::Ranking { .. }));
                let all = world.values_of(web.dialog, web.derived(slot), step, slot);
                Room { several, all: all.filter(|_| closed_kind(step)) }
            });
        }
        Self { rooms }
    }

    /// True when every slot has a value left.
    pub(super) fn possible(&self, web: &Web, limits: &Limits) -> bool {
        limits.iter().all(|(slot, limit)| {
            web.count(1);
            let Some(room) = self.rooms.get(slot) else { return true };
            let left = limit.wanted.as_ref().or(room.all.as_ref());
            room.several || left.is_none_or(|left| left.difference(&limit.excluded).next().is_some())
        })
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
