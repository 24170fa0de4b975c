//! The frame of every page: head, ways to the other pages, what was just done, foot.

pub mod done;

use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::access::{Right, Visitor};
use super::problem::Problem;
use super::{Console, assets};

/// The pages there is a way to from every other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// The queue.
    Queue,
    /// The search.
    Search,
    /// What was not understood.
    Understanding,
    /// How far candidates come.
    Funnel,
    /// Accounts.
    Staff,
    /// Who read and did what.
    Journal,
    /// One's own account.
    Account,
    /// None of these.
    None,
}

/// Where they are, what they are called, and who may go there.
const TABS: [(Tab, &str, &str, Right); 6] = [
    (Tab::Queue, "/file", "File", Right::Read),
    (Tab::Search, "/recherche", "Recherche", Right::Read),
    (Tab::Understanding, "/comprehension", "Compréhension", Right::Report),
    (Tab::Funnel, "/entonnoir", "Entonnoir", Right::Report),
    (Tab::Staff, "/personnel", "Personnel", Right::Staff),
    (Tab::Journal, "/journal", "Journal", Right::Audit),
];

/// A page of the console, for who is logged in. The body brings its own h1.
#[must_use]
pub fn page(console: &Console, visitor: &Visitor, tab: Tab, title: &str, body: &Markup) -> Markup {
    let head = html! {
        nav.ways aria-label="Pages" { ul {
            @for (of, path, name, right) in TABS {
                @if visitor.may(right) {
                    li { a href=(console.link(path)) aria-current=[(of == tab).then_some("page")] { (name) } }
                }
            }
        } }
        div.who {
            a href=(console.link("/compte")) aria-current=[(tab == Tab::Account).then_some("page")] {
                (visitor.name) " (" (visitor.role.code()) ")"
            }
            form method="post" action=(console.link("/deconnexion")) { button.quiet { "Se déconnecter" } }
        }
    };
    let body = html! {
        @if let Some(done) = visitor.done { p.done role="status" { (done) } }
        (body)
    };
    frame(console, title, &head, &body)
}

/// A page for who is not logged in, or may not see another.
#[must_use]
pub fn bare(console: &Console, title: &str, body: &Markup) -> Markup {
    frame(console, title, &html! {}, body)
}

/// The page of what went wrong.
#[must_use]
pub fn error(console: &Console, problem: Problem) -> Response {
    let (title, words) = problem.words();
    let way =
        if problem == Problem::LoggedOut { ("/connexion", "Se connecter") } else { ("/file", "Revenir à la file") };
    let body = html! {
        h1 { (title) }
        p { (words) }
        p { a href=(console.link(way.0)) { (way.1) } }
    };
    (problem.status(), bare(console, title, &body)).into_response()
}

fn frame(console: &Console, title: &str, head: &Markup, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) " · guichet" }
                link rel="stylesheet" href=(console.link(assets::STYLE.url()));
                script type="module" src=(console.link(assets::SCRIPT.url())) {}
            }
            body {
                a.skip href="#contenu" { "Aller au contenu" }
                header.top {
                    p.brand { a href=(console.link("/")) { "guichet" } }
                    (head)
                }
                main id="contenu" tabindex="-1" { (body) }
                footer.foot {
                    p { a href=(console.link("/accessibilite")) { "Accessibilité\u{a0}: non conforme" } }
                    p.keys hidden data-keys {
                        button.quiet type="button" aria-pressed="true" { "Raccourcis clavier" }
                    }
                }
            }
        }
    }
}
