//! Staff answer in the candidate's name, and look at their files. The candidate is told of either.

use uuid::Uuid;

use super::{Says, Session};
use crate::dialog::act::{Refusal, StaffAct};
use crate::dialog::fold::Said;
use crate::dialog::person::{Flag, Key, Owner, State, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::slot::{self, Heard};
use crate::dialog::text::Args;
use crate::dialog::understand::setting::Asked;
use crate::dialog::view::View;

/// Bytes of what is said to be wrong with a piece.
const MOST_REASON: usize = 1 << 10;

impl Session<'_> {
    pub(super) fn staff_answers(
        &mut self,
        act: &StaffAct,
        dossier: Uuid,
        key: &Key,
        words: &str,
    ) -> Result<Says, Refusal> {
        self.is_free_for(act)?;
        let focus = self.person.focus;
        self.turns_to(dossier, key)?;
        let (value, flags) = self.read_for_staff(key, words)?;
        self.settle(key, value, &flags, false, words);
        if let Some(answer) = self.person.focused_mut().and_then(|dossier| dossier.answers.get_mut(key)) {
            answer.by = Some(act.name.clone());
        }
        // What was understood is said as whose it is, and by nobody else.
        self.reply.heard.clear();
        let valeur = self.view().and_then(|view| {
            let value = view.answer(key)?.value.clone()?;
            Some(view.show(&key.slot, &value))
        });
        let args = Args::new()
            .with("nom", &act.name)
            .with("libelle", self.label(key))
            .with("valeur", valeur.unwrap_or_default());
        // What they were at goes on.
        self.person.focus = focus.or(self.person.focus);
        Ok(self.told_by_staff(act, Phrase::StaffNoted, &args))
    }

    pub(super) fn staff_looked(
        &mut self,
        act: &StaffAct,
        dossier: Uuid,
        key: &Key,
        fault: Option<&str>,
    ) -> Result<Says, Refusal> {
        self.is_free_for(act)?;
        let fault = fault.map(str::trim);
        if fault.is_some_and(|fault| fault.is_empty() || fault.len() > MOST_REASON) {
            return Err(Refusal::Words);
        }
        let held = self.dossier(dossier).and_then(|dossier| dossier.answers.get(key));
        if !held.is_some_and(|answer| matches!(answer.value, Some(Value::Piece(_)))) {
            return Err(Refusal::Unknown);
        }
        let Some(fault) = fault else { return Ok(self.approved(act, dossier, key)) };
        self.turns_to(dossier, key)?;
        // A « oui » to what was asked of another dossier must not be heard of this one.
        self.person.pending = None;
        let args = Args::new().with("nom", &act.name).with("libelle", self.label(key)).with("raison", fault);
        // The file stays where it is until another one comes, and the question is open again.
        if let Some(dossier) = self.person.focused_mut() {
            if let Some(answer) = dossier.answers.get_mut(key) {
                answer.flags.remove(&Flag::Approved);
                answer.state = State::SetAside;
            }
            dossier.finished = None;
            dossier.reopened.retain(|open| open != key);
            dossier.reopened.push(key.clone());
        }
        Ok(self.told_by_staff(act, Phrase::StaffRefuses, &args))
    }

    /// The file is fine. Where it had been refused before, they are told that nothing more is wanted.
    fn approved(&mut self, act: &StaffAct, id: Uuid, key: &Key) -> Says {
        let library = self.library;
        let Some(dossier) = self.dossier_mut(id) else { return Says::Nothing };
        let Some(answer) = dossier.answers.get_mut(key) else { return Says::Nothing };
        let refused = answer.state == State::SetAside;
        answer.flags.insert(Flag::Approved);
        answer.by = Some(act.name.clone());
        if !refused {
            return Says::Nothing;
        }
        answer.state = State::Given;
        dossier.reopened.retain(|open| open != key);
        let view = View::new(library, dossier);
        let label = view.as_ref().map_or_else(|| key.slot.to_string(), |view| view.label_of(key));
        let value = view.and_then(|view| Some(view.show(&key.slot, view.answer(key)?.value.as_ref()?)));
        let args = Args::new().with("nom", &act.name).with("libelle", label).with("valeur", value.unwrap_or_default());
        self.told_by_staff(act, Phrase::StaffNoted, &args)
    }

    /// The conversation is about that dossier, which has such a question.
    fn turns_to(&mut self, dossier: Uuid, key: &Key) -> Result<(), Refusal> {
        if self.dossier(dossier).is_none() {
            return Err(Refusal::Unknown);
        }
        self.person.focus = Some(dossier);
        self.catch_up();
        let known = self.view().is_some_and(|view| view.step_at(key).is_some());
        if known { Ok(()) } else { Err(Refusal::Unknown) }
    }

    fn read_for_staff(&self, key: &Key, words: &str) -> Result<(Value, Vec<Flag>), Refusal> {
        let setting = self.setting(Some(key));
        let view = self.view().ok_or(Refusal::Unknown)?;
        let step = view.step_at(key).ok_or(Refusal::Unknown)?;
        let asked = Asked::step(&view, step, &key.entry);
        let not_understood = || Refusal::NotUnderstood(vec![self.say(Phrase::NotUnderstood, &Args::new())]);
        match slot::read(&setting.scene(&asked, true), &Said::new(words)) {
            Heard::Value(value, flags) | Heard::Check(value, flags) => Ok((value, flags)),
            Heard::Values(values) => values
                .into_iter()
                .find_map(|(slot, value)| (slot == key.slot).then_some((value, Vec::new())))
                .ok_or_else(not_understood),
            Heard::Refused(reason, _) => Err(Refusal::NotUnderstood(vec![self.why_refused(&key.slot, &reason)])),
            Heard::Nothing | Heard::Ambiguous(_) | Heard::Unsure => Err(not_understood()),
        }
    }

    /// Said by the assistant where it has the conversation, who then asks on; else in the name of who acts.
    fn told_by_staff(&mut self, act: &StaffAct, phrase: Phrase, args: &Args) -> Says {
        let prose = self.say(phrase, args);
        if self.person.owner == Owner::Assistant {
            self.reply.notices.push(prose);
            return Says::Goes;
        }
        self.person.handling.acted = Some(self.now.at);
        self.tell_for_staff(&act.name, vec![prose], None);
        Says::Nothing
    }
}
