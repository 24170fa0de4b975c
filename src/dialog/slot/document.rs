//! Pieces: what a platform takes, told from a file's content, size and name.
//!
//! The file itself comes through a channel. Here its description is judged, and words that describe one are read
//! (« [photo HEIC 6 Mo] »), so that nobody uploads in vain.

mod file;
pub mod kind;
mod name;

pub use file::accept;
pub(in crate::dialog) use file::types;
pub use kind::sniff;
pub use name::{lying, named, sanitise};

use super::{Heard, Scene, answer};
use crate::campaign::PieceRule;
use crate::dialog::fold::Said;
use crate::dialog::intent::Reason;
use crate::dialog::phrase::Phrase;

/// Endings people name, and the type of file each stands for.
const ENDINGS: &[(&str, &str)] = &[
    ("pdf", "pdf"),
    ("jpg", "jpeg"),
    ("jpeg", "jpeg"),
    ("png", "png"),
    ("heic", "heic"),
    ("heif", "heic"),
    ("gif", "gif"),
    ("bmp", "bmp"),
    ("tif", "tiff"),
    ("tiff", "tiff"),
    ("webp", "webp"),
    ("doc", "word"),
    ("docx", "word"),
    ("word", "word"),
    ("odt", "odt"),
    ("pages", "pages"),
    ("zip", "zip"),
    ("rar", "rar"),
];

/// Words of an utterance that still describes a file.
const SHORT: usize = 12;

/// A path as a terminal or a folder window writes it; « /aide » is none.
fn is_path(raw: &str) -> bool {
    let bare = raw.trim_start_matches(['"', '\'']);
    let deep = |mark: char| bare.matches(mark).count() > 1;
    let starts = ["~/", "./", "../", "file://"].iter().any(|start| bare.starts_with(start));
    starts || (bare.starts_with('/') && deep('/')) || deep('\\')
}

/// Reads words that describe a file: a type or size the platform refuses is refused now; a name alone is not the file.
#[must_use]
pub fn read(scene: &Scene, said: &Said) -> Heard {
    if !scene.asked || said.words.len() > SHORT || answer::is_question(scene, said) {
        return Heard::Nothing;
    }
    let named = said.words.iter().find_map(|word| ending(&word.text));
    let bytes = said_bytes(said);
    match (named, scene.piece) {
        (Some(kind), Some(rule)) if !rule.types.iter().any(|taken| taken == kind) => {
            Heard::Refused(file::wrong_type(rule), None)
        }
        (_, Some(PieceRule { bytes: Some(limit), .. })) if bytes.is_some_and(|bytes| bytes > *limit) => {
            Heard::Refused(file::too_big(bytes.unwrap_or_default(), *limit), None)
        }
        // The channel took the file of every path it found.
        _ if is_path(&said.raw) => Heard::Refused(Reason::of(Phrase::PieceMissing), None),
        (Some(_), _) => Heard::Refused(Reason::of(Phrase::PieceExpected), None),
        (None, _) => Heard::Nothing,
    }
}

fn ending(word: &str) -> Option<&'static str> {
    ENDINGS.iter().find(|(ending, _)| *ending == word).map(|(_, kind)| *kind)
}

/// « 6 Mo », « 2,5 Mo », « 800 Ko » in bytes.
fn said_bytes(said: &Said) -> Option<u64> {
    let words: Vec<&str> = said.words.iter().map(|word| word.text.as_str()).collect();
    let glued = words.iter().find_map(|word| {
        let digits = word.find(|c: char| !c.is_ascii_digit())?;
        let (number, unit) = word.split_at_checked(digits)?;
        Some(unit_bytes(unit)?.saturating_mul(number.parse().ok()?))
    });
    let apart = words.windows(2).find_map(|pair| match pair {
        [number, unit] => Some(unit_bytes(unit)?.saturating_mul(number.parse().ok()?)),
        _ => None,
    });
    // « 2,5 Mo » folds to « 2 5 mo »: the whole part is enough to tell it from a limit.
    let split = words.windows(3).find_map(|three| match three {
        [whole, tenth, unit] if tenth.len() == 1 && tenth.parse::<u64>().is_ok() => {
            let unit = unit_bytes(unit)?;
            Some(unit.saturating_mul(whole.parse().ok()?) + unit / 10 * tenth.parse::<u64>().ok()?)
        }
        _ => None,
    });
    split.or(apart).or(glued)
}

fn unit_bytes(unit: &str) -> Option<u64> {
    match unit {
        "ko" | "kb" => Some(1024),
        "mo" | "mb" | "mega" | "megas" => Some(1024 * 1024),
        "go" | "gb" => Some(1024 * 1024 * 1024),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::stage::Stage;
    use super::*;
    use crate::dialog::definition::SlotKind;

    #[test]
    fn a_described_file_is_judged_before_it_is_sent() {
        let mut stage = Stage::new("piece", SlotKind::Document { piece: "diplome".into() }, &[]);
        stage.piece = Some(PieceRule {
            name: "diplome".into(),
            label: "copie du diplôme".into(),
            types: vec!["pdf".into(), "jpeg".into()],
            bytes: Some(2 * 1024 * 1024),
            needed: true,
        });
        let key = |text: &str| match stage.hear(text, true) {
            Heard::Refused(reason, _) => reason.key().to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(key("[photo HEIC 6 Mo]"), Phrase::PieceType.key());
        assert_eq!(key("/home/moi/licence.docx"), Phrase::PieceType.key());
        assert_eq!(key("licence.pdf 6 Mo"), Phrase::PieceBytes.key());
        assert_eq!(key("licence.pdf, 2,5 Mo"), Phrase::PieceBytes.key());
        assert_eq!(key("licence.pdf 6mo"), Phrase::PieceBytes.key());
        assert_eq!(key("licence.jpg"), Phrase::PieceExpected.key());
        assert_eq!(key("mon diplôme"), "Nothing");
        assert_eq!(key("un pdf de quelle taille ?"), "Nothing");
        stage.never_panics("licence.pdf 6 Mo");
    }
}
