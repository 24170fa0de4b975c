//! From the bytes of a part to its content: transfer encodings and alphabets. Lenient everywhere: what cannot be decoded
//! is kept as it stands, since it may be all a candidate wrote.

use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;

/// The content behind a `Content-Transfer-Encoding`.
pub(super) fn transfer<'m>(encoding: &str, bytes: &'m [u8]) -> Cow<'m, [u8]> {
    match encoding {
        "base64" => Cow::Owned(base64(bytes)),
        "quoted-printable" => Cow::Owned(quoted_printable(bytes, false)),
        _ => Cow::Borrowed(bytes),
    }
}

/// Base64, whatever stands between its letters.
pub(super) fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3 + 3);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        let Some(value) = six_bits(*byte) else {
            if *byte == b'=' {
                // Padding ends a run: pieces of base64 glued together are decoded each for itself.
                (held, bits) = (0, 0);
            }
            continue;
        };
        held = ((held << 6) | u32::from(value)) & 0x00ff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from((held >> bits) & 0xff).unwrap_or_default());
        }
    }
    out
}

fn six_bits(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// Quoted-printable; in a header word `_` is a space.
pub(super) fn quoted_printable(bytes: &[u8], word: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'=' => rest = escape(after, &mut out),
            b'_' if word => out.push(b' '),
            _ => out.push(*byte),
        }
    }
    out
}

/// What stands behind a `=`: two hexadecimal digits, the end of a line that goes on, or a plain sign.
fn escape<'b>(after: &'b [u8], out: &mut Vec<u8>) -> &'b [u8] {
    let hex = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    match after {
        [high, low, rest @ ..] if hex(*high).is_some() && hex(*low).is_some() => {
            out.push(hex(*high).unwrap_or_default() * 16 + hex(*low).unwrap_or_default());
            rest
        }
        [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..] => rest,
        [] => after,
        _ => {
            // Blanks that a relay added before the end of the line.
            let blanks = after.iter().take(80).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            match after.get(blanks..) {
                Some([b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..]) => rest,
                _ => {
                    out.push(b'=');
                    after
                }
            }
        }
    }
}

/// Text in the alphabet it says it is in; one that is plainly wrong is not believed.
pub(super) fn text(charset: Option<&str>, bytes: &[u8]) -> String {
    let named = charset.map(|name| name.trim().to_ascii_lowercase()).unwrap_or_default();
    let western = matches!(named.as_str(), "" | "us-ascii" | "ascii" | "utf-8" | "utf8" | "unknown-8bit" | "8bit")
        || named.starts_with("iso-8859-1")
        || named.starts_with("windows-1252");
    // Two bytes that are one letter in UTF-8 are hardly ever two letters in another western alphabet.
    let decoder = if western && std::str::from_utf8(bytes).is_ok() { None } else { decoder(&named) };
    let text = match decoder {
        Some(decode) => decode(bytes),
        None => mixed(bytes),
    };
    text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
}

fn decoder(named: &str) -> Option<fn(&[u8]) -> String> {
    if matches!(named, "" | "utf-8" | "utf8") {
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
        assert_eq!(quoted_printable(b"d=C3=A9j=\r\n=C3=A0 =3D =zz =", false), "déjà = =zz ".as_bytes());
        assert_eq!(quoted_printable(b"a =  \r\nb", false), b"a b");
        assert_eq!(quoted_printable(b"a_b", true), b"a b");
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
