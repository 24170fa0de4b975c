//! Mails whatever happens: any state meets any mail, no letter says what it must not, and no robot is answered for ever.

use guichet::channel::email::render::{COLUMNS, MOST_BYTES, render};
use guichet::dialog::fold::fold;
use guichet::dialog::letter::Letter;
use guichet::dialog::person::{Channel, Owner, Person, State, Value, WaitingFor};
use guichet::dialog::reply::{Effect, Event, Utterance, What};
use guichet::dialog::turn::{Now, turn};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use uuid::Uuid;

use super::walker::{LIBRARY, PARIS, Walker};
use super::{NAMES, WORDS, nothing_is_lost, numbers_stay, runner};

/// What a mail may hold beside what people say in chats.
const MAILED: &[&str] = &[
    "A",
    "B, A",
    "b) Madame",
    "-",
    "?",
    "FAIT 22, 23",
    "FAIT 1 à 40",
    "tout est fait",
    "oui, effacer",
    "oui, recommencer",
    "oui, tout est exact",
    "n°3 : Dupont",
    "INE : 2068113589L\nPrénom : Zoé",
    "2. B\n3. Martin\n6. 12/05/1999\n99. rien",
    "Bonjour,\n\nJe m’appelle Zoé Martin, née le 12/05/1999 à Arras. C’est quoi l’INE ?\nCordialement,\nZoé",
    "mes données",
    "effacez mes données",
    "HUMAIN",
    "STOP",
    "Votre message nous est bien parvenu, nous y répondrons dans les meilleurs délais.",
];

/// One mail, or a pause after which the letter is written.
#[derive(Debug, Clone)]
enum Deed {
    Mail { parts: Vec<(Option<u32>, String)>, proven: bool, about: bool },
    Write,
}

fn deed() -> impl Strategy<Value = Deed> {
    let words = || {
        prop_oneof![
            2 => proptest::sample::select(WORDS).prop_map(str::to_owned),
            3 => proptest::sample::select(MAILED).prop_map(str::to_owned),
            1 => any::<String>(),
        ]
    };
    let part = (proptest::option::weighted(0.7, 0_u32..40), words());
    let parts = proptest::collection::vec(part, 0..8);
    let mail = (parts, proptest::bool::weighted(0.7), any::<bool>());
    prop_oneof![
        3 => mail.prop_map(|(parts, proven, about)| Deed::Mail { parts, proven, about }),
        2 => Just(Deed::Write),
    ]
}

/// One turn by mail: the letter it writes, if any, and the other effects.
fn step(walker: &mut Walker, event: &Event) -> Result<(Option<Letter>, Vec<Effect>), TestCaseError> {
    walker.now = walker.now.checked_add(jiff::SignedDuration::from_mins(1)).expect("not that far");
    let now = Now { at: walker.now, zone: PARIS.clone() };
    let done = turn(&LIBRARY, &walker.person, event, &now);
    prop_assert_eq!(&done, &turn(&LIBRARY, &walker.person, event, &now), "a turn is not deterministic");
    let mut letters = done.effects.iter().filter_map(|effect| match effect {
        Effect::Letter(letter) => Some(Letter::clone(letter)),
        _ => None,
    });
    let letter = letters.next();
    prop_assert!(letters.next().is_none(), "two letters in one turn");
    walker.person = done.person;
    Ok((letter, done.effects))
}

fn mail(parts: Vec<(Option<u32>, String)>) -> What {
    What::Said(Utterance { parts, ..Utterance::default() })
}

#[test]
fn any_state_meets_any_mail() {
    let campaign = proptest::option::of(proptest::sample::select(NAMES));
    let state = (any::<u64>(), campaign, 0_usize..50);
    let result =
        runner(30).run(&(state, proptest::collection::vec(deed(), 1..14)), |((seed, campaign, far), deeds)| {
            let mut walker = Walker::new(seed);
            if let Some(campaign) = campaign {
                walker.advance(campaign, far, seed)?;
            }
            for (serial, deed) in (1_u128 << 70..).zip(&deeds) {
                let before = walker.person.clone();
                let event = event(deed, &before, serial);
                let (letter, effects) = step(&mut walker, &event)?;
                numbers_stay(&before, &walker.person)?;
                if !effects.contains(&Effect::Erase) {
                    nothing_is_lost(&before, &walker)?;
                }
                if !event.proven {
                    identity_stands(&before, &walker.person)?;
                    prop_assert!(!effects.contains(&Effect::Erase), "erased without proof");
                }
                is_bounded(&walker.person)?;
                if let Some(letter) = letter {
                    is_fit(&letter, &walker.person)?;
                    let write = Event::new(Channel::Email, Uuid::from_u128(serial), What::Write);
                    let (again, _) = step(&mut walker, &write)?;
                    prop_assert!(again.is_none(), "one letter is written twice");
                }
            }
            Ok(())
        });
    result.expect("the core is total by mail too");
}

