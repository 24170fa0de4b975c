//! What the new words answer: by where they stand in our form, by the number or the name written in front of them.

use std::collections::BTreeMap;

use super::form::Sent;
use super::lines::{blank, closes, folded, number};
use super::pieces::Piece;
use super::words::{Word, of_line};
use super::{Body, Setting, Why};

/// Answers by number.
type Answers = BTreeMap<u32, String>;

/// Shares the new words out: to the questions they answer, and the rest.
pub(super) fn answers(
    body: &Body,
    pieces: &[Piece<'_>],
    sent: Option<&Sent>,
    setting: Setting,
    why: &mut Vec<Why>,
) -> (Answers, String) {
    let mut possessives = Vec::new();
    of_line("mon ma mes le la les l votre vos", 0, &mut possessives);
    let mut desk = Desk { sent, setting, possessives, answers: Answers::new(), prose: String::new() };
    let mut state = State::default();
    for piece in pieces {
        desk.take(body, piece, &mut state);
    }
    if state.in_form {
        why.push(Why::InForm);
    }
    if state.numbered {
        why.push(Why::Numbered);
    }
    let answers = desk.answers.into_iter().map(|(number, answer)| (number, clean(&answer).to_owned())).collect();
    (answers, desk.prose.trim().to_owned())
}

/// An answer without the signs that only frame it.
fn clean(answer: &str) -> &str {
    let mut answer = answer.trim();
    for frame in ['*', '_'] {
        if let Some(inner) = answer.strip_prefix(frame).and_then(|rest| rest.strip_suffix(frame)) {
            answer = inner.trim();
        }
    }
    for arrow in ["->", "=>", "→", "=", ":", ">"] {
        answer = answer.strip_prefix(arrow).unwrap_or(answer).trim_start();
    }
    answer
}

/// « 42. oui », « 42) oui »: a line of a list, whatever its number.
fn counts(text: &str) -> bool {
    let digits = text.trim_start().bytes().take_while(u8::is_ascii_digit).count();
    let behind = text.trim_start().get(digits..).unwrap_or_default();
    let rest = behind.strip_prefix(['.', ')']).unwrap_or_default();
    (1..=3).contains(&digits) && rest.starts_with([' ', '\u{a0}']) && !is_street(rest)
}

/// « 42. rue de la Paix » goes on with an address.
fn is_street(rest: &str) -> bool {
    let first = folded(rest).unwrap_or_default();
    let first = first.split(' ').next().unwrap_or_default();
    ["rue", "avenue", "av", "boulevard", "bd", "place", "impasse", "allee", "chemin", "route", "quai"].contains(&first)
}

/// A question of its own goes on with no answer: « c’est quoi la RQTH ?? »; « le 12 ? » may.
fn asks(text: &str) -> bool {
    text.contains('?') && text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count() > 2
}

#[derive(Debug, Default)]
struct State {
    /// The last word of ours before the last piece.
    after: Option<usize>,
    /// The question the next line still answers.
    open: Option<u32>,
    line: usize,
    /// A politeness has ended the answers here.
    closed: bool,
    in_form: bool,
    numbered: bool,
    /// The question under which a list is written, and its next number: « 7. », then « 1. Lille », « 2. Douai ».
    list: Option<(u32, u32)>,
}

struct Desk<'s> {
    sent: Option<&'s Sent>,
    setting: Setting,
    /// Words in front of a name.
    possessives: Vec<Word>,
    answers: Answers,
    prose: String,
}

