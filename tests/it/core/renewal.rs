//! The six months whatever happens: under any answers, absences, lost messages, pauses of the service and jumps of the
//! clock, nobody is deleted by mistake, and nothing is said to be renewed that is not.

use std::sync::LazyLock;

use guichet::dialog::definition::Library;
use guichet::dialog::due;
use guichet::dialog::load::embedded;
use guichet::dialog::person::{Answer, Channel, Dossier, Key, Owner, Person, State, Value};
use guichet::dialog::reply::{Effect, Event, Facts, PlatformSays, Proof, Reply, Trust, Utterance, What};
use guichet::dialog::turn::{Now, turn};
use guichet::renewal::{Authority, Road, Wish};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use uuid::Uuid;

use super::runner;
use super::walker::PARIS;

/// What people answer, and what is no answer.
pub(super) const SAID: &[&str] = &[
    "MAINTENIR",
    "RETIRER",
    "oui",
    "non",
    "ok",
    "je garde ma candidature",
    "je retire ma candidature",
    "ne supprimez surtout pas ma candidature",
    "j'ai signé ailleurs",
    "ça dépend",
    "merci",
    "rappelez-moi en mai",
    "rappelez-moi dans deux semaines",
    "stop",
    "renouvellement",
    "je veux parler à quelqu'un",
    "oui, retirer",
    "fait",
    "j'ai répondu au mail d'AcloE",
    "effacer mes données",
    "31/12/2027",
    "valable jusqu'au 31/12/2027",
    "toutes",
    "1",
];

#[derive(Debug, Clone)]
enum Deed {
    /// Days pass; what is due on the way is done at its moment, or, the service being down, at the end.
    Pass {
        days: i64,
        down: bool,
        delivered: bool,
        absent: Option<i64>,
    },
    Say(usize, bool),
    Platform {
        asks: bool,
        months: Option<i64>,
        trust: Trust,
    },
    Agent(bool),
}

fn deed() -> impl Strategy<Value = Deed> {
    let trust = proptest::sample::select(vec![Trust::Authentic, Trust::Forwarded, Trust::Unproven]);
    prop_oneof![
        5 => (0i64..90, proptest::bool::weighted(0.2), any::<bool>(), proptest::option::weighted(0.2, -20i64..40))
            .prop_map(|(days, down, delivered, absent)| Deed::Pass { days, down, delivered, absent }),
        5 => (0..SAID.len(), proptest::bool::weighted(0.8)).prop_map(|(at, proven)| Deed::Say(at, proven)),
        2 => (any::<bool>(), proptest::option::of(-3i64..14), trust)
            .prop_map(|(asks, months, trust)| Deed::Platform { asks, months, trust }),
        1 => any::<bool>().prop_map(Deed::Agent),
    ]
}

/// The library with this service, or the platform, in charge.
pub(super) fn library(authority: Authority) -> Library {
    let (mut library, _) = guichet::dialog::load::load(&embedded()).expect("our own files");
    for campaign in &mut library.campaigns.all {
        if let Some(rule) = &mut campaign.renewal {
            rule.authority = authority;
        }
    }
    library
}

pub(super) static PLATFORM: LazyLock<Library> = LazyLock::new(|| library(Authority::Platform));
pub(super) static SERVICE: LazyLock<Library> = LazyLock::new(|| library(Authority::Service));

pub(super) fn moment(day: Date) -> Timestamp {
    day.at(10, 0, 0, 0).to_zoned(PARIS.clone()).expect("a time of day").timestamp()
}

/// Somebody whose candidature was handed in on that day.
pub(super) fn handed_in(library: &Library, day: Date, dossiers: u128) -> Person {
    let mut person = Person::new(Uuid::from_u128(7));
    for n in 0..dossiers {
        let dialog = library.dialog("acloe-aesh").expect("the dialog");
        let mut dossier = Dossier::new(Uuid::from_u128(100 + n), dialog.id.clone(), dialog.digest, moment(day));
        let given = |value| Answer {
            state: State::Given,
            value: Some(value),
            words: String::new(),
            at: moment(day),
            channel: Channel::Terminal,
            by: None,
            flags: Default::default(),
        };
        dossier.answers.insert(Key::new("completer-candidature"), given(Value::Bool(true)));
        dossier.answers.insert(Key::new("prenom"), given(Value::of("Samira")));
        dossier.finished = Some(moment(day));
        person.dossiers.push(dossier);
    }
    person.focus = person.dossiers.first().map(|dossier| dossier.id);
    person
}

