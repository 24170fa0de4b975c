//! The letter to someone who has no dossier yet: which candidature, and what most guides want to know.

use super::Session;
use crate::dialog::definition::{Options, SlotKind, Step};
use crate::dialog::letter::{Check, Letter, Line, Received, Section, before, line};
use crate::dialog::person::{Answer, Key, State, ToWrite, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::show;
use crate::dialog::text::Args;
use crate::dialog::view::{CAMPAIGN, campaign_choices};

impl Session<'_> {
    pub(super) fn before_dossier(&mut self, todo: &ToWrite) -> Letter {
        let steps = before::steps(self.library);
        for step in &steps {
            let next = self.next_number();
            self.person.post.asked.entry(step.slot.name.clone()).or_insert(next);
        }
        let mut check = Vec::new();
        let mut sections: Vec<Section> = Vec::new();
        let mut received = Vec::new();
        for step in steps {
            if self.person.profile.get(&step.slot.name).is_some_and(|answer| answer.state == State::Proposed) {
                // The address they write from is shown once there is a dossier, to be confirmed.
                continue;
            }
            let doubt = todo.doubts.iter().find(|doubt| doubt.key.as_ref() == Some(&Key::new(&step.slot.name)));
            let known = self.person.profile.get(&step.slot.name).filter(|answer| answer.state.settles());
            let line = self.line_before(step);
            match (known, doubt) {
                (Some(answer), None) => received.extend(self.received_before(step, &line, answer)),
                (_, Some(doubt)) => {
                    let Line { number, label, hint, options, .. } = line;
                    check.push(Check { number, label, why: vec![doubt.why.clone()], hint, options });
                }
                (None, None) => match sections.last_mut().filter(|section| section.title == step.section) {
                    Some(section) => section.lines.push(line),
                    None => sections.push(Section { title: step.section.clone(), lines: vec![line] }),
                },
            }
        }
        check.extend(self.short_check());
        let receipt = Args::new().with("date", super::date(self.now.at, self.now));
        Letter {
            subject: self.word(Phrase::LetterSubjectFirst),
            standing: self.say(Phrase::LetterNoDossier, &Args::new()),
            received,
            check,
            wanted: sections,
            footer: self.footer(true, false),
            receipt: vec![self.say(Phrase::LetterReceiptFirst, &receipt)],
            ..Letter::default()
        }
    }

    fn line_before(&self, step: &Step) -> Line {
        let choices = match &step.slot.kind {
            _ if *step.slot.name == *CAMPAIGN => campaign_choices(self.library, None),
            SlotKind::Choice { options: Options::Here(here), .. } => here.clone(),
            _ => Vec::new(),
        };
        let number = self.person.post.asked.get(&step.slot.name).copied();
        Line { number, ..line::bare(&self.library.phrases, step, &choices) }
    }

    fn received_before(&self, step: &Step, line: &Line, answer: &Answer) -> Option<Received> {
        if self.person.written.is_some_and(|written| answer.at <= written) {
            return None;
        }
        let choices = match &step.slot.kind {
            SlotKind::Choice { options: Options::Here(here), .. } => here.as_slice(),
            _ => &[],
        };
        let shown = |value: &Value| show::value(self.library, choices, value);
        let value = match (answer.state, &answer.value) {
            (State::Given, Some(value)) => shown(value),
            (State::NotConcerned, _) => self.word(Phrase::NotConcerned),
            _ => self.word(Phrase::HasNone),
        };
        let hide = crate::dialog::letter::mask::is_sensitive(step) && answer.value.is_some();
        let value = if hide { crate::dialog::letter::mask::hidden(&value) } else { value };
        Some(Received { number: line.number, label: line.label.clone(), value, remarks: Vec::new() })
    }
}
