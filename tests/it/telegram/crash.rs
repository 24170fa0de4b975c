//! The program dies between every two steps of a message's way. Nothing is lost, and nothing is said twice but what was
//! being sent.
//!
//! `GUICHET_TEST_STOP=after_commit:3` makes a debug build abort the third time it is there.

use std::time::Duration;

use serde_json::Value;

use super::bot::Bot;
use crate::fakes::telegram::{Fake, PATIENCE, User};
use crate::program::Bench;

/// What is said, by words or by a button, and what is asked then.
const TALK: &[(Act, &str)] = &[
    (Act::Says("/start aesh"), "Quelle est votre civilité"),
    (Act::Presses("Madame"), "Quel est votre nom patronymique"),
    (Act::Says("Dupont"), "Avez-vous un nom d’usage"),
    (Act::Presses("Non concerné"), "prénom"),
    (Act::Says("Alice"), "date de naissance"),
];

#[derive(Clone, Copy)]
enum Act {
    Says(&'static str),
    Presses(&'static str),
}

/// Talks with a program that is started again whenever it dies; how often it did.
async fn talk(bot: &mut Bot<'_>, ana: &User) -> usize {
    let mut deaths = 0;
    for (act, asked) in TALK {
        let seen = ana.reads().iter().map(|shown| shown.stamp).max().unwrap_or_default();
        match act {
            Act::Says(words) => drop(ana.says(words)),
            Act::Presses(label) => drop(ana.presses(label).await),
        }
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let asks = || ana.reads().iter().any(|shown| shown.stamp > seen && shown.text.contains(asked));
        while !asks() {
            if bot.is_dead() {
                deaths += 1;
                bot.restart().await;
            }
            assert!(tokio::time::Instant::now() < deadline, "no « {asked} »: {:#?}\n{}", ana.reads(), bot.journal());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    deaths
}

/// What must be there in the end, however often the program died.
fn check(bot: &Bot<'_>, told: &str) {
    let answers = bot.answers();
    let value = |key: &str| answers[key]["value"].clone();
    assert_eq!(value("civilite"), "Madame", "{told}");
    assert_eq!(value("nom_patronymique"), "Dupont", "{told}");
    assert_eq!(value("prenom"), "Alice", "{told}");
}

/// How many messages say what another said before.
fn repeated(ana: &User) -> usize {
    let mut texts: Vec<String> = ana.reads().into_iter().map(|shown| shown.text).collect();
    let all = texts.len();
    texts.sort();
    texts.dedup();
    all - texts.len()
}

async fn dies_at(point: &str, time: usize, repeats: usize) {
    let told = format!("{point}:{time}");
    let (tg, bench) = (Fake::start().await, Bench::new());
    let ana = tg.user("Ana");
    let mut bot = Bot::with(&tg, &bench, &[("GUICHET_TEST_STOP", &told)]).await;
    let mut deaths = talk(&mut bot, &ana).await;
    if deaths == 0 {
        // What it said last was read before it died of it.
        bot.dies().await;
        deaths += 1;
        bot.restart().await;
    }
    tg.settles().await;
    assert_eq!(deaths, 1, "{told}: it did not stop there");
    check(&bot, &told);
    assert!(repeated(&ana) <= repeats, "{told}: {:#?}", ana.reads());
    let number = bench.json("dossiers --jsonl", "")[0]["number"].as_str().unwrap().to_owned();
    let said = bench.json(&format!("transcript {number} --jsonl"), "");
    let theirs = said.iter().filter(|entry| entry["who"] == "candidate");
    let names = theirs.filter(|entry| entry["text"].as_str().is_some_and(|text| text == "Dupont")).count();
    assert!(names == 1, "{told}: heard {names} times: {}", Value::Array(said));
}

#[tokio::test(flavor = "multi_thread")]
async fn between_receiving_and_committing() {
    for time in 1..=TALK.len() {
        // What was sent a moment before may not be known as sent.
        dies_at("after_receive", time, 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn between_committing_and_sending() {
    for time in 1..=TALK.len() {
        dies_at("after_commit", time, 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn between_sending_and_knowing_it() {
    for time in 1..=TALK.len() {
        dies_at("after_send", time, 1).await;
    }
}

/// A message that ends the process each time somebody tries to answer it.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_kills_is_set_aside_and_the_others_go_on() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (ana, paul) = (tg.user("Ana"), tg.user("Paul"));
    let killer = [("GUICHET_TEST_TURN", "abort=poison"), ("GUICHET_LOG", "info")];
    let mut bot = Bot::with(&tg, &bench, &killer).await;
    for person in [&ana, &paul] {
        super::bot::opens_aesh(person).await;
    }
    tg.settles().await;
    tg.holds("message");
    ana.says("madame");
    paul.says("poison");
    paul.says("monsieur");
    tg.releases();
    // Once with the others, twice by itself: then it is left alone.
    for _ in 0..3 {
        bot.dies().await;
        bot.restart_with(&killer).await;
    }
    ana.waits_for("nom patronymique").await;
    paul.waits_for("nom patronymique").await;
    tg.settles().await;
    assert!(!bot.is_dead());
    let told = |words: &str| paul.reads().iter().filter(|shown| shown.text.contains(words)).count();
    assert_eq!(told("une personne du service : elle"), 1, "answered once: {:#?}", paul.reads());
    let set_aside = |person: &Value| {
        let number = person["number"].as_str().unwrap().to_owned();
        let lines = bench.json(&format!("transcript {number} --jsonl"), "");
        lines.iter().filter(|line| line["text"].as_str().is_some_and(|text| text.contains("mis de côté"))).count()
    };
    let kept: Vec<usize> = bench.json("dossiers --jsonl", "").iter().map(set_aside).collect();
    assert_eq!(kept.iter().sum::<usize>(), 1, "kept with who sent it: {kept:?}");
    assert!(bot.journal().contains("staff.alerted"), "{}", bot.journal());
    assert!(!bot.journal().contains("poison"));
    // Ended as it should be: the next start has nothing to be wary of.
    let said = "ne s’était pas arrêté normalement";
    let before = bot.journal().matches(said).count();
    assert_eq!(before, 3, "{}", bot.journal());
    assert!(bot.term().await.success());
    bot.restart_with(&killer).await;
    assert_eq!(bot.journal().matches(said).count(), before);
}

/// Killed from outside at moments nobody chose.
#[tokio::test(flavor = "multi_thread")]
async fn at_any_moment() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (mut bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    for (round, (act, _)) in (0_u64..).zip(TALK) {
        match act {
            Act::Says(words) => drop(ana.says(words)),
            Act::Presses(label) => drop(ana.presses(label).await),
        }
        tokio::time::sleep(Duration::from_millis(round * 3)).await;
        bot.restart().await;
        let asked = TALK[usize::try_from(round).unwrap()].1;
        ana.sees(move |shown: &crate::fakes::telegram::Shown| shown.text.contains(asked)).await;
    }
    tg.settles().await;
    check(&bot, "killed five times");
    assert!(repeated(&ana) <= TALK.len(), "{:#?}", ana.reads());
}
