//! What waits for one address, in order.

use std::collections::VecDeque;

use super::{Item, Tick, Way};

/// The rows of one address.
#[derive(Debug)]
pub(super) struct Lane {
    queue: VecDeque<Item>,
    /// A row that came back is not tried before that.
    pub(super) not_before: Tick,
    /// One of them is under way.
    pub(super) busy: bool,
    /// The address waits for a moment.
    pub(super) parked: bool,
}

impl Lane {
    pub(super) fn new(now: Tick) -> Self {
        Self { queue: VecDeque::new(), not_before: now, busy: false, parked: false }
    }

    /// Adds a row; gives back the one that is not to be sent any more because of it.
    pub(super) fn push(&mut self, item: Item) -> Option<Item> {
        let given_way = match &item.way {
            Way::Edit { of, .. } => self.older_edit(of),
            Way::Message { asks: true } => {
                for older in &mut self.queue {
                    older.superseded |= matches!(older.way, Way::Message { asks: true });
                }
                None
            }
            _ => None,
        };
        self.queue.push_back(item);
        given_way
    }

    fn older_edit(&mut self, of: &str) -> Option<Item> {
        let same = |item: &Item| matches!(&item.way, Way::Edit { of: other, .. } if other == of);
        let at = self.queue.iter().position(same)?;
        self.queue.remove(at)
    }

    /// True when there is a row to take, now or after a moment nobody waits for yet.
    pub(super) fn wants(&self) -> bool {
        !self.busy && !self.parked && !self.queue.is_empty()
    }

    pub(super) fn take(&mut self) -> Option<Item> {
        let item = self.queue.pop_front()?;
        self.busy = true;
        Some(item)
    }

    /// Nothing waits and nothing is under way.
    pub(super) fn is_free(&self) -> bool {
        !self.busy && self.queue.is_empty()
    }

    /// A row comes back, to be tried again from then on, before all others.
    pub(super) fn back(&mut self, mut item: Item, at: Tick) {
        let newer = self.queue.iter().any(|waiting| matches!(waiting.way, Way::Message { asks: true }));
        item.superseded |= newer && matches!(item.way, Way::Message { asks: true });
        self.queue.push_front(item);
        self.not_before = at;
    }

    /// True when forgetting the lane would change nothing.
    pub(super) fn idle(&self, now: Tick) -> bool {
        self.queue.is_empty() && !self.busy && !self.parked && self.not_before <= now
    }

    /// Takes out the waiting edits of a message.
    pub(super) fn take_edits(&mut self, name: &str) -> Vec<Item> {
        let same = |item: &Item| matches!(&item.way, Way::Edit { of, .. } if of == name);
        let (edits, rest): (VecDeque<_>, VecDeque<_>) = self.queue.drain(..).partition(same);
        self.queue = rest;
        Vec::from(edits)
    }

    pub(super) fn clear(&mut self) -> Vec<Item> {
        self.queue.drain(..).collect()
    }
}
