//! An answer is taken: kept, echoed, and everything that depends on it looked at again.

use std::collections::BTreeSet;

use super::{Session, WORDS_KEPT};
use crate::dialog::agenda::{Agenda, Item};
use crate::dialog::definition::{Condition, DerivedValue, Library, Name, Options, SlotKind, Step, StepKind};
use crate::dialog::person::{AGAIN, Answer, Dossier, Flag, Key, State, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::slot;
use crate::dialog::text::Args;
use crate::dialog::view::{CAMPAIGN, View};

/// So many last answers can be gone back through.
const TRAIL: usize = 20;

impl Session<'_> {
    /// Keeps a value. With `check` it is doubtful until the candidate has read it again.
    pub(super) fn settle(&mut self, key: &Key, value: Value, flags: &[Flag], check: bool, words: &str) {
        let before = self.person.focused().and_then(|dossier| dossier.answers.get(key)).cloned();
        // The same doubtful value said twice is a confirmation.
        let repeated =
            before.as_ref().is_some_and(|old| old.state == State::Doubtful && old.value.as_ref() == Some(&value));
        let state = if check && !repeated { State::Doubtful } else { State::Given };
        let mut answer = self.answer(state, Some(value), words);
        answer.flags = flags.iter().copied().collect();
        if self.needs_proof(key, answer.value.as_ref(), state) {
            return self.wish(key, Answer { state: State::Proposed, ..answer });
        }
        self.number(key);
        self.keep(key, answer);
        if state == State::Doubtful
            && let Some(dossier) = self.person.focused_mut()
        {
            // Read again now, wherever in the order the question stands.
            dossier.reopened.push(key.clone());
        }
        if state == State::Given {
            self.understood();
            self.echo(key, flags);
            self.after_change(key, before.as_ref());
        }
    }

    /// Something was understood: help starts short again.
    pub(super) fn understood(&mut self) {
        self.person.misses = 0;
        self.person.helped = 0;
    }

    /// A proposed or doubtful answer is confirmed.
    pub(super) fn confirm(&mut self, key: &Key) {
        let Some(old) = self.person.focused().and_then(|dossier| dossier.answers.get(key)).cloned() else { return };
        let mut answer = old.clone();
        let lacking = old.lacking();
        answer.state = lacking.unwrap_or(State::Given);
        answer.flags.retain(|flag| !matches!(flag, Flag::ProposedNone | Flag::ProposedNotConcerned));
        answer.flags.remove(&Flag::FromProfile);
        answer.flags.remove(&Flag::FromMailbox);
        answer.flags.remove(&Flag::ToRedo);
        answer.at = self.now.at;
        answer.channel = self.channel();
        let was_given = old.state == State::Proposed;
        self.number(key);
        self.keep(key, answer);
        self.understood();
        match lacking {
            Some(state) => self.echo_lacking(key, state),
            None => self.echo(key, &[]),
        }
        // Confirming what was already settled changes nothing that hangs on it.
        self.after_change(key, was_given.then_some(&old));
    }

    /// An answer without a value: put off, not concerned, has none.
    pub(super) fn mark(&mut self, key: &Key, state: State, words: &str) {
        let before = self.person.focused().and_then(|dossier| dossier.answers.get(key)).cloned();
        let kept =
            before.as_ref().filter(|_| matches!(state, State::Deferred { .. })).and_then(|old| old.value.clone());
        let answer = self.answer(state, kept, words);
        if self.needs_proof(key, answer.value.as_ref(), state) {
            return self.wish(key, Answer { state: State::Proposed, ..answer });
        }
        self.number(key);
        self.keep(key, answer);
        self.understood();
        self.echo_lacking(key, state);
        self.after_change(key, before.as_ref());
    }

    fn echo_lacking(&mut self, key: &Key, state: State) {
        let phrase = match state {
            State::Deferred { .. } => Phrase::HeardDeferred,
            State::NotConcerned => Phrase::HeardNotConcerned,
            _ => Phrase::HeardNone,
        };
        let args = Args::new().with("libelle", self.label(key));
        self.heard(phrase, &args);
    }

    fn keep(&mut self, key: &Key, answer: Answer) {
        self.kept.retain(|kept| kept != key);
        self.kept.push(key.clone());
        let Some(dossier) = self.person.focused_mut() else { return };
        dossier.draft.take_if(|draft| draft.key == *key);
        dossier.wished.remove(key);
        dossier.answers.insert(key.clone(), answer);
        dossier.reopened.retain(|open| open != key);
        dossier.trail.retain(|known| known != key);
        dossier.trail.push(key.clone());
        let excess = dossier.trail.len().saturating_sub(TRAIL);
        dossier.trail.drain(..excess);
    }

    /// Gives a question its permanent number, and before it those of the questions that come first, so that numbers
    /// follow the guide even when answers do not. Tasks, recaps and « un autre ? » have none.
    pub(super) fn number(&mut self, key: &Key) {
        let Some(view) = self.view() else { return };
        let question = |item: &&Item| item.step().is_some_and(|step| step.kind == StepKind::Question);
        let agenda = Agenda::of(&view);
        let Some(at) = agenda.items.iter().position(|item| item.key == *key && question(&item)) else { return };
        let upto = agenda.items.iter().take(at + 1).filter(question).map(|item| item.key.clone());
        let keys: Vec<Key> = upto.collect();
        let mut next = self.next_number();
        let Some(dossier) = self.person.focused_mut() else { return };
        for key in keys {
            dossier.numbers.entry(key).or_insert_with(|| {
                next = next.saturating_add(1);
                next.saturating_sub(1)
            });
        }
    }

    /// The number no question of this dossier, or of a form before it, ever had.
    pub(super) fn next_number(&self) -> u32 {
        let given = self.person.focused().into_iter().flat_map(|dossier| dossier.numbers.values());
        given.chain(self.person.post.asked.values()).max().map_or(1, |last| last.saturating_add(1))
    }

    /// Says what was understood, with what staff will see flagged.
    fn echo(&mut self, key: &Key, flags: &[Flag]) {
        let Some(view) = self.view() else { return };
        let Some(answer) = view.answer(key).cloned() else { return };
        if *key.slot == *AGAIN {
            return;
        }
        let value = answer.value.as_ref().map(|value| view.show(&key.slot, value)).unwrap_or_default();
        let args = Args::new().with("libelle", view.label_of(key)).with("valeur", value);
        match view.step_at(key).map(|step| step.kind) {
            Some(StepKind::Task) => self.heard(Phrase::HeardDone, &args),
            Some(StepKind::Recap | StepKind::Note) => {}
            // What is not in the list is said to be so, once.
            _ if flags.contains(&Flag::UnknownOption) => {}
            _ if self.correcting => self.heard(Phrase::HeardCorrected, &args),
            _ => self.heard(Phrase::Heard, &args),
        }
        let remarks = [
            (Flag::UnknownOption, Phrase::HeardUnknown),
            (Flag::Duplicate, Phrase::HeardDuplicate),
            (Flag::ByNumber, Phrase::HeardByNumber),
            (Flag::IneUnverifiable, Phrase::HeardIneUnverifiable),
            (Flag::Partial, Phrase::HeardPartial),
        ];
        for (flag, phrase) in remarks {
            if flags.contains(&flag) {
                self.heard(phrase, &args);
            }
        }
    }

    /// Everything that follows from a changed answer.
    fn after_change(&mut self, key: &Key, before: Option<&Answer>) {
        self.next_entry(key);
        let after = self.person.focused().and_then(|dossier| dossier.answers.get(key)).cloned();
        let Some(after) = after else { return };
        let old = before.and_then(|old| old.value.as_ref());
        let changed = before.is_some() && old != after.value.as_ref();
        if changed {
            self.reopen_dependents(&key.slot);
            self.redo_tasks(key);
        }
        self.share(key, &after);
        if self.step_kind(key) == Some(StepKind::Recap) {
            self.sheet = true;
        }
        self.agreed(key);
        self.date_given(key);
    }

    fn step_kind(&self, key: &Key) -> Option<StepKind> {
        self.view()?.step_at(key).map(|step| step.kind)
    }

    /// « Un autre ? » answered yes opens the next entry, answered no closes the group there.
    fn next_entry(&mut self, key: &Key) {
        let Some((group, entry)) = key.entry.clone().filter(|_| *key.slot == *AGAIN) else { return };
        let Some(dossier) = self.person.focused_mut() else { return };
        let yes = dossier.answers.get(key).is_some_and(|answer| answer.value == Some(Value::Bool(true)));
        close_group_after(dossier, &group, entry);
        if yes {
            let next = next_entry_id(dossier, &group);
            dossier.entries.entry(group).or_default().push(next);
        }
    }

    /// Answers that hang on a changed one are proposed again; those it leaves without meaning are dropped.
    fn reopen_dependents(&mut self, slot: &Name) {
        let Some(view) = self.view() else { return };
        let dependents = view.dialog.steps.iter().filter(|step| step.kind == StepKind::Question && depends(step, slot));
        let names: BTreeSet<Name> = dependents.map(|step| step.slot.name.clone()).collect();
        let settled = view.dossier.answers.iter().filter(|(key, a)| names.contains(&key.slot) && a.state.settles());
        let keys: Vec<(Key, bool)> = settled.map(|(key, answer)| (key.clone(), fits(&view, key, answer))).collect();
        let Some(dossier) = self.person.focused_mut() else { return };
        for (key, fits) in keys {
            propose_again(dossier, &key, fits);
        }
    }

    /// A task that carried the changed answer into the platform is to be done again.
    fn redo_tasks(&mut self, changed: &Key) {
        let library = self.library;
        if let Some(dossier) = self.person.focused_mut() {
            redo_tasks(library, dossier, changed);
        }
    }

    /// A shared answer is kept with the person and offered to their other open dossiers.
    fn share(&mut self, key: &Key, answer: &Answer) {
        let shared = self.view().and_then(|view| view.step_at(key)).is_some_and(|step| step.slot.shared);
        if !shared || key.entry.is_some() || !answer.state.settles() {
            return;
        }
        let mut known = answer.clone();
        known.words = known.words.chars().take(WORDS_KEPT).collect();
        self.person.profile.insert(key.slot.clone(), known);
        let (library, focus) = (self.library, self.person.focus);
        let mut elsewhere = false;
        for dossier in self.person.dossiers.iter_mut().filter(|dossier| Some(dossier.id) != focus) {
            let step = library.dialog(&dossier.dialog).and_then(|dialog| dialog.step_of(&key.slot));
            let fits = answer.value.is_some() || step.is_some_and(|step| step.slot.may_lack());
            let Some(theirs) = dossier.answers.get_mut(key).filter(|_| fits) else { continue };
            if theirs.value == answer.value || theirs.state == State::SetAside {
                continue;
            }
            // Proposed when that dossier is next opened; what carried the old value is then to be done again.
            elsewhere |= theirs.state.settles();
            let from_profile = theirs.flags.contains(&Flag::FromProfile);
            *theirs = answer.proposed();
            if from_profile {
                theirs.flags.insert(Flag::FromProfile);
            }
            dossier.finished = None;
            redo_tasks(library, dossier, key);
        }
        if elsewhere {
            let args = Args::new().with("libelle", self.label(key));
            self.notice(Phrase::CorrectedElsewhere, &args);
        }
    }

    /// True for « un autre ? » behind which something was told.
    pub(super) fn is_told_after(&self, key: &Key) -> bool {
        let entry = key.entry.as_ref().filter(|_| *key.slot == *AGAIN);
        entry.zip(self.person.focused()).is_some_and(|((group, entry), dossier)| told_after(dossier, group, *entry))
    }

    /// Opens a settled question again, its answer proposed, and puts it first.
    pub(super) fn reopen(&mut self, key: &Key) -> bool {
        let Some(dossier) = self.person.focused_mut() else { return false };
        if let Some((group, entry)) = key.entry.as_ref().filter(|_| *key.slot == *AGAIN) {
            // The entry it opened goes with it, unless something was already told there.
            if told_after(dossier, group, *entry) {
                return false;
            }
            close_group_after(dossier, group, *entry);
            dossier.trail.retain(|known| known != key);
            return dossier.answers.remove(key).is_some();
        }
        let Some(answer) = dossier.answers.get_mut(key) else { return false };
        if answer.state.settles() || matches!(answer.state, State::Deferred { .. }) {
            answer.state = State::Proposed;
        }
        dossier.reopened.retain(|open| open != key);
        dossier.reopened.push(key.clone());
        dossier.trail.retain(|known| known != key);
        true
    }
}

