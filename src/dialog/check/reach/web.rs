//! Who waits for whom among the steps of a dialog, looked up once instead of searched for at every step.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};

use super::super::world::CAMPAIGN;
use crate::dialog::definition::{Condition, Derived, DerivedValue, Dialog, Step};

/// The steps of a dialog, and what holds each back.
pub(super) struct Web<'d> {
    pub(super) dialog: &'d Dialog,
    derived: BTreeMap<&'d str, &'d Derived>,
    /// The steps that fill each slot, by position.
    fillers: BTreeMap<&'d str, Vec<usize>>,
    waits: Vec<Vec<Wait<'d>>>,
    /// The steps that can be asked, each behind one that fills what it waits for.
    order: Vec<usize>,
    /// By position: true for a step that can be asked.
    free: Vec<bool>,
    /// How much was looked at: what a test counts instead of seconds.
    work: Cell<usize>,
}

/// A condition that waits for a slot to be filled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wait<'d> {
    /// Which condition of the step.
    pub(super) condition: usize,
    /// The slot; of a derived value, the one it follows from.
    pub(super) slot: &'d str,
}

impl<'d> Web<'d> {
    pub(super) fn new(dialog: &'d Dialog) -> Self {
        let mut fillers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, step) in dialog.steps.iter().enumerate() {
            fillers.entry(&*step.slot.name).or_default().push(at);
        }
        let mut derived = BTreeMap::new();
        for value in &dialog.derived {
            derived.entry(&*value.name).or_insert(value);
        }
        let free = vec![false; dialog.steps.len()];
        let mut web = Self { dialog, derived, fillers, waits: Vec::new(), order: Vec::new(), free, work: Cell::new(0) };
        web.waits = dialog.steps.iter().map(|step| web.waits_of(step)).collect();
        web.set_free();
        web
    }

    /// What a step waits for. The campaign and what nothing fills are not waited for.
    fn waits_of(&self, step: &'d Step) -> Vec<Wait<'d>> {
        let waits = step.when.iter().enumerate().filter_map(|(condition, when)| {
            let slot = self.awaited(when)?;
            (slot != CAMPAIGN && self.fillers.contains_key(slot)).then_some(Wait { condition, slot })
        });
        waits.collect()
    }

    /// The slot a condition waits for: a derived value waits for the one it follows from.
    fn awaited(&self, condition: &'d Condition) -> Option<&'d str> {
        match self.derived(&condition.slot).map(|derived| &derived.value) {
            Some(DerivedValue::Constant(_)) => None,
            Some(DerivedValue::Map { from, .. }) => Some(from),
            None => Some(&condition.slot),
        }
    }

    /// Frees what waits for nothing, then what waited for that, and so on: each step and each wait once.
    fn set_free(&mut self) {
        let mut pending: Vec<usize> = self.waits.iter().map(Vec::len).collect();
        let mut waiting: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, waits) in self.waits.iter().enumerate() {
            waits.iter().for_each(|wait| waiting.entry(wait.slot).or_default().push(at));
        }
        let mut ready: VecDeque<usize> =
            pending.iter().enumerate().filter(|(_, n)| **n == 0).map(|(at, _)| at).collect();
        while let Some(at) = ready.pop_front() {
            self.count(1);
            self.order.push(at);
            self.free.get_mut(at).into_iter().for_each(|free| *free = true);
            let slot = self.step(at).map_or("", |step| &*step.slot.name);
            for follower in waiting.remove(slot).unwrap_or_default() {
                self.count(1);
                if let Some(left) = pending.get_mut(follower) {
                    *left -= 1;
                    ready.extend((*left == 0).then_some(follower));
                }
            }
        }
    }

    pub(super) fn derived(&self, name: &str) -> Option<&'d Derived> {
        self.derived.get(name).copied()
    }

    pub(super) fn step(&self, at: usize) -> Option<&'d Step> {
        self.dialog.steps.get(at)
    }

    /// The first step that fills a slot.
    pub(super) fn step_of(&self, slot: &str) -> Option<&'d Step> {
        self.fillers(slot).first().and_then(|at| self.step(*at))
    }

    pub(super) fn fillers(&self, slot: &str) -> &[usize] {
        self.fillers.get(slot).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn waits(&self, step: usize) -> &[Wait<'d>] {
        self.waits.get(step).map(Vec::as_slice).unwrap_or_default()
    }

    /// The steps that can be asked, each behind one that fills what it waits for.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }

    /// True when what a step waits for can be given; false where it waits for itself.
    pub(super) fn is_free(&self, step: usize) -> bool {
        self.free.get(step).copied().unwrap_or(false)
    }

    /// True when some step that can be asked fills the slot.
    pub(super) fn is_filled(&self, slot: &str) -> bool {
        let mut fillers = self.fillers(slot).iter();
        fillers.any(|at| {
            self.count(1);
            self.is_free(*at)
        })
    }

    /// Notes that so much was looked at.
    pub(super) fn count(&self, n: usize) {
        self.work.set(self.work.get() + n);
    }

    #[cfg(test)]
    pub(super) fn work(&self) -> usize {
        self.work.get()
    }
}
