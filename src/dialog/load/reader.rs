//! Reading a parsed TOML table key by key. Nothing stops at the first mistake: what is missing or of the wrong type is
//! reported and replaced by something empty, and what nobody asked for is reported as unknown.

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::text::{self, Words};
use crate::dialog::definition::Name;
use crate::dialog::diagnostic::{At, Diagnostic, Source, Span};
use crate::dialog::pattern::Pattern;
use crate::messages;

/// A word of a file and where it stands.
pub(in crate::dialog) type Str = Spanned<String>;

/// A value as it was parsed.
pub(super) type Value<'i> = Spanned<DeValue<'i>>;

/// Collects what is wrong in one file.
#[derive(Debug)]
pub(in crate::dialog) struct Report<'s> {
    pub(in crate::dialog) source: &'s Source,
    file: Name,
    pub(in crate::dialog) found: Vec<Diagnostic>,
}

impl<'s> Report<'s> {
    pub(in crate::dialog) fn new(source: &'s Source) -> Self {
        Self { source, file: source.name.as_str().into(), found: Vec::new() }
    }

    pub(in crate::dialog) fn at(&self, span: &Span) -> At {
        At { file: self.file.clone(), span: span.clone() }
    }

    pub(in crate::dialog) fn add(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }
}

/// A table being read: every key that is asked for is taken out of it.
#[derive(Debug)]
pub(super) struct Table<'i> {
    entries: Vec<(Spanned<DeString<'i>>, Value<'i>)>,
    /// Where it stands: its header, or the whole of an inline table.
    pub(super) at: Span,
    known: Vec<&'static str>,
}

impl<'i> Table<'i> {
    pub(super) fn new(table: DeTable<'i>, at: Span) -> Self {
        let mut entries: Vec<_> = table.into_iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        Self { entries, at, known: Vec::new() }
    }

    pub(super) fn take(&mut self, key: &'static str) -> Option<Value<'i>> {
        self.known.push(key);
        let found = self.entries.iter().position(|(name, _)| name.get_ref() == key)?;
        Some(self.entries.remove(found).1)
    }

    /// Takes all that is left: for tables whose keys are names.
    pub(super) fn rest(&mut self) -> Vec<(Str, Value<'i>)> {
        let entries = std::mem::take(&mut self.entries);
        entries
            .into_iter()
            .map(|(key, value)| (Spanned::new(key.span(), key.into_inner().into_owned()), value))
            .collect()
    }

    /// Reports every key nobody asked for.
    pub(super) fn finish(self, report: &mut Report) {
        for (key, _) in &self.entries {
            report.add(messages::unknown_key(report.at(&key.span()), key.get_ref(), &self.known));
        }
    }

    pub(super) fn missing(&self, key: &'static str, report: &mut Report) {
        report.add(messages::missing_key(report.at(&self.at), key));
    }

    pub(super) fn str(&mut self, key: &'static str, report: &mut Report) -> Option<Str> {
        self.take(key).and_then(|value| string(value, key, report))
    }

    pub(super) fn need(&mut self, key: &'static str, report: &mut Report) -> Str {
        let there = self.entries.iter().any(|(name, _)| name.get_ref() == key);
        if !there {
            self.missing(key, report);
        }
        self.str(key, report).unwrap_or_else(|| Spanned::new(self.at.clone(), String::new()))
    }

    /// A permanent name: small letters, digits, dashes.
    pub(super) fn name(&mut self, key: &'static str, report: &mut Report) -> Str {
        let name = self.need(key, report);
        check_name(&name, report);
        name
    }

    /// A name that may be left out.
    pub(super) fn name_if_any(&mut self, key: &'static str, report: &mut Report) -> Option<Str> {
        let name = self.str(key, report)?;
        check_name(&name, report);
        Some(name)
    }

    pub(super) fn flag(&mut self, key: &'static str, report: &mut Report) -> bool {
        let Some(value) = self.take(key) else { return false };
        if let DeValue::Boolean(flag) = value.get_ref() {
            return *flag;
        }
        report.add(messages::wrong_type(report.at(&value.span()), key, "true ou false", kind(&value)));
        false
    }

    pub(super) fn number(&mut self, key: &'static str, report: &mut Report) -> Option<Spanned<u64>> {
        self.take(key).and_then(|value| number(&value, key, report))
    }

    /// A count, as the definitions hold it.
    pub(super) fn count(&mut self, key: &'static str, report: &mut Report) -> Option<Spanned<usize>> {
        let number = self.number(key, report)?;
        Some(Spanned::new(number.span(), usize::try_from(*number.get_ref()).unwrap_or(usize::MAX)))
    }

    /// A list of words.
    pub(super) fn strs(&mut self, key: &'static str, report: &mut Report) -> Vec<Str> {
        self.take(key).map(|value| strings(value, key, report)).unwrap_or_default()
    }

    pub(super) fn patterns(&mut self, key: &'static str, report: &mut Report) -> Vec<Pattern> {
        let lines = self.strs(key, report);
        patterns(&lines, report)
    }

    pub(super) fn words(&mut self, key: &'static str, report: &mut Report) -> Option<Words> {
        let read = self.str(key, report)?;
        Some(text::read(&read, text::Style::Sentence, report))
    }

    /// A label: a text whose words stand as the platform prints them.
    pub(super) fn label(&mut self, key: &'static str, report: &mut Report) -> Option<Words> {
        let read = self.str(key, report)?;
        Some(text::read(&read, text::Style::Label, report))
    }

    pub(super) fn need_words(&mut self, key: &'static str, report: &mut Report) -> Words {
        let there = self.entries.iter().any(|(name, _)| name.get_ref() == key);
        if !there {
            self.missing(key, report);
        }
        self.words(key, report).unwrap_or_else(|| Words::nothing(self.at.clone()))
    }

    /// One text, or several in order.
    pub(super) fn several_words(&mut self, key: &'static str, report: &mut Report) -> Vec<Words> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let lines = match value.get_ref() {
            DeValue::String(_) => string(value, key, report).into_iter().collect(),
            _ => strings(value, key, report),
        };
        lines.iter().map(|line| text::read(line, text::Style::Sentence, report)).collect()
    }

