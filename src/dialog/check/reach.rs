//! Steps that somebody reaches: none waits for itself, none for an answer that its own conditions exclude.

mod closures;
mod limits;
#[cfg(test)]
mod tests;
mod web;

use std::collections::{BTreeMap, BTreeSet};

use self::closures::Closures;
use self::web::Web;
use super::world::World;
use crate::dialog::diagnostic::Diagnostic;
use crate::dialog::load::source::DialogFile;
use crate::messages;

pub(super) fn check(file: &DialogFile, world: &World, found: &mut Vec<Diagnostic>) {
    let web = Web::new(&file.dialog);
    in_web(file, world, &web, found);
}

fn in_web(file: &DialogFile, world: &World, web: &Web, found: &mut Vec<Diagnostic>) {
    cycles(file, web, found);
    later(file, web, found);
    excluded(file, world, web, found);
}

/// Reports each ring of steps once.
fn cycles(file: &DialogFile, web: &Web, found: &mut Vec<Diagnostic>) {
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for start in (0..file.dialog.steps.len()).filter(|at| !web.is_free(*at)) {
        let mut path: Vec<(usize, usize)> = Vec::new();
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        let mut step = start;
        while !told.contains(&step) && !places.contains_key(&step) {
            let blocked = web.waits(step).iter().find(|wait| !web.is_filled(wait.slot));
            let Some((wait, next)) = blocked.and_then(|wait| Some((wait, web.fillers(wait.slot).first()?))) else {
                break;
            };
            places.insert(step, path.len());
            path.push((step, wait.condition));
            step = *next;
        }
        let ring = places.get(&step).and_then(|at| path.get(*at..)).unwrap_or_default();
        told.extend(path.iter().map(|(step, _)| *step));
        report(file, ring, found);
    }
}

fn report(file: &DialogFile, ring: &[(usize, usize)], found: &mut Vec<Diagnostic>) {
    let Some((first, condition)) = ring.iter().min() else { return };
    let names = ring.iter().chain(ring.first()).filter_map(|(step, _)| file.dialog.steps.get(*step));
    let names: Vec<String> = names.map(|step| step.name.to_string()).collect();
    if let Some(place) = file.marks.steps.get(*first).and_then(|marks| marks.when.get(*condition)) {
        found.push(messages::cycle(file.report.at(&place.slot), &names));
    }
}

/// Reports steps that wait for what is only asked behind them.
fn later(file: &DialogFile, web: &Web, found: &mut Vec<Diagnostic>) {
    let steps = file.dialog.steps.iter().zip(&file.marks.steps).enumerate();
    for (at, (step, marks)) in steps.filter(|(at, _)| web.is_free(*at)) {
        for wait in web.waits(at) {
            // Fillers are in the order of the file.
            if web.fillers(wait.slot).first().is_some_and(|filler| *filler > at)
                && let (Some(condition), Some(place)) = (step.when.get(wait.condition), marks.when.get(wait.condition))
            {
                found.push(messages::asked_later(file.report.at(&place.slot), &step.name, &condition.slot));
            }
        }
    }
}

/// Reports steps whose conditions, with those of what they wait for, leave nothing.
fn excluded(file: &DialogFile, world: &World, web: &Web, found: &mut Vec<Diagnostic>) {
    let closures = Closures::of(web, world);
    for (at, (step, marks)) in file.dialog.steps.iter().zip(&file.marks.steps).enumerate() {
        if !web.is_free(at) || closures.excludes_itself(at) {
            continue;
        }
        if let Some(wait) = web.waits(at).iter().find(|wait| !closures.agree(at, wait))
            && let (Some(condition), Some(place)) = (step.when.get(wait.condition), marks.when.get(wait.condition))
        {
            found.push(messages::unreachable(file.report.at(&place.slot), &step.name, &condition.slot));
        }
    }
}
