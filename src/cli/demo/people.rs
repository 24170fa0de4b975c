//! The people of the demonstration: nobody who exists.

use crate::conversation::Address;
use crate::dialog::person::Channel;

const FIRST: &[&str] = &[
    "Zoé", "Maël", "Inès", "Noé", "Salomé", "Yanis", "Léonie", "Élie", "Nour", "Côme", "Aïcha", "Loïc", "Maëlys",
    "Ilyès", "Apolline", "Théo", "Fanta", "Gaëlle", "Anaïs", "Ruben",
];
const LAST: &[&str] = &[
    "Démonstration",
    "Fabuleux",
    "Essai",
    "Fictif",
    "Imaginaire",
    "Modèle",
    "Specimen",
    "Maquette",
    "Brouillon",
    "Prototype",
    "Échantillon",
    "Canevas",
    "Esquisse",
    "Gabarit",
];

/// Somebody of the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Somebody {
    /// Their place among all.
    pub(super) n: usize,
}

impl Somebody {
    pub(super) fn first(self) -> &'static str {
        FIRST.get(self.n % FIRST.len()).copied().unwrap_or_default()
    }

    pub(super) fn last(self) -> &'static str {
        LAST.get(self.n % LAST.len()).copied().unwrap_or_default()
    }

    /// Their mailbox, in a domain nobody can have.
    pub(super) fn mailbox(self) -> String {
        format!("candidat{:02}@exemple.test", self.n + 1)
    }

    /// Where they write from on a channel.
    pub(super) fn address(self, channel: Channel) -> Address {
        match channel {
            Channel::Telegram => Address::new(channel, (900_000_001 + self.n).to_string()),
            Channel::Email | Channel::Terminal | Channel::Console => Address::new(Channel::Email, self.mailbox()),
        }
    }

    /// The same number every time, below `sides`.
    pub(super) fn dice(self, salt: usize, sides: usize) -> usize {
        let mixed = (self.n.wrapping_add(1)).wrapping_mul(2_654_435_761) ^ salt.wrapping_mul(40_503);
        (mixed >> 7) % sides.max(1)
    }
}
