//! Lists that are kept in order beside lists that are made anew from all cards.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use uuid::Uuid;

use super::{Board, Card, Order, Shelf, Standing, View};
use crate::console::access::{Role, Visitor};
use crate::conversation::Personal;
use crate::dialog::definition::Name;
use crate::dialog::person::{Channel, Handling, Owner, Waiting, WaitingFor};

const CAMPAIGNS: [&str; 3] = ["aesh", "m2", "inalco"];
const LOGINS: [&str; 2] = ["camille", "paul"];

fn moment(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn dossier() -> impl Strategy<Value = Standing> {
    let campaign = proptest::option::of(proptest::sample::select(&CAMPAIGNS[..]));
    (campaign, proptest::option::of(0_i64..50), any::<u128>()).prop_map(|(campaign, finished, id)| Standing {
        id: Uuid::from_u128(id),
        number: format!("{id:08X}"),
        dialog: "acloe".into(),
        campaign: campaign.map(Name::from),
        step: None,
        settled: 1,
        total: 3,
        opened: moment(1),
        finished: finished.map(moment),
    })
}

fn waiting() -> impl Strategy<Value = Option<Waiting>> {
    let why = [
        WaitingFor::Asked,
        WaitingFor::Stuck,
        WaitingFor::Unreadable,
        WaitingFor::Erasure,
        WaitingFor::Renewal,
        WaitingFor::Spoofed,
        WaitingFor::Unfinished,
    ];
    let waiting = (0_i64..50, proptest::sample::select(why.to_vec()));
    proptest::option::of(waiting.prop_map(|(since, why)| Waiting::new(why, moment(since))))
}

fn login() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(proptest::sample::select(&LOGINS[..]).prop_map(str::to_owned))
}

prop_compose! {
    fn card()(
        person in 0_u128..12,
        name in proptest::sample::select(vec!["", "Zoé Petit", "Éric Blanc", "eric blanc", "Ana"]),
        dossiers in proptest::collection::vec(dossier(), 0..3),
        waiting in waiting(),
        (owner, assigned) in (login(), login()),
        closed in proptest::option::of(0_i64..50),
        (theirs, ours) in (proptest::option::of((1_u64..9, 0_i64..50)), proptest::option::of((1_u64..9, 0_i64..50))),
        times in proptest::collection::vec(proptest::option::weighted(0.2, 0_i64..50), 4),
        (read, renewing) in (0_u64..9, any::<bool>()),
    ) -> Card {
        let said = |said: Option<(u64, i64)>| said.map(|(seq, at)| (seq, moment(at)));
        Card {
            person: Uuid::from_u128(person),
            name: Personal::from(name),
            dossiers,
            channels: BTreeSet::from([Channel::Telegram]),
            waiting,
            owner: owner.map_or(Owner::Assistant, Owner::Agent),
            handling: Handling { assigned, closed: closed.map(moment), ..Handling::default() },
            theirs: said(theirs),
            ours: said(ours),
            unanswered: times[0].map(moment),
            read,
            undelivered: times[1].map(moment),
            held: times[2].map(moment),
            piece: times[3].map(moment),
            renewing,
            commit: 1,
        }
    }
}

/// What happens to a board.
#[derive(Debug, Clone)]
enum Deed {
    Put(Box<Card>),
    Remove(u128),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        4 => card().prop_map(|card| Deed::Put(Box::new(card))),
        1 => (0_u128..12).prop_map(Deed::Remove),
    ];
    proptest::collection::vec(deed, 0..40)
}

fn visitor(campaigns: Option<&[&str]>) -> Visitor {
    Visitor {
        login: "camille".to_owned(),
        name: "Camille".to_owned(),
        role: Role::Conseiller,
        campaigns: campaigns.map(|all| all.iter().map(|name| Name::from(*name)).collect()),
        done: None,
    }
}

/// The rule of each list, said once more: from the card alone.
fn belongs(card: &Card, shelf: &Shelf) -> bool {
    let after =
        |since: Option<Timestamp>| since.is_some_and(|since| card.handling.closed.is_none_or(|closed| since > closed));
    let held_by = |login: &str| card.owner == Owner::Agent(login.to_owned());
    let has_agent = matches!(card.owner, Owner::Agent(_));
    let waits = after(card.waiting.as_ref().map(|waiting| waiting.since));
    let todo = waits
        || (has_agent && after(card.unanswered))
        || [card.held, card.undelivered, card.piece].into_iter().any(after);
    let done = !card.dossiers.is_empty() && card.dossiers.iter().all(|dossier| dossier.finished.is_some());
    let finished = !todo && (card.handling.closed.is_some() || done);
    let why = card.waiting.as_ref().filter(|_| waits).map(|waiting| waiting.why);
    match shelf {
        Shelf::Of(View::Todo) => todo,
        Shelf::Of(View::Unassigned) => todo && card.handling.assigned.is_none() && !has_agent,
        Shelf::Of(View::TheirTurn) => {
            let last = |said: Option<(u64, Timestamp)>| said.map_or(0, |(seq, _)| seq);
            !todo && !finished && last(card.ours) > last(card.theirs)
        }
        Shelf::Of(View::Stuck) => {
            matches!(why, Some(WaitingFor::Stuck | WaitingFor::Unreadable | WaitingFor::Unfinished))
        }
        Shelf::Of(View::Renewals) => card.renewing || matches!(why, Some(WaitingFor::Renewal | WaitingFor::Spoofed)),
        Shelf::Of(View::Finished) => finished,
        Shelf::Of(View::All) => true,
        Shelf::Of(View::Mine) => false,
        Shelf::Mine(login) => {
            let open = card.handling.closed.is_none() || todo;
            held_by(login) || (open && card.handling.assigned.as_ref() == Some(login))
        }
    }
}

