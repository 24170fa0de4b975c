//! The commands beside the chat: lists, exports, transcripts, help, mistakes, logs.

use crate::program::{Bench, Talk, finish, told};

/// Words that must be in no log: a name, an address, an INE, the name given with `--as`.
const PERSONAL: &[&str] = &["Tournesol", "tournesol@exemple.fr", "0494004062M", "triphon"];

#[test]
fn wrong_commands_are_told_in_french_with_code_2() {
    let bench = Bench::new();
    let cases = [
        ("", "Commandes"),
        ("chta", "Vouliez-vous dire chat"),
        ("chat --nom x", "n’existe pas"),
        ("chat --as", "il manque une valeur"),
        ("chat nulle-part", "acloe-m2"),
        ("chat --clock-offset hier", "+6months"),
        ("export --format pdf", "json, csv, fiche"),
        ("export X --all", "ne va pas avec"),
        ("understand", "il manque --at"),
        ("understand --at nulle-part", "acloe-m2"),
        ("understand --at acloe-m2/rien", "prenom"),
        ("understand --at acloe-m2 --given x", "réponse=valeur"),
        ("understand --at acloe-m2 --given campagne=m2_nord", "m2_1d_nord"),
        ("understand --at acloe-m2 --given boursier=peut-etre", "oui, true, 1, non, false, 0"),
        ("understand --at acloe-m2 --given type_diplome=PERMIS", "LICENCE"),
        ("understand --at acloe-m2 --now hier", "2026-03-01"),
        ("completions tcsh", "bash"),
    ];
    for (words, expected) in cases {
        let output = bench.run(words, "");
        assert_eq!(output.status.code(), Some(2), "{words}: {}", told(&output));
        assert!(told(&output).contains(expected), "{words}: {}", told(&output));
        assert!(output.stdout.is_empty(), "{words}");
        for english in ["error", "Usage:", "possible values", "tip:"] {
            assert!(!told(&output).contains(english), "{words}: {}", told(&output));
        }
    }
}

#[test]
fn help_is_french_and_shows_examples() {
    let bench = Bench::new();
    for words in ["", "chat", "dossiers", "export", "transcript", "understand", "completions", "man"] {
        let help = bench.says(&format!("{words} --help"), "");
        assert!(help.contains("guichet"), "{help}");
        for english in ["Usage:", "Options:", "Arguments:", "Commands", "[default", "[env", "Print help"] {
            assert!(!help.contains(english), "{words}: {english} in\n{help}");
        }
    }
    assert!(bench.says("completions bash", "").contains("complete"));
    assert!(bench.says("man", "").contains(".TH guichet"));
}

#[test]
fn exports_and_transcripts_find_their_dossier() {
    let bench = Bench::new();
    bench.chat("acloe-m2 --as marie", &["1", "2", "=Dupuis"]);
    let row = &bench.json("dossiers --jsonl", "")[0];
    let (id, number) = (row["dossier"].as_str().unwrap(), row["number"].as_str().unwrap());
    let by_name = bench.says("export --as marie", "");
    for which in [id.to_owned(), number.to_owned(), number.to_lowercase().replace('-', ""), "--all".to_owned()] {
        assert_eq!(bench.says(&format!("export {which}"), ""), by_name, "{which}");
    }
    let export = &bench.json("export --as marie", "")[0];
    let mut keys: Vec<&str> = export["answers"]["campagne"].as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["at", "channel", "flags", "state", "value"]);
    assert_eq!(export["campaign"], export["answers"]["campagne"]["value"]);
    assert_eq!(export["answers"]["campagne"]["state"], "given");
    let line = export["sheet"].as_array().unwrap().iter().find(|row| row["slot"] == "civilite").unwrap();
    assert!(["screen", "field", "value", "source"].iter().all(|key| line[key].is_string()), "{line}");
    let fiche = bench.says(&format!("export {id} --format fiche"), "");
    assert!(fiche.contains(number) && fiche.contains(line["value"].as_str().unwrap()), "{fiche}");
    let csv = bench.says("export --all --format csv", "");
    assert!(csv.starts_with("\u{feff}dossier;"), "{csv}");
    assert!(csv.lines().all(|line| line.split(';').all(|cell| !cell.starts_with(['=', '+', '-', '@']))), "{csv}");
    assert_eq!(csv.lines().count(), 1 + export["answers"].as_object().unwrap().len());
    let whole = bench.json("transcript --as marie --jsonl", "");
    let theirs: Vec<_> = whole.iter().filter(|line| line["who"] == "candidate").map(|line| &line["text"]).collect();
    assert_eq!(theirs, ["1", "2", "=Dupuis"]);
    assert_eq!(whole.len(), 7, "each line has its reply, the opening too");
    assert!(bench.says(&format!("transcript {number}"), "").contains("=Dupuis"));
    for words in ["export nulle-part", "export --as personne", "transcript nulle-part", "transcript --as personne"] {
        let output = bench.run(words, "");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{words}: {}", told(&output));
    }
}

#[test]
fn the_list_shows_no_value() {
    let bench = Bench::new();
    bench.chat("acloe-m2 --as triphon", &["1", "2", "Tournesol"]);
    for words in ["dossiers", "dossiers --jsonl"] {
        let list = bench.says(words, "");
        assert!(list.contains("m2_1d_nord"), "{list}");
        assert!(PERSONAL.iter().all(|word| !list.contains(word)), "{list}");
    }
}

#[test]
fn logs_hold_nothing_personal() {
    let bench = Bench::new();
    let mut command = bench.command("chat acloe-m2 --as triphon");
    command.env("GUICHET_LOG", "trace");
    let lines = ["1", "2", "Tournesol", "non concerné", "tournesol@exemple.fr", "0494004062M", "une personne", "aide"];
    let output = finish(command, lines.join("\n").as_bytes());
    let log = told(&output);
    assert!(log.contains("staff.alerted"), "the log is there: {log}");
    assert!(PERSONAL.iter().all(|word| !log.contains(word)), "{log}");
    let mut quiet = bench.command("chat --as triphon");
    quiet.env("GUICHET_LOG", "");
    assert_eq!(told(&finish(quiet, b"aide\n")), "");
}

#[test]
fn understand_prints_one_object_a_line() {
    let bench = Bench::new();
    let lines = bench.json("understand --at acloe-m2/prenom --now 2026-03-01", "jean-françois\naide\\nsvp\n\nzoé");
    assert_eq!(lines.len(), 4);
    for line in &lines {
        let mut keys: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["readings", "utterance", "why"]);
        assert!(!line["readings"].as_array().unwrap().is_empty());
    }
    let answer = &lines[0]["readings"][0];
    assert_eq!((&answer["kind"], &answer["slot"]), (&"answer".into(), &"prenom".into()));
    assert_eq!(answer["value"], "Jean-François");
    assert_eq!(lines[1]["utterance"], "aide\\nsvp");
}

#[test]
fn a_data_folder_held_by_someone_silent_is_told() {
    let bench = Bench::new();
    let (talk, _) = Talk::start(bench.command("chat --jsonl"));
    std::fs::remove_file(bench.data().join("guichet.sock")).unwrap();
    let output = bench.run("dossiers", "");
    assert_eq!(output.status.code(), Some(75), "{}", told(&output));
    assert!(told(&output).contains("--data"), "{}", told(&output));
    assert!(talk.end().success());
    assert!(bench.run("dossiers", "").status.success());
}
