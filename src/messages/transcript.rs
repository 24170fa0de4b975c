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
/// One of their addresses is theirs no more.
pub const UNLINKED: &str = "adresse retirée de la personne par le service";
/// A mail from an address that is not theirs, under their token.
pub const HELD: &str = "courriel d’une adresse inconnue, retenu jusqu’à preuve";
/// The platform asks.
pub const PLATFORM_ASKS: &str = "la plateforme demande si la candidature est maintenue (courriel authentifié)";
/// The candidate passed its question on.
pub const PLATFORM_PASSED_ON: &str =
    "la plateforme demande si la candidature est maintenue (courriel transféré par la personne)";
/// It shows a date.
pub const PLATFORM_SHOWS: &str = "courriel de la plateforme, avec une date de validité";
/// It says it is the platform's, and nothing proves it.
pub const PLATFORM_UNPROVEN: &str =
    "courriel qui se dit de la plateforme, sans preuve : mis de côté, ni transmis ni suivi d’effet ; à regarder";
/// The platform was answered.
#[must_use]
pub fn platform_answered(words: &str) -> String {
    format!("réponse à la plateforme, à la place de la personne : «\u{a0}{words}\u{a0}»")
}
/// It could not be: its address is not, or no longer, among those that may be answered.
pub const PLATFORM_NOT_ANSWERED: &str = "aucune réponse à la plateforme : l’adresse à laquelle répondre n’est pas dans answers_to, ou le courriel n’est plus servi";
/// Our answer came back.
pub const PLATFORM_ANSWER_RETURNED: &str =
    "la réponse à la plateforme n’a pas pu être remise ; la personne en est avertie";

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
/// A member of staff took the conversation before it left.
pub const REFUSED_HELD: &str = "retenu : une personne du service a pris la conversation avant son départ";
/// They said STOP before it left.
pub const REFUSED_STOPPED: &str = "retenu : la personne a demandé à ne plus recevoir de rappel";
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

/// A member of staff has the conversation from here on.
#[must_use]
pub fn taken(login: &str) -> String {
    format!("{login} a pris la conversation : l’assistant se tait")
}
/// They gave it back.
#[must_use]
pub fn handed_back(login: &str) -> String {
    format!("{login} a rendu la conversation à l’assistant")
}
/// Nobody did anything in it.
pub const HANDED_BACK_ALONE: &str = "conversation rendue à l’assistant : personne n’y a rien fait depuis deux jours ouvrés, ou la candidature arrive à son terme";
/// A member of staff wrote, and there is nowhere to send it.
pub const STAFF_UNHEARD: &str = "message du service non envoyé : cette personne n’est joignable nulle part";
