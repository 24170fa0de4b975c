//! How fast may be sent: overall within any second, and per address with short bursts.

use std::collections::VecDeque;
use std::time::Duration;

use super::Tick;

/// A little more than a second: what leaves here evenly arrives less evenly.
const SECOND: Duration = Duration::from_millis(1_050);

/// How fast may be sent. Telegram’s own figures are about 30 a second overall and 1 a second to one chat, short bursts
/// apart (its FAQ for bots).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Messages and edits in any second, all addresses together.
    pub per_second: usize,
    /// The time after which an address may be sent one more.
    pub each: Duration,
    /// How many an address may be sent at once, when nothing was sent to it for a while.
    pub burst: u32,
    /// Reminders in a minute, evenly; 0 for none at all.
    pub reminders: u32,
}

/// The last sends, as many as may fall within a second.
#[derive(Debug)]
pub(super) struct Window {
    most: usize,
    sent: VecDeque<Tick>,
}

impl Window {
    pub(super) fn new(most: usize) -> Self {
        Self { most: most.max(1), sent: VecDeque::new() }
    }

    /// When the next one may be sent.
    pub(super) fn free_at(&self, now: Tick) -> Tick {
        match self.sent.front() {
            Some(oldest) if self.sent.len() >= self.most => (*oldest + SECOND).max(now),
            _ => now,
        }
    }

    pub(super) fn count(&mut self, now: Tick) {
        self.sent.push_back(now);
        while self.sent.len() > self.most || self.sent.front().is_some_and(|oldest| *oldest + SECOND <= now) {
            self.sent.pop_front();
        }
    }
}

/// An address’s allowance: it fills by one in each span, up to the burst.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    pace: Pace,
    /// When it would be empty, had it always been filling.
    full_at: Tick,
}

impl Allowance {
    pub(super) fn new(pace: Pace, now: Tick) -> Self {
        Self { pace, full_at: now }
    }

    /// When the next one may be sent.
    pub(super) fn free_at(&self, now: Tick) -> Tick {
        let slack = self.pace.each.saturating_mul(self.pace.burst.saturating_sub(1));
        self.full_at.saturating_sub(slack).max(now)
    }

    pub(super) fn count(&mut self, now: Tick) {
        self.full_at = self.full_at.max(now) + self.pace.each;
    }

    /// True when nothing of it is used up.
    pub(super) fn is_full(&self, now: Tick) -> bool {
        self.full_at <= now
    }
}
