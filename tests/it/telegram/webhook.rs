//! The service behind a webhook.

use std::net::TcpListener;
use std::time::UNIX_EPOCH;

use serde_json::json;

use super::bot::{Bot, opens_aesh, times};
use super::wire::{done, post};
use crate::fakes::telegram::{Fake, Shown};
use crate::program::Bench;

/// A service with a webhook. The address must be known before it listens.
async fn hooked<'a>(tg: &'a Fake, bench: &'a Bench) -> Bot<'a> {
    hooked_with(tg, bench, &[]).await
}

pub(crate) async fn hooked_with<'a>(tg: &'a Fake, bench: &'a Bench, more: &[(&str, &str)]) -> Bot<'a> {
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let (listen, url) = (free.to_string(), format!("http://{free}"));
    let settings = [("GUICHET_HTTP__LISTEN", listen.as_str()), ("GUICHET_TELEGRAM__WEBHOOK", url.as_str())];
    Bot::with(tg, bench, &[&settings, more].concat()).await
}

/// Where updates are to be posted, and the secret that goes with them.
fn agreed(tg: &Fake) -> (String, String) {
    let set = tg.calls_of("setWebhook").pop().unwrap();
    (set.body["url"].as_str().unwrap().to_owned(), set.body["secret_token"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_candidate_notices_no_difference() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (hooked(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    ana.presses("Madame").await.answer().await;
    ana.sees("nom patronymique").await;
    ana.says("Dupont");
    ana.waits_for("nom d’usage").await;
    assert_eq!(bot.answer("nom_patronymique"), "Dupont");
    assert!(tg.calls_of("getUpdates").is_empty());
    tg.settles().await;
    let before = ana.reads();
    tg.redelivers(3);
    tg.settles().await;
    let texts = |screen: &[Shown]| screen.iter().map(|shown| shown.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&before), texts(&ana.reads()), "updates that come again do nothing again");
}

#[tokio::test]
async fn who_does_not_know_the_secret_is_not_heard() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana) = (hooked(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    let (url, secret) = agreed(&tg);
    assert!(secret.len() >= 16, "a secret to be guessed");
    let now = UNIX_EPOCH.elapsed().unwrap().as_secs();
    let forged = json!({ "update_id": 900_000_000, "message": { "message_id": 77, "date": now, "text": "madame",
        "chat": { "id": ana.id(), "type": "private", "first_name": "Ana" },
        "from": { "id": ana.id(), "is_bot": false, "first_name": "Ana" } } })
    .to_string();
    let kind = ("content-type", "application/json");
    let wrong = secret.replace(|_: char| true, "x");
    for headers in [vec![kind], vec![kind, ("x-telegram-bot-api-secret-token", wrong.as_str())]] {
        assert_eq!(post(&url, &headers, forged.clone()).await.unwrap().0, 401);
    }
    tg.settles().await;
    assert_eq!(times(&ana, "Quel est votre nom patronymique"), 0);
    let right = [kind, ("x-telegram-bot-api-secret-token", secret.as_str())];
    assert_eq!(post(&url, &right, forged).await.unwrap().0, 200);
    ana.sees("nom patronymique").await;
    let broken = post(&url, &right, "{".to_owned()).await.unwrap().0;
    assert!(broken == 200 || broken == 400, "{broken}: said once, not for ever");
}

#[tokio::test]
async fn words_said_while_it_was_down_are_answered_when_it_is_back() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (mut bot, ana) = (hooked(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    let (url, _) = agreed(&tg);
    let listen = url.trim_start_matches("http://").split('/').next().unwrap().to_owned();
    bot.kill9();
    ana.says("madame");
    let settings =
        [("GUICHET_HTTP__LISTEN", listen.as_str()), ("GUICHET_TELEGRAM__WEBHOOK", &format!("http://{listen}"))];
    bot.restart_with(&settings).await;
    ana.waits_for("nom patronymique").await;
    assert_eq!(bot.answer("civilite"), "Madame");
}

#[tokio::test]
async fn a_press_that_overtakes_words_is_understood() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (hooked(&tg, &bench).await, tg.user("Ana"));
    let shown = opens_aesh(&ana).await;
    tg.holds("message");
    let aside = ana.says("/aide");
    ana.presses_on(&shown, "Madame").answer().await;
    tg.releases();
    ana.sees("nom patronymique").await;
    tg.settles().await;
    assert!(aside > 0 && bot.answer("civilite") == "Madame");
}

/// Another instance sets the webhook, then gives it back.
#[tokio::test]
async fn a_webhook_taken_away_is_told_of_once() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let bot = hooked_with(&tg, &bench, &[("GUICHET_TEST_WATCH_MS", "20")]).await;
    let (url, secret) = agreed(&tg);
    let base = format!("http://{}", url.trim_start_matches("http://").split('/').next().unwrap());
    let readyz = async || {
        let reply = reqwest::get(format!("{base}/readyz")).await.unwrap();
        (reply.status().as_u16(), reply.text().await.unwrap())
    };
    let asked = async |more: usize| {
        let before = tg.calls_of("getWebhookInfo").len();
        tg.until("look at the webhook", |calls| {
            calls.iter().filter(|call| call.method == "getwebhookinfo").count() >= before + more
        })
        .await;
    };
    asked(2).await;
    assert_eq!(readyz().await.0, 200);
    done(&tg, "setWebhook", json!({ "url": "http://127.0.0.1:9/ailleurs", "secret_token": "autre" })).await;
    let journal = bot.writes("un autre programme a changé le webhook").await;
    assert!(!journal.contains(&tg.token()), "never the token");
    let (code, told) = readyz().await;
    assert!(code == 503 && told.contains("une autre adresse"), "{code} {told}");
    asked(3).await;
    assert_eq!(bot.journal().matches("a changé le webhook").count(), 1, "once");
    done(&tg, "setWebhook", json!({ "url": url, "secret_token": secret })).await;
    bot.writes("apporte de nouveau").await;
    assert_eq!(readyz().await.0, 200);
}

#[tokio::test]
async fn polling_again_takes_the_webhook_away() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (mut bot, ana) = (hooked(&tg, &bench).await, tg.user("Ana"));
    bot.term().await;
    bot.restart().await;
    opens_aesh(&ana).await;
    assert!(!tg.calls_of("deleteWebhook").is_empty());
}
