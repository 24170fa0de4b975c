//! Prompts: questions sent with buttons under them, and the buttons pressed there.
//!
//! A prompt is known by its entry's number in the person's transcript, and the entry keeps what each button stands for.
//! A button therefore carries three small numbers, and an old one can always be told from the one that counts.

use serde::{Deserialize, Serialize};

use crate::dialog::person::Key;
use crate::dialog::reply::{Press, Shown};

/// What the buttons under a message stand for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// The question.
    pub key: Key,
    /// Its options, in the order of the buttons.
    pub options: Vec<Shown>,
    /// What stands above the question in the same message, and stays when the question is drawn anew or settled.
    #[serde(default, skip_serializing_if = "Rich::is_empty")]
    pub above: Rich,
    /// The question as it stands once its buttons are gone unanswered, where a line on how to press them goes with them.
    #[serde(default, skip_serializing_if = "Rich::is_empty")]
    pub bare: Rich,
}

/// Words and which of them are strong. No markup: nothing a value holds can be read as any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rich {
    /// The words.
    pub text: String,
    /// Runs of strong words: where they begin and how long they are, in UTF-16 units as Telegram counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strong: Vec<(usize, usize)>,
}

/// A pressed button, as the channel tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tap {
    /// The prompt: its entry's number.
    pub prompt: u64,
    /// Which button.
    pub button: Button,
    /// The page of buttons that was shown, from 0.
    pub page: u16,
    /// The channel's number of the message the button stands under.
    pub message: Option<i64>,
}

/// A button. Every one says what it makes sure of, none says « toggle ».
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    /// The option of that place answers the question.
    Take(u16),
    /// It is chosen.
    Ensure(u16),
    /// It is not.
    Remove(u16),
    /// It is chosen, at that place.
    Place(u16, u16),
    /// What is chosen answers the question.
    Validate,
    /// Another page of options is shown.
    Page(u16),
}

impl Rich {
    /// True when nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

impl Prompt {
    /// What pressing a button makes sure of, and the words on it. `None` for another page, and for an option there is
    /// not.
    #[must_use]
    pub fn press(&self, button: Button) -> Option<(Press, &str)> {
        let option = |at: u16| self.options.get(usize::from(at));
        let with = |at: u16, press: fn(crate::dialog::definition::Name) -> Press| {
            option(at).map(|shown| (press(shown.id.clone()), shown.label.as_str()))
        };
        match button {
            Button::Take(at) => with(at, Press::Take),
            Button::Ensure(at) => with(at, Press::Ensure),
            Button::Remove(at) => with(at, Press::Remove),
            Button::Place(at, place) => {
                option(at).map(|shown| (Press::Place(shown.id.clone(), usize::from(place)), shown.label.as_str()))
            }
            Button::Validate => Some((Press::Validate, "")),
            Button::Page(_) => None,
        }
    }
}

impl Tap {
    /// What the button carries: « 12:e3 », at most 64 bytes.
    #[must_use]
    pub fn data(&self) -> String {
        let Self { prompt, button, page, .. } = self;
        let button = match button {
            Button::Take(at) => format!("t{at}"),
            Button::Ensure(at) => format!("e{at}"),
            Button::Remove(at) => format!("r{at}"),
            Button::Place(at, place) => format!("m{at}.{place}"),
            Button::Validate => "v".to_owned(),
            Button::Page(page) => format!("p{page}"),
        };
        format!("{prompt}:{button}:{page}")
    }

    /// Reads what a button carried.
    #[must_use]
    pub fn read(data: &str, message: Option<i64>) -> Option<Self> {
        let mut parts = data.splitn(3, ':');
        let prompt = parts.next()?.parse().ok()?;
        let button = read_button(parts.next()?)?;
        let page = parts.next()?.parse().ok()?;
        Some(Self { prompt, button, page, message })
    }
}

fn read_button(text: &str) -> Option<Button> {
    let verb = text.chars().next()?;
    let rest = text.get(verb.len_utf8()..)?;
    let number = |text: &str| text.parse::<u16>().ok();
    match verb {
        't' => number(rest).map(Button::Take),
        'e' => number(rest).map(Button::Ensure),
        'r' => number(rest).map(Button::Remove),
        'm' => {
            let (at, place) = rest.split_once('.')?;
            Some(Button::Place(number(at)?, number(place)?))
        }
        'v' if rest.is_empty() => Some(Button::Validate),
        'p' => number(rest).map(Button::Page),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_reads_back_what_it_carries() {
        let buttons = [
            Button::Take(0),
            Button::Ensure(u16::MAX),
            Button::Remove(7),
            Button::Place(u16::MAX, u16::MAX),
            Button::Validate,
            Button::Page(3),
        ];
        for button in buttons {
            let tap = Tap { prompt: u64::MAX, button, page: u16::MAX, message: Some(5) };
            let data = tap.data();
            assert!(data.len() <= 64, "{data}");
            assert_eq!(Tap::read(&data, Some(5)), Some(tap));
        }
        for data in
            ["", "1", "1:t0", "1:x0:0", "1:t-1:0", "1:t70000:0", "1:m1:0", "1:v2:0", "a:v:0", "1:t0:0:0", "1:é:0"]
        {
            assert_eq!(Tap::read(data, None), None, "{data}");
        }
    }
}
