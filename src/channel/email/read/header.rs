//! Header fields. Where a header ends and which fields it has is found here; what stands in a field (encoded words, RFC
//! 2047; parameters, RFC 2231; addresses, message ids, dates) mail-parser reads, and only the fields that are asked for.
//!
//! The library would find the fields too. It takes prose for broken fields and leaves it out, reads bytes that are not
//! UTF-8 as question marks, and needs a second for one field of 2 MB: so it is given one field at a time, bounded, as text.

use std::borrow::Cow;

use jiff::Zoned;
use jiff::civil;
use jiff::tz::{Offset, TimeZone};
use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, ContentType, HeaderValue};

use super::{decode, word};
use crate::dialog::fold::head;

/// Bytes of one field that are read.
const FIELD: usize = 32 * 1024;
/// Bytes of one header that are read.
const HEADER: usize = 256 * 1024;
/// Bytes of a field with parameters that are read: the library puts a parameter in pieces together in the square of them.
const VALUED: usize = 4 * 1024;
/// Fields of one header that are read.
const FIELDS: usize = 1000;
/// Addresses of one field, and message ids.
const LISTED: usize = 500;

/// The fields of a header, in the order they stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    /// The name in lower case; the value unfolded, with the line end the library looks for.
    fields: Vec<(String, String)>,
}

impl Fields {
    /// Splits a part into its header and its body. Bytes that begin with no field are all body.
    pub(super) fn split(bytes: &[u8]) -> (Self, &[u8]) {
        let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
        let (mut rest, mut left) = (bytes, HEADER);
        while let Some((line, after)) = line(rest) {
            if line.is_empty() {
                rest = after;
                break;
            }
            let folded = line.first().is_some_and(|first| matches!(first, b' ' | b'\t'));
            match (folded, fields.last_mut(), name(line)) {
                (true, Some((_, value)), _) => {
                    if value.len() < FIELD {
                        value.extend_from_slice(some(line, &mut left));
                    }
                }
                (false, _, Some((name, value))) => {
                    if fields.len() < FIELDS {
                        fields.push((name, some(value, &mut left).to_vec()));
                    }
                }
                // What an mbox puts before a mail.
                (false, None, None) if line.starts_with(b"From ") || line.starts_with(b">From ") => {}
                // No field and no empty line before it: the body begins here.
                _ => break,
            }
            rest = after;
        }
        let text = |value: Vec<u8>| format!("{}\n", decode::mixed(&value).trim());
        (Self { fields: fields.into_iter().map(|(name, value)| (name, text(value))).collect() }, rest)
    }

