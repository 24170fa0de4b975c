//! The work of subtracting our own mail, counted in steps.

use std::cell::Cell;

use super::super::words::words;
use super::super::{Effort, Flow, plain};
use super::*;

thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Counts work.
pub(super) fn count(steps: usize) {
    STEPS.with(|done| done.set(done.get() + steps));
}

/// How much work a text is beside a mail of ours, and how many words both have.
fn work(text: &str, ours: &str) -> (usize, usize) {
    let body = plain(text, Flow::Fixed, &mut Effort::default());
    let (words, sent) = (words(&body), Sent::new(ours));
    STEPS.with(|done| done.set(0));
    let _ = own(&body, &words, &sent);
    (STEPS.with(Cell::get), words.len() + sent.words.len())
}

fn numbered(count: usize) -> String {
    (1..=count).map(|number| format!("{number}. Question numéro {number} :\n   à remplir ici\n")).collect()
}

/// A text of a size, and our mail that it answers or pretends to.
type Craft = fn(usize) -> (String, String);

const CRAFTED: &[(&str, Craft)] = &[
    ("quoted", |size| (numbered(size).replace('\n', "\n> "), numbered(size))),
    ("bare", |size| (numbered(size), numbered(size))),
    ("answered", |size| (numbered(size).replace(" :\n", " : oui\n"), numbered(size))),
    ("small form again and again", |size| (numbered(5).repeat(size / 5), numbered(5))),
    ("one word", |size| ("a ".repeat(8 * size), "a ".repeat(8 * size))),
    ("one word a line", |size| ("a\n".repeat(8 * size), "a\n".repeat(8 * size))),
    ("one word a line, quoted", |size| ("> a\n".repeat(8 * size), "a\n".repeat(8 * size))),
    ("long runs in the middle of lines", |size| {
        (format!("> x\n{}", "y a a a a a a a a\n".repeat(size)), "a ".repeat(8 * size))
    }),
    ("one long run in the middle of a line", |size| {
        (format!("> x\ny {}", "a ".repeat(8 * size)), "a ".repeat(8 * size))
    }),
    ("lines that go on", |size| (format!("> x\nb {}", "a a a\n".repeat(2 * size)), "a ".repeat(8 * size))),
    ("backwards", |size| {
        let lines: Vec<String> = numbered(size).lines().rev().map(str::to_owned).collect();
        (lines.join("\n"), numbered(size))
    }),
];

/// Four times as much may cost four times the work and a little for looking up; twice as long a run of the same words
/// may not cost four times.
#[test]
fn the_work_grows_with_the_words() {
    for (name, craft) in CRAFTED {
        let [small, large] = [200, 800].map(craft).map(|(text, ours)| work(&text, &ours));
        assert!(large.1 > small.1 * 3 && small.1 > 500, "{name}: {} words, then {}", small.1, large.1);
        assert!(large.0 <= small.0 * 6, "{name}: {} steps, then {}", small.0, large.0);
        assert!(large.0 <= large.1 * 110, "{name}: {} steps for {} words", large.0, large.1);
    }
}
