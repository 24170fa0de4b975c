//! How a list is asked for: one form, all of it in the address.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::filter::{Assigned, Filter, Stand};
use super::{Sight, words};
use crate::console::board::Order;
use crate::dialog::definition::Dialog;
use crate::dialog::text::Args;

/// One thing to choose: the code in the address, its words.
pub(in crate::console) type Choices = Vec<(String, String)>;

impl Sight<'_> {
    pub(super) fn form(&self) -> Markup {
        let filter = self.filter;
        let count = Filter { page: 1, order: None, ..filter.clone() }.pairs().len().saturating_sub(1);
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        html! {
            details.filters open[!filter.is_whole()] {
                summary { "Filtrer et trier" @if !filter.is_whole() { " (" (count.max(1)) ")" } }
                form method="get" action=(self.console.link("/file")) {
                    input type="hidden" name="vue" value=(words::view_code(filter.view));
                    div.row {
                        (choice("campagne", "Campagne", "Toutes", &self.campaigns(), filter.campaign.as_deref()))
                        (self.steps())
                        (choice("canal", "Canal", "Tous", &channels(), filter.channel.map(words::channel_code)))
                        (choice("etat", "État", "Tous", &stands(), filter.stand.map(words::stand_code)))
                        (choice("attribue", "Suivi par", "Tous", &self.logins(), self.assigned()))
                        (choice("libelle", "Libellé", "Tous", &self.labels(), filter.label.as_deref()))
                        (date("du", "Dernier échange depuis le", day(filter.from)))
                        (date("au", "Dernier échange jusqu’au", day(filter.to)))
                        (choice("tri", "Trier par", "Ordre habituel", &orders(), filter.order.map(words::order_code)))
                        p.field { label {
                            input type="checkbox" name="non_lu" value="1" checked[filter.unread];
                            " Non lues seulement"
                        } }
                    }
                    p {
                        button { "Appliquer" } " "
                        a href=(self.console.link(&Filter { view: filter.view, ..Filter::default() }.at("/file"))) {
                            "Tout effacer"
                        }
                    }
                }
            }
        }
    }

    fn assigned(&self) -> Option<&str> {
        self.filter.assigned.as_ref().map(|assigned| match assigned {
            Assigned::Nobody => words::NOBODY,
            Assigned::To(login) => login.as_str(),
        })
    }

    /// The campaigns the visitor sees.
    fn campaigns(&self) -> Choices {
        let all = &self.console.service.library.campaigns.all;
        let seen = |id: &_| self.visitor.campaigns.as_ref().is_none_or(|seen| seen.contains(id));
        let seen = all.iter().filter(|campaign| seen(&campaign.id));
        seen.map(|campaign| (campaign.id.to_string(), campaign.title.clone())).collect()
    }

    fn labels(&self) -> Choices {
        self.console.board.words().0.into_iter().map(|label| (label.clone(), label)).collect()
    }

    /// Nobody, then whoever has an account or looks after somebody.
    pub(super) fn logins(&self) -> Choices {
        let used = self.console.board.words().1;
        let all: BTreeSet<&String> = self.names.keys().chain(&used).collect();
        let named = all.into_iter().map(|login| (login.clone(), self.called(login).to_owned()));
        std::iter::once((words::NOBODY.to_owned(), "Personne".to_owned())).chain(named).collect()
    }

    /// What a colleague is called; their login, where they have no account any more.
    pub(super) fn called<'a>(&'a self, login: &'a str) -> &'a str {
        self.names.get(login).map_or(login, String::as_str)
    }

    fn steps(&self) -> Markup {
        let dialogs = &self.console.service.library.dialogs;
        html! {
            p.field {
                label for="etape" { "Étape en cours" }
                select id="etape" name="etape" {
                    option value="" { "Toutes" }
                    @for dialog in dialogs.values() {
                        optgroup label=(dialog.title) {
                            @for (value, name) in steps(dialog) {
                                option value=(value) selected[self.filter.step.as_ref() == Some(&value)] { (name) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The steps of a dialog; two of one name are one.
fn steps(dialog: &Dialog) -> Choices {
    let mut seen = BTreeSet::new();
    let new = dialog.steps.iter().filter(|step| seen.insert(&step.name));
    new.map(|step| (format!("{}/{}", dialog.id, step.name), step.label.line(&Args::new()))).collect()
}

pub(in crate::console) fn channels() -> Choices {
    let named = |channel| (words::channel_code(channel).to_owned(), words::channel_name(channel).to_owned());
    words::CHANNELS.into_iter().map(named).collect()
}

fn stands() -> Choices {
    let named = |stand| (words::stand_code(stand).to_owned(), words::stand_name(stand).to_owned());
    Stand::ALL.into_iter().map(named).collect()
}

fn orders() -> Choices {
    let named = |order| (words::order_code(order).to_owned(), words::order_name(order).to_owned());
    Order::ALL.into_iter().map(named).collect()
}

pub(in crate::console) fn choice(
    name: &str,
    label: &str,
    all: &str,
    choices: &Choices,
    chosen: Option<&str>,
) -> Markup {
    html! {
        p.field {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                option value="" { (all) }
                @for (value, words) in choices {
                    option value=(value) selected[chosen == Some(value.as_str())] { (words) }
                }
            }
        }
    }
}

pub(in crate::console) fn date(name: &str, label: &str, day: Option<String>) -> Markup {
    html! {
        p.field {
            label for=(name) { (label) }
            input type="date" id=(name) name=(name) value=[day];
        }
    }
}
