//! What staff read in a transcript where nobody said a word.

/// The person shut the conversation on their side.
pub const SHUT: &str = "conversation bloquée par la personne : plus rien ne lui arrive ici";
/// They opened it again.
pub const OPENED_AGAIN: &str = "conversation rouverte par la personne";
/// Telegram refused a message of ours for good, and said why.
#[must_use]
pub fn refused(why: &str) -> String {
    format!("message refusé par Telegram, qui répond : «\u{a0}{why}\u{a0}»")
}
/// A message that ended the process each time.
pub const QUARANTINED: &str =
    "message mis de côté sans être lu : il arrêtait le service à chaque essai ; à regarder dans Telegram";
/// A mail that ended the process each time.
pub const QUARANTINED_MAIL: &str = "courriel mis de côté sans être lu : il arrêtait le service à chaque essai ; à regarder dans le dossier des erreurs";
/// A letter that ended the process each time it was written.
pub const QUARANTINED_DUE: &str =
    "ce qui était prévu n’a pas été fait : cela arrêtait le service à chaque essai ; à regarder";
/// More words in a day than are kept.
pub const TOO_MANY_WORDS: &str =
    "trop de texte en une journée : ce qui suit n’est ni lu ni gardé jusqu’à demain (la personne en est prévenue)";
/// Something of a kind this version does not know.
pub const UNKNOWN_KIND: &str = "message d’un type inconnu, laissé de côté";
/// The last button of a list of wishes.
pub const VALIDATED: &str = "Valider";

/// A program wrote the mail.
pub const AUTOMATIC: &str = "message automatique : gardé, sans réponse";
/// « Je suis absent ».
pub const ABSENT: &str = "message d’absence : gardé, sans réponse";
/// A mail came back for good.
pub const BOUNCED: &str = "un courriel n’a pas pu être remis (définitif) : plus rien n’arrive à cette adresse";
/// A mail came back, for now.
pub const BOUNCED_FOR_NOW: &str = "un courriel n’a pas pu être remis pour l’instant";
/// What stood there went with its dossier.
pub const DESTROYED: &str = "[message sur une candidature détruite depuis]";
/// One more address is theirs.
pub const LINKED: &str = "nouvelle adresse reconnue comme celle de la personne";
/// A mail from an address that is not theirs, under their token.
pub const HELD: &str = "courriel d’une adresse inconnue, retenu jusqu’à preuve";
/// Mail of somebody else, passed on.
pub const RELAYED: &str = "courriel d’un tiers, transmis à la personne sans être lu";

/// The same, when it could not be passed on.
pub const NOT_RELAYED: &str = "courriel d’un tiers, ni lu ni transmis : trop long, ou trop de courriels ce jour-là";

/// Telegram found fault with a message.
pub const REFUSED_FAULTY: &str = "Telegram a refusé ce message (400)";
/// The person shut the conversation.
pub const REFUSED_SHUT: &str = "la personne a bloqué la conversation (403)";
/// Nobody is there.
pub const REFUSED_GONE: &str = "cette conversation n’existe plus";
/// A newer question took its place.
pub const REFUSED_SUPERSEDED: &str = "remplacé par une question plus récente";
/// Our mail could not be written.
pub const MAIL_FAULTY: &str = "ce courriel n’a pas pu être composé";
/// The relay refused our mail.
pub const MAIL_GONE: &str = "refusé pour toujours par le serveur de courrier";
/// It came back.
pub const MAIL_RETURNED: &str = "revenu : il n’a pas pu être remis à son destinataire";
/// No mail is kept of an entry.
#[must_use]
pub fn no_mail(entry: u64) -> String {
    format!("aucun courriel n’est gardé pour l’entrée {entry} : ce n’en est pas un, ou il a plus de trente jours")
}
/// Not sent yet.
pub const WAITING: &str = "en attente d’envoi";
