//! What the command line says of itself, to staff: failures and notices. Candidates' words are in `dialogs/`.

mod backup;
pub mod demo;
mod serve;
mod staff;
mod unlink;

use std::path::Path;

pub use crate::messages::export;
pub use backup::*;
pub use serve::*;
pub use staff::*;
pub use unlink::*;

/// The data folder is held by a process that does not answer.
#[must_use]
pub fn busy(data: &Path) -> String {
    format!(
        "Le dossier de données {} est déjà ouvert par un autre programme qui ne répond pas.\n\
         Fermez-le, ou choisissez un autre dossier avec --data.",
        data.display()
    )
}

/// A write failed.
#[must_use]
pub fn unwritable(data: &Path, cause: &str) -> String {
    format!(
        "Écriture impossible dans {} : {cause}.\n\
         La dernière réponse n’a pas été enregistrée ; tout ce qui a été confirmé avant est conservé.\n\
         Libérez de la place ou vérifiez le disque, puis relancez la même commande.",
        data.display()
    )
}

/// The data cannot be opened.
#[must_use]
pub fn unopened(data: &Path, cause: &str) -> String {
    format!("Impossible d’ouvrir les données de {} : {cause}.", data.display())
}

/// The data folder cannot be made.
#[must_use]
pub fn no_folder(data: &Path) -> String {
    format!("Impossible de créer le dossier de données {}", data.display())
}

/// The data folder cannot be looked into.
pub const NO_CLOCK: &str = "Impossible de lire le dossier de données (option --data)";

/// A rehearsal's folder opened without its clock.
#[must_use]
pub fn rehearsal(offset: &str) -> String {
    format!(
        "Ce dossier de données sert à une répétition, dont l’horloge avance de {offset}.\n\
         Relancez avec --clock-offset {offset} (ou davantage), ou choisissez un autre dossier avec --data."
    )
}

/// A rehearsal's clock turned back.
#[must_use]
pub fn backwards(offset: &str) -> String {
    format!("L’horloge de cette répétition avance déjà de {offset} : elle ne peut qu’avancer davantage.")
}

/// A rehearsal's clock asked of a service that runs with another.
#[must_use]
pub fn other_clock(data: &Path) -> String {
    format!(
        "Un autre guichet est déjà ouvert sur {} avec une autre horloge : fermez-le d’abord, \
         ou enlevez --clock-offset.",
        data.display()
    )
}

/// No folder to keep data in.
pub const NO_HOME: &str = "Aucun dossier personnel trouvé : indiquez où garder les données avec --data DOSSIER.";

/// A line of `--jsonl` that cannot be read.
pub const BAD_LINE: &str = "Ligne illisible : un objet JSON avec \"text\", \"press\" ou \"file\" est attendu, \
                            par exemple {\"text\":\"bonjour\"}.";

/// Neither a dialog nor a campaign.
#[must_use]
pub fn unknown_dialog(name: &str, known: &str) -> String {
    format!("« {name} » n’est ni un guide ni une campagne. Guides et campagnes connus : {known}.")
}

/// No such dossier.
#[must_use]
pub fn unknown_dossier(which: &str) -> String {
    format!("Aucun dossier « {which} ». La commande « guichet dossiers » les liste.")
}

/// No such piece in a dossier.
#[must_use]
pub fn unknown_piece(name: &str, known: &str) -> String {
    match known {
        "" => "Ce dossier n’a aucune pièce.".to_owned(),
        _ => format!("Aucune pièce « {name} » dans ce dossier. Pièces reçues : {known}."),
    }
}

/// Several pieces of one name.
#[must_use]
pub fn several_pieces(name: &str, keys: &str) -> String {
    format!("Plusieurs pièces s’appellent « {name} » : indiquez l’une de ces étapes à la place : {keys}.")
}

/// A piece whose content was never sent, or is there no more.
#[must_use]
pub fn no_content(name: &str) -> String {
    format!("Le contenu de « {name} » n’est pas gardé ici : le candidat n’a envoyé que sa description.")
}

/// A file that would be written over.
#[must_use]
pub fn already_there(path: &Path) -> String {
    format!("{} existe déjà : choisissez un autre nom avec -o.", path.display())
}

/// Where a piece was written.
#[must_use]
pub fn written(path: &Path) -> String {
    format!(
        "{} est écrit. Ce fichier contient des données personnelles : effacez-le dès qu’il ne sert plus.",
        path.display()
    )
}

/// A short number that fits several dossiers.
#[must_use]
pub fn several_dossiers(which: &str, ids: &str) -> String {
    format!("Plusieurs dossiers portent le numéro {which} : indiquez l’un de ces identifiants complets : {ids}.")
}

/// A file that a line of `chat --jsonl` sends.
#[must_use]
pub fn no_such_file(path: &str) -> String {
    format!("Le fichier « {path} » n’existe pas, ou ce n’est pas un fichier : rien n’a été envoyé.")
}

/// Nobody of that name.
#[must_use]
pub fn unknown_person(name: &str) -> String {
    format!("Personne n’a encore parlé au guichet sous le nom « {name} » (option --as).")
}

/// At the start of a chat on a screen.
pub const HOW_TO_LEAVE: &str = "(Pour quitter : Ctrl-D. Tout est enregistré à chaque réponse.)";

/// The first Ctrl-C.
pub const AGAIN_TO_LEAVE: &str = "(Encore Ctrl-C pour quitter ; rien ne sera perdu.)";

/// The end of a chat on a screen.
#[must_use]
pub fn farewell(command: &str) -> String {
    format!("\nÀ bientôt. Tout ce que vous avez confirmé est enregistré.\nPour reprendre : {command}")
}

/// The end of a chat that was kept in memory only.
pub const FAREWELL_UNKEPT: &str = "\nÀ bientôt. Cette conversation n’était gardée qu’en mémoire : rien n’est conservé.";

/// The socket cannot be opened; the rest goes on.
pub const NO_SOCKET: &str = "socket indisponible : les autres commandes attendront la fin de ce programme";

/// The answer of a process that speaks otherwise.
pub const OTHER_VERSION: &str =
    "Le guichet déjà ouvert sur ces données est d’une autre version : fermez-le, puis relancez la commande.";
