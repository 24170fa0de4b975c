//! Cards in order, view by view, so that a page of a list costs what it shows and a counter nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use uuid::Uuid;

use super::{Behind, Card, Part, View, Wanted};
use crate::dialog::definition::Name;
use crate::dialog::fold::fold;

/// A list that is kept in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    /// A view that is the same for all; never [`View::Mine`].
    Of(View),
    /// Whom that member of staff looks after or speaks with.
    Mine(String),
}

/// In which order a list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Who has waited longest first; then, where nothing is to be done, who was silent longest.
    Waiting,
    /// Who was in contact last first.
    Recent,
    /// By name; who has none last.
    Name,
}

impl Order {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Recent, Self::Name];
}

/// Where a card stands in an order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    rank: i64,
    name: Option<Arc<str>>,
    person: Uuid,
}

/// A card, its places and what it is counted under.
#[derive(Debug)]
struct Kept {
    card: Arc<Card>,
    name: Option<Arc<str>>,
}

/// The campaigns of somebody's dossiers, in order.
type Campaigns = Vec<Name>;

/// All cards.
#[derive(Debug, Default)]
pub(super) struct Shelves {
    cards: BTreeMap<Uuid, Kept>,
    places: BTreeMap<(Shelf, Order), BTreeSet<Place>>,
    /// A visitor may see some campaigns only: as many counters as there are sets of campaigns people have.
    counts: BTreeMap<Shelf, BTreeMap<Campaigns, usize>>,
    labels: BTreeMap<String, usize>,
    logins: BTreeMap<String, usize>,
}

impl Shelves {
    pub(super) fn card(&self, person: Uuid) -> Option<Arc<Card>> {
        self.cards.get(&person).map(|kept| Arc::clone(&kept.card))
    }

    pub(super) fn len(&self) -> usize {
        self.cards.len()
    }

    /// Puts a card in its places; false for one that is older than what is there.
    pub(super) fn put(&mut self, card: Arc<Card>) -> bool {
        if self.cards.get(&card.person).is_some_and(|kept| kept.card.commit > card.commit) {
            return false;
        }
        self.remove(card.person);
        let folded = fold(&card.name);
        let kept = Kept { name: Some(folded.into()).filter(|name: &Arc<str>| !name.is_empty()), card };
        for shelf in kept.card.shelves() {
            for order in Order::ALL {
                self.places.entry((shelf.clone(), order)).or_default().insert(kept.place(order));
            }
            *self.counts.entry(shelf).or_default().entry(campaigns(&kept.card)).or_default() += 1;
        }
        kept.card.handling.labels.iter().for_each(|label| up(&mut self.labels, label));
        kept.card.handling.assigned.iter().for_each(|login| up(&mut self.logins, login));
        self.cards.insert(kept.card.person, kept);
        true
    }

    pub(super) fn remove(&mut self, person: Uuid) {
        let Some(kept) = self.cards.remove(&person) else { return };
        for shelf in kept.card.shelves() {
            for order in Order::ALL {
                if let Some(places) = self.places.get_mut(&(shelf.clone(), order)) {
                    places.remove(&kept.place(order));
                }
            }
            if let Some(counts) = self.counts.get_mut(&shelf) {
                down(counts, &campaigns(&kept.card));
            }
        }
        kept.card.handling.labels.iter().for_each(|label| down(&mut self.labels, label));
        kept.card.handling.assigned.iter().for_each(|login| down(&mut self.logins, login));
    }

    /// How many cards stand on a shelf, of those with one of these campaigns or none yet.
    pub(super) fn count(&self, shelf: &Shelf, seen: Option<&BTreeSet<Name>>) -> usize {
        let Some(counts) = self.counts.get(shelf) else { return 0 };
        let sees = |campaigns: &Campaigns| {
            seen.is_none_or(|seen| campaigns.is_empty() || campaigns.iter().any(|campaign| seen.contains(campaign)))
        };
        counts.iter().filter(|(campaigns, _)| sees(campaigns)).map(|(_, count)| count).sum()
    }

    pub(super) fn part(&self, shelf: &Shelf, order: Order, wanted: Wanted<'_>, skip: usize, take: usize) -> Part {
        let Some(places) = self.places.get(&(shelf.clone(), order)) else { return Part::default() };
        let cards = places.iter().filter_map(|place| self.cards.get(&place.person));
        let Some(wanted) = wanted else {
            let cards = cards.skip(skip).take(take).map(|kept| Arc::clone(&kept.card)).collect();
            return Part { cards, total: places.len() };
        };
        let mut part = Part::default();
        for kept in cards.filter(|kept| wanted(&kept.card)) {
            if (skip..skip.saturating_add(take)).contains(&part.total) {
                part.cards.push(Arc::clone(&kept.card));
            }
            part.total += 1;
        }
        part
    }

    pub(super) fn behind(
        &self,
        shelf: &Shelf,
        order: Order,
        wanted: Wanted<'_>,
        after: Option<&Place>,
        take: usize,
    ) -> Behind {
        let Some(places) = self.places.get(&(shelf.clone(), order)) else { return Behind::default() };
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let cards = places.range((from, Bound::Unbounded)).filter_map(|place| self.cards.get(&place.person));
        let wanted = cards.filter(|kept| wanted.is_none_or(|wanted| wanted(&kept.card)));
        let mut found: Vec<&Kept> = wanted.take(take.saturating_add(1)).collect();
        let more = found.len() > take;
        found.truncate(take);
        let next = found.last().filter(|_| more).map(|kept| kept.place(order));
        (found.into_iter().map(|kept| Arc::clone(&kept.card)).collect(), next)
    }

    /// The labels and the logins that are in use.
    pub(super) fn words(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        (self.labels.keys().cloned().collect(), self.logins.keys().cloned().collect())
    }
}

impl Kept {
    fn place(&self, order: Order) -> Place {
        let place = |rank, name| Place { rank, name, person: self.card.person };
        match order {
            Order::Waiting => {
                let since = self.card.needs().first().map(|need| need.since);
                place(since.unwrap_or_else(|| self.card.last()).as_millisecond(), None)
            }
            Order::Recent => place(-self.card.last().as_millisecond(), None),
            // Who has no name stands behind all others.
            Order::Name => place(i64::from(self.name.is_none()), self.name.clone()),
        }
    }
}

fn campaigns(card: &Card) -> Campaigns {
    let all: BTreeSet<&Name> = card.dossiers.iter().filter_map(|dossier| dossier.campaign.as_ref()).collect();
    all.into_iter().cloned().collect()
}

fn up(counts: &mut BTreeMap<String, usize>, of: &str) {
    *counts.entry(of.to_owned()).or_default() += 1;
}

fn down<K: Ord>(counts: &mut BTreeMap<K, usize>, of: &K) {
    if let Some(count) = counts.get_mut(of) {
        *count = count.saturating_sub(1);
        if *count == 0 {
            counts.remove(of);
        }
    }
}
