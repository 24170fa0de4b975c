//! `when`: a table of slots and what must hold of each.

use toml::Spanned;
use toml::de::DeValue;

use super::reader::{Report, Table, Value, table};
use super::source::ConditionMarks;
use crate::dialog::definition::{Condition, Name, Test};
use crate::dialog::diagnostic::Span;
use crate::messages;

/// Conditions and their places, in the order written.
pub(super) type Conditions = (Vec<Condition>, Vec<ConditionMarks>);

pub(super) fn when(keys: &mut Table, report: &mut Report) -> Conditions {
    let Some(mut when) = keys.table("when", report) else { return Conditions::default() };
    when.rest()
        .into_iter()
        .filter_map(|(slot, value)| {
            let span = value.span();
            let read = test(value, slot.get_ref(), report);
            if read.is_none() {
                report.add(messages::condition_shape(report.at(&span), slot.get_ref()));
            }
            let (test, values) = read?;
            let marks = ConditionMarks { slot: slot.span(), values };
            Some((Condition { slot: slot.into_inner().into(), test }, marks))
        })
        .unzip()
}

fn test(value: Value, slot: &str, report: &mut Report) -> Option<(Test, Vec<Span>)> {
    match value.get_ref() {
        DeValue::String(word) if word == "filled" => Some((Test::Filled, Vec::new())),
        DeValue::Table(_) => {
            let mut keys = table(value, slot, report)?;
            let not = keys.take("not");
            keys.finish(report);
            let (names, spans) = values(not?)?;
            Some((Test::NotIn(names), spans))
        }
        _ => {
            let (names, spans) = values(value)?;
            Some((Test::In(names), spans))
        }
    }
}

fn values(value: Value) -> Option<(Vec<Name>, Vec<Span>)> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Boolean(yes) => Some((vec![word_of(yes)], vec![span])),
        DeValue::Array(items) if !items.is_empty() => items.into_iter().map(one).collect(),
        _ => None,
    }
}

fn one(item: Spanned<DeValue>) -> Option<(Name, Span)> {
    let span = item.span();
    match item.into_inner() {
        DeValue::String(word) => Some((word.as_ref().into(), span)),
        DeValue::Boolean(yes) => Some((word_of(yes), span)),
        _ => None,
    }
}

fn word_of(yes: bool) -> Name {
    if yes { "oui".into() } else { "non".into() }
}
