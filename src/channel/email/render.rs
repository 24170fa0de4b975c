//! A letter as it is sent: the same words as plain text and as simple HTML.
//!
//! The text is what a reply is later compared with, to find what is new in it: each question is one paragraph that
//! begins with its number and ends with « : ». The HTML is made of the same parts, in paragraphs, headings and lists
//! only, so that writing under a line works in every mail program, on every screen, in dark mode and aloud.

mod html;
mod part;
#[cfg(test)]
mod tests;
mod text;

use crate::dialog::letter::Letter;
use crate::dialog::phrase::Phrases;

/// Bytes of a letter at most, text and HTML together.
pub const MOST_BYTES: usize = 60 * 1024;
/// Columns of a line at most, but for a word that is longer by itself.
pub const COLUMNS: usize = 76;

/// A letter, drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Its subject, on one line.
    pub subject: String,
    /// Plain text, lines of at most [`COLUMNS`] columns ended by `\n`.
    pub text: String,
    /// A whole HTML document.
    pub html: String,
}

/// Draws a letter. One that would be too long goes without its entry sheet, which can be asked for.
#[must_use]
pub fn render(letter: &Letter, phrases: &Phrases) -> Drawn {
    let whole = draw(letter, phrases);
    if letter.sheet.is_none() || whole.text.len() + whole.html.len() <= MOST_BYTES {
        return whole;
    }
    draw(&Letter { sheet: None, ..letter.clone() }, phrases)
}

fn draw(letter: &Letter, phrases: &Phrases) -> Drawn {
    let subject = part::clean(&letter.subject);
    let parts = part::parts(letter, phrases);
    let text = text::text(&parts);
    let html = html::document(&subject, &parts);
    Drawn { subject, text, html }
}
