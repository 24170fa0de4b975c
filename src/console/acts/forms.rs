//! The forms as they are sent. Names are those of the pages' fields.

use serde::Deserialize;
use uuid::Uuid;

/// Its id, and the last entry that was read: none, where the form does not say.
#[derive(Debug, Deserialize)]
pub(super) struct Once {
    pub(super) id: Uuid,
    #[serde(default)]
    pub(super) lu: u64,
}

/// « Prendre la main »: and who was seen to have it, nobody for the assistant.
#[derive(Debug, Deserialize)]
pub(super) struct Take {
    pub(super) id: Uuid,
    pub(super) vu: String,
}

/// A reply: the last entry that was read, where it goes, its words.
#[derive(Deserialize)]
pub(super) struct Say {
    pub(super) id: Uuid,
    pub(super) lu: u64,
    pub(super) sur: String,
    pub(super) mots: String,
}

/// « Annuler l’envoi »
#[derive(Debug, Deserialize)]
pub(super) struct Unsay {
    pub(super) message: Uuid,
}

/// « Corriger »
#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) id: Uuid,
    pub(super) dossier: Uuid,
    pub(super) cle: String,
    pub(super) mots: String,
}

/// « Convient », or with what is wrong « Refuser ».
#[derive(Deserialize)]
pub(super) struct Piece {
    pub(super) id: Uuid,
    pub(super) dossier: Uuid,
    pub(super) cle: String,
    pub(super) motif: Option<String>,
}

/// A private note.
#[derive(Deserialize)]
pub(super) struct NewNote {
    pub(super) id: Uuid,
    pub(super) mots: String,
    #[serde(default)]
    pub(super) epingler: String,
}

/// « Épingler »
#[derive(Debug, Deserialize)]
pub(super) struct Pin {
    pub(super) note: Uuid,
    pub(super) epingler: String,
}

/// « Attribuer »: a login, or nobody.
#[derive(Debug, Deserialize)]
pub(super) struct Assign {
    pub(super) id: Uuid,
    pub(super) a: String,
}

/// A label, on or off.
#[derive(Debug, Deserialize)]
pub(super) struct Label {
    pub(super) id: Uuid,
    pub(super) libelle: String,
    pub(super) mettre: String,
}

/// « Clore », or « Rouvrir ».
#[derive(Debug, Deserialize)]
pub(super) struct Close {
    pub(super) id: Uuid,
    #[serde(default)]
    pub(super) lu: u64,
    pub(super) clore: String,
}

/// The candidate's consent to pass a summary on.
#[derive(Deserialize)]
pub(super) struct Consent {
    pub(super) id: Uuid,
    pub(super) accord: String,
    pub(super) mots: String,
}
