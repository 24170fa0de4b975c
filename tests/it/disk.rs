//! A full disk: the chat ends cleanly, nothing acknowledged is lost, and it opens again.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use guichet::store::{Room, Space};
use serde_json::Value;

use crate::program::{finish, on, told};

/// A small disk in memory, unmounted at the end. `None` where mounting is not allowed.
pub(crate) struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    pub(crate) fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(folder.path());
        mount.stderr(Stdio::null()).status().ok().filter(|status| status.success()).map(|_| Self { folder })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.folder.path()).status();
    }
}

/// Fills the disk to its last byte.
fn fill(path: &Path) {
    let mut file = std::fs::File::create(path).unwrap();
    let block = [0; 4096];
    while file.write_all(&block).is_ok() {}
    while file.write_all(&block[..1]).is_ok() {}
}

/// Fills the disk until so little is left that nothing more is read, and a little can still be written beside.
pub(crate) fn fill_to_a_twentieth(disk: &SmallDisk) -> std::path::PathBuf {
    let path = disk.path().join("rempli");
    let mut file = std::fs::File::create(&path).unwrap();
    while Space::of(disk.path()).unwrap().room() > Room::Full {
        file.write_all(&[0; 64 << 10]).unwrap();
    }
    path
}

/// `None`, once that was allowed, where nothing can be mounted.
pub(crate) fn small_disk() -> Option<SmallDisk> {
    let disk = SmallDisk::mount();
    if disk.is_none() {
        assert!(std::env::var_os("GUICHET_TEST_NO_MOUNT").is_some(), "mount a tmpfs, or set GUICHET_TEST_NO_MOUNT");
    }
    disk
}

/// Talks until the program ends; answers what was acknowledged, its exit code, and what it told.
fn talk_until_it_ends(data: &Path, fill_after: usize, filler: &Path) -> (usize, Option<i32>, String) {
    let mut child = on(data, "chat acloe-m2 --jsonl")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    let mut acknowledged = 0;
    let mut lines = output.lines();
    lines.next();
    for at in 0..20_000 {
        if at == fill_after {
            fill(filler);
        }
        // Long enough to fill what is left in a few turns, and told apart by its number.
        let words = format!("mot {at} {}", "é".repeat(3000));
        let sent = writeln!(input, "{}", serde_json::json!({ "text": words }));
        match lines.next() {
            Some(Ok(line)) if sent.is_ok() => {
                assert!(serde_json::from_str::<Value>(&line).unwrap()["text"].is_string(), "{line}");
                acknowledged += 1;
            }
            _ => break,
        }
    }
    drop(input);
    let output = child.wait_with_output().unwrap();
    (acknowledged, output.status.code(), told(&output))
}

fn kept(data: &Path) -> Vec<String> {
    let output = finish(on(data, "transcript --jsonl"), b"");
    assert!(output.status.success(), "{}", told(&output));
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["who"] == "candidate").map(|line| line["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_full_disk_ends_the_chat_and_loses_nothing() {
    let Some(disk) = small_disk() else { return };
    let (data, filler) = (disk.path().join("donnees"), disk.path().join("rempli"));
    let (acknowledged, code, words) = talk_until_it_ends(&data, 20, &filler);
    assert_eq!(code, Some(75), "{words}");
    assert!(acknowledged >= 20 && words.contains("Libérez de la place"), "{acknowledged}: {words}");
    let full = finish(on(&data, "transcript"), b"");
    assert!(matches!(full.status.code(), Some(0 | 75)), "still full: {}", told(&full));
    std::fs::remove_file(&filler).unwrap();
    let kept = kept(&data);
    assert!(kept.len() >= acknowledged, "{} kept of {acknowledged}", kept.len());
    for (at, words) in kept.iter().enumerate() {
        assert!(words.starts_with(&format!("mot {at} ")), "{at}");
    }
    let again = finish(on(&data, "chat"), b"aide\n");
    assert!(again.status.success(), "{}", told(&again));
}
