//! Who the candidates are: what each kind does when it is asked.

use jiff::{SignedDuration, Timestamp};

use super::dice::Dice;
use crate::dialog::person::Channel;

/// A kind of candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Keeps it, in a day or a week.
    Keeper,
    /// Withdraws it, and says so twice.
    Withdrawer,
    /// Withdraws it and takes that back.
    Waverer,
    /// Says nothing.
    Silent,
    /// Answers what is no answer.
    Unclear,
    /// Is away for weeks; answers when back, or not.
    Absent,
    /// Cannot be reached.
    Bouncing,
    /// Answers only when it is nearly too late.
    Late,
    /// Wants to be asked again later.
    Later,
}

/// So many of each in a hundred.
const SHARES: [(Kind, i64); 9] = [
    (Kind::Keeper, 40),
    (Kind::Withdrawer, 10),
    (Kind::Waverer, 5),
    (Kind::Silent, 15),
    (Kind::Unclear, 8),
    (Kind::Absent, 7),
    (Kind::Bouncing, 5),
    (Kind::Late, 6),
    (Kind::Later, 4),
];

const KEEPS: [&str; 5] = [
    "MAINTENIR",
    "Je souhaite maintenir ma candidature",
    "oui je la garde",
    "Bonjour, merci de maintenir ma candidature. Cordialement",
    "gardez mon dossier",
];
const WITHDRAWS: [&str; 3] = ["RETIRER", "Je retire ma candidature", "je souhaite retirer ma candidature"];
const VAGUE: [&str; 4] = ["ok", "bien reçu", "ça dépend", "merci pour votre message"];

/// Something said, or shown by the platform, so long after a question.
pub(super) type Deed = (Timestamp, Said);

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// In words.
    Words(&'static str),
    /// « Oui, retirer », to « est-ce bien cela ? ».
    Confirms,
    /// The line in which the platform shows the next last day.
    NewDate,
}

impl Kind {
    /// The kind of a candidate.
    pub(super) fn of(number: u64, seed: u64) -> Self {
        let mut left = Dice::of(seed ^ 0x5EED, number).below(100);
        for (kind, share) in SHARES {
            if left < share {
                return kind;
            }
            left -= share;
        }
        Self::Keeper
    }

    /// Its name in the table.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Keeper => "maintient",
            Self::Withdrawer => "retire",
            Self::Waverer => "retire puis revient",
            Self::Silent => "se tait",
            Self::Unclear => "répond à côté",
            Self::Absent => "en congé",
            Self::Bouncing => "injoignable",
            Self::Late => "répond tard",
            Self::Later => "demande plus tard",
        }
    }

    /// Where they can be reached.
    pub(super) fn channels(self, dice: &mut Dice) -> Vec<Channel> {
        if self == Self::Absent {
            return vec![Channel::Email];
        }
        let all: [&[Channel]; 3] = [&[Channel::Email], &[Channel::Telegram], &[Channel::Telegram, Channel::Email]];
        dice.one_of(&all).unwrap_or_default().to_vec()
    }

    /// What they do about the n-th question of a term, from 1.
    pub(super) fn answers(self, at: Timestamp, nth: usize, dice: &mut Dice) -> Vec<Deed> {
        let after = |hours: i64| at + SignedDuration::from_hours(hours.max(1));
        let keep = Said::Words(dice.one_of(&KEEPS).unwrap_or("MAINTENIR"));
        let withdraw = Said::Words(dice.one_of(&WITHDRAWS).unwrap_or("RETIRER"));
        let vague = Said::Words(dice.one_of(&VAGUE).unwrap_or("ok"));
        let soon = dice.below(24 * 6);
        match self {
            Self::Keeper if nth == 1 || dice.percent(50) => vec![(after(soon), keep)],
            Self::Withdrawer => vec![(after(soon), withdraw), (after(soon + 1), Said::Confirms)],
            Self::Waverer => {
                vec![(after(soon), withdraw), (after(soon + 1), Said::Confirms), (after(soon + 24 * 4), keep)]
            }
            Self::Unclear if dice.percent(20) => vec![(after(soon), vague), (after(soon + 30), keep)],
            Self::Unclear => vec![(after(soon), vague)],
            Self::Late if nth >= 4 => vec![(after(24 * (1 + dice.below(12))), keep)],
            Self::Later if nth == 1 => vec![(after(soon), Said::Words("rappelez-moi dans deux semaines"))],
            Self::Later => vec![(after(soon), keep)],
            Self::Absent if dice.percent(40) => vec![(after(24 * 20), keep)],
            Self::Keeper | Self::Silent | Self::Bouncing | Self::Late | Self::Absent => Vec::new(),
        }
    }

    /// What follows a wish to keep it, where the platform has to show it.
    pub(super) fn shows(self, at: Timestamp, dice: &mut Dice) -> Option<Deed> {
        let shown = dice.percent(70);
        shown.then(|| (at + SignedDuration::from_hours(24 * (20 + dice.below(30))), Said::NewDate))
    }
}