/// Entries after one of a group are closed; what was told there is set aside, not lost.
fn close_group_after(dossier: &mut Dossier, group: &Name, entry: u32) {
    let entries = dossier.entries.entry(group.clone()).or_default();
    let kept = entries.iter().position(|id| *id == entry).map_or(0, |at| at + 1);
    let closed: Vec<u32> = entries.drain(kept..).collect();
    let own = |key: &Key| key.entry.as_ref().is_some_and(|(named, id)| named == group && closed.contains(id));
    for (_, answer) in dossier.answers.iter_mut().filter(|(key, _)| own(key)) {
        answer.state = State::SetAside;
    }
}

fn told_after(dossier: &Dossier, group: &Name, entry: u32) -> bool {
    let after = |key: &Key| key.entry.as_ref().is_some_and(|(named, id)| named == group && *id > entry);
    dossier.answers.iter().any(|(key, answer)| after(key) && answer.state != State::SetAside)
}

/// Entry ids are never used again, even after an entry was closed.
fn next_entry_id(dossier: &Dossier, group: &Name) -> u32 {
    let used = dossier.answers.keys().chain(dossier.numbers.keys()).filter_map(|key| key.entry.as_ref());
    let used = used.filter(|(named, _)| named == group).map(|(_, id)| *id);
    let open = dossier.entries.get(group).into_iter().flatten().copied();
    used.chain(open).max().unwrap_or(0).saturating_add(1)
}

