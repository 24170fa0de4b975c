//! What a list is asked for, as it stands in its address: a filter can be kept, sent to a colleague, gone back to. Pure.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::words;
use crate::console::access::{Visitor, escaped};
use crate::console::board::{Card, Order, Shelf, View};
use crate::dialog::person::{Channel, Owner};

/// Who looks after somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assigned {
    /// Nobody.
    Nobody,
    /// That member of staff.
    To(String),
}

/// How a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// The assistant has it.
    Assistant,
    /// A member of staff has it.
    Agent,
    /// The candidate waits for a person.
    Waiting,
    /// All dossiers are finished.
    Finished,
    /// Staff have closed it.
    Closed,
}

impl Stand {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Assistant, Self::Agent, Self::Waiting, Self::Finished, Self::Closed];
}

/// What a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Which list.
    pub view: View,
    /// A dossier of that campaign.
    pub campaign: Option<String>,
    /// A dossier where that step is open: the dialog's name, « / », the step's.
    pub step: Option<String>,
    /// Writes from there.
    pub channel: Option<Channel>,
    /// Looked after by.
    pub assigned: Option<Assigned>,
    /// How it stands.
    pub stand: Option<Stand>,
    /// The last words were said on that day or later,
    pub from: Option<Date>,
    /// or earlier.
    pub to: Option<Date>,
    /// Has something staff have not seen.
    pub unread: bool,
    /// Has that label.
    pub label: Option<String>,
    /// In which order; the view's own where none is asked for.
    pub order: Option<Order>,
    /// Which page, from 1.
    pub page: usize,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            view: View::Todo,
            campaign: None,
            step: None,
            channel: None,
            assigned: None,
            stand: None,
            from: None,
            to: None,
            unread: false,
            label: None,
            order: None,
            page: 1,
        }
    }
}

impl Filter {
    /// Reads what an address asks for. What makes no sense is as if it were not there.
    #[must_use]
    pub fn read(asked: &BTreeMap<String, String>) -> Self {
        let text = |name: &str| asked.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
        let own = |name: &str| text(name).map(str::to_owned);
        let day = |name: &str| text(name).and_then(|day| day.parse::<Date>().ok());
        let one = |found: Option<usize>| found.filter(|page| *page > 0);
        Self {
            view: text("vue").and_then(words::view_of).unwrap_or(View::Todo),
            campaign: own("campagne"),
            step: own("etape"),
            channel: text("canal").and_then(words::channel_of),
            assigned: text("attribue").map(|login| match login {
                words::NOBODY => Assigned::Nobody,
                login => Assigned::To(login.to_owned()),
            }),
            stand: text("etat").and_then(words::stand_of),
            from: day("du"),
            to: day("au"),
            unread: text("non_lu").is_some(),
            label: own("libelle"),
            order: text("tri").and_then(words::order_of),
            page: one(text("page").and_then(|page| page.parse().ok())).unwrap_or(1),
        }
    }

    /// The same as it stands in an address, what is usual left out.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let assigned = self.assigned.as_ref().map(|assigned| match assigned {
            Assigned::Nobody => words::NOBODY.to_owned(),
            Assigned::To(login) => login.clone(),
        });
        let code = |code: &'static str| code.to_owned();
        let all = [
            ("vue", (self.view != View::Todo).then(|| code(words::view_code(self.view)))),
            ("campagne", self.campaign.clone()),
            ("etape", self.step.clone()),
            ("canal", self.channel.map(|channel| code(words::channel_code(channel)))),
            ("attribue", assigned),
            ("etat", self.stand.map(|stand| code(words::stand_code(stand)))),
            ("du", self.from.map(|day| day.to_string())),
            ("au", self.to.map(|day| day.to_string())),
            ("non_lu", self.unread.then(|| code("1"))),
            ("libelle", self.label.clone()),
            ("tri", self.order.map(|order| code(words::order_code(order)))),
            ("page", (self.page > 1).then(|| self.page.to_string())),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// A path with what is asked for behind it.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        let pairs: Vec<String> =
            self.pairs().iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// The same filter in another view, from the first page on.
    #[must_use]
    pub fn in_view(&self, view: View) -> Self {
        Self { view, page: 1, order: None, ..self.clone() }
    }

    /// The shelf the list stands on.
    #[must_use]
    pub fn shelf(&self, visitor: &Visitor) -> Shelf {
        match self.view {
            View::Mine => Shelf::Mine(visitor.login.clone()),
            view => Shelf::Of(view),
        }
    }

    /// The order the list is shown in.
    #[must_use]
    pub fn order(&self) -> Order {
        let waits = matches!(self.view, View::Todo | View::Mine | View::Unassigned | View::Stuck | View::Renewals);
        self.order.unwrap_or(if waits { Order::Waiting } else { Order::Recent })
    }

    /// True when all of the view is asked for.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        *self == Self { view: self.view, order: self.order, page: self.page, ..Self::default() }
    }

    /// True for a card that is asked for, within its view.
    #[must_use]
    pub fn keeps(&self, card: &Card, zone: &TimeZone) -> bool {
        let dossiers = || card.dossiers.iter();
        let is = |wanted: &Option<String>, have: Option<&str>| have == wanted.as_deref();
        let campaign = || dossiers().any(|dossier| is(&self.campaign, dossier.campaign.as_deref()));
        let step = || {
            let asked = self.step.as_deref().and_then(|step| step.split_once('/'));
            asked.is_some_and(|(dialog, step)| {
                dossiers().any(|dossier| *dossier.dialog == *dialog && dossier.step.as_deref() == Some(step))
            })
        };
        (self.campaign.is_none() || campaign())
            && (self.step.is_none() || step())
            && self.channel.is_none_or(|channel| card.channels.contains(&channel))
            && self.assigned.as_ref().is_none_or(|assigned| assigned.is(card))
            && self.stand.is_none_or(|stand| stand.is(card))
            && (!self.unread || card.is_unread())
            && self.label.as_ref().is_none_or(|label| card.handling.labels.contains(label))
            && self.is_between(card.last(), zone)
    }

    fn is_between(&self, last: Timestamp, zone: &TimeZone) -> bool {
        if self.from.is_none() && self.to.is_none() {
            return true;
        }
        let day = last.to_zoned(zone.clone()).date();
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to)
    }
}

impl Assigned {
    fn is(&self, card: &Card) -> bool {
        match self {
            Self::Nobody => card.handling.assigned.is_none(),
            Self::To(login) => card.handling.assigned.as_ref() == Some(login),
        }
    }
}

impl Stand {
    fn is(self, card: &Card) -> bool {
        match self {
            Self::Assistant => card.owner == Owner::Assistant,
            Self::Agent => matches!(card.owner, Owner::Agent(_)),
            Self::Waiting => card.waiting.is_some(),
            Self::Finished => {
                !card.dossiers.is_empty() && card.dossiers.iter().all(|dossier| dossier.finished.is_some())
            }
            Self::Closed => card.handling.closed.is_some(),
        }
    }
}
