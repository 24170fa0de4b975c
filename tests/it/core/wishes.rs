//! A wish is about the candidature it names, and the platform's question waits for nobody longer than it must.

use guichet::dialog::due;
use guichet::dialog::person::{Answer, Channel, Key, Owner, Pending, Person, State, Value};
use guichet::dialog::reply::{Effect, Event, Facts, PlatformSays, Press, Trust, Turn, Utterance, What};
use guichet::dialog::turn::{Now, turn};
use guichet::renewal::{Road, Stage, Wish};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::renewal::{PLATFORM, handed_in, moment};
use super::walker::PARIS;

/// A Tuesday, a week before the end of what was handed in on 2 March.
fn near_the_end() -> Timestamp {
    moment(date(2026, 8, 25))
}

fn said(person: &Person, about: Option<Uuid>, words: &str) -> Turn {
    let what = What::Said(Utterance::text(words));
    happens(person, Event { about, ..Event::new(Channel::Telegram, Uuid::from_u128(9), what) })
}

fn happens(person: &Person, event: Event) -> Turn {
    turn(&PLATFORM, person, &event, &Now { at: near_the_end(), zone: PARIS.clone() })
}

fn happened(person: &Person, what: What) -> Turn {
    happens(person, Event::new(Channel::Telegram, Uuid::from_u128(9), what))
}

/// Two candidatures, of which the second is asked about.
fn two() -> Person {
    let mut person = handed_in(&PLATFORM, date(2026, 3, 2), 2);
    person.dossiers[1].renewal.done.insert(Stage::Week, near_the_end() - SignedDuration::from_hours(1));
    person
}

fn with_standing(wish: &str) -> Person {
    let mut person = handed_in(&PLATFORM, date(2026, 3, 2), 1);
    let answer = Answer {
        state: State::Given,
        value: Some(Value::of(wish)),
        words: String::new(),
        at: moment(date(2026, 3, 2)),
        channel: Channel::Terminal,
        by: None,
        flags: Default::default(),
    };
    person.dossiers[0].answers.insert(Key::new("souhait_renouvellement"), answer);
    person
}

/// The platform asks while a member of staff has the conversation, then it is handed back, and a moment passes.
fn asked_meanwhile(mut person: Person) -> (Turn, Turn) {
    person.owner = Owner::Agent("paul".into());
    person.handling.acted = Some(near_the_end());
    let mail = "mail".to_owned();
    let says = PlatformSays { asks: true, until: None, trust: Trust::Authentic, mail, above: false };
    let held = happened(&person, What::Platform(says));
    assert!(!held.effects.iter().any(|effect| matches!(effect, Effect::AnswerPlatform(_) | Effect::Tell(_))));
    person = held.person;
    let now = Now { at: near_the_end(), zone: PARIS.clone() };
    assert!(due::kept_questions(&PLATFORM, &person, &now).is_empty(), "it is theirs as long as they have it");
    person.owner = Owner::Assistant;
    assert_eq!(due::next(&PLATFORM, &person, None, &now), Some(now.at), "at once");
    let night = Now { at: now.at + SignedDuration::from_hours(12), ..now.clone() };
    assert!(due::kept_questions(&PLATFORM, &person, &night).is_empty());
    assert!(due::next(&PLATFORM, &person, None, &night).is_some_and(|at| at > night.at), "but at no time of night");
    let first = happened(&person, What::Due(Facts::default()));
    let again = happened(&first.person, What::Due(Facts::default()));
    (first, again)
}

#[test]
fn what_the_platform_asked_meanwhile_is_answered_once_it_is_handed_back() {
    let (first, again) = asked_meanwhile(with_standing("maintenir"));
    let answers =
        |turn: &Turn| turn.effects.iter().filter(|effect| matches!(effect, Effect::AnswerPlatform(_))).count();
    assert_eq!((answers(&first), answers(&again)), (1, 0));
    assert!(matches!(first.person.dossiers[0].renewal.road, Some(Road::AnsweredForYou { .. })));
}

#[test]
fn or_it_is_asked_of_the_candidate() {
    for wish in ["demander", "retirer"] {
        let (first, again) = asked_meanwhile(with_standing(wish));
        let asks = |turn: &Turn| {
            let told = |effect: &&Effect| matches!(effect, Effect::Tell(told) if !told.reply.open.is_empty());
            turn.effects.iter().filter(told).count()
        };
        assert_eq!((asks(&first), asks(&again)), (1, 0), "{wish}");
        let kept = said(&first.person, None, "maintenir");
        assert!(kept.effects.iter().any(|effect| matches!(effect, Effect::AnswerPlatform(_))), "{wish}");
    }
}

