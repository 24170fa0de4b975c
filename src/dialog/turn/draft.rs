//! A ranking chosen button by button: what is chosen so far is kept with the dossier until it is validated.
//!
//! Each press makes sure of something, so that one pressed twice or delivered twice does no more than once.

use super::{Ending, Session};
use crate::dialog::agenda::Agenda;
use crate::dialog::definition::{Name, SlotKind, Step};
use crate::dialog::fold::{Said, fold};
use crate::dialog::lexicon::List;
use crate::dialog::person::{Draft, Flag, Key, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::{Press, Question, Shape};
use crate::dialog::text::Args;
use crate::dialog::view::View;

impl Session<'_> {
    /// A press on a ranking; false where it fits nothing of it.
    pub(super) fn draft(&mut self, question: &Question, press: &Press) -> bool {
        if question.shape != Shape::Ranking {
            return false;
        }
        let mut chosen = question.chosen.clone();
        match press {
            Press::Validate => {
                self.rank(&question.key, chosen);
                return true;
            }
            Press::Ensure(id) if chosen.contains(id) => {}
            Press::Ensure(id) if self.is_wish(question, id) => chosen.push(id.clone()),
            Press::Place(id, place) if self.is_wish(question, id) => {
                chosen.retain(|other| other != id);
                chosen.insert((*place).min(chosen.len()), id.clone());
            }
            Press::Remove(id) if self.is_wish(question, id) => chosen.retain(|other| other != id),
            Press::Take(_) | Press::Ensure(_) | Press::Remove(_) | Press::Place(..) => return false,
        }
        if let Some(dossier) = self.person.focused_mut() {
            dossier.draft = Some(Draft { key: question.key.clone(), chosen });
        }
        self.ending = Ending::Redraw;
        true
    }

    /// True for an option that can be ranked: not for « je n’en ai pas », which stands beside the ranking.
    fn is_wish(&self, question: &Question, id: &Name) -> bool {
        let view = self.view();
        let step = view.as_ref().and_then(|view| view.step_at(&question.key));
        let listed = |view: &View, step| view.options(step).iter().any(|option| option.id == *id);
        let own = view.zip(step).is_some_and(|(view, step)| listed(&view, &step.slot));
        question.chosen.contains(id) || (own && question.options.iter().any(|option| option.id == *id))
    }

    /// What is chosen answers the question, when it is neither too little nor too much.
    pub(super) fn rank(&mut self, key: &Key, chosen: Vec<Name>) {
        let Some((least, most, known)) = self.limits(key, &chosen) else { return };
        let n = chosen.len();
        match n {
            0 => self.doubt(Phrase::NothingChosen, &Args::new()),
            _ if n < least => self.doubt(Phrase::TooFew, &Args::new().with("n", least)),
            _ if n > most => self.doubt(Phrase::TooMany, &Args::new().with("n", most)),
            _ => {
                let flags: &[Flag] = if known { &[] } else { &[Flag::UnknownOption] };
                let value = Value::List(chosen.iter().map(ToString::to_string).collect());
                self.settle(key, value, flags, false, "");
            }
        }
    }

    /// The fewest and most wishes of a ranking, and whether all of these are in its list.
    fn limits(&self, key: &Key, chosen: &[Name]) -> Option<(usize, usize, bool)> {
        let view = self.view()?;
        let step = view.step_at(key)?;
        let SlotKind::Ranking { least, most, .. } = step.slot.kind else { return None };
        let options = view.options(&step.slot);
        Some((least, most, chosen.iter().all(|id| options.iter().any(|option| option.id == *id))))
    }

    /// « Valider », « c’est bon », once something is chosen.
    pub(super) fn validated(&mut self, key: Option<&Key>, said: &Said) -> bool {
        let ranking = self.asked().filter(|asked| Some(&asked.key) == key && asked.shape == Shape::Ranking);
        let Some(question) = ranking.filter(|question| !question.chosen.is_empty()) else { return false };
        let validates = said.folded() == fold(&self.word(Phrase::Validate));
        let done = validates || self.library.lexicon.is_only(List::Done, said);
        if done {
            self.rank(&question.key, question.chosen.clone());
        }
        done
    }

    /// What was chosen of a question that is asked no more is forgotten.
    pub(super) fn forget_draft(&mut self) {
        let Some(view) = self.view() else { return };
        let Some(draft) = &view.dossier.draft else { return };
        let agenda = Agenda::of(&view);
        let ranking = |step: &Step| matches!(step.slot.kind, SlotKind::Ranking { .. });
        let asked = agenda.find(&draft.key).filter(|item| item.is_open()).and_then(|item| item.step());
        let alive = asked.is_some_and(ranking);
        if let Some(dossier) = self.person.focused_mut().filter(|_| !alive) {
            dossier.draft = None;
        }
    }
}

/// What is chosen so far of a ranking that is asked: button by button, or else what it held before it was opened again.
pub(super) fn chosen(view: &View, step: &Step, key: &Key) -> Vec<Name> {
    let SlotKind::Ranking { other, .. } = step.slot.kind else { return Vec::new() };
    let held = || match view.answer(key)?.value.as_ref()? {
        Value::List(ids) => Some(ids.iter().map(|id| Name::from(id.as_str())).collect()),
        _ => None,
    };
    let mut chosen = draft_of(view, key).map(|draft| draft.chosen.clone()).or_else(held).unwrap_or_default();
    let options = view.options(&step.slot);
    // The dialog may have been edited meanwhile.
    chosen.retain(|id| match options.iter().find(|option| option.id == *id) {
        Some(option) => option.refused.is_none(),
        None => other,
    });
    chosen
}

/// What is chosen so far, as the value of the question.
pub(super) fn drafted(view: &View, key: &Key) -> Option<Value> {
    let draft = draft_of(view, key)?;
    Some(Value::List(draft.chosen.iter().map(ToString::to_string).collect()))
}

fn draft_of<'v>(view: &View<'v>, key: &Key) -> Option<&'v Draft> {
    view.dossier.draft.as_ref().filter(|draft| draft.key == *key)
}
