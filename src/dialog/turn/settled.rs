//! One line for each question this turn settled: a channel puts it where the question's buttons were, so that no
//! keyboard of yesterday stays without a word.

use super::Session;
use super::ask::short_key;
use crate::dialog::definition::{Name, StepKind};
use crate::dialog::person::{AGAIN, Key, Pending, State, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::Settled;
use crate::dialog::text::Args;
use crate::dialog::view::View;

impl Session<'_> {
    /// Says how a question ended; the last word about a question counts.
    pub(super) fn shut(&mut self, key: &Key, label: String, value: String) {
        let line = self.say(Phrase::SettledLine, &Args::new().with("libelle", label).with("valeur", value));
        self.reply.settled.retain(|settled| settled.key != *key);
        self.reply.settled.push(Settled { key: key.clone(), line });
    }

    /// The lines of what was answered, as it stands when the turn ends.
    pub(super) fn shut_answered(&mut self) {
        for key in std::mem::take(&mut self.kept) {
            if let Some(value) = self.told(&key) {
                self.shut(&key, self.title(&key), value);
            }
        }
    }

    /// A short question ends with what was answered to it. One about an answer is shut again by that answer.
    pub(super) fn shut_short(&mut self, pending: &Pending, yes: bool, option: Option<&Name>) {
        let key = short_key(pending);
        let named =
            option.filter(|_| matches!(pending, Pending::Which { .. } | Pending::Guide | Pending::Candidature { .. }));
        let value = match named {
            Some(id) => {
                self.choices_among(&key, std::slice::from_ref(id)).into_iter().next().map(|choice| choice.label)
            }
            None => Some(self.word(if yes { Phrase::Yes } else { Phrase::No })),
        };
        self.shut(&key, self.word(Phrase::SettledShort), value.unwrap_or_default());
    }

    /// A short question that other words left unanswered.
    pub(super) fn let_go(&mut self, pending: &Pending) {
        if matches!(pending, Pending::Restart | Pending::Erase | Pending::Join(_) | Pending::Another { .. }) {
            self.shut_short(pending, false, None);
        }
    }

    /// What a question is called: « un autre ? » by its group.
    pub(super) fn title(&self, key: &Key) -> String {
        let group = key.entry.as_ref().filter(|_| *key.slot == *AGAIN);
        let named = group.and_then(|(group, entry)| Some((self.view()?.dialog.group(group)?.label.clone(), *entry)));
        let Some((label, entry)) = named else { return self.label(key) };
        let phrase = if entry == 0 { Phrase::SettledFirst } else { Phrase::SettledAgain };
        self.library.phrases.line(phrase, &Args::new().with("groupe", label))
    }

    /// What was answered to a question, in a few words; `None` while it is open.
    pub(super) fn told(&self, key: &Key) -> Option<String> {
        let view = self.view()?;
        let answer = view.answer(key)?;
        match answer.state {
            State::Given => self.given_as(&view, key, answer.value.as_ref()?),
            State::Deferred { .. } => Some(self.word(Phrase::Later)),
            State::NotConcerned => Some(self.word(Phrase::NotConcerned)),
            State::None => Some(self.word(Phrase::HasNone)),
            State::Proposed | State::Doubtful | State::Checking | State::SetAside => None,
        }
    }

    fn given_as(&self, view: &View, key: &Key, value: &Value) -> Option<String> {
        match view.step_at(key).map(|step| step.kind) {
            Some(StepKind::Task) => Some(self.word(Phrase::SettledDone)),
            Some(StepKind::Recap) => Some(self.word(Phrase::SettledRight)),
            Some(StepKind::Note) => None,
            Some(StepKind::Question) | None => Some(view.show(&key.slot, value)),
        }
    }

    /// A phrase that names nothing, on one line.
    pub(super) fn word(&self, phrase: Phrase) -> String {
        self.library.phrases.line(phrase, &Args::new())
    }
}