#[test]
fn a_mail_to_one_file_withdraws_and_keeps_no_other() {
    let person = two();
    let [first, second] = [person.dossiers[0].id, person.dossiers[1].id];
    let withdraws = said(&person, Some(first), "je retire ma candidature");
    assert_eq!(withdraws.person.pending, Some(Pending::Withdraw { dossier: first }));
    let keeps = said(&person, Some(first), "je garde ma candidature");
    assert!(keeps.person.dossiers[1].renewal.wished.is_none(), "not the other one");
    let named = said(&person, Some(second), "je garde ma candidature");
    assert_eq!(named.person.dossiers[1].renewal.wished.as_ref().map(|wished| wished.what), Some(Wish::Keep));
    // The file it names was not even handed in: which one is meant?
    let mut person = two();
    person.dossiers[0].answers.clear();
    person.dossiers[0].finished = None;
    let which = said(&person, Some(first), "je retire ma candidature");
    assert_eq!(which.person.pending, Some(Pending::Candidature { wish: Wish::Withdraw, among: vec![second] }));
}

/// The key of the question about a candidature, as its buttons bear it.
fn key_of(id: Uuid) -> Key {
    let tail = u32::from_str_radix(&id.simple().to_string()[24..], 16).unwrap();
    Key::of(&"renouvellement".into(), tail, "renouvellement")
}

#[test]
fn a_button_means_the_candidature_it_was_drawn_for() {
    let person = two();
    let key = key_of(person.dossiers[1].id);
    let press = |person: &Person, key: &Key| {
        let pressed = Some((key.clone(), Press::Take("maintain".into())));
        let turned = happened(person, What::Said(Utterance { pressed, ..Utterance::default() }));
        let kept = |dossier: &&guichet::dialog::person::Dossier| dossier.renewal.wished.is_some();
        turned.person.dossiers.iter().filter(kept).map(|dossier| dossier.id).collect::<Vec<_>>()
    };
    let second = person.dossiers[1].id;
    assert_eq!(press(&person, &key), [second]);
    // The first one was forgotten meanwhile: nothing moves.
    let mut fewer = person.clone();
    fewer.dossiers.remove(0);
    fewer.focus = None;
    assert_eq!(press(&fewer, &key), [second]);
    // Drawn when its number was a place: read as long as it can mean no other.
    let old = Key::of(&"renouvellement".into(), 2, "renouvellement");
    assert_eq!(press(&person, &old), [second]);
    assert!(press(&fewer, &old).is_empty());
    let mut both = person;
    both.dossiers[0].renewal.done.insert(Stage::Week, near_the_end());
    assert!(press(&both, &old).is_empty());
}

/// A file begun and left, and a candidature near its end: after a long outage both are due at once.
#[test]
fn a_question_and_a_reminder_never_come_together() {
    let mut person = handed_in(&PLATFORM, date(2026, 3, 2), 2);
    let begun = &mut person.dossiers[1];
    begun.finished = None;
    begun.answers.retain(|key, _| *key.slot == *"prenom");
    let first = happened(&person, What::Due(Facts::default()));
    let told = |turn: &Turn| -> Vec<bool> {
        let reminds = |effect: &Effect| if let Effect::Tell(told) = effect { Some(told.reminds) } else { None };
        turn.effects.iter().filter_map(reminds).collect()
    };
    let now = Now { at: near_the_end(), zone: PARIS.clone() };
    let due = due::ready(&PLATFORM, &person, None, &now);
    let reminder =
        |due: &due::Due| matches!(due.what, due::Matter::Reminder(due::Reminder::Idle | due::Reminder::IdleLong));
    assert!(due.iter().any(reminder) && due.len() > 1, "both are due: {due:?}");
    assert_eq!(told(&first), [false], "the question alone");
    let next = due::all(&PLATFORM, &first.person, None, &now);
    let waits = next.iter().filter(|due| reminder(due)).map(|due| due.at).min().expect("it is still to come");
    assert!(waits >= now.at + SignedDuration::from_hours(40), "it waits: {waits}");
}
