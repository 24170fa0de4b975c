//! One candidature, from the day it was handed in to the end of the play: what is due is done by the core at its moment,
//! what its candidate says is heard by the core, and a witness looks on.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::dice::Dice;
use super::people::{Kind, Said};
use super::witness::Witness;
use crate::campaign::Campaign;
use crate::channel::email::render::render;
use crate::channel::plain;
use crate::conversation::Class;
use crate::dialog::definition::Library;
use crate::dialog::due;
use crate::dialog::person::{Answer, Channel, Dossier, Key, Person, State, Value};
use crate::dialog::reply::{Effect, Event, Facts, Notice, Turn, Utterance, What};
use crate::dialog::turn::{Now, turn};
use crate::dialog::view::CAMPAIGN;
use crate::renewal::calendar::{add_days, moment};

/// Moments of one life at most: a defect must not play for ever.
const MOST: usize = 400;

/// What is the same for everybody.
#[derive(Debug)]
pub(super) struct World<'l> {
    pub(super) library: &'l Library,
    pub(super) campaign: &'l Campaign,
    pub(super) zone: TimeZone,
    /// The candidatures are handed in within a week from then on.
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
}

/// Something that was sent.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    pub(super) at: Timestamp,
    pub(super) channel: Channel,
    pub(super) class: Class,
    pub(super) what: &'static str,
}

/// A life that was lived.
#[derive(Debug)]
pub(super) struct Lived {
    pub(super) kind: Kind,
    pub(super) sent: Vec<Sent>,
    pub(super) witness: Witness,
}

/// A life being lived.
pub(super) struct Life<'w> {
    world: &'w World<'w>,
    kind: Kind,
    dice: Dice,
    channels: Vec<Channel>,
    person: Person,
    now: Timestamp,
    /// What they will do, in its order.
    deeds: BTreeMap<(Timestamp, usize), Said>,
    asked: usize,
    facts: Facts,
    sent: Vec<Sent>,
    witness: Witness,
    over: bool,
}

impl<'w> Life<'w> {
    pub(super) fn begin(world: &'w World<'w>, kind: Kind, number: u64, seed: u64) -> Self {
        let mut dice = Dice::of(seed, number);
        let day = add_days(world.from.to_zoned(world.zone.clone()).date(), dice.below(7));
        let began = moment(day, u128::from(dice.roll()), &world.zone);
        let person = candidate(world, began, &mut dice);
        let channels = kind.channels(&mut dice);
        let dossier = person.dossiers.first().map(|dossier| dossier.id).unwrap_or_default();
        let facts = Facts { unreachable: kind == Kind::Bouncing, ..Facts::default() };
        Self {
            world,
            kind,
            channels,
            person,
            now: began,
            deeds: BTreeMap::new(),
            asked: 0,
            facts,
            sent: Vec::new(),
            witness: Witness::new(dossier, day, world.campaign.renewal.clone()),
            over: false,
            dice,
        }
    }

    pub(super) fn live(mut self) -> Lived {
        let mut moments = 0;
        while !self.over && self.step() {
            moments += 1;
            if moments > MOST {
                self.witness.breaks("une échéance revient sans fin");
                break;
            }
        }
        Lived { kind: self.kind, sent: self.sent, witness: self.witness }
    }

    /// The next thing that happens; false when the play is over.
    fn step(&mut self) -> bool {
        let due = due::next(self.world.library, &self.person, self.facts.absent, &self.clock());
        let said = self.deeds.first_key_value().map(|((at, _), _)| *at);
        let speaks = said.is_some_and(|said| due.is_none_or(|due| said <= due));
        let Some(next) = (if speaks { said } else { due }) else { return false };
        self.now = next.max(self.now);
        if self.now > self.world.until {
            return false;
        }
        match speaks.then(|| self.deeds.pop_first()).flatten() {
            Some((_, said)) => self.says(said),
            None => self.time_comes(),
        }
        true
    }

    fn clock(&self) -> Now {
        Now { at: self.now, zone: self.world.zone.clone() }
    }

    fn run(&mut self, channel: Channel, what: What) -> Turn {
        let fresh = Uuid::from_u64_pair(self.dice.roll(), self.dice.roll());
        turn(self.world.library, &self.person, &Event::new(channel, fresh, what), &self.clock())
    }

    fn time_comes(&mut self) {
        let channel = self.channels.first().copied().unwrap_or(Channel::Telegram);
        let facts = self.facts.clone();
        let turned = self.run(channel, What::Due(facts));
        self.take(turned, channel, Class::Reminder);
    }

