//! What the journal keeps of who read and did what: ids, logins and dates, no candidate's name or words.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What was done. The journal keeps these names for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Logged in.
    LoggedIn,
    /// Was refused: a wrong password or code for an account there is.
    LoginRefused,
    /// Logged out.
    LoggedOut,
    /// Changed their password, or somebody's.
    PasswordChanged,
    /// A second proof was set up.
    TotpSet,
    /// A second proof was taken away.
    TotpRemoved,
    /// Sessions were ended.
    SessionsEnded,
    /// An account was added.
    AccountAdded,
    /// An account has another role, other campaigns or another name.
    AccountChanged,
    /// An account was shut.
    AccountShut,
    /// An account was opened again.
    AccountOpened,
    /// A conversation and its dossiers were read.
    ConversationRead,
    /// A piece was opened.
    PieceRead(Uuid),
    /// A mail was read as it arrived; the entry of the transcript.
    MailRead(u64),
    /// A transcript was printed.
    TranscriptPrinted,
    /// Searched; what for is not kept. With a person: their names and words were shown among what was found.
    Searched,
    /// A list of so many persons was taken out.
    Exported(u64),
    /// The report of what was not understood, or the funnel, was read.
    ReportRead,
    /// The journal was read.
    JournalRead,
    /// The conversation was taken over.
    Took,
    /// It was handed back to the assistant.
    HandedBack,
    /// Something was said to the candidate.
    Said,
    /// It was taken back.
    Unsaid,
    /// An answer was given or corrected in the candidate's name.
    Answered,
    /// A piece was accepted or refused: its id, or its dossier’s where nothing of it was kept.
    PieceChecked(Uuid),
    /// What the candidate waited for was done.
    Settled,
    /// The conversation was assigned.
    Assigned,
    /// A label was put on or taken off.
    Labelled,
    /// The conversation was closed.
    Closed,
    /// It was opened again.
    Reopened,
    /// A note was written.
    Noted,
    /// A note was removed.
    NoteRemoved,
    /// The conversation was passed on to another service.
    Forwarded,
}

impl Deed {
    /// Its name, as the journal is filtered by it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.told().0
    }

    /// What a member of staff reads of it.
    #[must_use]
    pub fn words(&self) -> &'static str {
        self.told().1
    }

    /// Every name there is, with its words.
    #[must_use]
    pub fn all() -> Vec<(&'static str, &'static str)> {
        let nobody = Uuid::nil();
        let logins = [
            Self::LoggedIn,
            Self::LoginRefused,
            Self::LoggedOut,
            Self::PasswordChanged,
            Self::TotpSet,
            Self::TotpRemoved,
            Self::SessionsEnded,
            Self::AccountAdded,
            Self::AccountChanged,
            Self::AccountShut,
            Self::AccountOpened,
        ];
        let reads = [
            Self::ConversationRead,
            Self::PieceRead(nobody),
            Self::MailRead(0),
            Self::TranscriptPrinted,
            Self::Searched,
            Self::Exported(0),
            Self::ReportRead,
            Self::JournalRead,
        ];
        let acts = [
            Self::Took,
            Self::HandedBack,
            Self::Said,
            Self::Unsaid,
            Self::Answered,
            Self::PieceChecked(nobody),
            Self::Settled,
            Self::Assigned,
            Self::Labelled,
            Self::Closed,
            Self::Reopened,
            Self::Noted,
            Self::NoteRemoved,
            Self::Forwarded,
        ];
        logins.iter().chain(&reads).chain(&acts).map(Self::told).collect()
    }

    fn told(&self) -> (&'static str, &'static str) {
        match self {
            Self::LoggedIn => ("connexion", "connexion"),
            Self::LoginRefused => ("connexion-refusee", "connexion refusée"),
            Self::LoggedOut => ("deconnexion", "déconnexion"),
            Self::PasswordChanged => ("mot-de-passe", "mot de passe changé"),
            Self::TotpSet => ("code-active", "code à usage unique activé"),
            Self::TotpRemoved => ("code-retire", "code à usage unique retiré"),
            Self::SessionsEnded => ("sessions-fermees", "sessions fermées"),
            Self::AccountAdded => ("compte-cree", "compte créé"),
            Self::AccountChanged => ("compte-modifie", "compte modifié"),
            Self::AccountShut => ("compte-ferme", "compte fermé"),
            Self::AccountOpened => ("compte-rouvert", "compte rouvert"),
            Self::ConversationRead => ("lecture", "conversation lue"),
            Self::PieceRead(_) => ("piece-lue", "pièce ouverte"),
            Self::MailRead(_) => ("courriel-lu", "courriel d’origine lu"),
            Self::TranscriptPrinted => ("impression", "conversation imprimée"),
            Self::Searched => ("recherche", "recherche"),
            Self::Exported(_) => ("export", "liste exportée"),
            Self::ReportRead => ("rapport", "rapport ou entonnoir lu"),
            Self::JournalRead => ("journal", "journal lu"),
            Self::Took => ("reprise", "conversation reprise"),
            Self::HandedBack => ("rendue", "conversation rendue à l’assistant"),
            Self::Said => ("reponse", "message envoyé"),
            Self::Unsaid => ("reponse-annulee", "message annulé"),
            Self::Answered => ("correction", "réponse saisie pour la personne"),
            Self::PieceChecked(_) => ("piece-controlee", "pièce contrôlée"),
            Self::Settled => ("traitee", "demande traitée"),
            Self::Assigned => ("attribution", "conversation attribuée"),
            Self::Labelled => ("etiquette", "étiquette changée"),
            Self::Closed => ("close", "conversation close"),
            Self::Reopened => ("rouverte", "conversation rouverte"),
            Self::Noted => ("note", "note ajoutée"),
            Self::NoteRemoved => ("note-retiree", "note retirée"),
            Self::Forwarded => ("transmission", "conversation transmise"),
        }
    }
}

/// A deed about to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// When.
    pub at: Timestamp,
    /// The login of who did it; nobody's when it was done by a command, on the machine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What.
    pub deed: Deed,
    /// Which candidate it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Uuid>,
    /// Whose account it is about, where it is another one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Its number, from 1, without a gap.
    pub number: u64,
    /// What it says.
    pub done: Done,
}
