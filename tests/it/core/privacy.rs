//! What is said of a candidate's data: the same on every channel, and of Telegram only to who writes there.

use guichet::dialog::person::{Channel, Person};
use guichet::dialog::reply::{Effect, Event, Reply, What};
use guichet::dialog::turn::{Now, turn};
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::walker::LIBRARY;

fn greeted(channel: Channel) -> (String, Person) {
    let event = Event::new(channel, Uuid::from_u128(1), What::Open(None));
    let now = Now { at: "2026-03-02T09:00:00Z".parse().unwrap(), zone: TimeZone::UTC };
    let done = turn(&LIBRARY, &Person::new(Uuid::from_u128(2)), &event, &now);
    let replies = done.effects.into_iter().filter_map(|effect| match effect {
        Effect::Reply(reply) => Some(words(&reply)),
        _ => None,
    });
    (replies.collect(), done.person)
}

fn words(reply: &Reply) -> String {
    reply.notices.iter().map(|notice| notice.plain()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_notice_names_telegram_there_and_nowhere_else() {
    for channel in [Channel::Terminal, Channel::Email, Channel::Console, Channel::Telegram] {
        let (said, person) = greeted(channel);
        assert!(said.contains("Vos données.") && said.contains("CNIL"), "{channel:?}: {said}");
        assert_eq!(said.contains("Telegram"), channel == Channel::Telegram, "{channel:?}: {said}");
        assert!(person.shown.iter().all(|shown| shown.channel == channel), "{channel:?}");
    }
}