    pub(super) fn date(&mut self, key: &'static str, report: &mut Report) -> Option<Date> {
        let value = self.take(key)?;
        let written = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            _ => {
                report.add(messages::wrong_type(report.at(&value.span()), key, "une date", kind(&value)));
                return None;
            }
        };
        let date = written.parse().ok();
        if date.is_none() {
            report.add(messages::unreadable_date(report.at(&value.span()), &written));
        }
        date
    }

    /// One of a few words.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&'static str, T)],
        report: &mut Report,
    ) -> Option<T> {
        let word = self.str(key, report)?;
        let found = choices.iter().find(|(name, _)| name == word.get_ref());
        if found.is_none() {
            let known: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            report.add(messages::unknown_word(report.at(&word.span()), key, word.get_ref(), &known));
        }
        found.map(|(_, value)| *value)
    }

    pub(super) fn table(&mut self, key: &'static str, report: &mut Report) -> Option<Table<'i>> {
        self.take(key).and_then(|value| table(value, key, report))
    }

    /// `[[key]]`, as often as it stands.
    pub(super) fn tables(&mut self, key: &'static str, report: &mut Report) -> Vec<Table<'i>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(items) => items.into_iter().filter_map(|item| table(item, key, report)).collect(),
            DeValue::Table(single) => {
                let inline = report.source.text.get(span.clone()).is_some_and(|raw| raw.starts_with('{'));
                report.add(match inline {
                    true => messages::wrong_type(report.at(&span), key, "une liste [ { … } ]", "une table"),
                    false => messages::single_bracket(report.at(&span), key),
                });
                vec![Table::new(single, span)]
            }
            other => {
                let other = Spanned::new(span.clone(), other);
                report.add(messages::wrong_type(report.at(&span), key, "des tables", kind(&other)));
                Vec::new()
            }
        }
    }
}

pub(super) fn table<'i>(value: Value<'i>, key: &str, report: &mut Report) -> Option<Table<'i>> {
    let span = value.span();
    if !matches!(value.get_ref(), DeValue::Table(_)) {
        report.add(messages::wrong_type(report.at(&span), key, "une table { … }", kind(&value)));
        return None;
    }
    match value.into_inner() {
        DeValue::Table(table) => Some(Table::new(table, span)),
        _ => None,
    }
}

pub(super) fn number(value: &Value, key: &str, report: &mut Report) -> Option<Spanned<u64>> {
    let read = match value.get_ref() {
        DeValue::Integer(integer) => u64::from_str_radix(integer.as_str(), integer.radix()).ok(),
        _ => None,
    };
    if read.is_none() {
        report.add(messages::wrong_type(report.at(&value.span()), key, "un nombre entier", kind(value)));
    }
    read.map(|number| Spanned::new(value.span(), number))
}

pub(super) fn string(value: Value, key: &str, report: &mut Report) -> Option<Str> {
    let span = value.span();
    if let DeValue::String(text) = value.get_ref() {
        return Some(Spanned::new(span, text.to_string()));
    }
    report.add(messages::wrong_type(report.at(&span), key, "un texte entre apostrophes", kind(&value)));
    None
}

pub(super) fn strings(value: Value, key: &str, report: &mut Report) -> Vec<Str> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Array(items) => items.into_iter().filter_map(|item| string(item, key, report)).collect(),
        other => {
            let other = Spanned::new(span.clone(), other);
            report.add(messages::wrong_type(report.at(&span), key, "une liste [ '…', '…' ]", kind(&other)));
            Vec::new()
        }
    }
}

pub(super) fn patterns(lines: &[Str], report: &mut Report) -> Vec<Pattern> {
    lines.iter().filter_map(|line| pattern(line, report)).collect()
}

/// Each gap multiplies the tries of a match by five: with three a search stays linear.
const GAPS: usize = 3;

fn pattern(line: &Str, report: &mut Report) -> Option<Pattern> {
    if line.get_ref().split_whitespace().filter(|word| *word == "*").count() > GAPS {
        report.add(messages::pattern_gaps(report.at(&line.span())));
        return None;
    }
    // « (c est) » is two words, and parentheses hold one.
    let open = |word: &str| {
        let word = word.trim_start_matches('^').trim_end_matches('$');
        word.starts_with('(') != word.ends_with(')')
    };
    if line.get_ref().split_whitespace().any(open) {
        report.add(messages::pattern_parentheses(report.at(&line.span())));
        return None;
    }
    let pattern = Pattern::new(line.get_ref());
    if pattern.is_none() {
        report.add(messages::pattern_without_words(report.at(&line.span())));
    }
    pattern
}

/// Names are keys on disk: `group/2/slot`.
pub(super) fn check_name(name: &Str, report: &mut Report) {
    let word = name.get_ref();
    let fine = word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
    if !fine {
        report.add(messages::bad_name(report.at(&name.span()), word));
    }
}

/// The French name of a value's type.
pub(super) fn kind(value: &Value) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "un texte",
        DeValue::Integer(_) => "un nombre entier",
        DeValue::Float(_) => "un nombre à virgule",
        DeValue::Boolean(_) => "true ou false",
        DeValue::Datetime(_) => "une date",
        DeValue::Array(_) => "une liste",
        DeValue::Table(_) => "une table",
    }
}
