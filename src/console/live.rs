//! What goes on right now, in memory: who reads and who writes where, which forms were sent already; and the stream that
//! tells open pages of it.

mod stream;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

pub use stream::{presence, routes};

/// Somebody is there for so long after they were last heard of.
pub const PRESENT: SignedDuration = SignedDuration::from_secs(30);
/// Forms that are known again.
const FORMS: usize = 4096;

/// What a member of staff does in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// « lit »
    #[serde(rename = "lit")]
    Reads,
    /// « écrit »
    #[serde(rename = "écrit", alias = "ecrit")]
    Writes,
}

impl Doing {
    /// The word behind a name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reads => "lit",
            Self::Writes => "écrit",
        }
    }
}

/// A form that was sent: by whom, about whom, its id, and a hash of what it asks for. The same id with other words is
/// another form.
pub type Form = (String, Uuid, Uuid, [u8; 32]);

/// What came of a form. Held while it is done.
pub type Once = Arc<tokio::sync::Mutex<Sent>>;

/// How far a form came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sent {
    /// Nothing of it is done.
    #[default]
    New,
    /// It is done, and the journal does not say so yet.
    Unwritten,
    /// It is done and written.
    Done,
}

/// Who is where, by conversation and login.
type Seats = BTreeMap<(Uuid, String), (String, Doing, Timestamp)>;

/// Clones share it.
#[derive(Debug, Clone)]
pub struct Live {
    seats: Arc<Mutex<Seats>>,
    forms: Arc<Mutex<VecDeque<(Form, Once)>>>,
    moves: broadcast::Sender<Uuid>,
    closing: watch::Sender<bool>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            seats: Arc::default(),
            forms: Arc::default(),
            moves: broadcast::channel(256).0,
            closing: watch::Sender::new(false),
        }
    }
}

impl Live {
    /// Somebody reads or writes there.
    pub fn sit(&self, person: Uuid, login: &str, name: &str, doing: Doing, now: Timestamp) {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        seats.retain(|_, (_, _, at)| now.duration_since(*at) < PRESENT);
        let before = seats.insert((person, login.to_owned()), (name.to_owned(), doing, now));
        if before.is_none_or(|(_, before, _)| before != doing) {
            // Nobody may be listening.
            let _ = self.moves.send(person);
        }
    }

    /// Who else is there: « Paul lit ».
    #[must_use]
    pub fn others(&self, person: Uuid, login: &str, now: Timestamp) -> Vec<(String, Doing)> {
        let seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let here = seats
            .iter()
            .filter(|((at, who), (_, _, seen))| *at == person && who != login && now.duration_since(*seen) < PRESENT);
        here.map(|(_, (name, doing, _))| (name.clone(), *doing)).collect()
    }

    /// Follows where somebody comes or begins to write.
    #[must_use]
    pub fn moves(&self) -> broadcast::Receiver<Uuid> {
        self.moves.subscribe()
    }

    /// Ends all streams: the service stops.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Follows whether the service stops.
    #[must_use]
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// What came of a form so far: whoever sends it again waits for its lock, and finds there what the first left.
    #[must_use]
    pub fn once(&self, form: Form) -> Once {
        let mut forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, once)) = forms.iter().find(|(known, _)| *known == form) {
            return Arc::clone(once);
        }
        if forms.len() >= FORMS {
            forms.pop_front();
        }
        let once = Once::default();
        forms.push_back((form, Arc::clone(&once)));
        once
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_left_is_not_there_and_nobody_sees_themselves() {
        let (live, person) = (Live::default(), Uuid::now_v7());
        let at: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
        live.sit(person, "paul", "Paul", Doing::Reads, at);
        live.sit(person, "paul", "Paul", Doing::Writes, at);
        assert_eq!(live.others(person, "lea", at), [("Paul".to_owned(), Doing::Writes)]);
        assert_eq!(live.others(person, "paul", at), []);
        assert_eq!(live.others(Uuid::now_v7(), "lea", at), []);
        assert_eq!(live.others(person, "lea", at + PRESENT), []);
    }

    #[tokio::test]
    async fn who_sends_a_form_again_waits_for_the_first_and_finds_what_came_of_it() {
        let (live, person, id) = (Live::default(), Uuid::now_v7(), Uuid::now_v7());
        let form = |words: &str| ("paul".to_owned(), person, id, *blake3::hash(words.as_bytes()).as_bytes());
        let first = live.once(form("oui"));
        let mut held = first.lock().await;
        assert!(live.once(form("oui")).try_lock().is_err(), "the second waits");
        assert_eq!(*live.once(form("non")).try_lock().unwrap(), Sent::New, "other words are another form");
        *held = Sent::Done;
        drop(held);
        assert_eq!(*live.once(form("oui")).lock().await, Sent::Done);
    }
}
