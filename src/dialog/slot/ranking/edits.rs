//! Edits of the list held now: « ajoutez Lens après Douai », « enlevez Douai », « inversez Douai et Cambrai ».

use super::items::Item;
use super::order::{Rank, Side, ranks, side};
use crate::dialog::fold::Said;
use crate::dialog::lexicon::{Lexicon, List};
use crate::dialog::person::Value;
use crate::dialog::slot::Scene;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Add,
    Remove,
    /// No verb, or one that only says where: « mettez Douai en premier ».
    Move,
}

#[derive(Debug)]
enum Place {
    Same,
    At(Rank),
    Beside(Side, String),
}

#[derive(Debug)]
struct Op {
    verb: Verb,
    wish: String,
    place: Place,
}

/// The list after the edit, when the words are one.
pub(super) fn edit(scene: &Scene, said: &Said, items: &[Item]) -> Option<Vec<String>> {
    let held = match scene.held {
        // « Inversez les deux » names neither.
        Some(Value::List(held)) if held.len() == 2 && items.is_empty() => {
            scene.lexicon.find(List::Swap, &said.words)?;
            return Some(held.iter().rev().cloned().collect());
        }
        Some(Value::List(held)) if !held.is_empty() && !items.is_empty() => held.clone(),
        _ => return None,
    };
    if scene.lexicon.says(List::All, &said.words) {
        return None;
    }
    if let Some(swapped) = swap(scene, said, items, &held) {
        return Some(swapped);
    }
    let ops = ops(scene, said, items);
    let named = |op: &Op| held.contains(&op.wish);
    let beside = |op: &Op| match &op.place {
        Place::Beside(_, other) => held.contains(other),
        _ => true,
    };
    let moves = |op: &Op| named(op) && beside(op) && !matches!(op.place, Place::Same);
    let is_edit = ops.iter().any(|op| op.verb != Verb::Move) || (ops.len() < held.len() && ops.iter().all(moves));
    // « Lens avant Douai » of a list of two is the new list itself.
    is_edit.then(|| ops.into_iter().fold(held, apply))
}

fn ops(scene: &Scene, said: &Said, items: &[Item]) -> Vec<Op> {
    let ranks = ranks(scene.lexicon, said, items);
    let mut ops = Vec::new();
    let mut at = 0;
    while let Some(item) = items.get(at) {
        let next = items.get(at + 1);
        let beside =
            next.and_then(|next| Some((side(scene.lexicon, said, &item.run, &next.run)?, next.id(scene.options)?)));
        let place = match (&beside, ranks.get(at).copied().flatten()) {
            (Some((side, other)), _) => Place::Beside(*side, other.clone()),
            (None, Some(rank)) => Place::At(rank),
            (None, None) => Place::Same,
        };
        if let Some(wish) = item.id(scene.options) {
            ops.push(Op { verb: verb(scene.lexicon, said, item, items.len() == 1), wish, place });
        }
        at += if beside.is_some() { 2 } else { 1 };
    }
    ops
}

/// The last verb before the wish; behind it only where it is the only wish (« Lens aussi »).
fn verb(lexicon: &Lexicon, said: &Said, item: &Item, alone: bool) -> Verb {
    let last = |list, words: &[_]| {
        let patterns = lexicon.lists.get(&list).map(Vec::as_slice).unwrap_or_default();
        (0..words.len()).rev().find(|at| {
            let tail = words.get(*at..).unwrap_or_default();
            patterns.iter().any(|pattern| pattern.begins(tail).is_some())
        })
    };
    let before = said.words.get(..item.run.start).unwrap_or_default();
    let behind = said.words.get(item.run.end..).unwrap_or_default();
    match (last(List::Add, before), last(List::Remove, before)) {
        (Some(add), Some(remove)) => {
            if add > remove {
                Verb::Add
            } else {
                Verb::Remove
            }
        }
        (Some(_), None) => Verb::Add,
        (None, Some(_)) => Verb::Remove,
        (None, None) if alone && last(List::Add, behind).is_some() => Verb::Add,
        (None, None) => Verb::Move,
    }
}

fn apply(mut list: Vec<String>, op: Op) -> Vec<String> {
    let old = list.iter().position(|wish| *wish == op.wish);
    if op.verb == Verb::Remove {
        list.retain(|wish| *wish != op.wish);
        return list;
    }
    if matches!(op.place, Place::Same) && old.is_some() {
        return list;
    }
    list.retain(|wish| *wish != op.wish);
    let at = match &op.place {
        Place::Same | Place::At(Rank::Last) => list.len(),
        Place::At(Rank::Nth(n)) => n.saturating_sub(1).min(list.len()),
        Place::Beside(side, other) => {
            let found = list.iter().position(|wish| wish == other);
            found.map_or(list.len(), |at| if *side == Side::After { at + 1 } else { at })
        }
    };
    list.insert(at, op.wish);
    list
}

/// « Inversez A et B », « A à la place de B », « remplacez A par B ».
fn swap(scene: &Scene, said: &Said, items: &[Item], held: &[String]) -> Option<Vec<String>> {
    let [one, two] = items else { return None };
    scene.lexicon.find(List::Swap, &said.words)?;
    let (a, b) = (one.id(scene.options)?, two.id(scene.options)?);
    let between = said.words.get(one.run.end..two.run.start)?;
    let instead = between.iter().any(|word| ["place", "lieu"].contains(&word.text.as_str()));
    let place = |wish: &String| held.iter().position(|other| other == wish);
    let mut list = held.to_vec();
    match (place(&a), place(&b)) {
        (Some(a), Some(b)) => list.swap(a, b),
        (None, Some(at)) if instead => *list.get_mut(at)? = a,
        (Some(at), None) if !instead => *list.get_mut(at)? = b,
        _ => return None,
    }
    Some(list)
}
