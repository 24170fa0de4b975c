//! Other slots plainly answered: « je m’appelle Jean Dupont, né le 3 août 1999 à Arras ».

use super::setting::{Asked, Setting};
use crate::dialog::definition::{Name, SlotKind, StepKind};
use crate::dialog::fold::{Said, Word};
use crate::dialog::intent::Reading;
use crate::dialog::lexicon::{Country, List};
use crate::dialog::pattern::among;
use crate::dialog::person::{Answer, Dossier, Key, Value};
use crate::dialog::slot::{self, Heard};
use crate::dialog::view::{CAMPAIGN, Truth, View};

/// What the utterance says for slots that were not asked.
pub(super) fn read(setting: &Setting, said: &Said) -> Vec<Reading> {
    // « Licence Mathématiques », said of a diploma, chooses no discipline.
    let lists = !setting.asked.as_ref().is_some_and(Asked::is_free);
    setting.view.as_ref().map(|view| in_dossier(setting, view, said, lists)).unwrap_or_default()
}

/// The same, beside readings already made: a slot is read once, and a campaign just chosen opens its own slots.
pub(super) fn beside(setting: &Setting, said: &Said, readings: &[Reading]) -> Vec<Reading> {
    let taken: Vec<&Name> = readings.iter().filter_map(slot_of).collect();
    let values: Vec<&Value> = readings.iter().filter_map(value_of).collect();
    // « Je m’appelle Marie » gives one name, not the first name and the family name at once.
    let free = |reading: &Reading| {
        slot_of(reading).is_none_or(|slot| !taken.contains(&slot))
            && value_of(reading).is_none_or(|value| !values.contains(&value))
    };
    let campaign = readings.iter().find_map(|reading| match reading {
        Reading::Answer { slot, value: Value::Text(id), .. } if **slot == *CAMPAIGN => Some(id),
        _ => None,
    });
    let others = match campaign {
        Some(id) => in_new_dossier(setting, said, id),
        // Words that answered the question chose nothing from another one's list.
        None => setting.view.as_ref().map(|view| in_dossier(setting, view, said, false)).unwrap_or_default(),
    };
    others.into_iter().filter(free).collect()
}

fn slot_of(reading: &Reading) -> Option<&Name> {
    match reading {
        Reading::Answer { slot, .. } | Reading::Ambiguous { slot, .. } | Reading::Refused { slot, .. } => Some(slot),
        _ => None,
    }
}

fn value_of(reading: &Reading) -> Option<&Value> {
    match reading {
        Reading::Answer { value, .. } => Some(value),
        _ => None,
    }
}

/// « 2nd degré à Lille en maths » names the discipline along with the campaign whose list it is in.
fn in_new_dossier(setting: &Setting, said: &Said, campaign: &str) -> Vec<Reading> {
    let Some(campaign) = setting.library.campaigns.get(campaign) else { return Vec::new() };
    let now = jiff::Timestamp::UNIX_EPOCH;
    let mut dossier = Dossier::new(uuid::Uuid::nil(), campaign.dialog.clone(), 0, now);
    dossier.answers.insert(Key::new(CAMPAIGN), Answer::given(Value::of(&*campaign.id)));
    let Some(view) = View::new(setting.library, &dossier) else { return Vec::new() };
    in_dossier(setting, &view, said, true)
}

/// « Avez-vous une adresse ? — marie@free.fr »: what a yes would have asked next says yes, and what it is.
pub(super) fn behind_a_yes(setting: &Setting, said: &Said) -> Vec<Reading> {
    let asked = setting.asked.as_ref().filter(|asked| asked.slot.kind == SlotKind::YesNo && asked.entry.is_none());
    let (Some(asked), Some(view)) = (asked, &setting.view) else { return Vec::new() };
    let yes = || Value::Bool(true);
    let mut dossier = view.dossier.clone();
    dossier.answers.insert(Key::new(&asked.slot.name), Answer::given(yes()));
    let Some(view) = View::new(setting.library, &dossier) else { return Vec::new() };
    let follows = |slot: &Name| {
        let step = view.dialog.step_of(slot);
        step.is_some_and(|step| step.when.iter().any(|condition| condition.slot == asked.slot.name))
    };
    let told = in_dossier(setting, &view, said, false);
    let told: Vec<Reading> = told.into_iter().filter(|reading| slot_of(reading).is_some_and(follows)).collect();
    let said_yes = told.first().map(|_| asked.answer(yes(), &[], false));
    said_yes.into_iter().chain(told).collect()
}

