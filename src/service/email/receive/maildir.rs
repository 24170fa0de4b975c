//! Receiving from a Maildir.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::pace::{Patience, chance};
use super::{Incoming, unless_stopped};
use crate::channel::email::maildir::{Found, Maildir};
use crate::channel::email::received::{Kept, Received};
use crate::service::telegram::stop_for_test;
use crate::store::StoreError;

/// Mails that were heard but lie where they lay, and files that are none.
#[derive(Default)]
struct Left {
    heard: BTreeMap<OsString, Kept>,
    passed: BTreeSet<OsString>,
}

pub(super) async fn run<H, F>(
    incoming: Incoming,
    folder: PathBuf,
    mut hear: H,
    mut stop: watch::Receiver<bool>,
) -> Result<(), StoreError>
where
    H: FnMut(Vec<Received>) -> F + Send,
    F: Future<Output = Result<Vec<Kept>, StoreError>> + Send,
{
    let mut patience = Patience::new(incoming.pace);
    let mut left = Left::default();
    loop {
        if !incoming.room(&mut stop).await? {
            return Ok(());
        }
        let wait = match look(&folder, incoming.max_message_bytes, &mut left).await {
            Ok(found) => {
                patience.worked();
                incoming.ready.send_replace(true);
                let more = !found.is_empty();
                if more {
                    heard(found, &mut hear, &mut left).await?;
                    stop_for_test("after_commit");
                } else {
                    incoming.is_empty().await?;
                }
                match file(&folder, &mut left).await {
                    Ok(()) if more => {
                        stop_for_test("after_move");
                        std::time::Duration::ZERO
                    }
                    Ok(()) => incoming.pace.look_every,
                    Err(error) => away(&incoming, &mut patience, &error),
                }
            }
            Err(error) => away(&incoming, &mut patience, &error),
        };
        if *stop.borrow() || unless_stopped(&mut stop, tokio::time::sleep(wait)).await.is_none() {
            return Ok(());
        }
    }
}

fn away(incoming: &Incoming, patience: &mut Patience, error: &io::Error) -> std::time::Duration {
    incoming.ready.send_replace(false);
    tracing::warn!(why = %error.kind(), "mail.away");
    patience.failed(tokio::time::Instant::now(), chance())
}

async fn heard<H, F>(found: Vec<Found>, hear: &mut H, left: &mut Left) -> Result<(), StoreError>
where
    H: FnMut(Vec<Received>) -> F + Send,
    F: Future<Output = Result<Vec<Kept>, StoreError>> + Send,
{
    stop_for_test("after_fetch");
    let (names, mails): (Vec<OsString>, Vec<Received>) = found.into_iter().map(|one| (one.name, one.mail)).unzip();
    left.heard.extend(names.into_iter().zip(hear(mails).await?));
    Ok(())
}

async fn look(folder: &std::path::Path, most_bytes: u64, left: &mut Left) -> io::Result<Vec<Found>> {
    let folder = folder.to_owned();
    let mut passed: BTreeSet<OsString> = left.passed.iter().chain(left.heard.keys()).cloned().collect();
    let known = passed.clone();
    let looked = spawn_blocking(move || {
        let found = Maildir::open(&folder)?.read(most_bytes, &mut passed)?;
        Ok::<_, io::Error>((found, passed))
    });
    let (found, passed) = looked.await.map_err(io::Error::other)??;
    left.passed.extend(passed.difference(&known).cloned());
    Ok(found)
}

async fn file(folder: &std::path::Path, left: &mut Left) -> io::Result<()> {
    if left.heard.is_empty() {
        return Ok(());
    }
    let folder = folder.to_owned();
    let mails: Vec<(OsString, Kept)> = left.heard.iter().map(|(name, kept)| (name.clone(), *kept)).collect();
    let filed = spawn_blocking(move || Maildir::open(&folder)?.file(&mails));
    filed.await.map_err(io::Error::other)??;
    left.heard.clear();
    Ok(())
}
