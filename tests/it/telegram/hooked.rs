//! The fake's webhook: one line for words and one for presses in each chat, and no end of patience.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::wire::done;
use crate::fakes::telegram::{Fake, PATIENCE};

/// The secret, and the update.
type Delivery = (Option<String>, Value);

/// A bot that writes down what it is sent, and refuses as many as it is told.
#[derive(Clone, Default)]
struct Ear {
    heard: Arc<Mutex<Vec<Delivery>>>,
    refuses: Arc<Mutex<usize>>,
}

impl Ear {
    async fn listen(&self) -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/crochet", listener.local_addr().unwrap());
        let router = Router::new().fallback(hear).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        url
    }

    /// What was said and pressed, in the order it came, once there are so many.
    async fn heard(&self, count: usize) -> Vec<String> {
        let words = |update: &Value| {
            let word = update["message"]["text"].as_str().or(update["callback_query"]["data"].as_str());
            word.unwrap_or("?").to_owned()
        };
        let all = || self.heard.lock().unwrap().iter().map(|(_, update)| words(update)).collect::<Vec<_>>();
        let waiting = async {
            while all().len() < count {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("only {:?}", all()));
        all()
    }
}

async fn hear(State(ear): State<Ear>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let secret = headers.get("x-telegram-bot-api-secret-token").map(|value| value.to_str().unwrap().to_owned());
    ear.heard.lock().unwrap().push((secret, serde_json::from_slice(&body).unwrap()));
    let mut refuses = ear.refuses.lock().unwrap();
    let refused = *refuses > 0;
    *refuses = refuses.saturating_sub(1);
    if refused { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK }
}

#[tokio::test]
async fn it_comes_with_its_secret_and_again_until_taken() {
    let (tg, ear) = (Fake::start().await, Ear::default());
    let ana = tg.user("Ana");
    *ear.refuses.lock().unwrap() = 2;
    ana.says("avant");
    done(&tg, "setWebhook", json!({ "url": ear.listen().await, "secret_token": "s-1" })).await;
    ana.says("après");
    assert_eq!(ear.heard(4).await, ["avant", "avant", "avant", "après"], "in order, whatever it takes");
    assert!(ear.heard.lock().unwrap().iter().all(|(secret, _)| secret.as_deref() == Some("s-1")));
    let info = done(&tg, "getWebhookInfo", json!({})).await;
    assert!(info["last_error_message"].as_str().unwrap().contains("Wrong response"), "{info}");
    tg.settles().await;
    tg.redelivers(1);
    assert_eq!(ear.heard(5).await[4], "après");
    let ids: Vec<i64> =
        ear.heard.lock().unwrap().iter().map(|(_, update)| update["update_id"].as_i64().unwrap()).collect();
    assert!(ids[3] == ids[4] && ids[0] == ids[2] && ids[2] + 1 == ids[3], "{ids:?}");
}

#[tokio::test]
async fn a_press_overtakes_words_but_no_words_overtake_words() {
    let (tg, ear) = (Fake::start().await, Ear::default());
    let (ana, paul) = (tg.user("Ana"), tg.user("Paul"));
    done(&tg, "setWebhook", json!({ "url": ear.listen().await })).await;
    tg.holds("message");
    ana.says("un");
    paul.says("deux");
    ana.presses_data(1, "trois");
    assert_eq!(ear.heard(1).await, ["trois"]);
    tg.releases();
    let mut rest = ear.heard(3).await[1..].to_vec();
    rest.sort();
    assert_eq!(rest, ["deux", "un"]);
    *ear.refuses.lock().unwrap() = 1;
    ana.says("quatre");
    ana.says("cinq");
    assert_eq!(ear.heard(6).await[3..], ["quatre", "quatre", "cinq"]);
}
