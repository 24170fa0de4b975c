//! Passwords that are introduced in words: « mon mot de passe c’est … », « mdp : … », « … est mon mot de passe ».
//!
//! A word of ordinary French behind « mot de passe est » (« perdu », « trop court ») is no password.

mod words;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use words::{JOINS, SMALL, is_ordinary};

use super::{Find, Secret, is_mark};
use crate::dialog::fold::head;

/// How a password is called, anywhere and right here.
static NAMES: LazyLock<Option<Regex>> = LazyLock::new(|| names(""));
static HERE: LazyLock<Option<Regex>> = LazyLock::new(|| names("^"));

fn names(pin: &str) -> Option<Regex> {
    const NAMES: &str =
        r"(?:mots?[\s_-]{0,2}(?:de?)?[\s_-]{0,2}pass(?:es?)?|mdp|m\.d\.p\.?|pass[ -]?(?:words?|phrase|wd)|pwd)";
    Regex::new(&format!("(?i-u){pin}{NAMES}")).ok()
}

/// So much of a word is looked at, in bytes: each place is, so this keeps the whole linear.
const LOOK: usize = 64;
/// So far back a password is looked for before its name.
const BACK: usize = 64;
/// Signs that stand there.
const SIGNS: [&str; 5] = ["->", "=>", "→", ":", "="];
/// Words that may stand between a name and what joins it to the password.
const BETWEEN: usize = 5;

/// The passwords of a text.
pub(super) fn find(text: &str) -> Vec<Find> {
    let mut found: Vec<Find> = Vec::new();
    let mut done = 0;
    for name in NAMES.iter().flat_map(|regex| regex.find_iter(text)) {
        if name.start() < done || !stands_alone(text, &name.range()) || is_mark_at(text, name.start()) {
            continue;
        }
        let before = || before(text, done, name.start()).filter(|_| !is_masked_behind(text, name.end()));
        let secret = behind(text, name.end()).or_else(before);
        if let Some(at) = secret {
            done = done.max(at.end);
            found.push((at, Secret::Password));
        }
    }
    found
}

/// « mdp » is no name inside another word.
fn stands_alone(text: &str, at: &Range<usize>) -> bool {
    let before = text.get(..at.start).and_then(|before| before.chars().next_back());
    let after = text.get(at.end..).and_then(|after| after.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphabetic)
}

/// The name inside « [mot de passe masqué] ».
fn is_mark_at(text: &str, at: usize) -> bool {
    at.checked_sub(1).and_then(|before| text.get(before..)).is_some_and(is_mark)
}

/// What the name is a name of was masked before.
fn is_masked_behind(text: &str, from: usize) -> bool {
    let (start, closely) = joined(text, from);
    let start = if closely { start } else { between(text, start).unwrap_or(start) };
    text.get(start..).is_some_and(is_mark)
}

/// The password behind its name.
fn behind(text: &str, from: usize) -> Option<Range<usize>> {
    let (start, joined) = match joined(text, from) {
        (start, true) => (start, Joined::Closely),
        (start, false) => between(text, start).map_or((start, Joined::Not), |start| (start, Joined::Widely)),
    };
    let rest = text.get(start..)?;
    if is_mark(rest) {
        return None;
    }
    if joined == Joined::Closely
        && let Some(at) = quoted(text, start)
    {
        return Some(at);
    }
    let secret = word(rest);
    if names_itself(secret) || (joined == Joined::Not && start == from) {
        return None;
    }
    let taken = match joined {
        Joined::Closely => is_given(text, start..start + secret.len()),
        Joined::Widely => looks_secret(secret),
        Joined::Not => (looks_secret(secret) && !is_answer(secret)) || is_last_and_loud(text, start, secret),
    };
    taken.then(|| start..with_tail(text, end_of_word(text, start)))
}

/// « mot de passe Toto » and nothing more: a capital where no sentence begins.
fn is_last_and_loud(text: &str, start: usize, secret: &str) -> bool {
    let last = text.get(start + secret.len()..).is_some_and(|rest| rest.trim().is_empty());
    let loud = secret.starts_with(char::is_uppercase)
        && secret.chars().all(char::is_alphanumeric)
        && secret.chars().skip(1).any(char::is_lowercase);
    last && loud && secret.len() >= 4 && !is_ordinary(&secret.to_lowercase())
}

