//! Updates: numbered when they arise, kept until confirmed or too old, delivered by polls or by a webhook.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::Fake;
use super::params::Params;
use super::server::Refusal;
use super::world::World;

pub(crate) const TERMINATED: &str =
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
const HOOKED: &str =
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
const TERMINATED_BY_HOOK: &str = "Conflict: terminated by setWebhook request";

/// How long presses are kept, and everything else.
const KEPT: (Duration, Duration) = (Duration::from_secs(150), Duration::from_secs(24 * 3600));

/// Kinds that are sent only when asked for by name.
const UNASKED: &[&str] = &["chat_member", "message_reaction", "message_reaction_count"];

/// An update.
#[derive(Debug, Clone)]
pub(crate) struct Update {
    pub(crate) id: i64,
    pub(crate) kind: String,
    pub(crate) body: Value,
    /// Updates of one line are delivered one after the other; presses have a line of their own in each chat.
    pub(crate) line: i64,
    pub(crate) at: Duration,
    pub(crate) held: bool,
    /// For webhooks: being delivered, tried how often, not before.
    pub(crate) busy: bool,
    pub(crate) tries: u32,
    pub(crate) due: Option<Instant>,
}

/// All updates that wait, and how they are asked for.
pub(crate) struct Updates {
    pub(crate) waiting: VecDeque<Update>,
    pub(crate) again: VecDeque<Update>,
    pub(crate) again_chance: f64,
    pub(crate) confirmed: Vec<Update>,
    pub(crate) held: Vec<String>,
    pub(crate) allowed: Vec<String>,
    next: i64,
    /// The poll that counts, by number.
    poll: u64,
    /// The offset of the last poll, and when it ended.
    last: Option<(i64, Instant)>,
}

/// An open poll.
struct Poll {
    number: u64,
    limit: usize,
    until: Instant,
}

impl Updates {
    pub(crate) fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            again: VecDeque::new(),
            again_chance: 0.0,
            confirmed: Vec::new(),
            held: Vec::new(),
            allowed: Vec::new(),
            next: 500_000_001,
            poll: 0,
            last: None,
        }
    }

    /// True when something could be delivered.
    pub(crate) fn are_waiting(&self) -> bool {
        !self.again.is_empty() || self.waiting.iter().any(|update| !update.held)
    }

    /// Keeps which kinds are wanted; an empty list means the usual ones.
    pub(crate) fn allow(&mut self, params: &Params) {
        if let Ok(Some(Value::Array(kinds))) = params.json("allowed_updates") {
            self.allowed = kinds.iter().filter_map(|kind| Some(kind.as_str()?.to_owned())).collect();
        }
    }

    fn wants(&self, kind: &str) -> bool {
        if self.allowed.is_empty() { !UNASKED.contains(&kind) } else { self.allowed.iter().any(|own| own == kind) }
    }
}

impl World {
    /// A new update of a chat, « {"message": {…}} »; its number, even when the bot does not want to hear of it.
    pub(crate) fn push(&mut self, chat: i64, mut body: Value) -> i64 {
        let at = self.now();
        let updates = &mut self.updates;
        let (id, kind) = (updates.next, body.as_object().unwrap().keys().next().unwrap().clone());
        updates.next += 1;
        if updates.wants(&kind) {
            body["update_id"] = json!(id);
            let line = if kind == "callback_query" { chat + (3 << 33) } else { chat };
            let held = updates.held.contains(&kind);
            let (busy, tries, due) = (false, 0, None);
            updates.waiting.push_back(Update { id, kind, body, line, at, held, busy, tries, due });
        }
        id
    }

    /// What was held is let go. For polls it is numbered anew: the bot may have confirmed higher numbers since.
    pub(crate) fn release(&mut self) {
        let updates = &mut self.updates;
        updates.held.clear();
        let (held, mut others): (VecDeque<_>, VecDeque<_>) = updates.waiting.drain(..).partition(|update| update.held);
        for mut update in held {
            update.held = false;
            if self.webhook.is_none() {
                update.id = updates.next;
                update.body["update_id"] = json!(update.id);
                updates.next += 1;
            }
            others.push_back(update);
        }
        updates.waiting = others;
    }

