//! Understanding, without a model: an utterance becomes readings, best first, and says why.
//!
//! In this order: secrets already masked; words valid everywhere; the asked slot's own reader; what puts the question
//! off; other slots plainly answered; questions often asked. Nothing is guessed: two near readings are both named.

mod command;
mod faq;
mod labelled;
mod others;
pub mod place;
pub mod setting;

use super::definition::SlotKind;
use super::fold::Said;
use super::intent::{Command, Reading, Reason};
use super::lexicon::List;
use super::person::{Flag, Value};
use super::phrase::Phrase;
use super::slot::{self, Heard};
use crate::redact::Secret;
use setting::{Asked, Setting};

pub use command::slot_named;

/// What an utterance means, best reading first, and how that came about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Understood {
    /// Never empty.
    pub readings: Vec<Reading>,
    /// For staff, in French: which rule spoke.
    pub why: String,
}

impl Understood {
    fn one(reading: Reading, why: impl Into<String>) -> Self {
        Self { readings: vec![reading], why: why.into() }
    }
}

/// A rule looks at the setting, the words, and what the asked slot's reader made of them.
type Rule = fn(&Setting, &Said, &Heard) -> Option<Understood>;

/// Reads an utterance whose secrets have been masked.
#[must_use]
pub fn understand(setting: &Setting, text: &str, masked: &[Secret]) -> Understood {
    let said = Said::new(text);
    let mut understood = rules(setting, &said);
    if !masked.is_empty() {
        // What stood beside a secret is no answer: « mon mot de passe c’est … » names no town.
        let free = setting.asked.as_ref().filter(|asked| asked.is_free()).map(|asked| asked.slot.name.clone());
        understood.readings.retain(|reading| !is_about_a_secret(reading, free.as_ref()));
        let found = masked.iter().map(|what| Reading::Masked { what: *what });
        understood.readings.retain(|reading| !matches!(reading, Reading::NotUnderstood));
        understood.readings.splice(0..0, found);
        understood.why = format!("un secret a été masqué ; {}", understood.why);
    }
    understood
}

/// A value that holds a mask, or free words said in the same breath as a secret.
fn is_about_a_secret(reading: &Reading, free: Option<&super::definition::Name>) -> bool {
    match reading {
        Reading::Answer { slot, value, .. } => {
            let holds_mark = match value {
                Value::Text(text) => text.contains("masqué]"),
                Value::List(items) => items.iter().any(|item| item.contains("masqué]")),
                Value::Bool(_) | Value::Piece(_) => false,
            };
            holds_mark || free == Some(slot)
        }
        Reading::Refused { slot, .. } => free == Some(slot),
        _ => false,
    }
}

/// What an utterance plainly answers, whatever was asked: lines « INE : … », « je suis née le … ».
#[must_use]
pub fn volunteered(setting: &Setting, said: &Said) -> Vec<Reading> {
    let labelled = labelled::read(setting, said);
    if labelled.readings.is_empty() {
        return others::read(setting, said);
    }
    let beside = others::beside(setting, &Said::new(&labelled.rest), &labelled.readings);
    labelled.readings.into_iter().chain(beside).collect()
}

fn rules(setting: &Setting, said: &Said) -> Understood {
    if said.is_empty() {
        return Understood::one(Reading::NotUnderstood, "aucun mot");
    }
    let heard = setting.asked.as_ref().map_or(Heard::Nothing, |asked| hear(setting, asked, said));
    let rules: [Rule; 12] = [
        command_alone,
        only_polite,
        sentence_of_a_step,
        labelled_lines,
        option_named,
        command_within,
        question_often_asked,
        put_off,
        answer,
        other_slots,
        last_resort,
        no_address,
    ];
    rules
        .iter()
        .find_map(|rule| rule(setting, said, &heard))
        .unwrap_or_else(|| Understood::one(Reading::NotUnderstood, "aucune règle ne s’applique"))
}

fn hear(setting: &Setting, asked: &Asked, said: &Said) -> Heard {
    slot::read(&setting.scene(asked, true), said)
}

/// « retour » and nothing else, but for polite words.
fn command_alone(setting: &Setting, said: &Said, heard: &Heard) -> Option<Understood> {
    let name = setting.lexicon().command_alone(said).filter(|name| !is_a_wish(setting, *name, heard))?;
    let slot = (name == Command::Correct).then(|| command::slot_named(setting, said)).flatten();
    Some(Understood::one(Reading::Command { name, slot }, "mot reconnu partout"))
}

