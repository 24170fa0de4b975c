//! From the bytes of a file to TOML, with every syntax error of it.

use toml::Spanned;
use toml::de::DeTable;

use super::reader::Report;
use crate::dialog::diagnostic::{Source, Span};
use crate::messages;

/// The parsed file, or nothing when its syntax is broken: what the parser guessed of it would only mislead.
pub(super) fn parse<'s>(source: &'s Source, report: &mut Report<'s>) -> Option<Spanned<DeTable<'s>>> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    let mut lines: Vec<usize> = Vec::new();
    for error in &errors {
        let span = place(source, error.span());
        let line = source.position(span.start).line;
        // One slip often makes several errors on its line, or in the rest of the file: the first of a line tells enough.
        if lines.contains(&line) {
            continue;
        }
        lines.push(line);
        let words = source.text.lines().nth(line - 1).unwrap_or_default();
        report.add(messages::syntax(report.at(&span), error.message(), words));
    }
    errors.is_empty().then_some(table)
}

/// Where an error is shown: an unclosed text is shown where it begins, all else where the parser stumbled.
fn place(source: &Source, span: Option<Span>) -> Span {
    let span = span.unwrap_or_default();
    let start = source.floor(span.start);
    let end = source.floor(span.end.max(start));
    // A caret under a line feed points at nothing: step back to the last sign of the line.
    let at_end = source.text.get(start..).is_none_or(|rest| rest.trim().is_empty());
    if at_end {
        let last = source.text.get(..start).map_or(0, |before| before.trim_end().len());
        let start = source.floor(last.saturating_sub(1));
        return start..last;
    }
    start..end
}
