//! A dialog file, from its first key to its last.

use toml::Spanned;
use toml::de::DeTable;

use super::reader::{Report, Str, Table, string, table};
use super::source::{DialogFile, Marks, TextMark};
use super::text::{self, Style, Words};
use super::{parts, step};
use crate::dialog::definition::{Dialog, Name, SlotKind};
use crate::dialog::diagnostic::{Source, Span};
use crate::dialog::person::Value;
use crate::messages;

/// What a file holds before anything was read of it.
pub(super) fn empty(source: &Source) -> Dialog {
    Dialog {
        id: source.stem().into(),
        title: String::new(),
        version: 1,
        guide: None,
        welcome: None,
        closing: None,
        steps: Vec::new(),
        groups: Vec::new(),
        derived: Vec::new(),
        screens: Vec::new(),
        faqs: Vec::new(),
        warnings: Vec::new(),
        digest: digest(&source.text),
    }
}

/// Reads a dialog file whose TOML is sound.
pub(super) fn dialog<'s>(source: &'s Source, toml: Spanned<DeTable>, mut report: Report<'s>) -> DialogFile<'s> {
    // Problems of the whole file stand at its first line.
    let head = 0..source.text.find('\n').unwrap_or(source.text.len());
    let mut keys = Table::new(toml.into_inner(), head);
    let mut marks = Marks::default();
    let mut dialog = empty(source);
    let id = keys.need("id", &mut report);
    marks.id = id.span();
    if !id.get_ref().is_empty() && id.get_ref() != source.stem() {
        report.add(messages::id_is_not_file(report.at(&id.span()), id.get_ref(), source.stem()));
    }
    dialog.title = keys.need("title", &mut report).into_inner();
    let version = keys.number("version", &mut report).map_or(1, Spanned::into_inner);
    dialog.version = u32::try_from(version).unwrap_or(u32::MAX);
    dialog.guide = keys.str("guide", &mut report).map(Spanned::into_inner);
    for (key, place) in [("welcome", &mut dialog.welcome), ("closing", &mut dialog.closing)] {
        *place = keys.words(key, &mut report).map(|words| {
            let text = words.text.clone();
            marks.texts.push(TextMark { words, when: Vec::new(), args: &[] });
            text
        });
    }
    for read in keys.tables("step", &mut report) {
        let read = step::step(read, &mut report);
        dialog.steps.push(read.step);
        marks.steps.push(read.marks);
        marks.texts.extend(read.texts);
    }
    beside_steps(&mut keys, &mut dialog, &mut marks, &mut report);
    let phrases = (source.stem() == super::COMMON).then(|| phrases(&mut keys, &mut report)).flatten();
    keys.finish(&mut report);
    resolve_says(&mut dialog, &marks);
    DialogFile { report, dialog, marks, phrases, readable: true }
}

fn beside_steps(keys: &mut Table, dialog: &mut Dialog, marks: &mut Marks, report: &mut Report) {
    for read in keys.tables("group", report) {
        dialog.groups.push(parts::group(read, marks, report));
    }
    if let Some(mut derived) = keys.table("derived", report) {
        for (name, value) in derived.rest() {
            if let Some(read) = table(value, "derived", report) {
                dialog.derived.push(parts::derived(name, read, marks, report));
            }
        }
    }
    for read in keys.tables("screen", report) {
        dialog.screens.push(parts::screen(read, marks, report));
    }
    for read in keys.tables("faq", report) {
        dialog.faqs.push(parts::faq(read, marks, report));
    }
    for read in keys.tables("warning", report) {
        dialog.warnings.push(parts::warning(read, marks, report));
    }
}

fn phrases(keys: &mut Table, report: &mut Report) -> Option<(Span, Vec<(Str, Words)>)> {
    let mut table = keys.table("phrases", report)?;
    let mut found = Vec::new();
    for (key, value) in table.rest() {
        if let Some(written) = string(value, "phrases", report) {
            let words = text::read(&written, Style::Sentence, report);
            found.push((key, words));
        }
    }
    Some((table.at.clone(), found))
}

/// What sentences mean, by the type of each slot they name.
fn resolve_says(dialog: &mut Dialog, marks: &Marks) {
    let kinds: Vec<(Name, SlotKind)> =
        dialog.steps.iter().map(|step| (step.slot.name.clone(), step.slot.kind.clone())).collect();
    for (step, marks) in dialog.steps.iter_mut().zip(&marks.steps) {
        for (says, means) in step.says.iter_mut().zip(&marks.says) {
            says.means = means
                .iter()
                .map(|(slot, value)| {
                    let kind = kinds.iter().find(|(name, _)| **name == **slot.get_ref()).map(|(_, kind)| kind);
                    (slot.get_ref().as_str().into(), meant(kind, value.get_ref()))
                })
                .collect();
        }
    }
}

fn meant(kind: Option<&SlotKind>, value: &str) -> Value {
    match kind {
        Some(SlotKind::YesNo | SlotKind::Done) => Value::Bool(value == "oui"),
        Some(SlotKind::Ranking { .. }) => Value::List(value.split('|').map(str::to_owned).collect()),
        _ => Value::of(value),
    }
}

/// Changes with any byte of the file.
fn digest(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    hash.as_bytes().iter().take(8).fold(0, |digest, byte| (digest << 8) | u64::from(*byte))
}
