//! Buttons: an option pressed, or named by its number. A late or repeated press changes nothing.

use super::Session;
use super::ask::{BLOCK, press};
use super::renewal::is_question;
use crate::dialog::agenda::{Agenda, block};
use crate::dialog::definition::Name;
use crate::dialog::fold::Said;
use crate::dialog::person::{Flag, Key, State, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::{Press, Shape};
use crate::dialog::text::Args;
use crate::dialog::view::CAMPAIGN;

impl Session<'_> {
    /// A button was pressed; false where it fits nothing that is open, and then nothing has changed.
    pub(super) fn press(&mut self, key: &Key, press: &Press) -> bool {
        if is_question(key) {
            return self.renewal_pressed(key, press);
        }
        let Some(question) = self.asked().filter(|question| question.key == *key) else { return false };
        match press {
            Press::Take(id) => {
                let offered = question.options.iter().any(|option| option.id == *id);
                if offered {
                    self.take_option(key, id, question.shape);
                }
                offered
            }
            _ => self.draft(&question, press),
        }
    }

    /// « 2 » names the second option on screen.
    pub(super) fn press_by_number(&mut self, said: &Said) -> bool {
        let [word] = said.words.as_slice() else { return false };
        let Ok(number) = word.text.parse::<usize>() else { return false };
        let Some(question) = self.asked() else { return false };
        // A ranking's numbers may be those of bassins: its reader says which.
        let numbered = question.shape != Shape::Ranking;
        let chosen = number.checked_sub(1).filter(|_| numbered).and_then(|at| question.options.get(at));
        // Under a recap a number is a line to correct.
        let Some(id) = chosen.map(|option| option.id.clone()).filter(|_| !self.is_recap(&question.key)) else {
            return false;
        };
        let (key, shape) = (question.key.clone(), question.shape);
        self.take_option(&key, &id, shape);
        true
    }

    fn take_option(&mut self, key: &Key, id: &Name, shape: Shape) {
        let yes = **id == *press::YES;
        let waiting = self.person.pending.take();
        if let Some(pending) = waiting {
            return self.settle_pending(pending, yes, Some(id));
        }
        if is_question(key) {
            self.renewal_pressed(key, &Press::Take(id.clone()));
            return;
        }
        match (&**id, shape) {
            (press::LATER, Shape::Task) => self.mark(key, State::Deferred { until: None }, ""),
            (press::DONE, Shape::Task) => self.settle_done(key, ""),
            (press::NOT_CONCERNED, _) => self.mark(key, State::NotConcerned, ""),
            (press::NONE, _) => self.mark(key, State::None, ""),
            (_, Shape::YesNo) => self.yes_no(key, yes),
            _ if *key.slot == *CAMPAIGN && self.person.focus.is_none() => self.choose(id, ""),
            (_, Shape::Ranking) => self.rank(key, vec![id.clone()]),
            _ => self.settle(key, Value::of(&**id), &[], false, ""),
        }
    }

    /// A yes or no to the question of that key: a block, a confirmation, « un autre ? », a recap, a yes-or-no slot.
    pub(super) fn yes_no(&mut self, key: &Key, yes: bool) {
        let known = self.known_block();
        if !known.is_empty() && (known.contains(key) || *key.slot == *BLOCK) {
            return self.block(&known, yes);
        }
        if self.awaits_confirmation(key) {
            return if yes { self.confirm(key) } else { self.drop_answer(key) };
        }
        if self.is_recap(key) {
            return if yes { self.settle_done(key, "") } else { self.not_right(key) };
        }
        let words = self.library.phrases.line(if yes { Phrase::Yes } else { Phrase::No }, &Args::new());
        self.settle(key, Value::Bool(yes), &[], false, &words);
    }

    pub(super) fn settle_done(&mut self, key: &Key, words: &str) {
        if self.awaits_confirmation_of_task(key) {
            return self.confirm(key);
        }
        self.settle(key, Value::Bool(true), &[], false, words);
    }

    fn not_right(&mut self, key: &Key) {
        self.shut(key, self.label(key), self.word(Phrase::SettledWrong));
        self.correct_what();
    }

    fn awaits_confirmation_of_task(&self, key: &Key) -> bool {
        let answer = self.person.focused().and_then(|dossier| dossier.answers.get(key));
        // What was put off and is taken up again has no value to confirm.
        answer.is_some_and(|answer| answer.state == State::Proposed && answer.value.is_some())
    }

    pub(super) fn known_block(&self) -> Vec<Key> {
        self.view().map(|view| block(&Agenda::of(&view), view.dossier)).unwrap_or_default()
    }

    /// « Est-ce toujours exact ? » for all that is known: yes keeps all, no asks one by one.
    fn block(&mut self, keys: &[Key], yes: bool) {
        let said = if yes { Phrase::SettledRight } else { Phrase::SettledWrong };
        self.shut(&Key::new(BLOCK), self.word(Phrase::SettledBlock), self.word(said));
        for key in keys {
            if yes {
                self.confirm(key);
            } else if let Some(answer) = self.person.focused_mut().and_then(|dossier| dossier.answers.get_mut(key)) {
                answer.flags.remove(&Flag::FromProfile);
            }
        }
    }

    /// The proposed value was wrong: the question is asked anew.
    fn drop_answer(&mut self, key: &Key) {
        self.shut(key, self.label(key), self.word(Phrase::SettledWrong));
        if let Some(dossier) = self.person.focused_mut() {
            dossier.answers.remove(key);
        }
    }
}