/// How a name and a word behind it hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joined {
    /// « mot de passe : … »
    Closely,
    /// « mot de passe de mon compte : … »
    Widely,
    /// « mot de passe … »
    Not,
}

/// Another name of a password: « mot de passe : mot de passe ».
fn names_itself(word: &str) -> bool {
    HERE.iter().any(|regex| regex.is_match(word))
}

/// Where the word behind the joining words begins, and whether there are any.
fn joined(text: &str, from: usize) -> (usize, bool) {
    let mut start = skip(text, from);
    let mut joined = false;
    for _ in 0..4 {
        let rest = text.get(start..).unwrap_or_default();
        let length = match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            Some(sign) => sign.len(),
            None => {
                let next = word(rest);
                // « mot de passe le plus long » joins nothing; « mot de passe est le … » does.
                if !is_join(next) || (next == "le" && !joined) {
                    break;
                }
                next.len()
            }
        };
        joined = true;
        start = skip(text, start + length);
    }
    (start, joined)
}

fn is_join(word: &str) -> bool {
    word.len() <= 10 && JOINS.iter().any(|join| join.eq_ignore_ascii_case(word))
}

/// « mot de passe eduline : … », « mot de passe de mon compte est … »: behind the joining word a few words away.
fn between(text: &str, from: usize) -> Option<usize> {
    let mut start = from;
    for _ in 0..BETWEEN {
        let next = word(text.get(start..)?);
        let (bare, colon) = next.strip_suffix([':', '=']).map_or((next, false), |bare| (bare, true));
        let lower = bare.to_lowercase();
        let small = SMALL.contains(&lower.as_str());
        let plain = bare.len() <= 30 && bare.chars().all(|c| c.is_alphabetic() || "'’-@".contains(c));
        if bare.is_empty() || !plain || names_itself(bare) || (is_ordinary(&lower) && !small) || lower.ends_with('é') {
            return None;
        }
        start = skip(text, start + next.len());
        if colon {
            return Some(start);
        }
        if let (after, true) = joined(text, start) {
            return Some(after);
        }
    }
    None
}

/// Past spaces and at most one line break.
fn skip(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let spaces = rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}', '\u{202f}']).len();
    let rest = rest.get(spaces..).unwrap_or_default();
    let line = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'));
    line.map_or(from + spaces, |line| {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        from + spaces + (rest.len() - line.len()) + indent
    })
}

/// The word here, or so much of it as is looked at.
fn word(text: &str) -> &str {
    let seen = head(text, LOOK);
    let end = seen.char_indices().find(|(at, c)| ends_word(text, *at, *c));
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(seen)
}

/// A space ends a word, and so does a mark.
fn ends_word(text: &str, at: usize, c: char) -> bool {
    c.is_whitespace() || (c == '[' && text.get(at..).is_some_and(is_mark))
}

/// Where the word ends that begins here, however long it is: looked for only when it is masked.
fn end_of_word(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.char_indices().find(|(at, c)| ends_word(rest, *at, *c));
    start + end.map_or(rest.len(), |(end, _)| end)
}

/// « soleil bleu » in quotes, all of it.
fn quoted(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = text.get(start..)?;
    let open = rest.chars().next()?;
    let close = match open {
        '«' => '»',
        '“' => '”',
        '"' | '`' => open,
        _ => return None,
    };
    let inner = rest.get(open.len_utf8()..)?;
    let end = inner.char_indices().take(80).find(|(_, c)| *c == close).map(|(at, _)| at)?;
    let trimmed = inner.get(..end)?.trim();
    (!trimmed.is_empty() && !is_mark(trimmed)).then(|| start..start + open.len_utf8() + end + close.len_utf8())
}

