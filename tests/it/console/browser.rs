//! The console in a real Chromium: the demonstration is opened, and `tests/browser/console.mjs` walks through it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const PASSWORD: &str = "mot de passe des essais";

/// A demonstration under way; it ends with the test.
struct Demo {
    child: Child,
    url: String,
}

impl Demo {
    fn open() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_guichet"))
            .args(["demo", "--port", "0", "--password", PASSWORD])
            .env("GUICHET_LOG", "error")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines();
        let url = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let at = line.find("http://")?;
            Some(line[at..].trim_end_matches('/').to_owned())
        });
        // Who writes to a pipe nobody reads stops.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url: url.expect("where the console is") }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where `tests/run` put the driver and the rules.
fn modules() -> PathBuf {
    let beside = || Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("browser");
    let modules = std::env::var_os("GUICHET_BROWSER").map_or_else(beside, PathBuf::from);
    assert!(modules.join("node_modules").is_dir(), "tests/run installs the browser's driver; it is not in {modules:?}");
    modules
}

/// Screenshots are thrown away, but where `GUICHET_SCREENSHOTS` says.
fn screenshots() -> PathBuf {
    let passing = || Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
    let folder = std::env::var_os("GUICHET_SCREENSHOTS").map_or_else(passing, PathBuf::from);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn the_console_in_a_real_browser() {
    let demo = Demo::open();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/console.mjs");
    let output = Command::new("node")
        .arg(script)
        .args([&demo.url, PASSWORD])
        .args([screenshots(), modules()])
        .output()
        .expect("node, which tests/run installs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("tout va bien"), "{said}");
}
