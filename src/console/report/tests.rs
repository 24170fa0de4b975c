//! The figures, however often somebody is read again.

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

use super::funnel::{Cell, Funnel};
use super::phrases::{MOST, Phrases, Time};
use super::share::{Heard, Share, place};
use crate::conversation::{Entry, Who};
use crate::dialog::definition::{Library, Name};
use crate::dialog::load;
use crate::dialog::person::{Answer, Channel, Dossier, Key, State, Value};

static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| load::load(&load::embedded()).unwrap_or_else(|found| panic!("{found:#?}")).0);

const START: &str = "2026-03-02T09:00:00Z";

fn start() -> Timestamp {
    START.parse().unwrap()
}

fn minutes(count: i64) -> Timestamp {
    start() + SignedDuration::from_mins(count)
}

fn dossier(id: u128, answers: &[(&str, &str, i64)]) -> Dossier {
    let dialog = LIBRARY.dialog("acloe-m2").unwrap();
    let mut dossier = Dossier::new(Uuid::from_u128(id), dialog.id.clone(), dialog.digest, start());
    for (slot, value, minute) in answers {
        let answer = Answer { at: minutes(*minute), channel: Channel::Telegram, ..Answer::given(Value::of(*value)) };
        dossier.answers.insert(Key::new(slot), answer);
        dossier.trail.push(Key::new(slot));
    }
    dossier
}

fn share(dossier: &Dossier, said: &[Entry]) -> Share {
    let zone = TimeZone::get("Europe/Paris").unwrap();
    let mut heard = Heard::default();
    heard.hear(LIBRARY.dialog(&dossier.dialog).unwrap(), dossier.id, said.iter());
    Share::of(&LIBRARY, dossier, heard, Channel::Email, &zone).unwrap()
}

fn time(person: u128, minute: i64) -> Time {
    let (person, at) = (Uuid::from_u128(person), minutes(minute));
    Time { person, dossier: None, entry: 1, at, channel: Channel::Telegram }
}

#[test]
fn a_dossier_is_counted_where_it_came_and_where_it_stands() {
    let told = dossier(7, &[("campagne", "m2_1d_nord", 2), ("civilite", "Madame", 5)]);
    let mut entry = Entry::new(minutes(9), Who::Candidate, Channel::Telegram, Some(told.id), "mots");
    (entry.missed, entry.called) = (Some("nom_patronymique".into()), Some("nom_patronymique".into()));
    let share = share(&told, &[entry.clone(), entry]);
    let mut funnel = Funnel::default();
    funnel.add(&share);
    let figures = funnel.sum(|_| true);
    assert_eq!((figures.opened, figures.finished), (1, 0));
    assert_eq!(share.cohort.channel, Channel::Telegram);
    let dialog = LIBRARY.dialog("acloe-m2").unwrap();
    let cell = |name: &str| figures.steps.get(&place(dialog, name).unwrap()).cloned().unwrap_or_default();
    let counts = |cell: &Cell| (cell.asked, cell.settled, cell.missed, cell.called);
    assert_eq!(counts(&cell("campagne")), (1, 1, 0, 0));
    assert_eq!(counts(&cell("civilite")), (1, 1, 0, 0));
    assert_eq!(counts(&cell("nom_patronymique")), (1, 0, 2, 1));
    assert_eq!(counts(&cell("prenom")), (0, 0, 0, 0));
    let near = |cell: &Cell, seconds: u64| super::span::median(&cell.spans).unwrap().abs_diff(seconds) * 10 <= seconds;
    assert!(near(&cell("campagne"), 120) && near(&cell("civilite"), 180));
    let (day, before) = ("2026-03-02".parse().unwrap(), "2026-03-01".parse().unwrap());
    assert_eq!((cell("nom_patronymique").left(day), cell("nom_patronymique").left(before)), (1, 0));
}

#[test]
fn what_staff_filled_in_is_no_answer_of_the_candidate() {
    let mut told = dossier(7, &[("campagne", "m2_1d_nord", 2), ("civilite", "Madame", 500)]);
    let answer = told.answers.get_mut(&Key::new("civilite")).unwrap();
    (answer.by, answer.channel) = (Some("camille".to_owned()), Channel::Console);
    let share = share(&told, &[]);
    let civilite = place(LIBRARY.dialog("acloe-m2").unwrap(), "civilite").unwrap();
    let step = share.steps.iter().find(|step| step.at == civilite).unwrap();
    assert!(step.settled && step.span.is_none());
    assert_eq!(share.last.to_string(), "2026-03-02");
}

