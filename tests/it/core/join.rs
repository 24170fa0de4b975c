//! A link that would make one file of two: only who gives theirs up decides, by a plain yes, in time.

use guichet::dialog::person::{Channel, Key, Pending};
use guichet::dialog::reply::{Effect, Event, Press, Utterance, What};
use guichet::dialog::turn::{Now, turn};
use uuid::Uuid;

use super::walker::{LIBRARY, PARIS, Walker};

/// Somebody with a file, who is asked.
fn asked(seconds: i64) -> Walker {
    let mut walker = Walker::new(8);
    walker.advance("aesh", 3, 1).expect("a file");
    let invitation = walker.invitation(seconds);
    let reply = walker.turn(&What::Invited(invitation), true).expect("a turn");
    let said: String = reply.notices.iter().map(|prose| prose.plain()).collect();
    assert!(said.contains("réunir") && said.contains("3 réponses"), "{said}");
    assert_eq!(reply.open.first().map(|asked| asked.options.len()), Some(2));
    walker
}

#[test]
fn only_a_plain_yes_in_time_joins() {
    for (words, seconds, joins) in [
        ("oui", 60, true),
        ("oui, réunir", 60, true),
        ("oui", -1, false),
        ("non", 60, false),
        ("ok", 60, false),
        ("d’accord", 60, false),
        ("oui mais je ne veux pas réunir", 60, false),
        ("oui ?", 60, false),
        ("Madame", 60, false),
        ("c’est quoi l’INE ?", 60, false),
    ] {
        let mut walker = asked(seconds);
        let before = walker.person.dossiers.clone();
        let reply = walker.turn(&What::Said(Utterance::text(words)), true).expect("a turn");
        assert_eq!(walker.person.joining.is_some(), joins, "{words}");
        assert_eq!(walker.person.pending, None, "{words}");
        assert!(!reply.notices.is_empty(), "{words}: nothing is said");
        assert_eq!(walker.person.dossiers[0].answers, before[0].answers, "{words} answers nothing underneath");
        // A yes that comes later answers something else.
        let agreed = walker.person.joining.clone();
        walker.turn(&What::Said(Utterance::text("oui")), true).expect("a turn");
        assert_eq!(walker.person.joining, agreed, "{words}");
    }
}

#[test]
fn a_button_joins_once_and_outlives_a_restart() {
    let mut walker = asked(60);
    let kept = serde_json::to_string(&walker.person).expect("written");
    let kept: guichet::dialog::person::Person = serde_json::from_str(&kept).expect("read");
    assert!(matches!(kept.pending, Some(Pending::Join(_))));
    let yes = (Key::new("confirmation.reunir"), Press::Take("oui".into()));
    let press = What::Said(Utterance { pressed: Some(yes), ..Utterance::default() });
    walker.turn(&press, true).expect("a turn");
    let agreed = walker.person.clone();
    assert!(agreed.joining.is_some());
    walker.turn(&press, true).expect("a turn");
    assert_eq!(walker.person, agreed);
    // Nor is what was agreed to asked again.
    let invitation = walker.invitation(90);
    walker.turn(&What::Invited(invitation), true).expect("a turn");
    assert_eq!((&walker.person.joining, &walker.person.pending), (&agreed.joining, &None));
}

#[test]
fn by_mail_the_letter_asks_and_only_its_own_words_from_the_person_join() {
    for (words, proven, joins) in [
        ("oui, réunir", true, true),
        ("Oui réunissez les dossiers", true, true),
        ("oui, réunir", false, false),
        ("oui", true, false),
        ("non", true, false),
        ("ne pas réunir", true, false),
        ("oui, tout est exact", true, false),
    ] {
        let mut walker = Walker::new(9);
        walker.advance("aesh", 3, 1).expect("a file");
        let invitation = walker.invitation(3600);
        let said = What::Said(Utterance { parts: vec![(None, words.into())], ..Utterance::default() });
        let mut letter = None;
        for (serial, what) in (1_u128 << 80..).zip([What::Invited(invitation), What::Write, said]) {
            let event = Event { proven, ..Event::new(Channel::Email, Uuid::from_u128(serial), what) };
            let done = turn(&LIBRARY, &walker.person, &event, &Now { at: walker.now, zone: PARIS.clone() });
            walker.person = done.person;
            letter = done
                .effects
                .into_iter()
                .find_map(|effect| match effect {
                    Effect::Letter(letter) => Some(letter),
                    _ => None,
                })
                .or(letter);
        }
        let asks = letter.expect("a letter asks").check.iter().any(|check| check.hint.contains("oui, réunir"));
        assert!(asks, "{words}");
        assert_eq!(walker.person.joining.is_some(), joins, "{words}, proven: {proven}");
    }
}
