//! The open questions, as a channel draws them.

use super::Session;
use super::draft::chosen as chosen_so_far;
use crate::dialog::agenda::{Agenda, Ask, Item, block};
use crate::dialog::definition::{Choice, Name, SlotKind, Step, StepKind};
use crate::dialog::person::{Answer, Channel, Dossier, Flag, Key, Pending, State};
use crate::dialog::phrase::Phrase;
use crate::dialog::recap;
use crate::dialog::reply::{Progress, Question, Shape, Shown};
use crate::dialog::text::{Args, Prose};
use crate::dialog::view::{CAMPAIGN, View, campaign_choices};

/// What can be pressed beside a question's own options.
pub(super) mod press {
    pub(in crate::dialog::turn) const YES: &str = "oui";
    pub(in crate::dialog::turn) const NO: &str = "non";
    pub(in crate::dialog::turn) const DONE: &str = "fait";
    pub(in crate::dialog::turn) const LATER: &str = "plus-tard";
    pub(in crate::dialog::turn) const NOT_CONCERNED: &str = "non-concerne";
    pub(in crate::dialog::turn) const NONE: &str = "aucun";
}

/// Known answers to confirm in one go: a question of its own, though it is asked in the place of the first of them.
pub(super) const BLOCK: &str = "confirmation.bloc";