/// A life under way, and what an attentive witness knows of it.
struct Life<'a> {
    library: &'a Library,
    authority: Authority,
    person: Person,
    now: Timestamp,
    /// Dates the platform showed, or the candidate pasted.
    shown: bool,
    /// When they last said anything at all.
    said: Option<Timestamp>,
    serial: u128,
}

impl Life<'_> {
    fn at(&self) -> Now {
        Now { at: self.now, zone: PARIS.clone() }
    }

    fn turn(&mut self, what: What, proven: bool) -> Result<(), TestCaseError> {
        self.serial += 1;
        let fresh = Uuid::from_u128(10_000 + self.serial);
        let event = Event { proven, ..Event::new(Channel::Terminal, fresh, what.clone()) };
        let before = self.person.clone();
        let after = turn(self.library, &before, &event, &self.at());
        self.person = after.person;
        self.judge(&before, &what, &after.effects)
    }

    fn judge(&self, before: &Person, what: &What, effects: &[Effect]) -> Result<(), TestCaseError> {
        let held = matches!(before.owner, Owner::Agent(_));
        for effect in effects {
            match effect {
                Effect::Forget { dossier, proof } => self.was_right_to_forget(before, what, *dossier, *proof)?,
                Effect::AnswerPlatform(answer) => {
                    let dossier = before.dossiers.iter().find(|dossier| dossier.id == answer.dossier).expect("theirs");
                    let answered = matches!(dossier.renewal.road, Some(Road::AnsweredForYou { .. }));
                    prop_assert!(!answered, "the platform was answered twice in a term");
                    // Or seven days after it, when nothing was taken back.
                    let sealed =
                        matches!(what, What::Due(_)) && format!("{:?}", dossier.renewal.ended).contains("Withdrawn");
                    prop_assert!(answer.wish == Wish::Keep || sealed, "a withdrawal that could still be taken back");
                }
                Effect::Tell(notice) => {
                    prop_assert!(!held, "the assistant spoke while a person has the conversation");
                    self.claims(&notice.reply)?;
                    let hour = self.now.to_zoned(PARIS.clone());
                    if matches!(what, What::Due(_)) {
                        prop_assert!(guichet::renewal::calendar::works(hour.date()), "{hour}");
                        prop_assert!((9..18).contains(&hour.hour()), "{hour}");
                    }
                }
                Effect::Reply(reply) => self.claims(reply)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// « Renouvelée » is a fact.
    fn claims(&self, reply: &Reply) -> Result<(), TestCaseError> {
        let said: String =
            reply.notices.iter().chain(&reply.heard).chain(&reply.doubtful).map(|prose| prose.plain()).collect();
        let claimed = said.contains("renouvelée jusqu’au") || said.contains("est renouvelée");
        prop_assert!(!claimed || self.authority == Authority::Service || self.shown, "claimed: {said}");
        Ok(())
    }

    fn was_right_to_forget(&self, before: &Person, what: &What, id: Uuid, proof: Proof) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.authority, Authority::Service, "the platform decides, we deleted");
        let What::Due(facts) = what else { return Err(TestCaseError::fail("deleted without time passing")) };
        let dossier = before.dossiers.iter().find(|dossier| dossier.id == id).expect("theirs");
        let renewal = &dossier.renewal;
        let today = self.at().today();
        let days = |at: Timestamp| (today - at.to_zoned(PARIS.clone()).date()).get_days();
        match proof {
            Proof::Silent => {
                prop_assert!(facts.delivered.contains(&(id, renewal.cycle)), "nobody knows that the question arrived");
                prop_assert!(facts.absent.is_none_or(|day| day < today), "they are away");
                prop_assert!(renewal.wished.is_none(), "they had answered");
                let first = renewal.done.iter().filter(|(stage, _)| stage.asks()).map(|(_, at)| *at).min();
                let last = renewal.last_asked();
                prop_assert!(first.is_some_and(|at| days(at) > 15), "no grace");
                prop_assert!(self.said.is_none_or(|said| Some(said) <= first), "whoever says anything is not silent");
                prop_assert!(last.is_some_and(|at| days(at) > 5), "asked only just now");
            }
            Proof::Withdrawn => {
                let ended = format!("{:?}", renewal.ended);
                prop_assert!(ended.contains("Withdrawn"), "{ended}");
                let said = renewal.wished.as_ref().expect("a withdrawal").at;
                prop_assert!(days(said) > 7, "the days to come back were not over");
            }
        }
        Ok(())
    }

    /// Days pass: step by step, or at once after an outage.
    fn pass(&mut self, days: i64, down: bool, delivered: bool, absent: Option<i64>) -> Result<(), TestCaseError> {
        let until = self.now + SignedDuration::from_hours(days * 24);
        let away = absent.map(|days| self.at().today().saturating_add(days.days()));
        if down {
            self.now = until;
        }
        for _ in 0..200 {
            let Some(next) = due::next(self.library, &self.person, away, &self.at()).filter(|next| *next <= until)
            else {
                break;
            };
            self.now = self.now.max(next);
            let before = self.person.clone();
            let all = before.dossiers.iter().map(|dossier| (dossier.id, dossier.renewal.cycle));
            let facts = Facts { delivered: all.filter(|_| delivered).collect(), absent: away, unreachable: false };
            self.turn(What::Due(facts), true)?;
            let again = due::ready(self.library, &self.person, away, &self.at());
            let held = matches!(self.person.owner, Owner::Agent(_));
            prop_assert!(held || again.is_empty(), "what was done is due again: {again:?}");
            if held {
                self.now += SignedDuration::from_hours(24);
            }
        }
        self.now = self.now.max(until);
        Ok(())
    }

    fn live(&mut self, deed: &Deed) -> Result<(), TestCaseError> {
        match deed {
            Deed::Pass { days, down, delivered, absent } => self.pass(*days, *down, *delivered, *absent),
            Deed::Say(at, proven) => {
                let words = SAID[*at];
                self.shown |= words.contains('/');
                self.said = Some(self.now);
                self.turn(What::Said(Utterance::text(words)), *proven)
            }
            Deed::Platform { asks, months, trust } => {
                let until = months.map(|months| self.at().today().saturating_add(months.months()));
                self.shown |= until.is_some() && *trust != Trust::Unproven;
                let mail = if *trust == Trust::Authentic { "mail".to_owned() } else { String::new() };
                self.turn(What::Platform(PlatformSays { asks: *asks, until, trust: *trust, mail, above: false }), true)
            }
            Deed::Agent(held) => {
                self.person.owner = if *held { Owner::Agent("paul".into()) } else { Owner::Assistant };
                Ok(())
            }
        }
    }
}

