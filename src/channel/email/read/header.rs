//! Header fields: found by name, unfolded, decoded (RFC 2047, RFC 2231), addresses and message ids taken out.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::decode;
use crate::dialog::fold::head;

/// Bytes of one field that are read.
const FIELD: usize = 32 * 1024;
/// Bytes of one encoded word: RFC 2047 allows 75, programs do not care.
const WORD: usize = 1000;
/// Fields of one header that are read.
const FIELDS: usize = 1000;

/// The fields of a header, in the order they stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields<'m> {
    fields: Vec<(String, Cow<'m, str>)>,
}

impl<'m> Fields<'m> {
    /// Splits a part into its header and its body. Bytes that begin with no field are all body.
    pub(super) fn split(bytes: &'m [u8]) -> (Self, &'m [u8]) {
        let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
        let mut rest = bytes;
        while let Some((line, after)) = line(rest) {
            if line.is_empty() {
                rest = after;
                break;
            }
            let folded = line.first().is_some_and(|first| matches!(first, b' ' | b'\t'));
            match (folded, fields.last_mut(), name(line)) {
                (true, Some((_, value)), _) => {
                    if value.len() < FIELD {
                        value.extend_from_slice(line);
                    }
                }
                (false, _, Some((name, value))) => {
                    if fields.len() < FIELDS {
                        let value = value.get(..FIELD).unwrap_or(value);
                        fields.push((name, value.to_vec()));
                    }
                }
                // What an mbox puts before a mail.
                (false, None, None) if line.starts_with(b"From ") || line.starts_with(b">From ") => {}
                // No field and no empty line before it: the body begins here.
                _ => break,
            }
            rest = after;
        }
        let text = |value: Vec<u8>| Cow::Owned(decode::mixed(&value).trim().to_owned());
        (Self { fields: fields.into_iter().map(|(name, value)| (name, text(value))).collect() }, rest)
    }

    /// The first field of a name (in lower case), as it was written, unfolded.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_ref())
    }

    /// All fields of a name, from the top.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_ref())
    }

    /// A field in lower case, without remarks; empty when it is not there.
    pub(super) fn word(&self, name: &str) -> String {
        let value = self.get(name).unwrap_or_default();
        value.split(['(', ';']).next().unwrap_or_default().trim().to_lowercase()
    }

    /// A field's text with its encoded words decoded.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(words)
    }

    /// The addresses of all fields of a name, with their names.
    pub(super) fn addresses(&self, name: &str) -> Vec<Mailbox> {
        self.all(name).flat_map(addresses).collect()
    }

    /// The message ids of a field, without their brackets.
    pub(super) fn ids(&self, name: &str) -> Vec<String> {
        let value = self.get(name).unwrap_or_default();
        let bracketed = value.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(id, _)| id);
        let mut ids: Vec<String> = bracketed.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect();
        if ids.is_empty() {
            ids.extend(value.split_whitespace().filter(|word| word.contains('@')).map(str::to_owned));
        }
        ids.truncate(200);
        ids
    }

    /// A field's first word in lower case and its parameters, as of `Content-Type`.
    pub(super) fn valued(&self, name: &str) -> Valued {
        self.get(name).map(valued).unwrap_or_default()
    }
}

/// A line without its end, and what follows it.
pub(super) fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    if bytes.is_empty() {
        return None;
    }
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (line, after) = match end {
        Some(end) => bytes.split_at_checked(end).map(|(line, rest)| (line, rest.get(1..).unwrap_or_default()))?,
        None => (bytes, &[][..]),
    };
    Some((line.strip_suffix(b"\r").unwrap_or(line), after))
}

fn name(line: &[u8]) -> Option<(String, &[u8])> {
    let end = line.iter().take(128).position(|byte| *byte == b':')?;
    let (name, value) = line.split_at_checked(end)?;
    let name = name.trim_ascii_end();
    let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_graphic());
    is_name.then(|| (String::from_utf8_lossy(name).to_ascii_lowercase(), value.get(1..).unwrap_or_default()))
}

/// An address with the name before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Mailbox {
    pub(super) name: Option<String>,
    /// As written, save surrounding blanks.
    pub(super) address: String,
}

/// The mailboxes of an address field: « Nom <a@b>, c@d (Nom), groupe : e@f; ».
pub(super) fn addresses(value: &str) -> Vec<Mailbox> {
    let mut found = Vec::new();
    for part in listed(value) {
        if found.len() >= 500 {
            break;
        }
        let mailbox = match part.rsplit_once('<') {
            Some((name, rest)) => {
                let address = rest.split('>').next().unwrap_or_default();
                Mailbox { name: called(name), address: bare(address) }
            }
            None => {
                let (address, remark) = part.split_once('(').unwrap_or((part.as_str(), ""));
                Mailbox { name: called(remark.trim_end().trim_end_matches(')')), address: bare(address) }
            }
        };
        if !mailbox.address.is_empty() {
            found.push(mailbox);
        }
    }
    found
}

/// Splits at commas and semicolons that stand in no quotes, brackets or remarks; a group's name is dropped.
fn listed(value: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut quoted, mut escaped, mut remark, mut angle) = (false, false, 0_u32, false);
    for sign in value.chars() {
        let Some(part) = parts.last_mut() else { break };
        let free = !quoted && remark == 0 && !angle;
        match sign {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if remark == 0 => quoted = !quoted,
            '(' if !quoted => remark += 1,
            ')' if !quoted => remark = remark.saturating_sub(1),
            '<' if free => angle = true,
            '>' if angle => angle = false,
            ',' | ';' if free => {
                parts.push(String::new());
                continue;
            }
            ':' if free && part.len() < 200 && !part.contains('@') => {
                part.clear();
                continue;
            }
            _ => {}
        }
        part.push(sign);
    }
    parts
}

