//! What holds whenever a step is asked: its own conditions, and those of every step it cannot do without.
//!
//! Carried along in the order in which steps come free, and only for slots that different steps limit differently: what
//! all say alike cannot contradict itself. A chain of steps that each wait for the one before carries nothing at all.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::limits::{self, Limit, Limits, Rooms};
use super::web::{Wait, Web};
use crate::dialog::check::world::World;

/// What holds whenever each step is asked.
pub(super) struct Closures<'w, 'd> {
    web: &'w Web<'d>,
    rooms: Rooms<'d>,
    steps: Vec<Closure<'d>>,
}

/// What holds whenever one step is asked.
#[derive(Clone, Default)]
struct Closure<'d> {
    /// Its own conditions can hold together.
    own: bool,
    /// All of it can hold together.
    whole: bool,
    /// The limits of contested slots; shared along chains that add none.
    contested: Rc<Limits<'d>>,
}

impl<'w, 'd> Closures<'w, 'd> {
    pub(super) fn of(web: &'w Web<'d>, world: &World) -> Self {
        let own: Vec<Limits> = web.dialog.steps.iter().map(|step| limits::of(web, &step.when)).collect();
        let rooms = Rooms::of(web, world, &own);
        let contested = contested(&own);
        let steps = vec![Closure::default(); own.len()];
        let mut closures = Self { web, rooms, steps };
        for at in web.order() {
            let Some(own) = own.get(*at) else { continue };
            let closure = closures.closure(*at, own, &contested);
            closures.steps.get_mut(*at).into_iter().for_each(|place| *place = closure.clone());
        }
        closures
    }

    fn closure(&self, at: usize, own: &Limits<'d>, contested: &BTreeSet<&str>) -> Closure<'d> {
        let mine: Limits =
            own.iter().filter(|(slot, _)| contested.contains(*slot)).map(|(s, l)| (*s, l.clone())).collect();
        let mut all = Rc::new(mine);
        for needed in self.web.waits(at).iter().filter_map(|wait| self.needed(wait)) {
            match (all.is_empty(), needed.contested.is_empty()) {
                (_, true) => {}
                (true, _) => all = Rc::clone(&needed.contested),
                (false, false) => limits::and(self.web, Rc::make_mut(&mut all), &needed.contested),
            }
        }
        let own = self.rooms.possible(self.web, own);
        Closure { own, whole: own && self.rooms.possible(self.web, &all), contested: all }
    }

    /// The closure of the only step that fills what is waited for. One that is itself impossible is told where it stands.
    fn needed(&self, wait: &Wait) -> Option<&Closure<'d>> {
        let [only] = self.web.fillers(wait.slot) else { return None };
        self.steps.get(*only).filter(|closure| self.web.is_free(*only) && closure.whole)
    }

    /// True when what excludes itself within the step is all that can be told of it: the conditions' own check does.
    pub(super) fn excludes_itself(&self, step: usize) -> bool {
        self.steps.get(step).is_none_or(|closure| !closure.own)
    }

    /// True when some step that fills what is waited for can have been asked whenever this one is.
    pub(super) fn agree(&self, step: usize, wait: &Wait) -> bool {
        let Some(own) = self.steps.get(step) else { return true };
        let fillers = self.web.fillers(wait.slot);
        let only = fillers.len() == 1;
        fillers.iter().filter(|filler| self.web.is_free(**filler)).any(|filler| {
            self.web.count(1);
            match self.steps.get(*filler) {
                // A filler that is itself unreachable is told where it stands.
                Some(theirs) if theirs.whole && only => own.whole,
                Some(theirs) if theirs.whole => own.whole && self.together(own, theirs),
                _ => true,
            }
        })
    }

    fn together(&self, own: &Closure<'d>, theirs: &Closure<'d>) -> bool {
        if own.contested.is_empty() || theirs.contested.is_empty() {
            return true;
        }
        let mut both = Limits::clone(&own.contested);
        limits::and(self.web, &mut both, &theirs.contested);
        self.rooms.possible(self.web, &both)
    }
}

/// The slots that steps limit differently.
fn contested<'d>(own: &[Limits<'d>]) -> BTreeSet<&'d str> {
    let mut first: BTreeMap<&str, &Limit> = BTreeMap::new();
    let mut contested = BTreeSet::new();
    for (slot, limit) in own.iter().flatten().filter(|(_, limit)| !limit.is_none()) {
        if *first.entry(slot).or_insert(limit) != limit {
            contested.insert(*slot);
        }
    }
    contested
}
