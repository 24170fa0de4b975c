//! The outbox in memory: which message is sent next, and when. Rows are committed with the turn that wants them; this is
//! what decides their order. It waits for nothing and reads no clock, so that its rules can be tried at any speed.
//!
//! - In order per address; addresses do not wait for one another. Edits of a message that is known to have arrived are in
//!   order among themselves.
//! - A retry holds back its address alone; a file or an answer to a press holds back nothing.
//! - Sends and edits are paced, overall and per address; answers to presses are not.
//! - Reminders leave evenly, so many a minute, behind everything else.
//! - A question nobody has read yet gives way to a newer one; so does an edit of the same message.

mod lane;
mod pace;
pub mod reason;
mod shaped;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use crate::conversation::Address;
use lane::Lane;
pub use pace::Pace;
use pace::{Allowance, Window};
use shaped::Shaped;

/// Since the service started.
pub type Tick = Duration;

/// Paced sends under way at once.
const MOST_UNDER_WAY: usize = 64;
/// The first wait after a failure; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Once in so many rows that come back, addresses with nothing left are forgotten.
const SWEEP_EVERY: u64 = 1_024;
/// Files sent together arrive one by one: so long the others are waited for.
const ALBUM_WAIT: Duration = Duration::from_millis(1_200);

/// How a row is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// In order and paced; with a question or without.
    Message {
        /// It ends with a question.
        asks: bool,
    },
    /// In order and paced, so many a minute, behind everything else.
    Reminder,
    /// Paced; gives way to a newer edit of the same message.
    Edit {
        /// The same for the same message.
        of: String,
        /// The message is known to have arrived: its edits are in order among themselves, and hold back nothing else.
        aside: bool,
    },
    /// At once, until it expires.
    Ack {
        /// Nobody takes it after that.
        expires: Timestamp,
    },
    /// At once, beside everything else; files of one album together.
    Fetch {
        /// The album.
        album: Option<String>,
    },
}

/// One thing a row asks for. A row may ask for several: an answer to a press, an edit, a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The row.
    pub row: Uuid,
    /// Which of the things it asks for.
    pub part: usize,
    /// For whom.
    pub address: Address,
    /// How.
    pub way: Way,
    /// Its question gave way to a newer one: only the rest is sent.
    pub superseded: bool,
    /// How much of it has arrived already, where it goes out piece by piece.
    pub sent: usize,
}

/// What is to be carried out now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// One row.
    Send(Item),
    /// The files of an album, or one file.
    Fetch(Vec<Item>),
    /// Nothing: the row is taken out as it is.
    Drop(Item),
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is over: carried out, or refused for good.
    Over,
    /// To be tried again, after so long at least where the channel says so.
    Again(Option<Duration>),
}

/// The rows waiting, by address.
#[derive(Debug)]
pub struct Outbox {
    lanes: HashMap<Line, Lane>,
    /// What may be sent to an address, by all of its lines together.
    allowances: HashMap<Address, Allowance>,
    /// Lines that may have something to send, the longest waiting first.
    ready: VecDeque<Line>,
    /// Lines that wait for a moment.
    waiting: BTreeMap<(Tick, u64), Line>,
    /// Acks and drops: nothing holds them back but a failed try.
    loose: VecDeque<Job>,
    later: BTreeMap<(Tick, u64), Item>,
    albums: BTreeMap<(Tick, u64), Vec<Item>>,
    reminders: Shaped,
    tries: HashMap<(Uuid, usize), u32>,
    window: Window,
    pace: Pace,
    /// Paced ones only: files and answers to presses hold back no message.
    under_way: usize,
    serial: u64,
    came_back: u64,
}

