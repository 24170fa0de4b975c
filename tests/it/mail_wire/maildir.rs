//! Mail comes in from a Maildir and goes out to a folder, with no server at all.

use std::fs;
use std::path::Path;

use guichet::service::email::settings::Source;
use guichet::store::Store;

use super::stage::{Ear, mail};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

async fn until(folder: &Path, wanted: &[&str]) {
    let deadline = tokio::time::Instant::now() + crate::fakes::mailserver::PATIENCE;
    while names(folder) != wanted {
        assert!(tokio::time::Instant::now() < deadline, "{:?}, not {wanted:?}", names(folder));
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_maildir_is_heard_and_filed() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::in_memory().unwrap();
    let maildir = folder.path().join("courrier");
    let mut ear = Ear::to(Source::Maildir(maildir.clone()), &store);
    ear.is_ready(true).await;
    // As a delivery agent does it.
    let deliver = |name: &str, raw: &[u8]| {
        fs::write(maildir.join("tmp").join(name), raw).unwrap();
        fs::rename(maildir.join("tmp").join(name), maildir.join("new").join(name)).unwrap();
    };
    deliver("1.un", &mail("un"));
    ear.hears(1).await;
    deliver("2.deux", &mail("une panne"));
    let mut long = mail("long");
    long.extend(b"x".repeat(200_000));
    deliver("3.trois", &long);
    assert_eq!(ear.hears(3).await, ["un", "une panne", "long"]);
    until(&maildir.join("cur"), &["1.un:2,S", "3.trois:2,S"]).await;
    until(&maildir.join(".Erreurs/new"), &["2.deux"]).await;
    until(&maildir.join("new"), &[]).await;
    assert!(ear.heard()[2].oversize && !ear.heard()[1].oversize);
    ear.stops().await;
}