impl Session<'_> {
    /// Puts the open questions into the reply, the one to ask first in front, and gives them their numbers.
    pub(super) fn ask(&mut self) {
        self.number_first();
        self.reply.progress = self.progress();
        if self.quiet {
            return;
        }
        self.reply.open = self.questions(self.wanted());
        if self.reply.open.is_empty() {
            self.list_deferred();
        }
    }

    /// All that is left was put off: it is listed, and asked when the candidate is back.
    fn list_deferred(&mut self) {
        let Some(view) = self.view() else { return };
        let labels: Vec<String> = Agenda::of(&view).deferred().map(|item| view.label_of(&item.key)).collect();
        if !labels.is_empty() {
            let args = Args::new().with("n", labels.len()).with("libelles", labels.join(", "));
            self.notice(Phrase::OnlyDeferred, &args);
        }
    }

    /// How many questions the channel draws: a mail asks all there are, a chat one after another.
    fn wanted(&self) -> usize {
        if self.channel() == Channel::Email { usize::MAX } else { 1 }
    }

    /// The question asked now.
    pub(super) fn asked(&self) -> Option<Question> {
        self.questions(1).into_iter().next()
    }

    /// The first open questions as they stand.
    fn questions(&self, most: usize) -> Vec<Question> {
        if let Some(question) = self.pending_question() {
            return vec![question];
        }
        let Some(view) = self.view() else { return self.campaign_question().into_iter().collect() };
        let agenda = Agenda::of(&view);
        let known = block(&agenda, view.dossier);
        if let Some(first) = known.first() {
            return vec![self.block_question(&view, first, &known)];
        }
        let open: Vec<Question> =
            agenda.open(view.dossier).into_iter().take(most).map(|item| self.question(&view, item)).collect();
        if open.is_empty() {
            // The six-month question, where nothing else is asked.
            return self.awaited().and_then(|id| self.renewal_question(id)).into_iter().collect();
        }
        open
    }

    /// Numbers are given when a question is first asked.
    fn number_first(&mut self) {
        let Some(view) = self.view() else { return };
        let first = Agenda::of(&view).open(view.dossier).first().map(|item| item.key.clone());
        if let Some(key) = first {
            self.number(&key);
        }
    }

    fn question(&self, view: &View, item: &Item) -> Question {
        let answer = view.answer(&item.key);
        let (ask, shape) = match (item.ask, answer) {
            (Ask::Again(group), _) => (again(view, group, &item.key), Shape::YesNo),
            (Ask::Step(step), Some(answer)) if is_to_confirm(view.dossier, step, &item.key, answer) => {
                (self.confirmation(view, step, &item.key, answer), Shape::YesNo)
            }
            (Ask::Step(step), answer) => (self.words(view, step, item, answer), shape(step)),
        };
        let chosen = item.step().filter(|_| shape == Shape::Ranking);
        let chosen = chosen.map(|step| chosen_so_far(view, step, &item.key)).unwrap_or_default();
        let options = self.options(view, item, shape, &chosen);
        let sensitive = item.step().is_some_and(|step| step.slot.sensitive);
        let step = item.step().map_or_else(|| item.key.slot.clone(), |step| step.name.clone());
        let number = view.dossier.numbers.get(&item.key).copied();
        Question { key: item.key.clone(), step, number, ask, hint: self.hint(shape), options, chosen, shape, sensitive }
    }

    /// The step's own words, with what surrounds them: the old value, what is to be done again, the recap.
    fn words(&self, view: &View, step: &Step, item: &Item, answer: Option<&Answer>) -> Prose {
        let entry = item.entry();
        match step.kind {
            StepKind::Recap => {
                let mut prose = recap::prose(view, &Agenda::of(view));
                prose.extend(view.fill(&step.ask, &entry));
                prose
            }
            StepKind::Task if answer.is_some_and(|answer| answer.flags.contains(&Flag::ToRedo)) => {
                self.redo(view, step, &item.key)
            }
            _ => {
                let mut prose = view.fill(&step.ask, &entry);
                if let Some(value) =
                    answer.and_then(|answer| answer.value.as_ref()).filter(|_| step.kind == StepKind::Question)
                {
                    let args =
                        Args::new().with("libelle", view.label(step)).with("valeur", view.show(&step.slot.name, value));
                    prose.extend(self.say(Phrase::OldValue, &args));
                }
                if let Some(example) = &step.example {
                    prose.extend(view.fill(example, &entry));
                }
                prose
            }
        }
    }

    /// What is to be done again, and because of which answers.
    fn redo(&self, view: &View, step: &Step, key: &Key) -> Prose {
        let (label, fields) = (view.label(step), changed_since(view, step, key).join(", "));
        match &step.redo {
            Some(redo) => {
                let args = view.args_of(redo.names(), &key.entry).with("libelle", label).with("champs", fields);
                redo.fill(&args)
            }
            None => self.say(Phrase::Redo, &Args::new().with("libelle", label).with("champs", fields)),
        }
    }

    fn confirmation(&self, view: &View, step: &Step, key: &Key, answer: &Answer) -> Prose {
        let value = self.proposed(view, key, answer);
        let args = Args::new().with("libelle", view.label_of(key)).with("valeur", value);
        match answer.state {
            State::Doubtful if step.slot.kind == SlotKind::Ine => self.say(Phrase::IneCheck, &args),
            State::Doubtful => self.say(Phrase::Check, &args),
            _ => self.say(Phrase::StillRight, &args),
        }
    }

    /// What is proposed, in words.
    fn proposed(&self, view: &View, key: &Key, answer: &Answer) -> String {
        match (&answer.value, answer.lacking()) {
            (Some(value), _) => view.show(&key.slot, value),
            (None, Some(State::NotConcerned)) => self.word(Phrase::NotConcerned),
            (None, Some(_)) => self.word(Phrase::HasNone),
            (None, None) => String::new(),
        }
    }

    fn options(&self, view: &View, item: &Item, shape: Shape, chosen: &[Name]) -> Vec<Shown> {
        let mut options = match (shape, item.step()) {
            (Shape::YesNo, _) => vec![self.button(press::YES, Phrase::Yes), self.button(press::NO, Phrase::No)],
            (Shape::Task, _) => vec![self.button(press::DONE, Phrase::Done), self.button(press::LATER, Phrase::Later)],
            (Shape::Choice | Shape::Ranking, Some(step)) => shown(&view.options(&step.slot)),
            _ => Vec::new(),
        };
        // What was kept though it is in no list can be taken away too.
        let unlisted: Vec<Shown> =
            chosen.iter().filter(|id| !options.iter().any(|option| option.id == **id)).map(unlisted).collect();
        options.extend(unlisted);
        // Beside a confirmation only yes and no stand; « non » brings the question with all its ways out.
        let own = item.step().filter(|step| shape == self::shape(step));
        if let Some(step) = own.filter(|step| step.kind == StepKind::Question) {
            options.extend(step.slot.none.then(|| self.button(press::NONE, Phrase::HasNone)));
            options.extend(step.slot.optional.then(|| self.button(press::NOT_CONCERNED, Phrase::NotConcerned)));
        }
        options
    }

    fn button(&self, id: &str, phrase: Phrase) -> Shown {
        Shown { id: id.into(), label: self.library.phrases.line(phrase, &Args::new()) }
    }

    fn hint(&self, shape: Shape) -> Prose {
        let phrase = match shape {
            Shape::Choice => Phrase::ChooseOne,
            Shape::YesNo => Phrase::YesOrNo,
            Shape::Task => Phrase::SayDone,
            Shape::Words | Shape::Ranking | Shape::File => return Prose::default(),
        };
        self.say(phrase, &Args::new())
    }

    /// The choice of a guide, when there is no dossier.
    fn campaign_question(&self) -> Option<Question> {
        let step = self.library.common.step_of(CAMPAIGN)?;
        let options = shown(&campaign_choices(self.library, None));
        let ask = step.ask.fill(&Args::new());
        Some(self.frame_question(&Key::new(CAMPAIGN), &step.name, ask, options, Shape::Choice))
    }

    fn frame_question(&self, key: &Key, step: &Name, ask: Prose, options: Vec<Shown>, shape: Shape) -> Question {
        let hint = self.hint(shape);
        Question {
            key: key.clone(),
            step: step.clone(),
            number: None,
            ask,
            hint,
            options,
            chosen: Vec::new(),
            shape,
            sensitive: false,
        }
    }

    /// A short question that is open beside the dossier's own.
    fn pending_question(&self) -> Option<Question> {
        let yes_no = || vec![self.button(press::YES, Phrase::Yes), self.button(press::NO, Phrase::No)];
        let name = Name::from("confirmation");
        let pending = self.person.pending.as_ref()?;
        let key = short_key(pending);
        match pending {
            // What is asked was said in this turn's notices; the buttons answer it.
            Pending::Restart | Pending::Erase | Pending::Another { .. } | Pending::Join(_) => {
                Some(self.frame_question(&key, &name, Prose::default(), yes_no(), Shape::YesNo))
            }
            Pending::Suggested { .. } => {
                Some(self.frame_question(&key, &key.slot, Prose::default(), yes_no(), Shape::YesNo))
            }
            Pending::Which { among, .. } => {
                // All that was named, also what will be refused: its reason is the answer.
                let options = labelled(&self.choices_among(&key, among));
                Some(self.frame_question(&key, &key.slot, Prose::default(), options, Shape::Choice))
            }
            Pending::Correct => Some(self.frame_question(&key, &name, Prose::default(), Vec::new(), Shape::Words)),
            Pending::Guide => self.campaign_question(),
            Pending::Withdraw { .. } => {
                Some(self.frame_question(&key, &name, Prose::default(), yes_no(), Shape::YesNo))
            }
            Pending::Candidature { wish, among } => Some(self.which_candidature(&key, *wish, among)),
        }
    }

    /// The options of a slot with those ids, in their order.
    pub(super) fn choices_among(&self, key: &Key, among: &[Name]) -> Vec<Choice> {
        let all = match self.view().and_then(|view| Some((view, view.step_at(key)?))) {
            Some((view, step)) => view.options(&step.slot).into_owned(),
            None => campaign_choices(self.library, None),
        };
        let named = all.into_iter().filter(|choice| among.contains(&choice.id)).collect::<Vec<_>>();
        if named.is_empty() {
            // Countries and the like have no list of their own: what was named is what can be chosen.
            return among
                .iter()
                .map(|id| Choice { id: id.clone(), label: id.to_string(), ..Choice::default() })
                .collect();
        }
        named
    }

    fn block_question(&self, view: &View, first: &Key, keys: &[Key]) -> Question {
        let mut ask = self.say(Phrase::BlockRight, &Args::new());
        for key in keys {
            let value = view.answer(key).map(|answer| self.proposed(view, key, answer)).unwrap_or_default();
            let args = Args::new().with("libelle", view.label_of(key)).with("valeur", value);
            ask.extend(self.say(Phrase::BlockLine, &args));
        }
        let options = vec![self.button(press::YES, Phrase::Yes), self.button(press::NO, Phrase::No)];
        self.frame_question(&Key::new(BLOCK), &first.slot, ask, options, Shape::YesNo)
    }

    fn progress(&self) -> Option<Progress> {
        let view = self.view()?;
        let agenda = Agenda::of(&view);
        let first = agenda.open(view.dossier).into_iter().next();
        let key = first.map_or_else(|| Key::new(""), |item| item.key.clone());
        let (n, total) = agenda.place(&key);
        let section = first.map(|item| section(&view, item)).unwrap_or_default();
        let args = Args::new().with("n", n).with("total", total).with("section", &section);
        // « Un autre ? » is no step: under the number of the next one it would be shown twice in a row.
        let phrase = first.map(|item| match item.ask {
            Ask::Step(_) => Phrase::Progress,
            Ask::Again(_) => Phrase::ProgressAgain,
        });
        let line = phrase.map(|phrase| self.library.phrases.line(phrase, &args)).unwrap_or_default();
        Some(Progress { dossier: view.dossier.id, dialog: view.dialog.id.clone(), n, total, section, line })
    }
}

