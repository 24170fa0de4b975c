//! A real file: its type by content, its size, its name made safe.

use crate::campaign::PieceRule;
use crate::dialog::fold::head;
use crate::dialog::intent::Reason;
use crate::dialog::person::Piece;
use crate::dialog::phrase::Phrase;
use crate::dialog::show;
use crate::dialog::text::Args;

/// Bytes of a name that are kept.
const NAME: usize = 120;
/// Bytes of an ending, its dot included, that are kept when the name is cut.
const ENDING: usize = 8;

/// Whether the platform takes this file. Without a rule everything but an empty file is taken.
///
/// # Errors
/// The reason, for the candidate: wrong type, too big, empty.
pub fn accept(rule: Option<&PieceRule>, piece: &Piece) -> Result<(), Reason> {
    if piece.bytes == 0 {
        return Err(Reason::of(Phrase::PieceEmpty));
    }
    let Some(rule) = rule else { return Ok(()) };
    let taken = |kind: &String| mime(kind).is_some_and(|mime| mime == piece.kind);
    if !rule.types.iter().any(taken) {
        return Err(wrong_type(rule));
    }
    match rule.bytes {
        Some(limit) if piece.bytes > limit => Err(too_big(piece.bytes, limit)),
        _ => Ok(()),
    }
}

/// The refusal of a type, naming those that are taken.
pub(super) fn wrong_type(rule: &PieceRule) -> Reason {
    let types = rule.types.iter().map(|kind| kind.to_uppercase()).collect::<Vec<_>>().join(", ");
    Reason::Phrase(Phrase::PieceType, Args::new().with("types", types))
}

/// The refusal of a size, with the limit.
pub(super) fn too_big(bytes: u64, limit: u64) -> Reason {
    let args = Args::new().with("taille", show::bytes(bytes)).with("limite", show::bytes(limit));
    Reason::Phrase(Phrase::PieceBytes, args)
}

fn mime(kind: &str) -> Option<&'static str> {
    match kind {
        "pdf" => Some("application/pdf"),
        "jpeg" | "jpg" => Some("image/jpeg"),
        "png" => Some("image/png"),
        _ => None,
    }
}

/// The type of a file by its first bytes, whatever its name says.
#[must_use]
pub fn sniff(first: &[u8]) -> &'static str {
    let brand = first.get(4..12);
    match first {
        // A PDF's mark may stand a little after the start; readers allow 1024 bytes.
        _ if first.windows(5).take(1024).any(|five| five == b"%PDF-") => "application/pdf",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [b'P', b'K', 3 | 5, 4 | 6, ..] => "application/zip",
        _ if matches!(brand, Some(b"ftypheic" | b"ftypheix" | b"ftyphevc" | b"ftypmif1" | b"ftypmsf1")) => "image/heic",
        _ => "application/octet-stream",
    }
}

/// A name that is safe to show, to store and to write: no path, no control or direction marks, not too long, not empty.
#[must_use]
pub fn sanitise(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let safe: String = last.chars().filter(|c| !is_unsafe(*c)).collect();
    let safe = safe.trim_matches(|c: char| c.is_whitespace() || c == '.');
    match safe.rfind('.').filter(|_| safe.len() > NAME).and_then(|dot| safe.get(dot..)) {
        _ if safe.is_empty() => "fichier".to_owned(),
        Some(ending) if ending.len() <= ENDING => format!("{}{ending}", head(safe, NAME - ending.len())),
        _ => head(safe, NAME).to_owned(),
    }
}

fn is_unsafe(c: char) -> bool {
    let direction =
        matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    c.is_control() || direction || matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule() -> PieceRule {
        PieceRule {
            name: "diplome".into(),
            label: "copie du diplôme".into(),
            types: vec!["pdf".into()],
            bytes: Some(1000),
            needed: true,
        }
    }

    fn piece(kind: &str, bytes: u64) -> Piece {
        Piece { name: "a".into(), kind: kind.into(), bytes }
    }

    #[test]
    fn type_and_size_are_the_campaigns() {
        let key = |piece: &Piece| accept(Some(&rule()), piece).map_err(|reason| reason.key().to_owned());
        assert_eq!(key(&piece("application/pdf", 1000)), Ok(()));
        assert_eq!(key(&piece("application/pdf", 1001)), Err(Phrase::PieceBytes.key().into()));
        assert_eq!(key(&piece("application/pdf", 0)), Err(Phrase::PieceEmpty.key().into()));
        assert_eq!(key(&piece("image/heic", 10)), Err(Phrase::PieceType.key().into()));
        assert!(accept(None, &piece("image/heic", 10)).is_ok());
    }

    #[test]
    fn content_tells_the_type() {
        assert_eq!(sniff(b"%PDF-1.7\n"), "application/pdf");
        assert_eq!(sniff(b"\xef\xbb\xbf%PDF-1.7"), "application/pdf");
        assert_eq!(sniff(&[0xff, 0xd8, 0xff, 0xe0]), "image/jpeg");
        assert_eq!(sniff(b"\0\0\0\x18ftypheic"), "image/heic");
        assert_eq!(sniff(b"PK\x03\x04"), "application/zip");
        assert_eq!(sniff(b""), "application/octet-stream");
    }

    #[test]
    fn names_are_made_safe() {
        assert_eq!(sanitise("../../etc/passwd"), "passwd");
        assert_eq!(sanitise("C:\\Photos\\diplôme.pdf"), "diplôme.pdf");
        assert_eq!(sanitise("facture\u{202e}fdp.exe"), "facturefdp.exe");
        assert_eq!(sanitise("…/"), "…");
        assert_eq!(sanitise("//"), "fichier");
        assert!(sanitise(&format!("{}.pdf", "é".repeat(200))).ends_with(".pdf"));
    }

    proptest! {
        #[test]
        fn any_name_becomes_a_safe_one(name in ".{0,300}") {
            let safe = sanitise(&name);
            prop_assert!(!safe.is_empty() && safe.len() <= NAME);
            prop_assert!(!safe.contains(['/', '\\']) && !safe.chars().any(char::is_control));
        }
    }
}