fn event(deed: &Deed, person: &Person, serial: u128) -> Event {
    let fresh = Uuid::from_u128(serial);
    match deed {
        Deed::Write => Event::new(Channel::Email, fresh, What::Write),
        Deed::Mail { parts, proven, about } => {
            let about = person.dossiers.first().map(|dossier| dossier.id).filter(|_| *about);
            Event { about, proven: *proven, ..Event::new(Channel::Email, fresh, mail(parts.clone())) }
        }
    }
}

/// Nobody is left to believe that all of a long mail was read.
#[test]
fn who_writes_more_than_is_read_is_told_so() {
    let filler = "Je vous raconte ici toute ma vie, sans rien oublier, depuis le début.\n\n";
    for (times, told) in [(2, false), (200, true), (40_000, true)] {
        let mut walker = Walker::new(1);
        let event = Event::new(Channel::Email, Uuid::from_u128(1), mail(vec![(None, filler.repeat(times))]));
        let (_, effects) = step(&mut walker, &event).expect("a turn");
        let waits = walker.person.waiting.as_ref().is_some_and(|waiting| waiting.why == WaitingFor::Stuck);
        assert_eq!((waits, effects.contains(&Effect::Alert(WaitingFor::Stuck))), (told, told), "{times} times");
        let write = Event::new(Channel::Email, Uuid::from_u128(2), What::Write);
        let (letter, _) = step(&mut walker, &write).expect("a turn");
        let asides = letter.expect("a letter").asides;
        let says = asides.iter().any(|aside| aside.plain().contains("je n’en ai lu que le début"));
        assert_eq!(says, told, "{times} times: {asides:?}");
    }
}

/// What waits for the letter is little, whatever was said.
fn is_bounded(person: &Person) -> Result<(), TestCaseError> {
    let Some(letter) = &person.letter else { return Ok(()) };
    let words = letter.asides.iter().chain(letter.doubts.iter().map(|doubt| &doubt.why));
    let bytes: usize = words.clone().map(|prose| prose.plain().len()).sum();
    prop_assert!(words.count() <= 20 && bytes <= 9 * 1024, "{bytes} bytes wait for a letter");
    let kept: Person = serde_json::from_str(&serde_json::to_string(person).expect("written")).expect("read");
    prop_assert_eq!((&kept.letter, &kept.written, &kept.post), (&person.letter, &person.written, &person.post));
    for dossier in &person.dossiers {
        let text = serde_json::to_string(dossier).expect("written");
        let kept: guichet::dialog::person::Dossier = serde_json::from_str(&text).expect("read");
        prop_assert_eq!(&kept.wished, &dossier.wished);
        prop_assert!(dossier.wished.len() <= 20, "too many wishes");
    }
    prop_assert!(person.post.told.len() <= 24, "too much is remembered of what was told");
    Ok(())
}

/// Without proof no identity answer changes.
fn identity_stands(before: &Person, after: &Person) -> Result<(), TestCaseError> {
    for old in &before.dossiers {
        let new = after.dossiers.iter().find(|dossier| dossier.id == old.id).expect("no dossier goes");
        let Some(dialog) = LIBRARY.dialog(&old.dialog) else { continue };
        for (key, answer) in old.answers.iter().filter(|(_, answer)| answer.state.settles()) {
            let shared = dialog.step_of(&key.slot).is_some_and(|step| step.slot.shared) && key.entry.is_none();
            let now = new.answers.get(key).map(|answer| (&answer.value, answer.state));
            let same = now.is_some_and(|(value, state)| {
                *value == answer.value && (state == answer.state || state == State::Proposed)
            });
            prop_assert!(!shared || same, "{key} was {:?} and is {now:?}, without proof", answer.value);
        }
    }
    Ok(())
}

/// A letter is short lines of few bytes; its numbers are its dossier’s; text and HTML say the same words.
fn is_fit(letter: &Letter, person: &Person) -> Result<(), TestCaseError> {
    let drawn = render(letter, &LIBRARY.phrases);
    prop_assert!(drawn.text.len() + drawn.html.len() <= MOST_BYTES, "{} bytes", drawn.text.len() + drawn.html.len());
    for line in drawn.text.lines() {
        prop_assert!(line.chars().count() <= COLUMNS || line.contains("://"), "too long: {line}");
    }
    prop_assert!(!drawn.subject.contains('\n') && !drawn.subject.is_empty(), "the subject: {:?}", drawn.subject);
    prop_assert_eq!(fold(&drawn.text), fold(&spoken(&drawn.html)), "text and HTML differ");
    let numbers = letter.numbers();
    let mut known = numbers.clone();
    known.sort_unstable();
    known.dedup();
    prop_assert_eq!(known.len(), numbers.len(), "a number is asked twice: {:?}", numbers);
    let own = person.focused().map(|dossier| dossier.numbers.values().copied().collect::<Vec<u32>>());
    let own = own.unwrap_or_else(|| person.post.asked.values().copied().collect());
    prop_assert!(numbers.iter().all(|number| own.contains(number)), "a number nobody knows: {numbers:?}");
    for dossier in &person.dossiers {
        let sensitive = dossier.answers.iter().filter(|(key, _)| *key.slot == *"ine");
        for (_, answer) in sensitive.filter(|(_, answer)| answer.state.settles()) {
            let Some(Value::Text(ine)) = &answer.value else { continue };
            let shown = letter.sheet.as_ref().is_some_and(|sheet| sheet.plain().contains(ine.as_str()));
            prop_assert!(!shown, "the sheet shows an INE");
        }
    }
    Ok(())
}

