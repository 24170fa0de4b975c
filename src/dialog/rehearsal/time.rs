//! Time in a script: all that comes due on the way is done at its own moment, and what is said unasked is heard.

use jiff::Timestamp;

use super::play::{Play, words};
use crate::campaign::Authority;
use crate::dialog::due;
use crate::dialog::load;
use crate::dialog::person::Channel;
use crate::dialog::reply::{Effect, Facts, Reply, What};
use crate::dialog::turn::Now;
use crate::messages::rehearsal as messages;

/// Moments on the way at most: a defect must not play for ever.
const MOST: usize = 500;

impl Play<'_> {
    /// Lets time pass for whoever speaks.
    pub(super) fn pass(&mut self, until: Timestamp) {
        let mut said = None;
        for _ in 0..MOST {
            let now = Now { at: self.now, zone: self.stage.zone.clone() };
            let speaker = self.speaker().map(|speaker| &speaker.person);
            let next = speaker.and_then(|person| due::next(self.library(), person, self.absent, &now));
            let Some(next) = next.filter(|next| *next <= until) else { break };
            self.now = self.now.max(next);
            let facts = self.facts();
            let before = self.speaker().map(|speaker| speaker.person.clone());
            self.turn(What::Due(facts));
            // The assistant goes on by itself where staff left off.
            let spoken = self.speaker().and_then(|speaker| speaker.reply.clone());
            said = spoken.filter(|reply| *reply != Reply::default()).or(said);
            if self.speaker().map(|speaker| &speaker.person) == before.as_ref() {
                break;
            }
        }
        self.now = self.now.max(until);
        let silent = self.told.is_empty();
        self.hear_told();
        if let (true, Some(reply), Some(speaker)) = (silent, said, self.people.get_mut(&self.who)) {
            speaker.reply = Some(reply);
        }
    }

    fn facts(&self) -> Facts {
        let dossiers = self.speaker().into_iter().flat_map(|speaker| &speaker.person.dossiers);
        let delivered =
            dossiers.filter(|_| self.delivered).map(|dossier| (dossier.id, dossier.renewal.cycle)).collect();
        Facts { delivered, absent: self.absent, unreachable: false }
    }

    /// What a turn wants said elsewhere, and answered to the platform.
    pub(super) fn note_effects(&mut self, effects: &[Effect], channel: Channel) {
        for effect in effects {
            match effect {
                Effect::Tell(notice) if notice.except != Some(channel) => {
                    self.spoken.push_str(&words(&notice.reply));
                    self.told.push((**notice).clone());
                }
                Effect::AnswerPlatform(answer) => self.answered.push(answer.words.clone()),
                _ => {}
            }
        }
    }

    /// What was said unasked is what was said last.
    pub(super) fn hear_told(&mut self) {
        let told = std::mem::take(&mut self.told);
        let by_mail = self.by_mail;
        let Some(speaker) = self.people.get_mut(&self.who) else { return };
        let mut reply = Reply::default();
        for notice in told {
            reply.notices.extend(notice.reply.notices);
            reply.open = notice.reply.open;
            speaker.letters.extend(by_mail.then_some(notice.letter));
        }
        speaker.reply = Some(reply);
    }

    /// Who decides about the campaigns' terms from here on.
    pub(super) fn authority(&mut self, authority: Authority) -> Result<(), String> {
        let (mut library, _) = load::load(&self.sources).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(|problem| problem.message.clone()).collect();
            messages::bad_guide("campagnes", &lines.join("\n"))
        })?;
        for campaign in &mut library.campaigns.all {
            if let Some(rule) = &mut campaign.renewal {
                rule.authority = authority;
            }
        }
        self.own = Some(library);
        Ok(())
    }
}
