//! The parser of texts, and the only place where a [`Text`] is made: no sentence a candidate reads comes from Rust.

use toml::Spanned;

use super::reader::{Report, Str};
use crate::dialog::diagnostic::{Source, Span};
use crate::dialog::text::{Piece, Text, TextBlock, What};
use crate::messages;

mod typography;

pub(crate) use typography::Slip;

/// A parsed text, and where its parts stand in the file.
#[derive(Debug, Clone)]
pub(in crate::dialog) struct Words {
    pub(in crate::dialog) text: Text,
    pub(in crate::dialog) at: Span,
    /// Each place to fill, and what it is filled with.
    pub(in crate::dialog) names: Vec<(Str, Use)>,
}

/// What a text does with a value it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dialog) enum Use {
    /// Shows it.
    Value,
    /// Agrees with it, as a number.
    Number,
    /// Agrees with it, as a choice.
    Choice,
}

/// Whether the words are ours or the platform's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dialog) enum Style {
    /// Ours: French typography is looked at.
    Sentence,
    /// The platform's: they stand as it prints them.
    Label,
}

impl Words {
    pub(in crate::dialog) fn nothing(at: Span) -> Self {
        Self { text: Text::default(), at, names: Vec::new() }
    }
}

/// A text of words alone, as they are: a section's title that stands in for a label.
pub(super) fn literal(words: &str) -> Text {
    let piece = Piece { strong: false, what: What::Words(words.to_owned()) };
    Text { blocks: vec![TextBlock { item: false, pieces: vec![piece] }] }
}

/// The longest message Telegram takes, in UTF-16 units.
const LONGEST: usize = 4096;

/// Parses a text and reports what is wrong in it.
pub(super) fn read(written: &Str, style: Style, report: &mut Report) -> Words {
    let base = inside(report.source, written);
    let before = report.found.len();
    let mut parser = Parser { base, whole: written.span(), report, names: Vec::new() };
    let blocks: Vec<TextBlock> = blocks(written.get_ref())
        .into_iter()
        .map(|(item, chars)| TextBlock { item, pieces: parser.pieces(&chars) })
        .filter(|block| !block.pieces.is_empty())
        .collect();
    let names = std::mem::take(&mut parser.names);
    let text = Text { blocks };
    if report.found.len() == before && text.is_empty() {
        report.add(messages::empty_text(report.at(&written.span())));
    }
    finish(written, &text, style, base, report);
    Words { text, at: written.span(), names }
}

fn finish(written: &Str, text: &Text, style: Style, base: Option<usize>, report: &mut Report) {
    let units = text.fill(&crate::dialog::text::Args::new()).plain().encode_utf16().count();
    if units > LONGEST {
        report.add(messages::too_long(report.at(&written.span()), units, LONGEST));
    }
    if style == Style::Sentence {
        for (span, slip) in typography::slips(written.get_ref()) {
            let span = base.map_or(written.span(), |base| base + span.start..base + span.end);
            report.add(messages::typography(report.at(&span), slip));
        }
    }
}

/// Where the string's first character stands in the file, when the file holds it letter for letter.
fn inside(source: &Source, written: &Str) -> Option<usize> {
    let raw = source.text.get(written.span())?;
    let quote = if raw.starts_with("'''") || raw.starts_with("\"\"\"") { 3 } else { 1 };
    let body = raw.get(quote..)?;
    let skipped = if quote == 3 {
        body.len() - body.trim_start_matches('\r').strip_prefix('\n').unwrap_or(body).len()
    } else {
        0
    };
    let start = quote + skipped;
    raw.get(start..)?.starts_with(written.get_ref().as_str()).then_some(written.span().start + start)
}

