//! The lines that would teach the assistant a phrase: for a file of words, and for a conversation that shows it. Pure.

use super::meaning::{Meant, Sense, command, list};
use crate::dialog::definition::{Options, SlotKind};
use crate::dialog::fold::fold;
use crate::dialog::intent::{Command, Reading};
use crate::dialog::lexicon::List;
use crate::dialog::person::Value;
use crate::dialog::understand::Understood;
use crate::dialog::understand::setting::Setting;

/// A line for a file, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alias {
    /// Where, for staff.
    pub(super) place: String,
    /// The line.
    pub(super) text: String,
}

/// The line that gives a phrase a meaning.
pub(super) fn alias(setting: &Setting, step: &str, words: &str, sense: &Sense) -> Alias {
    // As words are compared: neither quotes nor line ends are left.
    let folded = fold(words);
    match &sense.what {
        Meant::Option(id) => {
            let option = setting.asked.as_ref().and_then(|asked| asked.options.iter().find(|option| option.id == *id));
            let known = option.map_or(&[][..], |option| &option.aliases);
            let all: Vec<String> = known
                .iter()
                .filter(|alias| **alias != folded)
                .chain([&folded])
                .map(|alias| format!("'{alias}'"))
                .collect();
            let label = option.map_or(&**id, |option| option.label.as_str());
            Alias { place: option_place(setting, step, label), text: format!("aliases = [{}]", all.join(", ")) }
        }
        Meant::List(of) => Alias {
            place: format!(
                "Dans dialogs/lexique.toml, section [lists], à la fin de la liste «\u{a0}{}\u{a0}»\u{a0}:",
                list(*of)
            ),
            text: format!("'{folded}',"),
        },
        Meant::Command(of) => Alias {
            place: format!(
                "Dans dialogs/lexique.toml, section [commands.{}], à la fin de «\u{a0}whole\u{a0}» (toute la phrase)\u{a0}:",
                command(*of).0
            ),
            text: format!("'{folded}',"),
        },
        Meant::Faq(dialog, id) => Alias {
            place: format!(
                "Dans dialogs/{dialog}.toml, à la fin de «\u{a0}asks\u{a0}» de la question fréquente «\u{a0}{id}\u{a0}»\u{a0}:"
            ),
            text: format!("'{folded}',"),
        },
    }
}

/// In which file, and where in it, an option stands.
fn option_place(setting: &Setting, step: &str, label: &str) -> String {
    let (dialog, name) = step.split_once('/').unwrap_or((step, ""));
    let options = setting.asked.as_ref().map(|asked| &asked.slot.kind).and_then(|kind| match kind {
        SlotKind::Choice { options, .. } | SlotKind::Ranking { options, .. } => Some(options),
        _ => None,
    });
    let place = match options {
        Some(Options::Campaign(list)) => format!("config/campagnes.toml, liste «\u{a0}{list}\u{a0}» de la campagne"),
        Some(Options::Campaigns) => "config/campagnes.toml".to_owned(),
        Some(Options::Here(_)) | None => format!("dialogs/{dialog}.toml, question «\u{a0}{name}\u{a0}»"),
    };
    format!("Dans {place}, à la place des «\u{a0}aliases\u{a0}» de «\u{a0}{label}\u{a0}»\u{a0}:")
}

/// The lines of a conversation in which the phrase is said at that step.
pub(super) fn test(
    setting: &Setting,
    step: &str,
    words: &str,
    understood: &Understood,
    sense: Option<&Sense>,
) -> String {
    let (dialog, name) = step.split_once('/').unwrap_or((step, ""));
    let own = setting.view.is_some();
    let opens = if own { format!("Ouvre : {dialog}") } else { "Ouvre".to_owned() };
    let said = words.trim().replace('\r', "").replace('\n', "\\n");
    let mut lines = vec![opens];
    if own {
        lines.push("# Ici, les réponses aux questions d’avant.".to_owned());
    }
    lines.push(format!("Question : {name}"));
    lines.push(format!("Candidat : {said}"));
    match sense {
        Some(sense) => lines.extend(wanted(setting, name, &sense.what)),
        None => lines.extend(understood.readings.iter().filter_map(|reading| read(name, reading))),
    }
    lines.join("\n") + "\n"
}

fn wanted(setting: &Setting, name: &str, what: &Meant) -> Option<String> {
    let kept = |state: &str| Some(format!("Dossier : {name} : état {state}"));
    let ranked = setting.asked.as_ref().is_some_and(|asked| matches!(asked.slot.kind, SlotKind::Ranking { .. }));
    match what {
        Meant::Option(id) if setting.view.is_some() || ranked => Some(format!("Dossier : {name} = {id}")),
        Meant::List(List::Yes | List::Done) => Some(format!("Dossier : {name} = oui")),
        Meant::List(List::No) => Some(format!("Dossier : {name} = non")),
        Meant::List(List::Keep) => Some(format!("Dossier : {name} = keep")),
        Meant::List(List::Withdraw) => Some(format!("Dossier : {name} = withdraw")),
        Meant::List(List::Later) => kept("plus-tard"),
        Meant::List(List::NotConcerned) => kept("non-concerné"),
        Meant::List(List::HasNone) => kept("aucun"),
        Meant::Command(Command::Person) => Some("Attend : une personne".to_owned()),
        Meant::Option(_) | Meant::List(_) | Meant::Command(_) | Meant::Faq(..) => {
            // What is answered is for who writes the test to say; the question stays open.
            Some(format!("Question : {name}"))
        }
    }
}

fn read(name: &str, reading: &Reading) -> Option<String> {
    match reading {
        Reading::Answer { slot, value, .. } => Some(format!("Dossier : {slot} = {}", written(value)?)),
        Reading::Deferred => Some(format!("Dossier : {name} : état plus-tard")),
        Reading::NotConcerned => Some(format!("Dossier : {name} : état non-concerné")),
        Reading::HasNone => Some(format!("Dossier : {name} : état aucun")),
        Reading::Command { name: Command::Person, .. } => Some("Attend : une personne".to_owned()),
        Reading::Command { .. } | Reading::Masked { .. } => None,
        Reading::Faq { .. }
        | Reading::Ambiguous { .. }
        | Reading::Unsure
        | Reading::Refused { .. }
        | Reading::NotUnderstood => Some(format!("Question : {name}")),
    }
}

/// A value as conversations write it.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Bool(yes) => Some(if *yes { "oui" } else { "non" }.to_owned()),
        Value::Text(text) => Some(text.clone()),
        Value::List(all) => Some(all.join(" > ")),
        Value::Piece(_) => None,
    }
}
