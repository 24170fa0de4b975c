//! Small words of the page: moments, channels, who speaks, why somebody waits; and candidates' words made harmless.

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use maud::{Markup, html};

use crate::clock;
use crate::conversation::Who;
use crate::dialog::act::Refusal;
use crate::dialog::person::{Channel, Owner, WaitingFor};
use crate::dialog::text::Prose;

const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// A moment as Paris reads it.
#[must_use]
pub fn paris(at: Timestamp) -> Zoned {
    at.to_zoned(clock::paris())
}

/// « lundi 3 mars 2026 ».
#[must_use]
pub fn day(date: Date) -> String {
    let name = |names: &'static [&'static str], from_one: i8| {
        let at = usize::try_from(from_one).unwrap_or_default().saturating_sub(1);
        names.get(at).copied().unwrap_or_default()
    };
    let (weekday, month) = (name(&DAYS, date.weekday().to_monday_one_offset()), name(&MONTHS, date.month()));
    let number = if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() };
    format!("{weekday} {number} {month} {}", date.year())
}

/// « 14 h 05 ».
#[must_use]
pub fn hour(at: Timestamp) -> String {
    let at = paris(at);
    format!("{}\u{a0}h\u{a0}{:02}", at.hour(), at.minute())
}

/// A moment in full, as a program reads it too.
#[must_use]
pub fn moment(at: Timestamp) -> Markup {
    html! { time datetime=(at) { (day(paris(at).date())) " à " (hour(at)) } }
}

/// A day, likewise.
#[must_use]
pub fn date(date: Date) -> Markup {
    html! { time datetime=(date) { (day(date)) } }
}

/// The hour of a moment whose day is known.
#[must_use]
pub fn time(at: Timestamp) -> Markup {
    html! { time datetime=(at) { (hour(at)) } }
}

/// Where something is said, behind « par » or « sur ».
#[must_use]
pub fn by(channel: Channel) -> &'static str {
    match channel {
        Channel::Telegram => "par Telegram",
        Channel::Email => "par courriel",
        Channel::Terminal => "au terminal",
        Channel::Console => "depuis la console",
    }
}

/// The sign of a channel: beside its word, never instead of it.
#[must_use]
pub fn sign(channel: Channel) -> Markup {
    let sign = match channel {
        Channel::Telegram => "➤",
        Channel::Email => "✉",
        Channel::Terminal | Channel::Console => "⌨",
    };
    html! { span aria-hidden="true" { (sign) } }
}

/// Who speaks.
#[must_use]
pub fn who(who: &Who) -> Markup {
    match who {
        Who::Candidate => html! { "Candidat" },
        Who::Assistant => html! { "Assistant" },
        Who::Agent(name) => html! { "Agent\u{a0}: " bdi { (name) } },
        Who::System => html! { "Système" },
    }
}

/// The class of an entry: its colour, beside the words.
#[must_use]
pub fn class(who: &Who) -> &'static str {
    match who {
        Who::Candidate => "candidat",
        Who::Assistant => "assistant",
        Who::Agent(_) => "agent",
        Who::System => "systeme",
    }
}

/// What somebody waits for a person for.
#[must_use]
pub fn why(why: WaitingFor) -> &'static str {
    match why {
        WaitingFor::Asked => "a demandé une personne",
        WaitingFor::Stuck => "n’a pas été compris trois fois",
        WaitingFor::Unreadable => "dossier illisible",
        WaitingFor::Erasure => "demande l’effacement de ses données",
        WaitingFor::Renewal => "échéance de la candidature à traiter",
        WaitingFor::Spoofed => "courriel de plateforme non authentifié",
        WaitingFor::Unfinished => "dossier inachevé depuis dix jours",
    }
}

/// Why an act was not done.
#[must_use]
pub fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Had(Owner::Assistant) => "L’assistant a repris la conversation entre-temps.".to_owned(),
        Refusal::Had(Owner::Agent(login)) => {
            format!("{login} a la conversation. Reprenez-la d’abord si vous devez intervenir.")
        }
        Refusal::Words => {
            "Le texte est vide ou trop long (8\u{a0}000 signes au plus), ou trop de messages attendent déjà.".to_owned()
        }
        Refusal::Gone => "Ce message est déjà parti, ou n’existe plus.".to_owned(),
        Refusal::Nowhere => "Cette personne n’est joignable nulle part\u{a0}: rien n’a été envoyé.".to_owned(),
        Refusal::Unknown => "Ce dossier ou cette question n’existe plus.".to_owned(),
        Refusal::NotUnderstood(prose) => {
            let said = prose.iter().map(Prose::line).collect::<Vec<_>>().join(" ");
            format!("La réponse n’a pas été comprise\u{a0}: {said}")
        }
    }
}

/// Words that others wrote, as they are shown: what would turn the direction of writing or cannot be seen stands as �, so
/// that nothing reads as what it is not. Linear.
#[must_use]
pub fn harmless(words: &str) -> String {
    words.replace("\r\n", "\n").chars().map(visible).collect()
}

fn visible(sign: char) -> char {
    match sign {
        '\n' | '\t' => sign,
        '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        sign if sign.is_control() => '\u{fffd}',
        sign => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_hours_read_as_french_people_write_them() {
        let at: Timestamp = "2026-03-01T13:05:00Z".parse().unwrap();
        assert_eq!(format!("{} {}", day(paris(at).date()), hour(at)), "dimanche 1er mars 2026 14\u{a0}h\u{a0}05");
        assert_eq!(day("2026-08-31".parse().unwrap()), "lundi 31 août 2026");
    }

    #[test]
    fn what_cannot_be_seen_is_shown() {
        assert_eq!(harmless("a\u{202e}b\u{0}c\r\nd\te"), "a\u{fffd}b\u{fffd}c\nd\te");
        assert_eq!(harmless("عربي"), "عربي", "words that run the other way stay as they are");
    }
}