/// « Bonjour » is nobody's first name, and asks for nothing.
fn only_polite(setting: &Setting, said: &Said, heard: &Heard) -> Option<Understood> {
    let asked = setting.asked.as_ref()?;
    let open = match asked.slot.kind {
        SlotKind::YesNo | SlotKind::Done | SlotKind::Wish => false,
        SlotKind::Choice { .. } => !matches!(heard, Heard::Value(..)),
        // « Ben » is a name too.
        SlotKind::PersonName { .. } => said.folded() != "ben",
        _ => true,
    };
    let polite = open && setting.lexicon().is_only(List::Polite, said);
    polite.then(|| Understood::one(Reading::NotUnderstood, "politesse, et rien d’autre"))
}

/// « Continuer » keeps a candidature where that is what is asked; elsewhere it takes up a conversation.
fn is_a_wish(setting: &Setting, name: Command, heard: &Heard) -> bool {
    let asked = setting.asked.as_ref().is_some_and(|asked| asked.slot.kind == SlotKind::Wish);
    let of_course =
        matches!(name, Command::Resume | Command::Skip | Command::Correct | Command::Repeat | Command::Restart);
    asked && of_course && matches!(heard, Heard::Value(..))
}

/// A sentence the step's file gives a meaning to, perhaps for several slots.
fn sentence_of_a_step(setting: &Setting, said: &Said, _: &Heard) -> Option<Understood> {
    let step = setting.asked.as_ref()?.step?;
    let says = step.says.iter().find(|says| says.patterns.iter().any(|pattern| pattern.matches(&said.words)))?;
    let why = format!("phrase prévue par l’étape « {} »", step.name);
    Some(Understood { readings: says.means.iter().map(plain).collect(), why })
}

/// « INE : 0494004062M », one or several lines.
fn labelled_lines(setting: &Setting, said: &Said, _: &Heard) -> Option<Understood> {
    let labelled = labelled::read(setting, said);
    let mut readings = labelled.readings;
    if readings.is_empty() {
        return None;
    }
    readings.extend(others::beside(setting, &Said::new(&labelled.rest), &readings));
    Some(Understood { readings, why: "lignes « question : réponse »".into() })
}

/// An option named outright beats a command that its words may contain.
fn option_named(setting: &Setting, said: &Said, heard: &Heard) -> Option<Understood> {
    let asked = setting.asked.as_ref()?;
    let list = matches!(asked.slot.kind, SlotKind::Choice { .. } | SlotKind::Ranking { .. });
    let sure = match heard {
        Heard::Value(_, flags) => !flags.contains(&Flag::Approximate) && !flags.contains(&Flag::UnknownOption),
        _ => false,
    };
    let short = said.words.len() <= 3 && !said.question;
    (list && sure && short).then(|| answer(setting, said, heard)).flatten()
}

fn command_within(setting: &Setting, said: &Said, heard: &Heard) -> Option<Understood> {
    let name = command::within(setting, said).filter(|name| !is_a_wish(setting, *name, heard))?;
    if name == Command::Correct {
        return correction(setting, said, heard);
    }
    // « PIAL, ça veut dire quoi ? » has an answer of its own, better than general help.
    if name == Command::Help && faq::best(setting, said).is_some_and(|found| found.weight >= 2 || said.question) {
        return None;
    }
    Some(Understood::one(Reading::Command { name, slot: None }, "tournure reconnue partout"))
}

/// « Je me suis trompé dans mon prénom » names a slot; « je peux changer mes vœux ? » asks how.
fn correction(setting: &Setting, said: &Said, heard: &Heard) -> Option<Understood> {
    if is_question(setting, said) && faq::best(setting, said).is_some() {
        return None;
    }
    // « je me suis trompé, je suis né à Arras » brings the right value along.
    let others = others::read(setting, said);
    if !others.is_empty() {
        return Some(Understood { readings: others, why: "correction avec la nouvelle valeur".into() });
    }
    let slot = command::slot_named(setting, said);
    // « Plutôt AESH » goes over to another guide, and corrects nothing here.
    if let (None, Some(campaign)) = (&slot, others::campaign(setting, said)) {
        return Some(Understood::one(campaign, "autre démarche nommée"));
    }
    let unnamed_answer = slot.is_none() && matches!(heard, Heard::Value(..));
    let reading = Reading::Command { name: Command::Correct, slot };
    (!unnamed_answer).then(|| Understood::one(reading, "demande de correction"))
}

