//! `dialogs/lexique.toml` and `dialogs/pays.toml` → [`Lexicon`].

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::dialog::fold::fold;
use crate::dialog::intent::Command;
use crate::dialog::lexicon::{Country, Lexicon, List, Phrasing};
use crate::dialog::pattern::Pattern;

#[cfg(test)]
mod tests;

/// `lexique.toml` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLexicon {
    #[serde(default)]
    mail_domains: Vec<String>,
    #[serde(default)]
    commands: BTreeMap<Command, RawPhrasing>,
    #[serde(default)]
    lists: BTreeMap<List, Vec<String>>,
    #[serde(default)]
    months: BTreeMap<String, i8>,
    #[serde(default)]
    numbers: BTreeMap<String, u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPhrasing {
    #[serde(default)]
    whole: Vec<String>,
    #[serde(default)]
    within: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
}

/// `pays.toml` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCountries {
    #[serde(default)]
    country: Vec<RawCountry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCountry {
    name: String,
    code: String,
    #[serde(default)]
    aliases: Vec<String>,
}

/// Reads the word lists and the countries.
///
/// # Errors
/// What stands wrong in the files, in French: an unknown list or command, a pattern without a word, a month that is
/// none.
pub fn load_lexicon(lexique: &str, pays: &str) -> Result<Lexicon, String> {
    let raw: RawLexicon = toml::from_str(lexique).map_err(|error| format!("lexique.toml : {error}"))?;
    let countries: RawCountries = toml::from_str(pays).map_err(|error| format!("pays.toml : {error}"))?;
    let mut lexicon = Lexicon { mail_domains: raw.mail_domains, ..Lexicon::default() };
    for (command, raw) in raw.commands {
        lexicon.commands.insert(command, phrasing(command, &raw)?);
    }
    for (list, lines) in raw.lists {
        lexicon.lists.insert(list, patterns(&format!("lists.{list:?}"), &lines)?);
    }
    lexicon.months = folded(raw.months);
    if let Some((word, _)) = lexicon.months.iter().find(|(_, month)| !(1..=12).contains(*month)) {
        return Err(format!("lexique.toml, months : « {word} » n’est pas un mois (de 1 à 12)"));
    }
    lexicon.numbers = folded(raw.numbers);
    lexicon.countries = countries.country.into_iter().map(country).collect();
    Ok(lexicon)
}

fn phrasing(command: Command, raw: &RawPhrasing) -> Result<Phrasing, String> {
    let place = |part: &str| format!("commands.{command:?}.{part}");
    Ok(Phrasing {
        whole: patterns(&place("whole"), &raw.whole)?,
        within: patterns(&place("within"), &raw.within)?,
        unless: patterns(&place("unless"), &raw.unless)?,
    })
}

fn patterns(place: &str, lines: &[String]) -> Result<Vec<Pattern>, String> {
    let compiled = |line: &String| {
        Pattern::new(line).ok_or_else(|| {
            format!("lexique.toml, {} : le motif « {line} » ne contient aucun mot", place.to_lowercase())
        })
    };
    lines.iter().map(compiled).collect()
}

fn folded<T>(words: BTreeMap<String, T>) -> BTreeMap<String, T> {
    words.into_iter().map(|(word, value)| (fold(&word), value)).collect()
}

fn country(raw: RawCountry) -> Country {
    // The name is a way to say it too; it is folded here once, not at every reading.
    let aliases = raw.aliases.iter().chain([&raw.name]).map(|alias| fold(alias)).collect();
    Country { name: raw.name, code: raw.code, aliases }
}