impl Outbox {
    /// An empty outbox.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        Self {
            lanes: HashMap::new(),
            allowances: HashMap::new(),
            ready: VecDeque::new(),
            waiting: BTreeMap::new(),
            loose: VecDeque::new(),
            later: BTreeMap::new(),
            albums: BTreeMap::new(),
            reminders: Shaped::new(pace.reminders),
            tries: HashMap::new(),
            window: Window::new(pace.per_second),
            pace,
            under_way: 0,
            serial: 0,
            came_back: 0,
        }
    }

    /// Adds a row. Rows of one address are added in the order they are to arrive.
    pub fn push(&mut self, item: Item, now: Tick) {
        match &item.way {
            Way::Ack { .. } => self.loose.push_back(Job::Send(item)),
            Way::Fetch { album: None } => self.loose.push_back(Job::Fetch(vec![item])),
            Way::Fetch { album: Some(album) } => {
                let album = album.clone();
                self.join_album(&album, item, now + ALBUM_WAIT);
            }
            Way::Reminder => self.reminders.push(item),
            Way::Message { .. } | Way::Edit { .. } => {
                let line = line(&item);
                let lane = self.lanes.entry(line.clone()).or_insert_with(|| Lane::new(now));
                self.loose.extend(lane.push(item).map(Job::Drop));
                if lane.wants() {
                    self.ready.push_back(line);
                }
            }
        }
    }

    /// Files of an album stay together: all of them wait for the one that is wanted last.
    fn join_album(&mut self, album: &str, item: Item, at: Tick) {
        let same = |items: &Vec<Item>| {
            items.first().is_some_and(|first| {
                first.address == item.address
                    && matches!(&first.way, Way::Fetch { album: Some(other) } if other == album)
            })
        };
        let known = self.albums.iter().find(|(_, items)| same(items)).map(|(at, _)| *at);
        let mut items = known.and_then(|known| self.albums.remove(&known)).unwrap_or_default();
        items.push(item);
        let at = known.map_or(at, |(known, _)| known.max(at));
        let serial = self.serial();
        self.albums.insert((at, serial), items);
    }

    fn serial(&mut self) -> u64 {
        self.serial = self.serial.wrapping_add(1);
        self.serial
    }

    /// The next thing to do now; every [`Job::Send`] and [`Job::Fetch`] is answered with [`Outbox::settle`].
    pub fn take(&mut self, now: Tick) -> Option<Job> {
        self.wake(now);
        let job = self.loose.pop_front().or_else(|| self.take_paced(now)).or_else(|| self.take_reminder(now))?;
        if matches!(&job, Job::Send(item) if paced(&item.way)) {
            self.under_way += 1;
        }
        Some(job)
    }

    fn wake(&mut self, now: Tick) {
        while let Some(due) = self.albums.first_entry().filter(|due| due.key().0 <= now) {
            self.loose.push_back(Job::Fetch(due.remove()));
        }
        while let Some(due) = self.later.first_entry().filter(|due| due.key().0 <= now) {
            let item = due.remove();
            self.loose.push_back(match item.way {
                Way::Fetch { .. } => Job::Fetch(vec![item]),
                _ => Job::Send(item),
            });
        }
        while let Some(due) = self.waiting.first_entry().filter(|due| due.key().0 <= now) {
            let line = due.remove();
            if let Some(lane) = self.lanes.get_mut(&line) {
                lane.parked = false;
                self.ready.push_back(line);
            }
        }
    }

    fn take_paced(&mut self, now: Tick) -> Option<Job> {
        if self.under_way >= MOST_UNDER_WAY || self.window.free_at(now) > now {
            return None;
        }
        while let Some(line) = self.ready.pop_front() {
            let serial = self.serial();
            let Some(lane) = self.lanes.get_mut(&line).filter(|lane| lane.wants()) else { continue };
            let allowance = self.allowances.entry(line.0.clone()).or_insert_with(|| Allowance::new(self.pace, now));
            let free = lane.not_before.max(allowance.free_at(now));
            if free > now {
                lane.parked = true;
                self.waiting.insert((free, serial), line);
                continue;
            }
            if let Some(item) = lane.take() {
                allowance.count(now);
                self.window.count(now);
                return Some(Job::Send(item));
            }
        }
        None
    }

    /// A reminder, where nothing else could be sent now.
    fn take_reminder(&mut self, now: Tick) -> Option<Job> {
        if self.under_way >= MOST_UNDER_WAY || self.window.free_at(now) > now {
            return None;
        }
        let (lanes, allowances, pace) = (&mut self.lanes, &mut self.allowances, self.pace);
        let item = self.reminders.take(now, |address| {
            let lane = lanes.entry((address.clone(), None)).or_insert_with(|| Lane::new(now));
            let allowance = allowances.entry(address.clone()).or_insert_with(|| Allowance::new(pace, now));
            lane.is_free().then(|| lane.not_before.max(allowance.free_at(now)))
        })?;
        // What comes meanwhile waits behind it.
        if let Some(lane) = lanes.get_mut(&line(&item)) {
            lane.busy = true;
        }
        if let Some(allowance) = allowances.get_mut(&item.address) {
            allowance.count(now);
        }
        self.window.count(now);
        Some(Job::Send(item))
    }

    /// Tells what became of a job's row.
    pub fn settle(&mut self, item: Item, verdict: Verdict, now: Tick) {
        if paced(&item.way) {
            self.under_way = self.under_way.saturating_sub(1);
            self.sweep(now);
        }
        match verdict {
            Verdict::Over => {
                self.tries.remove(&(item.row, item.part));
                if item.way == Way::Reminder {
                    self.reminders.settle(&item, None);
                }
                self.free(&item, None);
            }
            Verdict::Again(after) => {
                let wait = after.unwrap_or_default().max(self.back_off((item.row, item.part)));
                match item.way.clone() {
                    Way::Message { .. } | Way::Edit { .. } => self.free(&item.clone(), Some((item, now + wait))),
                    Way::Reminder => {
                        self.reminders.settle(&item, Some(now + wait));
                        self.free(&item, None);
                    }
                    Way::Fetch { album: Some(album) } => self.join_album(&album, item, now + wait),
                    Way::Ack { .. } | Way::Fetch { album: None } => {
                        let serial = self.serial();
                        self.later.insert((now + wait, serial), item);
                    }
                }
            }
        }
    }

    fn back_off(&mut self, part: (Uuid, usize)) -> Duration {
        let tries = self.tries.entry(part).or_insert(0);
        let wait = FIRST_WAIT.saturating_mul(1 << (*tries).min(10));
        *tries += 1;
        wait.min(LONGEST_WAIT)
    }

    /// The address of a row is free again, perhaps with the row still to be sent.
    fn free(&mut self, item: &Item, again: Option<(Item, Tick)>) {
        let line = line(item);
        let serial = self.serial();
        let Some(lane) = self.lanes.get_mut(&line).filter(|_| paced(&item.way)) else { return };
        lane.busy = false;
        if let Some((item, at)) = again {
            lane.back(item, at);
            lane.parked = true;
            self.waiting.insert((at, serial), line);
        } else if lane.wants() {
            self.ready.push_back(line);
        } else if lane.is_free() && line.1.is_none() {
            self.reminders.let_go(&line.0);
        }
    }

    /// Forgets, now and then, what says nothing any more.
    fn sweep(&mut self, now: Tick) {
        self.came_back = self.came_back.wrapping_add(1);
        if self.came_back.is_multiple_of(SWEEP_EVERY) {
            self.lanes.retain(|_, lane| !lane.idle(now));
            self.allowances.retain(|_, allowance| !allowance.is_full(now));
        }
    }

    /// How long nothing can be taken, if nothing is added or settled meanwhile.
    #[must_use]
    pub fn wait(&self, now: Tick) -> Option<Duration> {
        if !self.loose.is_empty() {
            return Some(Duration::ZERO);
        }
        let firsts = [self.waiting.keys().next(), self.later.keys().next(), self.albums.keys().next()];
        let timed = firsts.into_iter().flatten().map(|(at, _)| *at).min();
        let paced = (!self.ready.is_empty() && self.under_way < MOST_UNDER_WAY).then(|| self.window.free_at(now));
        let window = (self.under_way < MOST_UNDER_WAY).then(|| self.window.free_at(now));
        let reminder = self.reminders.wait().zip(window).map(|(at, window)| at.max(window));
        timed.into_iter().chain(paced).chain(reminder).min().map(|at| at.saturating_sub(now))
    }

    /// Messages and edits taken and not yet settled.
    #[must_use]
    pub fn under_way(&self) -> usize {
        self.under_way
    }

    /// A message arrived: its waiting edits, known by another name until then, are in line with its other edits.
    pub fn renamed(&mut self, address: &Address, before: &str, of: &str, now: Tick) {
        let main = (address.clone(), None);
        let edits = self.lanes.get_mut(&main).map(|lane| lane.take_edits(before)).unwrap_or_default();
        for edit in edits {
            self.push(Item { way: Way::Edit { of: of.to_owned(), aside: true }, ..edit }, now);
        }
    }

    /// Takes out all that waits for an address: nobody is there.
    pub fn clear(&mut self, address: &Address) -> Vec<Item> {
        let theirs = self.lanes.iter_mut().filter(|((owner, _), _)| owner == address);
        let mut all: Vec<Item> = theirs.flat_map(|(_, lane)| lane.clear()).collect();
        all.extend(self.reminders.clear(address));
        all
    }
}

/// What is served in order: an address, or one message that arrived there.
type Line = (Address, Option<String>);

fn line(item: &Item) -> Line {
    let message = match &item.way {
        Way::Edit { of, aside: true } => Some(of.clone()),
        _ => None,
    };
    (item.address.clone(), message)
}

fn paced(way: &Way) -> bool {
    matches!(way, Way::Message { .. } | Way::Edit { .. } | Way::Reminder)
}

#[cfg(test)]
mod tests;
