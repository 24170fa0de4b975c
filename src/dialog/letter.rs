//! A letter: everything that can be asked now, and what came of the mails before it, in one mail.
//!
//! Mail is not chat: one letter asks all questions at once, each under its permanent number, says what was understood,
//! what is doubtful, what is missing, and what is to be done by hand on the platform. What a letter asks is planned in
//! `plan`, how a question becomes one short line is in `line`, the rest of its parts are in `parts`.

pub mod before;
pub mod line;
pub mod mask;
pub mod parts;
pub mod plan;
mod words;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::text::Prose;

/// A letter, part by part, in the order in which it is read. A part that is empty is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Letter {
    /// The dossier it is about.
    pub dossier: Option<Uuid>,
    /// Its subject, the same in every letter of a dossier.
    pub subject: String,
    /// « Bonjour Zoé, »
    pub greeting: String,
    /// First words and the privacy notice, in the first letter.
    pub opening: Vec<Prose>,
    /// How far the dossier is.
    pub standing: Prose,
    /// Answers to questions, help, warnings, notices.
    pub asides: Vec<Prose>,
    /// What was received since the last letter.
    pub received: Vec<Received>,
    /// What is to be read again: doubtful, refused, proposed, the recap.
    pub check: Vec<Check>,
    /// What is still to be answered, section by section.
    pub wanted: Vec<Section>,
    /// What is to be done by hand on the platform.
    pub tasks: Vec<Task>,
    /// Questions that can be answered once that is done.
    pub after: Vec<Line>,
    /// Things to know.
    pub notes: Vec<Prose>,
    /// How to answer.
    pub footer: Vec<Prose>,
    /// Where the conversation can go on in a chat: the service fills it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub telegram: Option<String>,
    /// The entry sheet.
    pub sheet: Option<Prose>,
    /// The last lines: the dossier's number, the day, whom to write to.
    pub receipt: Vec<Prose>,
}

/// An answer that was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The question's number.
    pub number: Option<u32>,
    /// What it is called.
    pub label: String,
    /// What was understood, masked where it is sensitive.
    pub value: String,
    /// What is to be known of it: not in the list, a part of the date is missing.
    pub remarks: Vec<Prose>,
}

/// Something to read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The question's number; none for a short question beside the dossier's own.
    pub number: Option<u32>,
    /// What it is called.
    pub label: String,
    /// What was read, or why it was refused.
    pub why: Vec<Prose>,
    /// How to answer: « oui, ou la bonne réponse ».
    pub hint: String,
    /// The options, each behind its letter.
    pub options: Vec<Lettered>,
}

/// The questions of one section of the guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The section's title.
    pub title: String,
    /// Its questions.
    pub lines: Vec<Line>,
}

/// A question as one line of a form: « 3. Date de naissance (jj/mm/aaaa) : ».
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its permanent number.
    pub number: Option<u32>,
    /// What it is called.
    pub label: String,
    /// How to answer, in a few words.
    pub hint: String,
    /// The closed choices, each behind its letter.
    pub options: Vec<Lettered>,
    /// What is known already.
    pub value: Option<String>,
}

/// A closed choice and its letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lettered {
    /// « A ».
    pub letter: char,
    /// What is read.
    pub label: String,
}

/// Something to do by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its number, for « FAIT 12 ».
    pub number: Option<u32>,
    /// What is done then.
    pub label: String,
    /// How it is done.
    pub how: Prose,
}
