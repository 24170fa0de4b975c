//! What a candidate said in one go: pressed options, files, words; each led to the question it answers.

use super::ask::is_to_confirm;
use super::draft::drafted;
use super::{Ending, Session};
use crate::dialog::agenda::{Agenda, Ask};
use crate::dialog::definition::StepKind;
use crate::dialog::fold::Said;
use crate::dialog::intent::{Command, Reading};
use crate::dialog::lexicon::List;
use crate::dialog::person::{AGAIN, Key, WaitingFor};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::Utterance;
use crate::dialog::text::Args;
use crate::dialog::understand::setting::{Asked, Setting};
use crate::dialog::understand::understand;
use crate::dialog::view::CAMPAIGN;
use crate::dialog::warning;
use crate::redact::Secret;

impl Session<'_> {
    pub(super) fn hear(&mut self, utterance: &Utterance) {
        self.person.paused = false;
        self.is_back();
        for secret in &utterance.masked {
            self.notice(masked(*secret), &Args::new());
        }
        let alone = utterance.files.is_empty() && utterance.masked.is_empty() && utterance.parts.is_empty();
        if let Some((key, press)) = &utterance.pressed {
            let fits = self.press(key, press);
            match self.ending {
                _ if !alone => self.ending = Ending::Whole,
                Ending::Whole if !fits => self.ending = Ending::Stale,
                _ => {}
            }
        }
        for piece in &utterance.files {
            self.file(piece);
        }
        let silent = utterance.pressed.is_none() && utterance.files.is_empty() && utterance.masked.is_empty();
        if silent && utterance.parts.iter().all(|(_, text)| Said::new(text).is_empty()) {
            self.notice(Phrase::Empty, &Args::new());
            return;
        }
        for (number, text) in &utterance.parts {
            self.part(*number, text, &utterance.masked);
        }
    }

    /// « STOP », and nothing else.
    pub(super) fn says_stop(&self, utterance: &Utterance) -> bool {
        let is_stop = |reading: &Reading| matches!(reading, Reading::Command { name: Command::Stop, .. });
        utterance.parts.iter().any(|(_, text)| {
            let readings = understand(&self.setting(None), text, &[]).readings;
            !readings.is_empty() && readings.iter().all(is_stop)
        })
    }

    /// Staff were told that the file did not move: it does now.
    pub(super) fn is_back(&mut self) {
        self.person.waits_no_more(|why| why == WaitingFor::Unfinished);
    }

    /// Words, perhaps under the number of the question they answer.
    fn part(&mut self, number: Option<u32>, text: &str, masked: &[Secret]) {
        let said = Said::new(text);
        if said.is_empty() {
            return;
        }
        let numbered = number.and_then(|number| self.key_numbered(number));
        if numbered.is_none() && self.keeps_after_all(&said) {
            return;
        }
        if numbered.is_none() && (self.pasted_warning(text) || self.short_question(&said)) {
            return;
        }
        if number.is_none() && self.renewal_said(text, &said) {
            return;
        }
        let key = numbered.or_else(|| self.asked_key());
        if number.is_none() && (self.press_by_number(&said) || self.line_of_recap(&said, key.as_ref())) {
            return;
        }
        if self.confirmed(key.as_ref(), &said) || self.validated(key.as_ref(), &said) {
            return;
        }
        let readings = {
            let setting = self.setting(key.as_ref());
            understand(&setting, text, masked).readings
        };
        self.act(&readings, key.as_ref(), text);
    }

    /// The key of the question asked: the first open one, else the first that was put off.
    pub(super) fn asked_key(&self) -> Option<Key> {
        let view = self.view()?;
        let agenda = Agenda::of(&view);
        let open = agenda.open(view.dossier).first().map(|item| item.key.clone());
        open.or_else(|| agenda.deferred().next().map(|item| item.key.clone()))
    }

    pub(super) fn key_numbered(&self, number: u32) -> Option<Key> {
        let dossier = self.person.focused()?;
        dossier.numbers.iter().find(|(_, given)| **given == number).map(|(key, _)| key.clone())
    }

    /// What surrounds an utterance about the question of that key.
    pub(super) fn setting(&self, key: Option<&Key>) -> Setting<'_> {
        let view = self.view();
        let asked = match (&view, key) {
            (None, _) => Asked::campaign(self.library),
            (Some(view), Some(key)) => match view.step_at(key) {
                Some(step) if step.kind == StepKind::Recap => {
                    Some(Asked { entry: None, ..Asked::yes_no(&step.slot.name) })
                }
                Some(step) => {
                    let mut asked = Asked::step(view, step, &key.entry);
                    // « Ajoutez Lens » adds to what is on screen.
                    asked.held = drafted(view, key).or(asked.held);
                    Some(asked)
                }
                None => Some(Asked { entry: key.entry.clone(), ..Asked::yes_no(&key.slot) }),
            },
            (Some(_), None) => None,
        };
        Setting { library: self.library, view, asked, today: self.now.today() }
    }

    pub(super) fn is_recap(&self, key: &Key) -> bool {
        self.view().and_then(|view| view.step_at(key)).is_some_and(|step| step.kind == StepKind::Recap)
    }

    pub(super) fn awaits_confirmation(&self, key: &Key) -> bool {
        let Some(view) = self.view() else { return false };
        let (Some(step), Some(answer)) = (view.step_at(key), view.answer(key)) else { return false };
        is_to_confirm(view.dossier, step, key, answer)
    }

    /// « Oui » or « non » to a proposed or doubtful value; « non, c’est Paul » brings the right one along.
    fn confirmed(&mut self, key: Option<&Key>, said: &Said) -> bool {
        // « Tout est-il exact ? — Ok »: under a recap that is a yes.
        if let Some(key) = key.filter(|key| self.is_recap(key) && self.library.lexicon.is_only(List::Done, said)) {
            self.yes_no(key, true);
            return true;
        }
        let Some(key) = key.filter(|key| self.awaits_confirmation(key)) else { return false };
        let lexicon = &self.library.lexicon;
        if lexicon.is_only(List::Yes, said) || lexicon.is_only(List::Done, said) {
            self.yes_no(key, true);
        } else if lexicon.is_only(List::No, said) {
            self.yes_no(key, false);
        } else {
            return self.replaced(key, said);
        }
        true
    }

    fn replaced(&mut self, key: &Key, said: &Said) -> bool {
        let opens_with_no = self.library.lexicon.find(List::No, &said.words).filter(|run| run.start == 0);
        let rest = opens_with_no.map_or_else(|| said.clone(), |run| said.after(run.end));
        if self.known_block().contains(key) || rest.is_empty() {
            return false;
        }
        let readings = understand(&self.setting(Some(key)), &rest.raw, &[]).readings;
        let new = readings.iter().any(|reading| matches!(reading, Reading::Answer { .. }));
        if new {
            self.act(&readings, Some(key), &said.raw);
        }
        new
    }

    /// The lines of the platform's yellow message, pasted.
    fn pasted_warning(&mut self, text: &str) -> bool {
        let Some(view) = self.view() else { return false };
        let lines = warning::recognised(&view, text);
        if lines.is_empty() {
            return false;
        }
        let (prose, open) = warning::prose(&view, &lines);
        let keys: Vec<Key> = open.iter().rev().map(|slot| super::settle::key_of(&view, slot, None)).collect();
        self.reply.notices.push(prose);
        if let Some(dossier) = self.person.focused_mut() {
            // The first line whose value is missing is asked next.
            dossier.reopened.extend(keys.into_iter().filter(|key| !dossier.answers.contains_key(key)));
        }
        true
    }

    /// Under a recap, « 3 » is the line to correct.
    fn line_of_recap(&mut self, said: &Said, key: Option<&Key>) -> bool {
        let recap = key.is_some_and(|key| self.is_recap(key));
        recap && self.correct_numbered(said)
    }

    /// True for « un autre ? », after a group's entry.
    pub(super) fn is_again(key: &Key) -> bool {
        *key.slot == *AGAIN
    }

    /// The help of the open question, from short to long.
    pub(super) fn step_help(&self, at: usize) -> Option<crate::dialog::text::Prose> {
        let Some(view) = self.view() else {
            let step = self.library.common.step_of(CAMPAIGN)?;
            return step.help.get(at.min(step.help.len().saturating_sub(1))).map(|text| text.fill(&Args::new()));
        };
        let agenda = Agenda::of(&view);
        let key = self.asked_key()?;
        let item = agenda.find(&key)?;
        let Ask::Step(step) = item.ask else { return None };
        let text = step.help.get(at.min(step.help.len().saturating_sub(1)))?;
        Some(view.fill(text, &item.entry()))
    }
}

pub(super) fn masked(secret: Secret) -> Phrase {
    match secret {
        Secret::Password => Phrase::MaskedPassword,
        Secret::Link => Phrase::MaskedLink,
        Secret::Numen => Phrase::MaskedNumen,
        Secret::Nir => Phrase::MaskedNir,
        Secret::Iban => Phrase::MaskedIban,
        Secret::Card => Phrase::MaskedCard,
    }
}
