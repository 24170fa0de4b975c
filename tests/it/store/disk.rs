//! A full disk: a clean error, nothing acknowledged lost, and the store opens again where it stands.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::Command;

use guichet::store::{Store, StoreError};

use super::{settings, writer};

/// A file system of 24 MiB, unmounted when dropped; `None` where mounting is not permitted.
struct Small(PathBuf, Cell<u32>);

impl Small {
    fn mount(at: &Path) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=24m", "guichet-test"]).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| Self(at.to_owned(), Cell::new(24)))
    }
}

impl Small {
    fn grow(&self, megabytes: u32) {
        let megabytes = self.1.replace(self.1.get() + megabytes) + megabytes;
        let size = format!("remount,size={megabytes}m");
        assert!(Command::new("mount").args(["-o", &size]).arg(&self.0).status().unwrap().success());
    }
}

/// What is there on a disk that is still full. A disk too full even to open on is said to be just that, and a little more
/// room is enough then.
fn check_where_it_stands(runtime: &tokio::runtime::Runtime, small: &Small, known: &writer::Counts) -> writer::Counts {
    for _ in 0..5 {
        match runtime.block_on(Store::open(&settings(&small.0))) {
            Ok(store) => return runtime.block_on(writer::check_in(store, known)),
            Err(StoreError::Full(_)) => small.grow(4),
            Err(error) => panic!("does not open again: {error}"),
        }
    }
    panic!("does not open again with 20 MiB more")
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

/// Runs a writer until it can write no more, which must end it cleanly.
fn fill(mut command: Command) -> writer::Counts {
    let mut child = command.spawn().unwrap();
    let known = writer::acknowledged(child.stdout.take().unwrap());
    assert_eq!(child.wait().unwrap().code(), Some(writer::EX_TEMPFAIL), "a clean exit");
    known
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

#[test]
fn on_a_full_disk_nothing_acknowledged_is_lost_and_it_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("small");
    let Some(small) = Small::mount(&place) else {
        eprintln!("mounting is not permitted here: only the file size limit is tested");
        return;
    };
    let runtime = runtime();
    let mut known = writer::Counts::new();
    // Full; started again and again where it stands, as a supervisor does.
    for _ in 0..4 {
        known.extend(fill(writer::command(&place)));
        known = check_where_it_stands(&runtime, &small, &known);
        assert!(known.values().sum::<u64>() > 100, "{known:?} before the disk was full");
    }
    // Another process takes what was left: opening lives on the ballast.
    std::fs::write(place.join("other"), vec![1; 24 << 20]).unwrap_err();
    for _ in 0..2 {
        known.extend(fill(writer::command(&place)));
        known = check_where_it_stands(&runtime, &small, &known);
    }
    // Room again: everything goes on.
    small.grow(72);
    runtime.block_on(writer::check(&settings(&place), &known));
}

#[test]
fn at_the_file_size_limit_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let writer = writer::command(folder.path());
    // The shell ignores the signal so that the write fails instead of the process; blocks of 1024 bytes.
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 6000; exec \"$0\" \"$@\""])
        .arg(writer.get_program())
        .args(writer.get_args());
    limited.envs(writer.get_envs().filter_map(|(name, value)| Some((name, value?))));
    limited.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
    let known = fill(limited);
    let runtime = runtime();
    let known = runtime.block_on(writer::check(&settings(folder.path()), &known));
    assert!(known.values().sum::<u64>() > 100, "{known:?}");
    runtime.block_on(async { Store::open(&settings(folder.path())).await.unwrap().close().await.unwrap() });
}
