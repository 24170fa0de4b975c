//! « Collez le message jaune » : the platform's own warnings, pasted, become screen, field and value to enter.

use super::definition::{Name, Warning};
use super::fold::{UNDERSTOOD_BYTES, fold, head};
use super::phrase::Phrase;
use super::text::{Args, Prose};
use super::view::View;

/// The lines of a pasted warning that are known, or look like a line of one.
#[must_use]
pub fn recognised<'a>(view: &View<'a>, text: &str) -> Vec<(String, Option<&'a Warning>)> {
    let text = head(text, UNDERSTOOD_BYTES);
    let lines: Vec<(String, Option<&Warning>)> = text
        .split_inclusive('\n')
        .flat_map(apart)
        .map(clean)
        .filter(|line| !line.is_empty())
        .map(|line| found(view, line))
        .collect();
    // One known line makes it a pasted warning; then its neighbours that look like one are listed too.
    if lines.iter().any(|(_, warning)| warning.is_some()) {
        lines.into_iter().filter(|(line, warning)| warning.is_some() || looks_like_one(view, line)).collect()
    } else {
        Vec::new()
    }
}

/// Lines that a paste has run together part again where each begins, at « Veuillez ».
fn apart(line: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = line.match_indices("Veuillez").map(|(at, _)| at).filter(|at| *at > 0).collect();
    starts.insert(0, 0);
    let ends = starts.iter().skip(1).copied().chain([line.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| line.get(*start..end)).collect()
}

fn clean(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '-' | '•' | '*' | '⚠' | '\u{fe0f}'))
}

fn found<'a>(view: &View<'a>, line: &str) -> (String, Option<&'a Warning>) {
    let folded = fold(line);
    let matches = |warning: &&Warning| !warning.says.is_empty() && folded.contains(&warning.says);
    (line.to_owned(), view.dialog.warnings.iter().find(matches))
}

/// The platform begins all its warnings alike.
fn looks_like_one(view: &View, line: &str) -> bool {
    let folded = fold(line);
    let begins = |says: &str| says.split(' ').take(2).eq(folded.split(' ').take(2));
    view.dialog.warnings.iter().any(|warning| begins(&warning.says))
}

/// What to do about each line, and the slots still to be asked.
#[must_use]
pub fn prose(view: &View, lines: &[(String, Option<&Warning>)]) -> (Prose, Vec<Name>) {
    let phrases = &view.library.phrases;
    let mut prose = phrases.say(Phrase::WarningHead, &Args::new());
    let mut open = Vec::new();
    let rows = super::sheet::sheet(view);
    for (line, warning) in lines {
        let about = warning.and_then(|warning| warning.about.as_ref());
        let row = about.and_then(|name| rows.iter().find(|row| row.slot == *name));
        let mut args = Args::new().with("ligne", line);
        match row {
            Some(row) => {
                args = args.with("ecran", &row.screen).with("champ", &row.field).with("valeur", &row.value);
                let known = !row.value.is_empty();
                open.extend((!known).then(|| row.slot.clone()));
                prose.extend(phrases.say(if known { Phrase::WarningKnown } else { Phrase::WarningOpen }, &args));
            }
            None if warning.is_none_or(|warning| warning.advice.is_none()) => {
                prose.extend(phrases.say(Phrase::WarningUnknown, &args));
            }
            None => {}
        }
        if let Some(advice) = warning.and_then(|warning| warning.advice.as_ref()) {
            prose.extend(view.fill(advice, &None));
        }
    }
    (prose, open)
}
