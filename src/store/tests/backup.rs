//! Backups: whole or refused, of one moment, and bringing nobody back.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::super::engine::{Commit, Scan};
use super::super::*;
use super::{at, rows, someone, welcome, write};
use crate::conversation::{Address, Entry, Who};
use crate::dialog::person::Channel;
use crate::dialog::reply::Proof;

const OTHERS: &[&str] = &["rehearsal"];

struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn settings(&self, data: &str) -> Settings {
        let settings = Settings::new(self.at(data), self.at("key"));
        Settings { cache_bytes: 8 << 20, ballast_bytes: 0, ..settings }
    }

    async fn open(&self, data: &str) -> Store {
        Store::open(&self.settings(data)).await.unwrap()
    }

    /// A backup of a store, without files.
    async fn back_up(&self, store: &Store, name: &str) -> PathBuf {
        self.back_up_with(store, name, Vec::new()).await.unwrap();
        self.at(name)
    }

    async fn back_up_with(&self, store: &Store, name: &str, files: Vec<(String, PathBuf)>) -> Result<Taken> {
        let (store, to, runtime) = (store.clone(), self.at(name), Handle::current());
        let taken = tokio::task::spawn_blocking(move || {
            let walk = |take: &mut dyn FnMut(&str, &Path) -> std::io::Result<()>| {
                files.iter().try_for_each(|(name, path)| take(name, path))
            };
            store.back_up(&runtime, &to, &walk)
        });
        taken.await.unwrap()
    }

    async fn restore(&self, from: &Path, data: &str) -> Result<Taken> {
        Store::restore(from, &self.settings(data), OTHERS, at(9)).await
    }
}

