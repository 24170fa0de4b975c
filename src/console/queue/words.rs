//! The words of the queue, and the codes that stand for them in addresses.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::filter::Stand;
use crate::console::board::{Order, Standing, View, Why};
use crate::dialog::definition::Library;
use crate::dialog::person::{Channel, WaitingFor};
use crate::dialog::text::Args;

/// Stands in addresses for nobody: no login is written so.
pub const NOBODY: &str = "~";

/// A view's code and its name.
fn view(view: View) -> (&'static str, &'static str) {
    match view {
        View::Todo => ("a-traiter", "À traiter"),
        View::Mine => ("a-moi", "À moi"),
        View::Unassigned => ("non-attribues", "Non attribués"),
        View::TheirTurn => ("attente-candidat", "En attente du candidat"),
        View::Stuck => ("bloques", "Bloqués"),
        View::Renewals => ("renouvellements", "Renouvellements"),
        View::Finished => ("termines", "Terminés"),
        View::All => ("tous", "Tous"),
    }
}

/// As it stands in an address.
#[must_use]
pub fn view_code(of: View) -> &'static str {
    view(of).0
}

/// As staff read it.
#[must_use]
pub fn view_name(of: View) -> &'static str {
    view(of).1
}

/// The view of a code.
#[must_use]
pub fn view_of(code: &str) -> Option<View> {
    View::ALL.into_iter().find(|view| view_code(*view) == code)
}

/// As it stands in an address.
#[must_use]
pub fn stand_code(stand: Stand) -> &'static str {
    match stand {
        Stand::Assistant => "assistant",
        Stand::Agent => "agent",
        Stand::Waiting => "attend",
        Stand::Finished => "termine",
        Stand::Closed => "clos",
    }
}

/// As staff read it.
#[must_use]
pub fn stand_name(stand: Stand) -> &'static str {
    match stand {
        Stand::Assistant => "L’assistant répond",
        Stand::Agent => "Un agent répond",
        Stand::Waiting => "Attend une personne",
        Stand::Finished => "Dossiers terminés",
        Stand::Closed => "Close par le service",
    }
}

/// The state of a code.
#[must_use]
pub fn stand_of(code: &str) -> Option<Stand> {
    Stand::ALL.into_iter().find(|stand| stand_code(*stand) == code)
}

/// As it stands in an address.
#[must_use]
pub fn order_code(order: Order) -> &'static str {
    match order {
        Order::Waiting => "attente",
        Order::Recent => "recent",
        Order::Name => "nom",
    }
}

/// As staff read it.
#[must_use]
pub fn order_name(order: Order) -> &'static str {
    match order {
        Order::Waiting => "Attente la plus longue",
        Order::Recent => "Échange le plus récent",
        Order::Name => "Nom",
    }
}

/// The order of a code.
#[must_use]
pub fn order_of(code: &str) -> Option<Order> {
    Order::ALL.into_iter().find(|order| order_code(*order) == code)
}

/// Where candidates write from.
pub const CHANNELS: [Channel; 3] = [Channel::Telegram, Channel::Email, Channel::Terminal];

/// As it stands in an address.
#[must_use]
pub fn channel_code(channel: Channel) -> &'static str {
    match channel {
        Channel::Telegram => "telegram",
        Channel::Email => "courriel",
        Channel::Terminal => "terminal",
        Channel::Console => "console",
    }
}

/// As staff read it.
#[must_use]
pub fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::Telegram => "Telegram",
        Channel::Email => "Courriel",
        Channel::Terminal => "Terminal",
        Channel::Console => "Console",
    }
}

/// The sign before its name.
#[must_use]
pub fn channel_sign(channel: Channel) -> &'static str {
    match channel {
        Channel::Telegram => "✈",
        Channel::Email => "✉",
        Channel::Terminal => "⌨",
        Channel::Console => "▣",
    }
}

/// The channel of a code.
#[must_use]
pub fn channel_of(code: &str) -> Option<Channel> {
    CHANNELS.into_iter().find(|channel| channel_code(*channel) == code)
}

/// What is to be done.
#[must_use]
pub fn why(why: Why) -> &'static str {
    match why {
        Why::Waiting(WaitingFor::Asked) => "Demande une personne",
        Why::Waiting(WaitingFor::Stuck) => "Bloqué\u{a0}: trois réponses non comprises",
        Why::Waiting(WaitingFor::Unreadable) => "Dossier illisible",
        Why::Waiting(WaitingFor::Erasure) => "Demande l’effacement de ses données",
        Why::Waiting(WaitingFor::Renewal) => "Renouvellement à suivre",
        Why::Waiting(WaitingFor::Spoofed) => "Courriel de plateforme douteux",
        Why::Waiting(WaitingFor::Unfinished) => "Dossier inachevé",
        Why::Unanswered => "Attend votre réponse",
        Why::Held => "Courriel retenu\u{a0}: expéditeur à vérifier",
        Why::Undelivered => "Message non remis",
        Why::Piece => "Pièce à contrôler",
    }
}

/// What a step is called.
#[must_use]
pub fn step(library: &Library, standing: &Standing) -> String {
    let named = standing.step.as_deref().and_then(|name| step_name(library, &standing.dialog, name));
    match (standing.finished, named) {
        (Some(_), _) => "Terminé".to_owned(),
        (None, Some(name)) => name,
        (None, None) => "—".to_owned(),
    }
}

/// A step or a group of a dialog, as recaps call it.
#[must_use]
pub fn step_name(library: &Library, dialog: &str, name: &str) -> Option<String> {
    let dialog = library.dialog(dialog)?;
    let step = dialog.steps.iter().find(|step| *step.name == *name);
    let group = || dialog.group(name).map(|group| group.label.clone());
    step.map(|step| step.label.line(&Args::new())).or_else(group)
}

/// What a campaign is called; its id where it is gone.
#[must_use]
pub fn campaign<'a>(library: &'a Library, id: &'a str) -> &'a str {
    library.campaigns.get(id).map_or(id, |campaign| campaign.title.as_str())
}

/// A moment, in Paris.
#[must_use]
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%d/%m/%Y à %H\u{a0}h\u{a0}%M").to_string()
}
