//! The parts as plain text: short lines, numbers in a margin, an empty line between paragraphs.

use super::COLUMNS;
use super::part::Part;
use crate::dialog::text::Run;

/// The margin in which numbers stand: « 12. ».
const MARGIN: usize = 4;

/// The text.
pub(super) fn text(parts: &[Part]) -> String {
    let mut out = String::new();
    let mut before: Option<&Part> = None;
    let mut signed = false;
    for part in parts {
        if !signed && before.is_some_and(|before| is_apart(before, part)) {
            out.push('\n');
        }
        lines(part, &mut out);
        signed |= matches!(part, Part::Signature);
        before = Some(part);
    }
    out
}

/// Whether an empty line stands between two parts: not between items of a list, or lines of a form.
fn is_apart(before: &Part, part: &Part) -> bool {
    let together = matches!(
        (before, part),
        (Part::Heading(_) | Part::Title(_) | Part::Rule | Part::Signature, _)
            | (Part::Item(_) | Part::Words(_), Part::Item(_))
            | (Part::BesideItem(_) | Part::Beside(_), Part::BesideItem(_))
            | (Part::BesideItem(_) | Part::Numbered(..), Part::Beside(_))
            | (Part::Numbered(..) | Part::Choices(_) | Part::Remark(_), Part::Numbered(..))
            | (Part::Numbered(..), Part::BesideItem(_))
            | (_, Part::Choices(_) | Part::Remark(_))
    );
    !together
}

fn lines(part: &Part, out: &mut String) {
    match part {
        Part::Heading(words) => wrap(&words.to_uppercase(), "", "", out),
        Part::Title(words) => wrap(&format!("{words}\u{a0}:"), "", "", out),
        Part::Words(runs) | Part::Linked(runs, _) => wrap(&joined(runs), "", "", out),
        Part::Item(runs) => wrap(&joined(runs), "- ", "  ", out),
        Part::Beside(runs) | Part::Remark(runs) => wrap(&joined(runs), "    ", "    ", out),
        Part::BesideItem(runs) => wrap(&joined(runs), "    - ", "      ", out),
        Part::Numbered(number, runs) => {
            let number = number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
            let first = format!("{number:>MARGIN$}");
            let next = " ".repeat(first.chars().count());
            wrap(&joined(runs), &first, &next, out);
        }
        Part::Choices(options) => {
            for option in options {
                wrap(&option.label, &format!("    {}  ", option.letter), "       ", out);
            }
        }
        Part::Rule => out.push_str(&format!("{}\n\n", "-".repeat(40))),
        Part::Signature => out.push_str("-- \n"),
    }
}

fn joined(runs: &[Run]) -> String {
    runs.iter().map(|run| run.words.as_str()).collect()
}

/// Breaks words at plain spaces, never at no-break ones. A word longer than a line stands alone; one that no line
/// could hold is cut, unless it is an address.
fn wrap(words: &str, first: &str, next: &str, out: &mut String) {
    let mut line = String::from(first);
    let mut width = first.chars().count();
    let mut empty = true;
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if !empty && width + 1 + length > COLUMNS {
            end(&mut line, next, out);
            width = next.chars().count();
            empty = true;
        }
        if !empty {
            line.push(' ');
            width += 1;
        }
        for sign in word.chars() {
            if width >= COLUMNS && !word.contains("://") {
                end(&mut line, next, out);
                width = next.chars().count();
            }
            line.push(sign);
            width += 1;
        }
        empty = false;
    }
    end(&mut line, "", out);
}

fn end(line: &mut String, next: &str, out: &mut String) {
    out.push_str(line.trim_end_matches(' '));
    out.push('\n');
    line.clear();
    line.push_str(next);
}
