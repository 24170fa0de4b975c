//! Encoded words (RFC 2047) and parameters in pieces (RFC 2231) as programs write them, made such that mail-parser decodes
//! them.

use std::borrow::Cow;

use mail_parser::parsers::MessageStream;

use super::decode;
use crate::dialog::fold::head;

/// Bytes of one encoded word: RFC 2047 allows 75, programs do not care.
const WORD: usize = 1000;

/// An encoded word: `=?`, its alphabet, `?`, its coding, `?`, its text, `?=`.
#[derive(Debug, Clone, Copy)]
struct Word<'t> {
    charset: &'t str,
    coding: &'t str,
    text: &'t str,
}

/// A field in which neighbouring words of one alphabet are one word, for some programs cut them inside a letter and the
/// library decodes each by itself; and in which a word that is not in the alphabet it names, names the one it is in.
pub(super) fn joined(field: &str) -> Cow<'_, str> {
    if !field.contains("=?") {
        return Cow::Borrowed(field);
    }
    let mut out = String::with_capacity(field.len());
    let mut held: Option<(Word<'_>, String)> = None;
    let mut rest = field;
    while let Some((before, after)) = rest.split_once("=?") {
        let Some((word, behind)) = word(after) else {
            settle(&mut out, &mut held);
            out.push_str(before);
            out.push_str("=?");
            rest = after;
            continue;
        };
        rest = behind;
        match &mut held {
            Some((first, text)) if before.chars().all(char::is_whitespace) && same(*first, word) => {
                text.push_str(word.text);
            }
            _ => {
                settle(&mut out, &mut held);
                out.push_str(before);
                held = Some((word, word.text.to_owned()));
            }
        }
    }
    settle(&mut out, &mut held);
    out.push_str(rest);
    Cow::Owned(out)
}

fn same(one: Word<'_>, other: Word<'_>) -> bool {
    one.charset.eq_ignore_ascii_case(other.charset) && one.coding.eq_ignore_ascii_case(other.coding)
}

/// What stands after `=?`: the word, and the rest behind it.
fn word(after: &str) -> Option<(Word<'_>, &str)> {
    let (charset, rest) = after.split_once('?')?;
    let (coding, rest) = rest.split_once('?')?;
    if charset.len() > 40 || charset.contains(char::is_whitespace) || !["B", "b", "Q", "q"].contains(&coding) {
        return None;
    }
    let end = head(rest, WORD).find("?=")?;
    let (text, behind) = (rest.get(..end)?, rest.get(end + 2..)?);
    Some((Word { charset, coding, text }, behind))
}

fn settle(out: &mut String, held: &mut Option<(Word<'_>, String)>) {
    let Some((word, text)) = held.take() else { return };
    let coding = word.coding;
    let written = |charset: &str| format!("=?{charset}?{coding}?{text}?=");
    let charset = word.charset.split('*').next().unwrap_or_default();
    // Two bytes that are one letter in UTF-8 are hardly ever two letters in another western alphabet.
    let is_utf8 = || decoded(&written("utf-8")).is_some_and(|text| !text.contains(char::REPLACEMENT_CHARACTER));
    let charset = match decode::is_western(charset) {
        true if is_utf8() => "utf-8",
        true if decode::is_utf8(charset) => "windows-1252",
        _ => charset,
    };
    out.push_str(&written(charset));
}

fn decoded(word: &str) -> Option<String> {
    MessageStream::new(word.strip_prefix('=')?.as_bytes()).decode_rfc2047()
}

/// A field in which the encoded pieces of a parameter that follow one another are one piece. The library decodes each by
/// itself, and forgets behind the first in which alphabet they are.
pub(super) fn unbroken(field: &str) -> Cow<'_, str> {
    if !field.contains("*1*") {
        return Cow::Borrowed(field);
    }
    let mut out = String::with_capacity(field.len());
    let mut before = None;
    for (index, part) in field.split(';').enumerate() {
        let piece = piece(part);
        match piece.filter(|(name, number, _)| before == Some((*name, *number))) {
            Some((_, _, value)) => {
                out.truncate(out.trim_end().len());
                out.push_str(value.trim_start());
            }
            None => {
                out.push_str(if index > 0 { ";" } else { "" });
                out.push_str(part);
            }
        }
        before = piece.map(|(name, number, _)| (name, number.saturating_add(1)));
    }
    Cow::Owned(out)
}

/// « name*2*=value »: what stands in quotes is not encoded.
fn piece(part: &str) -> Option<(&str, u32, &str)> {
    let (name, value) = part.split_once('=')?;
    let (name, place) = name.trim().split_once('*')?;
    let number = place.strip_suffix('*')?.parse().ok()?;
    Some((name, number, value)).filter(|_| !value.contains('"'))
}

/// A field in which a stroke escapes a quote or a stroke and nothing else: those of a path of Windows in a name stand for
/// themselves, and the library would leave them out.
pub(super) fn literal(field: &str) -> Cow<'_, str> {
    if !field.contains('\\') {
        return Cow::Borrowed(field);
    }
    let mut out = String::with_capacity(field.len() + 16);
    let mut signs = field.chars().peekable();
    while let Some(sign) = signs.next() {
        out.push(sign);
        if sign == '\\' {
            out.push(signs.next_if(|next| matches!(next, '"' | '\\')).unwrap_or('\\'));
        }
    }
    Cow::Owned(out)
}