fn question_often_asked(setting: &Setting, said: &Said, heard: &Heard) -> Option<Understood> {
    let question = is_question(setting, said);
    let about_this = if question { faq::about_this(setting, said) } else { None };
    let found = about_this.or_else(|| faq::best(setting, said))?;
    let asked = setting.asked.as_ref();
    let free = asked.is_some_and(|asked| asked.is_free());
    let whole = found.whole && asked.is_some_and(|asked| !matches!(asked.slot.kind, SlotKind::Text { .. }));
    let beaten = match heard {
        // « contact », where a first name is asked, asks for the contact.
        Heard::Value(..) | Heard::Refused(..) if free && whole => true,
        // « Mot de passe oublié » has the look of a name, and no one bears it; a free text may well speak of anything.
        Heard::Value(_, flags) if free || flags.contains(&Flag::UnknownOption) => {
            let text = asked.is_some_and(|asked| matches!(asked.slot.kind, SlotKind::Text { .. }));
            question || found.weight >= if text { 3 } else { 2 }
        }
        Heard::Value(..) | Heard::Check(..) | Heard::Values(_) => false,
        Heard::Ambiguous(_) => question || found.weight >= 3,
        // The option's own words explain better than any other text.
        Heard::Refused(Reason::Option(..), _) => question,
        Heard::Refused(..) => question || found.weight >= 2,
        // « J’ai changé d’avis » about the candidature is to be made clear, not explained.
        Heard::Unsure if asked.is_some_and(|asked| matches!(asked.slot.kind, SlotKind::Wish)) => question,
        Heard::Unsure | Heard::Nothing => question || found.weight >= 2 || said.words.len() <= 6,
    };
    // « pas encore » to a task is an answer even where a question often asked has the same words.
    let put_off = !question && setting.lexicon().is_only(List::Later, said);
    if !beaten || put_off {
        return None;
    }
    let mut understood =
        Understood::one(Reading::Faq { id: found.id.clone() }, format!("question fréquente « {} »", found.id));
    if let (Heard::Refused(reason, suggestion), Some(asked)) = (heard, asked) {
        let slot = asked.slot.name.clone();
        understood.readings.push(Reading::Refused { slot, reason: reason.clone(), suggestion: suggestion.clone() });
    }
    Some(understood)
}

/// « Plus tard », « non concerné », « je n’en ai pas ».
fn put_off(setting: &Setting, said: &Said, heard: &Heard) -> Option<Understood> {
    let asked = setting.asked.as_ref()?;
    let lexicon = setting.lexicon();
    // Words kept as they are, because no option fits, may still put the question off.
    let read = match heard {
        Heard::Value(_, flags) => !flags.contains(&Flag::UnknownOption),
        _ => matches!(heard, Heard::Values(_) | Heard::Check(..)),
    };
    let says = |list| {
        lexicon.is_only(list, said)
            || ((!read || asked.is_free()) && said.words.len() <= 12 && lexicon.says(list, &said.words))
    };
    if says(List::NotConcerned) {
        return Some(Understood::one(Reading::NotConcerned, "« non concerné »"));
    }
    // « Avez-vous un nom d’usage ? — Non » says that there is none.
    let may_lack = asked.slot.optional || asked.slot.none;
    if may_lack && !read && lexicon.is_only(List::No, said) {
        return Some(Understood::one(Reading::HasNone, "« non » vaut « je n’en ai pas »"));
    }
    // « Aucune préférence » among wishes lacks an order, not wishes.
    let unranked = matches!((&asked.slot.kind, heard), (SlotKind::Ranking { .. }, Heard::Refused(..)));
    // « Aucune idée » is no « aucun ».
    if lexicon.says(List::DontKnow, &said.words) {
        return None;
    }
    if says(List::HasNone) && !unranked && !matches!(asked.slot.kind, SlotKind::YesNo) {
        return Some(Understood::one(Reading::HasNone, "« je n’en ai pas »"));
    }
    if says(List::HasNone) && !read && !unranked {
        let reading = asked.answer(Value::Bool(false), &[], false);
        return Some(Understood::one(reading, "« aucun » vaut non"));
    }
    says(List::Later).then(|| Understood::one(Reading::Deferred, "remis à plus tard"))
}

