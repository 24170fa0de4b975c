//! Who wrote lately, kept in memory: the next message of a conversation reads nothing from disk. Each commit requires
//! what it was based on, so a person changed by someone else meanwhile is only read again.

use std::collections::HashMap;

use crate::conversation::Address;
use crate::conversation::prompt::Prompt;
use crate::store::{Identity, Loaded};

/// Persons kept. One takes some kilobytes.
const MOST: usize = 4_096;

/// Who writes from an address, as last read or written.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) who: Sitter,
    /// The live prompt and its number, where it is at hand.
    pub(super) prompt: Option<(u64, Prompt)>,
}

/// Someone new, or someone known.
#[derive(Debug)]
pub(super) enum Sitter {
    New(Identity),
    Known(Box<Loaded>),
}

impl Seat {
    /// As just read.
    pub(super) fn of(identity: Identity, loaded: Option<Loaded>) -> Self {
        let who = loaded.map_or_else(|| Sitter::New(identity), |loaded| Sitter::Known(Box::new(loaded)));
        Self { who, prompt: None }
    }
}

/// The persons kept, by address.
#[derive(Debug, Default)]
pub(super) struct Known {
    seats: HashMap<Address, (u64, Seat)>,
    turn: u64,
}

impl Known {
    /// Takes a person out, to be put back as they are after their turn.
    pub(super) fn take(&mut self, address: &Address) -> Option<Seat> {
        self.seats.remove(address).map(|(_, seat)| seat)
    }

    pub(super) fn holds(&self, address: &Address) -> bool {
        self.seats.contains_key(address)
    }

    pub(super) fn put(&mut self, address: Address, seat: Seat) {
        self.turn = self.turn.wrapping_add(1);
        self.seats.insert(address, (self.turn, seat));
        if self.seats.len() > MOST {
            // The older half goes at once: forgetting one by one would look at all of them each time.
            let mut turns: Vec<u64> = self.seats.values().map(|(turn, _)| *turn).collect();
            let middle = turns.len() / 2;
            let (_, median, _) = turns.select_nth_unstable(middle);
            let median = *median;
            self.seats.retain(|_, (turn, _)| *turn > median);
        }
    }
}
