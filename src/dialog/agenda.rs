//! The agenda: every question of a dossier with its state, and so the one to ask next.
//!
//! A checklist, not a path: the next question is the first step, in file order, that applies and is not settled.
//! Resuming after months, answers out of order, corrections and edited dialogs are this one rule.

use super::definition::{Group, Name, Step, StepKind};
use super::person::{AGAIN, Answer, Dossier, Flag, Key, State};
use super::view::{Entry, Truth, View};

/// All items of a dossier, in the order they are asked.
#[derive(Debug, Clone)]
pub struct Agenda<'a> {
    /// The items that apply, or may come to apply.
    pub items: Vec<Item<'a>>,
}

/// One question, task, note or recap, perhaps of one entry of a group.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// What its answer is kept under.
    pub key: Key,
    /// What is asked.
    pub ask: Ask<'a>,
    /// How it stands.
    pub status: Status,
}

/// What an item asks.
#[derive(Debug, Clone, Copy)]
pub enum Ask<'a> {
    /// A step.
    Step(&'a Step),
    /// « Un autre ? », after an entry of a group, or « Avez-vous un premier ? ».
    Again(&'a Group),
}

/// How an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing to ask any more.
    Settled,
    /// To be asked.
    Open,
    /// Put off by the candidate.
    Deferred,
    /// A job verifies the answer.
    Checking,
    /// Not yet: its condition is not known, or a recap must be confirmed first.
    Later,
}

impl<'a> Agenda<'a> {
    /// The agenda of a dossier.
    #[must_use]
    pub fn of(view: &View<'a>) -> Self {
        let mut items = Vec::new();
        let mut seen: Vec<&Name> = Vec::new();
        for step in &view.dialog.steps {
            match &step.group {
                None => items.extend(item(view, step, &None)),
                Some(name) if seen.contains(&name) => {}
                Some(name) => {
                    seen.push(name);
                    if let Some(group) = view.dialog.group(name) {
                        items.extend(group_items(view, group));
                    }
                }
            }
        }
        hold_behind_recap(&mut items);
        Self { items }
    }

    /// The item to ask first, then the other open ones. What the candidate asked to see again comes first.
    #[must_use]
    pub fn open(&self, dossier: &Dossier) -> Vec<&Item<'a>> {
        let reopened = dossier.reopened.iter().rev();
        let first: Vec<&Item> = reopened.filter_map(|key| self.find(key)).filter(|item| item.is_open()).collect();
        let rest = self.items.iter().filter(|item| item.is_open() && !first.iter().any(|seen| seen.key == item.key));
        first.iter().copied().chain(rest).collect()
    }

    /// The item of a key.
    #[must_use]
    pub fn find(&self, key: &Key) -> Option<&Item<'a>> {
        self.items.iter().find(|item| item.key == *key)
    }

    /// Items put off.
    pub fn deferred(&self) -> impl Iterator<Item = &Item<'a>> {
        self.items.iter().filter(|item| item.status == Status::Deferred)
    }

    /// True when nothing is left: no open question, nothing put off, nothing being verified.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.items.iter().all(|item| item.status == Status::Settled || item.never())
    }

    /// The place of an item among those people see as steps, from 1, and their number.
    #[must_use]
    pub fn place(&self, key: &Key) -> (usize, usize) {
        let shown: Vec<&Item> = self.items.iter().filter(|item| item.counts()).collect();
        let at = self.items.iter().position(|item| item.key == *key).unwrap_or(self.items.len());
        let before = self.items.iter().take(at).filter(|item| item.counts()).count();
        ((before + 1).min(shown.len().max(1)), shown.len())
    }

    /// How many of the steps people see are settled.
    #[must_use]
    pub fn settled(&self) -> usize {
        self.items.iter().filter(|item| item.counts() && item.status == Status::Settled).count()
    }
}