/// The key of a short question: its own, so that no button of one answers another, or that of the answer it is about.
pub(super) fn short_key(pending: &Pending) -> Key {
    match pending {
        Pending::Restart => Key::new("confirmation.recommencer"),
        Pending::Erase => Key::new("confirmation.effacer"),
        Pending::Another { .. } => Key::new("confirmation.demarche"),
        Pending::Correct => Key::new("confirmation.modifier"),
        Pending::Guide => Key::new(CAMPAIGN),
        Pending::Withdraw { .. } => Key::new("confirmation.retirer"),
        Pending::Candidature { .. } => Key::new("confirmation.candidature"),
        Pending::Join(_) => Key::new("confirmation.reunir"),
        Pending::Suggested { key, .. } | Pending::Which { key, .. } => key.clone(),
    }
}

fn unlisted(id: &Name) -> Shown {
    Shown { id: id.clone(), label: id.to_string() }
}

fn section(view: &View, item: &Item) -> String {
    match item.ask {
        Ask::Step(step) => step.section.clone(),
        Ask::Again(group) => {
            let of_group = |step: &&Step| step.group.as_ref() == Some(&group.name);
            view.dialog.steps.iter().find(of_group).map(|step| step.section.clone()).unwrap_or_default()
        }
    }
}

fn again(view: &View, group: &crate::dialog::definition::Group, key: &Key) -> Prose {
    let first = key.entry.as_ref().is_some_and(|(_, entry)| *entry == 0);
    let text = group.first.as_ref().filter(|_| first).unwrap_or(&group.again);
    view.fill(text, &key.entry)
}

