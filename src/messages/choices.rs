//! Options, lists, maps, groups.

use super::error;
use crate::dialog::diagnostic::{At, Diagnostic};

/// Two options that read the same.
pub fn same_label(at: At, label: &str) -> Diagnostic {
    error(at, "libelle-double", format!("deux options s’appellent « {label} »"), "libellé déjà pris")
}

/// An option's replacement that is no option.
pub fn unknown_instead(at: At, id: &str, known: &[String]) -> Diagnostic {
    error(at, "valeur-inconnue", format!("aucune option ne s’appelle « {id} »"), "option inconnue").near(id, known)
}

/// A choice nobody can answer.
pub fn no_option(at: At, slot: &str) -> Diagnostic {
    error(
        at,
        "impasse",
        format!("personne ne peut répondre à « {slot} » : aucune option n’est possible"),
        "aucune option possible",
    )
}

/// More wishes asked for than there are options.
pub fn too_few_options(at: At, slot: &str, least: usize, count: usize) -> Diagnostic {
    let message = format!("« {slot} » demande au moins {least} vœux, et il n’y a que {count} options");
    error(at, "impasse", message, "pas assez d’options").hint("baissez min, ou ajoutez other = true")
}

/// A recap that would stand in each entry of a group.
pub fn recap_in_group(at: At, step: &str) -> Diagnostic {
    error(
        at,
        "impasse",
        format!("le récapitulatif « {step} » ne peut pas faire partie d’un groupe"),
        "récapitulatif dans un groupe",
    )
}

/// A group that may stay empty and does not ask.
pub fn no_first(at: At, group: &str) -> Diagnostic {
    error(
        at,
        "groupe",
        format!("le groupe « {group} » peut rester vide (min = 0) : il lui faut une question « first »"),
        "ajoutez : first = '''…'''",
    )
}

/// A group of nothing.
pub fn empty_group(at: At, group: &str) -> Diagnostic {
    error(at, "groupe", format!("aucune étape ne fait partie du groupe « {group} »"), "groupe vide")
}

/// A value that a map forgets.
pub fn map_lacks(at: At, derived: &str, value: &str) -> Diagnostic {
    error(at, "table-incomplete", format!("« {derived} » ne dit rien pour « {value} »"), "table incomplète")
        .hint(format!("ajoutez {value} = '…' dans map"))
}

/// A map about a slot whose values are not known beforehand.
pub fn map_from_open(at: At, slot: &str) -> Diagnostic {
    error(
        at,
        "table-incomplete",
        format!("« {slot} » n’est ni un choix ni un oui ou non : map ne peut pas en partir"),
        "pas un choix",
    )
}

/// Neither or both of `value` and `from`/`map`.
pub fn derived_shape(at: At, name: &str) -> Diagnostic {
    error(at, "cle-manquante", format!("« {name} » demande soit value, soit from et map"), "value, ou from et map")
}
