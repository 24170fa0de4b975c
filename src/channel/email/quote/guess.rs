//! Our form in a quote, when nobody knows which of our mails it was: numbered lines with a colon. What stands behind the
//! colon of such a line is taken for an answer.

use super::form::Sent;
use super::lines::{blank, number};
use super::{Body, Line, Mark, block};

/// Bytes of quoted text that are looked at.
const LOOKED: usize = 64 * 1024;
/// Questions that make a form.
const QUESTIONS: usize = 2;

/// The form that stands in the quoted lines of a text, without what stands behind its colons.
pub(super) fn form(body: &Body) -> Option<Sent> {
    let mut form = String::new();
    let (mut questions, mut received, mut asked_last) = (0, false, false);
    let shown = block::shown(body);
    let older = (0..body.lines.len()).find(|at| block::beginning(body, &shown, *at).is_some()).unwrap_or(usize::MAX);
    let quoted = |at: usize, line: &Line| line.depth > 0 || line.mark == Mark::Quoted || at >= older;
    for (_, line) in body.lines.iter().enumerate().filter(|(at, line)| quoted(*at, line)) {
        let text = body.of(line);
        // What stands right below a question, like nothing that a form holds, was written there.
        if std::mem::take(&mut asked_last) && !blank(text) && number(text).is_none() && !belongs(text) {
            continue;
        }
        if form.len() > LOOKED {
            break;
        }
        let lower = text.trim().to_lowercase();
        if !blank(text) && number(text).is_none() && !text.starts_with([' ', '\t']) {
            received = lower.starts_with("bien reçu") || received && lower.is_empty();
        }
        let question = Some(text).filter(|_| !received).and_then(asked);
        asked_last = question.is_some_and(|question| blank(text.get(question.len()..).unwrap_or_default()));
        questions += usize::from(question.is_some() && number(text).is_some());
        form.push_str(question.unwrap_or(text));
        form.push('\n');
    }
    (questions >= QUESTIONS).then(|| Sent::new(&form))
}

/// A choice, a line moved in, a heading: what a form holds between its questions.
fn belongs(text: &str) -> bool {
    let letters = text.chars().filter(|sign| sign.is_alphabetic());
    let heading = letters.clone().count() >= 4 && letters.clone().all(char::is_uppercase);
    heading
        || text.starts_with([' ', '\t', '-', '•'])
        || text.chars().nth(1).is_some_and(|sign| matches!(sign, '.' | ')'))
}

/// A line up to the colon of its question. What follows must look like an answer: it stands behind the brackets of a
/// hint, or is so short and plain as « oui » and « 12/05/1999 ».
fn asked(text: &str) -> Option<&str> {
    let mut depth = 0_u32;
    let mut end = None;
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        let ends = signs.peek().is_none_or(|(_, next)| next.is_whitespace());
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && ends => end = Some(at + 1),
            _ => {}
        }
    }
    let (question, answer) = text.split_at_checked(end?)?;
    let hinted = question.trim_end_matches([':', ' ', '\u{a0}']).ends_with(')');
    let words = answer.split_whitespace().count();
    let figures = answer.contains(|sign: char| sign.is_ascii_digit());
    let plain = words == 0
        || words == 1 && (figures || answer.trim().len() <= 3)
        || words <= 5 && figures && !answer.contains(',');
    (hinted || plain && number(text).is_some()).then_some(question)
}
