//! Readings become answers, replies and short questions.

use super::Session;
use super::settle::key_of;
use crate::dialog::definition::{Name, SlotKind, StepKind};
use crate::dialog::intent::{Reading, Reason};
use crate::dialog::lexicon::List;
use crate::dialog::person::{Key, Pending, State, Value, WaitingFor};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::Effect;
use crate::dialog::text::{Args, Prose};
use crate::dialog::view::{CAMPAIGN, Truth};

/// So many utterances in a row that lead nowhere bring a person.
const MISSES: u8 = 3;

impl Session<'_> {
    /// Acts on the readings of one utterance, best first.
    pub(super) fn act(&mut self, readings: &[Reading], asked: Option<&Key>, words: &str) {
        let several = readings.iter().filter(|reading| matches!(reading, Reading::Answer { .. })).count() > 1;
        let masked = readings.iter().any(|reading| matches!(reading, Reading::Masked { .. }));
        for reading in readings {
            match reading {
                Reading::Answer { slot, value, flags, check } => {
                    let answer = Given { slot, value, flags, check: *check, words, several };
                    self.given(&answer, asked);
                }
                Reading::Command { name, slot } => self.command(*name, slot.as_ref(), asked, words),
                Reading::Faq { id } => self.faq(id),
                Reading::Ambiguous { slot, among } => self.ambiguous(slot, among, asked),
                Reading::Refused { slot, reason, suggestion } => {
                    self.refused(slot, reason, suggestion.as_ref(), asked, words);
                }
                Reading::Deferred => self.deferred(asked, words),
                Reading::NotConcerned => self.not_concerned(asked, words),
                Reading::HasNone => self.has_none(asked, words),
                // The warning about the secret is the answer to it.
                Reading::Masked { .. } => {}
                Reading::Unsure | Reading::NotUnderstood if masked => {}
                Reading::Unsure => self.unsure(),
                Reading::NotUnderstood => self.not_understood(words),
            }
        }
    }

    pub(super) fn given(&mut self, answer: &Given, asked: Option<&Key>) {
        if **answer.slot == *CAMPAIGN
            && let Value::Text(id) = answer.value
            && self.names_a_guide(id, asked)
        {
            let id = Name::from(id.as_str());
            return if self.person.focus.is_none() { self.choose(&id, answer.words) } else { self.offer(&id) };
        }
        let Some(key) = self.key_for(answer.slot, asked) else { return };
        match (answer.value, self.kind(&key)) {
            (Value::Bool(true), Some(StepKind::Recap | StepKind::Task)) => self.settle_done(&key, answer.words),
            // « Non, je suis né à Arras » under a recap: the correction speaks for itself.
            (Value::Bool(false), Some(StepKind::Recap)) if answer.several => {}
            (Value::Bool(false), Some(StepKind::Recap)) => self.correct_what(),
            _ => self.settle(&key, answer.value.clone(), answer.flags, answer.check, answer.words),
        }
    }

    /// A campaign said where no dossier is open, of another guide, or where the dossier does not ask for one now.
    pub(super) fn names_a_guide(&self, campaign: &str, asked: Option<&Key>) -> bool {
        let Some(view) = self.view() else { return true };
        let own = self.library.campaigns.get(campaign).is_some_and(|named| named.dialog == view.dialog.id);
        let is_asked = asked.is_some_and(|key| *key.slot == *CAMPAIGN);
        let settled = view.dossier.settled(CAMPAIGN, None).is_some();
        !own || view.dialog.step_of(CAMPAIGN).is_none() || (!is_asked && settled)
    }

    pub(super) fn kind(&self, key: &Key) -> Option<StepKind> {
        self.view()?.step_at(key).map(|step| step.kind)
    }

    /// The key an answer for a slot is kept under, if the slot may be answered now.
    pub(super) fn key_for(&self, slot: &Name, asked: Option<&Key>) -> Option<Key> {
        if let Some(key) = asked.filter(|key| key.slot == *slot) {
            return Some(key.clone());
        }
        let view = self.view()?;
        let key = key_of(&view, slot, asked);
        let step = view.step_at(&key)?;
        (view.holds(&step.when, &key.entry) == Truth::Yes).then_some(key)
    }

    pub(super) fn faq(&mut self, id: &Name) {
        let own = self.view().map(|view| view.dialog);
        let library = self.library;
        let dialogs =
            own.into_iter().chain([&library.common]).chain(library.dialogs.values()).chain([&library.renewal]);
        let Some(faq) = dialogs.flat_map(|dialog| &dialog.faqs).find(|faq| faq.id == *id) else { return };
        let prose = match self.view() {
            Some(view) => {
                let fitting = faq.answers.iter().find(|(when, _)| view.holds(when, &None) == Truth::Yes);
                fitting.map(|(_, text)| view.fill(text, &None))
            }
            None => faq.answers.iter().find(|(when, _)| when.is_empty()).map(|(_, text)| text.fill(&Args::new())),
        };
        self.reply.notices.extend(prose);
    }

    fn ambiguous(&mut self, slot: &Name, among: &[Name], asked: Option<&Key>) {
        let key = self.key_for(slot, asked).unwrap_or_else(|| Key::new(slot));
        // « Pas-de-Calais » alone names one of these campaigns, and could mean more: it is proposed, not taken.
        if let [only] = among {
            let value = Value::of(&**only);
            let choice = self.choices_among(&key, among).into_iter().next();
            let shown = choice.map_or_else(|| only.to_string(), |choice| choice.label);
            self.doubt(Phrase::DidYouMean, &Args::new().with("valeur", shown));
            self.person.pending = Some(Pending::Suggested { key, value, typed: None });
            return;
        }
        self.doubt(Phrase::WhichOne, &Args::new());
        self.person.pending = Some(Pending::Which { key, among: among.to_vec() });
    }

    fn refused(&mut self, slot: &Name, reason: &Reason, suggestion: Option<&Value>, asked: Option<&Key>, words: &str) {
        let prose = self.why_refused(slot, reason);
        self.reply.doubtful.push(prose);
        if let (Some(value), Some(key)) = (suggestion, self.key_for(slot, asked)) {
            let shown = self.view().map(|view| view.show(slot, value)).unwrap_or_default();
            if !matches!(reason, Reason::Phrase(Phrase::DidYouMean, _)) {
                self.doubt(Phrase::DidYouMean, &Args::new().with("valeur", shown));
            }
            let is_address = self.slot_says(Some(&key), |slot| slot.kind == SlotKind::Email);
            let typed = Some(words.trim()).filter(|words| is_address && looks_like_an_address(words));
            let typed = typed.map(str::to_lowercase);
            self.person.pending = Some(Pending::Suggested { key, value: value.clone(), typed });
        }
        if let Some(at) = usize::from(self.person.misses).checked_sub(1) {
            let help = self.step_help(at);
            self.reply.notices.extend(help);
        }
        self.miss();
    }

    pub(super) fn why_refused(&self, slot: &Name, reason: &Reason) -> Prose {
        match reason {
            Reason::Phrase(phrase, args) => self.say(*phrase, args),
            Reason::Option(id, prose) => self.own_refusal(slot, id).unwrap_or_else(|| prose.clone()),
        }
    }

    /// The option's own words, with what they name of the dossier: whom to write to.
    fn own_refusal(&self, slot: &Name, id: &Name) -> Option<Prose> {
        let view = self.view()?;
        let options = view.options(&view.dialog.step_of(slot)?.slot);
        let (text, _) = options.iter().find(|option| option.id == *id)?.refused.as_ref()?;
        Some(view.fill(text, &None))
    }

    /// An option that was named among several, or proposed: taken, or refused like any other.
    pub(super) fn choice(&mut self, key: &Key, id: &Name) {
        if *key.slot == *CAMPAIGN && self.names_a_guide(id, Some(key)) {
            return self.choose(id, "");
        }
        let among = self.choices_among(key, std::slice::from_ref(id));
        match among.into_iter().next().and_then(|option| option.refused) {
            Some((why, instead)) => {
                let reason = Reason::Option(id.clone(), why.fill(&Args::new()));
                let instead = instead.map(|id| Value::of(&*id));
                self.refused(&key.slot, &reason, instead.as_ref(), Some(key), "");
            }
            None => self.settle(key, Value::of(&**id), &[], false, ""),
        }
    }

    fn deferred(&mut self, asked: Option<&Key>, words: &str) {
        match asked {
            Some(key) if Self::is_again(key) => self.settle(&key.clone(), Value::Bool(false), &[], false, words),
            Some(key) if !self.is_recap(key) => self.mark(&key.clone(), State::Deferred { until: None }, words),
            _ => self.pause(),
        }
    }

    pub(super) fn not_concerned(&mut self, asked: Option<&Key>, words: &str) {
        let optional = self.slot_says(asked, |slot| slot.optional);
        match asked {
            Some(key) if optional => self.mark(&key.clone(), State::NotConcerned, words),
            _ => self.not_skippable(),
        }
    }

    fn has_none(&mut self, asked: Option<&Key>, words: &str) {
        let none = self.slot_says(asked, |slot| slot.none);
        match asked {
            Some(key) if none => self.mark(&key.clone(), State::None, words),
            _ => self.not_concerned(asked, words),
        }
    }

    pub(super) fn slot_says(&self, key: Option<&Key>, is: fn(&crate::dialog::definition::Slot) -> bool) -> bool {
        let step = key.and_then(|key| self.view()?.step_at(key));
        step.is_some_and(|step| is(&step.slot))
    }

    fn not_skippable(&mut self) {
        self.notice(Phrase::NotSkippable, &Args::new());
        let help = self.step_help(0);
        self.reply.notices.extend(help);
    }

    /// Help that grows; the third time a person is told, and help goes on.
    fn not_understood(&mut self, words: &str) {
        let said = crate::dialog::fold::Said::new(words);
        if self.library.lexicon.is_only(List::Polite, &said) {
            // « Merci » asks for nothing; « bonjour » is greeted back, but by who has just been greeted.
            let greeted = self.before.shown.is_empty();
            if !greeted && self.library.lexicon.says(List::Greeting, &said.words) {
                self.notice(Phrase::HelloAgain, &Args::new());
            }
            return;
        }
        if self.asked_key().is_none() && self.person.focus.is_some() && self.reply_is_empty() {
            // Nothing is asked any more: there is nothing to misunderstand.
            return self.notice(Phrase::StatusDone, &Args::new());
        }
        match self.person.misses {
            0 => self.doubt(Phrase::NotUnderstood, &Args::new()),
            // The third time a person is told: that is said instead.
            misses if misses.saturating_add(1) == MISSES => {}
            _ => self.doubt(Phrase::NotUnderstoodAgain, &Args::new()),
        }
        let help: Option<Prose> = self.step_help(usize::from(self.person.misses));
        self.reply.notices.extend(help);
        self.miss();
    }

    /// « Je ne sais pas » was understood: what helps is help.
    fn unsure(&mut self) {
        let help: Option<Prose> = self.step_help(usize::from(self.person.misses));
        self.reply.notices.extend(help);
        self.miss();
    }

    fn reply_is_empty(&self) -> bool {
        self.reply.heard.is_empty() && self.reply.doubtful.is_empty() && self.reply.notices.is_empty()
    }

    fn miss(&mut self) {
        self.person.misses = self.person.misses.saturating_add(1);
        if self.person.misses == MISSES {
            self.hand_over(WaitingFor::Stuck, Phrase::HandedOver);
        }
    }

    /// A person is told; the assistant goes on helping meanwhile.
    pub(super) fn hand_over(&mut self, why: WaitingFor, phrase: Phrase) {
        self.hand_over_with(why, phrase, Args::new());
    }

    /// The same, with what the words name.
    pub(super) fn hand_over_with(&mut self, why: WaitingFor, phrase: Phrase, args: Args) {
        if self.person.waits_for(why, self.now.at) {
            self.effects.push(Effect::Alert(why));
        }
        let hours = self.library.phrases.line(Phrase::Hours, &Args::new());
        self.notice(phrase, &args.with("heures", hours));
    }
}

/// One word with a sign of its own on each side of one « @ ».
pub(super) fn looks_like_an_address(words: &str) -> bool {
    let parts = words.split('@').collect::<Vec<_>>();
    let whole = !words.contains(char::is_whitespace) && words.len() <= 254;
    whole && matches!(parts.as_slice(), [name, host] if !name.is_empty() && host.contains('.'))
}

/// An answer as it was read.
pub(super) struct Given<'r> {
    pub(super) slot: &'r Name,
    pub(super) value: &'r Value,
    pub(super) flags: &'r [crate::dialog::person::Flag],
    pub(super) check: bool,
    pub(super) words: &'r str,
    /// Other answers came with it.
    pub(super) several: bool,
}
