//! Replies as they look on a phone: words, then rows of buttons with what they carry.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::channel::telegram::rich::units;
use crate::conversation::prompt::{Button, Tap};
use crate::dialog::definition::Library;
use crate::dialog::load::{embedded, load};
use crate::dialog::person::{Channel, Key};
use crate::dialog::reply::{Effect, Event, Progress, Settled, Shown, What};
use crate::dialog::text::{Block, Run};
use crate::dialog::turn::turn;

static LIBRARY: LazyLock<Library> = LazyLock::new(|| load(&embedded()).expect("the built-in files").0);

fn question(shape: Shape, ask: &str, labels: &[&str]) -> Question {
    let shown = |(at, label): (usize, &&str)| match *label {
        "Je n’en ai pas" => Shown { id: "aucun".into(), label: (*label).to_owned() },
        label => Shown { id: format!("o{at}").into(), label: label.to_owned() },
    };
    let options = labels.iter().enumerate().map(shown).collect();
    let hint = match shape {
        Shape::Choice => Prose::words("Répondez par le numéro ou par le nom."),
        Shape::YesNo => Prose::words("Répondez par « oui » ou par « non »."),
        _ => Prose::default(),
    };
    let ask = if ask.is_empty() { Prose::default() } else { Prose::words(ask) };
    let key = Key::new("essai");
    Question { key, step: "essai".into(), number: None, ask, hint, options, chosen: vec![], shape, sensitive: false }
}

fn asking(question: Question) -> Reply {
    let line = "Étape 5 sur 14 · Diplôme".to_owned();
    let progress = Progress {
        dossier: uuid::Uuid::nil(),
        dialog: "essai".into(),
        n: 5,
        total: 14,
        section: "Diplôme".into(),
        line,
    };
    Reply { open: vec![question], progress: Some(progress), ..Reply::default() }
}

fn drawn(reply: &Reply, page: u16) -> String {
    let message = render(reply, 12, page, &LIBRARY.phrases).expect("a message");
    let mut out = marked(&message.said);
    if !message.said.is_empty() && !message.asked.is_empty() {
        out.push_str("\n---\n");
    }
    out.push_str(&marked(&message.asked));
    for row in &message.keyboard {
        let keys: Vec<String> = row.iter().map(|key| format!("[{} {}]", key.label, key.data)).collect();
        out.push_str(&format!("\n{}", keys.join(" ")));
    }
    out
}

/// Strong words between stars.
fn marked(rich: &Rich) -> String {
    let units: Vec<u16> = rich.text.encode_utf16().collect();
    let mut out = String::new();
    let mut done = 0;
    for (from, length) in &rich.strong {
        let text = |from: usize, to: usize| String::from_utf16(&units[from..to]).expect("whole signs");
        out.push_str(&format!("{}*{}*", text(done, *from), text(*from, from + length)));
        done = from + length;
    }
    out + &String::from_utf16(&units[done..]).expect("whole signs")
}

