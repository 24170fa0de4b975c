//! Options: of a choice, of a derived value, of a campaign's list.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::reader::{Report, Str, Table, Value, check_name, kind, string, strings, table};
use super::source::ChoiceMarks;
use super::text::Words;
use crate::dialog::definition::{Choice, Options};
use crate::dialog::diagnostic::Span;
use crate::dialog::fold::fold;
use crate::messages;

/// What a choice's options were read as.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) choices: Vec<Choice>,
    pub(super) marks: Vec<ChoiceMarks>,
    pub(super) texts: Vec<Words>,
}

/// `options = 'zones'`, `'campagnes'` or a list of options.
pub(super) fn options(keys: &mut Table, report: &mut Report) -> (Options, Read, Option<Span>) {
    let Some(value) = keys.take("options") else {
        keys.missing("options", report);
        return (Options::Here(Vec::new()), Read::default(), None);
    };
    let span = value.span();
    if matches!(value.get_ref(), DeValue::String(_)) {
        let name = string(value, "options", report).map(toml::Spanned::into_inner).unwrap_or_default();
        let options = if name == "campagnes" { Options::Campaigns } else { Options::Campaign(name.into()) };
        return (options, Read::default(), Some(span));
    }
    let read = inline(value, "options", report);
    (Options::Here(read.choices.clone()), read, Some(span))
}

/// A list of options, each a table or only its label.
pub(super) fn inline(value: Value, key: &'static str, report: &mut Report) -> Read {
    let span = value.span();
    let mut read = Read::default();
    match value.into_inner() {
        DeValue::Array(items) => {
            for item in items {
                option(item, key, &mut read, report);
            }
        }
        other => {
            let other = toml::Spanned::new(span.clone(), other);
            report.add(messages::wrong_type(report.at(&span), key, "une liste d’options", kind(&other)));
        }
    }
    read
}

fn option(item: Value, key: &'static str, read: &mut Read, report: &mut Report) {
    if matches!(item.get_ref(), DeValue::String(_)) {
        if let Some(label) = string(item, key, report) {
            let span = label.span();
            read.marks.push(ChoiceMarks { id: span.clone(), label: span, instead: None });
            let label = label.into_inner();
            read.choices.push(Choice { id: label.as_str().into(), label, ..Choice::default() });
        }
        return;
    }
    let Some(mut keys) = table(item, key, report) else { return };
    let label = keys.need("label", report);
    let id = keys.str("id", report);
    let refused = keys.words("refused", report);
    let instead = keys.str("instead", report);
    let mark = ChoiceMarks {
        id: id.as_ref().map_or(label.span(), toml::Spanned::span),
        label: label.span(),
        instead: instead.as_ref().map(toml::Spanned::span),
    };
    let choice = Choice {
        id: id.map_or_else(|| label.get_ref().as_str().into(), |id| id.into_inner().into()),
        label: label.into_inner(),
        aliases: folded(&keys.strs("aliases", report)),
        number: keys.number("number", report).and_then(|number| u32::try_from(number.into_inner()).ok()),
        refused: refused.clone().map(|words| (words.text, instead.map(|name| name.into_inner().into()))),
        facets: facets(&mut keys, report),
        was: names(keys.strs("was", report)),
    };
    keys.finish(report);
    read.texts.extend(refused);
    read.marks.push(mark);
    read.choices.push(choice);
}

/// `facets = { degre = ['1'], departement = ['59'] }`
pub(super) fn facets(keys: &mut Table, report: &mut Report) -> BTreeMap<String, Vec<String>> {
    let Some(mut facets) = keys.table("facets", report) else { return BTreeMap::new() };
    let entries = facets.rest().into_iter().map(|(name, value)| {
        let values = strings(value, "facets", report).into_iter().map(toml::Spanned::into_inner).collect();
        (name.into_inner(), values)
    });
    entries.collect()
}

pub(super) fn folded(words: &[Str]) -> Vec<String> {
    words.iter().map(|word| fold(word.get_ref())).filter(|word| !word.is_empty()).collect()
}

pub(super) fn names(words: Vec<Str>) -> Vec<crate::dialog::definition::Name> {
    words.into_iter().map(|word| word.into_inner().into()).collect()
}

/// Names that are keys on disk.
pub(super) fn keys_of(words: Vec<Str>, report: &mut Report) -> Vec<crate::dialog::definition::Name> {
    for word in &words {
        check_name(word, report);
    }
    names(words)
}
