//! What was written under the number of a question.

use super::Session;
use super::split;
use crate::dialog::definition::{Options, SlotKind, StepKind};
use crate::dialog::fold::Said;
use crate::dialog::intent::Reading;
use crate::dialog::letter::{before, line};
use crate::dialog::lexicon::List;
use crate::dialog::person::{Key, State, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;
use crate::dialog::understand::setting::{Asked, Setting};
use crate::dialog::understand::understand;
use crate::dialog::view::{CAMPAIGN, Truth, campaign_choices};
use crate::redact::Secret;

impl Session<'_> {
    pub(super) fn numbered(&mut self, number: u32, text: &str, masked: &[Secret]) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match self.key_by_number(number) {
            None => {
                self.mailing.unknown.push(number);
                self.beside_unknown(text, masked);
            }
            Some(key) => {
                let (own, rest) = self.own_lines(&key, text, masked);
                match self.person.focus {
                    None => self.answer_before(&key, own),
                    Some(_) => self.answer_by_mail(&key, own, masked),
                }
                self.listed(rest, masked);
            }
        }
    }

    fn answer_by_mail(&mut self, key: &Key, text: &str, masked: &[Secret]) {
        if !self.is_asked_here(key) {
            if is_sign(text, &['-', '–', '—', '_', '/']) {
                return;
            }
            let args = Args::new().with("libelle", self.label(key));
            return self.notice(Phrase::LetterNotAsked, &args);
        }
        if is_sign(text, &['?', '¿']) {
            self.explain(key);
            return;
        }
        if is_sign(text, &['-', '–', '—', '_', '/']) {
            self.act_by_mail(&[Reading::NotConcerned], Some(key), text);
            return;
        }
        let said = Said::new(text);
        let lexicon = &self.library.lexicon;
        let yes = lexicon.is_only(List::Yes, &said) || lexicon.is_only(List::Done, &said);
        let no = lexicon.is_only(List::No, &said);
        if (yes || no) && (self.decide_wish(key, yes) || self.confirm_by_mail(key, yes)) {
            return;
        }
        if self.is_recap(key) {
            return self.prose(text, masked);
        }
        if self.by_letter(key, text) {
            return;
        }
        self.read_by_mail(key, text, masked);
    }

    /// The question still stands in the dossier, answered or not; tasks shown ahead of their turn too.
    fn is_asked_here(&self, key: &Key) -> bool {
        let Some(view) = self.view() else { return false };
        if Self::is_again(key) {
            return true;
        }
        view.step_at(key)
            .is_some_and(|step| step.kind != StepKind::Question || view.holds(&step.when, &key.entry) != Truth::No)
    }

    fn read_by_mail(&mut self, key: &Key, text: &str, masked: &[Secret]) {
        let readings = understand(&self.setting(Some(key)), text, masked).readings;
        if is_answered(&readings, key) {
            self.act_by_mail(&readings, Some(key), text);
            return;
        }
        // The first line or sentence may be the answer, and the rest a word beside it.
        let first = text.split_once('\n').or_else(|| split::first_sentence(text));
        if let Some((first, rest)) = first {
            let alone = understand(&self.setting(Some(key)), first, masked).readings;
            let alone = Some(alone).filter(|alone| is_answered(alone, key));
            if alone.is_some() || self.by_letter(key, first) {
                if let Some(alone) = alone {
                    self.act_by_mail(&alone, Some(key), first);
                }
                return self.prose(rest, masked);
            }
        }
        if !self.act_by_mail(&readings, Some(key), text) {
            let mut why = self.say(Phrase::NotUnderstood, &Args::new());
            let view = self.view();
            let help = view.and_then(|view| Some(view.fill(view.step_at(key)?.help.first()?, &key.entry)));
            why.extend(help.unwrap_or_default());
            self.doubtful(Some(key), why);
        }
    }

    /// « Oui » or « non » to what was proposed, doubtful, or gathered in the recap.
    pub(super) fn confirm_by_mail(&mut self, key: &Key, yes: bool) -> bool {
        if self.is_recap(key) {
            self.mailing.understood = true;
            if yes {
                self.settle_done(key, "");
            } else {
                self.notice(Phrase::LetterCorrect, &Args::new());
            }
            return true;
        }
        if !self.awaits_confirmation(key) || self.kind(key) == Some(StepKind::Task) {
            return false;
        }
        self.mailing.understood = true;
        if yes {
            self.confirm(key);
        } else if !self.drop_by_mail(key) {
            self.prove();
        }
        true
    }

    /// The proposed value is wrong; without proof it stands.
    fn drop_by_mail(&mut self, key: &Key) -> bool {
        let free = self.is_doubtful(key) || self.event.proven || !self.slot_says(Some(key), |slot| slot.shared);
        if let Some(dossier) = self.person.focused_mut().filter(|_| free) {
            dossier.answers.remove(key);
        }
        free
    }

    /// « B », « B, A », « b) Madame ».
    fn by_letter(&mut self, key: &Key, text: &str) -> bool {
        let Some(view) = self.view() else { return false };
        let Some(step) = view.step_at(key) else { return false };
        let options = view.options(&step.slot);
        let named = line::named_by_letter(&step.slot, &options, text);
        let labelled = || line::named_by_letter_and_label(&step.slot, &options, text).into_iter().collect();
        let named: Vec<_> = if named.is_empty() { labelled() } else { named };
        let ranking = matches!(step.slot.kind, SlotKind::Ranking { .. });
        match named.as_slice() {
            [] => return false,
            [only] if !ranking => {
                let held = view.answer(key).filter(|answer| answer.state == State::Given);
                if held.and_then(|answer| answer.value.as_ref()).is_none_or(|value| !value.is(only)) {
                    let (key, only) = (key.clone(), only.clone());
                    self.choice(&key, &only);
                }
            }
            _ if ranking => self.rank_by_mail(key, named),
            _ => {
                let why = self.say(Phrase::LetterOnlyOne, &Args::new());
                self.doubtful(Some(key), why);
            }
        }
        self.mailing.understood = true;
        true
    }

    fn rank_by_mail(&mut self, key: &Key, named: Vec<crate::dialog::definition::Name>) {
        self.rank(key, named);
        for why in std::mem::take(&mut self.reply.doubtful) {
            self.doubtful(Some(key), why);
        }
    }

    /// An answer to the form that comes before any dossier: kept with the person, or it opens the dossier.
    fn answer_before(&mut self, key: &Key, text: &str) {
        let steps = before::steps(self.library);
        let Some(step) = steps.into_iter().find(|step| step.slot.name == key.slot) else { return };
        if is_sign(text, &['?', '¿']) {
            self.explain(key);
            return;
        }
        let options = match &step.slot.kind {
            _ if *key.slot == *CAMPAIGN => campaign_choices(self.library, None),
            SlotKind::Choice { options: Options::Here(here), .. } => here.clone(),
            _ => Vec::new(),
        };
        if let [only] = line::named_by_letter(&step.slot, &options, text).as_slice() {
            self.mailing.understood = true;
            return if *key.slot == *CAMPAIGN {
                self.choose(only, text)
            } else {
                self.know(key, State::Given, Some(Value::of(&**only)), text)
            };
        }
        if *key.slot == *CAMPAIGN {
            self.campaign_in(text);
            return;
        }
        let lacks = is_sign(text, &['-', '–', '—', '_', '/']) && step.slot.optional;
        let readings = {
            let asked = Asked {
                step: None,
                slot: std::borrow::Cow::Borrowed(&step.slot),
                options: options.into(),
                held: None,
                entry: None,
            };
            let setting = Setting { library: self.library, view: None, asked: Some(asked), today: self.now.today() };
            if lacks { vec![Reading::NotConcerned] } else { understand(&setting, text, &[]).readings }
        };
        for reading in &readings {
            match reading {
                Reading::Answer { slot, value, check: false, .. } => {
                    self.know(&Key::new(slot), State::Given, Some(value.clone()), text);
                }
                Reading::NotConcerned | Reading::HasNone if step.slot.optional => {
                    self.know(key, State::NotConcerned, None, text)
                }
                Reading::Command { .. } | Reading::Faq { .. } | Reading::Refused { .. } => {
                    self.act_by_mail(std::slice::from_ref(reading), Some(key), text);
                }
                _ => {
                    let why = self.say(Phrase::NotUnderstood, &Args::new());
                    self.doubtful(Some(key), why);
                }
            }
        }
    }

    fn know(&mut self, key: &Key, state: State, value: Option<Value>, words: &str) {
        self.mailing.understood = true;
        let answer = self.answer(state, value, words);
        let known = self.person.profile.get(&key.slot);
        let same = known.is_some_and(|known| known.value == answer.value && known.state == answer.state);
        let open = known.is_none_or(|known| !known.state.settles()) || self.event.proven;
        if open && !same {
            self.person.profile.insert(key.slot.clone(), answer);
        }
    }
}

/// Nothing but that sign, perhaps repeated, perhaps in quotes.
fn is_sign(text: &str, signs: &[char]) -> bool {
    let bare = text.trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '«' | '»' | '"' | '\u{a0}' | '.'));
    !bare.is_empty() && bare.chars().count() <= 4 && bare.chars().all(|sign| signs.contains(&sign) || sign == ' ')
}

/// True when the readings answer that question, put it off, or refuse what was said to it.
fn is_answered(readings: &[Reading], key: &Key) -> bool {
    readings.iter().any(|reading| match reading {
        Reading::Answer { slot, .. } | Reading::Refused { slot, .. } | Reading::Ambiguous { slot, .. } => {
            *slot == key.slot
        }
        Reading::Deferred | Reading::NotConcerned | Reading::HasNone => true,
        Reading::Command { .. }
        | Reading::Faq { .. }
        | Reading::Masked { .. }
        | Reading::Unsure
        | Reading::NotUnderstood => false,
    })
}
