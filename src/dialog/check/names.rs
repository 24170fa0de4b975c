//! Names: each thing has its own, and none is called that does not exist.

use std::collections::BTreeMap;

use super::world::{World, known};
use crate::dialog::definition::{Dialog, Name, SlotKind};
use crate::dialog::diagnostic::{Diagnostic, Span};
use crate::dialog::load::source::DialogFile;
use crate::dialog::person::AGAIN;
use crate::messages;

pub(super) fn check(file: &DialogFile, world: &World, found: &mut Vec<Diagnostic>) {
    duplicates(file, found);
    slots(file, found);
    groups(file, found);
    references(file, found);
    says(file, world, found);
}

fn duplicates(file: &DialogFile, found: &mut Vec<Diagnostic>) {
    let (dialog, marks) = (&file.dialog, &file.marks);
    let steps = dialog.steps.iter().zip(&marks.steps);
    unique(file, "l’étape", steps.map(|(step, marks)| (&step.name, &marks.name)), found);
    let groups = dialog.groups.iter().zip(&marks.groups);
    unique(file, "le groupe", groups.map(|(group, span)| (&group.name, span)), found);
    let faqs = dialog.faqs.iter().zip(&marks.faqs);
    unique(file, "la question fréquente", faqs.map(|(faq, marks)| (&faq.id, &marks.id)), found);
    former(file, found);
    for (derived, place) in dialog.derived.iter().zip(&marks.derived) {
        if let Some(at) = dialog.steps.iter().position(|step| step.slot.name == derived.name) {
            let line = marks.steps.get(at).map_or(0, |step| line(file, &step.slot));
            let at = file.report.at(&place.name);
            found.push(messages::duplicate(at, "la valeur", &derived.name, line));
        }
    }
}

/// A name a step used to have is no other step's now: its answers would go to both.
fn former(file: &DialogFile, found: &mut Vec<Diagnostic>) {
    let steps = || file.dialog.steps.iter().zip(&file.marks.steps);
    for (step, marks) in steps() {
        for (name, span) in step.was.iter().zip(&marks.was) {
            if let Some((_, other)) = steps().find(|(other, _)| other.name == *name) {
                let line = line(file, &other.name);
                found.push(messages::duplicate(file.report.at(span), "l’étape", name, line));
            }
        }
    }
}

fn unique<'a>(
    file: &DialogFile,
    what: &str,
    names: impl Iterator<Item = (&'a Name, &'a Span)>,
    found: &mut Vec<Diagnostic>,
) {
    let mut seen: BTreeMap<&str, &Span> = BTreeMap::new();
    for (name, span) in names.filter(|(name, _)| !name.is_empty()) {
        match seen.get(&**name) {
            Some(first) => found.push(messages::duplicate(file.report.at(span), what, name, line(file, first))),
            None => {
                seen.insert(name, span);
            }
        }
    }
}

fn line(file: &DialogFile, span: &Span) -> usize {
    file.report.source.position(span.start).line
}

/// One slot is read in one way, whoever fills it.
fn slots(file: &DialogFile, found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<&str, (&SlotKind, &Span)> = BTreeMap::new();
    for (step, marks) in file.dialog.steps.iter().zip(&file.marks.steps) {
        let name = &*step.slot.name;
        if name == AGAIN {
            found.push(messages::reserved_name(file.report.at(&marks.slot), name));
        }
        match seen.get(name) {
            Some((kind, first)) if std::mem::discriminant(*kind) != std::mem::discriminant(&step.slot.kind) => {
                let at = file.report.at(&marks.slot);
                found.push(messages::slot_type_differs(at, name, line(file, first)));
            }
            Some(_) => {}
            None if name.is_empty() => {}
            None => {
                seen.insert(name, (&step.slot.kind, &marks.slot));
            }
        }
    }
}

fn groups(file: &DialogFile, found: &mut Vec<Diagnostic>) {
    let dialog = &file.dialog;
    let names: Vec<String> = dialog.groups.iter().map(|group| group.name.to_string()).collect();
    for (step, marks) in dialog.steps.iter().zip(&file.marks.steps) {
        if let (Some(group), Some(span)) = (&step.group, &marks.group)
            && dialog.group(group).is_none()
        {
            found.push(messages::unknown_group(file.report.at(span), group, &names));
        }
    }
    for (group, span) in dialog.groups.iter().zip(&file.marks.groups) {
        if !dialog.steps.iter().any(|step| step.group.as_ref() == Some(&group.name)) {
            found.push(messages::empty_group(file.report.at(span), &group.name));
        }
    }
}

/// `enters`, `fields`, `from`, `usage`, `about`.
fn references(file: &DialogFile, found: &mut Vec<Diagnostic>) {
    let (dialog, marks) = (&file.dialog, &file.marks);
    let mut named: Vec<(&Name, &Span)> = Vec::new();
    for (step, marks) in dialog.steps.iter().zip(&marks.steps) {
        named.extend(step.enters.iter().zip(&marks.enters));
        if let (SlotKind::PersonName { usage: Some(usage) }, Some(span)) = (&step.slot.kind, &marks.refers) {
            named.push((usage, span));
        }
    }
    for (screen, (_, spans)) in dialog.screens.iter().zip(&marks.screens) {
        named.extend(screen.fields.iter().zip(spans));
    }
    for (warning, span) in dialog.warnings.iter().zip(&marks.warnings) {
        named.extend(warning.about.as_ref().zip(span.as_ref()));
    }
    for (derived, marks) in dialog.derived.iter().zip(&marks.derived) {
        if let (crate::dialog::definition::DerivedValue::Map { from, .. }, Some(span)) = (&derived.value, &marks.from) {
            named.push((from, span));
        }
    }
    let known = known(dialog);
    for (name, span) in named {
        if !known.iter().any(|known| **known == **name) {
            found.push(messages::unknown_slot(file.report.at(span), name, &known));
        }
    }
}

fn says(file: &DialogFile, world: &World, found: &mut Vec<Diagnostic>) {
    let known = known(&file.dialog);
    for (slot, value) in file.marks.steps.iter().flat_map(|marks| &marks.says).flatten() {
        let name = slot.get_ref();
        if !known.contains(name) {
            found.push(messages::unknown_slot(file.report.at(&slot.span()), name, &known));
        } else if let Some(values) = values(world, &file.dialog, name) {
            for said in value.get_ref().split('|').filter(|said| !values.iter().any(|value| value == said)) {
                found.push(messages::unknown_value(file.report.at(&value.span()), name, said, &values));
            }
        }
    }
}

/// The values of a slot as words.
pub(super) fn values(world: &World, dialog: &Dialog, slot: &str) -> Option<Vec<String>> {
    Some(world.values(dialog, slot)?.iter().map(|value| value.to_string()).collect())
}
