//! The entry sheet: a dossier in the platform's own screens, order and labels, ready to copy.

use serde::{Deserialize, Serialize};

use super::definition::{Dialog, Entry as How, Name};
use super::letter::mask;
use super::person::{Flag, Key, State};
use super::phrase::Phrase;
use super::text::{Args, Block, Prose, Run};
use super::view::{Entry, Truth, View};

/// A line of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The platform's screen, with the entry's rank when it repeats.
    pub screen: String,
    /// The platform's label.
    pub field: String,
    /// What to enter; empty when it is not known yet.
    pub value: String,
    /// Typed, chosen or uploaded.
    pub entry: How,
    /// The date lacks its day or month: the platform may not take it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// The guide's line it comes from.
    pub source: String,
    /// The slot or derived value.
    pub slot: Name,
}

/// The sheet of a dossier, screen by screen.
#[must_use]
pub fn sheet(view: &View) -> Vec<Row> {
    let mut rows = Vec::new();
    for screen in &view.dialog.screens {
        match screen_group(view.dialog, &screen.fields) {
            None => rows.extend(screen.fields.iter().filter_map(|field| row(view, &screen.name, field, &None))),
            Some(group) => {
                let entries = view.dossier.entries.get(&group).cloned().unwrap_or_default();
                for (rank, entry) in entries.iter().enumerate() {
                    let title = format!("{} ({})", screen.name, rank + 1);
                    let title = if entries.len() > 1 { &title } else { &screen.name };
                    let entry = Some((group.clone(), *entry));
                    rows.extend(screen.fields.iter().filter_map(|field| row(view, title, field, &entry)));
                }
            }
        }
    }
    rows
}

/// A screen whose first field is of a group is shown once for each entry.
fn screen_group(dialog: &Dialog, fields: &[Name]) -> Option<Name> {
    fields.iter().find_map(|field| dialog.step_of(field)?.group.clone())
}

fn row(view: &View, screen: &str, name: &Name, entry: &Entry) -> Option<Row> {
    derived_row(view, screen, name).or_else(|| slot_row(view, screen, name, entry))
}

fn derived_row(view: &View, screen: &str, name: &Name) -> Option<Row> {
    let derived = view.dialog.derived(name)?;
    let value = view.derived(derived)?;
    let field = view.fill(&derived.field, &None).line();
    let source = derived.source.clone().unwrap_or_default();
    Some(Row {
        screen: screen.to_owned(),
        field,
        value,
        entry: derived.entry,
        partial: false,
        source,
        slot: name.clone(),
    })
}

fn slot_row(view: &View, screen: &str, name: &Name, entry: &Entry) -> Option<Row> {
    let fills = |step: &&super::definition::Step| step.slot.name == *name;
    let applies = |step: &&super::definition::Step| view.holds(&step.when, entry) == Truth::Yes;
    let step = view.dialog.steps.iter().filter(fills).find(applies)?;
    let own = step.group.as_ref().and(entry.clone());
    let answer = view.answer(&Key { entry: own, slot: name.clone() });
    let value = match answer {
        Some(answer) if answer.state == State::NotConcerned => return None,
        Some(answer) if answer.state.settles() => answer.value.as_ref().map(|value| view.show(name, value)),
        _ => None,
    };
    let field = step.field.as_ref().unwrap_or(&step.label);
    Some(Row {
        screen: screen.to_owned(),
        field: view.fill(field, entry).line(),
        value: value.unwrap_or_default(),
        partial: answer.is_some_and(|answer| answer.flags.contains(&Flag::Partial)),
        entry: step.entry,
        source: step.source.clone().unwrap_or_default(),
        slot: name.clone(),
    })
}

/// The sheet as it is read: a heading for each screen, a line for each field, marked typed, chosen or uploaded.
#[must_use]
pub fn prose(view: &View) -> Prose {
    prose_of(view, sheet(view))
}

/// The same for a mail: sensitive values are hidden.
#[must_use]
pub fn masked(view: &View) -> Prose {
    let sensitive = |row: &Row| view.dialog.step_of(&row.slot).is_some_and(mask::is_sensitive);
    let hide = |row: Row| if sensitive(&row) { Row { value: mask::hidden(&row.value), ..row } } else { row };
    prose_of(view, sheet(view).into_iter().map(hide).collect())
}

fn prose_of(view: &View, rows: Vec<Row>) -> Prose {
    let phrases = &view.library.phrases;
    let head = Args::new().with("titre", &view.dialog.title).with("numero", view.dossier.number());
    let mut prose = phrases.say(Phrase::SheetHead, &head);
    let mut screen = String::new();
    for row in rows {
        if row.screen != screen {
            screen.clone_from(&row.screen);
            prose.blocks.push(Block { item: false, runs: vec![Run { strong: true, words: row.screen.clone() }] });
        }
        prose.blocks.push(line(view, &row));
    }
    prose
}

fn line(view: &View, row: &Row) -> Block {
    let phrases = &view.library.phrases;
    let none = Args::new();
    let (value, mark) = if row.value.is_empty() {
        (phrases.line(Phrase::SheetMissing, &none), String::new())
    } else {
        let mark = match row.entry {
            _ if row.partial => Phrase::SheetPartial,
            How::Typed => Phrase::SheetTyped,
            How::Chosen => Phrase::SheetChosen,
            How::Uploaded => Phrase::SheetUploaded,
        };
        (row.value.clone(), phrases.line(mark, &none))
    };
    let words = phrases.line(Phrase::SheetLine, &Args::new().with("champ", &row.field).with("valeur", value));
    let words = if mark.is_empty() { words } else { format!("{words} {mark}") };
    Block { item: true, runs: vec![Run { strong: false, words }] }
}
