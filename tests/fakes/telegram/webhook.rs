//! Delivery to a webhook: one at a time in each line, again and again, ever more slowly, until it answers 200.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::Fake;
use super::methods;
use super::params::Params;
use super::updates::Update;
use super::world::World;

/// How long a refused update waits the first time; twice as long each time after. The real server counts in seconds.
const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(3);

/// How long an answer may take.
const ANSWERS_IN: Duration = Duration::from_secs(60);

/// A webhook.
#[derive(Debug, Clone)]
pub(crate) struct Hook {
    pub(crate) url: String,
    pub(crate) secret: Option<String>,
    /// Connections at once.
    pub(crate) most: usize,
    /// When and why the last delivery failed.
    pub(crate) failed: Option<(Duration, String)>,
    attended: bool,
}

impl Hook {
    pub(crate) fn new(url: String, secret: Option<String>, most: usize) -> Self {
        Self { url, secret, most, failed: None, attended: false }
    }
}

impl World {
    /// The next update to deliver: the first of its line, when no other of that line is on its way.
    fn take_due(&mut self) -> Result<(Update, Hook), Option<Instant>> {
        self.expire();
        let Some(hook) = self.webhook.clone() else { return Err(None) };
        let again = std::mem::take(&mut self.updates.again);
        for mut update in again {
            (update.busy, update.tries, update.due) = (false, 0, None);
            self.updates.waiting.push_back(update);
        }
        let waiting = &mut self.updates.waiting;
        if waiting.iter().filter(|update| update.busy).count() >= hook.most {
            return Err(None);
        }
        let (mut lines, now, mut soonest) = (BTreeSet::new(), Instant::now(), None::<Instant>);
        for update in waiting.iter_mut().filter(|update| !update.held) {
            if !lines.insert(update.line) || update.busy {
                continue;
            }
            match update.due.filter(|due| *due > now) {
                Some(due) => soonest = Some(soonest.map_or(due, |other| other.min(due))),
                None => {
                    update.busy = true;
                    update.tries += 1;
                    return Ok((update.clone(), hook));
                }
            }
        }
        Err(soonest)
    }

    /// What became of a delivery.
    fn delivered(&mut self, id: i64, result: Result<Bytes, String>) {
        let at = self.now();
        let place = self.updates.waiting.iter().position(|update| update.id == id && update.busy);
        let Some(place) = place else { return };
        match result {
            Ok(answer) => {
                let update = self.updates.waiting.remove(place).unwrap();
                self.confirm(update);
                self.ride_along(&answer);
            }
            Err(reason) => {
                let update = &mut self.updates.waiting[place];
                let delay = FIRST_DELAY * 2_u32.pow(update.tries.min(6) - 1);
                (update.busy, update.due) = (false, Some(Instant::now() + delay.min(LONGEST_DELAY)));
                if let Some(hook) = &mut self.webhook {
                    hook.failed = Some((at, reason));
                }
            }
        }
    }

    /// A method call may stand in the webhook's answer.
    fn ride_along(&mut self, answer: &[u8]) {
        let Ok(Value::Object(values)) = serde_json::from_slice(answer) else { return };
        let Some(method) = values.get("method").and_then(Value::as_str).map(str::to_ascii_lowercase) else { return };
        let params = Params { values, files: Vec::new() };
        let number = self.record(&method, params.number("chat_id"), Value::Object(params.values.clone()));
        let result = methods::call(self, &method, &params);
        self.calls[number].outcome = match result {
            Ok(result) => super::world::Outcome::Done(result),
            Err(refusal) => super::world::Outcome::Refused(refusal.code, refusal.description),
        };
    }
}

/// Delivers from now on, if there is a webhook and nobody does yet.
pub(crate) fn attend(fake: &Fake) {
    let fresh =
        fake.change(|world| world.webhook.as_mut().is_some_and(|hook| !std::mem::replace(&mut hook.attended, true)));
    if fresh {
        tokio::spawn(deliver(fake.clone()));
    }
}

async fn deliver(fake: Fake) {
    let mut changes = fake.changes();
    while fake.peek(|world| world.webhook.is_some()) {
        changes.borrow_and_update();
        match fake.change_quietly(World::take_due) {
            Ok((update, hook)) => {
                let fake = fake.clone();
                tokio::spawn(async move {
                    let posted = tokio::time::timeout(ANSWERS_IN, post(&hook, &update.body)).await;
                    let result = posted.unwrap_or_else(|_| Err("Read timeout expired".to_owned()));
                    fake.change(|world| world.delivered(update.id, result));
                });
            }
            Err(soonest) => {
                let until = soonest.unwrap_or_else(|| Instant::now() + Duration::from_secs(3600));
                tokio::select! {
                    changed = changes.changed() => changed.unwrap(),
                    () = tokio::time::sleep_until(until) => {}
                }
            }
        }
    }
}

/// Posts an update on a connection of its own.
async fn post(hook: &Hook, update: &Value) -> Result<Bytes, String> {
    let (host, path) = hook.url.trim_start_matches("http://").split_once('/').unwrap_or((&hook.url, ""));
    let host = host.trim_start_matches("http://");
    let request = Request::post(format!("/{path}")).header("host", host).header("content-type", "application/json");
    let request = match &hook.secret {
        Some(secret) => request.header("x-telegram-bot-api-secret-token", secret),
        None => request,
    };
    let stream = TcpStream::connect(host).await.map_err(|error| error.to_string())?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    tokio::spawn(connection);
    let request = request.body(Full::new(Bytes::from(update.to_string()))).unwrap();
    let response = sender.send_request(request).await.map_err(|error| error.to_string())?;
    let status = response.status();
    let body = response.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes();
    if status.is_success() { Ok(body) } else { Err(format!("Wrong response from the webhook: {status}")) }
}
