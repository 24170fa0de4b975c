//! What is wrong with the settings of mail, and what is said while it runs. Secrets are never among the words.

/// A setting that needs another.
#[must_use]
pub fn mail_needs(setting: &str, wanted: &str) -> String {
    format!("{setting} est donné : il faut aussi {wanted}")
}

/// An address that is none.
#[must_use]
pub fn mail_address(setting: &str) -> String {
    format!("{setting} n’est pas une adresse : écrivez par exemple guichet@exemple.fr")
}

/// Neither mailbox nor Maildir.
pub const MAIL_NOWHERE: &str =
    "[mail] address est donnée : indiquez d’où vient le courrier, [imap] host ou [mail] maildir";

/// Both of them.
pub const MAIL_TWICE: &str = "[imap] host et [mail] maildir sont donnés tous deux : gardez l’un des deux";

/// A word that is not among those known.
#[must_use]
pub fn mail_word(setting: &str, word: &str, known: &[&str]) -> String {
    format!("{setting} = « {word} » n’existe pas ; possibles : {}", known.join(", "))
}

/// More than one secret for one account.
#[must_use]
pub fn mail_secrets(section: &str) -> String {
    format!("[{section}] : un seul de password, password_file, token_file et token_command")
}

/// A file that cannot be read.
#[must_use]
pub fn mail_file(setting: &str, path: &str, why: &str) -> String {
    format!("{setting} = « {path} » : {why}")
}

/// A number outside its bounds.
#[must_use]
pub fn mail_bounds(setting: &str, least: u64, most: u64) -> String {
    format!("{setting} doit être compris entre {least} et {most}")
}

/// A folder whose name IMAP would write otherwise.
#[must_use]
pub fn mail_folder(setting: &str) -> String {
    format!("{setting} doit être un nom de dossier sans accent, sur une ligne")
}

/// Two folders that are one.
pub const MAIL_SAME_FOLDERS: &str = "[imap] folder, done_folder et error_folder doivent être trois dossiers différents";

/// A password that would travel for all to read.
#[must_use]
pub fn mail_in_clear(section: &str) -> String {
    format!("[{section}] tls = « aucun » : le mot de passe passerait en clair ; réservé à un serveur de cette machine")
}
