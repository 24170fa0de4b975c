//! `dialogs check` on files with mistakes in them: each is found, on its line, in French, and nothing else is.
//!
//! A file of `tests/broken/` opens with what it must say: `# attendu: LINE code "part of the message"`. It stands in for
//! the file of `tests/broken/base/` that its name names before `--`, else for the dialog `essai`. `# ignore: code` is
//! for what follows from the mistake.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use guichet::dialog::diagnostic::{Diagnostic, Source, Sources};
use guichet::dialog::load::{embedded, load};
use guichet::dialog::phrase::Phrase;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

fn base() -> Sources {
    let read = |name: &str| fs::read_to_string(folder().join("base").join(name)).expect(name);
    let mut files: Vec<Source> = ["essai", "commun", "renouvellement", "campagnes", "lexique", "pays"]
        .iter()
        .map(|stem| Source { name: format!("dialogs/{stem}.toml"), text: read(&format!("{stem}.toml")) })
        .collect();
    for file in &mut files {
        if file.stem() == "commun" {
            file.text.push_str(&phrases());
        }
    }
    Sources { files }
}

/// Every sentence of the frame, saying all it may.
fn phrases() -> String {
    let mut text = "[phrases]\n".to_owned();
    for phrase in Phrase::ALL {
        let places: Vec<String> = phrase.args().iter().map(|arg| format!("{{{arg}}}")).collect();
        writeln!(text, "{} = '''Oui {}.'''", phrase.key(), places.join(" ")).expect("memory");
    }
    text
}

fn found(sources: &Sources) -> Vec<Diagnostic> {
    match load(sources) {
        Ok((_, warnings)) => warnings,
        Err(found) => found,
    }
}

fn told(sources: &Sources, problem: &Diagnostic) -> (String, usize, &'static str, String) {
    let line = sources.get(&problem.at.file).map_or(0, |file| file.position(problem.at.span.start).line);
    let hint = problem.suggestion.as_deref().unwrap_or_default();
    (problem.at.file.to_string(), line, problem.code, format!("{} ({hint})", problem.message))
}

#[test]
fn the_base_is_sound() {
    let sources = base();
    let told: Vec<_> = found(&sources).iter().map(|problem| told(&sources, problem)).collect();
    assert_eq!(told, []);
}

struct Expected {
    line: usize,
    code: String,
    part: String,
}

fn expected(text: &str) -> (Vec<Expected>, Vec<String>) {
    let mut wanted = Vec::new();
    let mut ignored = Vec::new();
    for line in text.lines().take_while(|line| line.starts_with('#')) {
        if let Some(rest) = line.strip_prefix("# attendu: ") {
            let mut words = rest.splitn(3, ' ');
            let line = words.next().and_then(|line| line.parse().ok()).expect("a line");
            let code = words.next().expect("a code").to_owned();
            let part = words.next().expect("a part").trim_matches('"').to_owned();
            wanted.push(Expected { line, code, part });
        } else if let Some(code) = line.strip_prefix("# ignore: ") {
            ignored.push(code.to_owned());
        }
    }
    (wanted, ignored)
}

/// What is said about one broken file that should not be, or is not and should.
fn wrong(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("a broken file");
    let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
    let stem = name.split_once("--").map_or("essai", |(stem, _)| stem);
    let (wanted, ignored) = expected(&text);
    assert!(!wanted.is_empty(), "{name} expects nothing");
    let mut sources = base();
    let file = sources.files.iter_mut().find(|file| file.stem() == stem).expect("a file of the base");
    file.text = text;
    let mut told: Vec<_> =
        found(&sources).iter().map(|problem| (problem.is_error(), told(&sources, problem))).collect();
    let mut wrong = Vec::new();
    for expected in &wanted {
        let found = told.iter().position(|(_, (file, line, code, message))| {
            file.ends_with(&format!("{stem}.toml"))
                && (*line, *code) == (expected.line, &*expected.code)
                && message.contains(&expected.part)
        });
        match found {
            Some(at) => drop(told.remove(at)),
            None => wrong.push(format!("{name}: missing {} {} {:?}", expected.line, expected.code, expected.part)),
        }
    }
    let extra = told.iter().filter(|(error, (_, _, code, _))| *error && !ignored.iter().any(|known| known == code));
    wrong.extend(extra.map(|(_, told)| format!("{name}: besides {told:?}")));
    if !wrong.is_empty() {
        wrong.extend(told.iter().map(|told| format!("    {told:?}")));
    }
    wrong
}

