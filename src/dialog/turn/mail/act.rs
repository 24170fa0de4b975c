//! Readings of a mail carried out: answers are taken, the rest is kept for the letter under its question.

use super::Session;
use crate::dialog::definition::{Name, SlotKind, StepKind};
use crate::dialog::fold::Said;
use crate::dialog::intent::{Command, Reading};
use crate::dialog::person::{Flag, Key, Pending, State, Value, WaitingFor};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::{Args, Block, Prose, Run};
use crate::dialog::turn::act::{Given, looks_like_an_address};
use crate::dialog::turn::settle::key_of;
use crate::dialog::view::CAMPAIGN;

impl Session<'_> {
    /// Acts on the readings of one part, best first; true when something of it was understood.
    pub(super) fn act_by_mail(&mut self, readings: &[Reading], asked: Option<&Key>, words: &str) -> bool {
        let several = readings.iter().filter(|reading| matches!(reading, Reading::Answer { .. })).count() > 1;
        let mut understood = false;
        for reading in readings {
            understood |= match reading {
                Reading::Answer { slot, value, flags, check } => {
                    let given = Given { slot, value, flags, check: *check, words, several };
                    self.given_by_mail(&given, asked)
                }
                Reading::Command { name, slot } => self.command_by_mail(*name, slot.as_ref(), asked, words),
                Reading::Faq { id } => {
                    self.faq(id);
                    true
                }
                Reading::Ambiguous { slot, among } => self.ambiguous_by_mail(slot, among, asked),
                Reading::Refused { .. } => self.refused_by_mail(reading, asked, words),
                Reading::Deferred | Reading::NotConcerned | Reading::HasNone => {
                    self.lacking_by_mail(reading, asked, words)
                }
                Reading::Masked { .. } => true,
                Reading::Unsure => asked.is_some_and(|key| self.explain(key)),
                Reading::NotUnderstood => false,
            };
        }
        self.mailing.understood |= understood;
        understood
    }

    fn given_by_mail(&mut self, given: &Given, asked: Option<&Key>) -> bool {
        if **given.slot == *CAMPAIGN
            && let Value::Text(id) = given.value
            && self.names_a_guide(id, asked)
        {
            let id = Name::from(id.as_str());
            match self.person.focus {
                None => self.choose(&id, given.words),
                Some(_) => self.person.pending = Some(Pending::Another { campaign: id }),
            }
            return true;
        }
        let Some(key) = self.key_for(given.slot, asked) else { return false };
        let held = self.person.focused().and_then(|dossier| dossier.answers.get(&key));
        if held.is_some_and(|held| held.state == State::Given && held.value.as_ref() == Some(given.value)) {
            return true;
        }
        if given.check {
            self.doubtful_value(&key, given.value, given.flags, given.words);
        } else {
            self.given(given, asked);
        }
        true
    }

    /// A value to be read again: it never takes the place of an answer that stands.
    fn doubtful_value(&mut self, key: &Key, value: &Value, flags: &[Flag], words: &str) {
        let held = self.person.focused().and_then(|dossier| dossier.answers.get(key));
        let repeated = held.is_some_and(|held| held.state == State::Doubtful && held.value.as_ref() == Some(value));
        if held.is_some_and(|held| held.state.settles()) && !repeated {
            let mut answer = self.answer(State::Doubtful, Some(value.clone()), words);
            answer.flags = flags.iter().copied().collect();
            return self.wish(key, answer);
        }
        self.settle(key, value.clone(), flags, true, words);
    }

    fn ambiguous_by_mail(&mut self, slot: &Name, among: &[Name], asked: Option<&Key>) -> bool {
        let key = self.key_for(slot, asked).unwrap_or_else(|| Key::new(slot));
        let labels: Vec<String> = self.choices_among(&key, among).into_iter().map(|choice| choice.label).collect();
        let shown = labels.iter().map(|label| format!("«\u{a0}{label}\u{a0}»")).collect::<Vec<_>>().join(", ");
        let phrase = if labels.len() == 1 { Phrase::LetterPerhaps } else { Phrase::LetterWhich };
        let why = self.say(phrase, &Args::new().with("valeurs", shown));
        self.doubtful(Some(&key), why);
        true
    }

    /// Refused with its reason; what would be right is proposed, never taken.
    fn refused_by_mail(&mut self, reading: &Reading, asked: Option<&Key>, words: &str) -> bool {
        let Reading::Refused { slot, reason, suggestion } = reading else { return false };
        let key = self.key_for(slot, asked).unwrap_or_else(|| Key::new(slot));
        let proposes = matches!(reason, crate::dialog::intent::Reason::Phrase(Phrase::DidYouMean, _));
        let placed = self.view().is_some_and(|view| view.step_at(&key).is_some());
        if let Some(value) = suggestion.as_ref().filter(|_| placed) {
            if self.insists(&key, words) {
                self.settle(&key, Value::Text(words.trim().to_lowercase()), &[], false, words);
                return true;
            }
            let held = self.person.focused().and_then(|dossier| dossier.answers.get(&key));
            let known = held.is_some_and(|held| held.state == State::Doubtful && held.value.as_ref() == Some(value));
            if !known {
                self.doubtful_value(&key, value, &[], words);
            }
            if proposes {
                let mots = crate::dialog::fold::head(words.trim(), 80);
                let told = self.say(Phrase::LetterWrote, &Args::new().with("mots", mots));
                self.doubtful(Some(&key), told);
                return true;
            }
        }
        let why = self.why_refused(slot, reason);
        self.doubtful(Some(&key), why);
        true
    }

    /// The same unusual address written again is meant.
    fn insists(&self, key: &Key, words: &str) -> bool {
        let address = self.slot_says(Some(key), |slot| slot.kind == SlotKind::Email);
        let held = self.person.focused().and_then(|dossier| dossier.answers.get(key));
        let again = held.is_some_and(|held| held.state == State::Doubtful && held.words.trim() == words.trim());
        address && again && looks_like_an_address(words.trim())
    }

    /// « Plus tard », « non concerné », « je n’en ai pas », to a question.
    fn lacking_by_mail(&mut self, reading: &Reading, asked: Option<&Key>, words: &str) -> bool {
        let Some(key) = asked else { return false };
        let (optional, none) = (self.slot_says(asked, |slot| slot.optional), self.slot_says(asked, |slot| slot.none));
        let state = match reading {
            Reading::Deferred if Self::is_again(key) || self.is_recap(key) => return false,
            // « Plus tard » to what is answered already takes nothing back.
            Reading::Deferred if self.is_settled(key) => return true,
            Reading::Deferred => State::Deferred { until: None },
            Reading::HasNone if none => State::None,
            _ if optional => State::NotConcerned,
            _ if none => State::None,
            _ if Self::is_again(key) => {
                self.settle(key, Value::Bool(false), &[], false, words);
                return true;
            }
            _ => {
                let why = self.say(Phrase::LetterNeeded, &Args::new());
                self.doubtful(Some(key), why);
                return true;
            }
        };
        let held = self.person.focused().and_then(|dossier| dossier.answers.get(key)).map(|answer| answer.state);
        if held != Some(state) {
            self.mark(key, state, words);
        }
        true
    }

    fn is_settled(&self, key: &Key) -> bool {
        let answer = self.person.focused().and_then(|dossier| dossier.answers.get(key));
        answer.is_some_and(|answer| answer.state.settles())
    }

    /// A question's own words and its help, for the next letter.
    pub(super) fn explain(&mut self, key: &Key) -> bool {
        let Some(view) = self.view() else { return self.explain_before(key) };
        let Some(step) = view.step_at(key) else {
            self.mailing.asked = true;
            return true;
        };
        let number = view.dossier.numbers.get(key).map(|number| format!("{number}. ")).unwrap_or_default();
        let words = format!("{number}{}", view.label_of(key));
        let mut prose = Prose { blocks: vec![Block { item: false, runs: vec![Run { strong: true, words }] }] };
        if step.kind == StepKind::Question {
            prose.extend(view.fill(&step.ask, &key.entry));
        }
        step.help.iter().for_each(|help| prose.extend(view.fill(help, &key.entry)));
        self.reply.notices.push(prose);
        true
    }

    fn explain_before(&mut self, key: &Key) -> bool {
        let steps = crate::dialog::letter::before::steps(self.library);
        let Some(step) = steps.into_iter().find(|step| step.slot.name == key.slot) else { return false };
        let mut prose = step.ask.fill(&Args::new());
        step.help.iter().for_each(|help| prose.extend(help.fill(&Args::new())));
        self.reply.notices.push(prose);
        true
    }

    fn command_by_mail(&mut self, name: Command, slot: Option<&Name>, asked: Option<&Key>, words: &str) -> bool {
        let needs_proof = matches!(name, Command::Restart | Command::Erase | Command::Export);
        match name {
            _ if needs_proof && !self.event.proven => self.prove(),
            Command::Help => match asked {
                Some(key) => return self.explain(key),
                None => self.notice(Phrase::LetterHelp, &Args::new()),
            },
            Command::Restart if self.person.focus.is_some() => self.person.pending = Some(Pending::Restart),
            Command::Restart => return false,
            Command::Erase => self.person.pending = Some(Pending::Erase),
            Command::Person => self.hand_over(WaitingFor::Asked, Phrase::LetterPerson),
            Command::Stop => {
                self.person.stopped = true;
                self.notice(Phrase::LetterStopped, &Args::new());
            }
            Command::Export => self.mailing.data = true,
            Command::Recap => self.mailing.data = true,
            Command::Sheet => self.mailing.sheet = true,
            Command::Skip if asked.is_some() => return self.lacking_by_mail(&Reading::Deferred, asked, words),
            Command::Resume => self.take_up_deferred(),
            Command::Correct | Command::Back => self.correct_by_mail(slot, words),
            Command::Dossiers => self.other_dossier(),
            Command::Renewal => self.renewal_status(),
            Command::Status | Command::Repeat | Command::Skip | Command::Pause => {}
        }
        // « Au revoir » asks for nothing.
        self.mailing.asked |= !matches!(name, Command::Pause | Command::Skip);
        true
    }

    /// « Modifier mes zones » shows the question again; what to change is said by its number.
    fn correct_by_mail(&mut self, slot: Option<&Name>, words: &str) {
        let key = slot.and_then(|slot| self.view().map(|view| key_of(&view, slot, None)));
        let shared = self.slot_says(key.as_ref(), |slot| slot.shared);
        match key {
            Some(_) if shared && !self.event.proven => self.prove(),
            Some(_) => self.correct(slot, &Said::new(words)),
            None => {
                self.notice(Phrase::LetterCorrect, &Args::new());
                self.mailing.data = true;
            }
        }
    }

    /// The person's dossiers, and how to begin another one.
    fn other_dossier(&mut self) {
        let lines = self.person.dossiers.iter().filter_map(|dossier| {
            let view = crate::dialog::view::View::new(self.library, dossier)?;
            Some(self.say(Phrase::DossierLine, &crate::dialog::turn::open::dossier_args(&view)))
        });
        let lines: Vec<Prose> = lines.collect();
        self.reply.notices.extend(lines);
        self.notice(Phrase::LetterOther, &Args::new());
        self.person.pending = Some(Pending::Guide);
    }
}
