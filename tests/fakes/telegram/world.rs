//! All that the fake knows, behind one lock.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};

use super::chats::Chat;
use super::faults::Faults;
use super::files::Stored;
use super::updates::Updates;
use super::webhook::Hook;

/// The number of the bot's own account.
pub(crate) const BOT: i64 = 700_000_001;

static FAKES: AtomicU64 = AtomicU64::new(0);

/// Everything.
pub(crate) struct World {
    pub(crate) token: String,
    pub(crate) chats: BTreeMap<i64, Chat>,
    pub(crate) updates: Updates,
    pub(crate) queries: BTreeMap<String, Query>,
    pub(crate) files: BTreeMap<String, Stored>,
    pub(crate) settings: BTreeMap<String, Value>,
    pub(crate) webhook: Option<Hook>,
    pub(crate) faults: Faults,
    pub(crate) calls: Vec<Call>,
    pub(crate) witness: Option<PathBuf>,
    /// How far the fake's clock is ahead of the real one.
    pub(crate) ahead: Duration,
    /// Grows with every change of a screen.
    pub(crate) stamp: u64,
    next_message: i64,
}

/// A press.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) chat: i64,
    pub(crate) at: Duration,
    /// The note it was answered with, perhaps empty.
    pub(crate) answer: Option<String>,
}

/// Something the bot asked for.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// In lower case.
    pub(crate) method: String,
    /// The chat it concerns, where one is named.
    pub(crate) chat: Option<i64>,
    /// The parameters.
    pub(crate) body: Value,
    /// By the fake's clock, since 1970.
    pub(crate) at: Duration,
    /// What it was answered.
    pub(crate) outcome: Outcome,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// It goes on.
    Open,
    /// It was done, and the bot knows the result.
    Done(Value),
    /// An error by its code, and the reason.
    Refused(u16, String),
    /// The line was cut; whether it was done.
    Cut { done: bool },
}

impl Call {
    /// True when it took place, known to the bot or not.
    pub(crate) fn took_place(&self) -> bool {
        matches!(self.outcome, Outcome::Done(_) | Outcome::Cut { done: true })
    }

    /// The « text » it was called with.
    pub(crate) fn text(&self) -> &str {
        self.body["text"].as_str().unwrap_or_default()
    }

    /// The error code it got.
    pub(crate) fn code(&self) -> Option<u16> {
        match self.outcome {
            Outcome::Refused(code, _) => Some(code),
            _ => None,
        }
    }
}

impl World {
    pub(crate) fn new() -> Self {
        let number = FAKES.fetch_add(1, Ordering::Relaxed);
        Self {
            token: format!("{BOT}:FAKE-{number:030}"),
            chats: BTreeMap::new(),
            updates: Updates::new(),
            queries: BTreeMap::new(),
            files: BTreeMap::new(),
            settings: BTreeMap::new(),
            webhook: None,
            faults: Faults::new(),
            calls: Vec::new(),
            witness: None,
            ahead: Duration::ZERO,
            stamp: 0,
            next_message: 1,
        }
    }

    /// Time since 1970 by the fake's clock.
    pub(crate) fn now(&self) -> Duration {
        UNIX_EPOCH.elapsed().unwrap() + self.ahead
    }

    pub(crate) fn next_message(&mut self) -> i64 {
        self.next_message += 1;
        self.next_message
    }

    pub(crate) fn next_stamp(&mut self) -> u64 {
        self.stamp += 1;
        self.stamp
    }

    /// Writes down a call, and answers its place in the list.
    pub(crate) fn record(&mut self, method: &str, chat: Option<i64>, body: Value) -> usize {
        let (method, at) = (method.to_owned(), self.now());
        self.calls.push(Call { method, chat, body, at, outcome: Outcome::Open });
        self.calls.len() - 1
    }

    /// Calls but polls.
    pub(crate) fn asked(&self) -> usize {
        self.calls.iter().filter(|call| call.method != "getupdates").count()
    }

    /// True while an update is unconfirmed, or a call other than a poll is unanswered.
    pub(crate) fn is_busy(&self) -> bool {
        let open = |call: &Call| call.outcome == Outcome::Open && call.method != "getupdates";
        self.updates.are_waiting() || self.calls.iter().any(open)
    }

    /// The bot, as a user.
    pub(crate) fn me() -> Value {
        json!({ "id": BOT, "is_bot": true, "first_name": "Guichet", "username": "guichet_essai_bot" })
    }
}