/// Behind « est » or « : », any word but an ordinary one; one in plain small letters only at the end of its sentence.
fn is_given(text: &str, at: Range<usize>) -> bool {
    let Some(secret) = text.get(at.clone()) else { return false };
    let plain = secret.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').to_lowercase();
    let sentence = text.get(at.end..).unwrap_or_default().trim_start_matches([' ', '\t', '\u{a0}']);
    let last = || {
        sentence.is_empty()
            || secret.ends_with(['.', '!', ',', ';'])
            || sentence.starts_with(['\n', '\r', ',', ';', '.', '(', '!'])
    };
    let polite = || ["merci", "svp", "et ", "s'il"].iter().any(|word| sentence.starts_with(word));
    let digits = !plain.is_empty() && plain.chars().all(|c| c.is_ascii_digit());
    match () {
        () if is_ordinary(&plain) || secret.starts_with('?') || is_address(&plain) => false,
        () if ["d'", "d’", "j'", "j’", "l'", "l’", "n'", "n’", "qu'", "qu’"]
            .iter()
            .any(|start| plain.starts_with(start)) =>
        {
            false
        }
        () if plain.is_empty() => secret.len() > 3,
        () if digits => plain.len() >= 4,
        () if looks_secret(secret) => true,
        () if plain.ends_with('é') || plain.ends_with("ée") => false,
        () => last() || polite() || with_tail(text, at.end) > at.end,
    }
}

/// Without any joining word, only what hardly is a word: digits or signs among letters.
fn looks_secret(secret: &str) -> bool {
    let body =
        secret.trim_matches(|c: char| matches!(c, '.' | ',' | ';' | ':' | '(' | ')' | '«' | '»' | '"' | '?' | '…'));
    let letters = body.chars().filter(|c| c.is_alphabetic()).count();
    let digits = body.chars().filter(char::is_ascii_digit).count();
    let signs = body.chars().filter(|c| "!@#$%&*+=^~\\|{}<>_/".contains(*c)).count();
    let case = body.chars().skip(1).any(char::is_uppercase) && body.chars().any(char::is_lowercase);
    if is_address(body) || body.contains("://") {
        return false;
    }
    body.len() >= 6 && letters > 0 && (digits > 0 || (case && signs > 0))
}

/// An e-mail address: never masked.
fn is_address(word: &str) -> bool {
    let ending = |domain: &str| {
        domain.rsplit_once('.').is_some_and(|(_, end)| end.len() >= 2 && end.chars().all(|c| c.is_ascii_alphabetic()))
    };
    word.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && ending(domain) && !domain.contains('@'))
}

/// An INE: never masked where nothing says it is a password.
fn is_answer(word: &str) -> bool {
    word.len() == 11 && word.bytes().filter(u8::is_ascii_digit).count() >= 9
}

/// « Azerty 1! »: what follows and can be nothing else belongs to it.
fn with_tail(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let Some(next) = rest.strip_prefix(' ').map(word) else { return end };
    let strange = next.chars().any(|c| "!@#$%&*+=".contains(c)) && next.chars().any(|c| c.is_ascii_digit());
    if strange && !is_mark(rest.trim_start()) { end + 1 + next.len() } else { end }
}

/// « Azerty1! est mon mot de passe »
fn before(text: &str, done: usize, to: usize) -> Option<Range<usize>> {
    let from = done.max(to.saturating_sub(BACK));
    let from = (from..=to).find(|at| text.is_char_boundary(*at))?;
    let head = text.get(from..to)?;
    let tails =
        ["est mon ", "est le ", "c'est mon ", "c’est mon ", "comme ", "comme mon ", "pour ", "pour mon ", "est "];
    let ends = |tail: &&&str| {
        let end = head.len().checked_sub(tail.len()).and_then(|at| head.get(at..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(tail))
    };
    let tail = tails.iter().filter(ends).map(|tail| tail.len()).max()?;
    let rest = head.get(..head.len().checked_sub(tail)?)?.trim_end();
    let secret = rest.rsplit(|c: char| c.is_whitespace()).next()?;
    let start = from + (rest.len() - secret.len());
    // The whole word must be in sight, and no part of a mark.
    let whole = start > from || from == 0 || text.get(..from)?.ends_with(char::is_whitespace);
    let marked = secret.ends_with(']');
    (whole && !marked && looks_secret(secret)).then(|| start..start + secret.len())
}

#[cfg(test)]
pub(super) fn compiled() -> bool {
    NAMES.is_some() && HERE.is_some()
}
