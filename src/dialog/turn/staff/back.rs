//! The conversation goes back to the assistant: because staff are done, or because nobody did anything for two days.

use super::{Says, Session};
use crate::dialog::act::{Refusal, StaffAct};
use crate::dialog::due;
use crate::dialog::person::{Channel, Owner, WaitingFor};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::Turn;
use crate::dialog::text::Args;

impl Session<'_> {
    pub(super) fn handed_back(&mut self, act: &StaffAct) -> Result<Says, Refusal> {
        if self.person.owner == Owner::Assistant {
            return Ok(Says::Nothing);
        }
        self.is_free_for(act)?;
        self.comes_back(Phrase::HandedBack);
        // Who hands back has read what was said.
        self.person.waits_no_more(WaitingFor::is_answered_by_a_word);
        Ok(Says::Goes)
    }

    /// True when nobody did anything for so long that the assistant goes on.
    pub(in crate::dialog::turn) fn is_left_alone(&self) -> bool {
        due::hand_back(self.library, &self.person, self.now).is_some_and(|at| at <= self.now.at)
    }

    pub(in crate::dialog::turn) fn comes_back_alone(mut self) -> Turn {
        let unanswered = self.person.handling.spoke;
        self.comes_back(Phrase::HandedBackAlone);
        // What they said to staff was answered by nobody: it waits in the queue as it did.
        if let Some(since) = unanswered {
            self.person.waits_for(WaitingFor::Asked, since);
        }
        if self.channel() == Channel::Email {
            self.asks_by_mail();
            return self.keep_for_letter();
        }
        self.finish()
    }

    /// What staff wrote is said first, whatever could still be taken back.
    fn comes_back(&mut self, phrase: Phrase) {
        for saying in std::mem::take(&mut self.person.handling.saying) {
            self.speak(&saying);
        }
        self.person.owner = Owner::Assistant;
        self.person.handling.acted = None;
        self.person.handling.back = Some(self.now.at);
        self.person.handling.spoke = None;
        self.understood();
        self.notice(phrase, &Args::new());
        self.begin();
    }
}
