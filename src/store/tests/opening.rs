//! The opening procedure, against all that a crash, a careless hand or a full disk may leave.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;

struct Place {
    folder: TempDir,
    settings: Settings,
    person: Person,
}

/// A folder with one person in it, closed as it should be. Opened twice: opening is when sled writes its snapshot.
async fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path());
    let store = Store::open(&settings).await.unwrap();
    let person = welcome(&store, someone(), "zoe").await.person;
    store.close().await.unwrap();
    let place = Place { folder, settings, person };
    place.opens_whole().await;
    place
}

fn settings(folder: &Path) -> Settings {
    Settings { cache_bytes: 8 << 20, ballast_bytes: 1 << 20, ..Settings::new(folder.join("data"), folder.join("key")) }
}

impl Place {
    fn sled(&self) -> std::path::PathBuf {
        open::folder(&self.settings.data)
    }

    fn snapshot(&self) -> std::path::PathBuf {
        let files = fs::read_dir(self.sled()).unwrap().map(|file| file.unwrap().path());
        let mut snapshots = files.filter(|file| file.file_name().unwrap().to_str().unwrap().starts_with("snap."));
        snapshots.next().expect("opening leaves a snapshot")
    }

    async fn opens_whole(&self) {
        let store = Store::open(&self.settings).await.unwrap();
        assert_eq!(store.load(self.person.id).await.unwrap().unwrap().person, self.person);
        store.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_written_snapshot_is_removed() {
    let place = place().await;
    let half = place.sled().join("snap.00000000FFFFFFFF.generating");
    fs::write(&half, b"half").unwrap();
    place.opens_whole().await;
    assert!(!half.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_snapshot_is_set_aside_and_nothing_is_lost() {
    for damage in [0, 7, 20] {
        let place = place().await;
        let snapshot = place.snapshot();
        let bytes = fs::read(&snapshot).unwrap();
        fs::write(&snapshot, &bytes[..damage.min(bytes.len() - 1)]).unwrap();
        place.opens_whole().await;
        assert!(place.sled().join("aside").join(snapshot.file_name().unwrap()).exists(), "kept, {damage}");
        place.opens_whole().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_opened_is_kept_and_said_never_started_empty() {
    let place = place().await;
    let conf = place.sled().join("conf");
    let bytes = fs::read(&conf).unwrap();
    fs::write(&conf, &bytes[..bytes.len() / 2]).unwrap();
    let database = fs::read(place.sled().join("db")).unwrap();
    for _ in 0..2 {
        let error = Store::open(&place.settings).await.unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
        assert!(error.to_string().contains("guichet restore"), "{error}");
    }
    assert!(fs::read(place.sled().join("db")).unwrap() == database, "not a byte changed");
    fs::write(&conf, bytes).unwrap();
    place.opens_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_opening_is_refused_and_does_no_harm() {
    let place = place().await;
    let store = Store::open(&place.settings).await.unwrap();
    let half = place.sled().join("snap.00000000FFFFFFFF.generating");
    fs::write(&half, b"the first one may be writing it").unwrap();
    for _ in 0..2 {
        assert!(matches!(Store::open(&place.settings).await.unwrap_err(), StoreError::Busy(_)));
    }
    assert!(half.exists(), "nothing is touched without the lock");
    assert!(store.load(place.person.id).await.unwrap().is_some());
    store.close().await.unwrap();
    place.opens_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_held_by_sled_alone_is_busy_not_damaged() {
    let place = place().await;
    let snapshot = place.snapshot();
    let _other = sled::open(place.sled()).unwrap();
    assert!(matches!(Store::open(&place.settings).await.unwrap_err(), StoreError::Busy(_)));
    assert!(!place.sled().join("aside").exists() && snapshot.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_master_key_is_made_once_and_never_again() {
    let place = place().await;
    let path = &place.settings.master_key;
    let text = fs::read_to_string(path).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions());
    assert_eq!((text.trim().len(), mode & 0o777), (64, 0o600));

    fs::remove_file(path).unwrap();
    let error = Store::open(&place.settings).await.unwrap_err();
    assert!(
        matches!(error, StoreError::MasterKeyMissing { .. }) && error.to_string().contains("introuvable"),
        "{error}"
    );
    assert!(!path.exists(), "none was made");

    fs::write(path, "pas une clé").unwrap();
    assert!(matches!(Store::open(&place.settings).await.unwrap_err(), StoreError::MasterKeyUnreadable(_)));
    fs::write(path, "0".repeat(64)).unwrap();
    assert!(matches!(Store::open(&place.settings).await.unwrap_err(), StoreError::MasterKeyWrong(_)));
    fs::write(path, text).unwrap();
    place.opens_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn data_of_a_newer_guichet_are_left_alone() {
    let place = place().await;
    let store = Store::open(&place.settings).await.unwrap();
    overwrite(&store, vec![(schema::meta("schema"), 2u64.to_be_bytes().to_vec())]).await;
    store.close().await.unwrap();
    assert!(matches!(Store::open(&place.settings).await.unwrap_err(), StoreError::Newer(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ballast_is_laid_and_laid_again() {
    let place = place().await;
    let ballast = place.settings.data.join("ballast");
    assert_eq!(fs::metadata(&ballast).unwrap().len(), 1 << 20);
    let store = Store::open(&place.settings).await.unwrap();
    fs::remove_file(&ballast).unwrap();
    if store.room().unwrap() == Room::Plenty {
        assert!(ballast.exists());
    }
    drop(place.folder);
}

#[test]
fn room_follows_the_free_share_of_small_disks_and_the_free_bytes_of_large_ones() {
    const MIB: u64 = 1 << 20;
    let cases = [
        (24 * MIB, MIB, Room::Full),
        (24 * MIB, 2 * MIB, Room::NoPieces),
        (24 * MIB, 3 * MIB, Room::Plenty),
        (1 << 42, 3 << 30, Room::Full),
        (1 << 42, 7 << 30, Room::NoPieces),
        (1 << 42, 9 << 30, Room::Plenty),
        (0, 0, Room::Plenty),
    ];
    for (total, free, room) in cases {
        assert_eq!(Space { free, total }.room(), room, "{free} of {total}");
    }
    for (total, free, written) in [(24 * MIB, 2 * MIB, true), (24 * MIB, MIB, false), (1 << 42, 63 * MIB, false)] {
        assert_eq!(Space { free, total }.can_be_written(), written, "{free} of {total}");
    }
}
