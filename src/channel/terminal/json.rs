//! `guichet chat --jsonl`: one JSON object a line, in and out.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Asked;
use super::piece;
use crate::channel::plain;
use crate::conversation::said::Said;
use crate::dialog::definition::Name;
use crate::dialog::reply::Reply;

/// What a line says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    text: Option<String>,
    press: Option<String>,
    file: Option<String>,
}

/// One turn, as it is written.
#[derive(Debug, Serialize)]
struct Turn<'a> {
    dossier: Option<uuid::Uuid>,
    step: Option<&'a Name>,
    slot: Option<&'a Name>,
    /// Where the question repeats: the group and the entry, `diplome/2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<String>,
    text: String,
    options: Vec<Choice<'a>>,
    progress: Option<Progress<'a>>,
    done: bool,
}

#[derive(Debug, Serialize)]
struct Choice<'a> {
    id: &'a Name,
    label: &'a str,
}

#[derive(Debug, Serialize)]
struct Progress<'a> {
    n: usize,
    total: usize,
    section: &'a str,
}

/// Why a line is not heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unheard {
    /// It is not one of the three objects there are.
    NoObject,
    /// It sends a file that is not there, under this path.
    NoFile(String),
}

/// Reads a line, and where the file lies that it sends.
///
/// # Errors
/// It is no such object, or its file is not there and none was asked for: its path is no word of a candidate's.
pub fn read(line: &str, asked: &Asked) -> Result<(Said, Option<PathBuf>), Unheard> {
    let line: Line = serde_json::from_str(line).map_err(|_| Unheard::NoObject)?;
    if line.text.is_none() && line.press.is_none() && line.file.is_none() {
        return Err(Unheard::NoObject);
    }
    let mut said = line.press.map(|id| asked.press(&id)).unwrap_or_default();
    said.words = line.text.unwrap_or_default();
    let Some(path) = line.file else { return Ok((said, None)) };
    match piece::at(&path) {
        Some(found) => Ok((said, Some(found))),
        // The dialog says that there is no such file, and asks for it again.
        None if asked.wants_file() => Ok((Said { words: path, ..said }, None)),
        None => Err(Unheard::NoFile(path)),
    }
}

/// Writes a reply on one line.
#[must_use]
pub fn write(reply: &Reply) -> String {
    let question = reply.open.first();
    let options = question.into_iter().flat_map(|question| &question.options);
    let turn = Turn {
        dossier: reply.progress.as_ref().map(|progress| progress.dossier),
        step: question.map(|question| &question.step),
        slot: question.map(|question| &question.key.slot),
        entry: question.and_then(|question| question.key.entry.as_ref()).map(|(group, id)| format!("{group}/{id}")),
        text: plain::text(reply),
        options: options.map(|option| Choice { id: &option.id, label: &option.label }).collect(),
        progress: reply.progress.as_ref().map(|progress| Progress {
            n: progress.n,
            total: progress.total,
            section: &progress.section,
        }),
        done: reply.done,
    };
    serde_json::to_string(&turn).unwrap_or_default()
}

/// Writes what is wrong with a line.
#[must_use]
pub fn error(words: &str) -> String {
    serde_json::json!({ "error": words }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialog::reply::Press;

    #[test]
    fn only_the_agreed_objects_are_read() {
        let asked = Asked::default();
        let words = |line: &str| read(line, &asked).map(|(said, _)| said.words);
        assert_eq!(words(r#"{"text":"bonjour"}"#).as_deref(), Ok("bonjour"));
        assert_eq!(words(r#"{"file":"/nulle/part.pdf"}"#), Err(Unheard::NoFile("/nulle/part.pdf".to_owned())));
        let pressed = read(r#"{"press":"oui"}"#, &asked).ok().and_then(|(said, _)| said.pressed);
        assert_eq!(pressed.map(|pressed| pressed.press), Some(Press::Take("oui".into())));
        for line in ["", "bonjour", "{}", "[]", "null", r#"{"texte":"x"}"#, r#"{"text":1}"#, r#"{"text":"x"} {}"#] {
            assert_eq!(read(line, &asked).err(), Some(Unheard::NoObject), "{line}");
        }
    }

    #[test]
    fn a_turn_has_all_its_keys_even_when_nothing_is_asked() {
        let expected =
            r#"{"dossier":null,"step":null,"slot":null,"text":"","options":[],"progress":null,"done":false}"#;
        assert_eq!(write(&Reply::default()), expected);
    }
}
