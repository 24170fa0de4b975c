//! How a town is written: « st omer » → « Saint-Omer »; and what stands behind it: a département, a country.

use super::super::casing::{OF_PLACES, capitals, is_apostrophe};
use crate::dialog::fold::fold;

/// Towns with arrondissements, and the code of their département.
const PARTED: [(&str, &str, u8); 3] = [("paris", "75", 20), ("lyon", "69", 9), ("marseille", "13", 16)];
/// Articles a hyphen never joins to the name behind them.
const ARTICLES: [&str; 3] = ["le", "la", "les"];
/// Words between a town and its département: « Lille dans le Nord », « Arras dpt 62 ».
const TIES: [&str; 12] = ["dans", "le", "la", "les", "l", "departement", "dept", "dpt", "dep", "du", "cp", "cedex"];

/// The town and what stands behind it, as it is kept: « Saint-Omer (62) ».
pub(super) fn written(text: &str, is_country: impl Fn(&str) -> bool) -> Option<String> {
    let text = text.replace('(', ", ").replace(')', " ");
    let mut parts = text.split([',', ';', '/']).map(str::trim).filter(|part| !part.is_empty());
    let (head, behind) = (parts.next()?, parts.next());
    let mut tokens: Vec<&str> = head.split_whitespace().filter(|token| !matches!(*token, "-" | "–" | "—")).collect();
    let first = tokens.first().copied().and_then(postcode);
    if first.is_some() && tokens.len() > 1 {
        tokens.remove(0);
    }
    let mut place = behind.map(|behind| area(behind, &is_country)).or(first);
    if place.is_none() {
        place = last(&mut tokens, &is_country);
    }
    let town = town(&tokens)?;
    match place.filter(|place| fold(place) != fold(&town)) {
        Some(place) if is_arrondissement(&place) => Some(format!("{town} {place}")),
        Some(place) => Some(format!("{town} ({place})")),
        None => Some(town),
    }
}

fn is_arrondissement(place: &str) -> bool {
    place
        .strip_suffix('e')
        .or_else(|| place.strip_suffix("er"))
        .is_some_and(|n| n.bytes().all(|sign| sign.is_ascii_digit()))
}

/// What a part behind a comma says: a code, or a name in its capitals.
fn area(part: &str, is_country: &impl Fn(&str) -> bool) -> String {
    let mut tokens: Vec<&str> = part.split_whitespace().collect();
    while tokens.len() > 1
        && tokens.first().is_some_and(|token| TIES.contains(&fold(token).as_str()))
        && !is_country(&tokens.join(" "))
    {
        tokens.remove(0);
    }
    match tokens.as_slice() {
        [one] => postcode(one).or_else(|| department(one)).unwrap_or_else(|| named(one)),
        _ => named(&tokens.join(" ")),
    }
}

/// Takes the département or country off the end of a town written without a comma.
fn last(tokens: &mut Vec<&str>, is_country: &impl Fn(&str) -> bool) -> Option<String> {
    let code = *tokens.last().filter(|_| tokens.len() > 1)?;
    let town = fold(tokens.first()?);
    let parted = PARTED.iter().find(|(name, ..)| *name == town).filter(|_| tokens.len() == 2);
    let found = match parted.and_then(|(_, own, most)| arrondissement(code, own, *most)) {
        Some(part) => Some(part),
        None => postcode(code).or_else(|| department(code)),
    };
    if found.is_some() {
        tokens.pop();
        while tokens.len() > 1 && tokens.last().is_some_and(|token| TIES.contains(&fold(token).as_str())) {
            tokens.pop();
        }
        return found;
    }
    // « Alger Algérie », « Lille dans le Nord »
    if let Some(tie) = tokens.iter().rposition(|token| fold(token) == "dans").filter(|tie| *tie > 0) {
        let behind = tokens.split_off(tie).join(" ");
        return Some(area(&behind, is_country));
    }
    let from =
        (1..tokens.len()).find(|from| tokens.get(*from..).is_some_and(|rest| is_country(&fold(&rest.join(" ")))))?;
    Some(named(&tokens.split_off(from).join(" ")))
}

fn arrondissement(code: &str, own: &str, most: u8) -> Option<String> {
    let number = code.trim_end_matches(|c: char| c.is_alphabetic()).parse::<u8>().ok()?;
    let suffix = code.trim_start_matches(|c: char| c.is_ascii_digit());
    let fits = (1..=most).contains(&number) && matches!(fold(suffix).as_str(), "" | "e" | "er" | "eme" | "em");
    let bare_own = code == own;
    (fits && !bare_own).then(|| if number == 1 { "1er".to_owned() } else { format!("{number}e") })
}

/// The département of a postcode.
fn postcode(token: &str) -> Option<String> {
    let digits = token.len() == 5 && token.bytes().all(|sign| sign.is_ascii_digit());
    let code = token.get(..2).filter(|_| digits)?;
    match (code, token.get(2..3)?) {
        ("20", "0" | "1") => Some("2A".into()),
        ("20", _) => Some("2B".into()),
        ("97" | "98", third) => Some(format!("{code}{third}")),
        _ => department(code),
    }
}

/// A département's code.
fn department(token: &str) -> Option<String> {
    let code = token.trim_matches(|c: char| matches!(c, '(' | ')' | '.')).to_ascii_uppercase();
    let known = matches!(code.as_str(), "2A" | "2B")
        || (code.len() == 2 && code.parse::<u8>().is_ok_and(|n| (1..=95).contains(&n) && n != 20))
        || (code.len() == 3 && code.parse::<u16>().is_ok_and(|n| matches!(n, 971..=978 | 986..=988)));
    known.then_some(code)
}

/// The town in its capitals; « st » and « ste » in full, and the name they stand in joined by hyphens.
fn town(tokens: &[&str]) -> Option<String> {
    let mut holy = false;
    let spelled: Vec<String> = tokens
        .iter()
        .map(|token| {
            let parts: Vec<String> =
                token.split('-').filter(|part| !part.is_empty()).map(|part| saint(part, &mut holy)).collect();
            parts.join("-")
        })
        .filter(|token| !token.is_empty())
        .collect();
    let article =
        usize::from(spelled.len() > 1 && spelled.first().is_some_and(|word| ARTICLES.contains(&fold(word).as_str())));
    let joined = if holy {
        let (articles, rest) = spelled.split_at_checked(article)?;
        [articles, &[rest.join("-")]].concat().join(" ")
    } else {
        spelled.join(" ")
    };
    let name = named(&joined);
    (name.chars().any(char::is_alphabetic)).then_some(name)
}

fn saint(part: &str, holy: &mut bool) -> String {
    let full = match fold(part).as_str() {
        "st" | "saint" => "Saint",
        "ste" | "sainte" => "Sainte",
        _ => return part.to_owned(),
    };
    *holy = true;
    full.to_owned()
}

fn named(text: &str) -> String {
    let curled: String = text.chars().map(|c| if is_apostrophe(c) { '’' } else { c }).collect();
    capitals(curled.trim_matches(|c: char| !c.is_alphanumeric()), OF_PLACES)
}
