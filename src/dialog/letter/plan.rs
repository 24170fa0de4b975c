//! What a letter asks: everything that can be answered or done now, even what follows from something else it asks.
//!
//! A candidate who answers all of a letter must not wait for the next one to learn what to do. So a letter counts on
//! the recap being confirmed and on its tasks being done, in order, and shows what comes then too.

use crate::dialog::agenda::{Agenda, Ask, Item, Status};
use crate::dialog::definition::{Condition, Library, Name, SlotKind, Step, StepKind, Test};
use crate::dialog::person::{Answer, Dossier, Flag, Key, Value};
use crate::dialog::text::Text;
use crate::dialog::view::{Truth, View};

/// What a letter asks, in the order of the guide.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Known or doubtful answers to confirm.
    pub check: Vec<Key>,
    /// Open questions.
    pub wanted: Vec<Key>,
    /// The recap to confirm.
    pub recap: Option<Key>,
    /// Tasks that can be done now, one after the other.
    pub tasks: Vec<Key>,
    /// Questions that come up once they are done.
    pub after: Vec<Key>,
    /// Things to know about what is shown.
    pub notes: Vec<Key>,
}

/// More rounds than any dialog has tasks in a row.
const ROUNDS: usize = 200;

impl Plan {
    /// The plan of a dossier's next letter.
    #[must_use]
    pub fn of(library: &Library, dossier: &Dossier) -> Self {
        let mut plan = Self::default();
        let mut assumed = dossier.clone();
        plan.questions(library, dossier);
        for _ in 0..ROUNDS {
            let Some(next) = plan.next(library, &assumed) else { break };
            let key = match next {
                Next::Recap(key) => {
                    plan.recap = Some(key.clone());
                    key
                }
                Next::Task(key) => {
                    plan.tasks.push(key.clone());
                    key
                }
            };
            assumed.answers.insert(key, Answer::given(Value::Bool(true)));
        }
        plan.follow(library, dossier, &assumed);
        if plan.is_empty() {
            plan.wanted = deferred(library, dossier);
        }
        plan
    }

    /// All that is asked or to be done, in the order of the letter.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.check.iter().chain(&self.wanted).chain(&self.recap).chain(&self.tasks).chain(&self.after)
    }

    /// True when it asks nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys().next().is_none()
    }

    fn questions(&mut self, library: &Library, dossier: &Dossier) {
        let Some(view) = View::new(library, dossier) else { return };
        let agenda = Agenda::of(&view);
        for item in agenda.items.iter().filter(|item| is_question(item)) {
            if !item.is_open() {
                self.wanted.extend(depends(&view, item).map(|_| item.key.clone()));
                continue;
            }
            // Asked for by its name, it does not wait for the tasks before it.
            if is_outcome(&agenda, item) && !dossier.reopened.contains(&item.key) {
                continue;
            }
            let to_confirm = item
                .step()
                .zip(view.answer(&item.key))
                .is_some_and(|(step, answer)| crate::dialog::turn::is_to_confirm(dossier, step, &item.key, answer));
            if to_confirm && waits_for_a_wish(dossier, &item.key) {
                continue;
            }
            if to_confirm { self.check.push(item.key.clone()) } else { self.wanted.push(item.key.clone()) }
        }
    }

    /// The recap or task that comes next, when nothing that must be answered stands before it.
    fn next(&self, library: &Library, assumed: &Dossier) -> Option<Next> {
        let view = View::new(library, assumed)?;
        let agenda = Agenda::of(&view);
        for item in agenda.items.iter().filter(|item| item.is_open()) {
            let key = item.key.clone();
            match item.step().map(|step| step.kind) {
                Some(StepKind::Recap) => return Some(Next::Recap(key)),
                // A task that would show a value nobody is sure of yet waits for it.
                Some(StepKind::Task) if item.step().is_some_and(|step| self.names_doubtful(&step.ask)) => return None,
                Some(StepKind::Task) => return Some(Next::Task(key)),
                Some(StepKind::Note) | None => {}
                // What is only to be confirmed is shown with its value, and holds nothing up.
                Some(StepKind::Question) if self.check.contains(&key) => {}
                Some(StepKind::Question) if item.step().is_some_and(|step| step.slot.optional) => {}
                Some(StepKind::Question) => return None,
            }
        }
        None
    }

    fn names_doubtful(&self, text: &Text) -> bool {
        text.names().any(|name| self.check.iter().any(|key| *key.slot == *name))
    }

    /// What the tasks bring up, and the notes that belong to what is shown.
    fn follow(&mut self, library: &Library, dossier: &Dossier, assumed: &Dossier) {
        let Some(view) = View::new(library, assumed) else { return };
        let agenda = Agenda::of(&view);
        let open = |item: &&Item| item.is_open();
        for item in agenda.items.iter().filter(open).filter(|item| is_question(item)) {
            let told = self.check.contains(&item.key) || self.wanted.contains(&item.key);
            if !told && !is_again(item) && !is_outcome(&agenda, item) {
                self.after.push(item.key.clone());
            }
        }
        let shown: Vec<&str> = self.keys().filter_map(|key| section(&view, key)).collect();
        let fronted = front(library, dossier);
        let notes = agenda.items.iter().filter(open).filter(|item| kind(item) == Some(StepKind::Note));
        let told = notes.filter(|note| {
            let here = note.step().is_some_and(|step| shown.contains(&step.section.as_str()));
            here || fronted.contains(&note.key)
        });
        self.notes = told.map(|note| note.key.clone()).collect();
    }
}