async fn everything(store: &Store) -> Vec<(Vec<u8>, super::super::engine::Versioned)> {
    store.engine.scan(Scan::prefix(b"")).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_restored_is_what_was_there_versions_and_numbering_too() {
    let bench = Bench::new();
    let store = bench.open("data").await;
    let loaded = welcome(&store, someone(), "zoe").await;
    let before = everything(&store).await;
    let name = format!("{}/{}/0", Uuid::nil(), Uuid::nil());
    std::fs::write(bench.at("piece"), b"scelle").unwrap();
    let kept = format!("{}/{}/fiche", loaded.person.id, Uuid::nil());
    let files = vec![
        (name.clone(), bench.at("piece")),
        (kept.clone(), bench.at("piece")),
        ("rehearsal".to_owned(), bench.at("piece")),
    ];
    let taken = bench.back_up_with(&store, "b", files).await.unwrap();
    let last = *store.engine.changed().borrow();
    store.close().await.unwrap();
    let held = bench.restore(&bench.at("b"), "other").await.unwrap();
    assert_eq!(held, taken);
    assert_eq!(std::fs::read(bench.at("other").join("pieces").join(&kept)).unwrap(), b"scelle");
    assert_eq!(std::fs::read(bench.at("other/rehearsal")).unwrap(), b"scelle");
    assert!(!bench.at("other/pieces").join(&name).exists(), "a file of nobody's is left out");
    let store = bench.open("other").await;
    assert_eq!(everything(&store).await, before);
    assert_eq!(*store.engine.changed().borrow(), last, "new commits are numbered after the old ones");
    assert_eq!(store.load(loaded.person.id).await.unwrap().unwrap().person, loaded.person);
    let left = std::fs::read_dir(bench.at("other")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| name != "restauration.partielle"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_byte_changed_anywhere_or_missing_is_refused_before_anything_is_written() {
    let bench = Bench::new();
    let store = bench.open("data").await;
    welcome(&store, someone(), "zoe").await;
    let whole = std::fs::read(bench.back_up(&store, "b").await).unwrap();
    let damaged = bench.at("damaged");
    let refused = async |bytes: &[u8], what: String| {
        std::fs::write(&damaged, bytes).unwrap();
        let outcome = bench.restore(&damaged, "other").await;
        assert!(matches!(outcome, Err(StoreError::BackupBroken(_))), "{what}: {outcome:?}");
        assert!(!bench.at("other").exists(), "{what}: something was written");
    };
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        refused(&bytes, format!("byte {at}")).await;
    }
    for length in (0..whole.len()).step_by(5) {
        refused(&whole[..length], format!("cut at {length}")).await;
    }
    refused(&[&whole[..], b"\0"].concat(), "one byte more".to_owned()).await;
    refused(&[&whole[..], &whole[..]].concat(), "twice".to_owned()).await;
}

/// Both rows of every commit are there, or neither, and the numbering is past all of them.
async fn is_one_moment(store: &Store, sides: [&[u8]; 2]) {
    let bare = async |prefix: &[u8]| -> Vec<(Vec<u8>, Vec<u8>)> {
        rows(store, prefix).await.into_iter().map(|(key, value)| (key[2..].to_vec(), value)).collect()
    };
    let (left, right) = (bare(sides[0]).await, bare(sides[1]).await);
    if left != right {
        // The first difference only: the rows are thousands.
        let at = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
        let (lengths, rows) = ((left.len(), right.len()), (left.get(at), right.get(at)));
        panic!("half of a commit: {lengths:?} rows, row {at} is {rows:?}");
    }
    let last = everything(store).await.iter().map(|(_, row)| row.version).max().unwrap();
    assert!(*store.engine.changed().borrow() >= last, "no number is given twice");
}

/// Takes backups, so many at least, while somebody writes these groups of commits round after round, and looks at each.
async fn one_moment_each(
    bench: &Bench,
    least: usize,
    sides: [&[u8]; 2],
    groups: impl Fn(u64) -> Vec<Vec<Commit>> + Send + Sync + 'static,
) {
    let store = bench.open("data").await;
    store.engine.commit(groups(1).concat()).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let (writing, stopped) = (store.clone(), Arc::clone(&stop));
    let first = *store.changed().borrow();
    let writer = tokio::spawn(async move {
        let mut round = 1;
        while !stopped.load(Ordering::Relaxed) {
            round += 1;
            for group in groups(round) {
                writing.engine.commit(group).await.unwrap();
            }
        }
    });
    let mut taken = 0;
    // On a busy machine some are taken before anybody wrote.
    while taken < least || *store.changed().borrow() == first && !writer.is_finished() {
        bench.back_up(&store, &format!("b{taken}")).await;
        taken += 1;
    }
    stop.store(true, Ordering::Relaxed);
    writer.await.unwrap();
    store.close().await.unwrap();
    for n in 0..taken {
        let data = format!("d{n}");
        bench.restore(&bench.at(&format!("b{n}")), &data).await.unwrap();
        let store = bench.open(&data).await;
        is_one_moment(&store, sides).await;
        store.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_while_others_write_is_one_moment() {
    const PAIRS: u32 = 1500;
    let pair = |n: u32, round: u64| {
        let key = |side: u8| [b"z", &[side][..], &n.to_be_bytes()].concat();
        let rows = vec![(key(b'a'), round.to_be_bytes().to_vec()), (key(b'b'), round.to_be_bytes().to_vec())];
        // In every round a third of the pairs is taken away, whole.
        match (round + u64::from(n)) % 3 {
            0 => Commit { delete: rows.into_iter().map(|(key, _)| key).collect(), ..Commit::default() },
            _ => Commit { put: rows, ..Commit::default() },
        }
    };
    let groups = move |round| {
        let firsts = (0..PAIRS).step_by(50);
        firsts.map(|first| (first..first + 50).map(|n| pair(n, round)).collect()).collect()
    };
    one_moment_each(&Bench::new(), 4, [b"za", b"zb"], groups).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_waits_for_the_group_whose_rows_it_saw() {
    // A commit's rows stand on the first page and on the last, which is short: where the backup ends, the group that the
    // last page showed is being synced.
    let groups = |round: u64| {
        let row = |side: &[u8]| (side.to_vec(), round.to_be_bytes().to_vec());
        let between = (0_u32..4000).filter(|_| round == 1);
        let between = between.map(|n| ([b"zb", &n.to_be_bytes()[..]].concat(), vec![0; 8]));
        vec![vec![Commit { put: between.chain([row(b"za0"), row(b"zc0")]).collect(), ..Commit::default() }]]
    };
    one_moment_each(&Bench::new(), 8, [b"za", b"zc"], groups).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_backup_brings_nobody_back_who_was_erased() {
    let bench = Bench::new();
    let store = bench.open("data").await;
    let (gone, stays) = (welcome(&store, someone(), "zoe").await, welcome(&store, someone(), "autre").await);
    let older = bench.back_up(&store, "older").await;
    assert!(store.erase(gone.person.id, at(2)).await.unwrap());
    let newer = bench.back_up(&store, "newer").await;
    store.close().await.unwrap();
    for (from, data) in [(older.clone(), "a"), (newer, "b")] {
        bench.restore(&from, data).await.unwrap();
        let store = bench.open(data).await;
        assert!(store.load(gone.person.id).await.unwrap().is_none(), "{data}");
        assert_eq!(store.identify(&Address::new(Channel::Telegram, "zoe")).await.unwrap().persons, []);
        assert_eq!(store.load(stays.person.id).await.unwrap().unwrap().person, stays.person);
        store.close().await.unwrap();
    }
    // The list is lost: the data that erased them write it again.
    std::fs::remove_file(bench.at("key.effaces")).unwrap();
    bench.open("data").await.close().await.unwrap();
    bench.restore(&older, "c").await.unwrap();
    assert!(bench.open("c").await.load(gone.person.id).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_takes_nobodys_place_and_needs_its_key() {
    let bench = Bench::new();
    let store = bench.open("data").await;
    welcome(&store, someone(), "zoe").await;
    let backup = bench.back_up(&store, "b").await;
    assert!(matches!(bench.back_up_with(&store, "b", Vec::new()).await, Err(StoreError::BackupThere(_))));
    assert!(matches!(bench.restore(&backup, "data").await, Err(StoreError::NotEmpty(_))));
    // A name that leads out of the folder is no piece's.
    let strange = vec![("../dehors".to_owned(), bench.at("key"))];
    bench.back_up_with(&store, "strange", strange).await.unwrap();
    assert!(matches!(bench.restore(&bench.at("strange"), "e").await, Err(StoreError::BackupBroken(_))));
    let other = Settings { master_key: bench.at("autre"), ..bench.settings("c") };
    let outcome = Store::restore(&backup, &other, OTHERS, at(9)).await;
    assert!(matches!(outcome, Err(StoreError::MasterKeyMissing { .. })), "{outcome:?}");
    assert!(!bench.at("autre").exists(), "no key is made for it");
    std::fs::write(bench.at("autre"), format!("{}\n", "ab".repeat(32))).unwrap();
    let outcome = Store::restore(&backup, &other, OTHERS, at(9)).await;
    assert!(matches!(outcome, Err(StoreError::BackupBroken(_))), "{outcome:?}");
    assert!(!bench.at("c").exists());
    let store = Store::in_memory().unwrap();
    assert!(bench.back_up_with(&store, "m", Vec::new()).await.is_err(), "nothing to keep");
    assert!(!bench.at("m").exists() && !bench.at("m.partiel").exists());
}

/// Who may log in, who is, and what everybody did.
#[tokio::test(flavor = "multi_thread")]
async fn accounts_sessions_and_the_journal_come_back() {
    use crate::staff::deed::{Deed, Done};
    use crate::staff::{Account, Role, Session};
    let bench = Bench::new();
    let store = bench.open("data").await;
    let account = Account::new("camille".into(), "Camille Martin".into(), Role::Dpo, "phc".into(), at(0));
    let session = Session { login: "camille".into(), epoch: 0, created: at(0), seen: at(0) };
    let done = |deed| Done { at: at(0), by: None, deed, person: None, account: Some("camille".into()) };
    store.put_account(&account, 0).await.unwrap();
    store.open_session(&[7; 32], &session).await.unwrap();
    for deed in [Deed::AccountAdded, Deed::LoggedIn] {
        store.write_journal(&done(deed)).await.unwrap();
    }
    let backup = bench.back_up(&store, "backup").await;
    let checked = store.check_journal().await.unwrap();
    bench.restore(&backup, "other").await.unwrap();
    let other = bench.open("other").await;
    assert_eq!(other.account("camille").await.unwrap().map(|(account, _)| account), Some(account));
    assert_eq!(other.session(&[7; 32]).await.unwrap(), Some(session));
    assert_eq!(other.check_journal().await.unwrap(), checked);
    assert_eq!(other.write_journal(&done(Deed::LoggedOut)).await.unwrap(), 3);
    assert!(matches!(other.check_journal().await.unwrap(), Checked::Whole(end) if end.number == 3));
}

/// A dossier that was destroyed since stays so, and its neighbour with it stays where it is.
#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_destroyed_since_does_not_come_back() {
    let bench = Bench::new();
    let store = bench.open("data").await;
    let mut person = someone();
    let other = someone().dossiers.remove(0);
    let (gone, kept) = (person.dossiers[0].id, other.id);
    person.dossiers.push(other);
    person.focus = Some(gone);
    let mut loaded = welcome(&store, person, "zoe").await;
    let about = Entry::new(at(1), Who::Candidate, Channel::Telegram, Some(gone), "un mot de ce dossier");
    let turn =
        TurnCommit { entries: vec![about], ..TurnCommit::new(at(1), Some(loaded.clone()), loaded.person.clone()) };
    loaded = write(&store, turn).await;
    let before = bench.back_up(&store, "b").await;
    let mut after = loaded.person.clone();
    (after.focus, _) = (None, after.dossiers.remove(0));
    let decision = Proof::Silent;
    let forgotten = vec![Forgotten { dossier: gone, campaign: None, cycle: 0, decision, asked: Vec::new() }];
    write(&store, TurnCommit { forgotten, ..TurnCommit::new(at(2), Some(loaded.clone()), after) }).await;
    store.close().await.unwrap();
    bench.restore(&before, "other").await.unwrap();
    let store = bench.open("other").await;
    let restored = store.load(loaded.person.id).await.unwrap().unwrap().person;
    let left: Vec<Uuid> = restored.dossiers.iter().map(|dossier| dossier.id).collect();
    assert_eq!((left, restored.focus), (vec![kept], None));
    let said = store.transcript(loaded.person.id).await.unwrap().entries;
    assert!(said.iter().all(|entry| entry.dossier != Some(gone)) && !said.is_empty());
    let (proofs, _) = store.proofs(None, 9).await.unwrap();
    assert_eq!(proofs.iter().map(|proof| proof.decision).collect::<Vec<_>>(), [decision]);
    // Restored again from what was restored, or listed twice: nothing more happens.
    let again = bench.back_up(&store, "c").await;
    store.close().await.unwrap();
    bench.restore(&again, "third").await.unwrap();
}
