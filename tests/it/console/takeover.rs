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
