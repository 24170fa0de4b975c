//! Something said unasked, on every channel somebody has.

use super::Sitting;
use crate::channel::email::letterhead::Letterhead;
use crate::channel::plain;
use crate::channel::telegram::call::Call;
use crate::channel::telegram::render;
use crate::conversation::prompt::Prompt;
use crate::conversation::{Asks, Class, Entry, Thread, Voice, Who};
use crate::dialog::person::{Channel, WaitingFor};
use crate::dialog::reply::Notice;
use crate::messages::transcript as messages;
use crate::store::StoreError;

/// Where a sitting was before it went to another of the person's addresses.
struct Left {
    thread: Thread,
    prompt: Option<(u64, Prompt)>,
}

impl Sitting<'_> {
    /// Says it everywhere but where it was said. A question that can be sent nowhere is for staff to ask.
    pub(super) async fn tell(&mut self, notice: &Notice) -> Result<(), StoreError> {
        let mut heard = false;
        let class = self.class;
        if notice.reminds && class == Class::Reminder {
            self.class = Class::Nudge;
        }
        for thread in self.own_threads() {
            let channel = thread.address.channel;
            if notice.only.is_some_and(|only| only != channel) {
                continue;
            }
            if notice.except == Some(channel) {
                heard = true;
                continue;
            }
            let terminal = matches!(channel, Channel::Terminal | Channel::Console);
            if !self.reaches(&thread) && !terminal {
                continue;
            }
            heard = true;
            let left = self.go_to(thread);
            self.voice = if notice.by.is_some() { Voice::Agent } else { Voice::Assistant };
            let said = match (channel, self.service.letterhead.clone()) {
                (Channel::Telegram, _) => self.tell_in_chat(notice).await,
                (Channel::Email, Some(ours)) => {
                    self.tell_by_mail(&ours, notice);
                    Ok(())
                }
                // It stands in the transcript, and is read there.
                _ => {
                    let entry = self.told_there(notice, plain::text(&notice.reply));
                    self.entries.push(entry);
                    Ok(())
                }
            };
            self.voice = Voice::Assistant;
            self.come_back(left);
            said?;
        }
        self.class = class;
        // What a member of staff wrote and nobody got is theirs to see.
        if !heard && notice.by.is_some() {
            self.note(messages::STAFF_UNHEARD);
            self.person.waits_for(WaitingFor::Asked, self.now);
        }
        if !heard && notice.stage.is_some() {
            let why = WaitingFor::Renewal;
            self.person.waits_for(why, self.now);
            tracing::info!(person.id = %self.person.id, ?why, "staff.alerted");
        }
        Ok(())
    }

    async fn tell_in_chat(&mut self, notice: &Notice) -> Result<(), StoreError> {
        let number = self.next_entry();
        let Some(message) = render::render(&notice.reply, number, 0, &self.service.library.phrases) else {
            return Ok(());
        };
        let mut calls = Vec::new();
        // Another question's buttons stay, unless a question takes their place.
        if !notice.reply.open.is_empty() || self.asks_renewal().await? {
            calls.extend(self.close_prompt(&notice.reply, None).await?);
        }
        let entry = self.ours(&notice.reply, number, &message);
        let asked = self.told_there(notice, entry.text.0.clone());
        self.entries.push(Entry { prompt: entry.prompt, ..asked });
        calls.push(Call::Message(message));
        self.post(&calls, true);
        Ok(())
    }

    fn tell_by_mail(&mut self, ours: &Letterhead, notice: &Notice) {
        // It answers no mail of theirs, but where staff do: its subject says what it is about.
        let answers = self.correspondence().answers.take_if(|_| notice.by.is_none());
        self.post_letter_that(ours, &notice.letter, notice.reminds);
        if let Some(entry) = self.entries.pop() {
            let asked = self.told_there(notice, entry.text.0);
            self.entries.push(asked);
        }
        if notice.by.is_none() {
            self.correspondence().answers = answers;
        }
    }

    /// True when the buttons that count are those of the six-month question: said elsewhere, they ask nothing any more.
    async fn asks_renewal(&mut self) -> Result<bool, StoreError> {
        let Some(live) = self.thread.prompt else { return Ok(false) };
        let name = self.service.library.renewal.id.clone();
        Ok(self.live(live).await?.is_some_and(|prompt| prompt.key.slot == name))
    }

    /// The entry of what is said at the address the sitting is at.
    fn told_there(&self, notice: &Notice, words: String) -> Entry {
        let to = self.address.clone();
        let asks = notice.stage.map(|(stage, cycle)| Box::new(Asks { stage, cycle, to }));
        let who = notice.by.clone().map_or(Who::Assistant, Who::Agent);
        let entry = Entry::new(self.now, who, self.address.channel, notice.dossier, words);
        Entry { asks, ..entry }
    }

    /// The sitting goes to another of the person's addresses: what is sent is sent there.
    fn go_to(&mut self, thread: Thread) -> Left {
        self.others.retain(|other| other.address != thread.address);
        self.address = thread.address.clone();
        let prompt = if self.thread.address == thread.address { None } else { self.prompt.take() };
        Left { thread: std::mem::replace(&mut self.thread, thread), prompt }
    }

    fn come_back(&mut self, left: Left) {
        if left.thread.address == self.thread.address {
            return;
        }
        self.others.push(std::mem::replace(&mut self.thread, left.thread));
        self.prompt = left.prompt;
        self.address = self.thread.address.clone();
    }
}
