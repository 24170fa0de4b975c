//! In which order wishes are wanted: as said, by rank (« Douai en premier »), or one after the other.

use std::ops::Range;

use super::items::Item;
use crate::dialog::fold::{Said, Word};
use crate::dialog::lexicon::{Lexicon, List};
use crate::dialog::number;
use crate::dialog::slot::Scene;
use crate::dialog::slot::options::{breaks_before, negated};

/// A place in the order, from the words around a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    /// From 1.
    Nth(usize),
    Last,
}

/// Which of two neighbours comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// The wishes that are wanted, most wanted first.
pub(super) fn wanted(scene: &Scene, said: &Said, items: Vec<Item>) -> Vec<Item> {
    let mut from = 0;
    let mut kept = Vec::new();
    for item in items {
        let excluded = negated(scene.lexicon, said, from, &item.run);
        from = item.run.end;
        if !excluded {
            kept.push(item);
        }
    }
    let ranks = ranks(scene.lexicon, said, &kept);
    if ranks.iter().any(Option::is_some) {
        return placed(kept, &ranks);
    }
    // « Cambrai après Douai »: the second first.
    for at in 1..kept.len() {
        if let Some([one, two]) = kept.get_mut(at - 1..=at)
            && side(scene.lexicon, said, &one.run, &two.run) == Some(Side::After)
        {
            std::mem::swap(one, two);
        }
    }
    kept
}

/// « X avant Y », « X après Y »: what stands between two wishes; « X, après Y » and « X puis après Y » only go on.
pub(super) fn side(lexicon: &Lexicon, said: &Said, one: &Range<usize>, two: &Range<usize>) -> Option<Side> {
    let (first, second) = if one.end <= two.start { (one, two) } else { (two, one) };
    let between = said.words.get(first.end..second.start)?;
    let goes_on = between
        .iter()
        .any(|word| ["et", "puis", "pui", "pis", "sinon", "ensuite", "enfin"].contains(&word.text.as_str()));
    if goes_on || between.len() > 4 || (first.end..=second.start).any(|at| breaks_before(said, at)) {
        return None;
    }
    if lexicon.says(List::After, between) {
        Some(Side::After)
    } else {
        lexicon.says(List::Before, between).then_some(Side::Before)
    }
}

/// The rank said of each wish: all before the names (« 1. Douai ») or all behind them (« Douai en premier »).
pub(super) fn ranks(lexicon: &Lexicon, said: &Said, items: &[Item]) -> Vec<Option<Rank>> {
    let words = |run: Range<usize>| said.words.get(run).unwrap_or_default();
    let starts = || items.iter().map(|item| item.run.start);
    let ends = || items.iter().map(|item| item.run.end);
    let before = std::iter::once(0).chain(ends()).zip(starts());
    let behind = ends().zip(starts().skip(1).chain(std::iter::once(said.words.len())));
    let before: Vec<_> = before.map(|(from, to)| rank(lexicon, words(from..to))).collect();
    if before.first().is_some_and(Option::is_some) {
        return before;
    }
    behind.map(|(from, to)| rank(lexicon, words(from..to))).collect()
}

fn rank(lexicon: &Lexicon, words: &[Word]) -> Option<Rank> {
    let counted = ["voeu", "choix", "numero", "n", "position", "place", "rang"];
    let plural = ["voeux", "zones", "bassins", "villes", "secteurs"];
    for at in 0..words.len() {
        let Some(number) = words.get(at..).and_then(|rest| number::read(lexicon, rest)) else { continue };
        let is = |at: Option<usize>, list: &[&str]| {
            at.and_then(|at| words.get(at)).is_some_and(|word| list.contains(&word.text.as_str()))
        };
        let said = number.ordinal || number.digits > 0 || is(at.checked_sub(1), &counted);
        let counts = is(Some(at + number.words), &plural);
        if said && !counts && (1..=30).contains(&number.value) {
            return usize::try_from(number.value).ok().map(Rank::Nth);
        }
    }
    if lexicon.says(List::Last, words) {
        Some(Rank::Last)
    } else {
        lexicon.says(List::First, words).then_some(Rank::Nth(1))
    }
}

/// Puts ranked wishes at their ranks and the others, in the order said, in what is left.
fn placed(items: Vec<Item>, ranks: &[Option<Rank>]) -> Vec<Item> {
    let count = items.len();
    let mut keyed: Vec<(usize, Item)> = Vec::with_capacity(count);
    let nth = |rank: &Rank| match rank {
        Rank::Nth(n) => n - 1,
        Rank::Last => usize::MAX,
    };
    let taken: Vec<usize> = ranks.iter().flatten().map(nth).collect();
    let mut free = (0..).filter(|at| !taken.contains(at));
    for (item, rank) in items.into_iter().zip(ranks) {
        let at = rank.as_ref().map(nth).or_else(|| free.next()).unwrap_or(usize::MAX);
        keyed.push((at, item));
    }
    keyed.sort_by_key(|(at, _)| *at);
    keyed.into_iter().map(|(_, item)| item).collect()
}