fn answer(setting: &Setting, said: &Said, heard: &Heard) -> Option<Understood> {
    let asked = setting.asked.as_ref()?;
    // « Ok » is nobody's name.
    let lexicon = setting.lexicon();
    if asked.is_free() && lexicon.is_only(List::Unclear, said) {
        return Some(Understood::one(Reading::Unsure, "mot de politesse"));
    }
    let slot = asked.slot.name.clone();
    let mut readings = match heard {
        Heard::Nothing => return None,
        Heard::Value(value, flags) => vec![asked.answer(value.clone(), flags, false)],
        Heard::Check(value, flags) => vec![asked.answer(value.clone(), flags, true)],
        Heard::Values(values) => values.iter().map(plain).collect(),
        Heard::Refused(reason, suggestion) => {
            vec![Reading::Refused { slot, reason: reason.clone(), suggestion: suggestion.clone() }]
        }
        Heard::Ambiguous(among) => vec![Reading::Ambiguous { slot, among: among.clone() }],
        Heard::Unsure => vec![Reading::Unsure],
    };
    let mut others = others::beside(setting, said, &readings);
    if *heard == Heard::Value(Value::Bool(true), Vec::new()) {
        // « Oui, zoe@free.fr »: what the yes would have asked next.
        let next = others::behind_a_yes(setting, said).into_iter();
        others.extend(
            next.filter(|reading| !readings.contains(reading) && !others.contains(reading)).collect::<Vec<_>>(),
        );
    }
    // A sentence that plainly answers another question is no free text for this one.
    if !others.is_empty() && matches!(asked.slot.kind, SlotKind::Text { .. }) {
        return Some(Understood { readings: others, why: "réponse à une autre question".into() });
    }
    // « Je suis né à Arras » refuses nothing here: it answers elsewhere.
    if !others.is_empty() && matches!(heard, Heard::Refused(..) | Heard::Unsure) {
        readings.clear();
    }
    if readings.first().is_some_and(|reading| others::told_of_another(setting, said, reading, &others)) {
        readings.clear();
    }
    readings.extend(others);
    Some(Understood { readings, why: format!("lu par la question « {} »", asked.slot.name) })
}

fn plain((slot, value): &(super::definition::Name, Value)) -> Reading {
    Reading::Answer { slot: slot.clone(), value: value.clone(), flags: Vec::new(), check: false }
}

fn other_slots(setting: &Setting, said: &Said, _: &Heard) -> Option<Understood> {
    let readings = others::read(setting, said);
    let readings = if readings.is_empty() { others::behind_a_yes(setting, said) } else { readings };
    (!readings.is_empty()).then(|| Understood { readings, why: "réponse à une autre question".into() })
}

fn last_resort(setting: &Setting, said: &Said, _: &Heard) -> Option<Understood> {
    let lexicon = setting.lexicon();
    let unsure = lexicon.says(List::DontKnow, &said.words) || lexicon.is_only(List::Unclear, said);
    if unsure {
        return Some(Understood::one(Reading::Unsure, "réponse qui ne dit ni l’un ni l’autre"));
    }
    let campaign = others::campaign(setting, said)?;
    Some(Understood::one(campaign, "autre démarche nommée"))
}

/// « Candidat », where an address is asked: no address is a reason that can be told, unlike no understanding.
fn no_address(setting: &Setting, said: &Said, _: &Heard) -> Option<Understood> {
    let asked = setting.asked.as_ref().filter(|asked| asked.slot.kind == SlotKind::Email)?;
    let lexicon = setting.lexicon();
    let answers = |list| lexicon.is_only(list, said);
    if is_question(setting, said) || [List::Yes, List::No, List::Done, List::Polite].into_iter().any(answers) {
        return None;
    }
    let reading =
        Reading::Refused { slot: asked.slot.name.clone(), reason: Reason::of(Phrase::EmailUnread), suggestion: None };
    Some(Understood::one(reading, "aucune adresse"))
}

/// A question mark, or a word that opens a question.
pub(super) fn is_question(setting: &Setting, said: &Said) -> bool {
    let opens = |run: std::ops::Range<usize>| run.start <= 2;
    said.question || setting.lexicon().find(List::Interrogative, &said.words).is_some_and(opens)
}