#[test]
fn a_short_choice() {
    let mut reply = asking(question(Shape::Choice, "Votre civilité ?", &["Madame", "Monsieur"]));
    reply.heard = vec![Prose::words("Noté. Prénom : Camille"), Prose::words("Noté. Nom : <b>*Essai_[")];
    reply.notices = vec![Prose {
        blocks: vec![Block { item: false, runs: vec![Run { strong: true, words: "Important".into() }] }],
    }];
    let expected = "\
Noté. Prénom : Camille
Noté. Nom : <b>*Essai_[

*Important*
---
Étape 5 sur 14 · Diplôme

Votre civilité ?

Touchez votre réponse, ou écrivez-la.
[Madame 12:t0:0] [Monsieur 12:t1:0]";
    assert_eq!(drawn(&reply, 0), expected);
}

#[test]
fn yes_no_and_tasks_say_it_by_their_buttons() {
    let reply = asking(question(Shape::YesNo, "Êtes-vous boursier ?", &["Oui", "Non"]));
    assert_eq!(drawn(&reply, 3), "Étape 5 sur 14 · Diplôme\n\nÊtes-vous boursier ?\n[Oui 12:t0:0] [Non 12:t1:0]");
    let reply = asking(question(Shape::Task, "Créez votre compte.", &["C’est fait", "Plus tard"]));
    assert_eq!(
        drawn(&reply, 0),
        "Étape 5 sur 14 · Diplôme\n\nCréez votre compte.\n[C’est fait 12:t0:0] [Plus tard 12:t1:0]"
    );
}

#[test]
fn words_have_only_their_ways_out() {
    let reply = asking(question(Shape::Words, "Votre INE ?", &[]));
    assert_eq!(drawn(&reply, 0), "Étape 5 sur 14 · Diplôme\n\nVotre INE ?");
    let reply = asking(question(Shape::Words, "Votre INE ?", &["Je n’en ai pas"]));
    assert_eq!(drawn(&reply, 0), "Étape 5 sur 14 · Diplôme\n\nVotre INE ?\n[Je n’en ai pas 12:t0:0]");
}

#[test]
fn a_label_too_long_for_its_button_is_read_in_the_text() {
    let labels = ["Licence, master, diplôme d’établissement ou autre", "Dossier d’admission directe"];
    let expected = "\
Étape 5 sur 14 · Diplôme

Que demandez-vous ?

1. Licence, master, diplôme d’établissement ou autre
2. Dossier d’admission directe

Répondez par le numéro ou par le nom.
[1. Licence, master, diplôme… 12:t0:0]
[2. Dossier d’admission directe 12:t1:0]";
    assert_eq!(drawn(&asking(question(Shape::Choice, "Que demandez-vous ?", &labels)), 0), expected);
}

#[test]
fn many_options_fill_pages() {
    let labels: Vec<String> = (1..=18).map(|n| format!("Zone {n}")).collect();
    let mut labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    labels.push("Je n’en ai pas");
    let reply = asking(question(Shape::Choice, "Quelle zone ?", &labels));
    let expected = "\
Étape 5 sur 14 · Diplôme

Quelle zone ?

Touchez votre réponse, ou écrivez son nom\u{a0}: il y en a 18, sur plusieurs pages.
[Zone 9 12:t8:1] [Zone 10 12:t9:1]
[Zone 11 12:t10:1] [Zone 12 12:t11:1]
[Zone 13 12:t12:1] [Zone 14 12:t13:1]
[Zone 15 12:t14:1] [Zone 16 12:t15:1]
[‹ Précédents 12:p0:1] [Suivants › 12:p2:1]
[Je n’en ai pas 12:t18:1]";
    assert_eq!(drawn(&reply, 1), expected);
    let last = "[Zone 17 12:t16:2] [Zone 18 12:t17:2]\n[‹ Précédents 12:p1:2]\n[Je n’en ai pas 12:t18:2]";
    assert!(drawn(&reply, 99).ends_with(last), "{}", drawn(&reply, 99));
    assert!(drawn(&reply, 0).contains("\n[Suivants › 12:p1:0]\n"), "{}", drawn(&reply, 0));
}

#[test]
fn a_ranking_shows_what_is_chosen_and_lets_it_move() {
    let labels = ["CAMBRESIS - BASSIN 9", "DOUAIS - BASSIN 6", "LILLE - BASSIN 1", "Je n’en ai pas"];
    let mut asked = question(Shape::Ranking, "Vos zones ?", &labels);
    let hint =
        "Touchez vos choix dans l’ordre, le préféré d’abord, puis «\u{a0}Valider\u{a0}». Vous pouvez aussi les écrire.";
    let none = format!(
        "\
Étape 5 sur 14 · Diplôme

Vos zones ?

{hint}
[CAMBRESIS - BASSIN 9 12:e0:0] [DOUAIS - BASSIN 6 12:e1:0]
[LILLE - BASSIN 1 12:e2:0]
[Je n’en ai pas 12:t3:0]"
    );
    assert_eq!(drawn(&asking(asked.clone()), 0), none);
    // One was typed that is in no list: it counts, without a button.
    asked.chosen = vec!["o1".into(), "Thiérache".into(), "o0".into()];
    let some = format!(
        "\
Étape 5 sur 14 · Diplôme

Vos zones ?

Vos choix, dans l’ordre\u{a0}:
1. DOUAIS - BASSIN 6
2. Thiérache
3. CAMBRESIS - BASSIN 9

{hint}
[1. DOUAIS - BASSIN 6 ✓ 12:r1:0]
[3. CAMBRESIS - BASSIN 9 ✓ 12:r0:0] [↑ 12:m0.1:0]
[LILLE - BASSIN 1 12:e2:0]
[Valider (3) 12:v:0]"
    );
    assert_eq!(drawn(&asking(asked), 0), some);
}

#[test]
fn a_short_question_takes_its_words_from_what_was_said() {
    let mut reply = asking(question(Shape::YesNo, "", &["Oui", "Non"]));
    reply.notices = vec![Prose::words("Entendu."), Prose::words("Le voulez-vous vraiment ?")];
    assert_eq!(drawn(&reply, 0), "Entendu.\n---\nLe voulez-vous vraiment ?\n[Oui 12:t0:0] [Non 12:t1:0]");
    reply.notices.clear();
    reply.doubtful = vec![Prose::words("Voulez-vous dire « Lens » ?")];
    assert_eq!(drawn(&reply, 0), "Voulez-vous dire « Lens » ?\n[Oui 12:t0:0] [Non 12:t1:0]");
    reply.doubtful.clear();
    assert_eq!(drawn(&reply, 0), "Répondez par « oui » ou par « non ».\n[Oui 12:t0:0] [Non 12:t1:0]");
}

/// The first message of all, with the texts staff wrote.
#[test]
fn the_first_message_fits_a_phone() {
    let now = crate::dialog::turn::Now { at: jiff::Timestamp::UNIX_EPOCH, zone: jiff::tz::TimeZone::UTC };
    let person = crate::dialog::person::Person::new(uuid::Uuid::nil());
    let event = Event::new(Channel::Telegram, uuid::Uuid::nil(), What::Open(None));
    let turn = turn(&LIBRARY, &person, &event, &now);
    let Some(Effect::Reply(reply)) = turn.effects.first() else { panic!("a reply") };
    let shown = drawn(reply, 0);
    assert!(shown.starts_with("Bonjour. Je suis un *assistant automatique*"), "{shown}");
    assert!(shown.contains("\n• Je garde vos réponses"), "{shown}");
}

#[test]
fn nothing_to_say_is_no_message() {
    assert_eq!(render(&Reply::default(), 1, 0, &LIBRARY.phrases), None);
    let line = Prose::words("Campagne : M2 MEEF 1er degré");
    let reply = Reply { settled: vec![Settled { key: Key::new("campagne"), line }], ..Reply::default() };
    assert_eq!(settled(&reply).expect("a line").text, "Campagne : M2 MEEF 1er degré");
    assert_eq!(settled(&Reply::default()), None);
}

#[test]
fn a_toast_names_the_question_in_two_hundred_signs() {
    let ask =
        |ask: Prose| Reply { open: vec![Question { ask, ..question(Shape::Words, "", &[]) }], ..Reply::default() };
    let mut two = Prose::words("Quel est votre nom\u{a0}?");
    two.extend(Prose::words("Celui de naissance."));
    let told = |reply: &Reply| note(Note::Answered(reply), &LIBRARY.phrases);
    assert_eq!(told(&ask(two)), "Déjà répondu. Question en cours\u{a0}: Quel est votre nom\u{a0}?");
    let long = told(&ask(Prose::words("é".repeat(300))));
    assert_eq!((long.chars().count(), long.ends_with("é…")), (200, true), "{long}");
    let short = Reply { notices: vec![Prose::words("Tout effacer\u{a0}?")], ..ask(Prose::default()) };
    assert!(told(&short).ends_with("Tout effacer\u{a0}?"), "{}", told(&short));
    assert!(note(Note::Gone, &LIBRARY.phrases).starts_with("Ce bouton ne sert plus"));
}

proptest! {
    /// Whatever is asked, Telegram takes the keyboard, and each button makes sure of what it says.
    #[test]
    fn every_keyboard_can_be_sent(
        labels in prop::collection::vec("(?s).{0,70}", 0..120),
        chosen in prop::collection::btree_set(0usize..120, 0..60),
        ranking in any::<bool>(),
        page in any::<u16>(),
        entry in any::<u64>(),
    ) {
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let mut asked = question(if ranking { Shape::Ranking } else { Shape::Choice }, "Quoi ?", &labels);
        if ranking {
            asked.chosen = chosen.into_iter().map(|at| format!("o{at}").into()).collect();
        }
        let message = render(&asking(asked.clone()), entry, page, &LIBRARY.phrases).expect("a message");
        let keys: Vec<_> = message.keyboard.iter().flatten().collect();
        prop_assert!(keys.len() <= 100);
        prop_assert!(message.keyboard.iter().all(|row| (1..=2).contains(&row.len())));
        for key in keys {
            prop_assert!(key.data.len() <= 64 && !key.label.trim().is_empty() && units(&key.label) <= 100);
            let tap = Tap::read(&key.data, None).expect("a tap");
            prop_assert_eq!(tap.prompt, entry);
            let at = match tap.button {
                Button::Take(at) | Button::Ensure(at) | Button::Remove(at) | Button::Place(at, _) => usize::from(at),
                Button::Validate | Button::Page(_) => continue,
            };
            let known = asked.chosen.contains(&asked.options[at].id);
            prop_assert_eq!(known, matches!(tap.button, Button::Remove(_) | Button::Place(..)));
        }
    }
}
