//! The accessibility statement, a page everybody may read.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use maud::{Markup, html};

use super::{Console, page};

/// The page.
pub fn routes() -> Router<Arc<Console>> {
    Router::new().route("/accessibilite", get(show))
}

async fn show(State(console): State<Arc<Console>>) -> Markup {
    let body = html! {
        div.narrow {
            h1 { "Accessibilité" }
            p { "Cette console a été faite pour être utilisable par tous\u{a0}: au clavier, avec un lecteur d’écran, agrandie, \
                 en thème clair ou sombre, et sans JavaScript." }
            h2 { "État de conformité" }
            p { "Non conforme au RGAA\u{a0}4.1, faute d’audit\u{a0}: des contrôles automatiques sont faits sur chaque page, \
                 mais aucun audit complet n’a été mené." }
            h2 { "Raccourcis clavier" }
            p { "Là où une page en propose, un bouton en bas de page les désactive." }
            h2 { "Signaler une difficulté" }
            p { "Écrivez à la personne qui gère les comptes de votre service\u{a0}: elle transmettra, et vous proposera \
                 l’information autrement. Sans réponse, vous pouvez saisir le Défenseur des droits." }
        }
    };
    page::bare(&console, "Accessibilité", &body)
}
