//! Conditions, and steps nobody reaches.

use super::{error, warning};
use crate::dialog::diagnostic::{At, Diagnostic};

/// A value the slot never has.
pub fn unknown_value(at: At, slot: &str, value: &str, known: &[String]) -> Diagnostic {
    error(at, "valeur-inconnue", format!("« {slot} » ne vaut jamais « {value} »"), "valeur impossible")
        .near(value, known)
}

/// A condition that is written in another way.
pub fn condition_shape(at: At, slot: &str) -> Diagnostic {
    error(at, "type", format!("la condition sur « {slot} » est mal écrite"), "condition illisible")
        .hint(format!("écrivez {slot} = ['a', 'b'], {slot} = {{ not = ['a'] }} ou {slot} = 'filled'"))
}

/// A condition that excludes itself.
pub fn never(at: At, slot: &str) -> Diagnostic {
    error(at, "inaccessible", format!("cette condition sur « {slot} » ne peut jamais être remplie"), "jamais vrai")
}

/// A step that waits for what was never asked on the way to it.
pub fn unreachable(at: At, step: &str, slot: &str) -> Diagnostic {
    let message =
        format!("l’étape « {step} » est inaccessible : « {slot} » n’est demandé que dans des cas qu’elle exclut");
    error(at, "inaccessible", message, "jamais posée")
}

/// Steps that wait for each other.
pub fn cycle(at: At, steps: &[String]) -> Diagnostic {
    error(at, "cycle", format!("ces étapes s’attendent l’une l’autre : {}", steps.join(" → ")), "attend en rond")
}

/// A step that waits for one behind it.
pub fn asked_later(at: At, step: &str, slot: &str) -> Diagnostic {
    let message = format!("l’étape « {step} » attend « {slot} », qui est demandé plus loin dans le fichier");
    warning(at, "ordre", message, "demandé plus loin").hint("déplacez l’étape après celle qu’elle attend")
}

/// A step outside a group that waits for what each of its entries holds.
pub fn outside_group(at: At, slot: &str) -> Diagnostic {
    let message = format!("« {slot} » appartient à un groupe : une étape hors de ce groupe ne peut pas en dépendre");
    error(at, "inaccessible", message, "valeur d’un groupe")
}