proptest! {
    /// Whoever is read again is taken out as they were put in.
    #[test]
    fn taking_out_is_the_inverse_of_putting_in(
        dossiers in prop::collection::vec((prop::collection::vec((0_usize..12, 0_i64..20_000, 0_u8..4), 0..12), any::<bool>()), 0..12),
    ) {
        let slots: Vec<Name> =
            LIBRARY.dialog("acloe-m2").unwrap().steps.iter().take(12).map(|step| step.slot.name.clone()).collect();
        let mut shares = Vec::new();
        for (id, (answers, stays)) in (1_u128..).zip(&dossiers) {
            let mut told = dossier(id, &[]);
            for (slot, minute, state) in answers {
                let states = [State::Given, State::None, State::Proposed, State::Deferred { until: None }];
                let answer = Answer { at: minutes(*minute), ..Answer::given(Value::of("x")) };
                told.answers.insert(Key::new(&slots[*slot]), Answer { state: states[usize::from(*state)], ..answer });
            }
            shares.push((share(&told, &[]), *stays));
        }
        let (mut all, mut some) = (Funnel::default(), Funnel::default());
        shares.iter().for_each(|(share, _)| all.add(share));
        shares.iter().filter(|(_, stays)| *stays).for_each(|(share, _)| some.add(share));
        shares.iter().filter(|(_, stays)| !stays).for_each(|(share, _)| all.remove(share));
        prop_assert_eq!(&all, &some);
        shares.iter().filter(|(_, stays)| *stays).for_each(|(share, _)| all.remove(share));
        prop_assert_eq!(all, Funnel::default());
    }
}

#[test]
fn the_same_words_are_one_phrase_and_go_with_who_said_them() {
    let (dialog, step, other): (Name, Name, Name) = ("acloe-m2".into(), "civilite".into(), "prenom".into());
    let mut phrases = Phrases::default();
    phrases.add(&dialog, &step, "Ni l’un ni l’autre !", time(1, 1));
    phrases.add(&dialog, &step, "ni l'un, ni l'autre", time(2, 3));
    phrases.add(&dialog, &step, "NI L’UN NI L’AUTRE", time(1, 2));
    phrases.add(&dialog, &other, "ni l'un ni l'autre", time(1, 4));
    phrases.add(&dialog, &step, "🙃", time(3, 5));
    let told = |phrases: &Phrases| {
        let mut told: Vec<_> = phrases
            .iter()
            .map(|phrase| (phrase.step.to_string(), phrase.words.0.clone(), phrase.times.len()))
            .collect();
        told.sort();
        told
    };
    let row = |step: &str, words: &str, times| (step.to_owned(), words.to_owned(), times);
    assert_eq!(
        told(&phrases),
        [row("civilite", "ni l'un, ni l'autre", 3), row("civilite", "🙃", 1), row("prenom", "ni l'un ni l'autre", 1)]
    );
    phrases.forget(Uuid::from_u128(1));
    assert_eq!(told(&phrases), [row("civilite", "ni l'un, ni l'autre", 1), row("civilite", "🙃", 1)]);
    phrases.forget(Uuid::from_u128(2));
    phrases.forget(Uuid::from_u128(3));
    assert_eq!(told(&phrases), []);
    phrases.add(&dialog, &step, "🙃", time(3, 5));
    assert_eq!(phrases.iter().count(), 1);
}

#[test]
fn only_so_many_phrases_are_kept_and_the_oldest_go() {
    let (dialog, step): (Name, Name) = ("acloe-m2".into(), "civilite".into());
    let mut phrases = Phrases::default();
    for number in 0..=MOST {
        let minute = i64::try_from(number).unwrap();
        phrases.add(&dialog, &step, &format!("phrase {number}"), time(u128::try_from(number % 50).unwrap(), minute));
    }
    let kept: Vec<&str> = phrases.iter().map(|phrase| phrase.words.as_str()).collect();
    assert!(kept.len() <= MOST && kept.len() > MOST / 2, "{}", kept.len());
    assert!(!kept.contains(&"phrase 0") && kept.contains(&format!("phrase {MOST}").as_str()));
    (0..50).for_each(|person| phrases.forget(Uuid::from_u128(person)));
    assert_eq!(phrases.iter().count(), 0);
}

#[test]
fn a_long_phrase_is_cut_between_two_signs() {
    let mut phrases = Phrases::default();
    phrases.add(&"acloe-m2".into(), &"civilite".into(), &"é".repeat(5000), time(1, 1));
    let words = &phrases.iter().next().unwrap().words;
    assert!(words.len() < 500 && words.ends_with("é…"), "{}", words.len());
}
