//! `fills`: what a question gathers, and how it is read.

use toml::Spanned;

use super::options::{self, keys_of};
use super::reader::{Report, Table, check_name};
use super::source::StepMarks;
use super::text::Words;
use crate::dialog::definition::{DateRange, Name, Options, Slot, SlotKind};
use crate::messages;

const RANGES: &[(&str, DateRange)] = &[("birth", DateRange::Birth), ("past", DateRange::Past), ("any", DateRange::Any)];

/// The types `fills` knows.
const TYPES: &[&str] = &[
    "text",
    "name",
    "place",
    "email",
    "phone",
    "date",
    "partial_date",
    "country",
    "choice",
    "ranking",
    "yes_no",
    "ine",
    "document",
    "wish",
    "done",
];

/// Reads `fills`; its texts are those of refused options.
pub(super) fn fills(keys: &mut Table, marks: &mut StepMarks, report: &mut Report) -> (Slot, Vec<Words>) {
    let mut texts = Vec::new();
    let name = keys.name("slot", report);
    let word = keys.need("type", report);
    marks.slot = name.span();
    let kind = kind(&word, keys, marks, &mut texts, report);
    let slot = Slot {
        volunteered: keys.flag("volunteered", report) || marks_itself(&kind),
        name: name.into_inner().into(),
        was: keys_of(keys.strs("was", report), report),
        kind,
        shared: keys.flag("shared", report),
        optional: keys.flag("optional", report),
        none: keys.flag("none", report),
        sensitive: keys.flag("sensitive", report),
        called: keys.patterns("called", report),
    };
    (slot, texts)
}

/// The slot under which a task, note or recap is kept.
pub(super) fn done(step: &Name) -> Slot {
    let (was, called) = (Vec::new(), Vec::new());
    let kind = SlotKind::Done;
    Slot {
        name: step.clone(),
        was,
        kind,
        shared: false,
        optional: false,
        none: false,
        sensitive: false,
        volunteered: false,
        called,
    }
}

/// Values that are recognised by their own form or by the words that bring them (« né à… », « mon adresse est… »).
fn marks_itself(kind: &SlotKind) -> bool {
    matches!(
        kind,
        SlotKind::PersonName { .. }
            | SlotKind::Place
            | SlotKind::Email
            | SlotKind::Phone
            | SlotKind::Date { .. }
            | SlotKind::Country
            | SlotKind::Ine
    )
}

fn kind(
    word: &Spanned<String>,
    keys: &mut Table,
    marks: &mut StepMarks,
    texts: &mut Vec<Words>,
    report: &mut Report,
) -> SlotKind {
    match word.get_ref().as_str() {
        "text" => SlotKind::Text { most: keys.count("max", report).map_or(200, Spanned::into_inner) },
        "name" => SlotKind::PersonName { usage: refers("usage", keys, marks, report) },
        "place" => SlotKind::Place,
        "email" => SlotKind::Email,
        "phone" => SlotKind::Phone,
        "date" => SlotKind::Date { range: keys.one_of("range", RANGES, report).unwrap_or(DateRange::Any) },
        "partial_date" => {
            SlotKind::PartialDate { range: keys.one_of("range", RANGES, report).unwrap_or(DateRange::Any) }
        }
        "country" => SlotKind::Country,
        "choice" => SlotKind::Choice { options: list(keys, marks, texts, report), other: keys.flag("other", report) },
        "ranking" => ranking(keys, marks, texts, report),
        "yes_no" => SlotKind::YesNo,
        "ine" => SlotKind::Ine,
        "document" => {
            let piece = refers("piece", keys, marks, report);
            if piece.is_none() {
                keys.missing("piece", report);
            }
            SlotKind::Document { piece: piece.unwrap_or_default() }
        }
        "wish" => SlotKind::Wish,
        "done" => SlotKind::Done,
        other => {
            // The type alone is wrong: the keys that go with it are not blamed.
            keys.rest();
            if !other.is_empty() {
                report.add(messages::unknown_type(report.at(&word.span()), other, TYPES));
            }
            SlotKind::Text { most: usize::MAX }
        }
    }
}

fn ranking(keys: &mut Table, marks: &mut StepMarks, texts: &mut Vec<Words>, report: &mut Report) -> SlotKind {
    let options = list(keys, marks, texts, report);
    let other = keys.flag("other", report);
    let least = keys.count("min", report).unwrap_or_else(|| Spanned::new(0..0, 1));
    let most = keys.count("max", report).map_or(20, Spanned::into_inner);
    let (at, least) = (least.span(), least.into_inner());
    if least > most {
        report.add(messages::least_above_most(report.at(&at), least, most));
    }
    SlotKind::Ranking { options, other, least, most }
}

fn list(keys: &mut Table, marks: &mut StepMarks, texts: &mut Vec<Words>, report: &mut Report) -> Options {
    let (options, read, span) = options::options(keys, report);
    marks.refers = span;
    marks.options = read.marks;
    texts.extend(read.texts);
    options
}

fn refers(key: &'static str, keys: &mut Table, marks: &mut StepMarks, report: &mut Report) -> Option<Name> {
    let name = keys.str(key, report)?;
    check_name(&name, report);
    marks.refers = Some(name.span());
    Some(name.into_inner().into())
}
