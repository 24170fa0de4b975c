//! Answers for a spreadsheet: one line each, as French spreadsheets open them, with nothing they would compute.

use crate::cli::messages::export as messages;
use crate::dialog::person::Value;
use crate::request::Exported;
use crate::request::csv::{MARK, line};

/// The mark by which spreadsheets know UTF-8, then the head.
pub(super) fn head() -> String {
    format!(
        "{MARK}{}",
        line(&["dossier", "numéro", "guide", "campagne", "réponse", "valeur", "état", "à noter", "date", "canal"])
    )
}

/// A dossier's answers.
pub(super) fn rows(dossier: &Exported) -> String {
    let id = dossier.dossier.to_string();
    let rows = dossier.answers.iter().map(|(key, answer)| {
        let value = answer.value.as_ref().map(value).unwrap_or_default();
        let flags = answer.flags.iter().map(|flag| messages::flag(*flag)).collect::<Vec<_>>().join(", ");
        let state = match answer.until {
            Some(day) => format!("{} ({})", messages::state(&answer.state), day.strftime("%d/%m/%Y")),
            None => messages::state(&answer.state).to_owned(),
        };
        let campaign = dossier.campaign.as_deref().unwrap_or_default();
        let (at, channel) = (answer.at.to_string(), messages::channel(answer.channel));
        line(&[&id, &dossier.number, &dossier.dialog, campaign, key, &value, &state, &flags, &at, channel])
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::dialog::person::{Channel, Flag};
    use crate::request::ExportedAnswer;

    #[test]
    fn states_flags_and_channels_are_told_in_french() {
        let states = ["given", "proposed", "doubtful", "checking", "not_concerned", "none", "deferred", "set_aside"];
        for state in states {
            assert_ne!(messages::state(state), state);
        }
        let answer = ExportedAnswer {
            value: Some(Value::of("2021")),
            state: "deferred".to_owned(),
            until: Some(jiff::civil::date(2026, 9, 1)),
            flags: [Flag::Partial, Flag::UnknownOption].into(),
            at: Timestamp::UNIX_EPOCH,
            channel: Channel::Email,
        };
        let dossier = Exported {
            dossier: Uuid::nil(),
            person: Uuid::nil(),
            number: "0000-0000".to_owned(),
            dialog: "acloe-m2".into(),
            title: String::new(),
            campaign: None,
            opened: Timestamp::UNIX_EPOCH,
            finished: None,
            answers: [("date_obtention".to_owned(), answer)].into(),
            pieces: Vec::new(),
            sheet: Vec::new(),
        };
        assert!(head().starts_with("\u{feff}dossier;"));
        let row = rows(&dossier);
        assert!(row.contains(";2021;remis à plus tard (01/09/2026);\"date incomplète, hors liste\";"), "{row}");
        assert!(row.trim_end().ends_with(";courriel"), "{row}");
    }
}