#[test]
fn each_mistake_is_found_on_its_line_and_nothing_else() {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).expect("tests/broken").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    assert!(paths.len() >= 30, "only {} broken files", paths.len());
    let wrong: Vec<String> = paths.iter().flat_map(|path| wrong(path)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_that_must_be_there_is_missed() {
    for stem in ["commun", "renouvellement", "lexique", "pays", "campagnes"] {
        let mut sources = base();
        sources.files.retain(|file| file.stem() != stem);
        let problems = found(&sources);
        let missed: Vec<_> = problems.iter().filter(|problem| problem.is_error()).map(|problem| problem.code).collect();
        assert_eq!(missed, ["fichier-manquant"], "{stem}");
    }
}

/// What an editor, a disk or a cat on the keyboard does to a file.
#[derive(Debug, Clone)]
enum Damage {
    Cut(usize),
    Flip(usize, u8),
    Insert(usize, String),
    Remove(usize, usize),
}

impl Damage {
    fn on(&self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        let at = |place: usize| place % bytes.len().max(1);
        match self {
            Self::Cut(place) => bytes.truncate(at(*place)),
            Self::Flip(place, mask) => {
                let at = at(*place);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= mask;
                }
            }
            Self::Insert(place, words) => {
                let at = at(*place);
                bytes.splice(at..at, words.bytes());
            }
            Self::Remove(place, count) => {
                let at = at(*place);
                let end = (at + count).min(bytes.len());
                bytes.drain(at..end);
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

fn damage() -> impl Strategy<Value = Damage> {
    let signs = prop_oneof![
        Just("'''".to_owned()),
        Just("[[step]]\n".to_owned()),
        Just("[step]\n".to_owned()),
        Just("{".to_owned()),
        Just("{é|".to_owned()),
        Just("**".to_owned()),
        Just(" = ".to_owned()),
        Just("\u{feff}".to_owned()),
        "[\\[\\]{}=\"'#,.é“\\n\\\\0]{1,12}",
    ];
    prop_oneof![
        any::<usize>().prop_map(Damage::Cut),
        (any::<usize>(), 1_u8..).prop_map(|(at, mask)| Damage::Flip(at, mask)),
        (any::<usize>(), signs).prop_map(|(at, words)| Damage::Insert(at, words)),
        (any::<usize>(), 1_usize..400).prop_map(|(at, count)| Damage::Remove(at, count)),
    ]
}

/// Whatever is done to the files, loading them ends, and what is found stands in the file it names.
#[test]
fn damaged_files_are_told_and_never_panic() {
    let sources = embedded();
    let cases = if std::env::var_os("GUICHET_LONG").is_some() { 600 } else { 40 };
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let which = 0..sources.files.len();
    let strategy = (which, prop::collection::vec(damage(), 1..4));
    let outcome = TestRunner::new(config).run(&strategy, |(which, damages)| {
        let mut sources = sources.clone();
        let file = &mut sources.files[which];
        file.text = damages.iter().fold(file.text.clone(), |text, damage| damage.on(&text));
        for problem in found(&sources) {
            prop_assert!(!problem.message.is_empty());
            if let Some(file) = sources.get(&problem.at.file) {
                prop_assert!(problem.at.span.start <= problem.at.span.end && problem.at.span.end <= file.text.len());
                prop_assert!(file.position(problem.at.span.start).line <= file.text.lines().count().max(1));
            }
        }
        Ok(())
    });
    outcome.expect("no damage does harm");
}
