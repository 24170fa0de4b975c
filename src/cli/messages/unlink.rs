//! What is told of addresses.

use crate::dialog::person::Channel;

/// Where an address is one.
#[must_use]
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "courriel",
        Channel::Telegram => "Telegram",
        Channel::Terminal => "terminal",
        Channel::Console => "service",
    }
}

/// It is theirs no more.
#[must_use]
pub fn unlinked(address: &str) -> String {
    format!("{address} n’est plus relié à ce dossier.")
}

/// It was not theirs, or it is the one they are known by.
#[must_use]
pub fn not_theirs(address: &str) -> String {
    format!(
        "{address} ne peut pas être retiré : il n’est pas relié à ce dossier, ou c’est l’adresse de --as. La liste : \
         guichet unlink --as …, sans rien d’autre"
    )
}
