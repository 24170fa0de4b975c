//! A problem as staff see it: the line of the file with a caret under it, or one JSON object for an editor.

use std::fmt;
use std::io::{self, Write};

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents, ThemeCharacters, ThemeStyles,
};
use serde::Serialize;

use crate::dialog::diagnostic::{Diagnostic, Severity, Source, Sources};

const WIDTH: usize = 100;

/// How problems are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// In colours.
    Colour,
    /// Without.
    Plain,
}

impl Look {
    /// For standard output: colours on a terminal that shows them, unless `NO_COLOR` says no.
    #[must_use]
    pub fn of_output() -> Self {
        Self::of(anstream::AutoStream::choice(&io::stdout()))
    }

    /// For standard error.
    #[must_use]
    pub fn of_errors() -> Self {
        Self::of(anstream::AutoStream::choice(&io::stderr()))
    }

    fn of(choice: anstream::ColorChoice) -> Self {
        if choice == anstream::ColorChoice::Never { Self::Plain } else { Self::Colour }
    }
}

/// A problem beside its source, as miette draws it.
struct Shown<'d> {
    problem: &'d Diagnostic,
    source: Option<OneLine<'d>>,
    labels: Vec<LabeledSpan>,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.problem.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        let source: &dyn SourceCode = self.source.as_ref()?;
        Some(source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.source.as_ref()?;
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// A file of which the line with the caret is shown, and of a long line only what is around the caret.
struct OneLine<'d>(&'d Source);

/// Bytes shown before and after the caret.
const AROUND: (usize, usize) = (48, 120);

impl SourceCode for OneLine<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = &self.0.text;
        let at = self.0.floor(span.offset());
        let line = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |feed| feed + 1);
        let end = text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |feed| at + feed);
        let (start, end) = match end - line > AROUND.0 + AROUND.1 {
            true => (self.0.floor(at.saturating_sub(AROUND.0)).max(line), self.0.floor(at + AROUND.1).min(end)),
            false => (line, end),
        };
        let end = end.max(span.offset().saturating_add(span.len()).min(text.len()));
        let data = text.get(start..end).ok_or(MietteError::OutOfBounds)?.as_bytes();
        // Without context, what is asked for is where the caret stands.
        let first = self.0.position(if before == 0 { at } else { start });
        let shown = (start, end - start).into();
        let (name, row, column) = (self.0.name.clone(), first.line - 1, first.column - 1);
        Ok(Box::new(MietteSpanContents::new_named(name, data, shown, row, column, 1)))
    }
}

/// Draws a problem under the line it is on.
///
/// # Errors
/// The output is closed.
pub(super) fn text(problem: &Diagnostic, sources: &Sources, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let source = sources.get(&problem.at.file);
    let span = source.map(|source| caret(source, problem)).unwrap_or_default();
    let labels = vec![LabeledSpan::new_primary_with_span(Some(problem.label.clone()), span)];
    let named = source.map(OneLine);
    let shown = Shown { problem, source: named, labels };
    let styles = if look == Look::Colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles };
    let mut handler = GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_links(false);
    if let Some(suggestion) = &problem.suggestion {
        handler = handler.with_footer(suggestion.clone());
    }
    let mut drawn = String::new();
    if handler.render_report(&mut drawn, &shown).is_err() {
        drawn = format!("{} : {}", problem.at.file, problem.message);
    }
    writeln!(out, "{}\n", drawn.trim_end())
}

/// What is underlined: the span, but of one line only.
fn caret(source: &Source, problem: &Diagnostic) -> std::ops::Range<usize> {
    let start = source.floor(problem.at.span.start);
    let end = source.floor(problem.at.span.end.max(start));
    let line = source.text.get(start..end).and_then(|words| words.find('\n')).map_or(end, |feed| start + feed);
    start..line
}

/// A problem for editors.
#[derive(Debug, Serialize)]
struct Line<'d> {
    file: &'d str,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    severity: &'static str,
    code: &'d str,
    message: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<&'d str>,
}

/// Writes a problem as one line of JSON.
///
/// # Errors
/// The output is closed.
pub(super) fn json(problem: &Diagnostic, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let source = sources.get(&problem.at.file);
    let position = |byte| source.map(|source| source.position(byte));
    let start = position(problem.at.span.start);
    let line = start.map_or(1, |start| start.line);
    let object = Line {
        file: &problem.at.file,
        line,
        column: start.map_or(1, |start| start.column),
        end_line: position(problem.at.span.end).map(|end| end.line).filter(|end| *end > line),
        severity: match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        code: problem.code,
        message: &problem.message,
        suggestion: problem.suggestion.as_deref(),
    };
    serde_json::to_writer(&mut *out, &object)?;
    writeln!(out)
}
