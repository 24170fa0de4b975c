//! What a reading means, for staff; and what a phrase may be made to mean at a step.

use maud::{Markup, html};

use super::steps;
use crate::dialog::definition::{Dialog, Name, SlotKind};
use crate::dialog::intent::{Command, Reading, Reason};
use crate::dialog::lexicon::List;
use crate::dialog::person::{Flag, Value};
use crate::dialog::show;
use crate::dialog::understand::setting::{Asked, Setting};
use crate::messages::export::flag;

/// Something a phrase may be made to mean.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sense {
    /// As it stands in an address.
    pub(super) code: String,
    /// As staff read it.
    pub(super) words: String,
    /// What.
    pub(super) what: Meant,
}

/// What a phrase may be made to mean.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meant {
    /// An option of the step.
    Option(Name),
    /// One more phrase of a word list.
    List(List),
    /// One more phrase of a command.
    Command(Command),
    /// One more way to ask a question often asked; of which dialog.
    Faq(Name, Name),
}

/// Commands as staff know them.
const COMMANDS: [(Command, &str, &str); 17] = [
    (Command::Help, "help", "aide"),
    (Command::Restart, "restart", "recommencer"),
    (Command::Back, "back", "retour"),
    (Command::Status, "status", "où en suis-je"),
    (Command::Person, "person", "parler à une personne"),
    (Command::Stop, "stop", "ne plus recevoir de rappels"),
    (Command::Erase, "erase", "effacer mes données"),
    (Command::Export, "export", "recevoir mes données"),
    (Command::Pause, "pause", "pause"),
    (Command::Resume, "resume", "reprendre"),
    (Command::Skip, "skip", "passer la question"),
    (Command::Correct, "correct", "modifier une réponse"),
    (Command::Repeat, "repeat", "répéter la question"),
    (Command::Recap, "recap", "récapitulatif"),
    (Command::Sheet, "sheet", "fiche de saisie"),
    (Command::Dossiers, "dossiers", "mes dossiers, un autre dossier"),
    (Command::Renewal, "renewal", "renouvellement"),
];

/// A command's name in the files, and as staff know it.
pub(super) fn command(of: Command) -> (&'static str, &'static str) {
    let found = COMMANDS.iter().find(|(command, ..)| *command == of);
    found.map_or(("", ""), |(_, code, words)| (code, words))
}

/// A word list's name in the files.
pub(super) fn list(of: List) -> &'static str {
    match of {
        List::Yes => "yes",
        List::No => "no",
        List::Done => "done",
        List::Keep => "keep",
        List::Withdraw => "withdraw",
        List::Later => "later",
        List::NotConcerned => "not_concerned",
        List::HasNone => "has_none",
        List::DontKnow => "dont_know",
        _ => "polite",
    }
}

/// What a phrase may be made to mean at the step of a setting.
pub(super) fn senses(setting: &Setting) -> Vec<Sense> {
    let mut senses = Vec::new();
    if let Some(asked) = &setting.asked {
        let options = asked.options.iter().map(|option| Sense {
            code: format!("choix:{}", option.id),
            words: format!("Le choix «\u{a0}{}\u{a0}»", option.label),
            what: Meant::Option(option.id.clone()),
        });
        senses.extend(options.filter(|_| asked.step.is_some()));
        senses.extend(lists(asked).into_iter().map(|(of, words)| Sense {
            code: format!("liste:{}", list(of)),
            words: words.to_owned(),
            what: Meant::List(of),
        }));
    }
    senses.extend(COMMANDS.iter().map(|(command, code, words)| Sense {
        code: format!("commande:{code}"),
        words: format!("La demande «\u{a0}{words}\u{a0}»"),
        what: Meant::Command(*command),
    }));
    let own = setting.view.as_ref().map(|view| view.dialog);
    senses.extend([own, Some(&setting.library.common)].into_iter().flatten().flat_map(faqs));
    senses
}

fn faqs(dialog: &Dialog) -> impl Iterator<Item = Sense> + '_ {
    dialog.faqs.iter().map(|faq| Sense {
        code: format!("faq:{}/{}", dialog.id, faq.id),
        words: format!("La question fréquente «\u{a0}{}\u{a0}»", faq.id),
        what: Meant::Faq(dialog.id.clone(), faq.id.clone()),
    })
}

