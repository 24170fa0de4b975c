//! Links that open an account, and codes that do the same.

use std::sync::LazyLock;

use regex::Regex;

use super::{Find, Secret};
use crate::dialog::fold::head;

/// What a link that opens an account says somewhere behind its host.
const KEYS: [&str; 18] = [
    "token",
    "jeton",
    "activat",
    "activer",
    "activation",
    "reset",
    "reinit",
    "réinit",
    "confirm",
    "validat",
    "valider",
    "key=",
    "cle=",
    "code=",
    "secret",
    "motdepasse",
    "password",
    "otp=",
];
/// An opaque part of a link from this length on.
const OPAQUE: usize = 24;

/// So much of a link is looked at, in bytes.
const LOOK: usize = 2048;

/// The beginnings of links. None can be built wrong: a test builds them.
static START: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i-u)https?://|www\.|(?:token|jeton)=").ok());
/// « code d’activation : 123456 »
static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i-u)codes?\s{1,3}(?:d\s?(?:'|’)?\s?|de\s)(?:activation|confirmation|validation|v(?:é|É|e)rification|s(?:é|É|e)curit(?:é|É|e))",
        r"(?:\s{0,3}[:=]\s{0,3}|\s{1,3}(?:(?:est|c\s?(?:'|’)?\s?est)\s{1,3})?(?:le\s)?)([A-Za-z0-9-]{4,40})",
    ))
    .ok()
});

/// The links and codes that are secrets.
pub(super) fn find(text: &str) -> Vec<Find> {
    let mut found: Vec<Find> = Vec::new();
    let mut done = 0;
    for start in START.iter().flat_map(|regex| regex.find_iter(text)) {
        if start.start() < done {
            continue;
        }
        let query = start.as_str().ends_with('=');
        let from = if query { beginning(text, done, start.start()) } else { start.start() };
        done = end_of(text, start.end());
        if query || text.get(from..done).is_some_and(opens_account) {
            done = wrapped(text, done);
            found.push((from..done, Secret::Link));
        }
    }
    let codes = CODE.iter().flat_map(|regex| regex.captures_iter(text)).filter_map(|caught| caught.get(1));
    let digits = codes.filter(|code| code.as_str().bytes().any(|sign| sign.is_ascii_digit()));
    found.extend(digits.map(|code| (code.range(), Secret::Link)));
    found
}

/// Where the link begins of which only the query was seen.
fn beginning(text: &str, done: usize, seen: usize) -> usize {
    let before = text.get(done..seen).unwrap_or_default();
    let last = before.char_indices().rev().find(|(_, c)| ends(*c));
    last.map_or(done, |(at, c)| done + at + c.len_utf8())
}

fn end_of(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let length = rest.find(|c: char| ends(c)).unwrap_or(rest.len());
    let kept = rest.get(..length).unwrap_or_default().trim_end_matches(['.', ',', ';', '!', '?', ')', '\'']);
    from + kept.len()
}

fn ends(c: char) -> bool {
    c.is_whitespace() || matches!(c, '<' | '>' | '"' | '«' | '»' | '[' | ']' | '|')
}

/// A mail may have broken the link: a next line that is one opaque word belongs to it.
fn wrapped(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let Some(line) = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')) else { return end };
    let from = end + rest.len() - line.len();
    let next = end_of(text, from);
    let word = text.get(from..next).unwrap_or_default();
    let digit = word.bytes().any(|sign| sign.is_ascii_digit());
    let sign = word.contains(['=', '&', '%', '/']) || word.len() >= OPAQUE;
    if digit && sign && !word.contains('@') && !word.contains("://") { next } else { end }
}

fn opens_account(link: &str) -> bool {
    let link = head(link, LOOK);
    let bare = link.split_once("://").map_or(link, |(_, rest)| rest);
    let behind = bare.find(['/', '?', '=']).and_then(|at| bare.get(at..)).unwrap_or_default();
    let lower = behind.to_ascii_lowercase();
    KEYS.iter().any(|key| lower.contains(key)) || behind.split(['/', '?', '&', '=', '#']).any(is_opaque)
}

/// Letters and digits mixed without words: no title of a page looks so.
fn is_opaque(part: &str) -> bool {
    let mixed = |piece: &str| {
        piece.bytes().any(|sign| sign.is_ascii_digit()) && piece.bytes().any(|sign| sign.is_ascii_alphabetic())
    };
    let pieces = part.split(['-', '_', '.', '~']);
    let signs: usize = pieces.clone().filter(|piece| mixed(piece)).map(str::len).sum();
    part.len() >= OPAQUE && signs * 2 >= part.len()
}

#[cfg(test)]
pub(super) fn compiled() -> bool {
    START.is_some() && CODE.is_some()
}
