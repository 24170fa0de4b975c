//! Secrets that are numbers: NUMEN, social-security number, IBAN, bank card. One pass over the groups of letters and
//! digits; from each group at most so many are read as the longest of these has.

use super::{Find, Secret};

/// The longest IBAN.
const MOST: usize = 34;
/// Signs of a NUMEN.
const NUMEN: usize = 13;
/// The longest of the others: a card.
const NUMBER: usize = 16;
/// Groups any of these is written in at most.
const GROUPS: usize = 10;
/// Bytes of the longest separator.
const SEPARATOR: usize = 3;
/// Letters that stand apart in one of these: « ABC » at a NUMEN's end.
const LETTERS: usize = 4;

/// How long the IBANs of the country and of its neighbours are.
const LENGTHS: [(&str, usize); 12] = [
    ("BE", 16),
    ("CH", 21),
    ("DE", 22),
    ("ES", 24),
    ("FR", 27),
    ("GB", 22),
    ("IT", 27),
    ("LU", 20),
    ("MC", 27),
    ("NL", 18),
    ("PT", 25),
    ("RO", 24),
];

/// A group of letters and digits without anything between.
#[derive(Debug, Clone, Copy)]
struct Group<'a> {
    start: usize,
    text: &'a str,
    /// How it hangs on the one before: nothing but one separator between.
    joined: bool,
}

impl Group<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The numbers that are secrets.
pub(super) fn find(text: &str) -> Vec<Find> {
    let groups = groups(text);
    let mut found = Vec::new();
    let mut signs = String::with_capacity(MOST);
    let mut at = 0;
    while let Some(rest) = groups.get(at..).filter(|rest| !rest.is_empty()) {
        let secret = secret(rest, &mut signs);
        if let Some((kind, count)) = secret
            && let (Some(first), Some(last)) = (rest.first(), rest.get(count - 1))
        {
            found.push((first.start..last.end(), kind));
            at += count;
        } else {
            at += 1;
        }
    }
    found
}

/// The groups of ASCII letters and digits that may belong to a number: those with digits, and short ones of letters
/// right behind one that does.
fn groups(text: &str) -> Vec<Group<'_>> {
    let bytes = text.as_bytes();
    let mut groups: Vec<Group> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let here = bytes.get(at..).unwrap_or_default();
        let length = here.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let group = here.get(..length).unwrap_or_default();
        let near = groups.last().map(Group::end).filter(|end| at - end <= SEPARATOR);
        let joined = near.is_some_and(|end| is_separator(text.get(end..at)));
        let digits = group.iter().any(u8::is_ascii_digit);
        if length <= MOST && (digits || (joined && (1..=LETTERS).contains(&length))) {
            groups.push(Group { start: at, text: text.get(at..at + length).unwrap_or_default(), joined });
        }
        at += length.max(1);
    }
    groups
}

fn is_separator(between: Option<&str>) -> bool {
    matches!(between, Some(" " | "-" | "." | "\u{a0}" | "\u{202f}" | "\u{2009}" | "  " | "\n" | "\r\n" | "_"))
}

/// The secret that begins with the first group, and how many groups it takes.
fn secret(groups: &[Group], signs: &mut String) -> Option<(Secret, usize)> {
    let first = groups.first()?.text.as_bytes();
    let next = groups.get(1).filter(|next| next.joined).map(|next| next.text.as_bytes());
    let most = match first {
        // « 1 85 … », « 01 E … »: no other number begins with so short a group.
        [_] if next.is_none_or(|next| next.len() != 2) => return None,
        [_, _] if next.is_none_or(|next| !next.iter().any(u8::is_ascii_alphabetic)) => return None,
        [b'0'..=b'9', ..] => NUMBER,
        [a, b, c, ..] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() => MOST,
        _ => return None,
    };
    signs.clear();
    let mut best = None;
    for (index, group) in groups.iter().take(GROUPS).enumerate() {
        if (index > 0 && !group.joined) || signs.len() + group.text.len() > most {
            break;
        }
        signs.push_str(group.text);
        if signs.len() >= NUMEN {
            signs.make_ascii_uppercase();
        }
        if let Some(kind) = kind(signs, groups.get(..=index).unwrap_or_default()) {
            best = Some((kind, index + 1));
        }
    }
    best.map(|(kind, taken)| (kind, taken + usize::from(kind == Secret::Nir && key_follows(groups, taken))))
}

/// Two digits behind the thirteen are the key, right or mistyped: they are masked with them.
fn key_follows(groups: &[Group], taken: usize) -> bool {
    let length: usize = groups.iter().take(taken).map(|group| group.text.len()).sum();
    let next = groups.get(taken).filter(|next| next.joined && next.text.len() == 2);
    length == 13 && next.is_some_and(|next| next.text.bytes().all(|sign| sign.is_ascii_digit()))
}

