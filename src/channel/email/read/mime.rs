//! The parts of a mail, in order: texts, attachments, what a report says of a mail of ours. Bounded on any input: parts
//! nest so deep and no deeper, a boundary is looked for once at each level.
//!
//! mail-parser would take the parts apart too, and is not asked to. It looks for a boundary that never comes to the end of
//! the mail, for each part that names one: 2 MB of them take a minute. Mails inside mails it nests as deep as they come: in
//! an encoded part that overflows the stack, which nothing can catch. And a boundary ends its part in the middle of a line,
//! or where a longer one begins alike, which cuts words off. It has no setting for any of these.

use std::borrow::Cow;

use super::decode;
use super::header::{Fields, Valued, line};

/// Levels of parts inside parts.
const DEPTH: usize = 10;
/// Parts of one mail.
const PARTS: usize = 500;
/// Bytes of a boundary: RFC 2046 allows 70.
const BOUNDARY: usize = 250;

/// A part that holds no others.
#[derive(Debug, Clone)]
pub(super) struct Leaf<'m> {
    pub(super) fields: Fields,
    pub(super) kind: Valued,
    pub(super) disposition: Valued,
    raw: &'m [u8],
    /// Mails inside the mail around it.
    pub(super) inside: usize,
    /// It belongs to an HTML text, as a picture does.
    pub(super) related: bool,
}

impl<'m> Leaf<'m> {
    /// The content, its transfer encoding undone.
    pub(super) fn bytes(&self) -> Cow<'m, [u8]> {
        decode::transfer(&self.fields.word("content-transfer-encoding"), self.raw)
    }

    /// The content as text.
    pub(super) fn text(&self) -> String {
        decode::text(self.kind.param("charset"), &self.bytes())
    }

    /// The name it was sent under.
    pub(super) fn name(&self) -> Option<&str> {
        let named = self.disposition.param("filename").or_else(|| self.kind.param("name"));
        named.map(str::trim).filter(|name| !name.is_empty())
    }

    /// Whether it is text to be read, not a file.
    fn is_body(&self) -> bool {
        let text = matches!(self.kind.value.as_str(), "text/plain" | "text/html" | "text/enriched" | "text");
        text && self.disposition.value != "attachment" && self.name().is_none()
    }
}

/// The same words as plain text and as HTML, or one of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Words<'m> {
    pub(super) plain: Vec<Leaf<'m>>,
    pub(super) html: Vec<Leaf<'m>>,
}

/// A mail taken apart.
#[derive(Debug, Default)]
pub(super) struct Parts<'m> {
    /// The texts to read, in order.
    pub(super) words: Vec<Words<'m>>,
    /// Everything else.
    pub(super) files: Vec<Leaf<'m>>,
    seen: usize,
}

/// Takes the body of a mail apart.
pub(super) fn parts<'m>(fields: &Fields, body: &'m [u8]) -> Parts<'m> {
    let mut parts = Parts::default();
    walk(fields.clone(), body, Place::default(), &mut parts);
    parts
}

/// Where a part stands.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    depth: usize,
    inside: usize,
    related: bool,
    /// The parts of a digest are mails unless they say otherwise.
    digest: bool,
}

fn walk<'m>(fields: Fields, body: &'m [u8], place: Place, parts: &mut Parts<'m>) {
    parts.seen += 1;
    let mut kind = fields.valued("content-type");
    if kind.value.is_empty() || !kind.value.contains('/') && kind.value != "text" {
        let usual = if place.digest { "message/rfc822" } else { "text/plain" };
        kind.value = usual.to_owned();
    }
    if kind.value.starts_with("multipart/") {
        let boundary = kind.param("boundary").filter(|_| place.depth < DEPTH);
        let children = boundary.map(|boundary| split(body, boundary)).unwrap_or_default();
        if !children.is_empty() {
            return several(&kind.value, children, place, parts);
        }
        // No part is found: the words may stand there all the same.
        kind.value = "text/plain".to_owned();
    }
    let disposition = fields.valued("content-disposition");
    let leaf = Leaf { kind, disposition, raw: body, inside: place.inside, related: place.related, fields };
    if leaf.kind.value.starts_with("message/") {
        return mail(leaf, body, place, parts);
    }
    if !leaf.is_body() || place.inside > 0 {
        return parts.files.push(leaf);
    }
    let words = match leaf.kind.value.as_str() {
        "text/html" => Words { html: vec![leaf], ..Words::default() },
        _ => Words { plain: vec![leaf], ..Words::default() },
    };
    parts.words.push(words);
}

/// A mail inside a mail: a file, and what is attached to it one level deep.
fn mail<'m>(leaf: Leaf<'m>, body: &'m [u8], place: Place, parts: &mut Parts<'m>) {
    let whole = matches!(leaf.kind.value.as_str(), "message/rfc822" | "message/global");
    let plain = matches!(leaf.fields.word("content-transfer-encoding").as_str(), "" | "7bit" | "8bit" | "binary");
    parts.files.push(leaf);
    if whole && plain && place.inside == 0 && place.depth < DEPTH {
        let (fields, body) = Fields::split(body);
        walk(fields, body, Place { depth: place.depth + 1, inside: 1, ..Place::default() }, parts);
    }
}

fn several<'m>(kind: &str, children: Vec<&'m [u8]>, place: Place, parts: &mut Parts<'m>) {
    let inner = Place { depth: place.depth + 1, digest: kind == "multipart/digest", ..place };
    let first = parts.words.len();
    for (index, child) in children.into_iter().enumerate() {
        if parts.seen >= PARTS {
            break;
        }
        let related = place.related || kind == "multipart/related" && index > 0;
        let (fields, body) = Fields::split(child);
        walk(fields, body, Place { related, ..inner }, parts);
    }
    if kind == "multipart/alternative" {
        merge(&mut parts.words, first);
    }
}

