//! The question: everywhere, once, to whom it can be sent.

use guichet::conversation::{Address, Class, Who};
use guichet::dialog::person::{Channel, Owner, WaitingFor};
use guichet::renewal::Stage;

use super::house::{House, PLATFORM};

pub(super) fn chat() -> Address {
    Address::new(Channel::Telegram, "41")
}

pub(super) fn mailbox() -> Address {
    Address::new(Channel::Email, "luc@candidat.test")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_question_goes_everywhere_once() {
    let house = House::new(PLATFORM);
    let luc = house.candidate(1, &[chat(), mailbox()]).await;
    house.passes(house.until(-15)).await;
    let rows = house.delivers().await;
    assert_eq!(rows.iter().map(|row| row.address.clone()).collect::<Vec<_>>(), [chat(), mailbox()]);
    assert!(rows.iter().all(|row| row.class == Class::Reminder), "it waits behind answers");
    assert!(rows[0].payload.contains("Maintenir") && rows[0].payload.contains("Retirer"), "buttons");
    assert!(rows[1].payload.contains("la garder"), "its own subject");
    let asks: Vec<_> = house.store.transcript(luc).await.unwrap().entries;
    let asks: Vec<_> =
        asks.into_iter().filter(|entry| entry.who == Who::Assistant).map(|entry| entry.asks.unwrap()).collect();
    assert!(asks.iter().all(|asks| asks.stage == Stage::Month && asks.cycle == 0), "{asks:?}");
    assert_eq!(asks.iter().map(|asks| asks.to.clone()).collect::<Vec<_>>(), [chat(), mailbox()]);
    // Twice started on the same day, and the next one.
    for day in [house.until(-15), house.until(-15), house.from(-7)] {
        let asked = house.load(luc).await.person.dossiers[0].renewal.done.len();
        house.passes(day).await;
        let again = house.load(luc).await.person.dossiers[0].renewal.done.len();
        assert_eq!(house.delivers().await.len(), 2 * (again - asked), "{day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_downtime_the_last_question_alone_is_asked_and_nothing_is_destroyed() {
    let house = House::new(super::house::SERVICE);
    let luc = house.candidate(1, &[chat()]).await;
    house.passes(house.from(60)).await;
    assert_eq!(house.delivers().await.len(), 1);
    let done = house.load(luc).await.person.dossiers[0].renewal.done.clone();
    assert_eq!(done.into_keys().collect::<Vec<_>>(), [Stage::Grace]);
    // Nor shortly after: the grace is whole.
    house.passes(house.from(70)).await;
    assert_eq!(house.load(luc).await.person.dossiers.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_shut_one_door_is_told_at_the_other_and_who_shut_both_is_for_staff() {
    let house = House::new(PLATFORM);
    let luc = house.candidate(1, &[chat(), mailbox()]).await;
    let ana = [Address::new(Channel::Telegram, "42"), Address::new(Channel::Email, "ana@candidat.test")];
    let ana_id = house.candidate(1, &ana).await;
    house.change(luc, |_, threads| threads[0].shut = true).await;
    house.change(ana_id, |_, threads| threads.iter_mut().for_each(|thread| thread.shut = true)).await;
    house.passes(house.until(-8)).await;
    let rows = house.rows().await;
    assert_eq!(rows.iter().map(|row| row.address.clone()).collect::<Vec<_>>(), [mailbox()]);
    assert!(house.load(luc).await.person.waiting.is_none());
    let waiting = house.load(ana_id).await.person.waiting.unwrap();
    assert_eq!(waiting.why, WaitingFor::Renewal);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_of_staff_who_has_the_conversation_is_told_instead_and_again_the_next_working_day() {
    let house = House::new(PLATFORM);
    let luc = house.candidate(1, &[chat()]).await;
    house.change(luc, |person, _| person.owner = Owner::Agent("a.dupont".to_owned())).await;
    house.passes(house.until(-30)).await;
    let open = house.on(house.until(-8));
    let now = open.service.clock.now();
    open.passes().await;
    assert!(house.rows().await.is_empty());
    let loaded = house.load(luc).await;
    assert_eq!(loaded.person.waiting.unwrap().why, WaitingFor::Renewal);
    let wake = loaded.wake.unwrap().duration_since(now).as_hours();
    assert!((12..24 * 6).contains(&wake), "{wake} h");
    // Handed back, the question is asked.
    house.change(luc, |person, _| person.owner = Owner::Assistant).await;
    house.passes(house.from(-6)).await;
    assert_eq!(house.rows().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_anywhere_settles_it_and_is_acknowledged_elsewhere() {
    for here in [chat(), Address::new(Channel::Terminal, "luc")] {
        let house = House::new(PLATFORM);
        let terminal = Address::new(Channel::Terminal, "luc");
        let luc = house.candidate(1, &[chat(), mailbox(), terminal.clone()]).await;
        house.passes(house.until(-8)).await;
        house.delivers().await;
        let open = house.on(house.until(-8));
        let words = "Je souhaite maintenir ma candidature";
        if here == terminal {
            let heard = guichet::conversation::said::Heard::Said(guichet::conversation::said::Said::words(words));
            open.service.turn(&here, heard, None).await.unwrap();
        } else {
            open.hears(&here, words).await;
        }
        open.ends().await;
        assert!(house.load(luc).await.person.dossiers[0].renewal.wished.is_some());
        let rows = house.delivers().await;
        let elsewhere: Vec<_> =
            rows.iter().filter(|row| row.address != here).map(|row| (row.address.clone(), row.class)).collect();
        let mut expected = vec![(chat(), Class::Answer), (mailbox(), Class::Answer)];
        expected.retain(|(address, _)| *address != here);
        assert_eq!(elsewhere, expected);
        let receipt = |row: &&guichet::conversation::Outgoing| row.address == mailbox();
        assert!(rows.iter().find(receipt).unwrap().payload.contains("bien reçu votre réponse"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_is_told_in_its_transcript() {
    let house = House::new(PLATFORM);
    let terminal = Address::new(Channel::Terminal, "luc");
    let luc = house.candidate(1, std::slice::from_ref(&terminal)).await;
    house.passes(house.until(-8)).await;
    assert!(house.rows().await.is_empty());
    let entries = house.store.transcript(luc).await.unwrap().entries;
    assert_eq!(entries.len(), 1);
    assert!(entries[0].text.contains("six mois") && entries[0].asks.is_some(), "{}", *entries[0].text);
}