    /// The first field of a name (in lower case), as it was written, unfolded.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All fields of a name, from the top.
    pub(super) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.lines(name).map(str::trim_end)
    }

    fn lines<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A field in lower case, without remarks; empty when it is not there.
    pub(super) fn word(&self, name: &str) -> String {
        let value = self.get(name).unwrap_or_default();
        value.split(['(', ';']).next().unwrap_or_default().trim().to_lowercase()
    }

    /// A field's text with its encoded words decoded.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let field = word::joined(self.lines(name).next()?);
        let text = stream(&field).parse_unstructured().into_text();
        Some(text.unwrap_or_default().into_owned())
    }

    /// The addresses of all fields of a name, with their names.
    pub(super) fn addresses(&self, name: &str) -> Vec<Mailbox> {
        self.lines(name).flat_map(mailboxes).collect()
    }

    /// The message ids of a field, without their brackets.
    pub(super) fn ids(&self, name: &str) -> Vec<String> {
        let Some(field) = self.lines(name).next() else { return Vec::new() };
        let ids = match stream(field).parse_id() {
            HeaderValue::TextList(ids) => ids,
            // One, or words without brackets.
            HeaderValue::Text(text) => text.split_whitespace().map(|word| Cow::Owned(word.to_owned())).collect(),
            _ => Vec::new(),
        };
        ids.into_iter().map(Cow::into_owned).take(LISTED).collect()
    }

    /// A field's first word and its parameters, as of `Content-Type`.
    pub(super) fn valued(&self, name: &str) -> Valued {
        self.lines(name).next().map(valued).unwrap_or_default()
    }

    /// When a field says it was, in the zone it says.
    pub(super) fn date(&self, name: &str) -> Option<Zoned> {
        let date = stream(self.lines(name).next()?).parse_date().into_datetime()?;
        let [month, day, hour, minute, second] = [date.month, date.day, date.hour, date.minute, date.second.min(59)]
            .map(|number| i8::try_from(number).unwrap_or(-1));
        let date_time = civil::DateTime::new(i16::try_from(date.year).ok()?, month, day, hour, minute, second, 0);
        let east = i32::from(date.tz_hour) * 3600 + i32::from(date.tz_minute) * 60;
        let offset = Offset::from_seconds(if date.tz_before_gmt { -east } else { east }).ok()?;
        date_time.ok()?.to_zoned(TimeZone::fixed(offset)).ok()
    }

    /// Whom the servers' « for » names, in all fields of a name.
    pub(super) fn received_for(&self, name: &str) -> Vec<String> {
        let whom = |field: &str| Some(stream(field).parse_received().into_received()?.for_()?.to_owned());
        self.lines(name).take(LISTED).filter_map(whom).collect()
    }
}

fn stream(field: &str) -> MessageStream<'_> {
    MessageStream::new(field.as_bytes())
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

/// As much of a line as is read.
fn some<'b>(line: &'b [u8], left: &mut usize) -> &'b [u8] {
    let line = line.get(..FIELD.min(*left)).unwrap_or(line);
    *left -= line.len();
    line
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
fn mailboxes(field: &str) -> Vec<Mailbox> {
    let field = word::joined(field);
    let HeaderValue::Address(listed) = stream(&field).parse_address() else { return Vec::new() };
    let mailbox = |one: &Addr<'_>| {
        let address: String = one.address()?.chars().filter(|sign| !sign.is_whitespace()).collect();
        let address = address.trim_matches(['"', '\'']).to_owned();
        let name = one.name().map(|name| super::visible(name.trim().trim_matches(['"', '\''])));
        Some(Mailbox { name: name.filter(|name| !name.is_empty()), address }).filter(|one| !one.address.is_empty())
    };
    listed.iter().filter_map(mailbox).take(LISTED).collect()
}

/// A field with parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Valued {
    /// The first word, in lower case: `text/plain`, `attachment`.
    pub(super) value: String,
    /// Decoded parameters by their lower-case names.
    params: Vec<(String, String)>,
}

impl Valued {
    /// Said twice, for programs that know no accents and for those that do, it is the one with accents.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        let named = || self.params.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        named().find(|value| !value.is_ascii()).or_else(|| named().next())
    }
}

fn valued(field: &str) -> Valued {
    let joined = word::joined(head(field, VALUED));
    let unbroken = word::unbroken(&joined);
    let field = word::literal(&unbroken);
    let read = parameters(&field);
    if !read.params.iter().any(|(_, value)| value.contains(char::REPLACEMENT_CHARACTER)) {
        return read;
    }
    // A name that says it is in UTF-8 and is not.
    parameters(&field.replace("UTF-8''", "windows-1252''").replace("utf-8''", "windows-1252''"))
}

fn parameters(field: &str) -> Valued {
    let field = format!("{field}\n");
    let Some(ContentType { c_type, c_subtype, attributes }) = stream(&field).parse_content_type().into_content_type()
    else {
        return Valued::default();
    };
    let value = c_subtype.map_or_else(|| c_type.to_string(), |subtype| format!("{c_type}/{subtype}"));
    let params = attributes.into_iter().flatten().map(|one| (one.name.into_owned(), one.value.into_owned()));
    Valued { value, params: params.collect() }
}

#[cfg(test)]
mod tests;
