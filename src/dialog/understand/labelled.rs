//! « Prénom : Jean », line by line or along one line: the label says which question is answered.

use super::others;
use super::setting::{Asked, Setting};
use crate::dialog::definition::{Step, StepKind};
use crate::dialog::fold::{Said, Word, fold};
use crate::dialog::intent::Reading;
use crate::dialog::slot;
use crate::dialog::view::{Entry, Truth, View};

/// Words of a label at most.
const LABEL: usize = 6;
/// Colons of one line, and lines, that are looked at.
const COLONS: usize = 16;
const LINES: usize = 64;
/// Words and signs between two labels of one line: « INE : 0494004062M, et mes zones : Lille ».
const BETWEEN: &[&str] = &["mon", "ma", "mes", "le", "la", "les", "et", "puis", "sinon", "aussi", "ainsi", "pour"];

/// What the labels of an utterance answer, and the words that stand under none.
#[derive(Debug, Default)]
pub(super) struct Labelled {
    pub(super) readings: Vec<Reading>,
    pub(super) rest: String,
}

/// A label in a line: where it begins, and where its colon ends.
struct Label<'v> {
    step: &'v Step,
    start: usize,
    end: usize,
}

/// Reads the labels of an utterance.
pub(super) fn read(setting: &Setting, said: &Said) -> Labelled {
    let mut found = Labelled::default();
    let Some(view) = &setting.view else { return found };
    if !said.raw.contains(':') {
        return found;
    }
    let entry = setting.asked.as_ref().and_then(|asked| asked.entry.clone());
    // Where any words are an answer, « licence mention : maths » is one.
    let along = !setting.asked.as_ref().is_some_and(Asked::is_free);
    for (at, line) in said.raw.lines().enumerate() {
        let labels = if at < LINES { labels(view, &entry, line, along) } else { Vec::new() };
        found.line(setting, line, &labels);
    }
    if found.readings.is_empty() {
        found.rest.clear();
    }
    found
}

impl Labelled {
    fn line(&mut self, setting: &Setting, line: &str, labels: &[Label]) {
        let ends = labels.iter().skip(1).map(|next| next.start).chain([line.len()]);
        self.keep(line.get(..labels.first().map_or(line.len(), |label| label.start)));
        for (label, end) in labels.iter().zip(ends) {
            let value =
                line.get(label.end..end).map(|value| without_joint(value, end < line.len())).unwrap_or_default();
            let readings = value_of(setting, label, &Said::new(value));
            if readings.is_empty() {
                self.keep(line.get(label.start..end));
            }
            self.readings.extend(readings);
        }
    }

    fn keep(&mut self, words: Option<&str>) {
        let words = words.unwrap_or_default().trim();
        if !words.is_empty() {
            self.rest.push_str(words);
            self.rest.push('\n');
        }
    }
}

fn value_of(setting: &Setting, label: &Label, value: &Said) -> Vec<Reading> {
    let (Some(view), false) = (&setting.view, value.is_empty()) else { return Vec::new() };
    let entry = setting.asked.as_ref().and_then(|asked| asked.entry.clone());
    let asked = Asked::step(view, label.step, &entry);
    others::as_asked(&asked, slot::read(&setting.scene(&asked, true), value))
}

/// « Zoé, mon » without what leads over to the next label.
fn without_joint(value: &str, followed: bool) -> &str {
    let signs: &[char] = &[' ', ',', ';', '-', '/', '.', '\u{a0}'];
    let mut value = value.trim();
    if !followed {
        return value;
    }
    loop {
        let bare = value.trim_end_matches(signs);
        let last = bare.rsplit(char::is_whitespace).next().unwrap_or_default();
        match bare.strip_suffix(last).filter(|_| BETWEEN.contains(&last.to_lowercase().as_str())) {
            Some(before) => value = before,
            None => return bare,
        }
    }
}

/// The labels of a line: the words that open it, or, `along` it, the last words before a colon.
fn labels<'v>(view: &View<'v>, entry: &Entry, line: &str, along: bool) -> Vec<Label<'v>> {
    let mut labels = Vec::new();
    let mut from = 0;
    for (colon, _) in line.match_indices(':').take(COLONS) {
        let before = line.get(from..colon).unwrap_or_default();
        let skipped = before.len() - before.trim_start().len();
        let said = Said::new(before);
        let whole = said.words.len() <= LABEL && from == 0;
        let named = if whole { step_named(view, &said.words).map(|step| (step, 0)) } else { None };
        // Behind a first label the line is a list of them, whatever was asked.
        let along = along || !labels.is_empty();
        let named = named.or_else(|| along.then(|| at_the_end(view, &said.words)).flatten());
        let named = named.filter(|(step, _)| view.holds(&step.when, entry) == Truth::Yes);
        if let Some((step, first)) = named {
            let start = said.words.get(first).map_or(0, |word| word.at.start);
            labels.push(Label { step, start: from + skipped + start, end: colon + 1 });
        }
        from = colon + 1;
    }
    labels
}

/// The step called by the longest run of last words.
fn at_the_end<'v>(view: &View<'v>, words: &[Word]) -> Option<(&'v Step, usize)> {
    let least = words.len().saturating_sub(LABEL);
    (least..words.len()).find_map(|first| step_named(view, words.get(first..)?).map(|step| (step, first)))
}

fn step_named<'v>(view: &View<'v>, words: &[Word]) -> Option<&'v Step> {
    if words.is_empty() {
        return None;
    }
    let label = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let called = |step: &Step| {
        step.slot.called.iter().any(|called| called.find(words).is_some_and(|run| run == (0..words.len())))
    };
    let questions = view.dialog.steps.iter().filter(|step| step.kind == StepKind::Question);
    let named: Vec<&Step> = questions.filter(|step| called(step) || fold(&view.label(step)) == label).collect();
    named.iter().find(|step| view.holds(&step.when, &None) == Truth::Yes).or(named.first()).copied()
}
