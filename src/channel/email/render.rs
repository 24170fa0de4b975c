//! stub
use crate::dialog::letter::Letter;
use crate::dialog::phrase::Phrases;
/// stub
#[derive(Debug)]
pub struct Drawn {
    /// s
    pub subject: String,
    /// t
    pub text: String,
    /// h
    pub html: String,
}
/// stub
#[must_use]
pub fn render(letter: &Letter, _: &Phrases) -> Drawn {
    Drawn { subject: letter.subject.clone(), text: format!("{letter:?}"), html: String::new() }
}
