//! What whoever runs the service reads while it runs.

/// The last run did not end as it should.
pub const ENDED_UNCLEANLY: &str =
    "le service ne s’était pas arrêté normalement : ce qui attend est d’abord pris message par message";
/// The webhook is not ours any more.
pub const OTHER_WEBHOOK: &str = "Telegram n’apporte plus les messages de ce bot à cette adresse : un autre programme a \
    changé le webhook. Arrêtez-le, puis relancez guichet serve";
/// Telegram cannot reach us.
pub const UNREACHED: &str = "Telegram n’arrive pas à apporter des messages à l’adresse du webhook : vérifiez qu’elle \
    est joignable depuis Internet (nom, certificat, pare-feu, relais)";
/// All is well again.
pub const WEBHOOK_BACK: &str = "Telegram apporte de nouveau les messages à l’adresse du webhook";
/// A message ended the process, again and again.
pub const KILLER: &str = "un message a arrêté le service à chaque essai : il est mis de côté, voyez guichet transcript ou, \
    pour un courriel, le dossier des erreurs";
/// Somebody something is due for cannot be read.
pub const UNREADABLE_DUE: &str = "une personne pour qui quelque chose est prévu ne peut pas être relue : rien n’est fait pour elle, voyez guichet transcript";
/// The disk is full.
pub const NO_ROOM: &str = "il reste moins d’un vingtième de place sur le disque : plus aucun message n’est lu, rien n’est \
    perdu. Libérez de la place";
/// The disk is nearly full.
pub const NO_ROOM_FOR_PIECES: &str =
    "il reste moins d’un dixième de place sur le disque : les fichiers ne sont plus acceptés. Libérez de la place";
/// It is not any more.
pub const ROOM_AGAIN: &str = "il y a de nouveau assez de place sur le disque : messages et fichiers sont acceptés";
/// Another process asks for the same bot's messages.
pub const SECOND_POLLER: &str =
    "un autre programme lit déjà les messages de ce bot Telegram : arrêtez-le, un bot n’a qu’un lecteur";
