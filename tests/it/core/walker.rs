//! A person in a conversation, one turn after the other, with a clock of their own.

use std::sync::LazyLock;

use guichet::dialog::definition::Library;
use guichet::dialog::load::{embedded, load};
use guichet::dialog::person::{Channel, Invitation, Person};
use guichet::dialog::reply::{Effect, Event, Question, Reply, What};
use guichet::dialog::turn::{Now, turn};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use uuid::Uuid;

use super::plausible::{Dice, answer};

pub(super) static LIBRARY: LazyLock<Library> = LazyLock::new(|| load(&embedded()).expect("the built-in files").0);
pub(super) static PARIS: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Paris").expect("bundled"));

pub(super) struct Walker {
    pub(super) person: Person,
    /// When the last turn was.
    pub(super) now: Timestamp,
    reply: Reply,
    serial: u128,
}

impl Walker {
    pub(super) fn new(seed: u64) -> Self {
        let person = Person::new(Uuid::from_u128(u128::from(seed)));
        let now = "2026-03-02T09:00:00Z".parse().expect("a moment");
        Self { person, now, reply: Reply::default(), serial: 1 << 64 }
    }

    pub(super) fn wait(&mut self, days: i64) {
        self.now = self.now.checked_add(SignedDuration::from_hours(24 * days)).expect("not that far");
    }

    /// Somewhere on the way through a dialog.
    pub(super) fn advance(&mut self, name: &str, far: usize, seed: u64) -> Result<(), TestCaseError> {
        self.turn(&What::Open(Some(name.into())), false)?;
        let mut dice = Dice::new(seed);
        for _ in 0..far {
            let what = What::Said(answer(self, &mut dice));
            self.turn(&what, false)?;
        }
        Ok(())
    }

    pub(super) fn asked(&self) -> Option<&Question> {
        self.reply.open.first()
    }

    /// What is open, as a look shows it.
    pub(super) fn look(&self) -> Reply {
        let event = Event::new(Channel::Terminal, Uuid::nil(), What::Look);
        let now = Now { at: self.now, zone: PARIS.clone() };
        let looked = turn(&LIBRARY, &self.person, &event, &now);
        assert_eq!(looked.person, self.person, "a look changes nothing");
        let reply = looked.effects.into_iter().find_map(|effect| match effect {
            Effect::Reply(reply) => Some(reply),
            _ => None,
        });
        *reply.expect("a look answers")
    }

    /// To become one with somebody, if it is agreed to in so many seconds.
    pub(super) fn invitation(&self, seconds: i64) -> Invitation {
        let until = self.now + SignedDuration::from_secs(seconds);
        Invitation { into: Uuid::from_u128(7), channel: Channel::Telegram, code: "abcdefgh".into(), until }
    }

    /// One turn; with `twice`, the same again, which must be the same.
    pub(super) fn turn(&mut self, what: &What, twice: bool) -> Result<Reply, TestCaseError> {
        self.serial += 1;
        self.now = self.now.checked_add(SignedDuration::from_secs(1)).expect("not that far");
        let event = Event::new(Channel::Terminal, Uuid::from_u128(self.serial), what.clone());
        let now = Now { at: self.now, zone: PARIS.clone() };
        let done = turn(&LIBRARY, &self.person, &event, &now);
        if twice {
            prop_assert_eq!(&done, &turn(&LIBRARY, &self.person, &event, &now), "a turn is not deterministic");
        }
        let replies = done.effects.iter().filter(|effect| matches!(effect, Effect::Reply(_))).count();
        prop_assert_eq!(replies, 1, "one reply a turn");
        let reply = done.effects.into_iter().find_map(|effect| match effect {
            Effect::Reply(reply) => Some(reply),
            _ => None,
        });
        self.person = done.person;
        self.reply = *reply.expect("just counted");
        Ok(self.reply.clone())
    }
}
