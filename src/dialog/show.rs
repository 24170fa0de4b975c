//! Values as people read them.

use super::definition::{Choice, Library};
use super::person::{Piece, Value};
use super::phrase::Phrase;
use super::text::Args;

/// A value in words: an option's label, a date as 05/06/2000, a ranking as « 1. A · 2. B ».
#[must_use]
pub fn value(library: &Library, options: &[Choice], value: &Value) -> String {
    match value {
        Value::Bool(yes) => library.phrases.line(if *yes { Phrase::Yes } else { Phrase::No }, &Args::new()),
        Value::Text(text) => label(options, text).map_or_else(|| words(text), str::to_owned),
        Value::List(ids) => {
            let ranks = ids.iter().enumerate();
            ranks
                .map(|(at, id)| format!("{}. {}", at + 1, label(options, id).unwrap_or(id)))
                .collect::<Vec<_>>()
                .join(" · ")
        }
        Value::Piece(piece) => format!("{} ({})", piece.name, size(piece)),
    }
}

/// The label of an option by its id.
#[must_use]
pub fn label<'a>(options: &'a [Choice], id: &str) -> Option<&'a str> {
    options.iter().find(|option| *option.id == *id).map(|option| option.label.as_str())
}

fn words(text: &str) -> String {
    date(text).or_else(|| phone(text)).unwrap_or_else(|| text.to_owned())
}

/// An ISO date, perhaps partial, in the French order.
fn date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            Some(format!("{day}/{month}/{year}"))
        }
        [year, month] if digits(year, 4) && digits(month, 2) => Some(format!("{month}/{year}")),
        _ => None,
    }
}

/// A French number in pairs; others stay as they are.
fn phone(text: &str) -> Option<String> {
    let national = text.strip_prefix("+33")?;
    if national.len() != 9 || !national.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: Vec<char> = std::iter::once('0').chain(national.chars()).collect();
    Some(digits.chunks(2).map(|pair| pair.iter().collect::<String>()).collect::<Vec<_>>().join(" "))
}

/// A file's size in the units of the guides (1 Mo = 1 048 576 bytes, as eCandidat counts).
#[must_use]
pub fn size(piece: &Piece) -> String {
    bytes(piece.bytes)
}

/// Bytes in Ko or Mo, rounded to a tenth.
#[must_use]
pub fn bytes(bytes: u64) -> String {
    const KILO: u64 = 1024;
    let tenths = |unit: u64| {
        let tenths = bytes.saturating_mul(10) / unit;
        if tenths.is_multiple_of(10) { (tenths / 10).to_string() } else { format!("{},{}", tenths / 10, tenths % 10) }
    };
    match bytes {
        0..KILO => format!("{bytes}\u{a0}octets"),
        KILO..1_048_576 => format!("{}\u{a0}Ko", tenths(KILO)),
        _ => format!("{}\u{a0}Mo", tenths(KILO * KILO)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_numbers_and_sizes_read_as_french_people_write_them() {
        assert_eq!(words("2000-06-05"), "05/06/2000");
        assert_eq!(words("2021-06"), "06/2021");
        assert_eq!(words("2021"), "2021");
        assert_eq!(words("+33612345678"), "06 12 34 56 78");
        assert_eq!(words("jean-marc"), "jean-marc");
        assert_eq!(bytes(20_971_520), "20\u{a0}Mo");
        assert_eq!(bytes(6_500_000), "6,1\u{a0}Mo");
    }
}
