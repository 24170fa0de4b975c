//! How a sitting answers mails: nothing at once. The turns of several mails are committed as they come; the letter that
//! answers them all is written when nothing more has come for a while.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{Masked, Sitting};
use crate::channel::email::letterhead::Letterhead;
use crate::channel::email::mailing::{Cover, Mailing};
use crate::channel::email::render::render;
use crate::clock;
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::{Correspondence, Kind, Mail};
use crate::conversation::{Address, Entry, Role, Voice, Who};
use crate::dialog::letter::Letter;
use crate::dialog::person::{Channel, Owner};
use crate::dialog::reply::{Effect, Event, What, Wordless};
use crate::messages::transcript as messages;
use crate::renewal::calendar::add_days;
use crate::service::wake::absent;
use crate::store::{Identity, StoreError};

/// Letters to one address, whatever their mails say: a program that answers ours is never answered for ever.
const MOST_AN_HOUR: usize = 4;
/// The same in a day.
const MOST_A_DAY: usize = 12;
/// While a member of staff has the conversation, a letter that is owed is looked at again so often: whichever way it is
/// handed back, the letter goes out.
const OWED: SignedDuration = SignedDuration::from_mins(15);
/// Who says that they are away and not until when is taken to be away for so many days.
const AWAY_DAYS: i64 = 30;
const AN_HOUR: SignedDuration = SignedDuration::from_hours(1);
pub(super) const A_DAY: SignedDuration = SignedDuration::from_hours(24);

