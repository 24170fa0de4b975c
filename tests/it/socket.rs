//! Commands beside a running one: the same answers through its socket as on the data themselves.

use std::os::unix::fs::PermissionsExt;

use crate::program::{Bench, Talk, finish, told};

const COMMANDS: &[&str] = &[
    "dossiers",
    "dossiers --jsonl",
    "export --as marie",
    "export --all --format csv",
    "export --as marie --format fiche",
    "transcript --as marie",
    "unlink --as marie",
    "transcript --as marie --jsonl",
    "timers --until 2999-12-31",
    "timers --jsonl",
    "timers --proofs",
];

#[test]
fn every_command_answers_the_same_both_ways() {
    let bench = Bench::new();
    bench.chat("acloe-m2 --as marie", &["1", "2", "Dupuis"]);
    let alone: Vec<String> = COMMANDS.iter().map(|words| bench.says(words, "")).collect();
    let (talk, _) = Talk::start(bench.command("chat --jsonl --as autre"));
    for (words, alone) in COMMANDS.iter().zip(&alone) {
        // The other person has opened no dossier: nothing of them shows.
        assert_eq!(&bench.says(words, ""), alone, "{words}");
    }
    assert_eq!(bench.run("export nulle-part", "").status.code(), Some(1));
    assert!(talk.end().success());
}

#[test]
fn a_second_chat_talks_through_the_first() {
    let bench = Bench::new();
    let (mut first, _) = Talk::start(bench.command("chat acloe-m2 --jsonl --as marie"));
    let (mut second, _) = Talk::start(bench.command("chat acloe-m2 --jsonl --as paul"));
    let (mut same, _) = Talk::start(bench.command("chat --jsonl --as marie"));
    assert_eq!(first.say("1")["slot"], "civilite");
    assert_eq!(second.say("1")["slot"], "civilite");
    assert_eq!(same.say("2")["slot"], "nom_patronymique", "marie goes on in another window");
    assert_eq!(first.say("Dupuis")["slot"], "nom_usage");
    assert!(first.end().success());
    // Whoever had the data open is gone: another takes over, nothing is lost.
    assert_eq!(second.say("1")["slot"], "nom_patronymique");
    assert_eq!(same.say("non concerné")["slot"], "prenom");
    assert!(second.end().success());
    assert!(same.end().success());
    let export = &bench.json("export --as marie", "")[0];
    assert_eq!(export["answers"]["nom_patronymique"]["value"], "Dupuis");
}

#[test]
fn the_socket_is_private_and_gone_with_its_owner() {
    let bench = Bench::new();
    let socket = bench.data().join("guichet.sock");
    let (talk, _) = Talk::start(bench.command("chat --jsonl"));
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&socket), 0o600);
    assert_eq!(mode(&bench.data()), 0o700);
    assert!(talk.end().success());
    assert!(!socket.exists());
}

#[test]
fn a_socket_left_by_the_dead_is_replaced() {
    let bench = Bench::new();
    let (mut talk, _) = Talk::start(bench.command("chat acloe-m2 --jsonl"));
    talk.say("1");
    talk.child.kill().unwrap();
    talk.child.wait().unwrap();
    assert!(bench.data().join("guichet.sock").exists());
    let (mut talk, opening) = Talk::start(bench.command("chat --jsonl"));
    assert_eq!(opening["slot"], "civilite");
    assert_eq!(bench.json("dossiers --jsonl", "").len(), 1);
    assert_eq!(talk.say("2")["slot"], "nom_patronymique");
    assert!(talk.end().success());
}

#[test]
fn a_rehearsal_cannot_be_asked_of_a_process_that_runs_for_real() {
    let bench = Bench::new();
    let (talk, _) = Talk::start(bench.command("chat --jsonl"));
    let output = finish(bench.command("chat --clock-offset +10d"), b"aide\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("horloge"), "{}", told(&output));
    assert!(talk.end().success());
}

#[test]
fn a_path_too_long_for_a_socket_is_no_obstacle() {
    let bench = Bench::new();
    let data = bench.folder().join("d".repeat(120));
    let output = finish(crate::program::on(&data, "chat acloe-m2"), b"1\n");
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(told(&output).lines().count(), 1, "one warning: {}", told(&output));
}
