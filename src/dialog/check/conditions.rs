//! Conditions: on what is asked, and on values it can have.

use super::names::values;
use super::world::{CAMPAIGN, World, known};
use crate::dialog::definition::{Condition, Dialog, Name, Options, SlotKind, Step, Test};
use crate::dialog::diagnostic::{Diagnostic, Severity};
use crate::dialog::load::source::{ConditionMarks, DialogFile};
use crate::messages;

pub(super) fn check(file: &DialogFile, world: &World, found: &mut Vec<Diagnostic>) {
    let known = known(&file.dialog);
    let (dialog, marks) = (&file.dialog, &file.marks);
    for (step, places) in dialog.steps.iter().zip(&marks.steps) {
        for (condition, place) in step.when.iter().zip(&places.when) {
            one(file, world, &known, condition, place, found);
            grouped(file, step.group.as_ref(), condition, place, found);
        }
    }
    for (faq, places) in dialog.faqs.iter().zip(&marks.faqs) {
        for ((when, _), places) in faq.answers.iter().zip(&places.answers) {
            for (condition, place) in when.iter().zip(places) {
                let from = found.len();
                one(file, world, &known, condition, place, found);
                elsewhere(world, condition, found.get_mut(from..).unwrap_or_default());
            }
        }
    }
}

/// An answer for the campaigns of another dialog is of no use here, and does no harm.
fn elsewhere(world: &World, condition: &Condition, found: &mut [Diagnostic]) {
    let (Test::In(names) | Test::NotIn(names)) = &condition.test else { return };
    let known = |name: &Name| world.campaigns.is_some_and(|campaigns| campaigns.get(name).is_some());
    if *condition.slot == *CAMPAIGN && names.iter().all(known) {
        for problem in found {
            problem.severity = Severity::Warning;
        }
    }
}

fn one(
    file: &DialogFile,
    world: &World,
    known: &[String],
    condition: &Condition,
    place: &ConditionMarks,
    found: &mut Vec<Diagnostic>,
) {
    let at = |span| file.report.at(span);
    if !known.iter().any(|name| **name == *condition.slot) {
        found.push(messages::unknown_slot(at(&place.slot), &condition.slot, known));
        return;
    }
    let (Test::In(names) | Test::NotIn(names)) = &condition.test else { return };
    let Some(values) = values(world, &file.dialog, &condition.slot) else { return };
    let mut strange = false;
    for (name, span) in names.iter().zip(&place.values) {
        if !values.iter().any(|value| **value == **name) {
            strange = true;
            found.push(messages::unknown_value(at(span), &condition.slot, name, &values));
        }
    }
    let excludes_all = matches!(condition.test, Test::NotIn(_))
        && values.iter().all(|value| names.iter().any(|name| **name == **value));
    if excludes_all && !strange && closed(&file.dialog, &condition.slot) {
        found.push(messages::never(at(&place.slot), &condition.slot));
    }
}

/// True when a slot has no value but those of its list.
fn closed(dialog: &Dialog, slot: &str) -> bool {
    closed_kind(dialog.step_of(slot))
}

/// The same of the slot that a step fills; of what no step fills, the values are known beforehand.
pub(super) fn closed_kind(step: Option<&Step>) -> bool {
    match step.map(|step| &step.slot.kind) {
        Some(SlotKind::Choice { other, .. }) => !other,
        Some(SlotKind::YesNo | SlotKind::Wish | SlotKind::Done) => true,
        Some(_) => false,
        None => true,
    }
}

/// What each entry of a group holds is not seen from outside it.
fn grouped(
    file: &DialogFile,
    group: Option<&Name>,
    condition: &Condition,
    place: &ConditionMarks,
    found: &mut Vec<Diagnostic>,
) {
    let mut fillers = file.dialog.steps.iter().filter(|step| step.slot.name == condition.slot).peekable();
    let all_inside =
        fillers.peek().is_some() && fillers.all(|step| step.group.is_some() && step.group.as_ref() != group);
    if all_inside {
        found.push(messages::outside_group(file.report.at(&place.slot), &condition.slot));
    }
}

/// True when the options of that choice are looked up in campaigns.
pub(super) fn from_campaign(options: &Options) -> bool {
    matches!(options, Options::Campaign(_) | Options::Campaigns)
}
