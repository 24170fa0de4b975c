//! Texts: every value they name is filled by something, and every sentence of the frame is written.

use super::world::{CAMPAIGN, World, known};
use crate::dialog::definition::{Condition, Options, SlotKind};
use crate::dialog::diagnostic::Diagnostic;
use crate::dialog::load::COMMON;
use crate::dialog::load::reader::Str;
use crate::dialog::load::source::DialogFile;
use crate::dialog::load::text::Use;
use crate::dialog::phrase::Phrase;
use crate::messages;

pub(super) fn check(file: &DialogFile, world: &World, found: &mut Vec<Diagnostic>) {
    let known = known(&file.dialog);
    for mark in &file.marks.texts {
        for (name, used) in &mark.words.names {
            let word = name.get_ref().as_str();
            if mark.args.contains(&word) {
                continue;
            }
            match word.strip_prefix(CAMPAIGN).and_then(|rest| rest.strip_prefix('.')) {
                Some(fact) => of_campaign(file, world, name, fact, &mark.when, found),
                None if !known.iter().any(|known| known == word) => {
                    found.push(messages::unknown_place(file.report.at(&name.span()), word, &known));
                }
                None if *used == Use::Choice && !has_forms(file, word) => {
                    found.push(messages::not_a_choice(file.report.at(&name.span()), word));
                }
                None => {}
            }
        }
    }
    if *file.dialog.id == *COMMON {
        phrases(file, found);
    }
}

/// Every campaign in which the text is said has the fact.
fn of_campaign(
    file: &DialogFile,
    world: &World,
    name: &Str,
    fact: &str,
    when: &[Condition],
    found: &mut Vec<Diagnostic>,
) {
    let lacking =
        world.campaigns_when(&file.dialog, when).into_iter().find(|campaign| !campaign.facts.contains_key(fact));
    if let Some(campaign) = lacking {
        let known: Vec<String> = campaign.facts.keys().cloned().collect();
        found.push(messages::missing_fact(file.report.at(&name.span()), fact, &campaign.id, &known));
    }
}

/// True for a choice whose first two options can be told apart by their position.
fn has_forms(file: &DialogFile, slot: &str) -> bool {
    let kind = file.dialog.step_of(slot).map(|step| &step.slot.kind);
    matches!(kind, Some(SlotKind::Choice { options: Options::Here(choices), .. }) if choices.len() >= 2)
}

fn phrases(file: &DialogFile, found: &mut Vec<Diagnostic>) {
    let Some((at, written)) = &file.phrases else {
        found.push(messages::missing_key(file.report.at(&file.marks.id), "[phrases]"));
        return;
    };
    let keys: Vec<&str> = Phrase::ALL.iter().map(|phrase| phrase.key()).collect();
    for (key, words) in written {
        let Some(phrase) = Phrase::ALL.iter().find(|phrase| phrase.key() == key.get_ref()) else {
            found.push(messages::unknown_phrase(file.report.at(&key.span()), key.get_ref(), &keys));
            continue;
        };
        for (name, _) in words.names.iter().filter(|(name, _)| !phrase.args().contains(&name.get_ref().as_str())) {
            let known: Vec<String> = phrase.args().iter().map(|arg| (*arg).to_owned()).collect();
            found.push(messages::unknown_place(file.report.at(&name.span()), name.get_ref(), &known));
        }
    }
    for key in keys.iter().filter(|key| !written.iter().any(|(written, _)| written.get_ref() == *key)) {
        found.push(messages::missing_phrase(file.report.at(at), key));
    }
}
