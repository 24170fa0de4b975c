//! Small questions about one line.

use crate::dialog::fold::{fold, head};

/// Bytes of a line that are looked at when it is asked what it is. Longer lines are prose.
pub(super) const LOOKED: usize = 400;

/// True for a line without anything on it.
pub(super) fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// A line's folded words; `None` for one too long to be anything but prose.
pub(super) fn folded(text: &str) -> Option<String> {
    (text.len() <= LOOKED).then(|| fold(text))
}

/// The number a line begins with, and what stands behind it: « 3. », « 3) », « 3 - », « 3 : », « n°3 : », « Question 3 : ».
pub(super) fn number(text: &str) -> Option<(u32, &str)> {
    let text = text.trim_start_matches([' ', '\t', '*', '_', '•', '·']);
    if !text.starts_with(|sign: char| {
        sign.is_ascii_digit() || matches!(sign, 'n' | 'N' | 'q' | 'Q' | 'r' | 'R' | 'p' | 'P')
    }) {
        return None;
    }
    let named = named(text);
    let rest = named.unwrap_or(text);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, behind) = rest.split_at_checked(digits)?;
    if digits == 0 || digits > 3 {
        return None;
    }
    let number = number.parse().ok().filter(|number| *number > 0)?;
    let spaced = behind.trim_start_matches([' ', '\t']);
    let loose = spaced.len() < behind.len();
    let after = match spaced.chars().next() {
        Some('.') if !loose => spaced.strip_prefix('.')?,
        Some(')') if !loose => {
            let after = spaced.strip_prefix(')')?;
            return Some((number, past(after.trim_start_matches('.'))));
        }
        Some(':' | '=') => spaced.get(1..)?,
        Some('-' | '/') if named.is_some() => spaced.get(1..)?,
        Some('-' | '–' | '—') if loose => spaced.trim_start_matches(['-', '–', '—']),
        Some('°' | 'º') => spaced.trim_start_matches(['°', 'º', '.', ')', ' ']),
        None => spaced,
        _ if named.is_some() && loose => return Some((number, past(spaced))),
        _ => return None,
    };
    // « 3.5 », « 12.05.1999 », « 10:22 » are no numbered lines; « 8.0612345678A » is one.
    let word = after.split_whitespace().next().unwrap_or_default();
    let long = word.len() >= 5 && !word.contains(['.', ':', ',']);
    let tight = after.starts_with(|sign: char| sign.is_ascii_digit()) && named.is_none() && !long;
    let odd = after.starts_with(|sign: char| sign.is_alphanumeric()) && spaced.starts_with(':') && !loose;
    (!tight && !odd).then(|| (number, past(after)))
}

/// What stands behind « n° », « no. », « question », « réponse », « point ».
fn named(text: &str) -> Option<&str> {
    if text.starts_with(|sign: char| sign.is_ascii_digit()) {
        return None;
    }
    let start = head(text, 24);
    let word = start.split(|sign: char| sign.is_ascii_digit()).next()?;
    let name = fold(word);
    let is_name = matches!(
        name.as_str(),
        "no" | "n"
            | "num"
            | "numero"
            | "question"
            | "question n"
            | "question no"
            | "reponse"
            | "rep"
            | "point"
            | "q"
            | "r"
            | "reponse n"
            | "reponse no"
            | "reponse a la question"
    );
    let marked = !matches!(name.as_str(), "n" | "q" | "r") || word.contains(['°', 'º']) || !word.ends_with(' ');
    (is_name && marked).then(|| text.get(word.len()..)).flatten()
}

/// Without the signs between a number and its answer.
fn past(text: &str) -> &str {
    let text = text.trim_start_matches([' ', '\t', '*', '_']);
    let text =
        text.strip_prefix(':').or_else(|| text.strip_prefix("->")).or_else(|| text.strip_prefix('→')).unwrap_or(text);
    text.trim_start()
}

/// True for the start of a politeness that ends a mail.
pub(super) fn closes(text: &str) -> bool {
    const CLOSINGS: &[&str] = &[
        "cordialement",
        "bien cordialement",
        "tres cordialement",
        "sinceres salutations",
        "salutations",
        "respectueusement",
        "bien a vous",
        "merci",
        "je vous remercie",
        "en vous remerciant",
        "vous remerciant",
        "bonne journee",
        "bonne soiree",
        "bonne reception",
        "bon week end",
        "dans l attente",
        "en attente de",
        "veuillez",
        "je vous prie",
        "je reste a",
        "restant a",
        "a bientot",
        "bonjour",
        "bonsoir",
        "best regards",
        "kind regards",
        "regards",
        "thanks",
        "thank you",
        "cdt",
        "cdlt",
        "crdlt",
        "bien respectueusement",
        "avec mes remerciements",
        "mes salutations",
        "bonnes salutations",
    ];
    let Some(folded) = folded(text) else { return false };
    let begins =
        |closing: &str| folded.strip_prefix(closing).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    CLOSINGS.iter().any(|closing| begins(closing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_lines_are_known() {
        let cases = [
            ("3. 12/05/1999", Some((3, "12/05/1999"))),
            (" 3) oui", Some((3, "oui"))),
            ("3) 12/05/1999", Some((3, "12/05/1999"))),
            ("3 - oui", Some((3, "oui"))),
            ("3 : oui", Some((3, "oui"))),
            ("3: oui", Some((3, "oui"))),
            ("3.", Some((3, ""))),
            ("n°3 : oui", Some((3, "oui"))),
            ("N° 3 oui", Some((3, "oui"))),
            ("Question 3 : oui", Some((3, "oui"))),
            ("question 12 - oui", Some((12, "oui"))),
            ("*3.* oui", Some((3, "oui"))),
            ("3° oui", Some((3, "oui"))),
            ("3.oui", Some((3, "oui"))),
            ("8.0612345678A", Some((8, "0612345678A"))),
            ("12.05.1999", None),
            ("10:22", None),
            ("10:oui", None),
            ("3 rue des Lilas", None),
            ("06 12 34 56 78", None),
            ("2025 - 2026", None),
            ("12/05/1999", None),
            ("3,5", None),
            ("", None),
        ];
        for (text, read) in cases {
            assert_eq!(number(text), read, "{text}");
        }
    }
}
