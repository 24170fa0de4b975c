//! Our form in a quote, when nobody knows which of our mails it was: numbered lines with a colon. What stands behind the
//! colon of such a line is taken for an answer.

use super::form::Sent;
use super::lines::{blank, number};
use super::{Body, Mark};

/// Bytes of quoted text that are looked at.
const LOOKED: usize = 64 * 1024;
/// Questions that make a form.
const QUESTIONS: usize = 2;

/// The form that stands in the quoted lines of a text, without what stands behind its colons.
pub(super) fn form(body: &Body) -> Option<Sent> {
    let mut form = String::new();
    let (mut questions, mut received) = (0, false);
    for line in body.lines.iter().filter(|line| line.depth > 0 || line.mark == Mark::Quoted) {
        let text = body.of(line);
        if form.len() > LOOKED {
            break;
        }
        let lower = text.trim().to_lowercase();
        if !blank(text) && number(text).is_none() && !text.starts_with([' ', '\t']) {
            received = lower.starts_with("bien reçu") || received && lower.is_empty();
        }
        let question = number(text).and_then(|_| asked(text)).filter(|_| !received);
        questions += usize::from(question.is_some());
        form.push_str(question.unwrap_or(text));
        form.push('\n');
    }
    (questions >= QUESTIONS).then(|| Sent::new(&form))
}

/// A numbered line up to the last colon outside brackets.
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
    end.and_then(|end| text.get(..end))
}
