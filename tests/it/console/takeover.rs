//! Many hands on one conversation: one has it, the others are told who.

use guichet::clock::Clock;
use guichet::conversation::{Address, Voice, Who};
use guichet::dialog::act::{Act, Refusal, StaffAct};
use guichet::dialog::person::{Channel, Owner};
use guichet::service::staff::Acted;
use jiff::SignedDuration;
use uuid::Uuid;

use crate::renewal::house::{House, PLATFORM};

fn act(login: &str, act: Act) -> StaffAct {
    StaffAct { by: login.to_owned(), name: login.to_uppercase(), act }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_at_once_one_takes_the_conversation() {
    let house = House::new(PLATFORM);
    let person = house.candidate(1, &[Address::new(Channel::Telegram, "4242")]).await;
    let open = house.at(Clock::real().now());
    let all = (0..100).map(|n| {
        let service = open.service.clone();
        tokio::spawn(async move {
            let login = format!("agent{n}");
            let taken = service.act(person, u64::MAX, &act(&login, Act::Take { from: Owner::Assistant })).await;
            (login, taken.unwrap())
        })
    });
    let mut winner = None;
    let mut refused = Vec::new();
    for one in all.collect::<Vec<_>>() {
        match one.await.unwrap() {
            (login, Acted::Done) => assert_eq!(winner.replace(login), None, "two have it"),
            (_, Acted::Refused(Refusal::Had(owner))) => refused.push(owner),
            other => panic!("{other:?}"),
        }
    }
    let owner = house.load(person).await.person.owner;
    assert_eq!(Owner::Agent(winner.expect("somebody has it")), owner);
    assert_eq!(refused.len(), 99);
    assert!(refused.iter().all(|told| *told == owner), "the others are told who has it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_sent_twice_at_once_leaves_once_and_as_whose_it_is() {
    let house = House::new(PLATFORM);
    let person = house.candidate(1, &[Address::new(Channel::Telegram, "4242")]).await;
    let open = house.at(Clock::real().now());
    let say =
        act("camille", Act::Say { id: Uuid::now_v7(), words: "Bonjour, mon mot de passe : secret42".into(), on: None });
    let both = [open.service.act(person, u64::MAX, &say), open.service.act(person, u64::MAX, &say)];
    for done in futures_util::future::join_all(both).await {
        assert_eq!(done.unwrap(), Acted::Done);
    }
    let later = Clock::real().now() + SignedDuration::from_mins(2);
    house.at(later).passes().await;
    let rows = house.rows().await;
    let theirs: Vec<_> = rows.iter().filter(|row| row.voice == Voice::Agent).collect();
    assert_eq!(theirs.len(), 1, "{}", rows.len());
    let said = house.store.transcript(person).await.unwrap().entries;
    let said: Vec<_> = said.iter().filter(|entry| entry.who == Who::Agent("CAMILLE".into())).collect();
    assert_eq!(said.len(), 1);
    assert!(!said[0].text.contains("secret42"), "a secret is masked in a clerk's words too");
    assert!(!theirs[0].payload.contains("secret42"));
}

/// What somebody wrote to an agent who never came back waits for staff when the assistant goes on, and a word of staff takes
/// away nothing but what a word answers.
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_answered_waits_and_what_is_to_be_done_stays() {
    use guichet::conversation::inbound::Inbound;
    use guichet::conversation::said::{Heard, Said};
    use guichet::conversation::{Seen, Voice};
    use guichet::dialog::person::WaitingFor;

    let house = House::new(PLATFORM);
    let chat = Address::new(Channel::Telegram, "4242");
    let person = house.candidate(1, std::slice::from_ref(&chat)).await;
    let now = Clock::real().now();
    let open = house.at(now);
    let taken =
        open.service.act(person, u64::MAX, &act("camille", Act::Take { from: Owner::Assistant })).await.unwrap();
    assert_eq!(taken, Acted::Done);
    let heard = Heard::Said(Said::words("Et pour mon diplôme étranger ?"));
    let inbound = Inbound::new(chat.clone(), Seen::new(Channel::Telegram, "1", Some(now)), heard);
    open.office.desk.hear(vec![inbound]).await.unwrap();
    // Not read yet: nothing is closed over it.
    let closed = open.service.act(person, 0, &act("camille", Act::Close(true))).await.unwrap();
    assert!(matches!(closed, Acted::Meanwhile(_)), "{closed:?}");
    house.at(now + SignedDuration::from_hours(24 * 8)).passes().await;
    let left = house.load(person).await.person;
    assert_eq!(left.owner, Owner::Assistant, "the assistant goes on");
    let why = |person: &guichet::dialog::person::Person| person.waiting.as_ref().map(|waiting| waiting.why);
    assert_eq!(why(&left), Some(WaitingFor::Asked), "and the question waits for somebody");
    assert!(house.rows().await.iter().all(|row| row.voice == Voice::Assistant));
    // A task about the candidature is not done by a greeting.
    let mut person = left;
    person.waits_for(WaitingFor::Renewal, now);
    person.waits_no_more(WaitingFor::is_answered_by_a_word);
    assert_eq!(why(&person), Some(WaitingFor::Renewal));
}
