//! Texts that candidates read.

use super::{error, warning};
use crate::dialog::diagnostic::{At, Diagnostic};
use crate::dialog::load::Slip;

/// A text that says nothing.
pub fn empty_text(at: At) -> Diagnostic {
    error(at, "texte-vide", "ce texte est vide", "texte vide")
}

/// Longer than one message.
pub fn too_long(at: At, units: usize, most: usize) -> Diagnostic {
    error(
        at,
        "trop-long",
        format!("ce texte compte {units} signes ; un message en prend {most} au plus"),
        "texte trop long",
    )
}

/// `**` without its pair.
pub fn unclosed_strong(at: At) -> Diagnostic {
    error(at, "balisage", "ces ** ne sont pas refermées dans le paragraphe", "gras non refermé")
}

/// `{` without its pair.
pub fn unclosed_brace(at: At) -> Diagnostic {
    error(at, "balisage", "cette accolade n’est pas refermée dans le paragraphe", "accolade non refermée")
        .hint("écrivez {{ pour une accolade dans le texte")
}

/// Something between braces that is no name.
pub fn bad_place(at: At, inner: &str) -> Diagnostic {
    error(at, "balisage", format!("« {{{inner}}} » ne nomme rien"), "nom attendu")
        .hint("écrivez {nom}, {n|étape|étapes} ou {civilite:inscrit|inscrite|inscrit(e)}")
}

/// Two forms for a plural, three for a gender.
pub fn wrong_forms(at: At, found: usize, wanted: usize) -> Diagnostic {
    let what = if wanted == 2 {
        "un pluriel s’écrit {n|étape|étapes}"
    } else {
        "un accord s’écrit {civilite:inscrit|inscrite|inscrit(e)}"
    };
    error(at, "formes", format!("il faut {wanted} formes, et il y en a {found}"), "formes manquantes ou en trop")
        .hint(what)
}

/// A value no text of this dialog may name.
pub fn unknown_place(at: At, name: &str, known: &[String]) -> Diagnostic {
    error(at, "valeur-inconnue", format!("le texte nomme « {name} », que rien ne remplit"), "rien ne porte ce nom")
        .near(name, known)
}

/// `{x:…|…|…}` where x is no choice.
pub fn not_a_choice(at: At, name: &str) -> Diagnostic {
    error(at, "formes", format!("« {name} » n’est pas un choix : rien ne peut s’accorder avec lui"), "pas un choix")
}

/// A fact that one campaign does not have.
pub fn missing_fact(at: At, fact: &str, campaign: &str, known: &[String]) -> Diagnostic {
    let message = format!("la campagne « {campaign} » n’a pas de « {fact} » dans ses facts");
    error(at, "fait-manquant", message, "fait de campagne manquant").near(fact, known)
}

/// Wider than a button.
pub fn long_label(at: At, label: &str, most: usize) -> Diagnostic {
    let count = label.chars().count();
    warning(
        at,
        "libelle-long",
        format!("ce libellé compte {count} signes ; au-delà de {most}, un bouton le coupe"),
        "libellé long",
    )
}

/// A sentence of the frame that nobody wrote.
pub fn missing_phrase(at: At, key: &str) -> Diagnostic {
    error(
        at,
        "phrase-manquante",
        format!("il manque la phrase « {key} » dans [phrases]"),
        format!("ajoutez : {key} = '''…'''"),
    )
}

/// A sentence nobody says.
pub fn unknown_phrase(at: At, key: &str, known: &[&str]) -> Diagnostic {
    error(at, "phrase-inconnue", format!("aucune phrase ne s’appelle « {key} »"), "phrase inconnue").near(key, known)
}

/// French typography.
pub(crate) fn typography(at: At, slip: Slip) -> Diagnostic {
    let message = match slip {
        Slip::Apostrophe => "apostrophe droite dans un texte lu par les candidats : écrivez ’".to_owned(),
        Slip::Before('»') => "il manque une espace insécable devant le guillemet fermant".to_owned(),
        Slip::Before(sign) => format!("il manque une espace insécable devant « {sign} »"),
        Slip::AfterOpening => "il manque une espace insécable après le guillemet ouvrant".to_owned(),
    };
    warning(at, "typographie", message, "typographie")
}