/// `lists`: options of lists are read too, of questions that have no answer yet.
fn in_dossier(setting: &Setting, view: &View, said: &Said, lists: bool) -> Vec<Reading> {
    let asked = setting.asked.as_ref();
    let entry = asked.and_then(|asked| asked.entry.clone());
    let mut readings: Vec<Reading> = Vec::new();
    for step in &view.dialog.steps {
        let own = step.group.is_none() || step.group.as_ref() == entry.as_ref().map(|(group, _)| group);
        let is_asked = asked.is_some_and(|asked| asked.slot.name == step.slot.name);
        let list = matches!(step.slot.kind, SlotKind::Choice { .. } | SlotKind::Ranking { .. });
        let loose = list && (!lists || view.dossier.settled(&step.slot.name, entry.as_ref()).is_some());
        let may = step.kind == StepKind::Question && step.slot.volunteered && own && !is_asked && !loose;
        if !may || view.holds(&step.when, &entry) != Truth::Yes {
            continue;
        }
        let other = Asked::step(view, step, &entry);
        let inner = Setting { library: setting.library, view: Some(*view), asked: None, today: setting.today };
        if taken_in_passing(setting, &other, said) {
            continue;
        }
        let heard = match slot::read(&inner.scene(&other, false), said) {
            Heard::Nothing => introduced(&inner, &other, said),
            // « Un BTS », said of anything, refuses no diploma.
            Heard::Refused(..) if list => introduced(&inner, &other, said),
            heard => heard,
        };
        for reading in plainly(&other, heard) {
            if !readings.iter().any(|known| slot_of(known) == slot_of(&reading)) {
                readings.push(reading);
            }
        }
    }
    readings
}

/// « Je suis de nationalité belge » gives no first name: what the name of another question introduces, or what is
/// the name of a people, was told of that question.
pub(super) fn told_of_another(setting: &Setting, said: &Said, reading: &Reading, others: &[Reading]) -> bool {
    let free = setting.asked.as_ref().is_some_and(Asked::is_free);
    let (Some(view), Reading::Answer { value: Value::Text(text), .. }, true) = (&setting.view, reading, free) else {
        return false;
    };
    let value = Said::new(text);
    let Some(first) = value.words.first() else { return false };
    let at = said.words.iter().position(|word| word.text == first.text).unwrap_or(0);
    let whole = value.folded();
    let people = |kind: &SlotKind| {
        let is = |country: &Country| country.aliases.contains(&whole);
        matches!(kind, SlotKind::Country) && setting.lexicon().countries.iter().any(is)
    };
    let told = others.iter().filter_map(slot_of).filter_map(|slot| view.dialog.step_of(slot));
    told.map(|step| &step.slot).any(|slot| {
        let introduced = slot.called.iter().filter_map(|called| called.find(&said.words)).any(|run| run.end <= at);
        introduced || people(&slot.kind)
    })
}

/// « Licence maths » after « SVT » was chosen changes no discipline: what is answered changes only when that is said.
fn taken_in_passing(setting: &Setting, other: &Asked, said: &Said) -> bool {
    let lexicon = setting.lexicon();
    let says_so = lexicon.says(List::Correct, &said.words)
        || lexicon.find(List::No, &said.words).is_some_and(|run| run.start == 0)
        || among(&other.slot.called, &said.words).any(|pattern| pattern.matches(&said.words));
    matches!(other.slot.kind, SlotKind::Choice { .. }) && other.held.is_some() && !says_so
}