/// The texts from `first` on say the same: plain texts together, HTML together.
fn merge<'m>(words: &mut Vec<Words<'m>>, first: usize) {
    let mut same = Words::default();
    for one in words.drain(first.min(words.len())..) {
        // Words already paired stand inside this alternative beside each other.
        same.plain.extend(one.plain);
        same.html.extend(one.html);
    }
    if !(same.plain.is_empty() && same.html.is_empty()) {
        words.push(same);
    }
}

/// The pieces between the lines of a boundary. The last one may lack its end.
fn split<'m>(body: &'m [u8], boundary: &str) -> Vec<&'m [u8]> {
    let boundary = boundary.trim_end();
    let mut pieces = Vec::new();
    if boundary.is_empty() || boundary.len() > BOUNDARY {
        return pieces;
    }
    let (mut rest, mut start, mut at) = (body, None, 0_usize);
    while let Some((line, after)) = line(rest) {
        let next = at + (rest.len() - after.len());
        if let Some(last) = is_boundary(line, boundary) {
            let piece = start.and_then(|start: usize| body.get(start..at));
            pieces.extend(piece.map(without_end));
            start = (!last && pieces.len() < PARTS).then_some(next);
            if start.is_none() {
                return pieces;
            }
        }
        (rest, at) = (after, next);
    }
    pieces.extend(start.and_then(|start| body.get(start..)));
    pieces
}

fn is_boundary(line: &[u8], boundary: &str) -> Option<bool> {
    let rest = line.strip_prefix(b"--")?.strip_prefix(boundary.as_bytes())?;
    let last = rest.starts_with(b"--");
    let rest = if last { rest.get(2..).unwrap_or_default() } else { rest };
    rest.trim_ascii().is_empty().then_some(last)
}

/// The end of the line before a boundary belongs to the boundary.
fn without_end(piece: &[u8]) -> &[u8] {
    let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
    piece.strip_suffix(b"\r").unwrap_or(piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(mail: &str) -> (Vec<(usize, usize)>, Vec<String>) {
        let (fields, body) = Fields::split(mail.as_bytes());
        let parts = parts(&fields, body);
        let words = parts.words.iter().map(|words| (words.plain.len(), words.html.len())).collect();
        (words, parts.files.iter().map(|leaf| leaf.kind.value.clone()).collect())
    }

    #[test]
    fn alternatives_are_paired_and_files_set_apart() {
        let mail = "Content-Type: multipart/mixed; boundary=a\n\npreamble\n--a\nContent-Type: multipart/alternative; \
                    boundary=\"b\"\n\n--b\n\nplain\n--b\nContent-Type: text/html\n\n<p>html\n--b--\n--a\nContent-Type: \
                    text/plain; name=x.txt\n\nfile\n--a\nContent-Type: image/png\n\nxx\n--a--\nepilogue";
        assert_eq!(shape(mail), (vec![(1, 1)], vec!["text/plain".to_owned(), "image/png".to_owned()]));
    }

    #[test]
    fn broken_parts_are_text() {
        assert_eq!(shape("Content-Type: multipart/mixed; boundary=a\n\njust words"), (vec![(1, 0)], vec![]));
        assert_eq!(shape("Content-Type: multipart/mixed\n\njust words"), (vec![(1, 0)], vec![]));
        assert_eq!(shape("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nno end"), (vec![(1, 0)], vec![]));
    }

    #[test]
    fn a_mail_inside_is_opened_one_level() {
        let inner = "Content-Type: message/rfc822\n\nSubject: x\nContent-Type: application/pdf\n\nx";
        assert_eq!(shape(inner), (vec![], vec!["message/rfc822".to_owned(), "application/pdf".to_owned()]));
        let deep = "Content-Type: message/rfc822\n\n".repeat(50_000);
        assert_eq!(shape(&deep).1.len(), 2);
    }

    /// What mail-parser 0.11.9 overflows its stack at.
    #[test]
    fn mails_inside_an_encoded_mail_are_not_opened() {
        let deep = "Content-Type: message/rfc822\n\n".repeat(50_000).replace('=', "=3D");
        let mail = format!("Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n{deep}");
        assert_eq!(shape(&mail).1.len(), 1);
    }

    #[test]
    fn a_boundary_is_a_whole_line() {
        let mail = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=ab\n\n--ab\n\n\
                    one --a two\n--ac\n--ab\n\nthree\n--ab--\n--a--";
        let (fields, body) = Fields::split(mail.as_bytes());
        let words: Vec<String> = parts(&fields, body).words.iter().map(|words| words.plain[0].text()).collect();
        assert_eq!(words, ["one --a two\n--ac", "three"]);
    }

    /// Each part names a boundary that never comes: mail-parser looks for each to the end of the mail.
    #[test]
    fn parts_without_parts_are_texts() {
        let part = "--a\nContent-Type: multipart/mixed; boundary=b\n\nx\n";
        let mail = format!("Content-Type: multipart/mixed; boundary=a\n\n{}", part.repeat(40_000));
        assert_eq!(shape(&mail).0.len(), PARTS - 1);
    }

    #[test]
    fn parts_are_bounded() {
        let many = format!("Content-Type: multipart/mixed; boundary=a\n\n{}", "--a\n\nx\n".repeat(10_000));
        assert!(shape(&many).0.len() <= PARTS);
        let deep: String =
            (0..5000).map(|level| format!("Content-Type: multipart/mixed; boundary={level}\n\n--{level}\n")).collect();
        assert_eq!(shape(&deep).0.len(), 1);
    }
}