/// The words of an HTML document as they are read.
fn spoken(html: &str) -> String {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut words = String::new();
    let mut inside = true;
    for sign in body.chars() {
        match sign {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                words.push(' ');
            }
            _ if inside => {}
            _ => words.push(sign),
        }
    }
    let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    words.replace("&amp;", "&")
}

/// « Merci » wants neither a letter nor a person.
fn is_quiet(said: &str) -> bool {
    fold(said).split(' ').count() < 5 || said == "tout est fait" || said.starts_with("oui, ")
}

/// Whatever a robot says, and wherever we are with somebody, it gets at most one letter more.
#[test]
fn a_robot_is_answered_once() {
    let said = prop_oneof![proptest::sample::select(MAILED).prop_map(str::to_owned), "[a-zé ,.?]{0,200}"];
    let state = (any::<u64>(), proptest::option::of(proptest::sample::select(NAMES)), 0_usize..50);
    let result = runner(30).run(&(state, said), |((seed, campaign, far), said)| {
        let mut walker = Walker::new(seed);
        if let Some(campaign) = campaign {
            walker.advance(campaign, far, seed)?;
        }
        let mut idle = 0;
        let mut stuck = false;
        for serial in 1_u128 << 70..(1 << 70) + 8 {
            let before: Vec<_> = walker.person.dossiers.iter().map(|dossier| dossier.answers.clone()).collect();
            let (_, effects) = step(
                &mut walker,
                &Event::new(Channel::Email, Uuid::from_u128(serial), mail(vec![(None, said.clone())])),
            )?;
            stuck |= effects.contains(&Effect::Alert(WaitingFor::Stuck));
            let (letter, _) = step(&mut walker, &Event::new(Channel::Email, Uuid::from_u128(serial), What::Write))?;
            let after: Vec<_> = walker.person.dossiers.iter().map(|dossier| dossier.answers.clone()).collect();
            idle = if before == after { idle + usize::from(letter.is_some()) } else { 0 };
            prop_assert!(idle <= 3, "{said:?} is answered for ever");
        }
        prop_assert!(stuck || walker.person.waiting.is_some() || is_quiet(&said), "{said:?} is heard by nobody");
        Ok(())
    });
    result.expect("an exchange with a robot stops by itself");
}

/// A mail's token names a dossier: it takes the focus when it is the person's, and nothing else does.
#[test]
fn a_mail_turns_to_the_dossier_it_is_about() {
    let mut walker = Walker::new(5);
    walker.advance("m2_1d_pdc", 3, 1).expect("a dossier");
    walker.advance("aesh", 3, 1).expect("another");
    let [first, second] = walker.person.dossiers.as_slice() else { panic!("two dossiers") };
    let (first, second) = (first.id, second.id);
    assert_eq!(walker.person.focus, Some(second));
    for (about, focus) in [(None, second), (Some(Uuid::from_u128(9)), second), (Some(first), first), (None, first)] {
        let said = mail(vec![(None, "lieu de naissance : Arras".into())]);
        let event = Event { about, ..Event::new(Channel::Email, Uuid::from_u128(1 << 90), said) };
        step(&mut walker, &event).expect("a turn");
        assert_eq!(walker.person.focus, Some(focus), "{about:?}");
    }
}

/// While a member of staff has the conversation nothing is written, and nothing that is owed is forgotten.
#[test]
fn a_letter_owed_while_staff_have_the_conversation_goes_out_when_they_hand_it_back() {
    let mut walker = Walker::new(6);
    walker.advance("m2_1d_pdc", 3, 1).expect("a dossier");
    let event = |what| Event::new(Channel::Email, Uuid::from_u128(1 << 91), what);
    step(&mut walker, &event(mail(vec![(None, "lieu de naissance : Arras".into())]))).expect("a turn");
    let owed = walker.person.letter.clone();
    assert!(owed.is_some());
    walker.person.owner = Owner::Agent("Camille".into());
    for what in [What::Write, mail(vec![(None, "Merci".into())]), What::Write] {
        let (letter, _) = step(&mut walker, &event(what)).expect("a turn");
        assert!(letter.is_none(), "the assistant speaks over staff");
        assert_eq!(walker.person.letter, owed);
    }
    walker.person.owner = Owner::Assistant;
    let (letter, _) = step(&mut walker, &event(What::Write)).expect("a turn");
    let letter = render(&letter.expect("the letter that is owed"), &LIBRARY.phrases);
    assert!(letter.text.contains("Arras"), "{}", letter.text);
    assert!(walker.person.letter.is_none());
}
