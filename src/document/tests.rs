//! Pieces on a real disk: kept, known again, refused, tampered with, erased, swept.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use jiff::SignedDuration;
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::conversation::{Address, Role};
use crate::dialog::person::{Channel, Person};
use crate::store::{CHUNK, SealedPart, Store, TurnCommit};

/// A store with two persons, and a folder of pieces.
struct Bench {
    folder: TempDir,
    store: Store,
    marie: Uuid,
    paul: Uuid,
}

fn now() -> Now {
    at(0)
}

fn at(days: i64) -> Now {
    let zone = TimeZone::get("Europe/Paris").unwrap();
    let start = date(2026, 11, 22).at(12, 0, 0, 0).to_zoned(zone.clone()).unwrap();
    Now { at: start.timestamp() + SignedDuration::from_hours(24 * days), zone }
}

async fn someone(store: &Store, name: &str) -> Uuid {
    let identity = store.identify(&Address::new(Channel::Terminal, name)).await.unwrap();
    let person = Person::new(Uuid::now_v7());
    let id = person.id;
    let links = vec![(identity, Role::Own)];
    store.commit_one(TurnCommit { links, ..TurnCommit::new(now().at, None, person) }).await.unwrap();
    id
}

impl Bench {
    async fn new() -> Self {
        let store = Store::in_memory().unwrap();
        let (marie, paul) = (someone(&store, "marie").await, someone(&store, "paul").await);
        Self { folder: tempfile::tempdir().unwrap(), store, marie, paul }
    }

    fn pieces(&self, caps: Caps) -> Pieces {
        Pieces::open(&self.folder.path().join("pieces"), caps).unwrap()
    }

    fn path(&self, person: Uuid, piece: &Piece, part: &str) -> PathBuf {
        let folder = self.folder.path().join("pieces").join(person.to_string());
        folder.join(piece.id.unwrap().to_string()).join(part)
    }

    async fn seal(&self, person: Uuid) -> PieceSeal {
        self.store.piece_seal(person).await.unwrap().unwrap()
    }

    async fn keep(&self, pieces: &Pieces, person: Uuid, name: &str, bytes: &[u8]) -> Result<Piece, Refused> {
        pieces.keep(person, &self.seal(person).await, vec![file(name, bytes)], &now()).await
    }
}

fn file(name: &str, bytes: &[u8]) -> Incoming {
    Incoming { name: Some(name.to_owned()), bytes: bytes.to_owned() }
}

/// A PDF of one empty page, with bytes to reach a size.
fn pdf(bytes: usize) -> Vec<u8> {
    let objects = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
                   3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n%";
    let fill = "x".repeat(bytes.saturating_sub(objects.len() + 60));
    let table = objects.len() + fill.len() + 1;
    format!("{objects}{fill}\nxref\n0 0\ntrailer<</Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").into_bytes()
}

#[tokio::test]
async fn a_piece_outlives_the_process_byte_for_byte() {
    let bench = Bench::new().await;
    let seal = bench.seal(bench.marie).await;
    for bytes in [1, CHUNK - 1, CHUNK, CHUNK + 1, PAGE, PAGE + 1, 3_000_000] {
        let content: Vec<u8> = (0..bytes).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect();
        let piece = bench.keep(&bench.pieces(Caps::default()), bench.marie, "a.bin", &content).await.unwrap();
        let again = bench.pieces(Caps::default());
        let read = again.read(bench.marie, &seal, &piece).await.unwrap();
        assert!(read == vec![content], "{bytes}");
    }
}

#[tokio::test]
async fn nothing_of_a_piece_can_be_read_on_disk() {
    let bench = Bench::new().await;
    let piece = bench.keep(&bench.pieces(Caps::default()), bench.marie, "licence.pdf", &pdf(2000)).await.unwrap();
    for part in ["0", "fiche"] {
        let path = bench.path(bench.marie, &piece, part);
        let lies = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        assert!(!lies.contains("PDF") && !lies.contains("licence") && !lies.contains("xxxx"), "{part}");
    }
}

#[tokio::test]
async fn an_album_is_one_piece_of_several_parts() {
    let bench = Bench::new().await;
    let (pieces, seal) = (bench.pieces(Caps::default()), bench.seal(bench.marie).await);
    let photo = |at: u8| Incoming { name: None, bytes: vec![0xff, 0xd8, 0xff, 0xe0, at] };
    let piece = pieces.keep(bench.marie, &seal, vec![photo(1), photo(2), photo(3)], &now()).await.unwrap();
    assert_eq!((piece.name.as_str(), piece.kind.as_str()), ("photo-2026-11-22.jpg", "image/jpeg"));
    assert_eq!((piece.parts, piece.bytes), (3, 15));
    let read = pieces.read(bench.marie, &seal, &piece).await.unwrap();
    assert_eq!(read, vec![photo(1).bytes, photo(2).bytes, photo(3).bytes]);
    let mixed = pieces.keep(bench.marie, &seal, vec![photo(1), file("a.pdf", &pdf(100))], &now()).await.unwrap();
    assert_eq!(mixed.kind, kind::MIXED);
}

