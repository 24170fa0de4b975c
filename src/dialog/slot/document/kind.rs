//! The type of a file by its content, whatever its name says.

/// What nobody knows the type of.
pub const UNKNOWN: &str = "application/octet-stream";
/// Files sent together that are not of one type.
pub const MIXED: &str = "multipart/mixed";
const PDF: &str = "application/pdf";
const JPEG: &str = "image/jpeg";
const HEIC: &str = "image/heic";
const ZIP: &str = "application/zip";
const TEXT: &str = "text/plain";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PPTX: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
const PAGES: &str = "application/vnd.apple.pages";

/// Endings of names, and the type each stands for; of one type the usual ending stands first.
const ENDINGS: &[(&str, &str)] = &[
    ("pdf", PDF),
    ("jpg", JPEG),
    ("jpeg", JPEG),
    ("jpe", JPEG),
    ("jfif", JPEG),
    ("png", "image/png"),
    ("heic", HEIC),
    ("heif", HEIC),
    ("gif", "image/gif"),
    ("bmp", "image/bmp"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("docx", DOCX),
    ("doc", "application/msword"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("rtf", "application/rtf"),
    ("pages", PAGES),
    ("xlsx", XLSX),
    ("pptx", PPTX),
    ("zip", ZIP),
    ("rar", "application/vnd.rar"),
    ("txt", TEXT),
    ("html", "text/html"),
    ("htm", "text/html"),
    ("mp4", "video/mp4"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("exe", "application/vnd.microsoft.portable-executable"),
];

/// Files inside a zip that tell what it really is.
const INSIDE: &[(&[u8], &str)] = &[
    (b"word/document.xml", DOCX),
    (b"xl/workbook.xml", XLSX),
    (b"ppt/presentation.xml", PPTX),
    (b"Index/Document.iwa", PAGES),
];

/// A PDF's mark may stand a little after the start: readers allow so many bytes.
const PDF_WITHIN: usize = 1024;
/// A zip lists its files at its end, a PDF says there where its table is.
const LISTING: usize = 64 * 1024;
/// Enough of a text to know it for one.
const SAMPLE: usize = 8 * 1024;

/// The type of a file. The whole content is needed to tell a zip from what is one in disguise, its start for the rest.
#[must_use]
pub fn sniff(bytes: &[u8]) -> &'static str {
    let brand = bytes.get(4..12);
    match bytes {
        [0xff, 0xd8, 0xff, ..] => JPEG,
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
        [b'P', b'K', 3 | 5, 4 | 6, ..] => zipped(bytes),
        _ if holds(bytes.get(..PDF_WITHIN + 4).unwrap_or(bytes), b"%PDF-") => PDF,
        _ if matches!(brand, Some(b"ftypheic" | b"ftypheix" | b"ftyphevc" | b"ftypmif1" | b"ftypmsf1")) => HEIC,
        _ => guessed(bytes),
    }
}

fn zipped(bytes: &[u8]) -> &'static str {
    let listing = bytes.get(bytes.len().saturating_sub(LISTING)..).unwrap_or(bytes);
    let inside = INSIDE.iter().find(|(name, _)| holds(listing, name)).map(|(_, kind)| *kind);
    inside.or_else(|| known(bytes)).unwrap_or(ZIP)
}

fn guessed(bytes: &[u8]) -> &'static str {
    match known(bytes) {
        Some("image/heif") => HEIC,
        Some(kind) => kind,
        None if is_text(bytes.get(..SAMPLE).unwrap_or(bytes)) => TEXT,
        None => UNKNOWN,
    }
}

fn known(bytes: &[u8]) -> Option<&'static str> {
    infer::get(bytes).map(|kind| kind.mime_type())
}

/// Words in UTF-8 or in an older alphabet: no control signs but those of lines.
fn is_text(sample: &[u8]) -> bool {
    let control = |byte: &u8| *byte < 32 && !matches!(byte, b'\t' | b'\n' | b'\r' | 12);
    !sample.is_empty() && !sample.iter().any(|byte| control(byte) || *byte == 127)
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|run| run == wanted)
}

/// True for a picture.
#[must_use]
pub fn is_image(kind: &str) -> bool {
    kind.starts_with("image/")
}

/// The usual ending of a type's names.
#[must_use]
pub fn ending(kind: &str) -> Option<&'static str> {
    ENDINGS.iter().find(|(_, known)| *known == kind).map(|(ending, _)| *ending)
}

/// The type a name's ending stands for, by its lower-case ending.
#[must_use]
pub fn by_ending(ending: &str) -> Option<&'static str> {
    ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, kind)| *kind)
}

/// A type as people call it: `PDF`, `JPEG`, `HEIC`.
#[must_use]
pub fn called(kind: &str) -> Option<String> {
    if kind == JPEG { Some("JPEG".to_owned()) } else { ending(kind).map(str::to_uppercase) }
}

