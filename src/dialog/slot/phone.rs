//! Telephone numbers, French unless they say otherwise, kept as E.164.

#[cfg(test)]
mod tests;

use phonenumber::country::Id;

use super::{Heard, Scene, answer};
use crate::dialog::fold::Said;
use crate::dialog::intent::Reason;
use crate::dialog::person::{Flag, Value};
use crate::dialog::phrase::Phrase;

/// Overseas, whose numbers begin as French ones do but have their own country codes.
const OVERSEAS: [Id; 5] = [Id::RE, Id::GP, Id::GF, Id::MQ, Id::YT];
/// What their numbers begin with.
const OVERSEAS_PREFIXES: [&str; 14] =
    ["0262", "0263", "0269", "0590", "0594", "0596", "0639", "0690", "0691", "0692", "0693", "0694", "0696", "0697"];
/// E.164 allows fifteen digits.
const MOST: usize = 15;
/// Fewer digits are no attempt at a number.
const LEAST: usize = 6;

/// Digits that stand together, and how they were written.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    /// The digits, behind a `+` if there was one.
    digits: String,
    /// A letter stands close behind: the end of an INE, « 0494 004 062 m ».
    lettered: bool,
}

/// Reads a telephone number, alone or inside a sentence.
#[must_use]
pub fn read(scene: &Scene, said: &Said) -> Heard {
    let runs: Vec<Run> = runs(&said.raw).into_iter().flat_map(halves).collect();
    let called = scene.asked || answer::is_called(scene, &said.words);
    let mut numbers: Vec<(String, bool)> =
        runs.iter().filter(|run| called || is_plain(run)).filter_map(|run| number(&run.digits, called)).collect();
    numbers.dedup_by(|one, other| one.0 == other.0);
    let attempt = runs.iter().any(|run| run.digits.len() >= LEAST);
    match numbers.as_slice() {
        [(number, sure)] => {
            Heard::Value(Value::of(number.clone()), if *sure { Vec::new() } else { vec![Flag::Approximate] })
        }
        // Of several the first is kept, and said so.
        [(number, _), ..] if called => Heard::Value(Value::of(number.clone()), vec![Flag::Approximate]),
        [] if scene.asked && attempt => Heard::Refused(Reason::of(Phrase::PhoneUnread), None),
        _ => Heard::Nothing,
    }
}

/// Not asked for: a full French number or an international one, and no INE.
fn is_plain(run: &Run) -> bool {
    let digits = run.digits.trim_start_matches('+');
    let french = digits.len() == 10 && digits.starts_with('0') && !digits.starts_with("00");
    let abroad = (run.digits.starts_with('+') || digits.starts_with("00")) && digits.len() >= 10;
    !run.lettered && (french || abroad)
}

/// The number as E.164, and whether it was written in full.
fn number(digits: &str, lenient: bool) -> Option<(String, bool)> {
    let abroad = digits.strip_prefix("00").map(|rest| format!("+{rest}"));
    let text = abroad.as_deref().unwrap_or(digits);
    if let Some(found) = valid(text).filter(|_| text.starts_with(['+', '0'])) {
        return Some((found, true));
    }
    // « 33 6 12… » without its plus, « 6 12 34 56 78 » without its zero.
    let repaired = match digits.len() {
        11 if lenient && digits.starts_with("33") => format!("+{digits}"),
        9 if lenient && !digits.starts_with(['0', '+']) => format!("0{digits}"),
        _ => return None,
    };
    valid(&repaired).map(|found| (found, false))
}

fn valid(text: &str) -> Option<String> {
    let overseas: &[Id] = if OVERSEAS_PREFIXES.iter().any(|start| text.starts_with(start)) { &OVERSEAS } else { &[] };
    overseas.iter().chain(&[Id::FR]).find_map(|home| valid_at(text, *home))
}

fn valid_at(text: &str, home: Id) -> Option<String> {
    let number = phonenumber::parse(Some(home), text).ok()?;
    number.is_valid().then(|| number.format().mode(phonenumber::Mode::E164).to_string())
}

/// The runs of digits of a text, in which single spaces, points, dashes, slashes and brackets may stand.
fn runs(text: &str) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut open = false;
    let mut gap = 0;
    let mut before = ' ';
    let text = text.replace("(0)", "");
    for c in text.chars() {
        match c {
            '0'..='9' | '+' => {
                let fresh = !open || c == '+' || gap > 3;
                if fresh && !(c != '+' && before.is_alphabetic()) {
                    found.push(Run { digits: String::new(), lettered: false });
                    open = true;
                } else if fresh {
                    open = false;
                }
                if let (true, Some(run)) = (open, found.last_mut()) {
                    run.digits.push(c);
                }
                gap = 0;
            }
            ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '‑' | '–' | '/' | '(' | ')' | '_' | '\t' if open => gap += 1,
            _ => {
                if let (true, true, Some(run)) = (open, gap <= 1 && c.is_alphabetic(), found.last_mut()) {
                    run.lettered = true;
                }
                open = false;
            }
        }
        before = c;
    }
    found.retain(|run| run.digits.len() > 1);
    found
}

/// Two numbers side by side: « 06 12 34 56 78 / 03 20 12 34 56 ».
fn halves(run: Run) -> Vec<Run> {
    let split = (run.digits.len() == 20).then(|| run.digits.split_at_checked(10)).flatten();
    match split {
        Some((one, other)) if one.starts_with('0') && other.starts_with('0') => {
            [one, other].map(|digits| Run { digits: digits.to_owned(), lettered: false }).into_iter().collect()
        }
        _ if run.digits.len() > MOST + 2 => Vec::new(),
        _ => vec![run],
    }
}
