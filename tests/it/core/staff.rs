//! Staff and the assistant in one conversation, in any order: one speaks at a time, nothing staff wrote leaves too early,
//! twice or after it was taken back, and nobody is left alone with a silent assistant.

use std::collections::BTreeMap;

use guichet::dialog::act::{Act, Refusal, StaffAct};
use guichet::dialog::due;
use guichet::dialog::person::{Channel, Key, Owner, Person};
use guichet::dialog::reply::{Effect, Event, Facts, Notice, Reply, Turn, Utterance, What};
use guichet::dialog::turn::{Now, TAKEN_BACK, turn};
use guichet::renewal::calendar::works;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use uuid::Uuid;

use super::renewal::{PLATFORM, SAID, handed_in, moment};
use super::runner;
use super::walker::PARIS;

const AGENTS: &[&str] = &["camille", "paul"];

#[derive(Debug, Clone)]
enum Deed {
    Take(usize, bool),
    Say(usize),
    Unsay(usize),
    HandBack(usize),
    Answer(usize, bool),
    Settle(usize),
    Close(usize, bool),
    Candidate(usize, Channel),
    Write,
    Pass { minutes: i64 },
    Wait { seconds: i64 },
}

fn deed() -> impl Strategy<Value = Deed> {
    let agent = || 0..AGENTS.len();
    let channel = proptest::sample::select(vec![Channel::Terminal, Channel::Telegram, Channel::Email]);
    prop_oneof![
        3 => (agent(), any::<bool>()).prop_map(|(who, seen)| Deed::Take(who, seen)),
        4 => agent().prop_map(Deed::Say),
        2 => agent().prop_map(Deed::Unsay),
        2 => agent().prop_map(Deed::HandBack),
        1 => (agent(), any::<bool>()).prop_map(|(who, good)| Deed::Answer(who, good)),
        1 => agent().prop_map(Deed::Settle),
        1 => (agent(), any::<bool>()).prop_map(|(who, close)| Deed::Close(who, close)),
        5 => (0..SAID.len(), channel).prop_map(|(at, channel)| Deed::Candidate(at, channel)),
        1 => Just(Deed::Write),
        2 => (0i64..9_000).prop_map(|minutes| Deed::Pass { minutes }),
        3 => (0i64..15).prop_map(|seconds| Deed::Wait { seconds }),
    ]
}

/// What became of a message of staff.
#[derive(Debug, Clone, Copy)]
struct Said {
    at: Timestamp,
    unsaid: bool,
    left: usize,
}

struct Desk {
    person: Person,
    now: Timestamp,
    serial: u128,
    said: BTreeMap<String, Said>,
    /// The last message of each agent that may still be taken back.
    last: BTreeMap<usize, (Uuid, String)>,
    gone: bool,
}

impl Desk {
    fn at(&self) -> Now {
        Now { at: self.now, zone: PARIS.clone() }
    }

    fn turn(&mut self, what: What, channel: Channel) -> Result<Vec<Effect>, TestCaseError> {
        self.serial += 1;
        let event = Event::new(channel, Uuid::from_u128(10_000 + self.serial), what.clone());
        let before = self.person.clone();
        let Turn { person, effects } = turn(&PLATFORM, &before, &event, &self.at());
        self.person = person;
        self.gone |= effects.contains(&Effect::Erase);
        self.judge(&before, &effects)?;
        Ok(effects)
    }

    fn judge(&mut self, before: &Person, effects: &[Effect]) -> Result<(), TestCaseError> {
        let held = |person: &Person| matches!(person.owner, Owner::Agent(_));
        for effect in effects {
            match effect {
                Effect::Tell(notice) if notice.by.is_some() => self.hears(notice)?,
                Effect::Tell(notice) => {
                    prop_assert!(!held(before) || !held(&self.person), "the assistant told {:?}", notice.reply);
                }
                Effect::Reply(reply) if held(before) && held(&self.person) => {
                    prop_assert_eq!(&**reply, &Reply::default(), "the assistant answered into the conversation");
                }
                Effect::Letter(letter) => prop_assert!(!held(before), "the assistant wrote {:?}", letter.subject),
                _ => {}
            }
        }
        Ok(())
    }

