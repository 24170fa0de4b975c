//! Time has passed: what is due is done, and what the core needs to know for it is looked up.

use uuid::Uuid;

use super::Sitting;
use crate::clock;
use crate::conversation::{Address, Class, Entry, Role, Thread};
use crate::dialog::due::{self, Matter};
use crate::dialog::person::{Channel, Person};
use crate::dialog::reply::{Effect, Event, Facts, Proof, What};
use crate::dialog::turn::Now;
use crate::dialog::view::View;
use crate::messages::transcript as messages;
use crate::renewal::Stage;
use crate::service::wake::absent;
use crate::store::{Arrived, Delivered, Forgotten, StoreError};

/// A question that arrived, and of which dossier's which term.
struct Told {
    dossier: Uuid,
    cycle: u32,
    arrived: Arrived,
}

impl Sitting<'_> {
    /// Does what is due now, each thing once.
    pub(super) async fn fall_due(&mut self) -> Result<(), StoreError> {
        self.looked = true;
        let now = Now { at: self.now, zone: clock::paris() };
        let absent = absent(self.own_threads().iter());
        let due = due::ready(&self.service.library, &self.person, absent, &now);
        let staff = self.staff_are_due();
        let kept = !due::kept_questions(&self.service.library, &self.person, &now).is_empty();
        if due.is_empty() && !kept && !staff {
            return Ok(());
        }
        let decides = due.iter().any(|due| due.what == Matter::Renewal(Stage::Silence));
        let told = if decides { self.told().await? } else { Vec::new() };
        let facts = Facts {
            delivered: told.iter().map(|told| (told.dossier, told.cycle)).collect(),
            absent,
            unreachable: !self.own_threads().iter().any(|thread| self.reaches(thread)),
        };
        let event = Event::new(self.address.channel, Uuid::now_v7(), What::Due(facts));
        let turned = self.service.run(&self.person, &event, self.now);
        if staff {
            self.note_owner(&turned.person.owner, true);
            return self.goes_on(turned).await;
        }
        super::super::alert(&turned, turned.person.id);
        let was = self.person.clone();
        self.becomes(turned.person);
        self.class = Class::Reminder;
        let carried = self.carry(&turned.effects, &was).await;
        self.class = Class::Answer;
        carried
    }

    /// What a turn wants beside its answer.
    pub(super) async fn carry(&mut self, effects: &[Effect], was: &Person) -> Result<(), StoreError> {
        self.erased |= effects.contains(&Effect::Erase);
        for effect in effects {
            match effect {
                Effect::Tell(notice) => {
                    let notice = self.with_way_here(notice);
                    self.tell(&notice).await?;
                }
                Effect::Forget { dossier, proof } => self.forget(was, *dossier, *proof).await?,
                Effect::AnswerPlatform(answer) => self.answer_platform(answer).await?,
                Effect::Reply(_) | Effect::Alert(_) | Effect::Erase | Effect::Letter(_) | Effect::Refuse(_) => {}
            }
        }
        Ok(())
    }

    /// The dossier is destroyed with this commit. What is said of it in this very sitting is sent, and kept nowhere.
    async fn forget(&mut self, was: &Person, id: Uuid, decision: Proof) -> Result<(), StoreError> {
        let Some(dossier) = was.dossiers.iter().find(|dossier| dossier.id == id) else { return Ok(()) };
        let view = View::new(&self.service.library, dossier);
        let campaign = view.and_then(|view| view.campaign()).map(|campaign| campaign.id.clone());
        let cycle = dossier.renewal.cycle;
        let asked = self.told().await?.into_iter().filter(|told| told.dossier == id && told.cycle == cycle);
        let asked = asked.map(|told| told.arrived).collect();
        self.forgotten.push(Forgotten { dossier: id, campaign, cycle, decision, asked });
        for entry in self.entries.iter_mut().filter(|entry| entry.dossier == Some(id)) {
            *entry = Entry::new(entry.at, entry.who.clone(), entry.channel, None, messages::DESTROYED);
        }
        Ok(())
    }

    /// The candidate's own addresses as they stand, those nothing is known of yet among them.
    pub(super) fn own_threads(&self) -> Vec<Thread> {
        let Some(before) = &self.before else { return vec![self.thread.clone()] };
        let own = before.addresses.iter().filter(|(address, role)| !address.is_token() && *role == Role::Own);
        own.map(|(address, _)| self.thread_of(address)).collect()
    }

    fn thread_of(&self, address: &Address) -> Thread {
        let before = self.before.iter().flat_map(|before| &before.threads);
        let known = std::iter::once(&self.thread).chain(&self.others).chain(before);
        let thread = known.into_iter().find(|thread| thread.address == *address);
        thread.cloned().unwrap_or_else(|| Thread::new(address.clone()))
    }

    /// True where something can be sent to.
    pub(super) fn reaches(&self, thread: &Thread) -> bool {
        match thread.address.channel {
            Channel::Telegram => !thread.shut,
            Channel::Email => !thread.shut && self.service.letterhead.is_some(),
            Channel::Terminal | Channel::Console => false,
        }
    }

    /// The questions that are known to have arrived: Telegram gave them a number, or a mail server took them and nothing
    /// came back from there since.
    async fn told(&self) -> Result<Vec<Told>, StoreError> {
        let store = &self.service.store;
        let asking: Vec<Entry> = store.transcript(self.person.id).await?.entries;
        let became = store.deliveries(self.person.id).await?;
        let told = asking.into_iter().filter_map(|entry| {
            let (asks, dossier) = (entry.asks?, entry.dossier?);
            let Some(Delivered::Sent { at, message }) = became.get(&entry.seq).copied() else { return None };
            let thread = self.thread_of(&asks.to);
            let returned = thread.mail.as_ref().and_then(|mail| mail.returned);
            let channel = asks.to.channel;
            let arrived = match channel {
                Channel::Telegram => message.is_some(),
                Channel::Email => !thread.shut && returned.is_none_or(|returned| returned < entry.at),
                Channel::Terminal | Channel::Console => false,
            };
            let arrived = arrived.then_some(Arrived { stage: asks.stage, channel, at })?;
            Some(Told { dossier, cycle: asks.cycle, arrived })
        });
        Ok(told.collect())
    }
}
