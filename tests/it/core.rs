//! The core whatever happens: any state meets any event, nothing is lost, there is always a next word, and who answers
//! what is asked reaches the end.

mod join;
mod mail;
mod plausible;
mod privacy;
mod renewal;
mod staff;
mod walker;
mod wishes;

use std::collections::BTreeSet;

use guichet::dialog::definition::{Condition, Name};
use guichet::dialog::intent::Command;
use guichet::dialog::person::{Answer, Dossier, Key, Pending, Person, Piece, State, Value};
use guichet::dialog::reply::{Press, Question, Reply, Utterance, What, Wordless};
use guichet::dialog::view::{CAMPAIGN, View};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use plausible::Dice;
use walker::{LIBRARY, Walker};

/// What somebody may do, before the state it meets is known.
#[derive(Debug, Clone)]
enum Deed {
    Say(String),
    Answer(u64),
    Numbered(Vec<(Option<u32>, String)>),
    Option(u8),
    Stray(String, String),
    File(u64, String),
    Open(Option<String>),
    Wait(i64),
    Press(Verb, u8, usize),
    Command(Command),
    Wordless(Wordless),
    Edit(u8, String),
    Look,
    Write,
    Group,
    Invited(i64),
}

/// What a button makes sure of.
#[derive(Debug, Clone, Copy)]
enum Verb {
    Take,
    Ensure,
    Remove,
    Place,
    Validate,
}

