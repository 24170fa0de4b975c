//! What is said of a candidate's data: the same on every channel, and of Telegram only to who writes there.

use guichet::dialog::person::{Channel, Person};
use guichet::dialog::reply::{Effect, Event, Reply, What};
use guichet::dialog::turn::{Now, turn};
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::walker::LIBRARY;

fn greeted(channel: Channel) -> (String, Person) {
    let now = Now { at: "2026-03-02T09:00:00Z".parse().unwrap(), zone: TimeZone::UTC };
    let told = |person: &Person, what| {
        let done = turn(&LIBRARY, person, &Event::new(channel, Uuid::from_u128(1), what), &now);
        let said = done.effects.into_iter().map(|effect| match effect {
            Effect::Reply(reply) => words(&reply),
            Effect::Letter(letter) => letter.opening.iter().map(|part| part.plain()).collect::<Vec<_>>().join("\n"),
            Effect::Tell(notice) => format!("{notice:?}"),
            Effect::AnswerPlatform(answer) => format!("{answer:?}"),
            Effect::Alert(_) | Effect::Erase | Effect::Forget { .. } | Effect::Refuse(_) => String::new(),
        });
        (said.collect::<String>(), done.person)
    };
    let (opened, person) = told(&Person::new(Uuid::from_u128(2)), What::Open(None));
    // By mail it stands in the letter.
    let (written, person) =
        if channel == Channel::Email { told(&person, What::Write) } else { (String::new(), person) };
    (opened + &written, person)
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
