//! The form that shows how a phrase would be understood at a step, and writes the lines that would teach it.

use jiff::civil::Date;
use maud::{Markup, html};

use super::meaning::{Sense, meaning, senses};
use super::{remedy, steps};
use crate::clock;
use crate::console::Console;
use crate::dialog::understand::place::Place;
use crate::dialog::understand::setting::Setting;
use crate::dialog::understand::{Understood, understand};
use crate::redact::{Redacted, redact};

/// Characters of a phrase that are tried.
const PHRASE: usize = 500;

/// What the form is asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Tried {
    /// The phrase.
    pub(super) words: String,
    /// The dialog's name, « / », the step's.
    pub(super) step: String,
    /// The code of what it is to mean.
    pub(super) means: String,
}

/// The form, and what it found.
pub(super) fn section(console: &Console, tried: &Tried) -> Markup {
    let library = &console.service.library;
    // What is masked before anything is kept is masked before anything is tried.
    let masked = redact(&tried.words.chars().take(PHRASE).collect::<String>());
    let step = Some(tried.step.as_str()).filter(|step| !step.is_empty());
    let today = console.service.clock.now().to_zoned(clock::paris()).date();
    html! {
        section id="essai" aria-labelledby="essai-titre" {
            h2 id="essai-titre" { "Essayer une phrase" }
            p { "Choisissez l’étape où elle a été dite. L’essai ne change rien et n’est pas enregistré." }
            form.narrow method="get" action=(console.link("/comprehension#essai")) {
                p.field {
                    label for="texte" { "Phrase" }
                    input id="texte" name="texte" value=(masked.text) maxlength=(PHRASE) required autocomplete="off";
                }
                p.field {
                    label for="question" { "Étape" }
                    (steps::select(library, "question", "Choisir", step))
                }
                p { button { "Essayer" } }
            }
            @if let (Some(step), false) = (step, masked.text.trim().is_empty()) {
                (found(console, &masked, step, &tried.means, today))
            }
        }
    }
}

fn found(console: &Console, masked: &Redacted, step: &str, means: &str, today: Date) -> Markup {
    let (library, words) = (&console.service.library, masked.text.as_str());
    let unknown = || html! { p.fault role="alert" { "Cette étape n’existe pas, ou n’existe plus." } };
    let Ok(place) = Place::find(library, step, today) else { return unknown() };
    let Ok(setting) = place.setting(None) else { return unknown() };
    let understood = understand(&setting, words, &masked.found);
    let senses = senses(&setting);
    let chosen = senses.iter().find(|sense| sense.code == means);
    html! {
        (result(&setting, words, step, &understood))
        (choose(console, words, step, &senses, means))
        (lines(&setting, words, step, &understood, chosen))
    }
}

fn result(setting: &Setting, words: &str, step: &str, understood: &Understood) -> Markup {
    let (dialog, name) = step.split_once('/').unwrap_or((step, ""));
    let library = setting.library;
    html! {
        h3 { "Ce que l’assistant en comprend" }
        p {
            "«\u{a0}" bdi { (words) } "\u{a0}», à l’étape «\u{a0}" (steps::called(library, dialog, name)) "\u{a0}»\u{a0}:"
        }
        ol.readings { @for reading in &understood.readings { li { (meaning(setting, reading)) } } }
        p.soft { "Pourquoi\u{a0}: " (understood.why) "." }
    }
}

fn choose(console: &Console, words: &str, step: &str, senses: &[Sense], means: &str) -> Markup {
    html! {
        form.narrow method="get" action=(console.link("/comprehension#essai")) {
            input type="hidden" name="texte" value=(words);
            input type="hidden" name="question" value=(step);
            p.field {
                label for="sens" {
                    "Ce qu’elle doit vouloir dire"
                    span.hint { "Pour obtenir la ligne à ajouter dans les fichiers." }
                }
                select id="sens" name="sens" {
                    option value="" { "Comme ci-dessus" }
                    @for sense in senses {
                        option value=(sense.code) selected[sense.code == means] { (sense.words) }
                    }
                }
            }
            p { button.quiet { "Écrire les lignes" } }
        }
    }
}

fn lines(setting: &Setting, words: &str, step: &str, understood: &Understood, sense: Option<&Sense>) -> Markup {
    let alias = sense.map(|sense| remedy::alias(setting, step, words, sense));
    let test = remedy::test(setting, step, words, understood, sense);
    html! {
        @if let Some(remedy::Alias { place, text }) = alias {
            h3 id="alias" { "À ajouter" }
            p { (place) }
            pre tabindex="0" aria-labelledby="alias" role="region" { code { (text) } }
        }
        h3 id="test" { "Conversation d’exemple" }
        p {
            "À coller dans un fichier de " code { "tests/conversations" } ", après les réponses qui mènent à cette étape\u{a0}; "
            code { "guichet dialogs test" } " la rejoue."
        }
        pre tabindex="0" aria-labelledby="test" role="region" { code { (test) } }
    }
}
