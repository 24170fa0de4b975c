//! The platform's own mail: what it asks is answered as the candidate said, what it shows is believed, what is not proven
//! changes nothing.

use jiff::civil::Date;
use uuid::Uuid;

use super::{Session, ask};
use crate::dialog::due;
use crate::dialog::person::{Channel, Dossier, Pending, ToWrite, WaitingFor};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::{Effect, PlatformAnswer, PlatformSays, Trust};
use crate::dialog::text::{Args, Prose};
use crate::dialog::view::View;
use crate::renewal::calendar::add_days;
use crate::renewal::{
    A_NEW_TERM, ANSWERED_FROM, Asked, Authority, Renewal, RenewalRule, Road, Stage, Term, Wish, Wished,
};

impl Session<'_> {
    /// A mail of the platform about one of the candidatures, or about the only one there is.
    pub(in crate::dialog::turn) fn platform_says(&mut self, says: &PlatformSays) {
        if says.trust == Trust::Unproven {
            return self.alert(WaitingFor::Spoofed);
        }
        // Which candidature it means is not for a program to guess.
        let Some(id) = self.candidature_written_about() else { return self.alert(WaitingFor::Renewal) };
        if let Some(day) = says.until {
            let renewed = self.shows_until(id, day);
            if renewed && let Some(prose) = self.reply.notices.pop() {
                self.tell(id, vec![prose], ask::Kind::default());
            }
        }
        if says.asks {
            self.platform_asks(id, says);
        }
    }

    /// The candidature a mail of the platform is about: the one it names, or the only one there is.
    fn candidature_written_about(&self) -> Option<Uuid> {
        let has_term = |id: &Uuid| self.term_of(*id).is_some();
        let all: Vec<Uuid> = self.person.dossiers.iter().map(|dossier| dossier.id).filter(has_term).collect();
        let named = self.event.about.filter(|id| all.contains(id));
        match self.event.about {
            Some(_) => named,
            None => all.first().copied().filter(|_| all.len() == 1),
        }
    }

    /// While a member of staff has the conversation, the platform's question waits: it can still be answered once the
    /// conversation is handed back.
    pub(in crate::dialog::turn) fn platform_said_meanwhile(&mut self, says: &PlatformSays) {
        let proven = says.trust == Trust::Authentic && says.asks && !says.mail.is_empty();
        let at = self.now.at;
        let id = self.candidature_written_about().filter(|_| proven);
        let unanswerable = |asked: &Option<Asked>| asked.as_ref().is_none_or(|asked| asked.mail.is_empty());
        if let Some(dossier) =
            id.and_then(|id| self.dossier_mut(id)).filter(|dossier| unanswerable(&dossier.renewal.asked))
        {
            dossier.renewal.asked = Some(Asked { at, mail: says.mail.clone() });
        }
        self.alert(if says.trust == Trust::Unproven { WaitingFor::Spoofed } else { WaitingFor::Renewal });
    }

    fn term_before(&self, id: Uuid) -> Option<(RenewalRule, Term)> {
        let before = self.before.dossiers.iter().find(|dossier| dossier.id == id)?;
        let view = View::new(self.library, before)?;
        due::term(&view, self.now).map(|(rule, term)| (rule.clone(), term))
    }

    /// A last day the platform shows. True when it begins a new term.
    pub(in crate::dialog::turn) fn shows_until(&mut self, id: Uuid, day: Date) -> bool {
        // What was just pasted is an answer already: the term is that before it.
        let Some((rule, term)) = self.term_before(id).or_else(|| self.term_of(id)) else { return false };
        if rule.authority != Authority::Platform {
            return false;
        }
        let asked = self.dossier(id).is_some_and(|dossier| {
            let renewal = &dossier.renewal;
            renewal.wished.is_some() || renewal.asked.is_some() || !renewal.done.is_empty()
        });
        let later = day > add_days(term.latest, A_NEW_TERM);
        if later && (asked || term.sure) {
            self.proven(id, day);
            return true;
        }
        // A day it shows is better than any that was worked out; an old mail takes no day back.
        let known = self.dossier(id).and_then(|dossier| dossier.renewal.printed).or(term.sure.then_some(term.told));
        if let Some(dossier) = self.dossier_mut(id).filter(|_| known.is_none_or(|known| day > known)) {
            dossier.renewal.printed = Some(day);
        }
        false
    }

    fn platform_asks(&mut self, id: Uuid, says: &PlatformSays) {
        let Some(dossier) = self.dossier(id).filter(|_| self.term_of(id).is_some()) else { return };
        let settled =
            matches!(dossier.renewal.road, Some(Road::AnsweredForYou { .. })) || dossier.renewal.ended.is_some();
        // At most one answer a term: the same mail again, or another one, changes nothing.
        let known = dossier.renewal.asked.as_ref().is_some_and(|asked| !asked.mail.is_empty());
        if settled || (known && (dossier.renewal.awaits_a_wish() || dossier.renewal.road.is_some())) {
            return;
        }
        // It came by a road that leads back to nobody: the candidate answers it.
        let answerable = says.trust == Trust::Authentic && !says.mail.is_empty();
        let (at, mail) = (self.now.at, if answerable { says.mail.clone() } else { String::new() });
        if let Some(dossier) = self.dossier_mut(id) {
            dossier.renewal.asked = Some(Asked { at, mail });
        }
        self.answer_or_ask(id, says, answerable);
    }

    /// The conversation was handed back, and the platform has asked meanwhile.
    pub(in crate::dialog::turn) fn platform_asked_meanwhile(&mut self, id: Uuid) {
        let says = PlatformSays { asks: true, until: None, trust: Trust::Authentic, mail: String::new(), above: false };
        self.answer_or_ask(id, &says, true);
    }

    /// What the platform asks is answered as the candidate said, or they are asked.
    fn answer_or_ask(&mut self, id: Uuid, says: &PlatformSays, answerable: bool) {
        let Some((rule, term)) = self.term_of(id) else { return };
        let early = self.now.today() < add_days(term.earliest, -ANSWERED_FROM);
        let said = self.dossier(id).and_then(|dossier| dossier.renewal.wished.as_ref()).map(|wished| wished.what);
        // Far from the end as we know it, nothing is answered unasked; but the candidate hears of it.
        let standing = if early { Wish::AskMe } else { self.standing_wish(id) };
        match said.unwrap_or(standing) {
            Wish::Keep if answerable => self.keep_as_wished(id, &rule),
            // Said already, and on its way by the candidate's own hand.
            Wish::Keep if said.is_some() => {}
            // A withdrawal is never sent on an old wish.
            Wish::Withdraw | Wish::Keep | Wish::AskMe => {
                let phrase = match (says.trust, answerable) {
                    (Trust::Authentic, true) => Phrase::RenewalPlatformAsks,
                    (Trust::Authentic, false) => Phrase::RenewalPlatformWrites,
                    (Trust::Forwarded | Trust::Unproven, _) => Phrase::RenewalForwarded,
                };
                let prose = self.say_of(id, phrase);
                if says.above {
                    return self.ask_in_letter(id, prose);
                }
                self.tell_question(id, vec![prose], Stage::Day);
            }
        }
    }

    /// What stands above the mail is heard next: the letter that answers it asks what it does not settle.
    fn ask_in_letter(&mut self, id: Uuid, prose: Prose) {
        let at = self.now.at;
        if let Some(dossier) = self.dossier_mut(id) {
            dossier.renewal.done.insert(Stage::Day, at);
        }
        let how = self.say(Phrase::RenewalHow, &Args::new());
        let letter = self.person.letter.get_or_insert_with(|| ToWrite::new(at));
        letter.aside(prose.clone());
        letter.aside(how);
        let (stage, except) = (Some(Stage::Day), Some(Channel::Email));
        let subject = Some(Phrase::RenewalSubject);
        self.tell(id, vec![prose], ask::Kind { stage, asks: true, except, subject, ..Default::default() });
    }

    /// The answer came with it: the letter asks no more.
    pub(super) fn unask(&mut self, id: Uuid) {
        let asked = [self.say_of(id, Phrase::RenewalForwarded), self.say(Phrase::RenewalHow, &Args::new())];
        if let Some(letter) = &mut self.person.letter {
            letter.asides.retain(|aside| !asked.contains(aside));
        }
    }

    /// The standing wish was changed while the platform waits: it is answered now.
    pub(super) fn answer_if_it_waits(&mut self, id: Uuid) {
        let waits = |dossier: &Dossier| {
            let Renewal { asked, road, wished, ended, .. } = &dossier.renewal;
            let asked = asked.as_ref().is_some_and(|asked| !asked.mail.is_empty());
            asked && road.is_none() && wished.is_none() && ended.is_none()
        };
        if self.standing_wish(id) == Wish::Keep && self.dossier(id).is_some_and(waits) {
            self.wishes(id, Wish::Keep);
        }
    }

    fn keep_as_wished(&mut self, id: Uuid, rule: &RenewalRule) {
        let wished = Wished { what: Wish::Keep, at: self.now.at, channel: self.channel() };
        if let Some(dossier) = self.dossier_mut(id) {
            dossier.renewal.wished.get_or_insert(wished);
        }
        let before = self.reply.notices.len();
        if self.answer_platform(id, rule, Wish::Keep) {
            let told: Vec<Prose> = self.reply.notices.drain(before..).collect();
            self.tell(id, told, ask::Kind::default());
        }
    }

    /// Answers the platform's mail, once a term; false where there is none that can be answered.
    pub(in crate::dialog::turn) fn answer_platform(&mut self, id: Uuid, rule: &RenewalRule, wish: Wish) -> bool {
        let words = self.platform_words(id, rule, wish);
        let at = self.now.at;
        let Some(dossier) = self.dossier_mut(id) else { return false };
        let answered = matches!(dossier.renewal.road, Some(Road::AnsweredForYou { .. }));
        let Some(asked) = dossier.renewal.asked.as_ref().filter(|asked| !asked.mail.is_empty() && !answered) else {
            return false;
        };
        let mail = asked.mail.clone();
        dossier.renewal.road = Some(Road::AnsweredForYou { at });
        let answer = PlatformAnswer { dossier: id, wish, words: words.clone(), mail };
        self.effects.push(Effect::AnswerPlatform(Box::new(answer)));
        let args = self.candidature_args(id).with("texte", words);
        self.notice(Phrase::RenewalAnswered, &args);
        true
    }

    /// Says something unasked, everywhere.
    pub(in crate::dialog::turn) fn tell(&mut self, id: Uuid, prose: Vec<Prose>, kind: ask::Kind) {
        // A « oui » to this must not be taken for one to what was asked before.
        self.person.pending.take_if(|pending| {
            let short = matches!(pending, Pending::Withdraw { .. } | Pending::Candidature { .. });
            short || matches!(pending, Pending::Erase | Pending::Restart)
        });
        let notice = self.notice_about(id, prose, kind);
        self.effects.push(Effect::Tell(Box::new(notice)));
    }

    /// Asks the question, everywhere; it counts as that stage.
    pub(in crate::dialog::turn) fn tell_question(&mut self, id: Uuid, prose: Vec<Prose>, stage: Stage) {
        let at = self.now.at;
        if let Some(dossier) = self.dossier_mut(id) {
            dossier.renewal.done.insert(stage, at);
        }
        let subject = Some(Phrase::RenewalSubject);
        self.tell(id, prose, ask::Kind { stage: Some(stage), asks: true, subject, ..Default::default() });
    }

    /// Staff are told; what a candidate waits for already is not hidden by it.
    pub(in crate::dialog::turn) fn alert(&mut self, why: WaitingFor) {
        self.person.waits_for(why, self.now.at);
        self.effects.push(Effect::Alert(why));
    }
}