impl<'a> Item<'a> {
    /// True when it can be asked now.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status == Status::Open
    }

    /// The step asked, when it is one.
    #[must_use]
    pub fn step(&self) -> Option<&'a Step> {
        match self.ask {
            Ask::Step(step) => Some(step),
            Ask::Again(_) => None,
        }
    }

    /// The entry it belongs to.
    #[must_use]
    pub fn entry(&self) -> Entry {
        self.key.entry.clone()
    }

    /// Notes and « un autre ? » are not steps in a candidate's eyes.
    fn counts(&self) -> bool {
        self.step().is_some_and(|step| step.kind != StepKind::Note)
    }

    /// A step whose condition stays unknown when all else is settled will not come.
    fn never(&self) -> bool {
        self.status == Status::Later
    }
}

fn item<'a>(view: &View<'a>, step: &'a Step, entry: &Entry) -> Option<Item<'a>> {
    let key = Key { entry: entry.clone(), slot: step.slot.name.clone() };
    let status = match view.holds(&step.when, entry) {
        Truth::No => return None,
        Truth::Unknown => Status::Later,
        Truth::Yes => status(view.answer(&key)),
    };
    Some(Item { key, ask: Ask::Step(step), status })
}

fn status(answer: Option<&Answer>) -> Status {
    match answer.map(|answer| answer.state) {
        Some(State::Given | State::NotConcerned | State::None) => Status::Settled,
        Some(State::Deferred { .. }) => Status::Deferred,
        Some(State::Checking) => Status::Checking,
        Some(State::Proposed | State::Doubtful | State::SetAside) | None => Status::Open,
    }
}

fn group_items<'a>(view: &View<'a>, group: &'a Group) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    let entries = view.dossier.entries.get(&group.name).map_or(&[][..], Vec::as_slice);
    let steps = || view.dialog.steps.iter().filter(|step| step.group.as_ref() == Some(&group.name));
    if group.first.is_some() {
        items.push(again(view, group, 0));
    }
    for entry in entries {
        let entry = Some((group.name.clone(), *entry));
        items.extend(steps().filter_map(|step| item(view, step, &entry)));
    }
    if let Some(last) = entries.last()
        && entries.len() < group.most
    {
        items.push(again(view, group, *last));
    }
    // A group none of whose steps applies is not asked for at all, one that may yet apply not now.
    match steps().map(|step| view.holds(&step.when, &None)).max() {
        None | Some(Truth::No) => items.clear(),
        Some(Truth::Unknown) => items.iter_mut().for_each(|item| item.status = Status::Later),
        Some(Truth::Yes) => {}
    }
    items
}

fn again<'a>(view: &View<'a>, group: &'a Group, entry: u32) -> Item<'a> {
    let key = Key::of(&group.name, entry, AGAIN);
    let status = status(view.answer(&key));
    Item { key, ask: Ask::Again(group), status }
}

/// Steps behind a recap wait until it is confirmed.
fn hold_behind_recap(items: &mut [Item]) {
    let mut held = false;
    for item in items {
        if held && item.status != Status::Settled {
            item.status = Status::Later;
        }
        let recap = item.step().is_some_and(|step| step.kind == StepKind::Recap);
        held |= recap && item.status == Status::Open;
    }
}

/// The known answers to confirm in one go: proposed from the person's profile, two or more, the next one to ask first.
#[must_use]
pub fn block(agenda: &Agenda, dossier: &Dossier) -> Vec<Key> {
    let from_profile = |item: &&Item| {
        dossier
            .answers
            .get(&item.key)
            .is_some_and(|answer| answer.state == State::Proposed && answer.flags.contains(&Flag::FromProfile))
    };
    let open = agenda.open(dossier);
    let starts = open.first().is_some_and(from_profile) && dossier.reopened.is_empty();
    let keys: Vec<Key> = open.into_iter().filter(from_profile).map(|item| item.key.clone()).collect();
    if starts && keys.len() > 1 { keys } else { Vec::new() }
}
