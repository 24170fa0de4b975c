//! Letters of real dossiers, drawn.

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use uuid::Uuid;

use super::*;
use crate::dialog::definition::Library;
use crate::dialog::fold::fold;
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

const FIRST: &[(Option<u32>, &str)] =
    &[(None, "Bonjour, je souhaite candidater au M2 MEEF en alternance, premier degré, Nord.")];

const ANSWERS: &[(Option<u32>, &str)] = &[
    (Some(2), "B"),
    (Some(3), "<b>Martin</b> & fils"),
    (Some(4), "-"),
    (Some(5), "Zoé"),
    (Some(6), "12/05/1999"),
    (Some(7), "Arras"),
    (Some(8), "française"),
    (Some(9), "zoe.martin@gmail.com"),
    (Some(10), "Licence \"lettres\" <script>alert(1)</script> & arts"),
    (Some(11), "master"),
    (Some(12), "2021"),
    (Some(13), "Université de Lille"),
    (Some(14), "France"),
    (Some(15), "Villeneuve-d’Ascq"),
    (Some(16), "plus tard"),
    (Some(17), "non"),
    (Some(18), "oui"),
    (Some(19), "non"),
    (Some(20), "B, A"),
    (Some(21), "A"),
    (Some(22), "2068113589L"),
];

const LAST: &[(Option<u32>, &str)] = &[(Some(11), "licence"), (None, "Oui, tout est exact. FAIT 23 à 40")];

fn drawn(mails: &[&[(Option<u32>, &str)]]) -> Vec<Drawn> {
    letters(mails).iter().map(|letter| render(letter, &LIBRARY.phrases)).collect()
}

/// The words of a document as they are read.
fn spoken(html: &str) -> String {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut words = String::new();
    for piece in body.split('<') {
        words.push(' ');
        words.push_str(piece.split_once('>').map_or(piece, |(_, words)| words));
    }
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    marks.iter().fold(words, |words, (mark, sign)| words.replace(mark, sign))
}

#[test]
fn text_and_html_say_the_same() {
    let all = drawn(&[FIRST, ANSWERS, LAST]);
    assert_eq!(all.len(), 3);
    for letter in all {
        assert_eq!(fold(&letter.text), fold(&spoken(&letter.html)));
    }
}

#[test]
fn lines_are_short_and_the_letter_is_small() {
    for letter in drawn(&[FIRST, ANSWERS, LAST]) {
        for line in letter.text.lines() {
            assert!(line.chars().count() <= COLUMNS, "{line}");
            assert!(line == "-- " || line.trim_end() == line, "{line:?}");
        }
        assert!(letter.text.len() + letter.html.len() < MOST_BYTES);
    }
}

#[test]
fn a_question_is_a_line_that_begins_with_its_number_and_ends_with_a_colon() {
    let all = drawn(&[FIRST]);
    let text = &all.first().expect("a letter").text;
    for line in [
        " 2. Civilité (A\u{a0}Monsieur, B\u{a0}Madame)\u{a0}:\n",
        " 3. Nom patronymique (votre nom de naissance)\u{a0}:\n",
        " 7. Lieu de naissance\u{a0}:\n",
        "    A  CAMBRESIS - BASSIN 9\n",
    ] {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
    assert!(text.starts_with("Bonjour,\n\n"), "{text}");
}

#[test]
fn a_value_is_never_markup() {
    let all = drawn(&[FIRST, ANSWERS]);
    let html = &all.get(1).expect("a second letter").html;
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; arts"), "{html}");
    for wrong in ["<table", "<img", "href", "color:", "background"] {
        assert!(!html.contains(wrong), "{wrong} in\n{html}");
    }
    assert!(html.contains("<html lang=\"fr\">") && html.contains("<h2"), "{html}");
}

#[test]
fn lines_never_break_at_a_no_break_space() {
    let words = format!("{} «\u{a0}fin\u{a0}»\u{a0}: suite", "mot ".repeat(17));
    let run = |words: &str| crate::dialog::text::Run { strong: false, words: words.to_owned() };
    let text = text::text(&[part::Part::Words(vec![run(&words)])]);
    assert_eq!(text, format!("{}\n«\u{a0}fin\u{a0}»\u{a0}: suite\n", "mot ".repeat(17).trim_end()));
    let long = text::text(&[part::Part::Words(vec![
        run(&"x".repeat(100)),
        run(" https://exemple.fr/"),
        run(&"y".repeat(90)),
    ])]);
    let widths: Vec<usize> = long.lines().map(|line| line.chars().count()).collect();
    assert_eq!(widths, [76, 24, 109]);
}

#[test]
fn a_letter_that_would_be_too_long_leaves_its_sheet_out() {
    let mut letter = letters(&[FIRST, ANSWERS]).pop().expect("a letter");
    letter.sheet = Some(crate::dialog::text::Prose::words("mot ".repeat(20_000)));
    let drawn = render(&letter, &LIBRARY.phrases);
    assert!(drawn.text.len() + drawn.html.len() < MOST_BYTES && drawn.text.contains("BIEN REÇU"));
}

#[test]
fn the_way_to_a_chat_is_shown_when_there_is_one() {
    let mut letter = letters(&[FIRST]).pop().expect("a letter");
    assert!(!render(&letter, &LIBRARY.phrases).text.contains("Telegram"));
    letter.telegram = Some("https://t.me/exemple?start=abc".into());
    let drawn = render(&letter, &LIBRARY.phrases);
    assert!(
        drawn.text.contains("https://t.me/exemple?start=abc") && drawn.html.contains("https://t.me/exemple?start=abc")
    );
}