/// True for a PDF that says it is encrypted: it may ask for a password. One that only restricts printing says so too.
#[must_use]
pub fn is_locked(bytes: &[u8]) -> bool {
    let end = bytes.len().saturating_sub(LISTING);
    let Some(at) = bytes.get(end..).and_then(|end| last(end, b"startxref")) else { return false };
    let at = end + at;
    let tail = bytes.get(bytes.len().saturating_sub(4 * 1024)..at).unwrap_or_default();
    let digits: String = bytes
        .get(at + 9..)
        .unwrap_or_default()
        .iter()
        .map(|byte| char::from(*byte))
        .skip_while(char::is_ascii_whitespace)
        .take_while(char::is_ascii_digit)
        .collect();
    let table = digits.parse().ok().and_then(|start: usize| bytes.get(start..at)).unwrap_or_default();
    let table = match table.strip_prefix(b"xref") {
        Some(table) => last(table, b"trailer").and_then(|at| table.get(at..)).unwrap_or_default(),
        None => find(table, b"stream").and_then(|end| table.get(..end)).unwrap_or_default(),
    };
    // A damaged table: what stands before the end is looked through.
    let place = if table.is_empty() { tail } else { table };
    holds(place, b"/Encrypt")
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|run| run == wanted)
}

fn last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|run| run == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A zip with one empty file of that name: a local entry, then the listing.
    fn zip(name: &str) -> Vec<u8> {
        let len = u8::try_from(name.len()).unwrap();
        let mut zip = [b"PK\x03\x04", &[0; 22][..], &[len, 0, 0, 0], name.as_bytes()].concat();
        let listing = [b"PK\x01\x02", &[0; 24][..], &[len, 0], &[0; 16][..], name.as_bytes()].concat();
        let at = u8::try_from(zip.len()).unwrap();
        let size = u8::try_from(listing.len()).unwrap();
        zip.extend(listing);
        zip.extend([b"PK\x05\x06", &[0, 0, 0, 0, 1, 0, 1, 0, size, 0, 0, 0, at, 0, 0, 0, 0, 0][..]].concat());
        zip
    }

    #[test]
    fn content_tells_the_type() {
        let odt = [b"PK\x03\x04", &[0; 22][..], &[8, 0, 0, 0], b"mimetypeapplication/vnd.oasis.opendocument.text"];
        let far = [&[b' '; 1000][..], b"%PDF-1.4"].concat();
        let too_far = [&[b' '; 1100][..], b"%PDF-1.4"].concat();
        let cases: &[(&[u8], &str)] = &[
            (b"%PDF-1.7\n", PDF),
            (b"\xef\xbb\xbf%PDF-1.7", PDF),
            (&far, PDF),
            (&too_far, TEXT),
            (b"\xff\xd8\xff\xe1 %PDF-1.7", JPEG),
            (&[0xff, 0xd8, 0xff, 0xe0], JPEG),
            (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", HEIC),
            (b"GIF89a\x01\0\x01\0", "image/gif"),
            (b"RIFF\x04\0\0\0WEBPVP8 ", "image/webp"),
            (&zip("word/document.xml"), DOCX),
            (&zip("xl/workbook.xml"), XLSX),
            (&zip("photo.jpg"), ZIP),
            (&odt.concat(), "application/vnd.oasis.opendocument.text"),
            (b"MZ\x90\0\x03\0\0\0", "application/vnd.microsoft.portable-executable"),
            ("Université de Lille\r\n".as_bytes(), TEXT),
            (b"Universit\xe9 de Lille", TEXT),
            (b"\0\x01\x02", UNKNOWN),
            (b"", UNKNOWN),
        ];
        for (bytes, kind) in cases {
            assert_eq!(sniff(bytes), *kind, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_locked_pdf_says_so_in_its_trailer() {
        let pdf = |trailer: &str| {
            let body = "%PDF-1.4\n1 0 obj <</Note (/Encrypt)>> endobj\n";
            format!("{body}xref\n0 1\ntrailer <</Size 1 {trailer}>>\nstartxref\n{}\n%%EOF\n", body.len())
        };
        assert!(is_locked(pdf("/Encrypt 5 0 R").as_bytes()));
        assert!(!is_locked(pdf("/Root 1 0 R").as_bytes()));
        let stream = "%PDF-1.5\n7 0 obj <</Type /XRef /Encrypt 5 0 R>> stream\n…\nendstream\nstartxref\n9\n%%EOF";
        assert!(is_locked(stream.as_bytes()));
        for bytes in [&b""[..], b"startxref", b"startxref 99999999999999999999", b"xref startxref 0"] {
            assert!(!is_locked(bytes));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_have_a_type(bytes in prop::collection::vec(any::<u8>(), 0..400), mark in 0..8_usize) {
            let marks: [&[u8]; 8] = [b"", b"PK\x03\x04", b"%PDF-", b"\0\0\0\x18ftyp", b"RIFF", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"II*\0", b"startxref 3 "];
            let bytes = [marks[mark], &bytes].concat();
            prop_assert!(!sniff(&bytes).is_empty());
            let _ = is_locked(&bytes);
        }
    }
}