/// Cases of each property; more by the environment.
fn cases(usual: u32) -> u32 {
    std::env::var("GUICHET_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}

fn runner(usual: u32) -> TestRunner {
    let config = Config { cases: cases(usual), failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn deed() -> impl Strategy<Value = Deed> {
    let words = proptest::sample::select(WORDS).prop_map(str::to_owned);
    let part = (proptest::option::of(0_u32..40), words.clone());
    prop_oneof![
        6 => any::<u64>().prop_map(Deed::Answer),
        6 => words.clone().prop_map(Deed::Say),
        1 => any::<String>().prop_map(Deed::Say),
        1 => (words.clone(), words).prop_map(|(a, b)| Deed::Say(format!("{a} {b}"))),
        1 => proptest::collection::vec(part, 0..6).prop_map(Deed::Numbered),
        2 => any::<u8>().prop_map(Deed::Option),
        1 => ("[a-z_]{0,12}(/[0-9]{1,2}/[a-z]{1,8})?", "[a-z-]{0,12}").prop_map(|(key, id)| Deed::Stray(key, id)),
        1 => (0_u64..40_000_000, "(application/pdf|image/heic|)").prop_map(|(bytes, kind)| Deed::File(bytes, kind)),
        1 => proptest::option::of(proptest::sample::select(NAMES).prop_map(str::to_owned)).prop_map(Deed::Open),
        1 => (0_i64..400).prop_map(Deed::Wait),
        6 => (proptest::sample::select(VERBS), any::<u8>(), 0_usize..30)
            .prop_map(|(verb, at, place)| Deed::Press(verb, at, place)),
        1 => proptest::sample::select(COMMANDS).prop_map(Deed::Command),
        1 => proptest::sample::select(WORDLESS).prop_map(Deed::Wordless),
        2 => (any::<u8>(), proptest::sample::select(WORDS)).prop_map(|(at, words)| Deed::Edit(at, words.to_owned())),
        1 => Just(Deed::Look),
        1 => Just(Deed::Write),
        1 => Just(Deed::Group),
        1 => (-9_i64..99).prop_map(Deed::Invited),
    ]
}

const VERBS: &[Verb] = &[Verb::Take, Verb::Ensure, Verb::Remove, Verb::Place, Verb::Validate];

const COMMANDS: &[Command] = &[
    Command::Help,
    Command::Back,
    Command::Status,
    Command::Correct,
    Command::Recap,
    Command::Sheet,
    Command::Restart,
    Command::Export,
    Command::Erase,
    Command::Person,
    Command::Skip,
    Command::Dossiers,
];

const WORDLESS: &[Wordless] = &[Wordless::Sticker, Wordless::Voice, Wordless::Other, Wordless::TooLarge];

const NAMES: &[&str] =
    &["acloe-m2", "acloe-aesh", "ecandidat-inalco", "magistere", "m2_1d_pdc", "aesh", "commun", "rien"];

const WORDS: &[&str] = &[
    "oui",
    "non",
    "fait",
    "plus tard",
    "non concerné",
    "je n’en ai pas",
    "retour",
    "aide",
    "recommencer",
    "passer",
    "effacer mes données",
    "mes données",
    "où en suis-je",
    "récapitulatif",
    "fiche",
    "mes dossiers",
    "pause",
    "reprendre",
    "stop",
    "une personne",
    "modifier",
    "modifier prénom",
    "modifier zones",
    "modifier campagne",
    "modifier 3",
    "1",
    "2",
    "7",
    "31/12/1999",
    "2021",
    "30 février 2001",
    "1er degré nord",
    "2nd degré lille en maths",
    "aesh",
    "e-candidat",
    "m@gistere",
    "pas de calais",
    "alternance meef",
    "licence",
    "master",
    "bac +3",
    "cambrai puis douai",
    "peu importe",
    "2068113589L",
    "0494004062M",
    "O494OO4O62M",
    "marie@gmial.com",
    "marie@gmail.com",
    "je m’appelle Jean Petit, né à Arras",
    "c quoi l’ine",
    "je peux changer mes vœux ?",
    "",
    "?",
    "…",
    "👍",
    "merci",
    "bonjour",
    "ça dépend",
    "Veuillez indiquer une zone\nVeuillez indiquer une couleur",
    "**gras** - puce {prenom} {{",
    "Dupont épouse Martin",
];

#[test]
fn any_state_meets_any_event() {
    let campaign = proptest::option::of(proptest::sample::select(NAMES));
    let state = (any::<u64>(), campaign, 0_usize..60);
    let result =
        runner(40).run(&(state, proptest::collection::vec(deed(), 1..20)), |((seed, campaign, far), deeds)| {
            let mut walker = Walker::new(seed);
            if let Some(campaign) = campaign {
                walker.advance(campaign, far, seed)?;
            }
            for (at, deed) in deeds.iter().enumerate() {
                let before = walker.person.clone();
                let what = event(deed, &walker);
                let looked = walker.look();
                if let Deed::Wait(days) = deed {
                    walker.wait(*days);
                }
                let reply = walker.turn(&what, at % 5 == 0)?;
                spoken(&what, &before, &walker.person, &reply)?;
                numbers_stay(&before, &walker.person)?;
                nothing_is_lost(&before, &walker)?;
                if let What::Said(Utterance { pressed: Some((key, press)), .. }) = &what {
                    let open = looked.open.first();
                    let greeted = !before.shown.is_empty();
                    if greeted && !open.is_some_and(|asked| offers(asked, key, press)) {
                        prop_assert_eq!(&before, &walker.person, "a stale press of {} changed something", key);
                    }
                    pressed_again(&mut walker, key, press)?;
                }
            }
            Ok(())
        });
    result.expect("the core is total");
}

fn event(deed: &Deed, walker: &Walker) -> What {
    let asked = walker.look().open.into_iter().next();
    let utterance = match deed {
        Deed::Say(words) => Utterance::text(words.clone()),
        Deed::Answer(seed) => return What::Said(plausible::answer(walker, &mut Dice::new(*seed))),
        Deed::Numbered(parts) => Utterance { parts: parts.clone(), ..Utterance::default() },
        Deed::Option(at) => {
            let Some(asked) = asked else { return What::Open(None) };
            let option = asked.options.get(usize::from(*at) % asked.options.len().max(1));
            let id = option.map_or_else(|| "oui".into(), |option| option.id.clone());
            Utterance { pressed: Some((asked.key, Press::Take(id))), ..Utterance::default() }
        }
        Deed::Stray(key, id) => {
            let key = key.parse().unwrap_or_else(|_| Key::new("rien"));
            Utterance { pressed: Some((key, Press::Take(id.as_str().into()))), ..Utterance::default() }
        }
        Deed::File(bytes, kind) => {
            let piece = Piece::new("fichier", kind, *bytes);
            Utterance { files: vec![piece], ..Utterance::default() }
        }
        Deed::Open(name) => return What::Open(name.as_deref().map(Into::into)),
        Deed::Wait(_) => return What::Open(None),
        Deed::Press(verb, at, place) => {
            let Some(asked) = asked else { return What::Look };
            Utterance { pressed: Some((asked.key.clone(), press(*verb, &asked, *at, *place))), ..Utterance::default() }
        }
        Deed::Command(name) => return What::Command(*name),
        Deed::Wordless(kind) => return What::Wordless(*kind),
        Deed::Edit(at, words) => {
            let dossier = walker.person.focused();
            let known: Vec<Key> = dossier.into_iter().flat_map(|dossier| dossier.answers.keys().cloned()).collect();
            let key = known.get(usize::from(*at) % (known.len() + 1)).cloned();
            return What::Edited { keys: key.into_iter().chain([Key::new("rien")]).collect(), words: words.clone() };
        }
        Deed::Look => return What::Look,
        Deed::Write => return What::Write,
        Deed::Invited(seconds) => return What::Invited(walker.invitation(*seconds)),
        Deed::Group => return What::Group { link: "https://exemple.fr/moi".into() },
    };
    What::Said(utterance)
}

/// A button of a question, or one it never had.
fn press(verb: Verb, asked: &Question, at: u8, place: usize) -> Press {
    let option = asked.options.get(usize::from(at) % (asked.options.len() + 1));
    let id = option.map_or_else(|| "jamais-vu".into(), |option| option.id.clone());
    match verb {
        Verb::Take => Press::Take(id),
        Verb::Ensure => Press::Ensure(id),
        Verb::Remove => Press::Remove(id),
        Verb::Place => Press::Place(id, place),
        Verb::Validate => Press::Validate,
    }
}

/// What each kind of event may say, and what it must leave as it is.
fn spoken(what: &What, before: &Person, after: &Person, reply: &Reply) -> Result<(), TestCaseError> {
    let mut keys: Vec<&Key> = reply.settled.iter().map(|settled| &settled.key).collect();
    keys.dedup();
    prop_assert_eq!(keys.len(), reply.settled.len(), "a question is settled once a turn");
    prop_assert!(reply.settled.iter().all(|settled| !settled.line.line().trim().is_empty()), "an empty line");
    let quiet = [&reply.heard, &reply.doubtful, &reply.notices].iter().all(|prose| prose.is_empty());
    if reply.redraw {
        prop_assert!(quiet && reply.settled.is_empty() && reply.open.len() == 1, "more than a drawing: {reply:?}");
    }
    match what {
        What::Look => {
            prop_assert_eq!(before, after, "a look changes nothing");
            let bare = Reply { open: reply.open.clone(), progress: reply.progress.clone(), ..Reply::default() };
            prop_assert_eq!(reply, &bare, "a look says nothing");
            Ok(())
        }
        What::Group { .. } | What::Edited { .. } | What::Write if *reply == Reply::default() => {
            prop_assert_eq!(before, after, "nothing is said, and something is changed");
            Ok(())
        }
        What::Group { .. } => {
            prop_assert!(reply.open.is_empty() && before != after, "said once, and nothing asked");
            always_a_word(reply)
        }
        _ => always_a_word(reply),
    }
}

/// The same press again: it does no more than once; a press that fits nothing changes nothing.
fn pressed_again(walker: &mut Walker, key: &Key, press: &Press) -> Result<(), TestCaseError> {
    let pressed = || What::Said(Utterance { pressed: Some((key.clone(), press.clone())), ..Utterance::default() });
    let before = walker.person.clone();
    let fits = walker.look().open.first().is_some_and(|asked| offers(asked, key, press));
    let reply = walker.turn(&pressed(), false)?;
    spoken(&pressed(), &before, &walker.person, &reply)?;
    // Who has just erased everything is greeted like anybody.
    let before = if before.shown.is_empty() { walker.person.clone() } else { before };
    prop_assert_eq!(&before, &walker.person, "{} {:?} twice is more than once (offered: {})", key, press, fits);
    Ok(())
}

fn offers(asked: &Question, key: &Key, press: &Press) -> bool {
    let option = |id: &Name| asked.options.iter().any(|option| option.id == *id);
    asked.key == *key && press.option().is_none_or(option)
}

fn always_a_word(reply: &Reply) -> Result<(), TestCaseError> {
    let said = reply.heard.iter().chain(&reply.doubtful).chain(&reply.notices);
    let words = said.filter(|prose| !prose.plain().trim().is_empty()).count();
    prop_assert!(words + reply.open.len() > 0, "no next word: {reply:?}");
    for prose in reply.heard.iter().chain(&reply.doubtful) {
        prop_assert!(!prose.plain().trim().is_empty(), "an empty line: {reply:?}");
    }
    Ok(())
}

/// A question keeps its number, and no other gets it.
fn numbers_stay(before: &Person, after: &Person) -> Result<(), TestCaseError> {
    for dossier in &after.dossiers {
        let all: BTreeSet<u32> = dossier.numbers.values().copied().collect();
        prop_assert_eq!(all.len(), dossier.numbers.len(), "one number, two questions");
        let Some(old) = same(before, dossier) else { continue };
        for (key, number) in &old.numbers {
            prop_assert_eq!(dossier.numbers.get(key), Some(number), "the number of {} changed", key);
        }
    }
    Ok(())
}

fn same<'p>(person: &'p Person, dossier: &Dossier) -> Option<&'p Dossier> {
    person.dossiers.iter().find(|known| known.id == dossier.id)
}

/// A settled answer goes only by a new answer, a restart, an erasure, or because what it hung on changed.
fn nothing_is_lost(before: &Person, walker: &Walker) -> Result<(), TestCaseError> {
    let after = &walker.person;
    if matches!(before.pending, Some(Pending::Restart | Pending::Erase)) {
        return Ok(());
    }
    prop_assert!(before.dossiers.len() <= after.dossiers.len(), "a dossier is lost");
    for old in &before.dossiers {
        let new = same(after, old);
        prop_assert!(new.is_some(), "a dossier is lost");
        for (key, answer) in old.answers.iter().filter(|(_, answer)| answer.state.settles()) {
            let new = new.expect("just found");
            let kept = new.answers.get(key);
            let fine = kept.is_some_and(|kept| kept.value == answer.value || kept.at == walker.now)
                || shared(old, key, kept, before)
                || hung(new, key, walker);
            prop_assert!(fine, "{key} was {answer:?} and is {kept:?}");
        }
    }
    Ok(())
}

/// Corrected in another dossier of the person, and proposed here.
fn shared(dossier: &Dossier, key: &Key, kept: Option<&Answer>, before: &Person) -> bool {
    let proposed = kept.is_some_and(|kept| kept.state == State::Proposed);
    let is_shared = LIBRARY.dialog(&dossier.dialog).and_then(|dialog| dialog.step_of(&key.slot));
    proposed && before.dossiers.len() > 1 && is_shared.is_some_and(|step| step.slot.shared)
}

/// Something its meaning hangs on was answered in this turn.
fn hung(dossier: &Dossier, key: &Key, walker: &Walker) -> bool {
    let Some(view) = View::new(&LIBRARY, dossier) else { return false };
    let answered =
        |name: &str| dossier.answers.iter().any(|(key, answer)| *key.slot == *name && answer.at == walker.now);
    let steps = view.dialog.steps.iter().filter(|step| step.slot.name == key.slot);
    answered(CAMPAIGN) || steps.flat_map(|step| &step.when).any(|Condition { slot, .. }| answered(slot))
}

#[test]
fn who_answers_what_is_asked_reaches_the_end() {
    for campaign in &LIBRARY.campaigns.all {
        for seed in 0..u64::from(cases(3)) {
            let mut walker = Walker::new(seed);
            let mut dice = Dice::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 7);
            let mut reply = walker.turn(&What::Open(Some(campaign.id.clone())), false).expect("a turn");
            let mut told = Vec::new();
            for _ in 0..400 {
                if reply.done {
                    break;
                }
                // Now and then something else is said, and the way goes on.
                let what = if dice.once_in(12) {
                    What::Said(Utterance::text(*dice.one_of(&[
                        "aide",
                        "où en suis-je",
                        "retour",
                        "merci",
                        "c quoi l’ine ?",
                    ])))
                } else if walker.asked().is_none() {
                    walker.wait(2);
                    What::Open(None)
                } else {
                    What::Said(plausible::answer(&walker, &mut dice))
                };
                told.push(format!("{:?} {what:?}", walker.asked().map(|asked| asked.key.to_string())));
                reply = walker.turn(&what, false).expect("a turn");
            }
            let last: Vec<&String> = told.iter().rev().take(12).collect();
            assert!(reply.done, "{}, seed {seed}: no end; last {last:#?}", campaign.id);
            let dossier = walker.person.focused().expect("a dossier");
            let view = View::new(&LIBRARY, dossier).expect("a view");
            let rows = guichet::dialog::sheet::sheet(&view);
            assert_eq!(rows.is_empty(), view.dialog.screens.is_empty(), "{}: the entry sheet", campaign.id);
        }
    }
}

/// Signs of markup in an answer stay signs, wherever the answer is shown again.
#[test]
fn a_candidates_text_never_becomes_markup() {
    const MARKED: &str = "**ZQX** {prenom} [ZQX](http://zqx.example) <b>ZQX</b>";
    for campaign in &LIBRARY.campaigns.all {
        let mut walker = Walker::new(3);
        let mut dice = Dice::new(11);
        let mut reply = walker.turn(&What::Open(Some(campaign.id.clone())), false).expect("a turn");
        let mut shown = 0;
        for _ in 0..120 {
            shown += plain(&reply, MARKED);
            if reply.done {
                break;
            }
            let what = match walker.asked() {
                Some(asked) if plausible::is_text(&walker, &asked.key) => What::Said(Utterance::text(MARKED)),
                Some(_) => What::Said(plausible::answer(&walker, &mut dice)),
                None => What::Open(None),
            };
            reply = walker.turn(&what, false).expect("a turn");
        }
        reply = walker.turn(&What::Said(Utterance::text("récapitulatif")), false).expect("a turn");
        shown += plain(&reply, MARKED);
        let texts = walker.person.focused().expect("a dossier").answers.values();
        let given = texts.filter(|answer| answer.value == Some(Value::of(MARKED))).count();
        assert!(given == 0 || shown > given, "{}: shown {shown} times, given {given}", campaign.id);
    }
}

/// Counts where the marked text is shown; wherever a part of it stands, the whole of it does, in one run.
fn plain(reply: &Reply, marked: &str) -> usize {
    let asked = reply.open.iter().map(|question| &question.ask);
    let all = reply.heard.iter().chain(&reply.doubtful).chain(&reply.notices).chain(asked);
    let runs = all.flat_map(|prose| &prose.blocks).flat_map(|block| &block.runs);
    let shown: Vec<&str> = runs.map(|run| run.words.as_str()).filter(|words| words.contains("ZQX")).collect();
    for words in &shown {
        assert!(words.contains(marked), "the candidate’s signs were read as markup: {words}");
    }
    shown.len()
}
