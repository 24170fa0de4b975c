//! `dialogs/lexique.toml` and `dialogs/pays.toml` → [`Lexicon`].

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;
use toml::Spanned;
use toml::de::DeTable;

use super::options::folded;
use super::reader::{Report, Table, number, patterns, strings, table};
use super::syntax;
use crate::dialog::diagnostic::{Diagnostic, Source};
use crate::dialog::fold::fold;
use crate::dialog::lexicon::{Country, Lexicon, Phrasing};
use crate::messages;

#[cfg(test)]
mod tests;

const COMMANDS: &[&str] = &[
    "help", "restart", "back", "status", "person", "stop", "erase", "export", "pause", "resume", "skip", "correct",
    "repeat", "recap", "sheet", "dossiers", "renewal",
];

const LISTS: &[&str] = &[
    "yes",
    "no",
    "polite",
    "greeting",
    "dont_know",
    "later",
    "not_concerned",
    "has_none",
    "done",
    "lead",
    "interrogative",
    "negation",
    "keep",
    "withdraw",
    "unclear",
    "anything",
    "all",
    "except",
    "first",
    "last",
    "remove",
    "add",
    "before",
    "after",
    "swap",
    "correct",
];

/// Reads the word lists and the countries.
///
/// # Errors
/// What stands wrong in the files, in French: an unknown list or command, a pattern without a word, a month that is
/// none.
pub fn load_lexicon(lexique: &str, pays: &str) -> Result<Lexicon, String> {
    let source = |name: &str, text: &str| Source { name: name.to_owned(), text: text.to_owned() };
    let (lexique, pays) = (source("lexique.toml", lexique), source("pays.toml", pays));
    let (lexicon, found) = read(Some(&lexique), Some(&pays));
    let told: Vec<String> = found.iter().filter(|found| found.is_error()).map(|found| found.message.clone()).collect();
    if told.is_empty() { Ok(lexicon) } else { Err(told.join("\n")) }
}

/// Reads both files; what is wrong in them comes beside what could be read.
pub(super) fn read(lexique: Option<&Source>, pays: Option<&Source>) -> (Lexicon, Vec<Diagnostic>) {
    let mut lexicon = Lexicon::default();
    let mut found = Vec::new();
    if let Some(source) = lexique {
        found.extend(file(source, |keys, report| words(keys, &mut lexicon, report)));
    }
    if let Some(source) = pays {
        found.extend(file(source, |keys, report| {
            for read in keys.tables("country", report) {
                lexicon.countries.push(country(read, report));
            }
        }));
    }
    (lexicon, found)
}

fn file(source: &Source, read: impl FnOnce(&mut Table, &mut Report)) -> Vec<Diagnostic> {
    let mut report = Report::new(source);
    let toml: Option<Spanned<DeTable>> = syntax::parse(source, &mut report);
    if let Some(toml) = toml {
        let mut keys = Table::new(toml.into_inner(), 0..0);
        read(&mut keys, &mut report);
        keys.finish(&mut report);
    }
    report.found
}

fn words(keys: &mut Table, lexicon: &mut Lexicon, report: &mut Report) {
    lexicon.mail_domains = keys.strs("mail_domains", report).into_iter().map(Spanned::into_inner).collect();
    if let Some(mut commands) = keys.table("commands", report) {
        for (name, value) in commands.rest() {
            let Some(mut phrasing) = table(value, "commands", report) else { continue };
            let read = Phrasing {
                whole: phrasing.patterns("whole", report),
                within: phrasing.patterns("within", report),
                unless: phrasing.patterns("unless", report),
            };
            phrasing.finish(report);
            if let Some(command) = variant(&name, COMMANDS, report) {
                lexicon.commands.insert(command, read);
            }
        }
    }
    if let Some(mut lists) = keys.table("lists", report) {
        for (name, value) in lists.rest() {
            let lines = strings(value, "lists", report);
            let read = patterns(&lines, report);
            if let Some(list) = variant(&name, LISTS, report) {
                lexicon.lists.insert(list, read);
            }
        }
    }
    lexicon.months = numbers("months", 12, keys, report);
    lexicon.numbers = numbers("numbers", u64::from(u32::MAX), keys, report);
}

/// The command or list of that name.
fn variant<T: for<'de> Deserialize<'de>>(name: &Spanned<String>, known: &[&str], report: &mut Report) -> Option<T> {
    let name_of = IntoDeserializer::<Error>::into_deserializer(name.get_ref().as_str());
    let found = T::deserialize(name_of).ok();
    if found.is_none() {
        report.add(messages::unknown_key(report.at(&name.span()), name.get_ref(), known));
    }
    found
}

/// `deux = 2`: words and what they count.
fn numbers<T: TryFrom<u64>>(
    key: &'static str,
    most: u64,
    keys: &mut Table,
    report: &mut Report,
) -> BTreeMap<String, T> {
    let Some(mut words) = keys.table(key, report) else { return BTreeMap::new() };
    let mut found = BTreeMap::new();
    for (word, value) in words.rest() {
        let Some(number) = number(&value, key, report) else { continue };
        let word = word.into_inner();
        match T::try_from(*number.get_ref()) {
            Ok(value) if (u64::from(most == 12)..=most).contains(number.get_ref()) => {
                found.insert(fold(&word), value);
            }
            _ => report.add(messages::not_a_month(report.at(&number.span()), &word)),
        }
    }
    found
}

fn country(mut keys: Table, report: &mut Report) -> Country {
    let name = keys.need("name", report).into_inner();
    let code = keys.need("code", report).into_inner();
    let mut aliases = folded(&keys.strs("aliases", report));
    // The name is a way to say it too; it is folded here once, not at every reading.
    aliases.push(fold(&name));
    keys.finish(report);
    Country { name, code, aliases }
}
