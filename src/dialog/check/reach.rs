//! Steps that somebody reaches: none waits for itself, none for an answer that its own conditions exclude.

mod limits;

use std::collections::BTreeSet;

use self::limits::Limits;
use super::world::{CAMPAIGN, World};
use crate::dialog::definition::{Condition, DerivedValue, Dialog, Name};
use crate::dialog::diagnostic::Diagnostic;
use crate::dialog::load::source::DialogFile;
use crate::messages;

pub(super) fn check(file: &DialogFile, world: &World, found: &mut Vec<Diagnostic>) {
    let stuck = stuck(&file.dialog);
    cycles(file, &stuck, found);
    later(file, &stuck, found);
    excluded(file, world, &stuck, found);
}

/// The slot a condition waits for: a derived value waits for the one it follows from.
fn awaited<'d>(dialog: &'d Dialog, condition: &'d Condition) -> Option<&'d Name> {
    match dialog.derived(&condition.slot).map(|derived| &derived.value) {
        Some(DerivedValue::Constant(_)) => None,
        Some(DerivedValue::Map { from, .. }) => Some(from),
        None => Some(&condition.slot),
    }
}

/// The steps that fill the slot, by position; nothing for what is known beforehand.
fn fillers(dialog: &Dialog, slot: &Name) -> Vec<usize> {
    dialog.steps.iter().enumerate().filter(|(_, step)| step.slot.name == *slot).map(|(at, _)| at).collect()
}

/// What a step waits for: for each condition, the steps that may fill it.
fn waits(dialog: &Dialog, step: usize) -> Vec<(usize, Vec<usize>)> {
    let when = dialog.steps.get(step).map(|step| step.when.as_slice()).unwrap_or_default();
    let of = when.iter().enumerate().filter_map(|(at, condition)| {
        let slot = awaited(dialog, condition)?;
        let fillers = fillers(dialog, slot);
        (**slot != *CAMPAIGN && !fillers.is_empty()).then_some((at, fillers))
    });
    of.collect()
}

/// The steps that can never be asked because what they wait for waits for them.
fn stuck(dialog: &Dialog) -> BTreeSet<usize> {
    let waits: Vec<_> = (0..dialog.steps.len()).map(|step| waits(dialog, step)).collect();
    let mut stuck: BTreeSet<usize> = (0..waits.len()).collect();
    loop {
        let free = |fillers: &[usize]| fillers.iter().any(|filler| !stuck.contains(filler));
        let freed: Vec<usize> = stuck
            .iter()
            .copied()
            .filter(|step| waits.get(*step).is_none_or(|waits| waits.iter().all(|(_, fillers)| free(fillers))))
            .collect();
        if freed.is_empty() {
            return stuck;
        }
        for step in freed {
            stuck.remove(&step);
        }
    }
}

/// Reports each ring of steps once.
fn cycles(file: &DialogFile, stuck: &BTreeSet<usize>, found: &mut Vec<Diagnostic>) {
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for start in stuck {
        let mut path: Vec<(usize, usize)> = Vec::new();
        let mut step = *start;
        while !told.contains(&step) && !path.iter().any(|(known, _)| *known == step) {
            let waiting = waits(&file.dialog, step);
            let blocked = waiting.iter().find(|(_, fillers)| fillers.iter().all(|filler| stuck.contains(filler)));
            let Some((condition, Some(next))) = blocked.map(|(at, fillers)| (*at, fillers.first())) else { break };
            path.push((step, condition));
            step = *next;
        }
        let ring: Vec<(usize, usize)> = path.iter().copied().skip_while(|(known, _)| *known != step).collect();
        told.extend(path.iter().map(|(step, _)| *step));
        if let Some((first, condition)) = ring.iter().min() {
            let names = ring.iter().chain(ring.first()).filter_map(|(step, _)| file.dialog.steps.get(*step));
            let names: Vec<String> = names.map(|step| step.name.to_string()).collect();
            if let Some(place) = file.marks.steps.get(*first).and_then(|marks| marks.when.get(*condition)) {
                found.push(messages::cycle(file.report.at(&place.slot), &names));
            }
        }
    }
}

/// Reports steps that wait for what is only asked behind them.
fn later(file: &DialogFile, stuck: &BTreeSet<usize>, found: &mut Vec<Diagnostic>) {
    let steps = file.dialog.steps.iter().zip(&file.marks.steps).enumerate();
    for (at, (step, marks)) in steps.filter(|(at, _)| !stuck.contains(at)) {
        for (condition, fillers) in waits(&file.dialog, at) {
            if fillers.iter().all(|filler| *filler > at)
                && let (Some(condition), Some(place)) = (step.when.get(condition), marks.when.get(condition))
            {
                found.push(messages::asked_later(file.report.at(&place.slot), &step.name, &condition.slot));
            }
        }
    }
}

/// Reports steps whose conditions, with those of what they wait for, leave nothing.
fn excluded(file: &DialogFile, world: &World, stuck: &BTreeSet<usize>, found: &mut Vec<Diagnostic>) {
    let dialog = &file.dialog;
    let mut closures: Vec<Option<Limits>> = vec![None; dialog.steps.len()];
    for (at, (step, marks)) in dialog.steps.iter().zip(&file.marks.steps).enumerate() {
        // What excludes itself within one step is told by the conditions' own check.
        if stuck.contains(&at) || !Limits::of(dialog, &step.when).possible(dialog, world) {
            continue;
        }
        let own = closure(dialog, world, at, stuck, &mut closures);
        for (condition, fillers) in waits(dialog, at) {
            let mut fillers = fillers.into_iter().filter(|filler| !stuck.contains(filler));
            let agrees = |filler| {
                let of = closure(dialog, world, filler, stuck, &mut closures);
                // A filler that is itself unreachable is told where it stands.
                !of.possible(dialog, world) || own.clone().and(&of).possible(dialog, world)
            };
            if !fillers.by_ref().any(agrees)
                && let (Some(condition), Some(place)) = (step.when.get(condition), marks.when.get(condition))
            {
                found.push(messages::unreachable(file.report.at(&place.slot), &step.name, &condition.slot));
                break;
            }
        }
    }
}

/// What holds whenever a step is asked: its own conditions, and those of every step it cannot do without.
fn closure(
    dialog: &Dialog,
    world: &World,
    step: usize,
    stuck: &BTreeSet<usize>,
    known: &mut Vec<Option<Limits>>,
) -> Limits {
    if let Some(Some(limits)) = known.get(step) {
        return limits.clone();
    }
    let when = dialog.steps.get(step).map(|step| step.when.as_slice()).unwrap_or_default();
    let mut limits = Limits::of(dialog, when);
    // Against rings that the search for stuck steps leaves open: a step under way adds nothing.
    if let Some(place) = known.get_mut(step) {
        *place = Some(limits.clone());
    }
    for (_, fillers) in waits(dialog, step) {
        if let [only] = fillers.as_slice()
            && !stuck.contains(only)
        {
            let needed = closure(dialog, world, *only, stuck, known);
            if needed.possible(dialog, world) {
                limits = limits.and(&needed);
            }
        }
    }
    if let Some(place) = known.get_mut(step) {
        *place = Some(limits.clone());
    }
    limits
}
