//! What is told of accounts of staff and of the journal.

use crate::dialog::definition::Name;
use crate::store::{Checked, End, Fault};

/// A login cannot be one.
#[must_use]
pub fn wrong_login(login: &str) -> String {
    format!(
        "« {login} » ne peut pas être un identifiant : des lettres sans accent, des chiffres, et les signes . _ - @"
    )
}

/// A name cannot be one.
pub const WRONG_NAME: &str = "Ce nom ne convient pas : des lettres, des espaces, des traits d’union, 100 signes au plus. Les candidats le liront.";

/// There is such an account.
#[must_use]
pub fn account_there(login: &str) -> String {
    format!("Il y a déjà un compte « {login} ». La liste : guichet staff list")
}

/// There is no such account.
#[must_use]
pub fn no_account(login: &str) -> String {
    format!("Il n’y a pas de compte « {login} ». La liste : guichet staff list")
}

/// There is no such campaign.
#[must_use]
pub fn no_campaign(named: &str, known: &[Name]) -> String {
    let known = known.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", ");
    format!("« {named} » n’est pas une campagne. Campagnes connues : {known}")
}

/// Asked for at the keyboard.
pub const NEW_PASSWORD: &str = "Mot de passe (12 caractères au moins, il ne s’affiche pas) : ";
/// And again.
pub const SAME_PASSWORD: &str = "Le même, encore une fois : ";
/// They differ.
pub const NOT_THE_SAME: &str = "Les deux mots de passe ne sont pas les mêmes : rien n’a été changé.";
/// Nothing came.
pub const NO_PASSWORD: &str = "Aucun mot de passe sur l’entrée standard : rien n’a été changé.";

/// An account was added.
#[must_use]
pub fn account_added(login: &str) -> String {
    format!("Compte « {login} » créé. La page de connexion est donnée au démarrage de guichet serve.")
}

/// An account was changed, and how.
#[must_use]
pub fn account_changed(login: &str, how: &str) -> String {
    format!("Compte « {login} » : {how}.")
}

/// Above the picture of a secret.
pub const SCAN: &str =
    "À photographier avec l’application du téléphone, ou à y recopier. Ce secret ne sera plus montré :";

/// What was found of the journal, where it is whole.
#[must_use]
pub fn journal_whole(End { number, hash }: &End) -> String {
    match number {
        0 => "Journal intact : il est encore vide.".to_owned(),
        1 => format!("Journal intact : une ligne. Empreinte : {hash}"),
        _ => format!("Journal intact : {number} lignes. Empreinte de la dernière : {hash}"),
    }
}

/// What was found of it, where it is not.
#[must_use]
pub fn journal_broken(number: u64, fault: Fault) -> String {
    let what = match fault {
        Fault::Missing => "la ligne manque",
        Fault::Changed => "la ligne n’est plus celle qui a été écrite",
        Fault::Unchained => "la ligne n’a pas été écrite à la suite de celle qui la précède",
        Fault::End => "la fin du journal n’est pas celle qui a été notée",
    };
    format!("Journal altéré à la ligne {number} : {what}. Conservez les données et les sauvegardes en l’état.")
}

/// What was found of the journal.
#[must_use]
pub fn journal_checked(checked: &Checked) -> String {
    match checked {
        Checked::Whole(end) => journal_whole(end),
        Checked::Broken { number, fault } => journal_broken(*number, *fault),
    }
}
