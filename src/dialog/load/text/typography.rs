//! French typography in our own sentences: apostrophes and the no-break spaces of double signs. What stands between
//! « » is quoted from a platform and left as it is.

use crate::dialog::diagnostic::Span;

/// What is amiss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slip {
    /// `'` for `’`.
    Apostrophe,
    /// No no-break space before this sign.
    Before(char),
    /// No no-break space after «.
    AfterOpening,
}

/// The first slip of each kind in a text.
pub(super) fn slips(text: &str) -> Vec<(Span, Slip)> {
    let mut found: Vec<(Span, Slip)> = Vec::new();
    let mut quoted = false;
    let mut before = ' ';
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map_or(' ', |(_, next)| *next);
        let slip = match c {
            '«' => {
                quoted = true;
                (!no_break(next)).then_some(Slip::AfterOpening)
            }
            '»' => {
                quoted = false;
                (!no_break(before)).then_some(Slip::Before('»'))
            }
            _ if quoted => None,
            '\'' if before.is_alphabetic() && next.is_alphabetic() => Some(Slip::Apostrophe),
            ':' | ';' | '?' | '!' if double(before, c, next) => Some(Slip::Before(c)),
            _ => None,
        };
        if let Some(slip) = slip
            && !found.iter().any(|(_, known)| *known == slip)
        {
            found.push((at..at + c.len_utf8(), slip));
        }
        before = c;
    }
    found
}

fn no_break(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}')
}

/// True for a double sign that lacks its space: not inside an address (`https:`, `page?x`), an hour or a place to fill.
fn double(before: char, sign: char, next: char) -> bool {
    let ends = next.is_whitespace() || matches!(next, '.' | '*' | ')' | '»' | '\'');
    let lacks = before == ' ' || before.is_alphanumeric() || matches!(before, ')' | '*' | '}' | '…');
    lacks && ends && !(sign == '?' && before == '?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_addresses_left_alone() {
        let kinds = |text: &str| slips(text).into_iter().map(|(_, slip)| slip).collect::<Vec<_>>();
        assert_eq!(kinds("l'adresse : ok ?"), [Slip::Apostrophe, Slip::Before(':'), Slip::Before('?')]);
        assert_eq!(kinds("l’adresse\u{a0}: ok\u{202f}?"), []);
        assert_eq!(
            kinds("https://x.fr/do?y=1 à 10:30 ; « l'état ? »"),
            [Slip::Before(';'), Slip::AfterOpening, Slip::Before('»')]
        );
        assert_eq!(kinds("«\u{a0}d'accord ?\u{a0}»"), []);
    }
}