impl Sitting<'_> {
    /// A mail. Only what somebody wrote is answered; all of it is kept.
    pub(super) async fn mailed(&mut self, inbound: &Inbound, mail: &Mail) -> Result<(), StoreError> {
        let what = match mail.kind {
            Kind::Letter => {
                let correspondence = self.correspondence();
                correspondence.answers = Some(mail.thread.clone());
                correspondence.absent = None;
                correspondence.held.retain(|held| Some(*held) != mail.released);
                // What they pass on comes before what they say of it.
                self.platform_wrote(inbound, mail).await?;
                return self.turn(inbound, &Masked::mail(mail), None).await;
            }
            Kind::TooLarge => Wordless::LongMail,
            Kind::Encrypted => Wordless::Encrypted,
            Kind::Winmail => Wordless::Winmail,
            Kind::Ended => Wordless::Ended,
            Kind::Killer => return self.quarantine(inbound).await,
            Kind::Held => {
                self.hold(mail);
                return Ok(());
            }
            Kind::Linked => {
                self.correspondence().answers = Some(mail.thread.clone());
                return self.turn(inbound, &Masked::silent(What::Open(None)), None).await;
            }
            Kind::Invited => {
                self.correspondence().answers = Some(mail.thread.clone());
                let what = mail.invitation.clone().map_or(What::Look, What::Invited);
                return self.turn(inbound, &Masked::silent(what), None).await;
            }
            Kind::Platform => return self.platform_wrote(inbound, mail).await,
            Kind::Unanswered { dossier } => return self.unanswered(inbound, mail, dossier).await,
            Kind::Automatic | Kind::Absent(_) | Kind::Undelivered { .. } | Kind::Relayed => {
                self.overheard(inbound, mail);
                return Ok(());
            }
        };
        self.correspondence().answers = Some(mail.thread.clone());
        self.keep(inbound, &Masked::mail(mail));
        self.turn(inbound, &Masked::silent(What::Wordless(what)), None).await
    }

    /// What nobody waits for an answer to. It is kept, and says something of the address.
    fn overheard(&mut self, inbound: &Inbound, mail: &Mail) {
        self.keep(inbound, &Masked::mail(mail));
        match mail.kind {
            Kind::Absent(until) => {
                let unsaid = add_days(self.now.to_zoned(clock::paris()).date(), AWAY_DAYS);
                let correspondence = self.correspondence();
                correspondence.absent = Some(until.or(correspondence.absent).unwrap_or(unsaid));
                self.note(messages::ABSENT);
            }
            Kind::Undelivered { hard, .. } => {
                self.thread.shut |= hard;
                self.correspondence().returned = Some(self.now);
                self.note(if hard { messages::BOUNCED } else { messages::BOUNCED_FOR_NOW });
            }
            Kind::Relayed => self.relay(mail),
            _ => self.note(messages::AUTOMATIC),
        }
    }

    /// Passes a mail on, unless it is too long or they were sent too many: their mailbox may send all it gets back to us.
    fn relay(&mut self, mail: &Mail) {
        let now = self.now;
        let correspondence = self.correspondence();
        correspondence.free_at(now);
        let free = correspondence.written.len() < MOST_A_DAY;
        let (Some(raw), true, Some(ours)) = (&mail.relayed, free, self.service.letterhead.clone()) else {
            return self.note(messages::NOT_RELAYED);
        };
        self.correspondence().written.push(now);
        self.note(messages::RELAYED);
        // It comes back to no entry: what a platform wrote is not ours to send again.
        let relay = Mailing::Relay { envelope: ours.envelope(&self.token(), 0), raw: raw.clone() };
        self.voice = Voice::Service;
        self.send(serde_json::to_string(&relay).unwrap_or_default(), false);
        self.voice = Voice::Assistant;
    }

    pub(super) fn correspondence(&mut self) -> &mut Correspondence {
        self.thread.mail.get_or_insert_default()
    }

    /// Writes the letter that is wanted, or says when it will be.
    pub(super) fn write_in_time(&mut self) {
        let Some(ours) = self.service.letterhead.clone().filter(|_| self.address.channel == Channel::Email) else {
            return;
        };
        // What they agreed to comes first: the letter tells of it.
        let wanted = self.person.letter.as_ref().filter(|_| self.person.joining.is_none());
        let due = wanted.map(|wanted| {
            let silent = (wanted.last + ours.quiet).min(wanted.first + ours.quiet_most);
            // Who writes for the first time, or for the last, is answered at once.
            let at_once = self.person.written.is_none() || self.erased;
            let due = if at_once { self.now } else { silent };
            if matches!(self.person.owner, Owner::Agent(_)) { due.max(self.now + OWED) } else { due }
        });
        let now = self.now;
        let correspondence = self.correspondence();
        correspondence.due = due.map(|due| correspondence.free_at(now).map_or(due, |free| free.max(due)));
        if correspondence.due.is_some_and(|due| due <= now) {
            correspondence.due = None;
            self.write(&ours);
        }
    }

    fn write(&mut self, ours: &Letterhead) {
        let event = Event::new(Channel::Email, Uuid::now_v7(), What::Write);
        let turned = self.service.run(&self.person, &event, self.now);
        super::super::alert(&turned, turned.person.id);
        self.becomes(turned.person);
        self.post_letters(ours, &turned.effects);
    }

    /// The letters a turn wants: the one that was due, or the last one, which tells of an erasure.
    pub(super) fn post_letters(&mut self, ours: &Letterhead, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Letter(letter) = effect {
                self.post_letter(ours, letter);
            }
        }
    }

    pub(super) fn post_letter(&mut self, ours: &Letterhead, letter: &Letter) {
        self.post_letter_that(ours, letter, false);
    }

    /// A letter, which may say how to have no more of its kind.
    pub(super) fn post_letter_that(&mut self, ours: &Letterhead, letter: &Letter, reminds: bool) {
        let (token, number, now) = (self.token(), self.next_entry(), self.now);
        let letter = Letter { telegram: self.telegram(&token), ..letter.clone() };
        let letter = self.letter_with_way_here(letter);
        let drawn = render(&letter, &self.service.library.phrases);
        let about = letter.dossier.or(self.person.focus);
        let about = about.filter(|about| self.person.dossiers.iter().any(|dossier| dossier.id == *about));
        let correspondence = self.correspondence();
        correspondence.written.push(now);
        let cover = Cover {
            id: ours.message_id(&token, number),
            reply_to: ours.reply_to(&token, about),
            envelope: ours.envelope(&token, number),
            subject: drawn.subject,
            answers: correspondence.answers.clone(),
            instead: None,
            reminds,
            text: drawn.text.clone(),
            html: drawn.html,
        };
        self.thread.answer = Some((number, now));
        self.entries.push(Entry::new(now, Who::Assistant, Channel::Email, about, drawn.text));
        self.send(serde_json::to_string(&Mailing::Letter(Box::new(cover))).unwrap_or_default(), true);
    }

    /// Where the conversation can go on in Telegram: a link that is good once.
    fn telegram(&self, token: &str) -> Option<String> {
        let (bot, before) = (self.service.bot.get()?, self.before.as_ref()?);
        Some(format!("https://t.me/{bot}?start={token}-{}", self.service.hop(before, Channel::Telegram)))
    }

    /// Where it can go on by mail.
    pub(super) fn mailbox(&mut self) -> Option<String> {
        let (ours, before) = (self.service.letterhead.clone()?, self.before.as_ref()?);
        let by_mail = |address: &Address| address.channel == Channel::Email && !address.is_token();
        if before.addresses.iter().any(|(address, _)| by_mail(address)) {
            return None;
        }
        let code = self.service.hop(before, Channel::Email);
        Some(ours.join(&self.token(), &code))
    }

    /// The person's token, which is known as theirs from the first letter on.
    pub(super) fn token(&mut self) -> String {
        let token = self.service.store.token(self.person.id);
        let address = Address::token(&token);
        let known =
            self.before.as_ref().is_some_and(|before| before.addresses.iter().any(|(known, _)| *known == address));
        if !known && self.links.iter().all(|(identity, _)| identity.address != address) {
            self.links.push((Identity::unknown(address), Role::Own));
        }
        token
    }

    /// When somebody is to be looked at again: the first letter that waits, or what time brings.
    pub(super) fn wake(&self) -> Option<Timestamp> {
        let own = self.thread.mail.as_ref().and_then(|mail| mail.due);
        let before = self.before.iter().flat_map(|before| &before.threads);
        let others = before.filter(|thread| thread.address != self.address);
        // What they agreed to is carried out once it is durable.
        let joining = self.person.joining.as_ref().map(|_| self.now);
        let letters = others.filter_map(|thread| thread.mail.as_ref()?.due).chain(own).chain(joining);
        let absent = absent(self.own_threads().iter());
        letters.chain(self.service.wake(&self.person, absent, self.now, self.looked)).min()
    }
}