fn shelves() -> Vec<Shelf> {
    let views = View::ALL.into_iter().filter(|view| *view != View::Mine).map(Shelf::Of);
    views.chain(LOGINS.map(|login| Shelf::Mine(login.to_owned()))).collect()
}

/// All of a list, asked for page by page.
fn by_pages(board: &Board, shelf: &Shelf, order: Order, wanted: super::Wanted<'_>) -> Vec<Uuid> {
    let mut all = Vec::new();
    for page in 0.. {
        let part = board.part(shelf, order, wanted, page * 2, 2);
        all.extend(part.cards.iter().map(|card| card.person));
        if part.cards.len() < 2 {
            assert_eq!(all.len(), part.total, "{shelf:?} {order:?}: as many as are counted");
            break;
        }
    }
    all
}

fn by_places(board: &Board, shelf: &Shelf, order: Order, wanted: super::Wanted<'_>) -> Vec<Uuid> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let (cards, next) = board.behind(shelf, order, wanted, after.as_ref(), 3);
        all.extend(cards.iter().map(|card| card.person));
        match next {
            Some(place) => after = Some(place),
            None => return all,
        }
    }
}

proptest! {
    #[test]
    fn every_list_holds_whom_it_should_in_its_order(deeds in deeds()) {
        let (board, mut model) = (Board::default(), BTreeMap::new());
        for deed in deeds {
            match deed {
                Deed::Put(card) => {
                    board.put((*card).clone());
                    model.insert(card.person, *card);
                }
                Deed::Remove(person) => {
                    board.remove(1, Uuid::from_u128(person));
                    model.remove(&Uuid::from_u128(person));
                }
            }
        }
        prop_assert_eq!(board.len(), model.len());
        let scoped = visitor(Some(&["aesh", "inalco"]));
        for shelf in shelves() {
            let all: BTreeSet<Uuid> = model.values().filter(|card| belongs(card, &shelf)).map(|card| card.person).collect();
            let seen: BTreeSet<Uuid> = all.iter().filter(|id| scoped.sees(&model[id])).copied().collect();
            prop_assert_eq!(board.count(&shelf, &visitor(None)), all.len());
            prop_assert_eq!(board.count(&shelf, &scoped), seen.len());
            let sees = |card: &Card| scoped.sees(card);
            let sees: super::Wanted<'_> = Some(&sees);
            for order in Order::ALL {
                for (wanted, expected) in [(None, &all), (sees, &seen)] {
                    let pages = by_pages(&board, &shelf, order, wanted);
                    prop_assert_eq!(&by_places(&board, &shelf, order, wanted), &pages);
                    prop_assert_eq!(&pages.iter().copied().collect::<BTreeSet<_>>(), expected);
                    prop_assert_eq!(pages.len(), expected.len(), "nobody twice");
                }
            }
        }
        let waited: Vec<Timestamp> = by_pages(&board, &Shelf::Of(View::Todo), Order::Waiting, None)
            .iter().map(|id| model[id].needs()[0].since).collect();
        prop_assert!(waited.is_sorted(), "the longest wait first: {waited:?}");
        let recent: Vec<Timestamp> = by_pages(&board, &Shelf::Of(View::All), Order::Recent, None)
            .iter().rev().map(|id| model[id].last()).collect();
        prop_assert!(recent.is_sorted(), "{recent:?}");
    }
}

#[test]
fn names_are_in_order_without_accents_and_who_has_none_comes_last() {
    let board = Board::default();
    let names = ["", "Zoé Petit", "Éric Blanc", "Ana", "eric blanc b"];
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for (number, name) in (0_u128..).zip(names) {
        let any = card().new_tree(&mut runner).unwrap().current();
        board.put(Card { person: Uuid::from_u128(number), name: Personal::from(name), ..any });
    }
    let all = board.part(&Shelf::Of(View::All), Order::Name, None, 0, 9).cards;
    let all: Vec<&str> = all.iter().map(|card| card.name.as_str()).collect();
    assert_eq!(all, ["Ana", "Éric Blanc", "eric blanc b", "Zoé Petit", ""]);
}

#[test]
fn an_older_card_does_not_replace_a_newer_one() {
    let board = Board::default();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let any = card().new_tree(&mut runner).unwrap().current();
    let (new, old) = (Card { commit: 7, name: "nouveau".into(), ..any.clone() }, Card { commit: 6, ..any });
    let mut told = board.changes();
    board.put(new.clone());
    board.put(old);
    assert_eq!(board.card(new.person).unwrap().name.0, "nouveau");
    assert_eq!(told.try_recv().unwrap(), (7, new.person));
    assert!(told.try_recv().is_err(), "nothing has changed");
}
