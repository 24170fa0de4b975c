//! Staff learn that somebody waits without watching the queue: a mail or a call, in working hours, with numbers alone.
//!
//! In reading order: this file (whether there is something to tell; pure), `send` (how it is told).

mod send;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::board::Card;
use super::queue::{in_words, staffed, worked};
pub use send::{Outcome, Post, Ways};

/// Somebody for whom something is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Since when they wait.
    pub since: Timestamp,
    /// Since when for the last thing that came up.
    pub latest: Timestamp,
}

impl Wait {
    /// The wait of a card; `None` where nothing is to be done.
    #[must_use]
    pub fn of(card: &Card) -> Option<Self> {
        let needs = card.needs();
        Some(Self { since: needs.first()?.since, latest: needs.last()?.since })
    }
}

/// What staff are told: nobody's name, nobody's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    /// People who wait.
    pub waiting: usize,
    /// How long the first of them has, in working time.
    pub oldest: SignedDuration,
}

/// What is to be told now: something in working hours, when somebody began to wait since it was last told.
#[must_use]
pub fn decide(waiting: &[Wait], last: Option<Timestamp>, now: Timestamp, zone: &TimeZone) -> Option<Digest> {
    let news = waiting.iter().any(|wait| last.is_none_or(|last| wait.latest > last));
    let first = waiting.iter().map(|wait| wait.since).min()?;
    (news && staffed(now, zone)).then(|| Digest { waiting: waiting.len(), oldest: worked(first, now, zone) })
}

impl Digest {
    /// The subject of the mail.
    #[must_use]
    pub fn subject(&self) -> String {
        match self.waiting {
            1 => "1 conversation attend le service".to_owned(),
            waiting => format!("{waiting} conversations attendent le service"),
        }
    }

    /// Its words. `url`: where the queue is; empty where nobody told.
    #[must_use]
    pub fn words(&self, url: &str) -> String {
        let oldest = in_words(self.oldest);
        let way = if url.is_empty() { String::new() } else { format!("\n\nLa file : {url}") };
        format!(
            "Bonjour,\n\n{}. Attente la plus longue : {oldest} (heures ouvrées).{way}\n\nCe message part en heures ouvrées, \
             quand une nouvelle demande est arrivée depuis le précédent.\nIl ne contient aucune donnée personnelle.\n",
            self.subject()
        )
    }

    /// The same for a program.
    #[must_use]
    pub fn json(&self, url: &str) -> String {
        let (waiting, oldest_hours) = (self.waiting, self.oldest.as_hours());
        serde_json::json!({ "waiting": waiting, "oldest_hours": oldest_hours, "url": url }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Moments in Paris, in November and December 2026.
    fn at(text: &str) -> Timestamp {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        text.parse::<jiff::civil::DateTime>().unwrap().to_zoned(zone).unwrap().timestamp()
    }

    #[test]
    fn staff_are_told_in_working_hours_of_who_came_since() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        // Who waits (since when, and for the last thing since when), when it was last told, now, what is told.
        type Case = (&'static [(&'static str, &'static str)], Option<&'static str>, &'static str, Option<(usize, i64)>);
        let cases: &[Case] = &[
            // Nobody waits.
            (&[], None, "2026-11-23T10:00", None),
            // A Monday morning, for the first time.
            (&[("2026-11-23T09:00", "2026-11-23T09:00")], None, "2026-11-23T11:30", Some((1, 2))),
            // Told before: nothing new.
            (&[("2026-11-23T09:00", "2026-11-23T09:00")], Some("2026-11-23T09:30"), "2026-11-23T11:30", None),
            // One more came, and the first still waits since Friday 17 h.
            (
                &[("2026-11-20T17:00", "2026-11-20T17:00"), ("2026-11-23T10:00", "2026-11-23T10:00")],
                Some("2026-11-23T09:30"),
                "2026-11-23T11:00",
                Some((2, 3)),
            ),
            // Who waits already waits for one thing more.
            (&[("2026-11-20T17:00", "2026-11-23T10:00")], Some("2026-11-23T09:30"), "2026-11-23T11:00", Some((1, 3))),
            // Before nine, from six on, on a Saturday, on a holiday (a Friday): nothing.
            (&[("2026-11-22T10:00", "2026-11-22T10:00")], None, "2026-11-23T08:59", None),
            (&[("2026-11-22T10:00", "2026-11-22T10:00")], None, "2026-11-23T18:00", None),
            (&[("2026-11-20T10:00", "2026-11-20T10:00")], None, "2026-11-21T10:00", None),
            (&[("2026-12-24T10:00", "2026-12-24T10:00")], None, "2026-12-25T10:00", None),
            // What came at night is told at nine.
            (&[("2026-11-23T02:00", "2026-11-23T02:00")], Some("2026-11-20T17:00"), "2026-11-23T09:00", Some((1, 0))),
        ];
        for (waiting, last, now, told) in cases {
            let waits: Vec<Wait> =
                waiting.iter().map(|(since, latest)| Wait { since: at(since), latest: at(latest) }).collect();
            let found = decide(&waits, last.map(at), at(now), &zone);
            assert_eq!(found.map(|digest| (digest.waiting, digest.oldest.as_hours())), *told, "{now}");
        }
    }

    #[test]
    fn only_numbers_are_told() {
        let digest = Digest { waiting: 3, oldest: SignedDuration::from_mins(150) };
        let url = "https://exemple.fr/guichet/file";
        assert_eq!(digest.json(url), format!("{{\"oldest_hours\":2,\"url\":\"{url}\",\"waiting\":3}}"));
        assert_eq!(digest.subject(), "3 conversations attendent le service");
        let words = digest.words(url);
        assert!(words.contains(url) && words.contains("2\u{a0}h\u{a0}30"), "{words}");
        assert!(!digest.words("").contains("La file"));
    }
}
