//! What has arrived where: which message has which number with the channel, and whether people have read us.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::conversation::Address;
use crate::conversation::inbound::Inbound;

/// Arrivals and numbers kept.
const MOST: usize = 8_192;
/// An arrival says nothing any more after that.
const KEPT: SignedDuration = SignedDuration::from_secs(120);

/// Seconds after which words that have not arrived are slow.
const SLOW: i64 = 2;

/// Shared by who answers and who delivers.
#[derive(Debug, Clone, Default)]
pub struct Ledger(Arc<Mutex<Pages>>);

#[derive(Debug, Default)]
struct Pages {
    arrivals: HashMap<Address, Arrival>,
    numbers: HashMap<(Uuid, u64), i64>,
}

#[derive(Debug, Default)]
struct Arrival {
    /// Rows under way.
    pending: usize,
    /// When the last one was decided.
    last: Option<Timestamp>,
}

impl Ledger {
    fn open<T>(&self, look: impl FnOnce(&mut Pages) -> T) -> T {
        // Nothing in here is left half done by a panic.
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Something is to arrive there, decided now.
    pub(super) fn sending(&self, address: &Address, now: Timestamp) {
        self.open(|pages| {
            if pages.arrivals.len() > MOST {
                let fresh = |arrival: &Arrival| arrival.last.is_some_and(|last| now.duration_since(last) < KEPT);
                pages.arrivals.retain(|_, arrival| arrival.pending > 0 || fresh(arrival));
            }
            let arrival = pages.arrivals.entry(address.clone()).or_default();
            arrival.pending += 1;
            arrival.last = Some(now);
        });
    }

    /// It has arrived, or never will.
    pub(super) fn over(&self, address: &Address) {
        self.open(|pages| {
            if let Some(arrival) = pages.arrivals.get_mut(address) {
                arrival.pending = arrival.pending.saturating_sub(1);
            }
        });
    }

    /// True when our last words had not arrived when that message was written: it is older than they are, or they are
    /// slow to arrive. Channels tell whole seconds: in doubt they had.
    #[must_use]
    pub fn is_unread(&self, address: &Address, inbound: &Inbound) -> bool {
        self.open(|pages| {
            let Some(arrival) = pages.arrivals.get(address) else { return false };
            let Some((sent, last)) = inbound.sent.zip(arrival.last) else { return false };
            let (sent, last) = (sent.as_second(), last.as_second());
            sent < last || (arrival.pending > 0 && sent >= last.saturating_add(SLOW))
        })
    }

    /// The channel's number of the message that carried an entry.
    pub(super) fn number(&self, person: Uuid, entry: u64) -> Option<i64> {
        self.open(|pages| pages.numbers.get(&(person, entry)).copied())
    }

    pub(super) fn numbered(&self, person: Uuid, entry: u64, number: i64) {
        self.open(|pages| {
            if pages.numbers.len() >= MOST {
                // The store keeps them all; this is only the short way.
                pages.numbers.clear();
            }
            pages.numbers.insert((person, entry), number);
        });
    }
}
