//! The terminal: `guichet chat`, typed by a person, or by a program from a pipe.

pub mod json;
pub mod piece;
pub mod screen;

use serde::{Deserialize, Serialize};

use crate::conversation::said::{Pressed, Said};
use crate::dialog::person::Key;
use crate::dialog::reply::{Press, Question, Reply, Shape};

/// What the terminal remembers of the last reply: the question a number, a button or a path is for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Asked {
    question: Option<Question>,
}

impl Asked {
    /// What the reply asks.
    #[must_use]
    pub fn by(reply: &Reply) -> Self {
        Self { question: reply.open.first().cloned() }
    }

    /// True when the answer must not stay in a history.
    #[must_use]
    pub fn sensitive(&self) -> bool {
        self.question.as_ref().is_some_and(|question| question.sensitive)
    }

    /// True when a file is wanted.
    #[must_use]
    pub fn wants_file(&self) -> bool {
        self.question.as_ref().is_some_and(|question| question.shape == Shape::File)
    }

    /// An option pressed by its id. One that is not on screen (any more) goes to the dialog too, which answers it.
    #[must_use]
    pub fn press(&self, id: &str) -> Said {
        let key = self.question.as_ref().map_or_else(|| Key::new(""), |question| question.key.clone());
        let options = self.question.iter().flat_map(|question| &question.options);
        let label = options.filter(|option| *option.id == *id).map(|option| option.label.clone()).next();
        let press = Press::Take(id.into());
        Said { pressed: Some(Pressed { key, press, label: label.unwrap_or_else(|| id.to_owned()) }), ..Said::default() }
    }
}
