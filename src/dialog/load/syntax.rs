//! From the bytes of a file to TOML, with every syntax error of it.

use toml::Spanned;
use toml::de::DeTable;

use super::reader::Report;
use crate::dialog::diagnostic::{Source, Span};
use crate::messages;

/// After so many errors the parser is lost.
const ERRORS: usize = 100;

/// The parsed file, or nothing when its syntax is broken: what the parser guessed of it would only mislead.
pub(super) fn parse<'s>(source: &'s Source, report: &mut Report<'s>) -> Option<Spanned<DeTable<'s>>> {
    let (table, mut errors) = DeTable::parse_recoverable(&source.text);
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    let mut told = 0;
    for error in errors.iter().take(ERRORS) {
        let span = place(source, error.span());
        let line = source.position(span.start).line;
        // One slip often makes several errors: the first of a line tells enough, and of a table written twice its header.
        if line <= told {
            continue;
        }
        let words = source.text.lines().nth(line - 1).unwrap_or_default();
        let again = error.message().starts_with("duplicate key") && words.trim_start().starts_with('[');
        told = if again { table_end(&source.text, line) } else { line };
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

/// The last line of the table whose header stands on `line`.
fn table_end(text: &str, line: usize) -> usize {
    let inside = text.lines().skip(line).take_while(|line| !line.trim_start().starts_with('['));
    line + inside.count()
}
