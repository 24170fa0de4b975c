//! Reading an answer: the wish's own reader decides, and what it does not plainly say is not stretched.

use uuid::Uuid;

use super::{KEEP, Session, WITHDRAW};
use crate::dialog::agenda::Agenda;
use crate::dialog::definition::Slot;
use crate::dialog::fold::Said;
use crate::dialog::intent::{Command, Reading};
use crate::dialog::lexicon::List;
use crate::dialog::person::{Key, Pending, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::Press;
use crate::dialog::slot::{self, Heard, Scene};
use crate::dialog::text::Args;
use crate::dialog::understand::understand;
use crate::dialog::view::View;
use crate::renewal::{Ended, Road, Wish};

/// A date alone: « 31 août 2027 », « le 31/08/2027 ».
const BARE_DATE: usize = 4;

impl Session<'_> {
    /// True when the words were an answer to the six-month question, or about a withdrawal that can be taken back.
    pub(in crate::dialog::turn) fn renewal_said(&mut self, text: &str, said: &Said) -> bool {
        if self.is_about_renewal(text) {
            return false;
        }
        if !self.event.proven {
            let wishes = self.candidature_meant().is_some() && matches!(self.wish_in(said, false), Heard::Value(..));
            if wishes {
                self.prove();
            }
            return wishes;
        }
        if self.date_pasted(said) {
            return true;
        }
        if let Some(id) = self.sent_by_candidate(said) {
            self.says_sent(id);
            return true;
        }
        let Some(id) = self.candidature_meant() else { return self.wishes_unasked(said) };
        let alone = self.nothing_else_open();
        let elsewhere = self.names_another(id);
        let awaits = self.dossier(id).is_some_and(|dossier| dossier.renewal.awaits_a_wish());
        let open = awaits && elsewhere.is_none();
        if open && let Some(day) = super::later::day(&self.library.lexicon, said, self.now.today()) {
            self.asked_later(id, day);
            return true;
        }
        let wish = match self.wish_in(said, alone) {
            Heard::Value(Value::Text(word), _) if word == KEEP => Wish::Keep,
            Heard::Value(Value::Text(word), _) if word == WITHDRAW => Wish::Withdraw,
            Heard::Unsure if open && alone && !self.means_something_else(text) => {
                self.unclear(id);
                return true;
            }
            _ => return false,
        };
        if self.asks_for_a_person(text) {
            // « Je veux la garder, mais j’aimerais parler à quelqu’un »: both.
            let hours = self.library.phrases.line(Phrase::Hours, &Args::new());
            self.hand_over_with(
                crate::dialog::person::WaitingFor::Asked,
                Phrase::PersonAsked,
                Args::new().with("heures", hours),
            );
        }
        if !self.event.proven {
            self.prove();
            return true;
        }
        let among = self.all_awaited();
        match elsewhere.or(self.event.about.filter(|about| among.contains(about))) {
            Some(about) if elsewhere.is_some() => self.wishes_of_another(about, wish, id),
            None if among.len() > 1 => self.wish_of_which(wish, among),
            Some(id) => self.wishes(id, wish),
            None => self.wishes(id, wish),
        }
        true
    }

    /// The file that a mail names by the address it was sent to, where it is not the one whose wish is awaited.
    fn names_another(&self, awaited: Uuid) -> Option<Uuid> {
        let about = self.event.about.filter(|about| *about != awaited && self.dossier(*about).is_some())?;
        let open = self.dossier(about).is_some_and(|dossier| dossier.renewal.awaits_a_wish());
        (!open).then_some(about)
    }

    /// Words to one file are never carried over to another: they are about the one they name, or it is asked which.
    fn wishes_of_another(&mut self, about: Uuid, wish: Wish, awaited: Uuid) {
        let runs = self.term_of(about).is_some();
        let ended = self.dossier(about).is_none_or(|dossier| dossier.renewal.ended.is_some());
        match wish {
            Wish::Withdraw if runs && !ended => self.wishes(about, wish),
            _ if runs && !ended => self.renewal_status(),
            _ => self.wish_of_which(wish, vec![awaited]),
        }
    }

    /// « Retirez ma candidature », long before anybody asked: asked twice like any withdrawal. « Je veux la garder » then is
    /// answered by how it stands.
    fn wishes_unasked(&mut self, said: &Said) -> bool {
        let runs = |id: &Uuid| {
            self.term_of(*id).is_some() && self.dossier(*id).is_some_and(|dossier| dossier.renewal.ended.is_none())
        };
        let all: Vec<Uuid> = self.person.dossiers.iter().map(|dossier| dossier.id).filter(runs).collect();
        let plain = self.plain_wish(said);
        let Some(first) = all.first().copied().filter(|_| plain.is_some()) else { return false };
        if !self.event.proven {
            self.prove();
        } else if plain == Some(Wish::Keep) {
            self.renewal_status();
        } else if all.len() > 1 {
            self.wish_of_which(Wish::Withdraw, all);
        } else {
            self.wishes(first, Wish::Withdraw);
        }
        true
    }

    /// A wish that says itself what it is about.
    fn plain_wish(&self, said: &Said) -> Option<Wish> {
        let step = self.library.renewal.steps.first()?;
        // A word alone, to a renewal that is on its way: « retirer ».
        let under_way = self.person.dossiers.iter().any(|dossier| dossier.renewal.road.is_some());
        let alone = under_way && said.words.len() <= 2 && self.nothing_else_open();
        let yes = self.library.lexicon.is_only(List::Yes, said) || self.library.lexicon.is_only(List::Done, said);
        match slot::read(&self.scene(&step.slot, alone && !yes), said) {
            Heard::Value(Value::Text(word), _) if word == KEEP => Some(Wish::Keep),
            Heard::Value(Value::Text(word), _) if word == WITHDRAW => Some(Wish::Withdraw),
            _ => None,
        }
    }

    fn scene<'s>(&'s self, slot: &'s Slot, asked: bool) -> Scene<'s> {
        Scene {
            slot,
            options: &[],
            held: None,
            lexicon: &self.library.lexicon,
            campaigns: &self.library.campaigns,
            piece: None,
            today: self.now.today(),
            asked,
        }
    }

    /// « Finalement je la garde », while something else is asked: to a withdrawal that is, or beside it. Keeping harms nobody,
    /// so it goes before; a bare « oui » is for what is asked.
    pub(in crate::dialog::turn) fn keeps_after_all(&mut self, said: &Said) -> bool {
        let asked = match &self.person.pending {
            None => return false,
            Some(Pending::Withdraw { dossier }) => Some(*dossier),
            Some(_) => self.awaited(),
        };
        let Some(id) = asked.filter(|_| self.event.proven) else { return false };
        let yes = said.words.first().is_some_and(|word| ["oui", "ouais", "ok", "non"].contains(&word.text.as_str()));
        let plain = self.plain_wish(said) == Some(Wish::Keep);
        let bare = !yes && matches!(self.wish_in(said, true), Heard::Value(Value::Text(word), _) if word == KEEP);
        if !plain && !bare {
            return false;
        }
        self.person.pending = None;
        self.wishes(id, Wish::Keep);
        true
    }

    /// A button of the question.
    pub(in crate::dialog::turn) fn renewal_pressed(&mut self, key: &Key, press: &Press) -> bool {
        let Some(id) = self.candidature_at(key) else { return false };
        let awaits = self.dossier(id).is_some_and(|dossier| dossier.renewal.awaits_a_wish());
        let wish = match press.option().map(|option| &**option) {
            Some(KEEP) => Wish::Keep,
            Some(WITHDRAW) => Wish::Withdraw,
            _ => return false,
        };
        if awaits {
            self.person.pending = None;
            let label = if wish == Wish::Keep { Phrase::RenewalKeep } else { Phrase::RenewalWithdraw };
            self.shut(key, self.word(Phrase::SettledShort), self.word(label));
            self.wishes(id, wish);
        }
        awaits
    }

    /// The candidature an answer is about: whose question is open, or whose withdrawal can still be taken back.
    fn candidature_meant(&self) -> Option<Uuid> {
        let withdrawn = |id: &Uuid| {
            let ended = self.dossier(*id).and_then(|dossier| dossier.renewal.ended.as_ref());
            matches!(ended, Some(Ended::Withdrawn { .. }))
        };
        self.awaited().or_else(|| {
            let mut all = self.person.dossiers.iter().map(|dossier| dossier.id);
            all.find(withdrawn)
        })
    }

    /// Whether a bare « oui » can be meant for the question: nothing else is asked.
    fn nothing_else_open(&self) -> bool {
        let Some(view) = self.view() else { return true };
        Agenda::of(&view).open(view.dossier).is_empty()
    }

    fn wish_in(&self, said: &Said, alone: bool) -> Heard {
        let Some(step) = self.library.renewal.steps.first() else { return Heard::Nothing };
        let plain = slot::read(&self.scene(&step.slot, false), said);
        // « Oui » beside other open questions is an answer to those.
        let yes = self.library.lexicon.is_only(List::Yes, said) || self.library.lexicon.is_only(List::Done, said);
        if !matches!(plain, Heard::Nothing) || (!alone && yes) {
            return plain;
        }
        slot::read(&self.scene(&step.slot, true), said)
    }

    /// « Votre candidature est valable jusqu’au 31/08/2027 », as the platform shows it; a bare date where we asked for it.
    fn date_pasted(&mut self, said: &Said) -> bool {
        let runs = |id: &Uuid| self.term_of(*id).is_some_and(|(rule, _)| rule.until.is_some());
        let focused = self.person.focus.filter(runs);
        let mut all = self.person.dossiers.iter().map(|dossier| dossier.id);
        let Some(id) = focused.or_else(|| all.find(runs)) else { return false };
        let says = |stem: &str| said.words.iter().position(|word| word.text.starts_with(stem));
        let doubt = said.question || self.library.lexicon.says(List::Negation, &said.words) || says("si").is_some();
        if doubt {
            return false;
        }
        let shown = says("valable").and(says("jusqu"));
        let bare = said.words.len() <= BARE_DATE && self.nothing_else_open();
        let waited = self.dossier(id).is_some_and(|dossier| dossier.renewal.road.is_some());
        let rest = match shown {
            Some(at) => said.after(at.saturating_add(1)),
            None if bare && waited => said.clone(),
            None => return false,
        };
        let Some(slot) = self.term_of(id).and_then(|(rule, _)| rule.until) else { return false };
        let day = {
            let Some(view) = self.dossier(id).and_then(|dossier| View::new(self.library, dossier)) else {
                return false;
            };
            let Some(step) = view.dialog.step_of(&slot) else { return false };
            slot::read(&self.scene(&step.slot, true), &rest)
        };
        let Heard::Value(day @ Value::Text(_), flags) = day else { return false };
        self.person.focus = Some(id);
        self.settle(&Key::new(&slot), day, &flags, false, &said.raw);
        true
    }

    /// « Renouvellement » asks how it stands, and wishes nothing.
    fn is_about_renewal(&self, text: &str) -> bool {
        let readings = understand(&self.setting(None), text, &[]).readings;
        matches!(readings.first(), Some(Reading::Command { name: Command::Renewal, .. }))
    }

    /// A command, or a question often asked: that is no unclear answer.
    fn means_something_else(&self, text: &str) -> bool {
        let readings = understand(&self.setting(None), text, &[]).readings;
        readings.iter().any(|reading| matches!(reading, Reading::Command { .. } | Reading::Faq { .. }))
    }

    fn asks_for_a_person(&self, text: &str) -> bool {
        let readings = understand(&self.setting(None), text, &[]).readings;
        readings.iter().any(|reading| matches!(reading, Reading::Command { name: Command::Person, .. }))
    }

    /// « Fait », « j’ai répondu », to the words they were given for the platform.
    fn sent_by_candidate(&self, said: &Said) -> Option<Uuid> {
        let waits = |id: &Uuid| {
            let road = self.dossier(*id).and_then(|dossier| dossier.renewal.road.as_ref());
            matches!(road, Some(Road::ReadyReplyGiven { .. }))
        };
        let id = self.person.dossiers.iter().map(|dossier| dossier.id).find(waits)?;
        let words = |stems: &[&str]| said.words.iter().any(|word| stems.iter().any(|stem| word.text.starts_with(stem)));
        let answered =
            words(&["repondu", "envoye", "ecrit", "transmis"]) && words(&["acloe", "mail", "courriel", "message"]);
        // « Ok » is no « fait ».
        let done = said.words.len() <= 8 && words(&["fait", "envoye", "repondu"]) && self.nothing_else_open();
        let not = self.library.lexicon.says(List::Negation, &said.words) || said.question;
        ((done || answered) && !not).then_some(id)
    }

    fn says_sent(&mut self, id: Uuid) {
        let at = self.now.at;
        if let Some(dossier) = self.dossier_mut(id) {
            dossier.renewal.road = Some(Road::SaysSent { at });
        }
        self.understood();
        self.notice(Phrase::RenewalSaysSent, &Args::new());
    }

    /// « Renouvellement »: until when, and what is wished; the standing wish can be said anew.
    pub(in crate::dialog::turn) fn renewal_status(&mut self) {
        let has_term = |id: &Uuid| self.term_of(*id).is_some();
        let all: Vec<Uuid> = self.person.dossiers.iter().map(|dossier| dossier.id).filter(has_term).collect();
        if all.is_empty() {
            return self.notice(Phrase::RenewalNothing, &Args::new());
        }
        for id in &all {
            let ended = self.dossier(*id).is_some_and(|dossier| dossier.renewal.ended.is_some());
            self.notice_of(*id, if ended { Phrase::RenewalOver } else { Phrase::RenewalStatus });
        }
        let first = self.person.focus.filter(|id| all.contains(id)).or(all.first().copied());
        if let Some(id) = first {
            self.person.focus = Some(id);
            self.reopen_standing(id);
        }
    }

    fn reopen_standing(&mut self, id: Uuid) {
        let Some((rule, _)) = self.term_of(id) else { return };
        let Some(slot) = rule.standing else { return };
        let known = View::new(
            self.library,
            match self.dossier(id) {
                Some(dossier) => dossier,
                None => return,
            },
        )
        .is_some_and(|view| view.dialog.step_of(&slot).is_some());
        if known {
            self.correct(Some(&slot), &Said::new(""));
        }
    }
}