impl Correspondence {
    /// When another letter may be written, if not at once. Forgets those that count no more.
    pub(super) fn free_at(&mut self, now: Timestamp) -> Option<Timestamp> {
        self.written.retain(|at| now.duration_since(*at) < A_DAY);
        let recent: Vec<Timestamp> =
            self.written.iter().copied().filter(|at| now.duration_since(*at) < AN_HOUR).collect();
        let freed = |written: &[Timestamp], most: usize, span: SignedDuration| {
            let oldest = written.len().checked_sub(most).and_then(|at| written.get(at))?;
            oldest.checked_add(span).ok()
        };
        freed(&recent, MOST_AN_HOUR, AN_HOUR).max(freed(&self.written, MOST_A_DAY, A_DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_to_so_often_and_no_more() {
        let at = |minute: i64| Timestamp::from_second(1_790_000_000 + minute * 60).unwrap_or_default();
        let mut written = Correspondence { written: (0..3).map(at).collect(), ..Correspondence::default() };
        assert_eq!(written.free_at(at(10)), None);
        written.written.push(at(3));
        assert_eq!(written.free_at(at(10)), Some(at(60)));
        assert_eq!(written.free_at(at(60)), None);
        let mut busy =
            Correspondence { written: (0..12).map(|hour| at(hour * 20)).collect(), ..Correspondence::default() };
        assert_eq!(busy.free_at(at(400)), Some(at(24 * 60)));
        assert_eq!(busy.free_at(at(24 * 60)), None);
        assert_eq!(busy.written.len(), 11, "a day later the first is forgotten");
    }
}