/// The address they write from waits while a change is to be confirmed: a « oui » must be to one thing.
fn waits_for_a_wish(dossier: &Dossier, key: &Key) -> bool {
    let guessed = dossier.answers.get(key).is_some_and(|answer| answer.flags.contains(&Flag::FromMailbox));
    guessed && !dossier.wished.is_empty()
}

/// What was put off, once nothing else is left.
fn deferred(library: &Library, dossier: &Dossier) -> Vec<Key> {
    let Some(view) = View::new(library, dossier) else { return Vec::new() };
    Agenda::of(&view).deferred().map(|item| item.key.clone()).collect()
}

enum Next {
    Recap(Key),
    Task(Key),
}

/// The notes before which nothing else is open.
fn front(library: &Library, dossier: &Dossier) -> Vec<Key> {
    let Some(view) = View::new(library, dossier) else { return Vec::new() };
    let agenda = Agenda::of(&view);
    let live = agenda.items.iter().filter(|item| matches!(item.status, Status::Open | Status::Deferred));
    live.take_while(|item| kind(item) == Some(StepKind::Note)).map(|item| item.key.clone()).collect()
}

fn kind(item: &Item) -> Option<StepKind> {
    item.step().map(|step| step.kind)
}

fn is_again(item: &Item) -> bool {
    matches!(item.ask, Ask::Again(_))
}

fn is_question(item: &Item) -> bool {
    is_again(item) || kind(item) == Some(StepKind::Question)
}

/// What came of the tasks before it (« M@gistère est ouvert ? »): nothing is gathered any more, and they are not done.
fn is_outcome(agenda: &Agenda, item: &Item) -> bool {
    let at = agenda.items.iter().position(|other| other.key == item.key).unwrap_or(agenda.items.len());
    let undone = |other: &Item| kind(other) == Some(StepKind::Task) && other.status != Status::Settled;
    let gathered = |other: &Item| kind(other) == Some(StepKind::Recap);
    agenda.items.iter().take(at).any(undone) && !agenda.items.iter().skip(at).any(gathered)
}

/// The question of which an item waits for the « oui » or « non », when that can be asked for in the same letter.
pub(super) fn depends(view: &View, item: &Item) -> Option<(Key, bool)> {
    let step = item.step().filter(|step| step.group.is_none() && step.kind == StepKind::Question)?;
    condition(view, step)
}

/// The same of a step.
pub(super) fn condition(view: &View, step: &Step) -> Option<(Key, bool)> {
    let unknown = |condition: &&Condition| view.holds(std::slice::from_ref(*condition), &None) == Truth::Unknown;
    let mut open = step.when.iter().filter(unknown);
    let (only, None) = (open.next()?, open.next()) else { return None };
    let asked = view.dialog.step_of(&only.slot).filter(|asked| asked.slot.kind == SlotKind::YesNo)?;
    let askable = view.holds(&asked.when, &None) == Truth::Yes && asked.group.is_none();
    match &only.test {
        Test::In(names) if askable && view.holds(&step.when, &None) == Truth::Unknown => match names.as_slice() {
            [name] => Some((Key::new(&only.slot), **name == *"oui")),
            _ => None,
        },
        _ => None,
    }
}

/// The guide's section of a question.
pub(super) fn section<'v>(view: &View<'v>, key: &Key) -> Option<&'v str> {
    let in_group = |name: &Name| view.dialog.steps.iter().find(|step| step.group.as_ref() == Some(name));
    let step = view.step_at(key).or_else(|| key.entry.as_ref().and_then(|(group, _)| in_group(group)));
    step.map(|step| step.section.as_str())
}
