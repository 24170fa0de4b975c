//! A dialog drawn: an outline to read, a Mermaid diagram to look at.

mod mermaid;

use super::definition::{Condition, DerivedValue, Dialog, Options, Slot, SlotKind, Step, StepKind, Test};
use super::text::Args;

pub use mermaid::mermaid;

/// The dialog as an outline: sections, steps, what each fills and when it is asked.
#[must_use]
pub fn outline(dialog: &Dialog) -> String {
    let mut lines = vec![format!("{} : {}", dialog.id, dialog.title)];
    let mut section = "";
    for (n, step) in dialog.steps.iter().enumerate() {
        if step.section != section {
            section = &step.section;
            lines.push(String::new());
            lines.push(section.to_owned());
        }
        lines.push(line(n + 1, step));
    }
    if !dialog.groups.is_empty() {
        lines.push(String::new());
        lines.push("Se répètent".to_owned());
        for group in &dialog.groups {
            let most = if group.most == usize::MAX { String::new() } else { format!(" à {}", group.most) };
            lines.push(format!("  {} : de {}{most}", group.label, group.least));
        }
    }
    if !dialog.derived.is_empty() {
        lines.push(String::new());
        lines.push("Jamais demandés".to_owned());
        for derived in &dialog.derived {
            let what = match &derived.value {
                DerivedValue::Constant(text) => format!("toujours « {} »", text.line(&Args::new())),
                DerivedValue::Map { from, .. } => format!("selon {from}"),
            };
            lines.push(format!("  {} : {what}", derived.name));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

fn line(n: usize, step: &Step) -> String {
    let mut line = format!("  {n:>3}. {} · {}", step.name, kind(step));
    if let Some(group) = &step.group {
        line.push_str(&format!(" · pour chaque {group}"));
    }
    if !step.when.is_empty() {
        line.push_str(&format!(" · si {}", conditions(&step.when)));
    }
    line
}

fn kind(step: &Step) -> String {
    match step.kind {
        StepKind::Question => format!("{} : {}", step.slot.name, how(&step.slot)),
        StepKind::Task => "à faire".into(),
        StepKind::Note => "à savoir".into(),
        StepKind::Recap => "récapitulatif à confirmer".into(),
    }
}

fn how(slot: &Slot) -> String {
    let list = |options: &Options| match options {
        Options::Here(choices) => format!("{} possibles", choices.len()),
        Options::Campaign(list) => format!("liste « {list} »"),
        Options::Campaigns => "les campagnes".into(),
    };
    match &slot.kind {
        SlotKind::Text { .. } => "texte".into(),
        SlotKind::PersonName { .. } => "nom".into(),
        SlotKind::Place => "lieu".into(),
        SlotKind::Email => "courriel".into(),
        SlotKind::Phone => "téléphone".into(),
        SlotKind::Date { .. } => "date".into(),
        SlotKind::PartialDate { .. } => "date, même incomplète".into(),
        SlotKind::Country => "pays".into(),
        SlotKind::Choice { options, .. } => format!("un choix ({})", list(options)),
        SlotKind::Ranking { options, .. } => format!("des vœux dans l’ordre ({})", list(options)),
        SlotKind::YesNo => "oui ou non".into(),
        SlotKind::Ine => "INE".into(),
        SlotKind::Document { piece } => format!("fichier ({piece})"),
        SlotKind::Done => "fait".into(),
        SlotKind::Wish => "maintenir ou retirer".into(),
    }
}

/// Conditions in words: « campagne = m2_2d_lille et boursier ≠ oui ».
fn conditions(when: &[Condition]) -> String {
    let words = when.iter().map(|condition| match &condition.test {
        Test::In(names) => format!("{} = {}", condition.slot, names.join(" ou ")),
        Test::NotIn(names) => format!("{} ≠ {}", condition.slot, names.join(" ni ")),
        Test::Filled => format!("{} rempli", condition.slot),
    });
    words.collect::<Vec<_>>().join(" et ")
}