fn bare(address: &str) -> String {
    address.trim().trim_matches(['"', '\'']).trim().chars().filter(|sign| !sign.is_whitespace()).collect()
}

fn called(name: &str) -> Option<String> {
    let name = words(name.trim());
    let name = name.trim().trim_matches(['"', '\'']).replace("\\\"", "\"").replace("\\\\", "\\");
    let name = super::visible(&name);
    (!name.is_empty()).then_some(name)
}

/// Text with its encoded words (`=?charset?Q?…?=`) decoded. Neighbouring words of one alphabet are decoded together: some
/// programs cut them inside a letter.
pub(super) fn words(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut held: Option<(String, Vec<u8>)> = None;
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("=?") {
        let Some((word, next)) = encoded(after) else {
            settle(&mut out, &mut held);
            out.push_str(before);
            out.push_str("=?");
            rest = after;
            continue;
        };
        if !(held.is_some() && before.chars().all(char::is_whitespace)) {
            settle(&mut out, &mut held);
            out.push_str(before);
        }
        match &mut held {
            Some((charset, bytes)) if *charset == word.0 => bytes.extend(word.1),
            _ => {
                settle(&mut out, &mut held);
                held = Some(word);
            }
        }
        rest = next;
    }
    settle(&mut out, &mut held);
    out.push_str(rest);
    out
}

fn settle(out: &mut String, held: &mut Option<(String, Vec<u8>)>) {
    if let Some((charset, bytes)) = held.take() {
        out.push_str(&decode::text(Some(&charset), &bytes));
    }
}

/// What stands after `=?`: the alphabet and the bytes of the word, and the rest behind it.
fn encoded(after: &str) -> Option<((String, Vec<u8>), &str)> {
    let (charset, rest) = after.split_once('?')?;
    let (kind, rest) = rest.split_once('?')?;
    if charset.len() > 40 || kind.len() != 1 || charset.contains(char::is_whitespace) {
        return None;
    }
    let end = head(rest, WORD).find("?=")?;
    let (text, rest) = (rest.get(..end)?, rest.get(end + 2..)?);
    let bytes = match kind {
        "B" | "b" => decode::base64(text.as_bytes()),
        "Q" | "q" => decode::quoted_printable(text.as_bytes(), true),
        _ => return None,
    };
    let charset = charset.split('*').next().unwrap_or_default().to_ascii_lowercase();
    Some(((charset, bytes), rest))
}

/// A field with parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Valued {
    /// The first word, in lower case: `text/plain`, `attachment`.
    pub(super) value: String,
    /// Decoded parameters by their lower-case names.
    params: BTreeMap<String, String>,
}

impl Valued {
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params.get(name).map(String::as_str)
    }
}

fn valued(field: &str) -> Valued {
    let mut parts = semicolons(field).into_iter();
    let value = parts.next().unwrap_or_default();
    let value = value.split('(').next().unwrap_or_default().trim().to_lowercase();
    let mut pieces: BTreeMap<String, BTreeMap<u32, (bool, String)>> = BTreeMap::new();
    let mut params = BTreeMap::new();
    for part in parts {
        let Some((name, value)) = part.split_once('=') else { continue };
        let (name, value) = (name.trim().to_ascii_lowercase(), unquoted(value.trim()));
        match name.split_once('*') {
            None => {
                params.entry(name).or_insert_with(|| words(&value));
            }
            Some((name, place)) => {
                let escaped = place.is_empty() || place.ends_with('*');
                let place = place.trim_end_matches('*').parse().unwrap_or(0);
                pieces.entry(name.to_owned()).or_default().insert(place, (escaped, value));
            }
        }
    }
    for (name, pieces) in pieces {
        params.insert(name, continued(&pieces));
    }
    Valued { value, params }
}

/// RFC 2231: a value in pieces, the first of which names its alphabet.
fn continued(pieces: &BTreeMap<u32, (bool, String)>) -> String {
    let mut charset = None;
    let mut bytes = Vec::new();
    for (escaped, piece) in pieces.values() {
        let mut piece = piece.as_str();
        if *escaped && charset.is_none() {
            let mut named = piece.splitn(3, '\'');
            if let (Some(name), Some(_), Some(rest)) = (named.next(), named.next(), named.next()) {
                charset = Some(name.to_owned());
                piece = rest;
            }
        }
        match escaped {
            true => {
                bytes.extend(decode::quoted_printable(piece.replace('=', "%3D").replace('%', "=").as_bytes(), false))
            }
            false => bytes.extend_from_slice(piece.as_bytes()),
        }
    }
    decode::text(charset.as_deref(), &bytes)
}

fn semicolons(field: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for sign in field.chars() {
        match sign {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(sign);
        }
    }
    parts
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else { return value.to_owned() };
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut out = String::with_capacity(inner.len());
    let mut escaped = false;
    for sign in inner.chars() {
        match sign {
            '\\' if !escaped => escaped = true,
            _ => {
                // A path of Windows in a name: its strokes are no escapes.
                if escaped && !matches!(sign, '"' | '\\') {
                    out.push('\\');
                }
                escaped = false;
                out.push(sign);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