    /// The last confirmed updates wait again.
    pub(crate) fn redeliver(&mut self, count: usize) {
        let updates = &mut self.updates;
        let from = updates.confirmed.len().saturating_sub(count);
        updates.again.extend(updates.confirmed[from..].iter().cloned());
    }

    /// An update is done with; by chance it comes again.
    pub(crate) fn confirm(&mut self, update: Update) {
        if self.faults.dice.roll(self.updates.again_chance) {
            self.updates.again.push_back(update.clone());
        }
        self.updates.confirmed.push(update);
    }

    /// Forgets what nobody fetched in time.
    pub(crate) fn expire(&mut self) {
        let now = self.now();
        let kept = |kind: &str| if kind == "callback_query" { KEPT.0 } else { KEPT.1 };
        self.updates.waiting.retain(|update| now.saturating_sub(update.at) < kept(&update.kind));
    }

    fn open_poll(&mut self, params: &Params) -> Result<Poll, Refusal> {
        if self.webhook.is_some() {
            return Err(Refusal::new(409, HOOKED));
        }
        self.updates.allow(params);
        let offset = params.number("offset").unwrap_or(0);
        let mut limit = usize::try_from(params.number("limit").unwrap_or(100).clamp(1, 100)).unwrap();
        let mut timeout = u64::try_from(params.number("timeout").unwrap_or(0).clamp(0, 50)).unwrap();
        // Asking for the same again and again is slowed down.
        let now = Instant::now();
        let since = self.updates.last.filter(|(last, _)| *last == offset && offset > 0).map(|(_, at)| now - at);
        if since.is_some_and(|since| since < Duration::from_millis(500)) {
            limit = 1;
        } else if since.is_some_and(|since| since < Duration::from_secs(3)) {
            timeout = timeout.max(3);
        }
        self.updates.last = Some((offset, now));
        self.updates.poll += 1;
        self.confirm_before(offset);
        Ok(Poll { number: self.updates.poll, limit, until: now + Duration::from_secs(timeout) })
    }

    /// A positive offset is the first one wanted; a negative one counts from the end.
    fn confirm_before(&mut self, offset: i64) {
        let from = match usize::try_from(-offset) {
            Ok(0) => return,
            Ok(last) => {
                let first = self.updates.waiting.len().saturating_sub(last);
                self.updates.waiting.get(first).map_or(0, |update| update.id)
            }
            Err(_) => offset,
        };
        let (done, kept): (VecDeque<_>, VecDeque<_>) =
            self.updates.waiting.drain(..).partition(|update| !update.held && update.id < from);
        self.updates.waiting = kept;
        done.into_iter().for_each(|update| self.confirm(update));
    }

    /// What a poll gets now: nothing yet, a batch, or its end.
    fn look(&mut self, poll: &Poll) -> Result<Option<Value>, Refusal> {
        if self.webhook.is_some() {
            return Err(Refusal::new(409, TERMINATED_BY_HOOK));
        }
        if self.updates.poll != poll.number {
            return Err(Refusal::new(409, TERMINATED));
        }
        self.expire();
        let updates = &mut self.updates;
        let count = updates.again.len().min(poll.limit);
        let again = updates.again.drain(..count).map(|update| update.body).collect::<Vec<_>>();
        let fresh = updates.waiting.iter().filter(|update| !update.held).map(|update| update.body.clone());
        let batch: Vec<Value> = again.into_iter().chain(fresh).take(poll.limit).collect();
        if batch.is_empty() && Instant::now() < poll.until {
            return Ok(None);
        }
        updates.last = updates.last.map(|(offset, _)| (offset, Instant::now()));
        Ok(Some(Value::Array(batch)))
    }
}

/// `getUpdates`.
pub(crate) async fn get(fake: &Fake, params: &Params) -> Result<Value, Refusal> {
    let poll = fake.change(|world| world.open_poll(params))?;
    let mut changes = fake.changes();
    loop {
        changes.borrow_and_update();
        if let Some(batch) = fake.change_quietly(|world| world.look(&poll))? {
            return Ok(batch);
        }
        tokio::select! {
            changed = changes.changed() => changed.unwrap(),
            () = tokio::time::sleep_until(poll.until) => {}
        }
    }
}
