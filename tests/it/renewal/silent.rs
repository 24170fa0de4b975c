//! Silence: who may be destroyed, and what is left.

use guichet::conversation::mail::Correspondence;
use guichet::conversation::{Class, Entry, Who};
use guichet::dialog::person::{Answer, Channel, Key, Piece, State, Value, WaitingFor};
use guichet::dialog::reply::Proof;
use guichet::document::Incoming;
use guichet::renewal::Stage;
use guichet::store::{Outcome, TurnCommit};
use jiff::{Span, Timestamp};
use uuid::Uuid;

use super::asked::{chat, mailbox};
use super::house::{House, PLATFORM, SERVICE};

/// Everything is asked until the end of the grace; what becomes of each message is told.
async fn all_is_asked(house: &House, arrives: bool) {
    for day in [house.until(-30), house.until(-7), house.until(0), house.from(7)] {
        house.passes(day).await;
        if arrives {
            house.delivers().await
        } else {
            house.loses().await
        };
    }
}

fn long_after(house: &House) -> jiff::civil::Date {
    house.from(40)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_kept_silent_though_asked_is_forgotten_with_a_proof_and_told_so() {
    let house = House::new(SERVICE);
    let luc = house.candidate(2, &[chat()]).await;
    // The second candidature goes on.
    let kept = house.load(luc).await.person.dossiers[1].id;
    house
        .change(luc, |person, _| person.dossiers[1].answers.remove(&Key::new("completer-candidature")).map_or((), drop))
        .await;
    let piece = with_a_piece(&house, luc).await;
    all_is_asked(&house, true).await;
    house.passes(long_after(&house)).await;
    let loaded = house.load(luc).await;
    assert_eq!(loaded.person.dossiers.iter().map(|dossier| dossier.id).collect::<Vec<_>>(), [kept]);
    let rows = house.rows().await;
    assert_eq!(rows.len(), 1);
    assert!(rows[0].payload.contains("a pris fin"), "the last word");
    assert_eq!(rows[0].class, Class::Reminder);
    // Its words are gone, the others stay.
    let entries = house.store.transcript(luc).await.unwrap().entries;
    let text = entries.iter().map(|entry| entry.text.0.clone()).collect::<Vec<_>>().join("\n");
    assert!(!text.contains("Maintenir") && !text.contains("AESH") && text.contains("autre dossier"), "{text}");
    assert!(entries.iter().all(|entry| entry.dossier.is_none_or(|dossier| dossier == kept)));
    assert!(house.store.deliveries(luc).await.unwrap().len() <= 1, "{entries:#?}");
    let seal = house.store.piece_seal(luc).await.unwrap().unwrap();
    assert!(matches!(house.pieces.page(luc, &seal, piece, 0, 0).await, Ok(None)), "the file is gone");
    assert!(house.store.doomed(9).await.unwrap().is_empty());
    proven(&house, Proof::Silent, &[Stage::Month, Stage::Week, Stage::Day, Stage::Grace]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_only_candidature_it_was_is_erased_and_the_proof_stays() {
    let house = House::new(SERVICE);
    let luc = house.candidate(1, &[chat()]).await;
    all_is_asked(&house, true).await;
    house.passes(long_after(&house)).await;
    assert!(house.store.load(luc).await.unwrap().is_none());
    proven(&house, Proof::Silent, &[Stage::Month, Stage::Week, Stage::Day, Stage::Grace]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_forgotten_who_was_not_reached_or_is_away() {
    type Change = fn(&mut guichet::conversation::Thread);
    let cases: [(&str, bool, Change); 4] = [
        ("nothing arrived", false, |_| {}),
        ("it came back", true, |thread| returned(thread, Timestamp::MAX)),
        ("shut since", true, |thread| thread.shut = true),
        ("away", true, |thread| away(thread)),
    ];
    for (case, arrives, change) in cases {
        let house = House::new(SERVICE);
        let luc = house.candidate(1, &[mailbox()]).await;
        all_is_asked(&house, arrives).await;
        house.change(luc, |_, threads| change(&mut threads[0])).await;
        house.passes(long_after(&house)).await;
        let loaded = house.load(luc).await;
        assert_eq!(loaded.person.dossiers.len(), 1, "{case}");
        assert!(house.rows().await.is_empty(), "{case}");
        let alerted = loaded.person.waiting.is_some_and(|waiting| waiting.why == WaitingFor::Renewal);
        assert_eq!(alerted, case != "away", "{case}: staff see to it, or it is put off");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platforms_candidature_is_never_destroyed_here() {
    let house = House::new(PLATFORM);
    let luc = house.candidate(1, &[chat()]).await;
    all_is_asked(&house, true).await;
    house.passes(long_after(&house)).await;
    let loaded = house.load(luc).await;
    assert_eq!((loaded.person.dossiers.len(), loaded.person.waiting.unwrap().why), (1, WaitingFor::Renewal));
    assert!(house.store.proofs(None, 9).await.unwrap().0.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_withdrawal_is_carried_out_when_its_seven_days_are_over() {
    let house = House::new(SERVICE);
    let luc = house.candidate(1, &[chat()]).await;
    house.passes(house.until(-7)).await;
    house.delivers().await;
    let open = house.on(house.until(-7));
    open.hears(&chat(), "retirer").await;
    assert!(house.load(luc).await.person.dossiers[0].renewal.ended.is_none(), "asked once more");
    open.hears(&chat(), "oui").await;
    open.ends().await;
    house.delivers().await;
    house.passes(house.until(-3)).await;
    assert_eq!(house.load(luc).await.person.dossiers.len(), 1, "seven days to come back");
    house.passes(house.from(3)).await;
    assert!(house.store.load(luc).await.unwrap().is_none());
    proven(&house, Proof::Withdrawn, &[Stage::Week]).await;
}

fn returned(thread: &mut guichet::conversation::Thread, at: Timestamp) {
    thread.mail = Some(Box::new(Correspondence { returned: Some(at), ..Correspondence::default() }));
}

fn away(thread: &mut guichet::conversation::Thread) {
    let until = jiff::Zoned::now().date() + Span::new().months(9);
    thread.mail = Some(Box::new(Correspondence { absent: Some(until), ..Correspondence::default() }));
}

async fn proven(house: &House, decision: Proof, stages: &[Stage]) {
    let (proofs, next) = house.store.proofs(None, 9).await.unwrap();
    assert!(next.is_none());
    let [proof] = proofs.as_slice() else { panic!("{proofs:?}") };
    assert_eq!((proof.decision, proof.campaign.as_deref(), proof.cycle), (decision, Some("aesh"), 0));
    assert_eq!(proof.asked.iter().map(|asked| asked.stage).collect::<Vec<_>>(), stages);
    assert!(proof.asked.iter().all(|asked| asked.channel == Channel::Telegram));
    let printed = serde_json::to_string(proof).unwrap();
    assert!(!printed.contains("Luc") && !printed.contains("41\""), "{printed}");
}

/// A file in the first dossier, and a word about each of the two.
async fn with_a_piece(house: &House, person: Uuid) -> Uuid {
    let seal = house.store.piece_seal(person).await.unwrap().unwrap();
    let now = guichet::dialog::turn::Now { at: Timestamp::now(), zone: guichet::clock::paris() };
    let incoming = vec![Incoming { name: Some("diplome.pdf".to_owned()), bytes: b"%PDF-1.4\n%%EOF\n".to_vec() }];
    let piece: Piece = house.pieces.keep(person, &seal, incoming, &now).await.unwrap();
    let id = piece.id.unwrap();
    let loaded = house.load(person).await;
    let mut after = loaded.person.clone();
    let answer = Answer {
        state: State::Given,
        value: Some(Value::Piece(Box::new(piece))),
        words: String::new(),
        at: now.at,
        channel: Channel::Telegram,
        by: None,
        flags: Default::default(),
    };
    after.dossiers[0].answers.insert(Key::new("piece_diplome"), answer);
    let entry = |at: usize, words: &str| {
        let dossier = Some(after.dossiers[at].id);
        Entry::new(now.at, Who::Candidate, Channel::Telegram, dossier, words)
    };
    let entries = vec![entry(0, "Voici mon diplôme pour AESH"), entry(1, "Un mot sur mon autre dossier")];
    let commit = TurnCommit { entries, ..TurnCommit::new(now.at, Some(loaded), after) };
    assert!(matches!(house.store.commit_one(commit).await.unwrap(), Outcome::Done(_)));
    id
}
