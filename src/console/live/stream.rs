//! `/evenements`: open pages are told whose conversation changed, and who is there. Never a word of what was said: a page
//! asks for that itself, under its visitor's rights.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::stream::unfold;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::{broadcast, watch};
use tokio::time::Instant;
use uuid::Uuid;

use super::{Doing, PRESENT};
use crate::console::Console;
use crate::console::access::{Right, Visitor};
use crate::console::conversation::folder::campaigns;
use crate::store::StoreError;

/// Nothing happened for so long: a sign of life.
const ALIVE: Duration = Duration::from_secs(15);
/// A stream ends after so long, and is asked for again: by who is logged in still.
const LONGEST: Duration = Duration::from_mins(10);
/// More changes than this at once: the page is told to look at everything anew.
const MOST: usize = 500;

/// Its path, and where pages tell who is there.
pub fn routes() -> Router<Arc<Console>> {
    Router::new().route("/evenements", get(events)).route("/conversations/{person}/presence", post(presence))
}

/// What a page tells: « lit » or « écrit ».
#[derive(Debug, Deserialize)]
pub struct Told {
    fait: Doing,
}

/// Somebody reads or writes in a conversation.
pub async fn presence(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Path(person): Path<Uuid>,
    Form(told): Form<Told>,
) -> StatusCode {
    match sees(&console, &visitor, person).await {
        Ok(true) => {
            console.live.sit(person, &visitor.login, &visitor.name, told.fait, console.service.clock.now());
            StatusCode::NO_CONTENT
        }
        Ok(false) => StatusCode::NOT_FOUND,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// True when the visitor may know anything of the person: by their card, or as they are stored where there is none yet.
async fn sees(console: &Console, visitor: &Visitor, person: Uuid) -> Result<bool, StoreError> {
    if !visitor.may(Right::Read) {
        return Ok(false);
    }
    if let Some(card) = console.board.card(person) {
        return Ok(visitor.sees(&card));
    }
    let loaded = console.service.store.load(person).await?;
    Ok(loaded.is_some_and(|loaded| visitor.sees_one_of(&campaigns(&console.service.library, &loaded.person))))
}

async fn events(State(console): State<Arc<Console>>, visitor: Visitor, headers: HeaderMap) -> Response {
    if !visitor.may(Right::Read) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let told: Option<u64> = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let commits = console.service.store.changed();
    let now = *commits.borrow();
    let Ok(oldest) = console.service.store.feed(0, 1).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    // What the feed does not keep any more, or a store that was restored meanwhile, cannot be told one by one.
    let is_lost = |told: u64| told > now || oldest.first().is_some_and(|oldest| oldest.commit > told.saturating_add(1));
    let (name, after) = match told {
        Some(told) if is_lost(told) => ("resync", now),
        Some(told) => ("bonjour", told),
        None => ("bonjour", now),
    };
    let moves = console.live.moves();
    let closing = console.live.closing();
    let ready = VecDeque::from([event(name, after, &json!({}))]);
    let ends = Instant::now() + LONGEST;
    let stream = Stream { console, visitor, after, commits, moves, closing, ready, leaves: BTreeMap::new(), ends };
    let events =
        unfold(
            stream,
            |mut stream| async move { stream.next().await.map(|event| (Ok::<_, Infallible>(event), stream)) },
        );
    let alive = KeepAlive::new().interval(ALIVE);
    ([("cache-control", "no-store"), ("x-accel-buffering", "no")], Sse::new(events).keep_alive(alive)).into_response()
}

fn event(name: &str, commit: u64, data: &serde_json::Value) -> Event {
    Event::default().event(name).id(commit.to_string()).data(data.to_string())
}

/// One open page.
struct Stream {
    console: Arc<Console>,
    visitor: Visitor,
    /// The last commit it was told of.
    after: u64,
    commits: watch::Receiver<u64>,
    moves: broadcast::Receiver<Uuid>,
    closing: watch::Receiver<bool>,
    ready: VecDeque<Event>,
    /// Whose visitors are to be told again once somebody may have left, and when.
    leaves: BTreeMap<Uuid, Instant>,
    ends: Instant,
}

/// What a stream waits for.
enum Woken {
    Commit,
    Moved(Uuid),
    Lagged,
    /// Somebody may have left.
    Time,
}

impl Stream {
    /// The next event; nothing when it is over.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            if *self.commits.borrow_and_update() > self.after {
                self.changes().await.ok()?;
                continue;
            }
            match self.wakes().await? {
                Woken::Commit => {}
                Woken::Moved(person) => self.presence(person).await.ok()?,
                Woken::Lagged => self.resync(),
                Woken::Time => self.left().await.ok()?,
            }
        }
    }

    /// Waits for something to tell; nothing when it is over.
    async fn wakes(&mut self) -> Option<Woken> {
        let leaves = self.leaves.values().min().copied().unwrap_or(self.ends);
        tokio::select! {
            changed = self.commits.changed() => changed.ok().map(|()| Woken::Commit),
            moved = self.moves.recv() => match moved {
                Ok(person) => Some(Woken::Moved(person)),
                Err(broadcast::error::RecvError::Lagged(_)) => Some(Woken::Lagged),
                Err(broadcast::error::RecvError::Closed) => None,
            },
            _ = self.closing.wait_for(|closing| *closing) => None,
            () = tokio::time::sleep_until(leaves.min(self.ends)) => (Instant::now() < self.ends).then_some(Woken::Time),
        }
    }

    /// What was committed since: each person once.
    async fn changes(&mut self) -> Result<(), StoreError> {
        let last = *self.commits.borrow();
        let changes = self.console.service.store.feed(self.after, MOST + 1).await?;
        if changes.len() > MOST {
            // Too far behind to be told one by one.
            self.after = last;
            self.resync();
            return Ok(());
        }
        let mut persons: BTreeMap<Uuid, u64> = BTreeMap::new();
        persons.extend(changes.iter().map(|change| (change.person, change.commit)));
        let mut told: Vec<(u64, Uuid)> = persons.into_iter().map(|(person, commit)| (commit, person)).collect();
        told.sort_unstable();
        for (commit, person) in told {
            if sees(&self.console, &self.visitor, person).await? {
                self.ready.push_back(event("change", commit, &json!({ "personne": person })));
            }
        }
        self.after = changes.last().map_or(last, |change| change.commit.max(self.after));
        if changes.is_empty() {
            self.after = last;
        }
        Ok(())
    }

    fn resync(&mut self) {
        self.ready.push_back(event("resync", self.after, &json!({})));
    }

    async fn left(&mut self) -> Result<(), StoreError> {
        let now = Instant::now();
        let gone: Vec<Uuid> = self.leaves.iter().filter(|(_, at)| **at <= now).map(|(person, _)| *person).collect();
        for person in gone {
            self.leaves.remove(&person);
            self.presence(person).await?;
        }
        Ok(())
    }

    /// Who is there now.
    async fn presence(&mut self, person: Uuid) -> Result<(), StoreError> {
        if !sees(&self.console, &self.visitor, person).await? {
            return Ok(());
        }
        let now: Timestamp = self.console.service.clock.now();
        let others = self.console.live.others(person, &self.visitor.login, now);
        if !others.is_empty() {
            let later = Duration::from_secs(PRESENT.unsigned_abs().as_secs() + 1);
            self.leaves.insert(person, Instant::now() + later);
        }
        let said: Vec<String> = others.iter().map(|(name, doing)| format!("{name} {}", doing.word())).collect();
        let data = json!({ "personne": person, "presents": said.join(", ") });
        self.ready.push_back(event("presence", self.after, &data));
        Ok(())
    }
}
