//! What stands beside the steps: groups, derived values, screens, questions often asked, platform warnings.

use toml::Spanned;

use super::condition::when;
use super::options::{self, names};
use super::reader::{Report, Str, Table, check_name, string};
use super::source::{DerivedMarks, FaqMarks, Marks, TextMark};
use super::step::ENTRIES;
use super::text::{self, Style, Words};
use crate::dialog::definition::{Condition, Derived, DerivedValue, Faq, Group, Screen, Warning};
use crate::dialog::fold::fold;
use crate::dialog::text::Text;
use crate::messages;

fn keep(words: Words, when: &[Condition], marks: &mut Marks) -> Text {
    let text = words.text.clone();
    marks.texts.push(TextMark { words, when: when.to_vec(), args: &[] });
    text
}

/// `[[group]]`
pub(super) fn group(mut keys: Table, marks: &mut Marks, report: &mut Report) -> Group {
    let name = keys.name("name", report);
    let least = keys.count("min", report).unwrap_or_else(|| Spanned::new(0..0, 0));
    let most = keys.count("max", report).map_or(usize::MAX, Spanned::into_inner);
    let first = keys.words("first", report).map(|first| keep(first, &[], marks));
    let (at, least) = (least.span(), least.into_inner());
    if least > most {
        report.add(messages::least_above_most(report.at(&at), least, most));
    }
    if least == 0 && first.is_none() {
        report.add(messages::no_first(report.at(&name.span()), name.get_ref()));
    }
    let label = keys.need("label", report).into_inner();
    let again = keep(keys.need_words("again", report), &[], marks);
    keys.finish(report);
    marks.groups.push(name.span());
    Group { name: name.into_inner().into(), label, least, most, first, again }
}

/// One line of `[derived]`.
pub(super) fn derived(name: Str, mut keys: Table, marks: &mut Marks, report: &mut Report) -> Derived {
    check_name(&name, report);
    let mut places = DerivedMarks { name: name.span(), ..DerivedMarks::default() };
    let field = keys.label("field", report);
    if field.is_none() {
        keys.missing("field", report);
    }
    let field = field.map(|field| keep(field, &[], marks)).unwrap_or_default();
    let value = value(&name, &mut keys, &mut places, marks, report);
    let entry = keys.one_of("entry", ENTRIES, report).unwrap_or_default();
    let source = keys.str("source", report).map(Spanned::into_inner);
    let read = keys.take("options").map(|value| options::inline(value, "options", report)).unwrap_or_default();
    keys.finish(report);
    places.options = read.marks;
    for words in read.texts {
        keep(words, &[], marks);
    }
    marks.derived.push(places);
    Derived { name: name.into_inner().into(), field, entry, source, value, options: read.choices }
}

fn value(
    name: &Str,
    keys: &mut Table,
    places: &mut DerivedMarks,
    marks: &mut Marks,
    report: &mut Report,
) -> DerivedValue {
    let constant = keys.label("value", report);
    let from = keys.name_if_any("from", report);
    let map = keys.table("map", report);
    match (constant, from, map) {
        (Some(constant), None, None) => DerivedValue::Constant(keep(constant, &[], marks)),
        (None, Some(from), Some(mut map)) => {
            places.from = Some(from.span());
            let mut read = std::collections::BTreeMap::new();
            for (key, value) in map.rest() {
                let Some(written) = string(value, "map", report) else { continue };
                let words = text::read(&written, Style::Label, report);
                read.insert(key.get_ref().as_str().into(), keep(words, &[], marks));
                places.map.push(key);
            }
            DerivedValue::Map { from: from.into_inner().into(), map: read }
        }
        _ => {
            report.add(messages::derived_shape(report.at(&name.span()), name.get_ref()));
            DerivedValue::Constant(Text::default())
        }
    }
}

/// `[[screen]]`
pub(super) fn screen(mut keys: Table, marks: &mut Marks, report: &mut Report) -> Screen {
    let name = keys.need("name", report);
    let fields = keys.strs("fields", report);
    keys.finish(report);
    if fields.is_empty() {
        report.add(messages::empty_screen(report.at(&name.span()), name.get_ref()));
    }
    marks.screens.push((name.span(), fields.iter().map(Spanned::span).collect()));
    Screen { name: name.into_inner(), fields: names(fields) }
}

/// `[[faq]]`
pub(super) fn faq(mut keys: Table, marks: &mut Marks, report: &mut Report) -> Faq {
    let id = keys.name("id", report);
    let mut places = FaqMarks { id: id.span(), ..FaqMarks::default() };
    let asks = keys.patterns("asks", report);
    let single = keys.words("answer", report);
    let several = keys.tables("answers", report);
    if single.is_none() && several.is_empty() {
        keys.missing("answer", report);
    }
    let mut answers: Vec<(Vec<Condition>, Text)> = Vec::new();
    for mut answer in several {
        let (when, spans) = when(&mut answer, report);
        let text = keep(answer.need_words("text", report), &when, marks);
        answer.finish(report);
        places.answers.push(spans);
        answers.push((when, text));
    }
    if let Some(single) = single {
        places.answers.push(Vec::new());
        answers.push((Vec::new(), keep(single, &[], marks)));
    }
    keys.finish(report);
    marks.faqs.push(places);
    Faq { id: id.into_inner().into(), asks, answers }
}

/// `[[warning]]`
pub(super) fn warning(mut keys: Table, marks: &mut Marks, report: &mut Report) -> Warning {
    let says = keys.need("says", report);
    let about = keys.str("about", report);
    let advice = keys.words("advice", report).map(|advice| keep(advice, &[], marks));
    if about.is_none() && advice.is_none() {
        keys.missing("about", report);
    }
    keys.finish(report);
    marks.warnings.push(about.as_ref().map(Spanned::span));
    Warning { says: fold(says.get_ref()), about: about.map(|about| about.into_inner().into()), advice }
}