/// A known answer is confirmed with a yes, unless a yes could also be its new value, or the candidate wants to change it.
pub(in crate::dialog) fn is_to_confirm(dossier: &Dossier, step: &Step, key: &Key, answer: &Answer) -> bool {
    let readable = matches!(step.slot.kind, SlotKind::YesNo | SlotKind::Wish | SlotKind::Done);
    match answer.state {
        State::Doubtful => true,
        State::Proposed => {
            (answer.value.is_some() || answer.lacking().is_some()) && !readable && !dossier.reopened.contains(key)
        }
        _ => false,
    }
}

fn shape(step: &Step) -> Shape {
    match (step.kind, &step.slot.kind) {
        (StepKind::Task | StepKind::Note, _) => Shape::Task,
        (StepKind::Recap, _) | (_, SlotKind::YesNo) => Shape::YesNo,
        (_, SlotKind::Choice { .. }) => Shape::Choice,
        (_, SlotKind::Ranking { .. }) => Shape::Ranking,
        (_, SlotKind::Document { .. }) => Shape::File,
        _ => Shape::Words,
    }
}

/// The answers a task carried that are newer than the day it was done.
pub(in crate::dialog) fn changed_since(view: &View, step: &Step, key: &Key) -> Vec<String> {
    let done = view.answer(key).map(|answer| answer.at);
    let carried = |(theirs, _): &(&Key, &Answer)| {
        let same_entry = key.entry.is_none() || theirs.entry.is_none() || theirs.entry == key.entry;
        same_entry && step.enters.contains(&theirs.slot)
    };
    let all = view.dossier.answers.iter().filter(carried);
    let newer = all.filter(|(_, answer)| done.is_some_and(|done| answer.at > done));
    newer.map(|(key, _)| view.label_of(key)).collect()
}

fn shown(options: &[Choice]) -> Vec<Shown> {
    // What is refused is understood when said, but not offered.
    labelled(options.iter().filter(|option| option.refused.is_none()))
}

fn labelled<'a>(options: impl IntoIterator<Item = &'a Choice>) -> Vec<Shown> {
    options.into_iter().map(|option| Shown { id: option.id.clone(), label: option.label.clone() }).collect()
}
