//! Answers for a spreadsheet: one line each, as French spreadsheets open them, with nothing they would compute.

use crate::dialog::person::Value;
use crate::request::Exported;

/// The mark by which spreadsheets know UTF-8, then the head.
pub(super) fn head() -> String {
    format!(
        "\u{feff}{}",
        line(&["dossier", "numéro", "guide", "campagne", "réponse", "valeur", "état", "à noter", "date", "canal"])
    )
}

/// A dossier's answers.
pub(super) fn rows(dossier: &Exported) -> String {
    let id = dossier.dossier.to_string();
    let rows = dossier.answers.iter().map(|(key, answer)| {
        let value = answer.value.as_ref().map(value).unwrap_or_default();
        let flags = answer.flags.iter().map(word).collect::<Vec<_>>().join(", ");
        let campaign = dossier.campaign.as_deref().unwrap_or_default();
        let (at, channel) = (answer.at.to_string(), word(&answer.channel));
        line(&[&id, &dossier.number, &dossier.dialog, campaign, key, &value, &answer.state, &flags, &at, &channel])
    });
    rows.collect()
}

/// A value as one cell.
fn value(value: &Value) -> String {
    match value {
        Value::Bool(true) => "oui".to_owned(),
        Value::Bool(false) => "non".to_owned(),
        Value::Text(text) => text.clone(),
        Value::List(items) => items.join(" > "),
        Value::Piece(piece) => piece.name.clone(),
    }
}

/// A flag or channel by the word it is stored under.
fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn line(cells: &[&str]) -> String {
    format!("{}\r\n", cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(";"))
}

/// A cell that stays text: what a spreadsheet would take for a formula gets an apostrophe in front.
fn quoted(cell: &str) -> String {
    let formula = cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r', '\n']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    match cell.contains([';', '"', '\n', '\r', ',']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_breaks_its_line() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+33612345678", "'+33612345678"),
            ("-2", "'-2"),
            ("@somme", "'@somme"),
            (" =1", "' =1"),
            ("\t=1", "'\t=1"),
            ("a;b", "\"a;b\""),
            ("dit \"non\"", "\"dit \"\"non\"\"\""),
            ("=cmd|';x", "\"'=cmd|';x\""),
            ("Saint-Omer", "Saint-Omer"),
        ];
        for (cell, expected) in cases {
            assert_eq!(quoted(cell), expected, "{cell}");
        }
        assert!(head().starts_with("\u{feff}dossier;"));
    }
}