pub(super) fn as_asked(asked: &Asked, heard: Heard) -> Vec<Reading> {
    match heard {
        Heard::Refused(reason, suggestion) => {
            vec![Reading::Refused { slot: asked.slot.name.clone(), reason, suggestion }]
        }
        Heard::Ambiguous(among) => vec![Reading::Ambiguous { slot: asked.slot.name.clone(), among }],
        heard => plainly(asked, heard),
    }
}

/// Words behind the name of a question that are read as what was told of it.
const TOLD: usize = 12;

/// « Mon INE est le 1234 »: what was plainly told of a question, and cannot be.
fn introduced(setting: &Setting, asked: &Asked, said: &Said) -> Heard {
    let words = &said.words;
    let name = among(&asked.slot.called, words).filter_map(|called| called.find(words)).max_by_key(|run| run.end);
    let Some(name) = name.filter(|_| !said.question && !asked.is_free()) else { return Heard::Nothing };
    let behind = words.get(name.end..).unwrap_or_default();
    let is_verb = |word: &&Word| ["c", "est", "sont", "cest", "ce", "sera", "le", "la", "les"].contains(&&*word.text);
    let verbs = behind.iter().take_while(is_verb).count();
    let from = name.end + verbs;
    let figure = words.get(from).is_some_and(|word| word.text.starts_with(|sign: char| sign.is_ascii_digit()));
    if words.len() > STORY || (verbs == 0 && !figure) {
        return Heard::Nothing;
    }
    let end = words.len().min(from + TOLD);
    let end = (from + 1..end).find(|at| pauses_before(said, *at)).unwrap_or(end);
    match slot::read(&setting.scene(asked, true), &Said::new(said.original(from..end))) {
        refused @ Heard::Refused(..) => refused,
        _ => Heard::Nothing,
    }
}

/// In longer utterances a name is only spoken of.
const STORY: usize = 60;

/// A comma or a full stop with a space behind it; those inside a date or an address end nothing.
fn pauses_before(said: &Said, word: usize) -> bool {
    let end = word.checked_sub(1).and_then(|last| said.words.get(last)).map(|last| last.at.end);
    let start = said.words.get(word).map(|word| word.at.start);
    let between = end.zip(start).and_then(|(from, to)| said.raw.get(from..to)).unwrap_or_default();
    between.ends_with(char::is_whitespace) && between.contains([',', ';', '.', '!', '\n', '('])
}

/// Only what is sure counts when it was not asked for.
fn plainly(asked: &Asked, heard: Heard) -> Vec<Reading> {
    match heard {
        Heard::Value(value, flags) => vec![asked.answer(value, &flags, false)],
        Heard::Check(value, flags) => vec![asked.answer(value, &flags, true)],
        Heard::Values(values) => values.iter().map(super::plain).collect(),
        // What was introduced and cannot be is told: dropped in silence, it would be thought to be noted.
        Heard::Refused(reason, suggestion) => {
            vec![Reading::Refused { slot: asked.slot.name.clone(), reason, suggestion }]
        }
        Heard::Nothing | Heard::Ambiguous(_) | Heard::Unsure => Vec::new(),
    }
}

/// Another campaign named in the middle of a dossier: « et pour AESH ? ».
pub(super) fn campaign(setting: &Setting, said: &Said) -> Option<Reading> {
    let free = setting.asked.as_ref().is_some_and(Asked::is_free);
    let view = setting.view.as_ref()?;
    let short = said.words.len() <= 12;
    // « Lycée » tells the degree of a campaign already meant; alone it names none.
    let trades = setting.library.campaigns.facets.get("metier");
    let named = trades.is_some_and(|trades| {
        trades.iter().flat_map(|(_, all)| among(all, &said.words)).any(|p| p.matches(&said.words))
    });
    if free || !short || !named || matches!(setting.asked.as_ref().map(|asked| &asked.slot.kind), Some(SlotKind::Done))
    {
        return None;
    }
    let asked = Asked::campaign(setting.library)?;
    match slot::read(&setting.scene(&asked, false), said) {
        Heard::Value(value, flags) if view.campaign().is_none_or(|own| !value.is(&own.id)) => {
            Some(asked.answer(value, &flags, false))
        }
        _ => None,
    }
}