    /// A message of staff leaves.
    fn hears(&mut self, notice: &Notice) -> Result<(), TestCaseError> {
        let words: String = notice.reply.notices.iter().map(|prose| prose.plain()).collect();
        for (mark, said) in self.said.iter_mut().filter(|(mark, _)| words.contains(mark.as_str())) {
            prop_assert!(!said.unsaid, "{mark} was taken back, and left");
            said.left += 1;
            prop_assert_eq!(said.left, 1, "{} left twice", mark);
        }
        Ok(())
    }

    fn act(&mut self, who: usize, act: Act) -> Result<Option<Refusal>, TestCaseError> {
        let before = self.person.clone();
        let name = AGENTS[who];
        let act = StaffAct { by: name.to_owned(), name: name.to_uppercase(), act };
        let had = matches!(&before.owner, Owner::Agent(other) if other != name);
        let effects = self.turn(What::Staff(Box::new(act.clone())), Channel::Telegram)?;
        let refusal = effects.into_iter().find_map(|effect| match effect {
            Effect::Refuse(refusal) => Some(refusal),
            _ => None,
        });
        if refusal.is_some() {
            prop_assert_eq!(&before, &self.person, "a refused act changed something");
        }
        let speaks = matches!(act.act, Act::Say { .. } | Act::HandBack | Act::Answer { .. });
        if had && speaks {
            prop_assert_eq!(refusal.as_ref(), Some(&Refusal::Had(before.owner)));
        }
        Ok(refusal)
    }

    fn say(&mut self, who: usize) -> Result<(), TestCaseError> {
        self.serial += 1;
        let (id, mark) = (Uuid::from_u128(self.serial), format!("<{}>", self.serial));
        let say = Act::Say { id, words: format!("message {mark}"), on: None };
        // Sent twice by an impatient finger.
        let refused = self.act(who, say.clone())?;
        self.act(who, say)?;
        if refused.is_none() {
            self.said.insert(mark.clone(), Said { at: self.now, unsaid: false, left: 0 });
            self.last.insert(who, (id, mark));
        }
        Ok(())
    }

    fn unsay(&mut self, who: usize) -> Result<(), TestCaseError> {
        let Some((id, mark)) = self.last.get(&who).cloned() else { return Ok(()) };
        let refused = self.act(who, Act::Unsay { id })?;
        if let Some(said) = self.said.get_mut(&mark).filter(|_| refused.is_none()) {
            prop_assert_eq!(said.left, 0, "{} was taken back after it left", mark);
            said.unsaid = true;
        }
        Ok(())
    }

    /// The timer runs at each moment it is called for.
    fn pass(&mut self, until: Timestamp) -> Result<(), TestCaseError> {
        for _ in 0..400 {
            let Some(next) = due::next(&PLATFORM, &self.person, None, &self.at()).filter(|next| *next <= until) else {
                break;
            };
            self.now = self.now.max(next);
            let before = self.person.clone();
            self.turn(What::Due(Facts::default()), Channel::Telegram)?;
            let held = matches!(self.person.owner, Owner::Agent(_));
            let due = !due::ready(&PLATFORM, &self.person, None, &self.at()).is_empty();
            prop_assert!(
                !held
                    || !due
                    || self.person.waiting.is_some()
                    || before.waiting != self.person.waiting
                    || before.handling.saying != self.person.handling.saying,
                "a deadline was missed unseen"
            );
            if before == self.person {
                // Looked at in vain: the shell looks again on the next day.
                self.now = (self.now + SignedDuration::from_hours(24)).min(until);
            }
        }
        self.now = self.now.max(until);
        for (mark, said) in &self.said {
            let over = said.at + TAKEN_BACK + SignedDuration::from_secs(1) < self.now;
            prop_assert!(!over || said.unsaid || said.left == 1 || self.gone, "{mark} never left");
        }
        Ok(())
    }

