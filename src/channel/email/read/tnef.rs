//! `winmail.dat` (TNEF): what some Outlooks pack files into. The files are taken out, nothing else is read.

/// The first bytes of every TNEF.
pub(super) const MARK: [u8; 4] = [0x78, 0x9f, 0x3e, 0x22];
/// Its type.
pub(super) const KIND: &str = "application/ms-tnef";

/// A new file begins.
const FILE: u32 = 0x0006_9002;
/// A file's short name.
const TITLE: u32 = 0x0001_8010;
/// A file's content.
const DATA: u32 = 0x0006_800f;
/// A file's properties, its long name among them.
const PROPERTIES: u32 = 0x0006_9005;
/// `PR_ATTACH_LONG_FILENAME`, as 8-bit text and as UTF-16.
const LONG_NAME: [[u8; 4]; 2] = [[0x1e, 0x00, 0x07, 0x37], [0x1f, 0x00, 0x07, 0x37]];
/// Files of one TNEF.
const FILES: usize = 50;

/// The files inside, with their names.
pub(super) fn files(bytes: &[u8]) -> Vec<(Option<String>, Vec<u8>)> {
    let mut found: Vec<(Option<String>, Vec<u8>)> = Vec::new();
    let mut rest = bytes.get(6..).unwrap_or_default();
    while let Some((id, value, after)) = attribute(rest) {
        rest = after;
        if id == FILE && found.len() < FILES {
            found.push((None, Vec::new()));
            continue;
        }
        match (id, found.last_mut()) {
            (TITLE, Some((name, _))) => *name = name.take().or_else(|| text(value)),
            (DATA, Some((_, data))) => *data = value.to_vec(),
            (PROPERTIES, Some((name, _))) => *name = long_name(value).or_else(|| name.take()),
            _ => {}
        }
    }
    found.retain(|(_, data)| !data.is_empty());
    found
}

/// One attribute: its id, its value, and what follows.
fn attribute(bytes: &[u8]) -> Option<(u32, &[u8], &[u8])> {
    let (_level, rest) = bytes.split_first()?;
    let (id, rest) = number(rest)?;
    let (length, rest) = number(rest)?;
    let length = usize::try_from(length).ok()?;
    let (value, rest) = rest.split_at_checked(length)?;
    Some((id, value, rest.get(2..).unwrap_or_default()))
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (first, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*first), rest))
}

fn text(value: &[u8]) -> Option<String> {
    let value = value.split(|byte| *byte == 0).next().unwrap_or_default();
    (!value.is_empty()).then(|| super::decode::mixed(value))
}

/// The long name among a file's properties: tag, count of values, length, text.
fn long_name(properties: &[u8]) -> Option<String> {
    let (at, wide) = LONG_NAME
        .iter()
        .enumerate()
        .find_map(|(kind, tag)| properties.windows(4).position(|window| window == tag).map(|at| (at, kind == 1)))?;
    let (count, rest) = number(properties.get(at + 4..)?)?;
    let (length, rest) = number(rest).filter(|_| count == 1)?;
    let value = rest.get(..usize::try_from(length).ok()?)?;
    if !wide {
        return text(value);
    }
    let units = value.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(u16::from_le_bytes);
    let name: String = char::decode_utf16(units.take_while(|unit| *unit != 0)).filter_map(Result::ok).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(id: u32, value: &[u8]) -> Vec<u8> {
        let length = u32::try_from(value.len()).unwrap();
        [&[2_u8][..], &id.to_le_bytes(), &length.to_le_bytes(), value, &[0, 0]].concat()
    }

    #[test]
    fn files_are_taken_out() {
        let name: Vec<u8> = "diplôme licence.pdf".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u32::try_from(name.len()).unwrap();
        let properties = [&LONG_NAME[1][..], &1_u32.to_le_bytes(), &length.to_le_bytes(), &name].concat();
        let whole = [
            &MARK[..],
            &[1, 0],
            &packed(FILE, &[0; 14]),
            &packed(TITLE, b"DIPLOM~1.PDF\0"),
            &packed(DATA, b"%PDF-1.4"),
            &packed(PROPERTIES, &properties),
            &packed(FILE, &[0; 14]),
            &packed(TITLE, b"b.txt\0"),
            &packed(DATA, b"b"),
        ]
        .concat();
        let files = files(&whole);
        assert_eq!(files[0], (Some("diplôme licence.pdf".to_owned()), b"%PDF-1.4".to_vec()));
        assert_eq!(files[1], (Some("b.txt".to_owned()), b"b".to_vec()));
        for end in 0..whole.len() {
            let _ = super::files(&whole[..end]);
        }
    }
}
