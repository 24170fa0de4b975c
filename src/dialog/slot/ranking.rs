//! Several of a list, most wanted first: by name, bassin number, place, exclusion, or as edits of the list held now.

use super::choice::{ids, is_answer};
use super::{Heard, Scene};
use crate::dialog::fold::Said;
use crate::dialog::intent::Reason;
use crate::dialog::lexicon::List;
use crate::dialog::number;
use crate::dialog::person::{Flag, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;

mod edits;
mod items;
mod numbers;
mod order;
#[cfg(test)]
mod tests;

use items::{Item, What};

/// How many wishes a ranking takes, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Zones outside the list are kept, flagged.
    pub other: bool,
    /// At least so many.
    pub least: usize,
    /// At most so many.
    pub most: usize,
}

/// Reads wishes in order of preference.
#[must_use]
pub fn read(scene: &Scene, said: &Said, limits: Limits) -> Heard {
    let lexicon = scene.lexicon;
    let questions = lexicon.says(List::Interrogative, &said.words) || lexicon.says(List::DontKnow, &said.words);
    if said.is_empty() || questions {
        return Heard::Nothing;
    }
    let items = items::find(scene, said);
    if said.question && items.iter().map(|item| item.run.len()).sum::<usize>() < said.words.len() {
        return Heard::Nothing;
    }
    if let Some(among) = items.iter().find_map(Item::ambiguous) {
        return if scene.asked { Heard::Ambiguous(ids(scene.options, among)) } else { Heard::Nothing };
    }
    if let Some(edited) = edits::edit(scene, said, &items) {
        return finish(scene, edited, flags(&items), limits);
    }
    if !scene.asked && !plainly_wishes(said, &items) {
        return Heard::Nothing;
    }
    if let Some(heard) = whole_list(scene, said, &items, limits) {
        return heard;
    }
    let items = order::wanted(scene, said, items);
    if items.is_empty() {
        return if scene.asked { numbers::read(scene, said, limits) } else { Heard::Nothing };
    }
    let other = items.iter().any(|item| matches!(item.what, What::Other(_)));
    let known = items.iter().any(|item| !matches!(item.what, What::Other(_)));
    if other && !limits.other {
        return if known { Heard::Refused(Reason::of(Phrase::NotInList), None) } else { Heard::Nothing };
    }
    if other && !known && !is_answer(scene, said) {
        return Heard::Nothing;
    }
    let flags = flags(&items);
    finish(scene, items.iter().filter_map(|item| item.id(scene.options)).collect(), flags, limits)
}

/// Where wishes were not asked for, one town is no wish yet: people are born in towns too.
fn plainly_wishes(said: &Said, items: &[Item]) -> bool {
    let known = items.iter().filter(|item| matches!(item.what, What::Options(_))).count();
    let about = ["voeu", "voeux", "zone", "zones", "bassin", "bassins"];
    let spoken_of = said.words.iter().any(|word| about.contains(&word.text.as_str()));
    known == items.len() && (known >= 2 || known == 1 && spoken_of)
}

/// « Toutes sauf Lens », « toutes dans l’ordre »; « toutes » alone says no order, and the guide demands one.
fn whole_list(scene: &Scene, said: &Said, items: &[Item], limits: Limits) -> Option<Heard> {
    let says = |list| scene.lexicon.says(list, &said.words);
    if number::all_of(scene.lexicon, &said.words) == Some(scene.options.len()) && scene.asked {
        return both(scene, said, items, limits);
    }
    if !(says(List::All) || says(List::Anything)) {
        return None;
    }
    let excepted = scene.lexicon.find(List::Except, &said.words).map(|run| run.end);
    let excepted = |item: &&Item| excepted.is_some_and(|from| item.run.start >= from);
    let out: Vec<String> = items.iter().filter(excepted).filter_map(|item| item.id(scene.options)).collect();
    let in_order = says(List::All) && said.words.iter().any(|word| word.text == "ordre");
    if out.is_empty() && !(in_order && items.is_empty()) {
        let order = scene.asked && items.is_empty();
        return order.then(|| Heard::Refused(Reason::of(Phrase::OrderNeeded), None));
    }
    let all = scene.options.iter().filter(|option| option.refused.is_none()).map(|option| option.id.to_string());
    Some(finish(scene, all.filter(|id| !out.contains(id)).collect(), flags(items), limits))
}

/// « Les deux, Douai d’abord »: with one wish left there is but one order; « les deux » alone says none.
fn both(scene: &Scene, said: &Said, items: &[Item], limits: Limits) -> Option<Heard> {
    let wanted = order::wanted(scene, said, items.to_vec());
    let mut ids: Vec<String> = wanted.iter().filter_map(|item| item.id(scene.options)).collect();
    let left: Vec<String> =
        scene.options.iter().map(|option| option.id.to_string()).filter(|id| !ids.contains(id)).collect();
    if left.len() > 1 {
        return Some(Heard::Refused(Reason::of(Phrase::OrderNeeded), None));
    }
    ids.extend(left);
    Some(finish(scene, ids, flags(items), limits))
}

fn flags(items: &[Item]) -> Vec<Flag> {
    let other = items.iter().any(|item| matches!(item.what, What::Other(_)));
    let slip = items.iter().any(|item| item.approximate);
    let number = items.iter().any(|item| item.by_number);
    let flags = [(other, Flag::UnknownOption), (slip, Flag::Approximate), (number, Flag::ByNumber)];
    flags.into_iter().filter_map(|(held, flag)| held.then_some(flag)).collect()
}

/// The wishes, each kept once, when there are neither too few nor too many.
fn finish(scene: &Scene, wishes: Vec<String>, mut flags: Vec<Flag>, limits: Limits) -> Heard {
    let mut kept: Vec<String> = Vec::new();
    for wish in wishes {
        let key = crate::dialog::fold::fold(&wish);
        if kept.iter().any(|other| crate::dialog::fold::fold(other) == key) {
            flags.push(Flag::Duplicate);
        } else {
            kept.push(wish);
        }
    }
    flags.dedup();
    let refused =
        scene.options.iter().find(|option| option.refused.is_some() && kept.iter().any(|id| **id == *option.id));
    if let Some(option) = refused {
        return super::choice::settle(option, false);
    }
    let out_of = |phrase, n: usize| Heard::Refused(Reason::Phrase(phrase, Args::new().with("n", n)), None);
    if kept.len() < limits.least {
        out_of(Phrase::TooFew, limits.least)
    } else if kept.len() > limits.most {
        out_of(Phrase::TooMany, limits.most)
    } else {
        Heard::Value(Value::List(kept), flags)
    }
}
