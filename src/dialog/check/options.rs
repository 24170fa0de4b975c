//! Options, lists, pieces and maps: there, and possible.

use super::conditions::from_campaign;
use super::names::values;
use super::world::World;
use crate::dialog::definition::{Choice, DerivedValue, Dialog, Name, Options, SlotKind, Step, StepKind};
use crate::dialog::diagnostic::Diagnostic;
use crate::dialog::fold::fold;
use crate::dialog::load::reader::Report;
use crate::dialog::load::source::{ChoiceMarks, DerivedMarks, DialogFile, StepMarks};
use crate::dialog::text::Args;
use crate::messages;

/// What a Telegram button shows of its words.
const LABEL: usize = 40;

pub(super) fn check(file: &DialogFile, world: &World, found: &mut Vec<Diagnostic>) {
    for (step, marks) in file.dialog.steps.iter().zip(&file.marks.steps) {
        if let SlotKind::Choice { options, .. } | SlotKind::Ranking { options, .. } = &step.slot.kind {
            if let Options::Here(choices) = options {
                list(&file.report, choices, &marks.options, found);
            }
            campaign_list(file, world, step, marks, options, found);
            possible(file, world, step, marks, options, found);
        }
        if let SlotKind::Document { piece } = &step.slot.kind {
            known_piece(file, world, step, marks, piece, found);
        }
        label(file, step, marks, found);
        if step.kind == StepKind::Recap && step.group.is_some() {
            found.push(messages::recap_in_group(file.report.at(&marks.name), &step.name));
        }
    }
    for (derived, marks) in file.dialog.derived.iter().zip(&file.marks.derived) {
        list(&file.report, &derived.options, &marks.options, found);
        map(file, world, &derived.value, &derived.name, marks, found);
    }
}

/// One list: ids, labels, replacements.
pub(super) fn list(report: &Report, choices: &[Choice], marks: &[ChoiceMarks], found: &mut Vec<Diagnostic>) {
    let ids: Vec<String> = choices.iter().map(|choice| choice.id.to_string()).collect();
    let mut labels = std::collections::BTreeSet::new();
    let mut seen: std::collections::BTreeMap<&str, &ChoiceMarks> = std::collections::BTreeMap::new();
    for (choice, place) in choices.iter().zip(marks) {
        if choice.label.is_empty() {
            continue;
        }
        if !labels.insert(fold(&choice.label)) {
            found.push(messages::same_label(report.at(&place.label), &choice.label));
        } else if let Some(first) = seen.get(&*choice.id) {
            let line = report.source.position(first.id.start).line;
            found.push(messages::duplicate(report.at(&place.id), "l’option", &choice.id, line));
        }
        seen.insert(&choice.id, place);
        if choice.label.chars().count() > LABEL {
            found.push(messages::long_label(report.at(&place.label), &choice.label, LABEL));
        }
        if let (Some((_, Some(instead))), Some(span)) = (&choice.refused, &place.instead)
            && !ids.iter().any(|id| **id == **instead)
        {
            found.push(messages::unknown_instead(report.at(span), instead, &ids));
        }
    }
}

/// Every campaign that asks the step has the list.
fn campaign_list(
    file: &DialogFile,
    world: &World,
    step: &Step,
    marks: &StepMarks,
    options: &Options,
    found: &mut Vec<Diagnostic>,
) {
    let (Options::Campaign(local), Some(span)) = (options, &marks.refers) else { return };
    let lacking =
        world.campaigns_when(&file.dialog, &step.when).into_iter().find(|campaign| !campaign.lists.contains_key(local));
    if let Some(campaign) = lacking {
        let known: Vec<String> = campaign.lists.keys().map(|name| name.to_string()).collect();
        found.push(messages::unknown_list(file.report.at(span), local, &campaign.id, &known));
    }
}

/// Somebody can answer, in every campaign that asks.
fn possible(
    file: &DialogFile,
    world: &World,
    step: &Step,
    marks: &StepMarks,
    options: &Options,
    found: &mut Vec<Diagnostic>,
) {
    let (other, least) = match &step.slot.kind {
        SlotKind::Choice { other, .. } => (*other, 1),
        SlotKind::Ranking { other, least, .. } => (*other, *least),
        _ => return,
    };
    if other || (from_campaign(options) && world.campaigns.is_none()) {
        return;
    }
    let count = |choices: &[Choice]| choices.iter().filter(|choice| choice.refused.is_none()).count();
    let fewest = match options {
        Options::Here(choices) => Some(count(choices)),
        Options::Campaigns => Some(world.campaigns_of(&file.dialog).len()),
        Options::Campaign(local) => {
            let campaigns = world.campaigns_when(&file.dialog, &step.when);
            let has = campaigns.into_iter().filter(|campaign| campaign.lists.contains_key(local));
            has.filter_map(|campaign| Some(count(world.campaigns?.list(&campaign.id, local)))).min()
        }
    };
    let at = || file.report.at(marks.refers.as_ref().unwrap_or(&marks.slot));
    match fewest {
        Some(0) if marks.refers.is_some() => found.push(messages::no_option(at(), &step.slot.name)),
        Some(fewest) if fewest > 0 && fewest < least => {
            found.push(messages::too_few_options(at(), &step.slot.name, least, fewest));
        }
        _ => {}
    }
}

fn known_piece(
    file: &DialogFile,
    world: &World,
    step: &Step,
    marks: &StepMarks,
    piece: &Name,
    found: &mut Vec<Diagnostic>,
) {
    let Some(span) = &marks.refers else { return };
    let has = |pieces: &[crate::campaign::PieceRule]| pieces.iter().any(|rule| rule.name == *piece);
    let lacking = world.campaigns_when(&file.dialog, &step.when).into_iter().find(|campaign| !has(&campaign.pieces));
    if let Some(campaign) = lacking {
        let known: Vec<String> = campaign.pieces.iter().map(|rule| rule.name.to_string()).collect();
        found.push(messages::unknown_piece(file.report.at(span), piece, &campaign.id, &known));
    }
}

fn label(file: &DialogFile, step: &Step, marks: &StepMarks, found: &mut Vec<Diagnostic>) {
    let words = step.label.line(&Args::new());
    if let Some(span) = &marks.label
        && words.chars().count() > LABEL
    {
        found.push(messages::long_label(file.report.at(span), &words, LABEL));
    }
}

/// A map says something for every value it starts from.
fn map(
    file: &DialogFile,
    world: &World,
    value: &DerivedValue,
    name: &Name,
    marks: &DerivedMarks,
    found: &mut Vec<Diagnostic>,
) {
    let (DerivedValue::Map { from, map }, Some(span)) = (value, &marks.from) else { return };
    if !known_slot(&file.dialog, from) {
        return;
    }
    let Some(values) = values(world, &file.dialog, from) else {
        if world.campaigns.is_some() {
            found.push(messages::map_from_open(file.report.at(span), from));
        }
        return;
    };
    for value in values.iter().filter(|value| !map.keys().any(|key| **key == ***value)) {
        found.push(messages::map_lacks(file.report.at(&marks.name), name, value));
    }
    for key in marks.map.iter().filter(|key| !values.contains(key.get_ref())) {
        found.push(messages::unknown_value(file.report.at(&key.span()), from, key.get_ref(), &values));
    }
}

fn known_slot(dialog: &Dialog, name: &str) -> bool {
    super::world::known(dialog).iter().any(|known| known == name)
}
