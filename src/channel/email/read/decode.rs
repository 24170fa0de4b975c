//! From the bytes of a part to its content: transfer encodings and alphabets. Lenient everywhere: what cannot be decoded
//! is kept as it stands, since it may be all a candidate wrote.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

/// The content behind a `Content-Transfer-Encoding`.
pub(super) fn transfer<'m>(encoding: &str, bytes: &'m [u8]) -> Cow<'m, [u8]> {
    match encoding {
        "base64" => Cow::Owned(base64(bytes)),
        "quoted-printable" => Cow::Owned(quoted_printable(bytes)),
        _ => Cow::Borrowed(bytes),
    }
}

/// Base64, whatever stands between its letters. The library gives a part up at the first sign that is none, such as the
/// line a mailing list puts below: then it is given the letters alone.
fn base64(bytes: &[u8]) -> Vec<u8> {
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let letters = || bytes.iter().copied().filter(letter).collect::<Vec<u8>>();
    base64_decode(bytes).or_else(|| base64_decode(&letters())).unwrap_or_default()
}

/// A part with more `=` that are not encoded is not encoded at all, whatever it says.
const STRAY: usize = 10_000;

/// Quoted-printable. The library gives a part up, or takes signs away, where a `=` was not encoded, as some programs
/// leave it in an address of a page: such a `=` is encoded first.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut mended = Vec::with_capacity(bytes.len());
    let (mut rest, mut stray) = (bytes, 0_usize);
    while let Some((byte, after)) = rest.split_first() {
        mended.push(*byte);
        if *byte == b'=' && !is_escape(after) {
            mended.extend_from_slice(b"3D");
            stray += 1;
            if stray > STRAY {
                return bytes.to_vec();
            }
        }
        rest = after;
    }
    quoted_printable_decode(&mended).unwrap_or(mended)
}

/// Whether two hexadecimal digits stand there, or the end of a line or of all, perhaps behind blanks that a relay has added.
fn is_escape(after: &[u8]) -> bool {
    let blanks = after.iter().take(80).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match after {
        [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => true,
        _ => matches!(after.get(blanks..), Some([] | [b'\r', b'\n', ..] | [b'\n', ..])),
    }
}

/// Text in the alphabet it says it is in; one that is plainly wrong is not believed.
pub(super) fn text(charset: Option<&str>, bytes: &[u8]) -> String {
    let named = charset.map(|name| name.trim().to_ascii_lowercase()).unwrap_or_default();
    // Two bytes that are one letter in UTF-8 are hardly ever two letters in another western alphabet.
    let decoder = if is_western(&named) && std::str::from_utf8(bytes).is_ok() { None } else { decoder(&named) };
    let text = match decoder {
        Some(decode) => decode(bytes),
        None => mixed(bytes),
    };
    text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
}

/// Whether a mail that names this alphabet may be in UTF-8 all the same.
pub(super) fn is_western(named: &str) -> bool {
    let starts = |start: &str| named.get(..start.len()).is_some_and(|begun| begun.eq_ignore_ascii_case(start));
    let vague = ["", "us-ascii", "ascii", "unknown-8bit", "8bit"];
    vague.iter().any(|vague| named.eq_ignore_ascii_case(vague))
        || is_utf8(named)
        || starts("iso-8859-1")
        || starts("windows-1252")
}

pub(super) fn is_utf8(named: &str) -> bool {
    named.eq_ignore_ascii_case("utf-8") || named.eq_ignore_ascii_case("utf8")
}

fn decoder(named: &str) -> Option<fn(&[u8]) -> String> {
    if named.is_empty() || is_utf8(named) {
        return None;
    }
    charset_decoder(named.as_bytes())
}

/// UTF-8, and windows-1252 where it is none.
pub(super) fn mixed(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| western(*byte)));
    }
    text
}

/// A byte's sign in windows-1252.
fn western(byte: u8) -> char {
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match byte {
        0x80..=0x9f => HIGH.chars().nth(usize::from(byte - 0x80)).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_undone() {
        assert_eq!(base64(b"Qm9u\r\nam91cg=="), b"Bonjour");
        assert_eq!(base64(b"Qm9u=!am91cg"), b"Bonjour");
        assert_eq!(quoted_printable(b"d=C3=A9j=\r\n=C3=A0 =3D =zz ="), "déjà = =zz ".as_bytes());
        assert_eq!(quoted_printable(b"a =  \r\nb"), b"a b");
        assert_eq!(quoted_printable(b"a == b = ca ?x=y=3D=\n"), b"a == b = ca ?x=y=");
    }

    #[test]
    fn alphabets_are_told_apart() {
        assert_eq!(text(Some("iso-8859-1"), b"d\xe9j\xe0 \x80"), "déjà €");
        assert_eq!(text(Some("utf-8"), b"d\xe9j\xc3\xa0"), "déjà");
        assert_eq!(text(Some("iso-8859-1"), "déjà".as_bytes()), "déjà");
        assert_eq!(text(None, b"\xef\xbb\xbfoui"), "oui");
        assert_eq!(text(Some("iso-2022-jp"), b"\x1b$B$O$$\x1b(B ok"), "はい ok");
        assert_eq!(text(Some("x-nobody"), b"\xe9"), "é");
    }
}
