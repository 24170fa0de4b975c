//! What the people of the demonstration answer to what they are asked.

use super::people::Somebody;
use crate::dialog::definition::{Library, SlotKind};
use crate::dialog::person::{Key, Person};
use crate::dialog::reply::{Question, Shape};
use crate::dialog::view::View;

/// An answer: words, or a file by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// Words.
    Words(String),
    /// A PDF of that name.
    File(String),
}

/// What somebody answers to a question of their dossier.
pub(super) fn answer(library: &Library, person: &Person, asked: &Question, who: Somebody) -> Given {
    let slot = &*asked.key.slot;
    if let Some(words) = by_name(slot, who) {
        return Given::Words(words);
    }
    let kind = kind(library, person, &asked.key);
    match (asked.shape, kind) {
        (_, Some(SlotKind::Document { .. })) => Given::File(format!("{slot}.pdf")),
        (Shape::Task, _) => Given::Words("fait".to_owned()),
        (Shape::YesNo, _) => Given::Words(if slot == "encore" { "non" } else { "oui" }.to_owned()),
        (Shape::Ranking, _) => Given::Words(ranked(asked, who)),
        (_, Some(SlotKind::Ine)) => Given::Words("1DF3KL90MX7".to_owned()),
        (_, Some(kind)) if asked.options.is_empty() => Given::Words(words(&kind, who).to_owned()),
        _ => Given::Words(option(asked, who)),
    }
}

fn kind(library: &Library, person: &Person, key: &Key) -> Option<SlotKind> {
    let view = View::new(library, person.focused()?)?;
    Some(view.step_at(key)?.slot.kind.clone())
}

fn by_name(slot: &str, who: Somebody) -> Option<String> {
    Some(match slot {
        "prenom" => who.first().to_owned(),
        "nom_patronymique" | "nom_naissance" | "nom" => who.last().to_owned(),
        "nom_usage" => "non concerné".to_owned(),
        "courriel" | "adresse_courriel" | "email" => who.mailbox(),
        _ => return None,
    })
}

fn option(asked: &Question, who: Somebody) -> String {
    let at = who.dice(asked.options.len(), asked.options.len());
    asked.options.get(at).map_or_else(|| "oui".to_owned(), |option| option.label.clone())
}

fn ranked(asked: &Question, who: Somebody) -> String {
    let first = who.dice(3, asked.options.len());
    let labels = (0..2).filter_map(|next| asked.options.get((first + next) % asked.options.len().max(1)));
    labels.map(|option| option.label.clone()).collect::<Vec<_>>().join(" puis ")
}

fn words(kind: &SlotKind, who: Somebody) -> &'static str {
    let among: &[&'static str] = match kind {
        SlotKind::Text { .. } => &["Licence de lettres modernes", "Université fictive, Lille", "Licence de biologie"],
        SlotKind::PersonName { .. } => &["Exemple"],
        SlotKind::Place => &["Arras", "Lens", "Villeneuve-d’Ascq"],
        SlotKind::Email => &["candidat@exemple.test"],
        SlotKind::Phone => &["06 99 00 00 01"],
        SlotKind::Date { .. } => &["3 août 1999", "12/12/2001", "2 mai 2000"],
        SlotKind::PartialDate { .. } => &["juin 2023", "2022"],
        SlotKind::Country => &["française", "belge", "marocaine"],
        _ => &["oui"],
    };
    among.get(who.dice(5, among.len())).copied().unwrap_or("oui")
}