/// The word lists that answer a question.
fn lists(asked: &Asked) -> Vec<(List, &'static str)> {
    let mut lists = match asked.slot.kind {
        SlotKind::YesNo => vec![(List::Yes, "Oui"), (List::No, "Non")],
        SlotKind::Done => vec![(List::Done, "Fait")],
        SlotKind::Wish => {
            vec![(List::Keep, "Maintenir la candidature"), (List::Withdraw, "Retirer la candidature")]
        }
        _ => Vec::new(),
    };
    lists.push((List::Later, "Plus tard"));
    if asked.slot.optional {
        lists.push((List::NotConcerned, "Non concerné"));
    }
    if asked.slot.none {
        lists.push((List::HasNone, "Je n’en ai pas"));
    }
    lists.push((List::DontKnow, "Je ne sais pas"));
    lists
}

/// What a reading means.
pub(super) fn meaning(setting: &Setting, reading: &Reading) -> Markup {
    html! {
        @match reading {
            Reading::Answer { slot, value, flags, check } => { (answer(setting, slot, value, flags, *check)) }
            Reading::Command { name, slot } => {
                "Demande «\u{a0}" (command(*name).1) "\u{a0}»"
                @if let Some(slot) = slot { ", pour «\u{a0}" (called(setting, slot)) "\u{a0}»" }
                ". Elle est comprise partout."
            }
            Reading::Faq { id } => {
                "Question fréquente «\u{a0}" (id) "\u{a0}»\u{a0}: l’assistant y répond, puis repose sa question."
            }
            Reading::Ambiguous { slot, among } => {
                "Plusieurs choix possibles pour «\u{a0}" (called(setting, slot)) "\u{a0}»\u{a0}: "
                (among.iter().map(|id| label(setting, id)).collect::<Vec<_>>().join(", "))
                ". L’assistant demande lequel."
            }
            Reading::Unsure => { "Réponse qui ne tranche pas\u{a0}: l’assistant donne de l’aide et repose sa question." }
            Reading::Deferred => { "Remis à plus tard\u{a0}: la question reviendra à la fin." }
            Reading::NotConcerned => { "«\u{a0}Non concerné\u{a0}»\u{a0}: la question est réglée." }
            Reading::HasNone => { "«\u{a0}Je n’en ai pas\u{a0}»\u{a0}: la question est réglée." }
            Reading::Refused { slot, reason, suggestion } => {
                "Réponse comprise mais refusée pour «\u{a0}" (called(setting, slot)) "\u{a0}»\u{a0}: " (told(setting, reason))
                @if let Some(value) = suggestion { " L’assistant propose «\u{a0}" (shown(setting, value)) "\u{a0}»." }
            }
            Reading::Masked { what } => { "Donnée secrète\u{a0}: elle est masquée (" (what.mark()) ") et n’est pas gardée." }
            Reading::NotUnderstood => { strong { "Non compris." } " L’assistant donne de l’aide et repose sa question." }
        }
    }
}

fn answer(setting: &Setting, slot: &Name, value: &Value, flags: &[Flag], check: bool) -> Markup {
    let flags: Vec<&str> = flags.iter().map(|of| flag(*of)).collect();
    html! {
        "Réponse à «\u{a0}" (called(setting, slot)) "\u{a0}»\u{a0}: " strong { bdi { (shown(setting, value)) } }
        @if !flags.is_empty() { " (" (flags.join(", ")) ")" }
        "."
        @if check { " L’assistant la fait relire avant de la garder." }
    }
}

/// What a slot is called: in the dialog spoken of, else in whichever asks for it.
fn called(setting: &Setting, slot: &Name) -> String {
    let library = setting.library;
    let own = setting.view.as_ref().map(|view| view.dialog);
    let all = own.into_iter().chain([&library.common]).chain(library.dialogs.values());
    let knows = |dialog: &&Dialog| dialog.step_of(slot).is_some();
    let dialog = all.into_iter().find(knows);
    dialog.map_or_else(|| slot.to_string(), |dialog| steps::called(library, &dialog.id, slot))
}

fn shown(setting: &Setting, value: &Value) -> String {
    let options = setting.asked.as_ref().map_or(&[][..], |asked| &asked.options);
    show::value(setting.library, options, value)
}

fn label(setting: &Setting, id: &Name) -> String {
    let options = setting.asked.as_ref().map_or(&[][..], |asked| &asked.options);
    show::label(options, id).unwrap_or(id).to_owned()
}

fn told(setting: &Setting, reason: &Reason) -> String {
    match reason {
        Reason::Phrase(phrase, args) => setting.library.phrases.line(*phrase, args),
        Reason::Option(_, prose) => prose.line(),
    }
}