/// Paragraphs and items, each as characters with their place; lines of a paragraph are joined by a space.
fn blocks(text: &str) -> Vec<(bool, Vec<(usize, char)>)> {
    let mut found: Vec<(bool, Vec<(usize, char)>)> = Vec::new();
    let mut joins = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start + (line.len() - line.trim_start().len());
        start += line.len();
        let trimmed = line.trim();
        if trimmed.is_empty() {
            joins = false;
            continue;
        }
        let (item, body, from) = match trimmed.strip_prefix("- ") {
            Some(body) => (true, body, from + 2),
            None => (false, trimmed, from),
        };
        let chars = body.char_indices().map(|(at, c)| (from + at, c));
        match found.last_mut() {
            Some((false, paragraph)) if joins && !item => {
                paragraph.push((from, ' '));
                paragraph.extend(chars);
            }
            _ => found.push((item, chars.collect())),
        }
        joins = !item;
    }
    found
}

struct Parser<'r, 's> {
    base: Option<usize>,
    whole: Span,
    report: &'r mut Report<'s>,
    names: Vec<(Str, Use)>,
}

impl Parser<'_, '_> {
    fn span(&self, from: usize, to: usize) -> Span {
        self.base.map_or(self.whole.clone(), |base| base + from..base + to)
    }

    fn pieces(&mut self, chars: &[(usize, char)]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut words = String::new();
        let mut strong: Option<usize> = None;
        let mut rest = chars.iter().copied().peekable();
        while let Some((at, c)) = rest.next() {
            match c {
                '*' if rest.next_if(|(_, next)| *next == '*').is_some() => {
                    flush(&mut pieces, &mut words, strong.is_some());
                    strong = if strong.is_some() { None } else { Some(at) };
                }
                '{' if rest.next_if(|(_, next)| *next == '{').is_some() => words.push('{'),
                '{' => {
                    flush(&mut pieces, &mut words, strong.is_some());
                    let inner: String =
                        std::iter::from_fn(|| rest.next_if(|(_, c)| *c != '}')).map(|(_, c)| c).collect();
                    let closed = rest.next();
                    let what = self.place(at, &inner, closed.map(|(end, _)| end + 1));
                    pieces.extend(what.map(|what| Piece { strong: strong.is_some(), what }));
                }
                _ => words.push(c),
            }
        }
        flush(&mut pieces, &mut words, strong.is_some());
        if let Some(at) = strong {
            self.report.add(messages::unclosed_strong(self.report.at(&self.span(at, at + 2))));
        }
        pieces
    }

    /// What stands between braces.
    fn place(&mut self, at: usize, inner: &str, end: Option<usize>) -> Option<What> {
        let Some(end) = end else {
            self.report.add(messages::unclosed_brace(self.report.at(&self.span(at, at + 1))));
            return None;
        };
        let sign = inner.find([':', '|']);
        let (name, forms) = sign.and_then(|sign| inner.split_at_checked(sign)).unwrap_or((inner, ""));
        let span = self.span(at + 1, at + 1 + name.len());
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')) {
            self.report.add(messages::bad_place(self.report.at(&self.span(at, end)), inner));
            return None;
        }
        let (what, used) = self.agreed(name, forms, self.span(at, end))?;
        self.names.push((Spanned::new(span, name.to_owned()), used));
        Some(what)
    }

    fn agreed(&mut self, name: &str, written: &str, span: Span) -> Option<(What, Use)> {
        let name = name.to_owned();
        let forms: Vec<String> = written.get(1..).unwrap_or_default().split('|').map(str::to_owned).collect();
        match (written.chars().next(), forms.as_slice()) {
            (None, _) => Some((What::Value(name), Use::Value)),
            (Some('|'), [one, many]) => {
                Some((What::Plural { number: name, one: one.clone(), many: many.clone() }, Use::Number))
            }
            (Some(':'), [first, second, unknown]) => {
                let forms = [first.clone(), second.clone(), unknown.clone()];
                Some((What::Gendered { slot: name, forms }, Use::Choice))
            }
            (sign, _) => {
                let wanted = if sign == Some('|') { 2 } else { 3 };
                self.report.add(messages::wrong_forms(self.report.at(&span), forms.len(), wanted));
                None
            }
        }
    }
}

fn flush(pieces: &mut Vec<Piece>, words: &mut String, strong: bool) {
    if !words.is_empty() {
        pieces.push(Piece { strong, what: What::Words(std::mem::take(words)) });
    }
}
