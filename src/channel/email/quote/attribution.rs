//! The line a program puts above what it quotes: « Le lun. 3 mars 2026 à 10:22, X <x@y> a écrit : », over one to three
//! lines. It counts only above a quote, a header block or our own words; with address and time it stands for itself.

use super::Body;
use super::lines::{LOOKED, blank};

/// Lines it may be broken over.
const LINES: usize = 3;

/// How much a line looks like an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// It ends with a colon and holds a date or an address: enough right above a quote.
    Weak,
    /// It says who wrote when.
    Plain,
    /// It says so with an address and a time, as only programs do.
    Strong,
}

/// The attribution that ends with a line: its first line, and how much it looks like one.
pub(super) fn ending(body: &Body, last: usize) -> Option<(usize, Look)> {
    let text = body.at(last);
    if text.len() > LOOKED || !ends(text) {
        return None;
    }
    let verb = may(body, last)?;
    let line = body.lines.get(last)?;
    let mut joined = String::new();
    let mut weak = None;
    for back in 0..LINES {
        let first = last.checked_sub(back)?;
        let above = body.lines.get(first).filter(|above| above.depth == line.depth)?;
        let words = body.of(above).trim();
        if words.is_empty() || words.len() + joined.len() > LOOKED * 2 {
            break;
        }
        joined = if joined.is_empty() { words.to_owned() } else { format!("{words} {joined}") };
        let lower = joined.to_lowercase();
        if let Some(look) = Some(&lower).filter(|_| verb).and_then(|lower| look(lower)) {
            return Some((first, look));
        }
        let starts = first == 0
            || blank(body.at(first - 1))
            || body.lines.get(first - 1).is_some_and(|before| before.depth != line.depth);
        if starts && weak.is_none() && has_digit(&lower) && (lower.contains('@') || time(&lower)) {
            let program = lower.starts_with(|sign: char| sign.is_ascii_digit()) && lower.contains('<') && time(&lower);
            weak = Some((first, if program && lower.contains('@') { Look::Strong } else { Look::Weak }));
        }
        if starts {
            break;
        }
    }
    weak
}

/// What every attribution holds: a figure, and a verb or an address or a time. Asked first, since it is cheap; the
/// answer is whether there is a verb.
fn may(body: &Body, last: usize) -> Option<bool> {
    const ROOTS: &[&str] =
        &["rit", "rot", "schr", "scrib", "screv", "skrev", "napis", "kirjo", "scris", "пис", "пиш", "写", "sent:"];
    let lines =
        (0..LINES).filter_map(|back| last.checked_sub(back)).map(|at| body.at(at)).filter(|text| text.len() <= LOOKED);
    let figures = lines.clone().any(has_digit);
    if !figures {
        return None;
    }
    let verb = lines.clone().take(2).any(|text| ROOTS.iter().any(|root| text.contains(root)));
    (verb || lines.clone().any(|text| text.contains('@') || time(text))).then_some(verb)
}

fn ends(text: &str) -> bool {
    let text = text.trim_end_matches([' ', '\t', '*', '_', '>', '\u{a0}']);
    text.ends_with([':', '：'])
}

fn look(joined: &str) -> Option<Look> {
    const VERBS: &[&str] = &[
        "écrit",
        "ecrit",
        "écrivait",
        "wrote",
        "writes",
        "schrieb",
        "geschrieben",
        "escribió",
        "escreveu",
        "ha scritto",
        "scrisse",
        "skrev",
        "napisał",
        "kirjoitti",
        "schreef",
        "geschreven",
        "a scris",
        "написал",
        "пишет",
        "写道",
        "sent:",
    ];
    let text = joined.trim_start_matches(['*', '_', '"', '\'', '-', ' ', '>', '«']);
    let verb = VERBS.iter().filter_map(|verb| text.rfind(verb)).max()?;
    let dated = dated_start(text);
    // « X a écrit le 3 mars 2026 à 10:22 : » begins with a name.
    let behind = text.get(verb..).unwrap_or_default();
    let named = has_digit(behind) && (time(behind) || behind.contains("20"));
    if !(dated && behind.chars().count() <= 60 || named && text.chars().count() <= 160) {
        return None;
    }
    let strong = text.contains('@') && text.contains(['<', '[', '(']) && time(text) && text.contains("20");
    Some(if strong && dated { Look::Strong } else { Look::Plain })
}

/// A line that begins with a date: « Le lun. 3 mars », « On Mon, 3 Mar », « 2026-03-03 10:22 ».
fn dated_start(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "le",
        "on",
        "el",
        "il",
        "em",
        "am",
        "op",
        "den",
        "dnia",
        "w",
        "pe",
        "en",
        "il giorno",
        "dana",
        "em",
        "a",
        "at",
        "ti",
        "ke",
        "ma",
        "to",
        "pe",
    ];
    let mut words = text.split_whitespace();
    let Some(first) = words.next() else { return false };
    if first.starts_with(|sign: char| sign.is_ascii_digit()) && has_year(text.get(..).unwrap_or_default()) {
        return time(text) || text.contains('@');
    }
    STARTS.contains(&first) && words.take(4).any(has_digit)
}

fn has_year(text: &str) -> bool {
    text.contains("20") || text.contains('/')
}

fn has_digit(text: &str) -> bool {
    text.contains(|sign: char| sign.is_ascii_digit())
}

/// A time of day: « 10:22 », « 10h22 », « 10 h 22 ».
pub(super) fn time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (1..bytes.len()).any(|at| match bytes.get(at) {
        Some(b':' | b'h' | b'.') => digit(at - 1) && digit(at + 1) && digit(at + 2),
        Some(b' ') => digit(at - 1) && bytes.get(at..at + 3) == Some(b" h ") && digit(at + 3),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::super::Effort;
    use super::super::plain::{Flow, plain};
    use super::*;

    #[test]
    fn attributions_are_known() {
        let cases = [
            ("Le lun. 3 mars 2026 à 10:22, X <x@y.fr> a écrit :", Some((0, Look::Strong))),
            ("Le lun. 3 mars 2026 à 10:22, X <x@y.fr> a\nécrit :", Some((0, Look::Strong))),
            ("Le lundi 3 mars 2026 à 10:22:15 UTC+1, X\n<x@y.fr>\na écrit :", Some((0, Look::Strong))),
            ("Le 03/03/2026 à 10:22, X a écrit :", Some((0, Look::Plain))),
            ("Le 3 mars 2026, X a écrit:", Some((0, Look::Plain))),
            ("On Mon, Mar 3, 2026 at 10:22 AM X <x@y.fr> wrote:", Some((0, Look::Strong))),
            ("> On 3 Mar 2026, at 10:22, X <x@y.fr> wrote:", Some((0, Look::Strong))),
            ("X <x@y.fr> a écrit le 3 mars 2026 à 10:22 :", Some((0, Look::Plain))),
            ("2026-03-03 10:22 GMT+01:00 X <x@y.fr>:", Some((0, Look::Strong))),
            ("Am 03.03.26 um 10:22 schrieb X:", Some((0, Look::Plain))),
            ("Le dossier est complet.\nLe 3 mars 2026 à 10:22, X a écrit :", Some((1, Look::Plain))),
            ("Le secrétariat m’a écrit :", None),
            ("Voici mes réponses :", None),
            ("On verra bien, il a écrit", None),
        ];
        for (text, expected) in cases {
            let body = plain(text, Flow::Fixed, &mut Effort::default());
            assert_eq!(ending(&body, body.lines.len() - 1), expected, "{text}");
        }
    }
}
