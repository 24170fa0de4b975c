//! Replies as Telegram shows them: what was understood, the question under it, its buttons. Pure.

use super::call::{Message, Rich};
use super::keyboard::{Board, listed};
use super::rich::line;
use crate::channel::plain::clean;
use crate::dialog::phrase::{Phrase, Phrases};
use crate::dialog::reply::{Question, Reply, Shape};
use crate::dialog::text::{Args, Prose};

/// What a toast may say.
#[derive(Debug, Clone, Copy)]
pub enum Note<'r> {
    /// The question was answered before; what is asked now.
    Answered(&'r Reply),
    /// Nobody knows the button any more, and nothing is asked.
    Gone,
}

/// A toast has at most so many signs.
const NOTE: usize = 200;

/// The message a reply becomes; `None` when it says nothing. `entry` is the number its prompt has in the transcript,
/// `page` the page of options to show, from 0.
#[must_use]
pub fn render(reply: &Reply, entry: u64, page: u16, phrases: &Phrases) -> Option<Message> {
    let question = reply.open.first();
    let (doubtful, notices, last) = apart(reply, question);
    let said = Rich::of(reply.heard.iter().chain(doubtful));
    let said = notices.iter().fold(said, |said, notice| said.then(&Rich::of([notice])));
    let board = question.map(|question| Board::new(phrases, question, entry, page));
    let (mut bare, hint) = question.zip(board.as_ref()).map_or_else(Default::default, |(question, board)| {
        let asked = match last {
            Some(last) => Rich::of([last]),
            None => progress(reply).then(&Rich::of([&question.ask])),
        };
        (asked.then(&beside(question, board, phrases)), hint(question, board, phrases))
    });
    let asked = bare.clone().then(&hint);
    // What stays whole needs no second form.
    let whole = |question: &Question| !matches!(question.shape, Shape::Choice | Shape::Ranking | Shape::Words);
    if hint.is_empty() || question.is_none_or(whole) {
        bare = Rich::default();
    }
    let message =
        Message { said, asked, bare, keyboard: board.map(|board| board.rows()).unwrap_or_default(), reply_to: None };
    (!message.said.is_empty() || !message.asked.is_empty()).then_some(message)
}

/// What stands where a question's buttons were: « Campagne : M2 MEEF 1er degré ».
#[must_use]
pub fn settled(reply: &Reply) -> Option<Rich> {
    let lines = Rich::of(reply.settled.iter().map(|settled| &settled.line));
    (!lines.is_empty()).then_some(lines)
}

/// A toast's words.
#[must_use]
pub fn note(note: Note<'_>, phrases: &Phrases) -> String {
    let words = match note {
        Note::Answered(reply) => phrases.line(Phrase::TapAnswered, &Args::new().with("question", asked(reply))),
        Note::Gone => phrases.line(Phrase::TapGone, &Args::new()),
    };
    if words.chars().count() <= NOTE {
        return words;
    }
    words.chars().take(NOTE - 1).chain(Some('…')).collect()
}

/// The first line of what is asked.
fn asked(reply: &Reply) -> String {
    let question = reply.open.first();
    let last = question.and_then(|question| apart(reply, Some(question)).2);
    let asked = last.or(question.map(|question| &question.ask));
    asked.and_then(|asked| asked.blocks.first()).map(|block| clean(&block.words())).unwrap_or_default()
}

/// A short question has no words of its own: the last of what is said asks it, and the buttons belong under that.
fn apart<'r>(reply: &'r Reply, question: Option<&'r Question>) -> (&'r [Prose], &'r [Prose], Option<&'r Prose>) {
    let (doubtful, notices) = (reply.doubtful.as_slice(), reply.notices.as_slice());
    let Some(short) = question.filter(|question| question.ask.is_empty()) else { return (doubtful, notices, None) };
    match (notices.split_last(), doubtful.split_last()) {
        (Some((last, notices)), _) => (doubtful, notices, Some(last)),
        (None, Some((last, doubtful))) => (doubtful, notices, Some(last)),
        // It is only shown again: how to answer is all there is to say.
        (None, None) => (doubtful, notices, Some(&short.hint)),
    }
}

fn progress(reply: &Reply) -> Rich {
    reply.progress.as_ref().map(|progress| line(&progress.line)).unwrap_or_default()
}

/// What stands under the question: options, what is chosen.
fn beside(question: &Question, board: &Board, phrases: &Phrases) -> Rich {
    options(board).then(&chosen(question, phrases))
}

/// The options of this page, where a button is too small for them.
fn options(board: &Board) -> Rich {
    if !board.numbered() {
        return Rich::default();
    }
    let page = board.on_page();
    let lines: Vec<Prose> = page.iter().map(|placed| Prose::words(listed(placed))).collect();
    Rich::of(&lines)
}

/// What is chosen so far of a ranking, in its order.
fn chosen(question: &Question, phrases: &Phrases) -> Rich {
    let label = |id: &crate::dialog::definition::Name| {
        let option = question.options.iter().find(|option| option.id == *id);
        option.map_or_else(|| id.to_string(), |option| option.label.clone())
    };
    let ranks = question.chosen.iter().enumerate();
    let lines = ranks.map(|(rank, id)| Prose::words(format!("{}. {}", rank + 1, clean(&label(id)))));
    let lines: Vec<Prose> = lines.collect();
    if lines.is_empty() {
        return Rich::default();
    }
    let head = phrases.say(Phrase::ChosenSoFar, &Args::new());
    Rich::of(std::iter::once(&head).chain(&lines))
}

/// How to answer. What the buttons say by themselves is not said again.
fn hint(question: &Question, board: &Board, phrases: &Phrases) -> Rich {
    let offered = board.offered().count();
    let phrase = match question.shape {
        Shape::YesNo | Shape::Task if offered > 0 => return Rich::default(),
        Shape::Ranking if offered > 0 || !question.chosen.is_empty() => Phrase::TouchRanks,
        Shape::Choice if board.pages() > 1 => Phrase::TouchPages,
        Shape::Choice if offered > 0 && !board.numbered() => Phrase::TouchOne,
        _ => return Rich::of([&question.hint]),
    };
    Rich::of([&phrases.say(phrase, &Args::new().with("n", offered))])
}

#[cfg(test)]
mod tests;
