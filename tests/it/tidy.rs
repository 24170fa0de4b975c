//! The house rules that a compiler does not see: who may import whom, what stays out of the pure core, how files look.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use guichet::dialog::fold::fold;
use guichet::dialog::load::embedded;

/// Imports run one way, from a later line to an earlier one. Modules on one line do not know each other, but for the
/// pure ones.
const LAYERS: &[&[&str]] = &[
    &["dialog", "campaign", "renewal", "redact", "messages"],
    &["conversation"],
    &["staff"],
    &["channel", "outbox", "store", "config", "clock"],
    &["document"],
    &["service"],
    &["request"],
    &["console"],
    &["socket", "web"],
    &["cli"],
    &["main", "lib"],
];

/// What a pure module never names: waiting, clocks, files, network, environment, output, unordered collections.
const IMPURE: &[&str] = &[
    "tokio",
    "async ",
    ".await",
    "std::fs",
    "std::env",
    "std::io",
    "std::net",
    "std::process",
    "std::thread",
    "std::time",
    "::now(",
    "println!",
    "print!",
    "eprintln!",
    "dbg!",
    "HashMap",
    "HashSet",
    "Mutex",
    "static mut",
    "thread_local",
    "rand",
    "getrandom",
    "now_v7",
    "new_v4",
];