#[tokio::test]
async fn the_same_bytes_of_one_person_are_one_piece() {
    let bench = Bench::new().await;
    let pieces = bench.pieces(Caps { files: 1, bytes: 1 << 20, ..Caps::default() });
    let first = bench.keep(&pieces, bench.marie, "licence.pdf", &pdf(500)).await.unwrap();
    let again = bench.keep(&pieces, bench.marie, "licence (1).pdf", &pdf(500)).await.unwrap();
    assert_eq!(again, first, "recognised, though the day is spent");
    let theirs = bench.keep(&pieces, bench.paul, "licence.pdf", &pdf(500)).await.unwrap();
    assert_ne!(theirs.id, first.id, "nobody can tell that two persons have the same file");
}

#[tokio::test]
async fn an_empty_file_and_one_too_big_leave_nothing() {
    let bench = Bench::new().await;
    let pieces = bench.pieces(Caps::default());
    let empty = bench.keep(&pieces, bench.marie, "a.pdf", b"").await.unwrap();
    assert_eq!((empty.bytes, empty.id), (0, None));
    let big = vec![0; usize::try_from(MOST_BYTES).unwrap() + 1];
    assert!(matches!(bench.keep(&pieces, bench.marie, "a.pdf", &big).await, Err(Refused::TooBig(_))));
    assert!(pieces.persons().await.unwrap().is_empty());
}

#[tokio::test]
async fn so_much_a_day_and_no_more_also_after_a_restart() {
    let bench = Bench::new().await;
    let caps = Caps { files: 3, bytes: 5000, ..Caps::default() };
    let (pieces, seal) = (bench.pieces(caps), bench.seal(bench.marie).await);
    bench.keep(&pieces, bench.marie, "1.pdf", &pdf(2000)).await.unwrap();
    bench.keep(&pieces, bench.marie, "2.pdf", &pdf(2001)).await.unwrap();
    let pieces = bench.pieces(caps);
    let more = bench.keep(&pieces, bench.marie, "3.pdf", &pdf(2002)).await;
    assert!(matches!(more, Err(Refused::DayBytes(5000))), "{more:?}");
    bench.keep(&pieces, bench.marie, "4.pdf", &pdf(400)).await.unwrap();
    let more = bench.keep(&pieces, bench.marie, "5.pdf", &pdf(401)).await;
    assert!(matches!(more, Err(Refused::DayCount(3))), "{more:?}");
    bench.keep(&pieces, bench.paul, "1.pdf", &pdf(2000)).await.unwrap();
    pieces.keep(bench.marie, &seal, vec![file("5.pdf", &pdf(401))], &at(1)).await.unwrap();
}

