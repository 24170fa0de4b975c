//! How many dossiers came how far, step by step: counted as dossiers change, by the day they were opened.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::share::Share;
use super::span::Span;
use crate::dialog::definition::Name;
use crate::dialog::person::Channel;

/// Dossiers that are counted together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cohort {
    pub(super) dialog: Name,
    pub(super) campaign: Option<Name>,
    /// Where the first answer came from.
    pub(super) channel: Channel,
    /// When they were opened, in Paris.
    pub(super) day: Date,
}

/// What became of them at one step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// Dossiers in which it was asked.
    pub(super) asked: u32,
    /// Dossiers in which it is settled.
    pub(super) settled: u32,
    /// Times it was answered with something that was not understood.
    pub(super) missed: u32,
    /// Dossiers in which a person was asked for there.
    pub(super) called: u32,
    /// Dossiers that stand there, by the day of the candidate's last word.
    pub(super) standing: BTreeMap<Date, u32>,
    /// Time since the answer before.
    pub(super) spans: BTreeMap<Span, u32>,
}

/// All figures of some dossiers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) opened: u32,
    pub(super) finished: u32,
    /// By the step's place in its dialog.
    pub(super) steps: BTreeMap<u16, Cell>,
}

/// Everybody's figures.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Funnel {
    cohorts: BTreeMap<Cohort, Figures>,
}

impl Cell {
    /// Dossiers left there: nothing was heard of them on that day or since.
    pub(super) fn left(&self, day: Date) -> u32 {
        self.standing.range(..=day).map(|(_, count)| count).sum()
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Funnel {
    /// Counts a dossier.
    pub(super) fn add(&mut self, share: &Share) {
        let figures = self.cohorts.entry(share.cohort.clone()).or_default();
        figures.opened += 1;
        figures.finished += u32::from(share.finished);
        for step in &share.steps {
            let cell = figures.steps.entry(step.at).or_default();
            cell.asked += u32::from(step.asked);
            cell.settled += u32::from(step.settled);
            cell.missed += u32::from(step.missed);
            cell.called += u32::from(step.called);
            if let Some(span) = step.span {
                *cell.spans.entry(span).or_default() += 1;
            }
        }
        if let Some(at) = share.stands_at {
            *figures.steps.entry(at).or_default().standing.entry(share.last).or_default() += 1;
        }
    }

    /// Takes a dossier out again, as it was counted.
    pub(super) fn remove(&mut self, share: &Share) {
        let Some(figures) = self.cohorts.get_mut(&share.cohort) else { return };
        less(&mut figures.opened, 1);
        less(&mut figures.finished, u32::from(share.finished));
        for step in &share.steps {
            let cell = figures.steps.entry(step.at).or_default();
            less(&mut cell.asked, u32::from(step.asked));
            less(&mut cell.settled, u32::from(step.settled));
            less(&mut cell.missed, u32::from(step.missed));
            less(&mut cell.called, u32::from(step.called));
            step.span.iter().for_each(|span| one_less(&mut cell.spans, span));
        }
        if let Some(cell) = share.stands_at.and_then(|at| figures.steps.get_mut(&at)) {
            one_less(&mut cell.standing, &share.last);
        }
        figures.steps.retain(|_, cell| !cell.is_empty());
        if *figures == Figures::default() {
            self.cohorts.remove(&share.cohort);
        }
    }

    /// The figures of all dossiers of a kind together.
    pub(super) fn sum(&self, wanted: impl Fn(&Cohort) -> bool) -> Figures {
        let mut sum = Figures::default();
        for (_, figures) in self.cohorts.iter().filter(|(cohort, _)| wanted(cohort)) {
            sum.opened += figures.opened;
            sum.finished += figures.finished;
            for (at, cell) in &figures.steps {
                let all = sum.steps.entry(*at).or_default();
                all.asked += cell.asked;
                all.settled += cell.settled;
                all.missed += cell.missed;
                all.called += cell.called;
                cell.standing.iter().for_each(|(day, count)| *all.standing.entry(*day).or_default() += count);
                cell.spans.iter().for_each(|(span, count)| *all.spans.entry(*span).or_default() += count);
            }
        }
        sum
    }
}

fn less(count: &mut u32, by: u32) {
    *count = count.saturating_sub(by);
}

fn one_less<K: Ord>(counts: &mut BTreeMap<K, u32>, of: &K) {
    if let Some(count) = counts.get_mut(of) {
        less(count, 1);
        if *count == 0 {
            counts.remove(of);
        }
    }
}
