//! `guichet serve` as the one who runs it sees it.

use std::time::Duration;

use super::bot::{Bot, opens_aesh, serve, times};
use crate::fakes::telegram::{Fake, flood, slow};
use crate::program::{Bench, finish, told};

#[tokio::test]
async fn a_wrong_token_is_told_at_once_in_french() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    for token in ["1:FAUX", "n’importe quoi"] {
        let mut command = serve(&tg, &bench, &[]);
        command.env("GUICHET_TELEGRAM__TOKEN", token);
        let output = tokio::task::spawn_blocking(|| finish(command, b"")).await.unwrap();
        let error = told(&output);
        assert!(output.status.code().is_some_and(|code| code != 0), "{error}");
        assert!(error.contains("jeton"), "{error}");
        assert!(!error.contains(token), "the token is a secret, even a wrong one: {error}");
    }
}

#[tokio::test]
async fn a_second_instance_on_the_same_data_is_refused() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (mut bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    let command = serve(&tg, &bench, &[]);
    let output = tokio::task::spawn_blocking(|| finish(command, b"")).await.unwrap();
    assert!(output.status.code().is_some_and(|code| code != 0));
    assert!(told(&output).contains("déjà"), "{}", told(&output));
    assert!(!bot.is_dead());
    opens_aesh(&ana).await;
}

#[tokio::test]
async fn it_stops_when_asked_and_loses_nothing() {
    for name in ["TERM", "INT"] {
        let (tg, bench) = (Fake::start().await, Bench::new());
        let (mut bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
        opens_aesh(&ana).await;
        ana.says("madame");
        // Said and asked to stop at once: done before, or after the next start.
        assert!(bot.stops(name).await.success(), "{}", bot.journal());
        bot.restart().await;
        ana.sees("nom patronymique").await;
        assert_eq!(bot.answer("civilite"), "Madame");
        tg.settles().await;
        assert_eq!(times(&ana, "Quel est votre nom patronymique"), 1, "{name}");
    }
}

/// What it waits for lasts longer than the patience of this test.
#[tokio::test]
async fn it_stops_although_telegram_does_not_answer() {
    for trouble in [slow(Duration::from_secs(3600)), flood(3600)] {
        let (tg, bench) = (Fake::start().await, Bench::new());
        let (mut bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
        opens_aesh(&ana).await;
        let before = tg.calls_of("sendMessage").len();
        tg.breaks(trouble.on("sendMessage"));
        ana.says("madame");
        tg.until("send", |calls| calls.iter().filter(|call| call.method == "sendmessage").count() > before).await;
        assert!(bot.term().await.success(), "{}", bot.journal());
        tg.heals();
        bot.restart().await;
        ana.sees("nom patronymique").await;
    }
}

#[tokio::test]
async fn commands_answer_beside_the_service() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    ana.presses("Madame").await;
    ana.waits_for("nom patronymique").await;
    assert_eq!(bench.json("dossiers --jsonl", "").len(), 1);
    assert_eq!(bot.answer("civilite"), "Madame");
}

#[tokio::test]
async fn nothing_personal_is_written_to_the_journal() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (mut bot, ana) = (Bot::with(&tg, &bench, &[("GUICHET_LOG", "trace")]).await, tg.user("Zébulonne"));
    opens_aesh(&ana).await;
    ana.says("madame");
    ana.waits_for("nom patronymique").await;
    ana.says("Quatrepoint");
    ana.waits_for("nom d’usage").await;
    bot.term().await;
    let (journal, token) = (bot.journal(), tg.token());
    for secret in ["Quatrepoint", "Zébulonne", &token, &ana.id().to_string()] {
        assert!(!journal.contains(secret), "{secret} in {journal}");
    }
}