impl Desk<'_> {
    fn take(&mut self, body: &Body, piece: &Piece<'_>, state: &mut State) {
        let gap =
            body.lines.get(state.line + 1..piece.line).unwrap_or_default().iter().any(|line| blank(body.of(line)));
        if piece.after != state.after {
            (state.open, state.closed) = (None, false);
        }
        let place = piece.after.and_then(|after| self.sent.and_then(|sent| sent.item(after)));
        state.closed |= place.is_some() && piece.whole && closes(piece.text);
        (state.after, state.line) = (piece.after, piece.line);
        match place.map(|item| item.number) {
            Some(place) if !state.closed => {
                state.in_form = true;
                let (to, text) = self.placed(place, piece, state);
                self.give(to, text);
            }
            _ => {
                if gap || state.closed {
                    state.open = None;
                }
                self.free(piece.text, state);
            }
        }
    }

    /// Words under a question are its answer, unless they name another one.
    fn placed<'p>(&self, place: u32, piece: &Piece<'p>, state: &mut State) -> (u32, &'p str) {
        let fits = |number: u32| self.knows(number) && (number == place || piece.whole && number > place);
        if let Some((number, rest)) = number(piece.text).filter(|(number, _)| fits(*number)) {
            state.open = Some(number);
            return (number, self.unlabelled(number, rest));
        }
        (state.open.unwrap_or(place), self.unlabelled(place, piece.text))
    }

    /// Words in the candidate's own text.
    fn free(&mut self, text: &str, state: &mut State) {
        if let Some(open) = self.listed_under(text, state) {
            return self.give(open, text);
        }
        let accepted = |number: u32| self.accepts(number, text) || state.numbered && counts(text);
        let numbered = number(text).filter(|(number, _)| accepted(*number));
        let found = numbered.map(|(number, rest)| (number, self.unlabelled(number, rest))).or_else(|| self.named(text));
        match (found, state.open) {
            (Some((number, rest)), _) => {
                state.numbered = true;
                state.open = Some(self.several(number, rest));
            }
            (None, Some(open)) if !state.closed && !closes(text) && !asks(text) => self.give(open, text),
            _ => {
                state.open = None;
                self.prose.push_str(text);
                self.prose.push('\n');
            }
        }
    }

    /// The question that a line of a list inside its answer belongs to: its first number is 1, right below the question.
    fn listed_under(&self, text: &str, state: &mut State) -> Option<u32> {
        let (line, _) = number(text).filter(|_| counts(text))?;
        let begins = |open: &u32| line == 1 && *open > 1 && !self.answers.contains_key(open);
        let expected = state.list.filter(|(open, next)| state.open == Some(*open) && *next == line);
        let (open, _) = expected.or_else(|| state.open.filter(begins).map(|open| (open, 1)))?;
        state.list = Some((open, line.saturating_add(1)));
        Some(open)
    }

    /// Gives a line's answers: « 3) oui 4) Lille 8) non » holds three. The last number of it.
    fn several(&mut self, first: u32, text: &str) -> u32 {
        let (mut number, mut rest) = (first, text);
        while let Some((before, next, behind)) = self.next_number(number, rest) {
            self.give(number, before);
            (number, rest) = (next, self.unlabelled(next, behind));
        }
        self.give(number, rest);
        number
    }

    /// The next number of a known question inside a line, with the words before and behind it.
    fn next_number<'t>(&self, last: u32, text: &'t str) -> Option<(&'t str, u32, &'t str)> {
        let starts = text.char_indices().filter(|(_, sign)| matches!(sign, ' ' | ',' | ';' | '/')).take(200);
        starts.map(|(at, sign)| at + sign.len_utf8()).find_map(|at| {
            let (before, behind) = text.split_at_checked(at)?;
            let digits = behind.bytes().take(4).take_while(u8::is_ascii_digit).count();
            let mark = behind.get(digits..)?.chars().next().filter(|mark| matches!(mark, '.' | ')'))?;
            let (next, rest) = number(behind)?;
            let spaced = mark == ')' || behind.get(digits + 1..)?.starts_with(' ');
            (digits > 0 && spaced && next > last && self.knows(next))
                .then(|| (before.trim_end_matches([' ', ',', ';', '/']), next, rest))
        })
    }

    fn give(&mut self, number: u32, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let answer = self.answers.entry(number).or_default();
        if !answer.is_empty() {
            answer.push('\n');
        }
        answer.push_str(text);
    }

    fn knows(&self, number: u32) -> bool {
        self.sent.is_some_and(|sent| sent.numbered(number).is_some())
    }

    /// Whether a number in front of a line means a question: one we asked, one that is called so, or, when we know
    /// nothing of what was asked, any number in an answer to a mail.
    fn accepts(&self, number: u32, text: &str) -> bool {
        let called =
            !text.trim_start_matches([' ', '\t', '*', '_', '•']).starts_with(|sign: char| sign.is_ascii_digit());
        match self.sent.filter(|sent| sent.asks()) {
            Some(_) => self.knows(number) || called,
            None => called || self.setting.answers,
        }
    }

    /// An answer without the question's name, when that was written again: « 3. Date de naissance : 12/05/1999 ».
    fn unlabelled<'t>(&self, number: u32, text: &'t str) -> &'t str {
        let Some(item) = self.sent.and_then(|sent| sent.numbered(number)) else { return text };
        let Some((label, rest)) = self.label(text) else { return text };
        if !label.is_empty() && item.label.starts_with(&label) { rest } else { text }
    }

    /// « INE : 0612345678A »: the one question of that name.
    fn named<'t>(&self, text: &'t str) -> Option<(u32, &'t str)> {
        let sent = self.sent?;
        let (label, rest) = self.label(text)?;
        let number = sent.labelled(&label)?;
        (!blank(rest)).then_some((number, rest))
    }

    /// The words before a line's first colon, and what stands behind it.
    fn label<'t>(&self, text: &'t str) -> Option<(Vec<u64>, &'t str)> {
        let colon = text.find([':', '=']).filter(|colon| *colon <= 80)?;
        let before = text.get(..colon)?;
        let before = before.split('(').next().unwrap_or_default();
        let mut words: Vec<Word> = Vec::new();
        of_line(before, 0, &mut words);
        let own = |word: &&Word| self.possessives.iter().any(|known| known.key == word.key);
        let label = words.iter().skip_while(own).filter(|word| word.is_word()).map(|word| word.key).collect();
        Some((label, text.get(colon + 1..)?.trim_start()))
    }
}
