//! The buttons of a question. Every one says what it makes sure of, so that pressing it twice does no more than once.

use super::call::{Key, Keyboard};
use super::rich;
use crate::channel::plain::clean;
use crate::conversation::prompt::{Button, Tap};
use crate::dialog::phrase::{Phrase, Phrases};
use crate::dialog::reply::{Question, Shape, Shown};
use crate::dialog::text::Args;

/// Options on one page.
pub const PAGE: usize = 8;

/// A phone shows about so many signs of a button that has a row for itself.
pub const SHOWN: usize = 40;

/// Two buttons share a row when both are that short.
const SHORT: usize = 20;

/// So many of what is chosen have buttons: Telegram takes 100 under a message.
const CHOSEN: usize = 30;

/// What can be pressed under a question, and the page it shows.
pub struct Board<'q> {
    phrases: &'q Phrases,
    question: &'q Question,
    entry: u64,
    page: usize,
}

/// An option, and its place among the question's.
type Placed<'q> = (u16, &'q Shown);

impl<'q> Board<'q> {
    /// The buttons of a question, on that page or the last there is. `entry` is the number the prompt has, or will have,
    /// in the transcript.
    #[must_use]
    pub fn new(phrases: &'q Phrases, question: &'q Question, entry: u64, page: u16) -> Self {
        let mut board = Self { phrases, question, entry, page: 0 };
        board.page = usize::from(page).min(board.pages().saturating_sub(1));
        board
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> Keyboard {
        let mut rows = self.chosen();
        rows.extend(self.paired(&self.on_page(), self.numbered()));
        rows.extend(self.turning());
        if self.question.chosen.is_empty() {
            rows.extend(self.paired(&self.ways_out(), false));
        } else {
            let args = Args::new().with("n", self.question.chosen.len());
            rows.push(vec![self.key(self.phrases.line(Phrase::ValidateChosen, &args), Button::Validate)]);
        }
        rows
    }

    /// The options of this page, with their place among all.
    pub(super) fn on_page(&self) -> Vec<Placed<'q>> {
        self.offered().skip(self.page * PAGE).take(if self.pages() > 1 { PAGE } else { usize::MAX }).collect()
    }

    /// True when a label does not fit its button: then the text lists them, and the buttons bear their numbers.
    pub(super) fn numbered(&self) -> bool {
        self.on_page().iter().any(|(_, option)| option.label.chars().count() > SHOWN)
    }

    /// How many pages the options fill.
    pub(super) fn pages(&self) -> usize {
        self.offered().count().div_ceil(PAGE)
    }

    /// What may still be pressed of the question's own options.
    pub(super) fn offered(&self) -> impl Iterator<Item = Placed<'q>> {
        let chosen = &self.question.chosen;
        self.placed().filter(|(_, option)| !chosen.contains(&option.id) && !is_way_out(option))
    }

    fn placed(&self) -> impl Iterator<Item = Placed<'q>> + use<'q> {
        (0..=u16::MAX).zip(&self.question.options)
    }

    /// « Je n’en ai pas », « Non concerné »: beside the options, on every page.
    fn ways_out(&self) -> Vec<Placed<'q>> {
        self.placed().filter(|(_, option)| is_way_out(option)).collect()
    }

    /// What is chosen of a ranking, most wanted first: pressed again it is taken away, the arrow moves it up.
    fn chosen(&self) -> Keyboard {
        let ranks = self.question.chosen.iter().take(CHOSEN).enumerate();
        let row = |(rank, id): (usize, &crate::dialog::definition::Name)| {
            let (at, option) = self.placed().find(|(_, option)| option.id == *id)?;
            let label = format!("{}. {} ✓", rank + 1, start(&option.label, SHOWN));
            let mut row = vec![self.key(label, Button::Remove(at))];
            let above = rank.checked_sub(1).and_then(|above| u16::try_from(above).ok());
            row.extend(above.map(|above| self.key("↑", Button::Place(at, above))));
            Some(row)
        };
        ranks.filter_map(row).collect()
    }

    /// Two in a row when all are short, else one.
    fn paired(&self, options: &[Placed], numbered: bool) -> Keyboard {
        let label = |(at, option): &Placed| {
            if numbered { format!("{}. {}", at + 1, start(&option.label, SHOWN)) } else { option.label.clone() }
        };
        let keys = options.iter().map(|placed| self.key(label(placed), self.button(placed)));
        let keys: Vec<Key> = keys.collect();
        let wide = keys.iter().any(|key| key.label.chars().count() > SHORT);
        keys.chunks(if wide { 1 } else { 2 }).map(<[Key]>::to_vec).collect()
    }

    fn button(&self, (at, option): &Placed) -> Button {
        let ranking = self.question.shape == Shape::Ranking && !is_way_out(option);
        if ranking { Button::Ensure(*at) } else { Button::Take(*at) }
    }

    /// To the page before and the page behind.
    fn turning(&self) -> Option<Vec<Key>> {
        let say = |phrase| self.phrases.line(phrase, &Args::new());
        let to = |page: usize, label: String| Some(self.key(label, Button::Page(u16::try_from(page).ok()?)));
        let before = self.page.checked_sub(1).and_then(|page| to(page, format!("‹ {}", say(Phrase::PageBefore))));
        let behind = Some(self.page + 1).filter(|page| *page < self.pages());
        let behind = behind.and_then(|page| to(page, format!("{} ›", say(Phrase::PageNext))));
        let row: Vec<Key> = before.into_iter().chain(behind).collect();
        (!row.is_empty()).then_some(row)
    }

    fn key(&self, label: impl Into<String>, button: Button) -> Key {
        let page = u16::try_from(self.page).unwrap_or_default();
        let tap = Tap { prompt: self.entry, button, page, message: None };
        let label = clean(&label.into());
        // Telegram refuses a button without words.
        let label = if label.trim().is_empty() { "…".to_owned() } else { label };
        Key { label, data: tap.data() }
    }
}

/// Answers beside the list: they settle the question at once, also a ranking.
fn is_way_out(option: &Shown) -> bool {
    matches!(&*option.id, "aucun" | "non-concerne")
}

/// A label's start, cut behind a word.
fn start(label: &str, most: usize) -> String {
    if label.chars().count() <= most {
        return label.to_owned();
    }
    let head = label.char_indices().nth(most.saturating_sub(2)).and_then(|(at, _)| label.get(..at)).unwrap_or(label);
    let word = head.rfind(' ').filter(|at| *at > head.len() / 2).and_then(|at| head.get(..at)).unwrap_or(head);
    format!("{}…", word.trim_end_matches([' ', ',', '-', '–', '(', '.']))
}

/// The option’s line in a list: « 3. Licence, master ».
pub(super) fn listed((at, option): &(u16, &Shown)) -> String {
    format!("{}. {}", at + 1, rich::line(&option.label).text)
}
