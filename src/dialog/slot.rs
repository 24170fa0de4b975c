//! Slots: how each kind of value is read from an utterance.
//!
//! A reader is a pure function of the scene and the words. It never guesses between two readings and never fails: what
//! it cannot read it says is `Nothing`, what it can read and must not take it refuses with the reason.

mod answer;
mod casing;
pub mod choice;
pub mod country;
pub mod date;
pub mod document;
pub mod done;
pub mod email;
pub mod ine;
pub mod name;
pub mod options;
pub mod phone;
pub mod place;
pub mod ranking;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod stand;
pub mod text;
pub mod wish;
pub mod yes_no;

use jiff::civil::Date;

use super::definition::Name;
use super::definition::{Choice, Slot, SlotKind};
use super::fold::Said;
use super::intent::Reason;
use super::lexicon::Lexicon;
use super::person::{Flag, Value};
use crate::campaign::{Campaigns, PieceRule};

/// All a reader may look at.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The slot to read.
    pub slot: &'a Slot,
    /// Its options as they are on screen, for choices and rankings.
    pub options: &'a [Choice],
    /// The value held now, for edits (« ajoutez Lens en dernier »).
    pub held: Option<&'a Value>,
    /// Word lists.
    pub lexicon: &'a Lexicon,
    /// Facets of campaigns.
    pub campaigns: &'a Campaigns,
    /// The rule for a piece.
    pub piece: Option<&'a PieceRule>,
    /// Today in Paris.
    pub today: Date,
    /// True when this very slot was asked: then a bare number is the n-th option, and free text is an answer. When
    /// false, only what is plainly a value of this slot may be read.
    pub asked: bool,
}

/// What a reader made of the words.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// Nothing of this slot.
    Nothing,
    /// A value.
    Value(Value, Vec<Flag>),
    /// A value the candidate must read again before it is taken.
    Check(Value, Vec<Flag>),
    /// Values for other slots too (« X épouse Y »); this slot's first.
    Values(Vec<(Name, Value)>),
    /// Read and refused.
    Refused(Reason, Option<Value>),
    /// Several options fit.
    Ambiguous(Vec<Name>),
    /// Neither one nor the other.
    Unsure,
}

/// Reads the words as a value of the scene's slot.
#[must_use]
pub fn read(scene: &Scene, said: &Said) -> Heard {
    match &scene.slot.kind {
        SlotKind::Text { most } => text::read(scene, said, *most),
        SlotKind::PersonName { usage } => name::read(scene, said, usage.as_ref()),
        SlotKind::Place => place::read(scene, said),
        SlotKind::Email => email::read(scene, said),
        SlotKind::Phone => phone::read(scene, said),
        SlotKind::Date { range } => date::read(scene, said, *range, false),
        SlotKind::PartialDate { range } => date::read(scene, said, *range, true),
        SlotKind::Country => country::read(scene, said),
        SlotKind::Choice { other, .. } => choice::read(scene, said, *other),
        SlotKind::Ranking { other, least, most, .. } => {
            ranking::read(scene, said, ranking::Limits { other: *other, least: *least, most: *most })
        }
        SlotKind::YesNo => yes_no::read(scene, said),
        SlotKind::Ine => ine::read(scene, said),
        SlotKind::Document { .. } => document::read(scene, said),
        SlotKind::Done => done::read(scene, said),
        SlotKind::Wish => wish::read(scene, said),
    }
}

/// Whether a stored value still is one of this slot, after its dialog was edited.
#[must_use]
pub fn still_fits(slot: &Slot, options: &[Choice], value: &Value) -> bool {
    match (&slot.kind, value) {
        (SlotKind::YesNo | SlotKind::Done, Value::Bool(_)) | (SlotKind::Document { .. }, Value::Piece(_)) => true,
        (SlotKind::Choice { other, .. }, Value::Text(id)) => {
            *other || options.iter().any(|option| *option.id == **id && option.refused.is_none())
        }
        (SlotKind::Ranking { other, least, most, .. }, Value::List(ids)) => {
            let known = ids.iter().all(|id| *other || options.iter().any(|option| *option.id == **id));
            known && (*least..=*most).contains(&ids.len())
        }
        (
            SlotKind::YesNo
            | SlotKind::Done
            | SlotKind::Document { .. }
            | SlotKind::Choice { .. }
            | SlotKind::Ranking { .. },
            _,
        ) => false,
        (SlotKind::Text { most }, Value::Text(text)) => text.chars().count() <= *most,
        (SlotKind::Date { .. }, Value::Text(text)) => text.parse::<Date>().is_ok(),
        (_, Value::Text(_)) => true,
        (_, _) => false,
    }
}