    fn live(&mut self, deed: &Deed) -> Result<(), TestCaseError> {
        match deed {
            Deed::Take(who, seen) => {
                let from = if *seen { self.person.owner.clone() } else { Owner::Assistant };
                let free = from == self.person.owner || self.person.owner == Owner::Agent(AGENTS[*who].into());
                let refused = self.act(*who, Act::Take { from })?;
                prop_assert_eq!(refused.is_none(), free, "taken by who had not seen who has it");
                prop_assert!(!free || self.person.owner == Owner::Agent(AGENTS[*who].into()));
            }
            Deed::Say(who) => self.say(*who)?,
            Deed::Unsay(who) => self.unsay(*who)?,
            Deed::HandBack(who) => drop(self.act(*who, Act::HandBack)?),
            Deed::Answer(who, good) => {
                let dossier = self.person.dossiers.first().map(|dossier| dossier.id).unwrap_or_default();
                let key = Key::new(if *good { "prenom" } else { "nulle-part" });
                let refused = self.act(*who, Act::Answer { dossier, key, words: "Samia".into() })?;
                prop_assert!(*good || refused.is_some());
            }
            Deed::Settle(who) => drop(self.act(*who, Act::Settle)?),
            Deed::Close(who, close) => drop(self.act(*who, Act::Close(*close))?),
            Deed::Candidate(at, channel) => {
                // A word of theirs opens again what staff had closed.
                self.turn(What::Said(Utterance::text(SAID[*at])), *channel)?;
                prop_assert_eq!(self.person.handling.closed, None);
            }
            Deed::Write => drop(self.turn(What::Write, Channel::Email)?),
            Deed::Pass { minutes } => self.pass(self.now + SignedDuration::from_mins(*minutes))?,
            Deed::Wait { seconds } => self.pass(self.now + SignedDuration::from_secs(*seconds))?,
        }
        Ok(())
    }
}

#[test]
fn one_speaks_at_a_time_and_what_staff_write_leaves_once() {
    let lives = (0i64..360, proptest::collection::vec(deed(), 1..60));
    runner(1_000)
        .run(&lives, |(began, deeds)| {
            let day = date(2026, 1, 5).saturating_add(began.days());
            let person = handed_in(&PLATFORM, day, 1);
            let mut desk =
                Desk { person, now: moment(day), serial: 0, said: BTreeMap::new(), last: BTreeMap::new(), gone: false };
            for deed in &deeds {
                if desk.gone {
                    break;
                }
                desk.live(deed)?;
            }
            // Whatever was left as it was: a week later the assistant is there again, and everything staff wrote is out.
            let later = desk.now + SignedDuration::from_hours(24 * 8);
            desk.pass(later)?;
            prop_assert!(desk.gone || desk.person.owner == Owner::Assistant, "silent for ever");
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

/// Two working days after the last act, and before the last day of the candidature is over.
#[test]
fn the_assistant_is_back_after_two_working_days_and_before_the_deadline() {
    let held = |day, acted: Timestamp| {
        let mut person = handed_in(&PLATFORM, day, 1);
        person.owner = Owner::Agent("camille".into());
        person.handling.acted = Some(acted);
        person
    };
    let back = |person: &Person, now| due::hand_back(&PLATFORM, person, &Now { at: now, zone: PARIS.clone() });
    let began = date(2026, 3, 2);
    // A Thursday: Friday and Monday are two working days.
    let thursday = moment(date(2026, 3, 5));
    let at = back(&held(began, thursday), thursday).expect("it comes back").to_zoned(PARIS.clone());
    assert_eq!(at.date(), date(2026, 3, 9));
    // The eve of the last day comes first.
    let eve = moment(date(2026, 8, 31));
    let at = back(&held(began, eve), eve).expect("it comes back").to_zoned(PARIS.clone());
    assert!(at.date() <= date(2026, 9, 1) && works(at.date()), "{at}");
    // Nobody has it: nothing to give back.
    assert_eq!(back(&handed_in(&PLATFORM, began, 1), thursday), None);
}
