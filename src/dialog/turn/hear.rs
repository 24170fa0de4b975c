//! What a candidate said in one go: pressed options, files, words; each led to the question it answers.

use super::Session;
use super::ask::{is_to_confirm, press};
use crate::dialog::agenda::{Agenda, Ask, block};
use crate::dialog::definition::{Name, StepKind};
use crate::dialog::fold::Said;
use crate::dialog::intent::{Command, Reading};
use crate::dialog::lexicon::List;
use crate::dialog::person::{AGAIN, Key, Pending, State, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::{Press, Shape, Utterance, Wordless};
use crate::dialog::text::Args;
use crate::dialog::understand::setting::{Asked, Setting};
use crate::dialog::understand::understand;
use crate::dialog::view::CAMPAIGN;
use crate::dialog::warning;
use crate::redact::Secret;

impl Session<'_> {
    pub(super) fn hear(&mut self, utterance: &Utterance) {
        self.person.paused = false;
        for secret in &utterance.masked {
            self.notice(masked(*secret), &Args::new());
        }
        if let Some((key, press)) = &utterance.pressed {
            self.press(key, press);
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

    /// A command without words of its own.
    pub(super) fn command_pressed(&mut self, name: Command) {
        self.person.paused = false;
        self.person.pending = None;
        let asked = self.asked_key();
        self.command(name, None, asked.as_ref(), "");
    }

    /// What holds no words is answered kindly, and the question asked again.
    pub(super) fn wordless(&mut self, _: Wordless) {
        self.notice(Phrase::Empty, &Args::new());
    }

    /// A message that had answered was changed: its new words answer the same question.
    pub(super) fn edited(&mut self, keys: &[Key], words: &str) {
        let said = Said::new(words);
        if let Some(key) = keys.first().filter(|_| !said.is_empty()) {
            let readings = understand(&self.setting(Some(key)), words, &[]).readings;
            self.act(&readings, Some(key), words);
        }
    }

    /// Words, perhaps under the number of the question they answer.
    fn part(&mut self, number: Option<u32>, text: &str, masked: &[Secret]) {
        let said = Said::new(text);
        if said.is_empty() {
            return;
        }
        let numbered = number.and_then(|number| self.key_numbered(number));
        if numbered.is_none() && (self.pasted_warning(text) || self.short_question(&said)) {
            return;
        }
        let key = numbered.or_else(|| self.asked_key());
        if number.is_none() && (self.press_by_number(&said) || self.line_of_recap(&said, key.as_ref())) {
            return;
        }
        if self.confirmed(key.as_ref(), &said) {
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
                Some(step) => Some(Asked::step(view, step, &key.entry)),
                None => Some(Asked { entry: key.entry.clone(), ..Asked::yes_no(&key.slot) }),
            },
            (Some(_), None) => None,
        };
        Setting { library: self.library, view, asked, today: self.now.today() }
    }

    /// An option was pressed. A late or repeated press changes nothing: the open question is simply asked again.
    fn press(&mut self, key: &Key, press: &Press) {
        let open = self.questions();
        let Some(question) = open.first().filter(|question| question.key == *key) else { return };
        let Press::Take(id) = press else { return };
        if question.options.iter().any(|option| option.id == *id) {
            let shape = question.shape;
            self.take_option(key, id, shape);
        }
    }

    /// « 2 » names the second option on screen.
    fn press_by_number(&mut self, said: &Said) -> bool {
        let [word] = said.words.as_slice() else { return false };
        let Ok(number) = word.text.parse::<usize>() else { return false };
        let open = self.questions();
        let Some(question) = open.first() else { return false };
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
        match (&**id, shape) {
            (press::LATER, Shape::Task) => self.mark(key, State::Deferred { until: None }, ""),
            (press::DONE, Shape::Task) => self.settle_done(key, ""),
            (press::NOT_CONCERNED, _) => self.mark(key, State::NotConcerned, ""),
            (press::NONE, _) => self.mark(key, State::None, ""),
            (_, Shape::YesNo) => self.yes_no(key, yes),
            _ if *key.slot == *CAMPAIGN && self.person.focus.is_none() => self.choose(id, ""),
            _ => self.settle(key, Value::of(&**id), &[], false, ""),
        }
    }

    /// A yes or no to the question of that key: a block, a confirmation, « un autre ? », a recap, a yes-or-no slot.
    pub(super) fn yes_no(&mut self, key: &Key, yes: bool) {
        let known = self.known_block();
        if known.contains(key) && known.len() > 1 {
            return self.block(&known, yes);
        }
        if self.awaits_confirmation(key) {
            return if yes { self.confirm(key) } else { self.drop_answer(key) };
        }
        if self.is_recap(key) {
            return if yes { self.settle_done(key, "") } else { self.correct_what() };
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

    fn awaits_confirmation_of_task(&self, key: &Key) -> bool {
        let answer = self.person.focused().and_then(|dossier| dossier.answers.get(key));
        answer.is_some_and(|answer| answer.state == State::Proposed)
    }

    pub(super) fn is_recap(&self, key: &Key) -> bool {
        self.view().and_then(|view| view.step_at(key)).is_some_and(|step| step.kind == StepKind::Recap)
    }

    pub(super) fn awaits_confirmation(&self, key: &Key) -> bool {
        let Some(view) = self.view() else { return false };
        let (Some(step), Some(answer)) = (view.step_at(key), view.answer(key)) else { return false };
        is_to_confirm(view.dossier, step, key, answer)
    }

    fn known_block(&self) -> Vec<Key> {
        self.view().map(|view| block(&Agenda::of(&view), view.dossier)).unwrap_or_default()
    }

    /// « Est-ce toujours exact ? » for all that is known: yes keeps all, no asks one by one.
    fn block(&mut self, keys: &[Key], yes: bool) {
        for key in keys {
            if yes {
                self.confirm(key);
            } else if let Some(answer) = self.person.focused_mut().and_then(|dossier| dossier.answers.get_mut(key)) {
                answer.flags.remove(&crate::dialog::person::Flag::FromProfile);
            }
        }
    }

    /// The proposed value was wrong: the question is asked anew.
    fn drop_answer(&mut self, key: &Key) {
        if let Some(dossier) = self.person.focused_mut() {
            dossier.answers.remove(key);
        }
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

    /// The question that is open beside the dossier's own. What is no answer to it closes it unanswered.
    fn short_question(&mut self, said: &Said) -> bool {
        let Some(pending) = self.person.pending.take() else { return false };
        let lexicon = &self.library.lexicon;
        let yes = lexicon.is_only(List::Yes, said);
        // « Ok » takes what was proposed; only a plain yes destroys.
        let ok = lexicon.is_only(List::Done, said);
        match &pending {
            Pending::Which { key, among } => {
                let (key, among) = (key.clone(), among.clone());
                self.which(&key, &among, said)
            }
            Pending::Correct => self.correct_named(said),
            // Only a plain « oui » destroys anything, and whatever else is said to it answers nothing underneath.
            Pending::Restart | Pending::Erase => {
                let sure = self.is_plain_yes(said);
                self.settle_pending(pending, sure, None);
                true
            }
            Pending::Guide => self.guide(said),
            Pending::Suggested { .. } | Pending::Another { .. } if ok => {
                self.settle_pending(pending, true, None);
                true
            }
            _ if yes || lexicon.is_only(List::No, said) => {
                self.settle_pending(pending, yes, None);
                true
            }
            Pending::Another { .. } | Pending::Suggested { .. } => false,
        }
    }

    /// « Oui », « oui, effacez tout » ; neither « ok » nor « d’accord », which people say to what they have not read.
    fn is_plain_yes(&self, said: &Said) -> bool {
        let opens = said.words.first().is_some_and(|word| word.text == "oui");
        opens
            && said.words.len() <= 8
            && !said.question
            && ![List::Negation, List::Keep].iter().any(|list| self.library.lexicon.says(*list, &said.words))
    }

    /// Which guide, when the candidate asked for another one. Of one guide's campaigns, the file already open is meant.
    fn guide(&mut self, said: &Said) -> bool {
        let Some(asked) = Asked::campaign(self.library) else { return false };
        let setting = Setting { library: self.library, view: None, asked: Some(asked), today: self.now.today() };
        let readings = understand(&setting, &said.raw, &[]).readings;
        match readings.first() {
            Some(Reading::Answer { value: Value::Text(id), .. }) => {
                let id = Name::from(id.as_str());
                self.choose(&id, &said.raw);
                true
            }
            Some(Reading::Ambiguous { among, .. }) => {
                let open = among.iter().find_map(|id| self.open_dossier_of(id));
                open.iter().for_each(|dialog| self.enter(dialog));
                open.is_some()
            }
            _ => false,
        }
    }

    fn open_dossier_of(&self, campaign: &Name) -> Option<Name> {
        let dialog = &self.library.campaigns.get(campaign)?.dialog;
        let open = |dossier: &&crate::dialog::person::Dossier| dossier.dialog == *dialog && dossier.finished.is_none();
        self.person.dossiers.iter().find(open).map(|dossier| dossier.dialog.clone())
    }

    /// One of the options that were named together.
    fn which(&mut self, key: &Key, among: &[Name], said: &Said) -> bool {
        let choices = self.choices_among(key, among);
        let by_number =
            said.words.first().filter(|_| said.words.len() == 1).and_then(|word| word.text.parse::<usize>().ok());
        if let Some(choice) = by_number.and_then(|number| choices.get(number.checked_sub(1)?)) {
            let id = choice.id.clone();
            self.settle_pending(Pending::Which { key: key.clone(), among: among.to_vec() }, true, Some(&id));
            return true;
        }
        let readings = {
            let mut setting = self.setting(Some(key));
            setting.asked = setting.asked.map(|asked| asked.among(choices));
            understand(&setting, &said.raw, &[]).readings
        };
        // What only narrows elsewhere decides among those that were named together.
        if let [Reading::Ambiguous { among: named, .. }, ..] = readings.as_slice()
            && let [only] = named.as_slice()
        {
            self.settle_pending(Pending::Which { key: key.clone(), among: among.to_vec() }, true, Some(only));
            return true;
        }
        let answered = readings.iter().any(|r| matches!(r, Reading::Answer { .. } | Reading::Ambiguous { .. }));
        if answered {
            self.act(&readings, Some(key), &said.raw);
        }
        answered
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

fn masked(secret: Secret) -> Phrase {
    match secret {
        Secret::Password => Phrase::MaskedPassword,
        Secret::Link => Phrase::MaskedLink,
        Secret::Numen => Phrase::MaskedNumen,
        Secret::Nir => Phrase::MaskedNir,
        Secret::Iban => Phrase::MaskedIban,
        Secret::Card => Phrase::MaskedCard,
    }
}
