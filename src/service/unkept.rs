//! What is said to those of whom nothing can be kept: rows of no person, sent and nowhere written.

use uuid::Uuid;

use super::Service;
use super::sitting::PRESS_LIVES;
use crate::channel::telegram::call::{Call, Message, Rich};
use crate::channel::telegram::render::{self, Note};
use crate::conversation::{Address, Outgoing, Personal};

impl Service {
    /// To someone whose rows cannot be read: nothing can be kept with them.
    pub(super) fn apology(&self, address: &Address) -> Outgoing {
        self.unkept(address, Call::Message(Message { said: Rich::of([&self.handed_over()]), ..Message::default() }))
    }

    /// To someone unknown, or erased, who presses a button of old.
    pub(super) fn gone(&self, address: &Address, query: String) -> Outgoing {
        let note = Some(render::note(Note::Gone, &self.library.phrases));
        self.unkept(address, Call::Ack { query, note, expires: self.clock.now() + PRESS_LIVES })
    }

    fn unkept(&self, address: &Address, call: Call) -> Outgoing {
        Outgoing {
            id: Uuid::now_v7(),
            person: Uuid::nil(),
            address: address.clone(),
            payload: Personal(serde_json::to_string(&[call]).unwrap_or_default()),
            created: self.clock.now(),
            entry: None,
        }
    }
}
