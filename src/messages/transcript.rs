//! What staff read in a transcript where nobody said a word.

/// The person shut the conversation on their side.
pub const SHUT: &str = "conversation bloquée par la personne : plus rien ne lui arrive ici";
/// They opened it again.
pub const OPENED_AGAIN: &str = "conversation rouverte par la personne";
/// Something of a kind this version does not know.
pub const UNKNOWN_KIND: &str = "message d’un type inconnu, laissé de côté";
/// The last button of a list of wishes.
pub const VALIDATED: &str = "Valider";
