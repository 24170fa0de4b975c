//! Accounts, sessions and the journal, as they are kept.

use super::super::engine::{Commit, Scan};
use super::super::*;
use super::{at, each, overwrite, rows};
use crate::conversation::Personal;
use crate::staff::deed::{Deed, Done};
use crate::staff::{Account, Role, Session};

fn camille() -> Account {
    let account = Account::new("camille".into(), "Camille Martin".into(), Role::Dpo, "phc".into(), at(0));
    Account { totp: Some(Personal("SECRET".into())), campaigns: Some(["aesh".into()].into()), ..account }
}

fn done(second: i64) -> Done {
    Done { at: at(second), by: Some("camille".into()), deed: Deed::ConversationRead, person: None, account: None }
}

async fn written(store: &Store, lines: i64) {
    for second in 0..lines {
        assert_eq!(store.write_journal(&done(second)).await.unwrap(), u64::try_from(second).unwrap() + 1);
    }
}

async fn fault(store: &Store) -> Option<(u64, Fault)> {
    match store.check_journal().await.unwrap() {
        Checked::Whole(_) => None,
        Checked::Broken { number, fault } => Some((number, fault)),
    }
}

#[tokio::test]
async fn accounts_are_kept_sealed_and_changed_one_at_a_time() {
    each(async |store| {
        assert!(!store.has_accounts().await.unwrap());
        assert!(store.put_account(&camille(), 0).await.unwrap());
        assert!(!store.put_account(&camille(), 0).await.unwrap(), "there is one");
        let (kept, version) = store.account("camille").await.unwrap().unwrap();
        assert_eq!(kept, camille());
        assert!(store.put_account(&Account { step: 7, ..kept.clone() }, version).await.unwrap());
        assert!(!store.put_account(&Account { step: 8, ..kept }, version).await.unwrap(), "it changed meanwhile");
        assert!(store.account("paul").await.unwrap().is_none());
        assert_eq!(store.accounts().await.unwrap().len(), 1);
        for (key, value) in rows(&store, b"a").await {
            let row = String::from_utf8_lossy(&[key, value].concat()).into_owned();
            assert!(["camille", "Camille", "SECRET", "phc"].iter().all(|word| !row.contains(word)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_that_was_ended_stays_ended() {
    each(async |store| {
        let session = Session { login: "camille".into(), epoch: 0, created: at(0), seen: at(0) };
        store.open_session(&[7; 32], &session).await.unwrap();
        let used = Session { seen: at(60), ..session };
        store.use_session(&[7; 32], &used).await.unwrap();
        assert_eq!(store.session(&[7; 32]).await.unwrap(), Some(used.clone()));
        assert_eq!(store.session(&[8; 32]).await.unwrap(), None);
        store.end_sessions(&[[7; 32]]).await.unwrap();
        store.use_session(&[7; 32], &used).await.unwrap();
        assert_eq!(store.session(&[7; 32]).await.unwrap(), None);
        assert!(store.sessions().await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_written_at_once_are_numbered_and_chained() {
    each(async |store| {
        let tasks = (0..50).map(|second| {
            let store = store.clone();
            tokio::spawn(async move { store.write_journal(&done(second)).await.unwrap() })
        });
        let mut numbers = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            numbers.push(task.await.unwrap());
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=50).collect::<Vec<_>>());
        assert!(matches!(store.check_journal().await.unwrap(), Checked::Whole(end) if end.number == 50));
        let page = store.journal(Some(11), 3).await.unwrap();
        assert_eq!(page.iter().map(|line| line.number).collect::<Vec<_>>(), [10, 9, 8]);
    })
    .await;
}

#[tokio::test]
async fn a_line_that_was_changed_moved_or_taken_out_is_found() {
    each(async |store| {
        assert_eq!(fault(&store).await, None);
        written(&store, 6).await;
        assert_eq!(fault(&store).await, None);
        let kept = rows(&store, b"l").await;
        let [.., (second, second_row), (third, third_row), _, _, (last, _)] = kept.as_slice() else { panic!("six") };
        let mut bent = second_row.clone();
        bent[30] ^= 1;
        overwrite(&store, vec![(second.clone(), bent)]).await;
        assert_eq!(fault(&store).await, Some((2, Fault::Changed)), "one bit");
        overwrite(&store, vec![(second.clone(), third_row.clone()), (third.clone(), second_row.clone())]).await;
        assert_eq!(fault(&store).await, Some((2, Fault::Changed)), "two lines that changed places");
        overwrite(&store, kept.clone()).await;
        assert_eq!(fault(&store).await, None);
        // Who has the keys can seal a line of their own; the one behind it still holds the hash of the old.
        let forged = {
            let other = Store { journal: Default::default(), ..store.clone() };
            let end = End { number: 1, hash: blake3::hash(b"x").to_hex().to_string() };
            *other.journal.lock().await = Some(end);
            delete(&store, second).await;
            other.write_journal(&done(99)).await.unwrap();
            fault(&store).await
        };
        assert_eq!(forged, Some((2, Fault::Unchained)));
        overwrite(&store, kept.clone()).await;
        delete(&store, third).await;
        assert_eq!(fault(&store).await, Some((3, Fault::Missing)), "one out of the middle");
        overwrite(&store, kept.clone()).await;
        let mark = rows(&store, b"mjournal").await;
        delete(&store, last).await;
        assert!(fault(&store).await.is_some(), "the last one: {mark:?}");
    })
    .await;
}

#[tokio::test]
async fn the_last_line_taken_out_is_found() {
    each(async |store| {
        written(&store, 3).await;
        let last = rows(&store, b"l").await.pop().unwrap().0;
        delete(&store, &last).await;
        assert_eq!(fault(&store).await, Some((3, Fault::Missing)));
        for (key, _) in rows(&store, b"l").await {
            delete(&store, &key).await;
        }
        assert_eq!(fault(&store).await, Some((1, Fault::Missing)), "all of them");
    })
    .await;
}

#[tokio::test]
async fn the_mark_at_the_end_taken_out_is_found() {
    each(async |store| {
        written(&store, 3).await;
        delete(&store, &super::super::schema::meta("journal")).await;
        assert_eq!(fault(&store).await, Some((3, Fault::End)));
        let fresh = Store { journal: Default::default(), ..store.clone() };
        assert!(fresh.write_journal(&done(9)).await.is_err(), "nothing is written over what is there");
        assert_eq!(rows(&store, b"l").await.len(), 3);
    })
    .await;
}

async fn delete(store: &Store, key: &[u8]) {
    store.engine.commit(vec![Commit { delete: vec![key.to_vec()], ..Commit::default() }]).await.unwrap();
    assert!(store.engine.scan(Scan::prefix(key)).await.unwrap().is_empty());
}
