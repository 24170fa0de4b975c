//! The formats of the INE and their keys.

/// The key letters of the pupils' INE: no I, O nor Q.
const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";
/// Signs in an INE.
pub(super) const LENGTH: usize = 11;

/// What an INE's signs say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// Ten digits and a letter, and the letter is right.
    Pupil,
    /// Nine digits and two letters; its key is known to a restricted service alone.
    National,
    /// An apprentice's or a provisional one; no public key.
    Other,
    /// A university's: any ten signs and a digit, and the digit is right.
    University,
    /// A pupil's with another letter than its digits ask for.
    PupilWrong,
    /// A university's with another digit than its signs ask for.
    UniversityWrong,
    /// Ten times the same digit, or ten letters.
    Placeholder,
    /// Eleven signs in no known order.
    Unknown,
}

impl Shape {
    /// True when nothing speaks against it.
    pub(super) fn stands(self) -> bool {
        self <= Self::University
    }

    /// True when its key was computed and fits.
    pub(super) fn is_proven(self) -> bool {
        matches!(self, Self::Pupil | Self::University)
    }
}

/// Classifies eleven upper-case ASCII signs.
pub(super) fn shape(ine: &str) -> Shape {
    let signs = ine.as_bytes();
    let Some((last, body)) = signs.split_last().filter(|(_, body)| body.len() + 1 == LENGTH) else {
        return Shape::Unknown;
    };
    let digits = body.iter().filter(|sign| sign.is_ascii_digit()).count();
    let same = body.iter().all(|sign| body.first() == Some(sign));
    match (digits, last.is_ascii_digit()) {
        (_, true) if same || digits == 0 => Shape::Placeholder,
        (_, true) if university_key(body) == Some(*last) => Shape::University,
        (_, true) => Shape::UniversityWrong,
        (10, false) if same => Shape::Placeholder,
        (10, false) if pupil_key(body) == Some(*last) => Shape::Pupil,
        (10, false) => Shape::PupilWrong,
        (9, false) if body.last().is_some_and(u8::is_ascii_alphabetic) => Shape::National,
        (9, false) if matches!(body.get(4), Some(b'A' | b'D')) => Shape::Other,
        _ => Shape::Unknown,
    }
}

fn pupil_key(body: &[u8]) -> Option<u8> {
    let rest = body.iter().try_fold(0, |rest, sign| Some((rest * 10 + value(*sign)?) % 23))?;
    LETTERS.get(rest).copied()
}

fn university_key(body: &[u8]) -> Option<u8> {
    let (last, nine) = body.split_last()?;
    let sum = nine.iter().try_fold(0, |sum, sign| Some(sum + value(*sign)?))?;
    let key = (6 * sum + value(*last)?) % 10;
    b"0123456789".get(key).copied()
}

/// A sign's value in base 36.
fn value(sign: u8) -> Option<usize> {
    match sign {
        b'0'..=b'9' => Some(usize::from(sign - b'0')),
        b'A'..=b'Z' => Some(usize::from(sign - b'A') + 10),
        _ => None,
    }
}

/// The signs that hands and eyes take for one another, either way.
const TWINS: [(u8, u8); 6] = [(b'O', b'0'), (b'I', b'1'), (b'L', b'1'), (b'0', b'O'), (b'1', b'I'), (b'1', b'L')];

/// The one INE with a right key that differs from this one by an O for a 0, or an I or L for a 1; `None` when there is
/// no such INE, or more than one.
pub(super) fn repaired(ine: &str) -> Option<String> {
    let signs = ine.as_bytes();
    let body = signs.get(..LENGTH - 1)?;
    // All letters that cannot be digits where digits belong, at once: « O494OO4O62M ».
    let digits: Vec<u8> = body.iter().map(|sign| twin(*sign)).chain(signs.last().copied()).collect();
    let mut found = vec![digits];
    found.retain(|digits| std::str::from_utf8(digits).is_ok_and(|ine| shape(ine) == Shape::Pupil));
    for (at, sign) in signs.iter().enumerate() {
        for (_, other) in TWINS.iter().filter(|(one, _)| one == sign) {
            let mut copy = signs.to_vec();
            copy.splice(at..=at, [*other]);
            found.push(copy);
        }
    }
    let mut found: Vec<String> = found.into_iter().filter_map(|signs| String::from_utf8(signs).ok()).collect();
    found.retain(|candidate| candidate != ine && shape(candidate).is_proven() && !is_number(candidate));
    found.sort();
    found.dedup();
    if found.len() == 1 { found.pop() } else { None }
}

fn twin(sign: u8) -> u8 {
    match sign {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        _ => sign,
    }
}

fn is_number(ine: &str) -> bool {
    ine.bytes().all(|sign| sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_told_from_the_others() {
        for (ine, expected) in [
            ("0494004062M", Shape::Pupil),
            ("0906018155T", Shape::Pupil),
            ("2068113589D", Shape::Pupil),
            ("1234567890V", Shape::Pupil),
            ("0912345678K", Shape::Pupil),
            ("0999123456G", Shape::Pupil),
            ("2005001234T", Shape::Pupil),
            ("2068113589L", Shape::PupilWrong),
            ("1234567890F", Shape::PupilWrong),
            ("0000000001X", Shape::PupilWrong),
            ("1111111111K", Shape::Placeholder),
            ("0000000000A", Shape::Placeholder),
            ("ABCDEFGHIJ1", Shape::Placeholder),
            ("1DF3KL90MX7", Shape::University),
            ("0E9K0A00M11", Shape::University),
            ("A1B2C3D4E55", Shape::University),
            ("9K0M00A1237", Shape::University),
            ("20681135893", Shape::University),
            ("0ABC1234567", Shape::UniversityWrong),
            ("223456789HE", Shape::National),
            ("990000001HH", Shape::National),
            ("1234A12345F", Shape::Other),
            ("2512D00012B", Shape::Other),
            ("O494004062M", Shape::Unknown),
            ("AB", Shape::Unknown),
            ("", Shape::Unknown),
        ] {
            assert_eq!(shape(ine), expected, "{ine}");
        }
    }

    #[test]
    fn one_confusion_is_repaired_two_possible_ones_are_not_guessed() {
        assert_eq!(repaired("O494004062M").as_deref(), Some("0494004062M"));
        assert_eq!(repaired("O4940O4O62M").as_deref(), Some("0494004062M"));
        assert_eq!(repaired("0906OI8I55T").as_deref(), Some("0906018155T"));
        assert_eq!(repaired("2068113589L"), None);
        assert_eq!(repaired("1DF3KL9OMX7").as_deref(), Some("1DF3KL90MX7"));
    }
}
