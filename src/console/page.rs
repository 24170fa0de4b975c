//! The frame of every page: head, ways to the other pages, what was just done, foot.

use maud::{DOCTYPE, Markup, html};

use super::Console;
use super::access::Visitor;

/// A page of the console, for who is logged in.
#[must_use]
pub fn page(console: &Console, visitor: &Visitor, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · guichet" }
                link rel="stylesheet" href=(console.link("/console.css"));
            }
            body {
                header { p { (visitor.name) } }
                main id="contenu" { (body) }
            }
        }
    }
}
