//! Names that nothing bears, or that two things bear.

use super::{error, warning};
use crate::dialog::diagnostic::{At, Diagnostic};

/// A name twice.
pub fn duplicate(at: At, what: &str, name: &str, line: usize) -> Diagnostic {
    error(at, "doublon", format!("{what} « {name} » existe déjà (ligne {line})"), "nom déjà pris")
}

/// The same slot read in two ways.
pub fn slot_type_differs(at: At, slot: &str, line: usize) -> Diagnostic {
    error(at, "doublon", format!("la valeur « {slot} » est déjà remplie autrement (ligne {line})"), "autre type")
}

/// A type of value nobody reads.
pub fn unknown_type(at: At, word: &str, known: &[&str]) -> Diagnostic {
    error(at, "type-inconnu", format!("« {word} » n’est pas un type de valeur"), "type inconnu").near(word, known)
}

/// A slot or derived value no step fills.
pub fn unknown_slot(at: At, slot: &str, known: &[String]) -> Diagnostic {
    error(at, "slot-inconnu", format!("aucune étape ne remplit « {slot} »"), "nom inconnu").near(slot, known)
}

/// A group nobody wrote.
pub fn unknown_group(at: At, group: &str, known: &[String]) -> Diagnostic {
    error(at, "groupe-inconnu", format!("le groupe « {group} » n’existe pas"), "groupe inconnu").near(group, known)
}

/// A list a campaign does not have.
pub fn unknown_list(at: At, list: &str, campaign: &str, known: &[String]) -> Diagnostic {
    let message = format!("la campagne « {campaign} » n’a pas de liste « {list} »");
    error(at, "liste-inconnue", message, "liste inconnue").near(list, known)
}

/// A list that `[[list]]` does not give.
pub fn undefined_list(at: At, list: &str, known: &[String]) -> Diagnostic {
    error(at, "liste-inconnue", format!("aucune [[list]] ne s’appelle « {list} »"), "liste inconnue").near(list, known)
}

/// A piece a campaign does not ask for.
pub fn unknown_piece(at: At, piece: &str, campaign: &str, known: &[String]) -> Diagnostic {
    let message = format!("la campagne « {campaign} » ne dit rien de la pièce « {piece} »");
    error(at, "piece-inconnue", message, "pièce inconnue").near(piece, known)
}

/// A campaign for a dialog that is not there.
pub fn unknown_dialog(at: At, dialog: &str, known: &[String]) -> Diagnostic {
    error(at, "dialogue-inconnu", format!("le dialogue « {dialog} » n’existe pas"), "dialogue inconnu")
        .near(dialog, known)
}

/// A dialog no campaign leads to.
pub fn no_campaign(at: At, dialog: &str) -> Diagnostic {
    error(at, "sans-campagne", format!("aucune campagne ne suit le dialogue « {dialog} »"), "dialogue sans campagne")
        .hint(format!("ajoutez une [[campaign]] avec dialog = '{dialog}' dans campagnes.toml"))
}

/// A screen that shows nothing.
pub fn empty_screen(at: At, screen: &str) -> Diagnostic {
    error(at, "ecran", format!("l’écran « {screen} » ne nomme aucune valeur"), "écran vide")
}

/// A value that the entry sheet leaves out.
pub fn in_no_screen(at: At, slot: &str) -> Diagnostic {
    warning(
        at,
        "hors-ecran",
        format!("« {slot} » n’est dans aucun [[screen]] : la fiche de saisie ne le montrera pas"),
        "hors de la fiche",
    )
}

/// A campaign that ends before it begins.
pub fn closes_before_opening(at: At, campaign: &str) -> Diagnostic {
    error(at, "bornes", format!("la campagne « {campaign} » ferme avant d’ouvrir"), "dates inversées")
}