#[test]
fn imports_run_one_way() {
    let mut breaches = Vec::new();
    for file in sources("src") {
        let own = module(&file.path);
        let rank = rank(&own).unwrap_or_else(|| panic!("{}: give « {own} » its place in LAYERS", file.path.display()));
        for (at, line) in code(&file.text) {
            for used in named_after(line, "crate::") {
                let Some(theirs) = self::rank(used) else { continue };
                let may = theirs < rank || used == own || (theirs == rank && rank == 0);
                if !may {
                    breaches.push(format!("{}:{at} imports {used}", file.path.display()));
                }
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn every_module_has_its_place() {
    let lib = std::fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    let modules: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(modules.contains(&"dialog"), "{modules:?}");
    for module in modules {
        assert!(rank(module).is_some(), "give « {module} » its place in LAYERS");
        assert!(lib.contains(&format!("[`{module}`]")), "say in lib.rs what « {module} » is for");
    }
}

/// Pure though they belong to a channel: what reads its messages and draws its replies, not what waits for them.
const PURE: &[&str] = &[
    "src/channel/email/dkim",
    "src/channel/email/letterhead.rs",
    "src/channel/email/mailing.rs",
    "src/channel/email/quote",
    "src/channel/email/read.rs",
    "src/channel/email/read/",
    "src/channel/email/received.rs",
    "src/channel/email/render",
    "src/channel/email/vouched.rs",
    "src/channel/email/write",
    "src/channel/plain.rs",
    "src/channel/telegram/call.rs",
    "src/channel/telegram/door.rs",
    "src/channel/telegram/keyboard.rs",
    "src/channel/telegram/read",
    "src/channel/telegram/render",
    "src/channel/telegram/rich",
    "src/channel/telegram/setup.rs",
];

#[test]
fn core_is_pure() {
    let mut breaches = Vec::new();
    let mut seen = 0;
    let also =
        |path: &Path| PURE.iter().any(|pure| path.starts_with(pure) || path.with_extension("").starts_with(pure));
    assert!(PURE.iter().all(|pure| root().join(pure).exists()), "a pure file is gone");
    let pure = |file: &&File| (rank(&module(&file.path)) == Some(0) || also(&file.path)) && !is_test(&file.path);
    for file in sources("src").iter().filter(pure) {
        seen += 1;
        for (at, line) in code(&file.text) {
            let found = IMPURE.iter().find(|word| holds_word(line, word));
            breaches.extend(found.map(|word| format!("{}:{at} names {word}", file.path.display())));
        }
    }
    assert!(seen > 50 && breaches.is_empty(), "{seen} files\n{}", breaches.join("\n"));
}

/// A sentence a candidate reads cannot come from Rust: `Text` is built where files are read, and the core holds no
/// words of its own.
#[test]
fn candidates_words_come_from_files() {
    const WORDLESS: &[&str] = &["turn", "agenda", "recap", "sheet", "show", "view", "warning", "reconcile", "reply"];
    let mut breaches = Vec::new();
    for file in sources("src").iter().filter(|file| !is_test(&file.path)) {
        let path = file.path.to_string_lossy().into_owned();
        let parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
        let builds = parts.starts_with(&["src", "dialog", "load"]) || path == "src/dialog/text.rs";
        let wordless = parts.get(1) == Some(&"dialog") && parts.get(2).is_some_and(|part| WORDLESS.contains(part));
        for (at, line) in code(&file.text) {
            if !builds && (line.contains("TextBlock {") || line.contains("Text { blocks")) {
                breaches.push(format!("{path}:{at} builds a Text"));
            }
            let speaks = literals(line).iter().any(|literal| is_sentence(literal));
            if wordless && speaks && !line.contains("assert") && !line.contains("parse().map_err") {
                breaches.push(format!("{path}:{at} holds words: {}", line.trim()));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn files_are_small_and_say_what_they_are() {
    let mut breaches = Vec::new();
    let mut lengths = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for file in sources(folder) {
            let (path, lines) = (file.path.display(), file.text.lines().count());
            if file.path.ends_with("mod.rs") {
                breaches.push(format!("{path}: name it after its folder, beside it"));
            }
            if !file.text.starts_with("//!") {
                breaches.push(format!("{path} does not open with //!"));
            }
            if folder == "src" {
                lengths.push(lines);
                if lines > 400 {
                    breaches.push(format!("{path} has {lines} lines"));
                }
            }
        }
    }
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    assert!(median <= 150, "the median file has {median} lines");
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn nothing_is_left_half_done() {
    // Written in two parts, so that this file does not hold them itself.
    let marks = [["#[ign", "ore"], ["to", "do!("], ["unimple", "mented!("], ["FIX", "ME"], ["XX", "X "]]
        .map(|parts| parts.concat());
    let mut breaches = Vec::new();
    for file in ["src", "tests", "benches"].iter().flat_map(|folder| sources(folder)) {
        for (index, line) in file.text.lines().enumerate() {
            let found = marks.iter().find(|mark| line.contains(mark.as_str()));
            breaches.extend(found.map(|mark| format!("{}:{} has {mark}", file.path.display(), index + 1)));
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

/// The guides' screenshots show names of real people. They stand nowhere here: only their digests do.
#[test]
fn no_name_of_the_screenshots_is_kept() {
    const NAMES: &[u64] = &[0x4fe1_9292_4c9f_d197, 0xb272_874d_85f6_3b7a, 0x84cd_3bc2_72ff_8b53, 0x0403_67cf_8d9d_d4c0];
    let mut breaches = Vec::new();
    for file in all_texts() {
        for word in fold(&file.text).split(' ') {
            if NAMES.contains(&digest(word)) {
                breaches.push(format!("{} names somebody", file.path.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    assert_eq!(digest("guichet"), 0x6c29_fc47_69c9_1d52, "the digest has changed: so must the list");
}

#[test]
fn what_is_built_in_is_what_is_on_disk() {
    let built: BTreeMap<String, String> =
        embedded().files.into_iter().map(|source| (source.name, source.text)).collect();
    let mut disk = BTreeMap::new();
    for path in files(&root().join("dialogs")).into_iter().chain([root().join("config/campagnes.toml")]) {
        let name = path.strip_prefix(root()).expect("inside").to_string_lossy().replace('\\', "/");
        if name.ends_with(".toml") {
            disk.insert(name, std::fs::read_to_string(&path).expect("readable"));
        }
    }
    assert_eq!(built.keys().collect::<Vec<_>>(), disk.keys().collect::<Vec<_>>());
    assert!(built == disk, "a built-in file is not the one on disk");
}

/// The rules themselves find what they look for.
#[test]
fn the_rules_can_fail() {
    assert!(holds_word("let now = Timestamp::now();", "::now("));
    assert!(holds_word("use tokio::time;", "tokio") && !holds_word("let operand = 1;", "rand"));
    assert_eq!(named_after("use crate::store::Store; crate::cli::run()", "crate::"), ["store", "cli"]);
    assert_eq!(literals(r#"say("une phrase \"dite\"", 'x', "b")"#), ["une phrase \\\"dite\\\"", "b"]);
    assert!(is_sentence("une phrase") && !is_sentence("{}. {}") && !is_sentence("mot"));
    assert_eq!(code("//! a\nb\n/// c\n#[cfg(test)]\nmod tests {\n}").len(), 1);
    assert_eq!(module(Path::new("src/dialog/turn/act.rs")), "dialog");
    assert_eq!(module(Path::new("src/campaign.rs")), "campaign");
}

struct File {
    /// From the root.
    path: PathBuf,
    text: String,
}

/// The architecture page names, for each invariant, the test that keeps it: `file.rs::test`.
#[test]
fn every_test_the_architecture_names_exists() {
    let page = std::fs::read_to_string(root().join("docs/ARCHITECTURE.md")).expect("the page");
    let tests: Vec<File> = sources("tests").into_iter().chain(sources("src")).collect();
    let named: Vec<(&str, &str)> =
        page.split('`').filter_map(|code| code.split_once(".rs::")).filter(|(_, test)| !test.contains(' ')).collect();
    assert!(named.len() > 15, "the page names its tests as `file.rs::test`");
    let missing: Vec<_> = named
        .iter()
        .filter(|(file, test)| {
            let of_file = |known: &&File| known.path.to_string_lossy().ends_with(&format!("{file}.rs"));
            !tests.iter().filter(of_file).any(|known| known.text.contains(&format!("fn {test}(")))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<File> {
    read(folder, &|path| path.extension().is_some_and(|ending| ending == "rs"))
}

fn all_texts() -> Vec<File> {
    let folders = ["src", "dialogs", "config", "tests", "docs", "benches", "examples"];
    let mut all: Vec<File> = folders.iter().flat_map(|folder| read(folder, &|_| true)).collect();
    for name in ["README.md", "CHANGELOG.md", "Cargo.toml"] {
        let text = std::fs::read_to_string(root().join(name)).unwrap_or_default();
        all.push(File { path: name.into(), text });
    }
    all
}

fn read(folder: &str, wanted: &dyn Fn(&Path) -> bool) -> Vec<File> {
    let paths = files(&root().join(folder)).into_iter().filter(|path| wanted(path));
    let file = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        Some(File { path: path.strip_prefix(root()).expect("inside").to_path_buf(), text })
    };
    paths.filter_map(file).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The top module a file belongs to.
fn module(path: &Path) -> String {
    let mut parts = path.components().skip(1).map(|part| part.as_os_str().to_string_lossy());
    parts.next().unwrap_or_default().trim_end_matches(".rs").to_owned()
}

fn rank(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn is_test(path: &Path) -> bool {
    let in_tests = path.components().any(|part| part.as_os_str() == "tests");
    in_tests || path.ends_with("tests.rs") || path.ends_with("stage.rs")
}

/// Lines of code with their numbers, up to the unit tests at a file's end, remarks left out.
fn code(text: &str) -> Vec<(usize, &str)> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let before_tests = lines.take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
    before_tests.filter(|(_, line)| !line.trim_start().starts_with("//") && !line.trim().is_empty()).collect()
}

fn named_after<'l>(line: &'l str, mark: &str) -> Vec<&'l str> {
    let after = line.split(mark).skip(1);
    after.map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()).collect()
}

/// The words of `word` stand in the line, not inside a longer name.
fn holds_word(line: &str, word: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let starts_in_name = word.starts_with(char::is_alphanumeric) && inside(before);
        let ends_in_name = word.ends_with(char::is_alphanumeric) && inside(after);
        !starts_in_name && !ends_in_name
    })
}

/// The string literals of a line, as they are written.
fn literals(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    let mut escaped = false;
    for c in line.chars() {
        match (&mut open, c) {
            (Some(literal), c) if escaped => {
                literal.push(c);
                escaped = false;
            }
            (Some(literal), '\\') => {
                literal.push('\\');
                escaped = true;
            }
            (Some(_), '"') => found.extend(open.take()),
            (Some(literal), c) => literal.push(c),
            (None, '"') => open = Some(String::new()),
            (None, _) => {}
        }
    }
    found
}

/// Two words beside each other.
fn is_sentence(literal: &str) -> bool {
    let words: Vec<&str> = literal.split(' ').collect();
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_alphabetic() || c == '’' || c == '\'');
    words.windows(2).any(|pair| pair.iter().all(is_word))
}

/// FNV-1a.
fn digest(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
