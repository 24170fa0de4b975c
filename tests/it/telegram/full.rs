//! A disk that is nearly full: nothing more is read, Telegram keeps it, and nothing is lost.

use std::time::Duration;

use super::bot::{Bot, opens_aesh};
use super::webhook::hooked_with;
use crate::disk::{SmallDisk, fill_to_a_twentieth, small_disk};
use crate::fakes::telegram::Fake;
use crate::program::Bench;

const SETTINGS: &[(&str, &str)] = &[("GUICHET_TEST_ROOM_MS", "20"), ("GUICHET_STORE__CACHE_MIB", "4")];
const FULL: &str = "plus aucun message n’est lu";
const AGAIN: &str = "de nouveau assez de place";

/// What is said to a full disk is answered once there is room.
async fn waits_for_room(tg: &Fake, bot: &mut Bot<'_>, disk: &SmallDisk) {
    let ana = tg.user("Ana");
    opens_aesh(&ana).await;
    tg.settles().await;
    let filler = fill_to_a_twentieth(disk);
    ana.says("madame");
    bot.writes(FULL).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!bot.is_dead(), "{}", bot.journal());
    assert!(ana.reads().iter().all(|shown| !shown.text.contains("nom patronymique")), "{:#?}", ana.reads());
    std::fs::remove_file(filler).unwrap();
    ana.waits_for("nom patronymique").await;
    tg.settles().await;
    let journal = bot.writes(AGAIN).await;
    assert_eq!(journal.matches(FULL).count(), 1, "said once: {journal}");
    assert_eq!(bot.answer("civilite"), "Madame");
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_for() {
    let Some(disk) = small_disk() else { return };
    let (tg, bench) = (Fake::start().await, Bench::within(disk.path()));
    let mut bot = Bot::with(&tg, &bench, SETTINGS).await;
    waits_for_room(&tg, &mut bot, &disk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn brought() {
    let Some(disk) = small_disk() else { return };
    let (tg, bench) = (Fake::start().await, Bench::within(disk.path()));
    let mut bot = hooked_with(&tg, &bench, SETTINGS).await;
    waits_for_room(&tg, &mut bot, &disk).await;
}