#[tokio::test]
async fn what_was_changed_moved_or_cut_does_not_open() {
    let bench = Bench::new().await;
    let (pieces, seal) = (bench.pieces(Caps::default()), bench.seal(bench.marie).await);
    let content = pdf(3 * CHUNK + 10);
    let piece = bench.keep(&pieces, bench.marie, "a.pdf", &content).await.unwrap();
    let path = bench.path(bench.marie, &piece, "0");
    let whole = fs::read(&path).unwrap();
    let chunk = |at: usize| SealedPart::HEAD + at * SealedPart::SEALED;
    let mut swapped = whole.clone();
    let (left, right) = swapped.split_at_mut(chunk(1));
    left[chunk(0)..].swap_with_slice(&mut right[..SealedPart::SEALED]);
    let mut flipped = whole.clone();
    flipped[chunk(2) + 100] ^= 1;
    let mut head = whole.clone();
    head[5] ^= 1;
    let tampered = [
        whole[..chunk(3)].to_vec(),
        whole[..chunk(1)].to_vec(),
        whole[..whole.len() - 1].to_vec(),
        whole[..SealedPart::HEAD].to_vec(),
        Vec::new(),
        [&whole[..chunk(1)], &whole[chunk(2)..]].concat(),
        [&whole[..], &whole[chunk(2)..]].concat(),
        swapped,
        flipped,
        head,
    ];
    for (at, tampered) in tampered.iter().enumerate() {
        fs::write(&path, tampered).unwrap();
        assert!(pieces.read(bench.marie, &seal, &piece).await.is_err(), "{at}");
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(pieces.read(bench.marie, &seal, &piece).await.unwrap(), vec![content]);
    // Under another name, of the same person or of another one.
    let other = bench.keep(&pieces, bench.marie, "b.pdf", &pdf(3 * CHUNK + 11)).await.unwrap();
    fs::copy(&path, bench.path(bench.marie, &other, "0")).unwrap();
    assert!(pieces.read(bench.marie, &seal, &other).await.is_err());
    assert!(pieces.read(bench.marie, &bench.seal(bench.paul).await, &piece).await.is_err());
}

#[tokio::test]
async fn an_erased_persons_pieces_are_gone() {
    let bench = Bench::new().await;
    let pieces = bench.pieces(Caps::default());
    let piece = bench.keep(&pieces, bench.marie, "a.pdf", &pdf(500)).await.unwrap();
    let theirs = bench.keep(&pieces, bench.paul, "a.pdf", &pdf(500)).await.unwrap();
    let seal = bench.seal(bench.marie).await;
    pieces.erase(bench.marie).await.unwrap();
    pieces.erase(bench.marie).await.unwrap();
    assert!(!bench.folder.path().join("pieces").join(bench.marie.to_string()).exists());
    assert!(pieces.read(bench.marie, &seal, &piece).await.is_err());
    assert!(pieces.read(bench.paul, &bench.seal(bench.paul).await, &theirs).await.is_ok());
    bench.store.erase(bench.marie, now().at).await.unwrap();
    assert!(bench.store.piece_seal(bench.marie).await.unwrap().is_none());
}

#[tokio::test]
async fn a_piece_without_its_sheet_was_never_kept_and_is_written_anew() {
    let bench = Bench::new().await;
    let (pieces, seal) = (bench.pieces(Caps::default()), bench.seal(bench.marie).await);
    let piece = bench.keep(&pieces, bench.marie, "a.pdf", &pdf(500)).await.unwrap();
    for damage in ["fiche", "0"] {
        fs::write(bench.path(bench.marie, &piece, damage), b"?").unwrap();
        fs::remove_file(bench.path(bench.marie, &piece, "fiche")).unwrap();
        assert!(pieces.read(bench.marie, &seal, &piece).await.is_err());
        bench.keep(&pieces, bench.marie, "a.pdf", &pdf(500)).await.unwrap();
        assert_eq!(pieces.read(bench.marie, &seal, &piece).await.unwrap(), vec![pdf(500)]);
    }
}

#[tokio::test]
async fn only_what_nothing_refers_to_is_swept_and_only_after_its_time() {
    let bench = Bench::new().await;
    let pieces = bench.pieces(Caps::default());
    let held = bench.keep(&pieces, bench.marie, "a.pdf", &pdf(500)).await.unwrap();
    bench.keep(&pieces, bench.marie, "b.pdf", &pdf(501)).await.unwrap();
    let referred = BTreeSet::from([held.id.unwrap()]);
    let days = |days: i64| crate::clock::Clock::real().now() + SignedDuration::from_hours(24 * days);
    assert_eq!(pieces.sweep(bench.marie, &referred, days(KEPT_DAYS - 1)).await.unwrap(), 0);
    assert_eq!(pieces.sweep(bench.marie, &referred, days(KEPT_DAYS + 1)).await.unwrap(), 1);
    assert!(pieces.read(bench.marie, &bench.seal(bench.marie).await, &held).await.is_ok());
    assert_eq!(pieces.sweep(bench.marie, &BTreeSet::new(), days(KEPT_DAYS + 1)).await.unwrap(), 1);
}

proptest! {
    #[test]
    fn a_sealed_chunk_opens_in_its_place_alone(content in prop::collection::vec(any::<u8>(), 0..300), index in 0..9_u64, last: bool) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let seal = runtime.block_on(async {
            let store = Store::in_memory().unwrap();
            let marie = someone(&store, "marie").await;
            store.piece_seal(marie).await.unwrap().unwrap()
        });
        let part = seal.begin("a/b/0").unwrap();
        let mut sealed = content.clone();
        part.seal(index, last, &mut sealed).unwrap();
        for (place, number, ends) in [("a/b/0", index + 1, last), ("a/b/0", index, !last), ("a/b/1", index, last)] {
            let other = seal.resume(place, part.head()).unwrap();
            prop_assert!(other.open(number, ends, &mut sealed.clone()).is_err());
        }
        let same = seal.resume("a/b/0", part.head()).unwrap();
        same.open(index, last, &mut sealed).unwrap();
        prop_assert_eq!(sealed, content);
    }
}