#[test]
fn nobody_is_deleted_by_mistake_and_nothing_is_claimed_unproven() {
    let lives = (any::<bool>(), 0i64..720, 1u128..3, proptest::collection::vec(deed(), 1..40));
    runner(300)
        .run(&lives, |(service, began, dossiers, deeds)| {
            let (library, authority) =
                if service { (&*SERVICE, Authority::Service) } else { (&*PLATFORM, Authority::Platform) };
            let day = date(2026, 1, 1).saturating_add(began.days());
            let person = handed_in(library, day, dossiers);
            let mut life = Life { library, authority, person, now: moment(day), shown: false, said: None, serial: 0 };
            deeds.iter().try_for_each(|deed| life.live(deed))
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

/// Each question once, and never a second decision: two services that wake the same person do no more than one.
#[test]
fn each_stage_fires_once() {
    let day = date(2026, 3, 2);
    let mut life = Life {
        library: &SERVICE,
        authority: Authority::Service,
        person: handed_in(&SERVICE, day, 1),
        now: moment(day),
        shown: false,
        said: None,
        serial: 0,
    };
    let mut asked = 0;
    for _ in 0..20 {
        let Some(next) = due::next(&SERVICE, &life.person, None, &life.at()) else { break };
        life.now = next;
        let facts = Facts::default();
        let event = |facts: &Facts| Event::new(Channel::Terminal, Uuid::from_u128(9), What::Due(facts.clone()));
        let first = turn(&SERVICE, &life.person, &event(&facts), &life.at());
        let second = turn(&SERVICE, &first.person, &event(&facts), &life.at());
        asked += first.effects.iter().filter(|effect| matches!(effect, Effect::Tell(_))).count();
        assert!(!second.effects.iter().any(|effect| matches!(effect, Effect::Tell(_) | Effect::Alert(_))));
        assert_eq!(first.person, second.person);
        life.person = first.person;
    }
    assert_eq!(asked, 4, "a month, a week before, on the day, in the days of grace");
}