/// What the signs, in capitals, are.
fn kind(signs: &str, groups: &[Group]) -> Option<Secret> {
    if signs.len() < NUMEN {
        return None;
    }
    if !signs.starts_with(|sign: char| sign.is_ascii_digit()) && !is_as_long_as_an_iban(signs) {
        return None;
    }
    let number = signs.starts_with(|sign: char| sign.is_ascii_digit());
    match signs.len() {
        13 | 15 if is_social(signs) && first_fits(groups) => Some(Secret::Nir),
        NUMEN if is_numen(signs) && ends_loud(groups) => Some(Secret::Numen),
        16 if is_card(signs, groups) => Some(Secret::Card),
        15..=MOST if !number && is_iban(signs) => Some(Secret::Iban),
        _ => None,
    }
}

/// Written in groups, a social-security number begins with its sex, or with all but its key; an INE or a telephone
/// number before another number does not.
fn first_fits(groups: &[Group]) -> bool {
    groups.first().is_some_and(|first| !matches!(first.text.len(), 8..=12))
}

/// Sex, year, month, département, commune, order; and the key, when it is there.
fn is_social(signs: &str) -> bool {
    let (Some(body), Some(key)) = (signs.get(..13), signs.get(13..)) else { return false };
    let corsica = match body.get(5..7) {
        Some("2A") => Some("19"),
        Some("2B") => Some("18"),
        _ => None,
    };
    let place = corsica.unwrap_or(body.get(5..7).unwrap_or_default());
    let digits = [body.get(..5), Some(place), body.get(7..)].into_iter().flatten().flat_map(str::chars);
    let number = digits.map(|sign| sign.to_digit(10)).try_fold(0, |all: u64, digit| Some(all * 10 + u64::from(digit?)));
    let Some(number) = number else { return false };
    let month = body.get(3..5).and_then(|month| month.parse::<u8>().ok()).unwrap_or(0);
    let plausible = body.starts_with(['1', '2']) && matches!(month, 1..=12 | 20..=42 | 50..=99) && place != "00";
    let right = key.is_empty() || key.parse::<u64>().is_ok_and(|key| key == 97 - number % 97);
    plausible && right
}

/// Two digits, a letter, seven digits, three letters.
fn is_numen(signs: &str) -> bool {
    signs.bytes().enumerate().all(|(at, sign)| match at {
        2 | 10..=12 => sign.is_ascii_alphabetic(),
        _ => sign.is_ascii_digit(),
    })
}

/// Three letters apart are a NUMEN's end in capitals only: « 09 e 12 34567 les » is not one.
fn ends_loud(groups: &[Group]) -> bool {
    let last = groups.last().map_or("", |last| last.text);
    last.bytes().any(|sign| sign.is_ascii_digit()) || last.bytes().all(|sign| sign.is_ascii_uppercase())
}

/// Sixteen digits together or by fours, and their check digit.
fn is_card(signs: &str, groups: &[Group]) -> bool {
    let fours = groups.len() == 1 || groups.iter().all(|group| group.text.len() == 4);
    let digits = signs.bytes().all(|sign| sign.is_ascii_digit());
    fours && digits && matches!(signs.as_bytes().first(), Some(b'2'..=b'6')) && luhn(signs)
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|sign| sign.to_digit(10))
        .enumerate()
        .map(|(at, digit)| match at % 2 {
            0 => digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Two letters, two digits, the account; the whole makes 1 modulo 97.
fn is_iban(signs: &str) -> bool {
    let (Some(country), Some(key), Some(account)) = (signs.get(..2), signs.get(2..4), signs.get(4..)) else {
        return false;
    };
    let head = country.bytes().all(|sign| sign.is_ascii_alphabetic()) && key.bytes().all(|sign| sign.is_ascii_digit());
    head && remainder(account.chars().chain(country.chars()).chain(key.chars())) == Some(1)
}

fn is_as_long_as_an_iban(signs: &str) -> bool {
    let country = signs.get(..2).unwrap_or_default();
    let known = LENGTHS.iter().find(|(known, _)| known.eq_ignore_ascii_case(country));
    known.map_or(signs.len() >= 15, |(_, length)| *length == signs.len())
}

/// Modulo 97, letters counting as 10 to 35.
fn remainder(mut signs: impl Iterator<Item = char>) -> Option<u32> {
    signs.try_fold(0, |rest, sign| {
        let value = sign.to_digit(36)?;
        Some((rest * if value > 9 { 100 } else { 10 } + value) % 97)
    })
}
