//! A member of staff and a candidate on Telegram, each at their end of the running service.

use std::net::SocketAddr;
use std::time::Duration;

use super::bot::{Bot, opens_aesh, times};
use crate::console::{Answer, PASSWORD, ask};
use crate::fakes::telegram::{Fake, flood};
use crate::program::Bench;
use hyper::Method;

/// Camille at the console.
struct Camille {
    at: SocketAddr,
    cookie: String,
    person: String,
}

impl Camille {
    async fn logs_in(bot: &Bot<'_>) -> Self {
        let journal = bot.writes("Console : http://").await;
        let (_, at) = journal.rsplit_once("Console : http://").expect("where it is");
        let at: SocketAddr = at.split('/').next().expect("an address").parse().expect("an address");
        let mut camille = Self { at, cookie: String::new(), person: String::new() };
        let form = format!("login=camille&password={}&code=", PASSWORD.replace(' ', "+"));
        let answer = camille.posts("/connexion", &form).await;
        camille.cookie = answer.header("set-cookie").split(';').next().expect("a cookie").to_owned();
        for _ in 0..200 {
            let page = camille.gets("/file?vue=tous").await;
            if let Some((_, link)) = page.split_once("/conversations/") {
                camille.person = link.chars().take(36).collect();
                return camille;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("nobody is on the board");
    }

    async fn gets(&self, path: &str) -> String {
        ask(self.at, Method::GET, path, &[("cookie", &self.cookie)], "").await.body
    }

    async fn posts(&self, path: &str, form: &str) -> Answer {
        let headers = [("cookie", self.cookie.as_str()), ("sec-fetch-site", "same-origin")];
        ask(self.at, Method::POST, path, &headers, form).await
    }

    async fn acts(&self, what: &str, form: &str) {
        let page = self.gets(&format!("/conversations/{}", self.person)).await;
        let (id, read) = (after(&page, "name=\"id\" value=\""), after(&page, "name=\"lu\" value=\""));
        let form = format!("id={id}&lu={read}&{form}");
        let answer = self.posts(&format!("/conversations/{}/{what}", self.person), &form).await;
        assert_eq!(answer.status, 303, "{what}: {}", answer.body);
    }

    /// Waits until the page of the conversation shows it.
    async fn sees(&self, words: &str) {
        for _ in 0..500 {
            if self.gets(&format!("/conversations/{}", self.person)).await.contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{words} is never seen");
    }

    async fn says(&self, words: &str) {
        self.acts("dire", &format!("sur=comme&mots={}", words.replace(' ', "+"))).await;
    }
}

fn after(page: &str, mark: &str) -> String {
    let (_, rest) = page.split_once(mark).unwrap_or_else(|| panic!("no {mark} in {page}"));
    rest.split('"').next().expect("a value").to_owned()
}

fn hired(bench: &Bench) {
    let input = format!("{PASSWORD}\n");
    bench.says("staff add camille --nom Camille --role conseiller", &input);
}

/// What the assistant had ready when Camille took the conversation never arrives; nor does it say anything before she is
/// done; and her own words arrive once, whatever happens to the service.
#[tokio::test]
async fn the_assistant_is_silent_from_the_moment_on_and_no_word_of_staff_is_lost() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    hired(&bench);
    let (mut bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    tg.breaks(flood(1).on("sendMessage").to(ana.id()));
    ana.says("madame");
    tg.until("a send that has to wait", |calls| calls.iter().any(|call| call.code() == Some(429))).await;
    let camille = Camille::logs_in(&bot).await;
    camille.acts("prendre", "vu=").await;
    tg.heals();
    ana.says("Dupont");
    camille.sees("Dupont").await;
    camille.says("Bonjour, ici Camille.").await;
    // Killed before it left: it leaves all the same, once.
    bot.kill9();
    bot.restart().await;
    ana.waits_for("ici Camille").await;
    tg.settles().await;
    assert_eq!(times(&ana, "ici Camille"), 1);
    assert_eq!(times(&ana, "Quel est votre nom patronymique"), 0, "{:#?}", ana.reads());
    assert_eq!(bot.answer("civilite"), "Madame", "what she said before counts");
    let dossiers = bench.json("dossiers --jsonl", "");
    let number = dossiers[0]["number"].as_str().expect("a number");
    let said = bench.says(&format!("transcript {number}"), "");
    assert!(said.contains("retenu"), "{said}");
    let camille = Camille::logs_in(&bot).await;
    camille.acts("rendre", "").await;
    ana.waits_for("Je reprends avec vous").await;
    ana.waits_for("nom patronymique").await;
}