/// The tasks that carried an answer into the platform are to be done again, in its own entry where it has one.
fn redo_tasks(library: &Library, dossier: &mut Dossier, changed: &Key) {
    let Some(dialog) = library.dialog(&dossier.dialog) else { return };
    let follows = |name: &Name| {
        let from = dialog.derived(name).map(|derived| &derived.value);
        matches!(from, Some(DerivedValue::Map { from, .. }) if *from == changed.slot)
    };
    let carries = |step: &&Step| step.enters.iter().any(|name| *name == changed.slot || follows(name));
    let tasks: Vec<&Name> = dialog.steps.iter().filter(carries).map(|step| &step.slot.name).collect();
    for (key, answer) in &mut dossier.answers {
        let same_entry = key.entry.is_none() || changed.entry.is_none() || key.entry == changed.entry;
        if same_entry && tasks.contains(&&key.slot) && answer.state == State::Given {
            answer.state = State::Proposed;
            answer.flags.insert(Flag::ToRedo);
        }
    }
}

fn propose_again(dossier: &mut Dossier, key: &Key, fits: bool) {
    if !fits {
        dossier.answers.remove(key);
    } else if let Some(answer) = dossier.answers.get_mut(key) {
        answer.state = State::Proposed;
    }
}

fn fits(view: &View, key: &Key, answer: &Answer) -> bool {
    let (Some(step), Some(value)) = (view.step_at(key), &answer.value) else { return false };
    slot::still_fits(&step.slot, &view.options(&step.slot), value)
}

