//! Letters of real dossiers, drawn.

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use uuid::Uuid;

use super::*;
use crate::dialog::definition::Library;
use crate::dialog::load::{embedded, load};
use crate::dialog::person::{Channel, Person};
use crate::dialog::reply::{Effect, Event, Utterance, What};
use crate::dialog::turn::{Now, turn};

static LIBRARY: LazyLock<Library> = LazyLock::new(|| load(&embedded()).expect("the built-in files").0);

/// Mails, and the letter that answers them all.
fn letters(mails: &[&[(Option<u32>, &str)]]) -> Vec<Letter> {
    let mut person = Person::new(Uuid::from_u128(7));
    let mut at: jiff::Timestamp = "2026-03-02T09:00:00Z".parse().expect("a moment");
    let mut letters = Vec::new();
    for (serial, mail) in mails.iter().enumerate() {
        let parts = mail.iter().map(|(number, text)| (*number, (*text).to_owned())).collect();
        for what in [What::Said(Utterance { parts, ..Utterance::default() }), What::Write] {
            at = at.checked_add(jiff::SignedDuration::from_mins(3)).expect("not that far");
            let fresh =
                Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_1000 + u128::try_from(serial).expect("few"));
            let event = Event::new(Channel::Email, fresh, what);
            let now = Now { at, zone: TimeZone::get("Europe/Paris").expect("bundled") };
            let turned = turn(&LIBRARY, &person, &event, &now);
            person = turned.person;
            letters.extend(turned.effects.into_iter().filter_map(|effect| match effect {
                Effect::Letter(letter) => Some(*letter),
                _ => None,
            }));
        }
    }
    letters
}

#[test]
fn look() {
    let first: &[(Option<u32>, &str)] = &[(
        None,
        "Bonjour,\n\nJe m'appelle Zoé Martin et je souhaite candidater au M2 MEEF en alternance, premier degré, dans le Nord.\nMerci d'avance\nZoé Martin",
    )];
    let second: &[(Option<u32>, &str)] = &[
        (Some(2), "B"),
        (Some(4), "-"),
        (Some(6), "12/05/1999"),
        (Some(7), "Arras"),
        (Some(8), "française"),
        (Some(9), "zoe.martin@gmial.com"),
        (Some(10), "licence de lettres"),
        (Some(11), "master"),
        (None, "Je suis boursière. C'est quoi l'INE ? mon INE est 0494004062M"),
        (Some(99), "coucou"),
    ];
    for letter in letters(&[first, second]) {
        let drawn = render(&letter, &LIBRARY.phrases);
        eprintln!("=== {}\n{}", drawn.subject, drawn.text);
    }
}
