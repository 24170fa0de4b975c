//! Reminders: thousands may be due in the same minute. They leave evenly, so many a minute at most, and behind everything
//! else.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::time::Duration;

use super::{Item, Tick};
use crate::conversation::Address;

/// Under way at once: one that hangs is not to take the place of answers.
const MOST_UNDER_WAY: usize = 8;
const A_MINUTE: Duration = Duration::from_secs(60);

/// The reminders that wait, in order for each address.
#[derive(Debug)]
pub(super) struct Shaped {
    queues: HashMap<Address, VecDeque<Item>>,
    /// Addresses that may be reminded, the longest waiting first.
    ready: VecDeque<Address>,
    /// Addresses that wait for a moment.
    parked: BTreeMap<(Tick, u64), Address>,
    /// Addresses that something else is to reach first, or that are just being reminded.
    held: HashSet<Address>,
    every: Duration,
    /// The next one does not leave before.
    next: Tick,
    under_way: usize,
    serial: u64,
}

impl Shaped {
    /// None are sent where `per_minute` is 0.
    pub(super) fn new(per_minute: u32) -> Self {
        let every = A_MINUTE.checked_div(per_minute).unwrap_or(Duration::MAX);
        let next = if per_minute == 0 { Tick::MAX } else { Tick::ZERO };
        Self {
            queues: HashMap::new(),
            ready: VecDeque::new(),
            parked: BTreeMap::new(),
            held: HashSet::new(),
            every,
            next,
            under_way: 0,
            serial: 0,
        }
    }

    pub(super) fn push(&mut self, item: Item) {
        let queue = self.queues.entry(item.address.clone()).or_default();
        queue.push_back(item);
        if let (1, Some(item)) = (queue.len(), queue.back())
            && !self.held.contains(&item.address)
        {
            self.ready.push_back(item.address.clone());
        }
    }

    /// The next reminder, unless it is too early. `free` says from when on an address may be sent something; `None` while
    /// anything else is to reach it first.
    pub(super) fn take(&mut self, now: Tick, mut free: impl FnMut(&Address) -> Option<Tick>) -> Option<Item> {
        while let Some(due) = self.parked.first_entry().filter(|due| due.key().0 <= now) {
            self.ready.push_back(due.remove());
        }
        if self.next > now || self.under_way >= MOST_UNDER_WAY {
            return None;
        }
        while let Some(address) = self.ready.pop_front() {
            match free(&address) {
                None => drop(self.held.insert(address)),
                Some(at) if at > now => self.park(address, at),
                Some(_) => {
                    let Some(item) = self.pop(&address) else { continue };
                    self.held.insert(address);
                    self.under_way += 1;
                    self.next = now.saturating_add(self.every);
                    return Some(item);
                }
            }
        }
        None
    }

    fn pop(&mut self, address: &Address) -> Option<Item> {
        let queue = self.queues.get_mut(address)?;
        let item = queue.pop_front();
        if queue.is_empty() {
            self.queues.remove(address);
        }
        item
    }

    fn park(&mut self, address: Address, at: Tick) {
        self.serial = self.serial.wrapping_add(1);
        self.parked.insert((at, self.serial), address);
    }

    /// One that was taken came back: over, or to be tried again from a moment on, as a new one would be.
    pub(super) fn settle(&mut self, item: &Item, again: Option<Tick>) {
        self.under_way = self.under_way.saturating_sub(1);
        let Some(at) = again else { return };
        self.held.remove(&item.address);
        self.queues.entry(item.address.clone()).or_default().push_front(item.clone());
        self.park(item.address.clone(), at);
    }

    /// Nothing else is to reach an address any more.
    pub(super) fn let_go(&mut self, address: &Address) {
        if self.held.remove(address) && self.queues.contains_key(address) {
            self.ready.push_back(address.clone());
        }
    }

    /// When the next one may leave, if nothing else changes.
    pub(super) fn wait(&self) -> Option<Tick> {
        if self.under_way >= MOST_UNDER_WAY {
            return None;
        }
        let ready = (!self.ready.is_empty()).then_some(Tick::ZERO);
        let parked = self.parked.keys().next().map(|(at, _)| *at);
        ready.into_iter().chain(parked).min().map(|at| at.max(self.next)).filter(|at| *at < Tick::MAX)
    }

    /// Takes out all that waits for an address.
    pub(super) fn clear(&mut self, address: &Address) -> Vec<Item> {
        self.ready.retain(|ready| ready != address);
        self.parked.retain(|_, parked| parked != address);
        self.queues.remove(address).map(Vec::from).unwrap_or_default()
    }
}
