//! A file's name made safe to show, to store and to write.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::kind;
use crate::dialog::fold::head;

/// Characters of a name that are kept.
const MOST: usize = 100;
/// Bytes of a name that are kept: file systems take 255.
const MOST_BYTES: usize = 200;
/// Characters of an ending, without its dot, that are kept when the name is cut.
const ENDING: usize = 8;

/// A name without path, control or direction marks, leading dot, not too long, not empty.
#[must_use]
pub fn sanitise(name: &str) -> String {
    let name = bare(name);
    if name.is_empty() { "fichier".to_owned() } else { name }
}

/// The name a file is kept under: the one it was sent under, made safe, its ending that of its real type. A photo
/// without a name gets its day.
#[must_use]
pub fn named(sent: Option<&str>, kind: &str, day: Date) -> String {
    let name = sent.map(bare).filter(|name| !name.is_empty()).unwrap_or_else(|| {
        let what = if kind::is_image(kind) { "photo" } else { "fichier" };
        format!("{what}-{day}")
    });
    let Some(ending) = kind::ending(kind) else { return name };
    match split(&name) {
        Some((_, old)) if kind::by_ending(&old.to_lowercase()) == Some(kind) => name,
        Some((stem, old)) if kind::by_ending(&old.to_lowercase()).is_some() => with(stem, ending),
        _ => with(&name, ending),
    }
}

/// The name a file was sent under, when its ending is that of another type.
#[must_use]
pub fn lying(sent: Option<&str>, kind: &str) -> Option<String> {
    let name = bare(sent?);
    let (_, ending) = split(&name)?;
    let said = kind::by_ending(&ending.to_lowercase())?;
    (said != kind && kind != kind::UNKNOWN).then_some(name)
}

fn with(stem: &str, ending: &str) -> String {
    let already = split(stem).is_some_and(|(_, old)| old.eq_ignore_ascii_case(ending));
    if already { stem.to_owned() } else { format!("{}.{ending}", cut(stem, ending.len() + 1)) }
}

fn split(name: &str) -> Option<(&str, &str)> {
    name.rsplit_once('.').filter(|(stem, ending)| !stem.is_empty() && !ending.is_empty() && ending.len() <= ENDING)
}

fn bare(name: &str) -> String {
    let name: String = name.nfc().collect();
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let safe: String = last.chars().filter(|c| !is_unsafe(*c)).collect();
    let safe = safe.trim_matches(|c: char| c.is_whitespace() || c == '.');
    match split(safe) {
        Some((stem, ending)) => format!("{}.{ending}", cut(stem, ending.len() + 1).trim_end()),
        None => cut(safe, 0).trim_end().to_owned(),
    }
}

/// The start of a name, with room for so many more bytes.
fn cut(name: &str, room: usize) -> &str {
    let end = name.char_indices().nth(MOST.saturating_sub(room)).map_or(name.len(), |(at, _)| at);
    head(name, end.min(MOST_BYTES.saturating_sub(room)))
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

    const DAY: Date = Date::constant(2026, 11, 22);
    const PDF: &str = "application/pdf";

    #[test]
    fn names_are_made_safe() {
        assert_eq!(sanitise("../../etc/passwd"), "passwd");
        assert_eq!(sanitise("C:\\Photos\\diplôme.pdf"), "diplôme.pdf");
        assert_eq!(sanitise("facture\u{202e}fdp.exe"), "facturefdp.exe");
        assert_eq!(sanitise("…/"), "…");
        assert_eq!(sanitise("//"), "fichier");
        assert_eq!(sanitise(".bashrc"), "bashrc");
        assert_eq!(sanitise("a\nb\0.pdf"), "ab.pdf");
        assert_eq!(sanitise("diplo\u{302}me.pdf"), "diplôme.pdf");
        assert!(sanitise(&format!("{}.pdf", "é".repeat(300))).ends_with("é.pdf"));
    }

    #[test]
    fn the_ending_follows_the_real_type() {
        let cases = [
            (Some("licence.pdf"), PDF, "licence.pdf"),
            (Some("Licence.PDF"), PDF, "Licence.PDF"),
            (Some("licence"), PDF, "licence.pdf"),
            (Some("licence.pdf"), "image/jpeg", "licence.jpg"),
            (Some("photo.jpeg"), "image/jpeg", "photo.jpeg"),
            (Some("photo.heif"), "image/heic", "photo.heif"),
            (Some("licence.pdf.exe"), PDF, "licence.pdf"),
            (Some("Dupont.Marie"), PDF, "Dupont.Marie.pdf"),
            (Some("a.pdf"), "application/octet-stream", "a.pdf"),
            (Some("/"), PDF, "fichier-2026-11-22.pdf"),
            (None, "image/jpeg", "photo-2026-11-22.jpg"),
            (None, "image/heic", "photo-2026-11-22.heic"),
            (None, "application/octet-stream", "fichier-2026-11-22"),
        ];
        for (sent, kind, expected) in cases {
            assert_eq!(named(sent, kind, DAY), expected, "{sent:?} {kind}");
        }
        assert_eq!(named(Some(&"a".repeat(300)), PDF, DAY).chars().count(), 100);
    }

    #[test]
    fn an_ending_that_lies_is_told() {
        assert_eq!(lying(Some("diplome.pdf"), "image/heic").as_deref(), Some("diplome.pdf"));
        assert_eq!(lying(Some("diplome.pdf"), PDF), None);
        assert_eq!(lying(Some("diplome"), PDF), None);
        assert_eq!(lying(Some("photo.jpeg"), "image/jpeg"), None);
        assert_eq!(lying(None, PDF), None);
    }

    proptest! {
        #[test]
        fn any_name_becomes_a_safe_one(sent in ".{0,300}", at in 0..4_usize) {
            let kind = [PDF, "image/jpeg", "text/plain", kind::UNKNOWN][at];
            for safe in [sanitise(&sent), named(Some(&sent), kind, DAY)] {
                prop_assert!(!safe.is_empty() && safe.len() <= MOST_BYTES && safe.chars().count() <= MOST);
                prop_assert!(!safe.contains(['/', '\\']) && !safe.starts_with('.'));
                prop_assert!(!safe.chars().any(char::is_control));
            }
        }
    }
}
