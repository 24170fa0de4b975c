//! One conformance suite; every engine must pass all of it.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::TempDir;

use super::super::error::StoreError;
use super::super::open;
use super::super::space::Ballast;
use super::*;

fn sled_in(data: &Path) -> Engine {
    let ballast = Ballast::of(data, 0).unwrap();
    Engine::Sled(Arc::new(open::open(data, 8 << 20, &ballast, open::lock(data).unwrap()).unwrap()))
}

fn engines() -> (TempDir, [Engine; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let sled = sled_in(folder.path());
    (folder, [Engine::Memory(Arc::new(Memory::new())), sled])
}

fn key(text: &str) -> Key {
    text.as_bytes().to_vec()
}

fn put(rows: &[(&str, &str)]) -> Commit {
    Commit { put: rows.iter().map(|(row, value)| (key(row), key(value))).collect(), ..Commit::default() }
}

fn requiring(row: &str, expect: Expect, commit: Commit) -> Commit {
    Commit { require: vec![(key(row), expect)], ..commit }
}

async fn one(engine: &Engine, row: &str) -> Option<Versioned> {
    engine.get(vec![key(row)]).await.unwrap().remove(0)
}

async fn names(engine: &Engine, scan: Scan) -> Vec<String> {
    let rows = engine.scan(scan).await.unwrap();
    rows.into_iter().map(|(key, _)| String::from_utf8(key).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_is_written_whole_or_not_at_all() {
    let (_folder, engines) = engines();
    for engine in engines {
        assert_eq!(engine.commit(vec![put(&[("a", "1"), ("b", "1")])]).await.unwrap(), [Committed::Done(1)]);
        let mut refused = requiring("b", Expect::Absent, put(&[("a", "2"), ("c", "2")]));
        refused.delete.push(key("b"));
        assert_eq!(engine.commit(vec![refused]).await.unwrap(), [Committed::Conflict(key("b"))]);
        assert_eq!(names(&engine, Scan::prefix(b"")).await, ["a", "b"]);
        assert_eq!(one(&engine, "a").await.unwrap(), Versioned { version: 1, value: key("1") });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_names_the_first_row_that_is_not_as_required() {
    let (_folder, engines) = engines();
    for engine in engines {
        engine.commit(vec![put(&[("a", "1")]), put(&[("b", "1")])]).await.unwrap();
        let cases = [
            (("a", Expect::Version(1)), None),
            (("a", Expect::Version(2)), Some("a")),
            (("a", Expect::Absent), Some("a")),
            (("a", Expect::Present), None),
            (("z", Expect::Present), Some("z")),
            (("z", Expect::Absent), None),
            (("z", Expect::Version(1)), Some("z")),
        ];
        for ((row, expect), conflict) in cases {
            let mut commit = requiring("b", Expect::Version(2), Commit::default());
            commit.require.push((key(row), expect));
            let [outcome] = engine.commit(vec![commit]).await.unwrap().try_into().unwrap();
            let named = if let Committed::Conflict(named) = outcome { Some(named) } else { None };
            assert_eq!(named, conflict.map(key), "{row} {expect:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn later_commits_of_a_group_see_earlier_ones_and_fail_alone() {
    let (_folder, engines) = engines();
    for engine in engines {
        let group = vec![
            requiring("a", Expect::Absent, put(&[("a", "1")])),
            requiring("a", Expect::Absent, put(&[("a", "2"), ("b", "2")])),
            requiring("a", Expect::Version(1), Commit { delete: vec![key("a")], ..Commit::default() }),
            requiring("a", Expect::Absent, put(&[("a", "4")])),
        ];
        let outcome = engine.commit(group).await.unwrap();
        let wanted = [Committed::Done(1), Committed::Conflict(key("a")), Committed::Done(2), Committed::Done(3)];
        assert_eq!(outcome, wanted);
        assert_eq!(one(&engine, "a").await.unwrap(), Versioned { version: 3, value: key("4") });
        assert_eq!(one(&engine, "b").await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_committed_is_read_and_told() {
    let (_folder, engines) = engines();
    for engine in engines {
        let mut changed = engine.changed();
        for round in 1..=20 {
            let mut commit = put(&[("a", &format!("{round}"))]);
            commit.append.push((key("f"), vec![]));
            engine.commit(vec![commit]).await.unwrap();
            assert_eq!(one(&engine, "a").await.unwrap().value, key(&format!("{round}")));
            assert_eq!(*changed.borrow_and_update(), round);
        }
        let feed = engine.scan(Scan::prefix(b"f")).await.unwrap();
        let numbers: Vec<_> = feed.iter().map(|(key, row)| (key[1..].to_vec(), row.version)).collect();
        assert_eq!(numbers, (1..=20u64).map(|n| (n.to_be_bytes().to_vec(), n)).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_group_appends_is_one_row_cut_at_the_cap() {
    let (_folder, engines) = engines();
    for engine in engines {
        let append = |value: &[u8]| Commit { append: vec![(key("f"), value.to_vec())], ..Commit::default() };
        let refused = requiring("a", Expect::Present, append(b"no"));
        let group = vec![append(b"one"), refused, append(b"two"), append(&[7; VALUE_CAP - 8]), append(b"four")];
        engine.commit(group).await.unwrap();
        let rows = engine.scan(Scan::prefix(b"f")).await.unwrap();
        let number = |n: u64| n.to_be_bytes().to_vec();
        let row = |last, value: Vec<u8>| ([key("f"), number(last)].concat(), Versioned { version: last, value });
        let wanted = [
            row(2, [number(1), key("one"), number(2), key("two")].concat()),
            row(3, [number(3), vec![7; VALUE_CAP - 8]].concat()),
            row(4, [number(4), key("four")].concat()),
        ];
        assert_eq!(rows, wanted);
        assert!(engine.commit(vec![append(&[7; VALUE_CAP])]).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scans_keep_order_bounds_direction_and_limit() {
    let (_folder, engines) = engines();
    for engine in engines {
        let rows = ["b", "a", "ab", "aa", "b\u{7f}", "c"];
        engine.commit(vec![put(&rows.map(|row| (row, "x")))]).await.unwrap();
        assert_eq!(names(&engine, Scan::prefix(b"")).await, ["a", "aa", "ab", "b", "b\u{7f}", "c"]);
        assert_eq!(names(&engine, Scan::prefix(b"a")).await, ["a", "aa", "ab"]);
        assert_eq!(names(&engine, Scan::range(key("aa"), key("b"))).await, ["aa", "ab"]);
        assert_eq!(names(&engine, Scan::range(key("b"), key("b"))).await, [""; 0]);
        assert_eq!(names(&engine, Scan::range(key("c"), key("b"))).await, [""; 0]);
        assert_eq!(names(&engine, Scan::prefix(b"a").limit(2)).await, ["a", "aa"]);
        let backwards = Scan { reverse: true, ..Scan::prefix(b"a").limit(2) };
        assert_eq!(names(&engine, backwards).await, ["ab", "aa"]);
    }
}

#[test]
fn the_key_after_a_prefix() {
    assert_eq!(after(b"a"), Some(b"b".to_vec()));
    assert_eq!(after(b"a\xff\xff"), Some(b"b".to_vec()));
    assert_eq!(after(b"\xff"), None);
    assert_eq!(after(b""), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_increments_at_once_make_sixty_four() {
    let (_folder, engines) = engines();
    for engine in engines {
        let increments = (0..64).map(|_| {
            let engine = engine.clone();
            tokio::spawn(async move {
                loop {
                    let row = one(&engine, "n").await;
                    let expect = row.as_ref().map_or(Expect::Absent, |row| Expect::Version(row.version));
                    let count: u32 = row.map_or(0, |row| String::from_utf8(row.value).unwrap().parse().unwrap());
                    let next = requiring("n", expect, put(&[("n", &format!("{}", count + 1))]));
                    if let [Committed::Done(_)] = engine.commit(vec![next]).await.unwrap()[..] {
                        break;
                    }
                }
            })
        });
        for increment in increments.collect::<Vec<_>>() {
            increment.await.unwrap();
        }
        assert_eq!(one(&engine, "n").await.unwrap().value, key("64"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_over_the_cap_is_refused_and_nothing_is_written() {
    let (_folder, engines) = engines();
    for engine in engines {
        let long = Commit { put: vec![(key("long"), vec![7; VALUE_CAP + 1])], ..put(&[("a", "1")]) };
        let error = engine.commit(vec![put(&[("b", "1")]), long]).await.unwrap_err();
        assert!(matches!(error, StoreError::TooLong(len) if len == VALUE_CAP + 1), "{error:?}");
        assert_eq!(names(&engine, Scan::prefix(b"")).await, [""; 0]);
        let fits = Commit { put: vec![(key("fits"), vec![7; VALUE_CAP])], ..Commit::default() };
        assert_eq!(engine.commit(vec![fits]).await.unwrap(), [Committed::Done(1)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_engine_says_so() {
    let (_folder, engines) = engines();
    for engine in engines {
        engine.commit(vec![put(&[("a", "1")])]).await.unwrap();
        engine.close().await.unwrap();
        assert!(matches!(engine.get(vec![key("a")]).await, Err(StoreError::Closed)));
        assert!(matches!(engine.commit(vec![put(&[("a", "2")])]).await, Err(StoreError::Closed)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sled_keeps_everything_when_closed_and_when_dropped() {
    let folder = tempfile::tempdir().unwrap();
    for round in 1..=6u64 {
        let engine = sled_in(folder.path());
        assert_eq!(*engine.changed().borrow(), round - 1, "the numbering goes on");
        assert_eq!(names(&engine, Scan::prefix(b"r")).await.len(), usize::try_from(round - 1).unwrap());
        engine.commit(vec![put(&[(&format!("r{round}"), "1")])]).await.unwrap();
        if round % 2 == 0 {
            engine.close().await.unwrap();
        }
    }
}

/// `/dev/null` can be written but not synced: the kernel answers EINVAL.
#[tokio::test(flavor = "multi_thread")]
async fn a_failed_sync_acknowledges_nothing_and_ends_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let db = sled::open(open::folder(data)).unwrap();
    let file = File::options().write(true).open("/dev/null").unwrap();
    let engine = Engine::Sled(Arc::new(Sled::start(data, db, file, open::lock(data).unwrap()).unwrap()));
    let calls = (0..8).map(|n| {
        let engine = engine.clone();
        tokio::spawn(async move { engine.commit(vec![put(&[(&format!("{n}"), "1")])]).await })
    });
    for call in calls.collect::<Vec<_>>() {
        let error = call.await.unwrap().unwrap_err();
        assert!(error.ends_the_process(), "{error:?}");
    }
    assert!(engine.get(vec![key("0")]).await.unwrap_err().ends_the_process());
    assert!(engine.scan(Scan::prefix(b"")).await.unwrap_err().ends_the_process());
    assert!(engine.close().await.unwrap_err().ends_the_process());
    assert_eq!(*engine.changed().borrow(), 0, "nothing was told");
}

#[derive(Debug, Clone)]
struct Step {
    row: Index,
    value: Option<Vec<u8>>,
    require: Option<(Index, bool)>,
    with_next: bool,
}

fn step() -> impl Strategy<Value = Step> {
    let value = proptest::option::of(proptest::collection::vec(any::<u8>(), 0..40));
    let require = proptest::option::of((any::<Index>(), any::<bool>()));
    (any::<Index>(), value, require, any::<bool>()).prop_map(|(row, value, require, with_next)| Step {
        row,
        value,
        require,
        with_next,
    })
}

/// What the engines are compared with: the rule, written as plainly as it can be.
#[derive(Default)]
struct Model {
    rows: BTreeMap<Key, Versioned>,
    last: u64,
}

impl Model {
    fn commit(&mut self, commit: &Commit) -> Committed {
        for (row, expect) in &commit.require {
            let version = self.rows.get(row).map(|row| row.version);
            let wanted = if let Expect::Version(wanted) = expect { Some(*wanted) } else { None };
            if version != wanted {
                return Committed::Conflict(row.clone());
            }
        }
        self.last += 1;
        for row in &commit.delete {
            self.rows.remove(row);
        }
        for (row, value) in &commit.put {
            self.rows.insert(row.clone(), Versioned { version: self.last, value: value.clone() });
        }
        Committed::Done(self.last)
    }
}

const ROWS: [&str; 9] = ["p", "p1", "p1h", "p2", "pa", "q", "q1", "\u{7f}", "z"];

fn commit_of(step: &Step, model: &Model) -> Commit {
    let mut commit = Commit::default();
    let row = key(ROWS[step.row.index(ROWS.len())]);
    match &step.value {
        Some(value) => commit.put.push((row, value.clone())),
        None => commit.delete.push(row),
    }
    commit.require.extend(step.require.as_ref().map(|(row, holds)| {
        let row = key(ROWS[row.index(ROWS.len())]);
        let stored = model.rows.get(&row).map_or(Expect::Absent, |row| Expect::Version(row.version));
        (row, if *holds { stored } else { Expect::Version(u64::MAX) })
    }));
    commit
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_engine_does_as_the_model(steps in proptest::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
        let (_folder, engines) = engines();
        for engine in engines {
            let mut model = Model::default();
            let mut group = Vec::new();
            let mut expected = Vec::new();
            for step in &steps {
                let commit = commit_of(step, &model);
                expected.push(model.commit(&commit));
                group.push(commit);
                if !step.with_next {
                    let outcome = runtime.block_on(engine.commit(std::mem::take(&mut group))).unwrap();
                    prop_assert_eq!(outcome, std::mem::take(&mut expected));
                }
            }
            runtime.block_on(engine.commit(group)).unwrap();
            let rows = runtime.block_on(engine.scan(Scan::prefix(b""))).unwrap();
            prop_assert_eq!(rows, model.rows.into_iter().collect::<Vec<_>>());
        }
    }
}
