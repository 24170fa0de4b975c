//! What a page of the report is asked for, as it stands in its address.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::console::access::{Visitor, escaped};
use crate::console::queue::form::Choices;
use crate::console::queue::words;
use crate::dialog::definition::{Library, Name};
use crate::dialog::person::Channel;

/// Which phrases come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Order {
    /// Those said most often, of these the newest.
    #[default]
    Often,
    /// Those said last.
    Newest,
}

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Of that dialog.
    pub(super) dialog: Option<String>,
    /// Of that campaign.
    pub(super) campaign: Option<String>,
    /// At that step: the dialog's name, « / », the step's.
    pub(super) step: Option<String>,
    /// From there.
    pub(super) channel: Option<Channel>,
    /// On that day or later,
    pub(super) from: Option<Date>,
    /// or earlier.
    pub(super) to: Option<Date>,
    /// In which order.
    pub(super) order: Order,
    /// Which page, from 1; 0 where none is asked for.
    pub(super) page: usize,
}

impl Filter {
    /// Reads what an address asks for. What makes no sense is as if it were not there.
    pub(super) fn read(asked: &BTreeMap<String, String>) -> Self {
        let text = |name: &str| asked.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
        let own = |name: &str| text(name).map(str::to_owned);
        let day = |name: &str| text(name).and_then(|day| day.parse::<Date>().ok());
        Self {
            dialog: own("guide"),
            campaign: own("campagne"),
            step: own("etape"),
            channel: text("canal").and_then(words::channel_of),
            from: day("du"),
            to: day("au"),
            order: if text("tri") == Some("recent") { Order::Newest } else { Order::Often },
            page: text("page").and_then(|page| page.parse().ok()).unwrap_or_default(),
        }
    }

    /// A path with what is asked for behind it.
    pub(super) fn at(&self, path: &str) -> String {
        let all = [
            ("guide", self.dialog.clone()),
            ("campagne", self.campaign.clone()),
            ("etape", self.step.clone()),
            ("canal", self.channel.map(|channel| words::channel_code(channel).to_owned())),
            ("du", self.from.map(|day| day.to_string())),
            ("au", self.to.map(|day| day.to_string())),
            ("tri", (self.order == Order::Newest).then(|| "recent".to_owned())),
            ("page", (self.page > 1).then(|| self.page.to_string())),
        ];
        let pairs = all.iter().filter_map(|(name, value)| Some(format!("{name}={}", escaped(value.as_deref()?))));
        let pairs: Vec<String> = pairs.collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// True for a day that is asked for.
    pub(super) fn is_between(&self, day: Date) -> bool {
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to)
    }

    /// True for a campaign that is asked for.
    pub(super) fn is_of(&self, campaign: Option<&Name>) -> bool {
        self.campaign.is_none() || self.campaign.as_deref() == campaign.map(|campaign| &**campaign)
    }
}

/// The campaigns a visitor sees.
pub(super) fn campaigns(library: &Library, visitor: &Visitor) -> Choices {
    let seen = |id: &Name| visitor.campaigns.as_ref().is_none_or(|seen| seen.contains(id));
    let seen = library.campaigns.all.iter().filter(|campaign| seen(&campaign.id));
    seen.map(|campaign| (campaign.id.to_string(), campaign.title.clone())).collect()
}

/// The dialogs candidates follow.
pub(super) fn dialogs(library: &Library) -> Choices {
    library.dialogs.values().map(|dialog| (dialog.id.to_string(), dialog.title.clone())).collect()
}
