//! Why a page is not shown, in French; drawn by the guard, which knows the frame.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::store::StoreError;

/// Why a page is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Who asks may not see or do that.
    Forbidden,
    /// There is no such page, or no such person they may see.
    Unknown,
    /// What was sent makes no sense: the form is not ours.
    Senseless,
    /// Nobody is logged in, or not any more.
    LoggedOut,
    /// The form came from another site.
    Elsewhere,
    /// The store failed, or there is no room.
    Failed,
    /// It was done, and the journal could not be written.
    Unwritten,
}

impl Problem {
    /// The answer's code.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Forbidden | Self::Elsewhere => StatusCode::FORBIDDEN,
            Self::LoggedOut => StatusCode::UNAUTHORIZED,
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Senseless => StatusCode::BAD_REQUEST,
            Self::Failed => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unwritten => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The page's title, and what it says.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Forbidden => (
                "Accès refusé",
                "Votre rôle ne donne pas accès à cette page. Si vous en avez besoin, demandez-le à la personne qui gère les \
                 comptes.",
            ),
            Self::Elsewhere => (
                "Demande refusée",
                "Cette demande ne vient pas d’une page de la console. Revenez à la file et recommencez depuis là.",
            ),
            Self::LoggedOut => (
                "Connexion nécessaire",
                "Votre session est terminée. Rien de ce que vous venez d’envoyer n’a été enregistré\u{a0}: reconnectez-vous, puis \
                 recommencez.",
            ),
            Self::Unknown => ("Page introuvable", "Cette page n’existe pas, ou n’existe plus."),
            Self::Senseless => {
                ("Demande incomplète", "Cette demande n’a pas pu être lue. Revenez en arrière et recommencez.")
            }
            Self::Failed => (
                "Service indisponible",
                "Les données ne répondent pas. Rien n’a été enregistré\u{a0}; réessayez dans un instant.",
            ),
            Self::Unwritten => (
                "Fait, mais pas inscrit au journal",
                "Ce que vous avez demandé est fait. Le journal, lui, n’a pas pu l’inscrire\u{a0}: ne recommencez pas, et prévenez \
                 la personne qui administre le service.",
            ),
        }
    }
}

impl Problem {
    /// The journal failed behind something that was done.
    #[must_use]
    pub fn unwritten(error: StoreError) -> Self {
        tracing::error!(%error, "console.journal");
        Self::Unwritten
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "console.store");
        Self::Failed
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A page there is not.
pub async fn unknown() -> Problem {
    Problem::Unknown
}
