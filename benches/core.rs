//! Turns per second of the pure core, and what a very long utterance costs beside an ordinary one.

use std::time::{Duration, Instant};

use guichet::dialog::definition::Library;
use guichet::dialog::load;
use guichet::dialog::person::{Channel, Person};
use guichet::dialog::reply::{Event, Utterance, What};
use guichet::dialog::turn::{Now, turn};
use guichet::redact::redact;
use jiff::tz::TimeZone;
use uuid::Uuid;

/// A conversation as people have them: answers, a question, a correction, a mistake.
const SAID: &[&str] = &[
    "2d degré à Lille en maths",
    "mme",
    "DUPONT épouse Martin",
    "Marie-Lou",
    "c’est quoi l’INE ?",
    "le 3 août 1999",
    "Arras",
    "française",
    "marie.martin@example.org",
    "je me suis trompée dans mon prénom",
    "Marie-Louise",
    "bla bla",
    "plus tard",
    "où en suis-je",
];

pub fn run(full: bool) {
    let (library, _) = load::load(&load::embedded()).expect("the shipped dialogs");
    let rounds = if full { 400 } else { 1 };
    let ordinary = walk(&library, rounds);
    println!("core: {:>10.0} turns/s ({:.3} ms a turn)", 1.0 / ordinary.as_secs_f64(), ordinary.as_secs_f64() * 1e3);
    for (name, text) in long_texts(if full { 1 << 20 } else { 1 << 12 }) {
        let one = (0..if full { 5 } else { 1 }).map(|_| one(&library, &text)).min().unwrap_or_default();
        let beyond = one.saturating_sub(ordinary).as_secs_f64() * 1e3;
        println!("core: {:>7} bytes of {name:<12} {beyond:>8.2} ms beyond an ordinary turn", text.len());
    }
}

/// The mean cost of a turn over whole conversations.
fn walk(library: &Library, rounds: usize) -> Duration {
    let now = now();
    let start = Instant::now();
    for _ in 0..rounds {
        let mut person = Person::new(Uuid::now_v7());
        for text in SAID {
            person = turn(library, &person, &said(text), &now).person;
        }
    }
    start.elapsed() / u32::try_from(rounds * SAID.len()).expect("few")
}

/// One turn in the middle of a dossier, secrets masked first, as the service does.
fn one(library: &Library, text: &str) -> Duration {
    let now = now();
    let mut person = Person::new(Uuid::now_v7());
    for text in &SAID[..4] {
        person = turn(library, &person, &said(text), &now).person;
    }
    let start = Instant::now();
    let redacted = redact(text);
    let turned = turn(library, &person, &said(&redacted.text), &now);
    std::hint::black_box(turned);
    start.elapsed()
}

fn said(text: &str) -> Event {
    Event::new(Channel::Terminal, Uuid::now_v7(), What::Said(Utterance::text(text)))
}

fn now() -> Now {
    let zone = TimeZone::get("Europe/Paris").expect("the bundled zone");
    Now { at: "2026-03-02T10:00:00Z".parse().expect("an instant"), zone }
}

fn long_texts(bytes: usize) -> Vec<(&'static str, String)> {
    let fill = |unit: &str| unit.repeat(bytes.div_ceil(unit.len()));
    vec![
        ("words", fill("je voudrais parler de ma candidature ")),
        ("digits", fill("1")),
        ("spaced digits", fill("1 85 07 59 ")),
        ("commas", fill(",")),
        ("accents", fill("é\u{301}")),
        ("links", fill("https://example.org/a?token=")),
        ("signs", fill("mot de passe : ")),
        ("lines", fill("Veuillez indiquer une zone\n")),
    ]
}
