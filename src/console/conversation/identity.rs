//! Where the person writes from, and what proves that it is them.

use maud::{Markup, html};

use super::folder::Folder;
use super::words;
use crate::conversation::{Address, Role, Thread};
use crate::dialog::person::Channel;
use crate::messages::export;

/// Their addresses.
pub fn identities(folder: &Folder) -> Markup {
    let known = folder.loaded.addresses.iter().filter(|(address, _)| !address.is_token());
    let known: Vec<_> = known.collect();
    html! {
        section aria-labelledby="identites" {
            h2 #identites { "Identités" }
            @if known.is_empty() { p.soft { "Aucune adresse connue." } }
            ul {
                @for (address, role) in known {
                    li {
                        strong { (export::channel(address.channel)) } " " bdi { (words::harmless(&address.id)) }
                        " — " (owner(*role)) "\u{a0}; " (proof(address))
                        @if let Some(thread) = folder.loaded.threads.iter().find(|thread| thread.address == *address) {
                            (standing(thread))
                        }
                    }
                }
            }
        }
    }
}

fn owner(role: Role) -> &'static str {
    match role {
        Role::Own => "la personne elle-même",
        Role::Helper => "quelqu’un qui l’aide",
    }
}

fn proof(address: &Address) -> &'static str {
    match address.channel {
        Channel::Telegram => "compte authentifié par Telegram",
        Channel::Email => {
            "adresse reconnue ; chaque courriel est vérifié à l’arrivée (notre jeton, ou ce dont son serveur répond)"
        }
        Channel::Terminal | Channel::Console => "ouverte sur cette machine",
    }
}

fn standing(thread: &Thread) -> Markup {
    let mail = thread.mail.as_deref();
    html! {
        @if thread.shut { " " strong.bad { "Fermée\u{a0}: plus rien n’y arrive." } }
        @if let Some(until) = mail.and_then(|mail| mail.absent) { " Absence annoncée jusqu’au " (words::date(until)) "." }
        @if let Some(at) = mail.and_then(|mail| mail.returned) { " Un de nos courriels en est revenu le " (words::moment(at)) "." }
        @if mail.is_some_and(|mail| !mail.held.is_empty()) { " " strong.bad { "Un courriel attend que son expéditeur soit prouvé." } }
    }
}
