//! What is told of a place of a conversation that is not there.

/// No dialog has that id.
#[must_use]
pub fn unknown_dialog(name: &str, known: &str) -> String {
    format!("« {name} » n’est pas un guide. Guides connus : {known}.")
}

/// An answer given before is not written as one.
#[must_use]
pub fn no_answer(text: &str) -> String {
    format!("« {text} » ne convient pas pour --given : écrivez réponse=valeur.")
}

/// No dialog has that slot.
#[must_use]
pub fn unknown_slot(slot: &str) -> String {
    format!("« {slot} » n’est une réponse d’aucun guide.")
}

/// A dialog has neither step nor slot of that name.
#[must_use]
pub fn unknown_step(name: &str, dialog: &str, names: &str) -> String {
    format!("« {name} » n’est ni une étape ni une réponse de « {dialog} » : {names}.")
}

/// A value given before is none that its question knows.
#[must_use]
pub fn unknown_value(slot: &str, value: &str, known: &str) -> String {
    format!("« {value} » n’est pas une réponse connue pour « {slot} » (option --given). Réponses connues : {known}.")
}
