//! `[[step]]`.

use toml::Spanned;

use super::condition::when;
use super::options::{keys_of, names};
use super::reader::{Report, Str, Table, patterns, string, strings};
use super::slot;
use super::source::{StepMarks, TextMark};
use super::text::{self, Words};
use crate::dialog::definition::{Condition, Entry, Name, Says, Slot, SlotKind, Step, StepKind};
use crate::dialog::text::Text;
use crate::messages;

const KINDS: &[(&str, StepKind)] =
    &[("question", StepKind::Question), ("task", StepKind::Task), ("note", StepKind::Note), ("recap", StepKind::Recap)];
pub(super) const ENTRIES: &[(&str, Entry)] =
    &[("typed", Entry::Typed), ("chosen", Entry::Chosen), ("uploaded", Entry::Uploaded)];

/// A step, where its names stand, and its texts.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) step: Step,
    pub(super) marks: StepMarks,
    pub(super) texts: Vec<TextMark>,
}

/// The texts of one step, gathered as they are read.
struct Gathered {
    when: Vec<Condition>,
    texts: Vec<TextMark>,
}

impl Gathered {
    fn keep(&mut self, words: Words, args: &'static [&'static str]) -> Text {
        let text = words.text.clone();
        self.texts.push(TextMark { words, when: self.when.clone(), args });
        text
    }
}

/// Reads a step.
pub(super) fn step(mut keys: Table, report: &mut Report) -> Read {
    let mut marks = StepMarks::default();
    let name = keys.name("name", report);
    marks.name = name.span();
    marks.slot = name.span();
    let name: Name = name.into_inner().into();
    let kind = keys.one_of("kind", KINDS, report).unwrap_or(StepKind::Question);
    let (when, places) = when(&mut keys, report);
    marks.when = places;
    let mut gathered = Gathered { when: when.clone(), texts: Vec::new() };
    let slot = fills(kind, &name, &mut keys, &mut marks, &mut gathered, report);
    let section = keys.need("section", report);
    let (label, field) = labels(kind, &section, &mut keys, &mut marks, &mut gathered, report);
    let document = matches!(slot.kind, SlotKind::Document { .. });
    let default = if document { Entry::Uploaded } else { Entry::Typed };
    let group = keys.str("group", report);
    marks.group = group.as_ref().map(Spanned::span);
    let was = keys.strs("was", report);
    marks.was = was.iter().map(Spanned::span).collect();
    let step = Step {
        was: keys_of(was, report),
        source: Some(keys.need("source", report).into_inner()),
        group: group.map(|group| group.into_inner().into()),
        entry: keys.one_of("entry", ENTRIES, report).unwrap_or(default),
        ask: asked(&mut keys, &mut gathered, report),
        help: keys.several_words("help", report).into_iter().map(|help| gathered.keep(help, &[])).collect(),
        example: keys.words("example", report).map(|example| gathered.keep(example, &[])),
        form: keys.words("form", report).map(|form| gathered.keep(form, &[])),
        enters: enters(kind, &mut keys, &mut marks, report),
        redo: redo(kind, &mut keys, &mut gathered, report),
        ask_again: keys.date("ask_again", report),
        remind: keys.number("remind", report).and_then(|days| i64::try_from(days.into_inner()).ok()),
        says: says(&mut keys, &mut marks, report),
        section: section.into_inner(),
        name,
        kind,
        when,
        slot,
        label,
        field,
    };
    if step.help.is_empty() && kind == StepKind::Question {
        report.add(messages::no_help(report.at(&marks.name), &step.name));
    }
    keys.finish(report);
    Read { step, marks, texts: gathered.texts }
}

fn asked(keys: &mut Table, gathered: &mut Gathered, report: &mut Report) -> Text {
    gathered.keep(keys.need_words("ask", report), &[])
}

fn fills(
    kind: StepKind,
    name: &Name,
    keys: &mut Table,
    marks: &mut StepMarks,
    gathered: &mut Gathered,
    report: &mut Report,
) -> Slot {
    if kind != StepKind::Question {
        return slot::done(name);
    }
    let Some(mut table) = keys.table("fills", report) else {
        keys.missing("fills", report);
        return slot::done(name);
    };
    let (slot, texts) = slot::fills(&mut table, marks, report);
    table.finish(report);
    for words in texts {
        gathered.keep(words, &[]);
    }
    slot
}

/// How the value is called, and how the platform calls it.
fn labels(
    kind: StepKind,
    section: &Str,
    keys: &mut Table,
    marks: &mut StepMarks,
    gathered: &mut Gathered,
    report: &mut Report,
) -> (Text, Option<Text>) {
    let label = keys.label("label", report);
    let field = keys.label("field", report).map(|field| gathered.keep(field, &[]));
    let asks = matches!(kind, StepKind::Question | StepKind::Task);
    if asks && label.is_none() && field.is_none() {
        keys.missing("label", report);
    }
    marks.label = label.as_ref().map(|label| label.at.clone());
    let label = label.map(|label| gathered.keep(label, &[]));
    let label = label.or_else(|| field.clone()).unwrap_or_else(|| text::literal(section.get_ref()));
    (label, field)
}

fn enters(kind: StepKind, keys: &mut Table, marks: &mut StepMarks, report: &mut Report) -> Vec<Name> {
    if kind != StepKind::Task {
        return Vec::new();
    }
    let enters = keys.strs("enters", report);
    marks.enters = enters.iter().map(Spanned::span).collect();
    names(enters)
}

fn redo(kind: StepKind, keys: &mut Table, gathered: &mut Gathered, report: &mut Report) -> Option<Text> {
    if kind != StepKind::Task {
        return None;
    }
    keys.words("redo", report).map(|redo| gathered.keep(redo, &["libelle", "champs"]))
}

/// `says`: the values are resolved when all slots of the dialog are known.
fn says(keys: &mut Table, marks: &mut StepMarks, report: &mut Report) -> Vec<Says> {
    let mut found = Vec::new();
    for mut sentence in keys.tables("says", report) {
        let any = sentence.strs("any", report);
        let means = sentence.table("means", report);
        if any.is_empty() {
            sentence.missing("any", report);
        }
        if means.is_none() {
            sentence.missing("means", report);
        }
        let means = means.map(|mut means| means.rest()).unwrap_or_default();
        let means = means.into_iter().filter_map(|(slot, value)| Some((slot, meant(value, report)?))).collect();
        marks.says.push(means);
        found.push(Says { patterns: patterns(&any, report), means: Vec::new() });
        sentence.finish(report);
    }
    found
}

/// A word, or several joined by `|` for a ranking: `['a', 'b']`.
fn meant(value: super::reader::Value, report: &mut Report) -> Option<Str> {
    let span = value.span();
    match value.get_ref() {
        toml::de::DeValue::Boolean(yes) => Some(Spanned::new(span, if *yes { "oui" } else { "non" }.to_owned())),
        toml::de::DeValue::Array(_) => {
            let items: Vec<String> = strings(value, "means", report).into_iter().map(Spanned::into_inner).collect();
            Some(Spanned::new(span, items.join("|")))
        }
        _ => string(value, "means", report),
    }
}