/// Whether a step's meaning hangs on a slot: its condition names it, or its options are a list of the campaign.
fn depends(step: &Step, slot: &Name) -> bool {
    let by_condition = step.when.iter().any(|Condition { slot: named, .. }| named == slot);
    let by_options = matches!(
        &step.slot.kind,
        SlotKind::Choice { options: Options::Campaign(_), .. }
            | SlotKind::Ranking { options: Options::Campaign(_), .. }
    );
    by_condition || (by_options && **slot == *CAMPAIGN)
}

/// The key under which a slot named in an utterance is kept: the entry being filled, else the last one, else none.
pub(super) fn key_of(view: &View, slot: &str, near: Option<&Key>) -> Key {
    let grouped = view.dialog.steps.iter().find(|step| *step.slot.name == *slot).and_then(|step| step.group.clone());
    let Some(group) = grouped else { return Key::new(slot) };
    let here = near.and_then(|key| key.entry.as_ref()).filter(|(named, _)| *named == group).map(|(_, entry)| *entry);
    let open = Agenda::of(view).open(view.dossier).iter().find_map(|item| match &item.key.entry {
        Some((named, entry)) if *named == group && *item.key.slot != *AGAIN => Some(*entry),
        _ => None,
    });
    let last = view.dossier.entries.get(&group).and_then(|entries| entries.last().copied());
    Key::of(&group, here.or(open).or(last).unwrap_or(1), slot)
}
