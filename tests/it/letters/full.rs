//! A disk that is nearly full: mails stay where they lie until there is room.

use std::time::Duration;

use super::bench::{Mail, Post};
use crate::disk::{fill_to_a_twentieth, small_disk};
use crate::program::Bench;

#[test]
fn mails_wait_for_room() {
    let Some(disk) = small_disk() else { return };
    let settings = [("GUICHET_TEST_ROOM_MS", "20"), ("GUICHET_STORE__CACHE_MIB", "4")];
    let mut post = Post::on(Bench::within(disk.path()), &settings);
    post.asks(&Mail::new("zoe@candidat.test", "Bonjour"));
    post.silence();
    let filler = fill_to_a_twentieth(&disk);
    post.send(&Mail::new("paul@candidat.test", "Bonjour"));
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!((post.waits(), post.fresh().len()), (1, 0));
    std::fs::remove_file(filler).unwrap();
    assert_eq!(post.letter().to, "paul@candidat.test");
    post.silence();
}