    fn says(&mut self, said: Said) {
        let channel = self.dice.one_of(&self.channels).unwrap_or(Channel::Telegram);
        let words = match said {
            Said::Words(words) => words.to_owned(),
            Said::Confirms => "oui, retirer".to_owned(),
            Said::NewDate => {
                let Some(day) = self.witness.next_end() else { return };
                self.witness.shows(day);
                format!("valable jusqu'au {}", day.strftime("%d/%m/%Y"))
            }
        };
        self.witness.hears(said, self.now);
        self.facts.absent = None;
        let kept = matches!(said, Said::Words(_)) && self.keeps_by_platform();
        let turned = self.run(channel, What::Said(Utterance::text(words)));
        self.take(turned, channel, Class::Answer);
        if channel == Channel::Email && !self.over {
            let letter = self.run(channel, What::Write);
            self.take(letter, channel, Class::Answer);
        }
        if !kept && self.keeps_by_platform() {
            let deed = self.kind.shows(self.now, &mut self.dice);
            self.deeds.extend(deed.map(|(at, said)| ((at, 0), said)));
        }
    }

    /// True while a wish to keep it waits for the platform.
    fn keeps_by_platform(&self) -> bool {
        self.person.dossiers.iter().any(|dossier| dossier.renewal.wished.is_some() && dossier.renewal.ended.is_none())
    }

    /// The person after a turn, and what it sends.
    fn take(&mut self, turned: Turn, channel: Channel, class: Class) {
        let before = std::mem::replace(&mut self.person, turned.person);
        for effect in turned.effects {
            match effect {
                Effect::Reply(reply) => {
                    let words = plain::text(&reply);
                    if !words.is_empty() && channel != Channel::Email {
                        self.is_sent(channel, Class::Answer, "réponse", &words);
                    }
                }
                Effect::Letter(letter) => {
                    let words = render(&letter, &self.world.library.phrases).text;
                    self.is_sent(channel, Class::Answer, "lettre", &words);
                }
                Effect::Tell(notice) => self.tell(&notice, class),
                Effect::Alert(_) => self.witness.alerts(),
                Effect::Forget { dossier, proof } => {
                    let cycle = before.dossiers.iter().find(|one| one.id == dossier).map_or(0, |one| one.renewal.cycle);
                    let delivered = self.facts.delivered.contains(&(dossier, cycle));
                    self.witness.forgets(proof, cycle, self.now.to_zoned(self.world.zone.clone()).date(), delivered);
                }
                Effect::Erase => self.over = true,
                Effect::AnswerPlatform(_) | Effect::Refuse(_) => {}
            }
        }
        let cycles = |person: &Person| person.dossiers.first().map(|dossier| dossier.renewal.cycle);
        if cycles(&before) != cycles(&self.person) {
            self.asked = 0;
            self.witness.next_term(cycles(&self.person));
        }
    }

    fn tell(&mut self, notice: &Notice, class: Class) {
        let words = plain::text(&notice.reply);
        let what = match notice.stage {
            Some((stage, _)) => crate::messages::timers::stage(stage),
            None if notice.except.is_some() => "accusé de réception",
            None => "information",
        };
        for channel in self.channels.clone() {
            if notice.except != Some(channel) && self.kind != Kind::Bouncing {
                self.is_sent(channel, class, what, &words);
            }
        }
        let Some((stage, cycle)) = notice.stage else { return };
        self.witness.asks(stage, cycle);
        self.asked += 1;
        if self.kind == Kind::Bouncing {
            return;
        }
        let asked = notice.dossier.map(|dossier| (dossier, cycle));
        if let Some(asked) = asked.filter(|asked| !self.facts.delivered.contains(asked)) {
            self.facts.delivered.push(asked);
        }
        if self.kind == Kind::Absent {
            self.facts.absent = Some(add_days(self.clock().today(), 25));
        }
        let deeds = self.kind.answers(self.now, self.asked, &mut self.dice);
        // Who is asked anew has not yet done what they put off.
        self.deeds.retain(|_, said| *said == Said::NewDate);
        self.deeds.extend((0..).zip(deeds).map(|(place, (at, said))| ((at, place), said)));
    }

    fn is_sent(&mut self, channel: Channel, class: Class, what: &'static str, words: &str) {
        self.witness.reads(words);
        self.sent.push(Sent { at: self.now, channel, class, what });
    }
}

/// Somebody whose file is finished, and whose candidature was handed in then.
fn candidate(world: &World, began: Timestamp, dice: &mut Dice) -> Person {
    let id = |dice: &mut Dice| Uuid::from_u64_pair(dice.roll(), dice.roll());
    let mut person = Person::new(id(dice));
    let Some(dialog) = world.library.dialog(&world.campaign.dialog) else { return person };
    let mut dossier = Dossier::new(id(dice), dialog.id.clone(), dialog.digest, began);
    let given = |value: Value| Answer {
        state: State::Given,
        value: Some(value),
        words: String::new(),
        at: began,
        channel: Channel::Telegram,
        by: None,
        flags: Default::default(),
    };
    let campaign = Value::Text(world.campaign.id.to_string());
    dossier.answers.insert(Key::new(CAMPAIGN), given(campaign));
    if let Some(task) = world.campaign.renewal.as_ref().and_then(|rule| rule.validated.as_ref()) {
        dossier.answers.insert(Key::new(task), given(Value::Bool(true)));
    }
    dossier.finished = Some(began);
    person.focus = Some(dossier.id);
    person.dossiers.push(dossier);
    person
}
