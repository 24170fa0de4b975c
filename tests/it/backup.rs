//! Backups by the command line: beside a running conversation and alone, and back.

use serde_json::json;

use crate::program::{Bench, Talk, finish, on, told};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// What somebody sees of the data.
fn seen(bench: &Bench, data: &str) -> Vec<String> {
    let commands = ["dossiers --jsonl", "export --all", "transcript --as marie --jsonl"];
    let all = commands.map(|words| {
        let mut command = on(&bench.folder().join(data), words);
        command.env("GUICHET_KEY", bench.folder().join("donnees.key"));
        let output = finish(command, b"");
        assert!(output.status.success(), "{words}: {}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    });
    all.to_vec()
}

fn restore(bench: &Bench, from: &str, data: &str) -> std::process::Output {
    let mut command = on(&bench.folder().join(data), "restore");
    command.arg(bench.folder().join(from)).env("GUICHET_KEY", bench.folder().join("donnees.key"));
    finish(command, b"")
}

fn back_up(bench: &Bench, to: &str) -> std::process::Output {
    let mut command = bench.command("backup");
    command.arg(bench.folder().join(to));
    finish(command, b"")
}

#[test]
fn a_backup_comes_back_the_same_taken_alone_and_through_the_socket() {
    let bench = Bench::new();
    let diploma = bench.folder().join("licence.pdf");
    std::fs::write(&diploma, PDF).unwrap();
    let (mut talk, _) = Talk::start(bench.command("chat acloe-m2 --jsonl --as marie"));
    talk.say("1");
    talk.say("Madame");
    talk.send(&json!({ "file": diploma }));
    talk.say("oui");
    let output = back_up(&bench, "pendant");
    assert!(output.status.success(), "{}", told(&output));
    let during = seen(&bench, "donnees");
    talk.say("Dupuis");
    assert!(talk.end().success());
    let output = back_up(&bench, "seul");
    assert!(output.status.success() && told(&output).contains("clé maîtresse"), "{}", told(&output));
    let alone = seen(&bench, "donnees");
    assert_ne!(during, alone);
    for (from, data, expected) in [("pendant", "a", during), ("seul", "b", alone)] {
        let output = restore(&bench, from, data);
        assert!(output.status.success(), "{from}: {}", told(&output));
        assert_eq!(seen(&bench, data), expected, "{from}");
        let mut piece = on(&bench.folder().join(data), "piece");
        let number = bench.json("dossiers --jsonl", "")[0]["number"].as_str().unwrap().to_owned();
        piece.args([&number, "licence.pdf", "-o", "-"]).env("GUICHET_KEY", bench.folder().join("donnees.key"));
        assert_eq!(finish(piece, b"").stdout, PDF, "{from}");
    }
}

#[test]
fn what_cannot_be_restored_is_told_and_nothing_is_written() {
    let bench = Bench::new();
    bench.chat("acloe-m2 --as marie", &["1", "Madame"]);
    assert!(back_up(&bench, "b").status.success());
    let again = back_up(&bench, "b");
    assert!(again.status.code() == Some(1) && told(&again).contains("existe déjà"), "{}", told(&again));
    let full = restore(&bench, "b", "donnees");
    assert!(full.status.code() == Some(2) && told(&full).contains("vide"), "{}", told(&full));
    let path = bench.folder().join("b");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.pop();
    std::fs::write(bench.folder().join("coupe"), bytes).unwrap();
    let cut = restore(&bench, "coupe", "c");
    assert!(cut.status.code() == Some(2) && told(&cut).contains("incomplète"), "{}", told(&cut));
    assert!(!bench.folder().join("c").exists());
    std::fs::rename(bench.folder().join("donnees.key"), bench.folder().join("ailleurs")).unwrap();
    let keyless = restore(&bench, "b", "c");
    assert!(keyless.status.code() == Some(1) && told(&keyless).contains("clé maîtresse"), "{}", told(&keyless));
    assert!(!bench.folder().join("c").exists() && !bench.folder().join("donnees.key").exists());
    for words in ["backup --help", "restore --help"] {
        assert!(bench.says(words, "").contains("MÊME CLÉ MAÎTRESSE"), "{words}");
    }
}

#[test]
fn who_asked_to_be_erased_does_not_come_back() {
    let bench = Bench::new();
    bench.chat("acloe-m2 --as marie", &["1", "Madame"]);
    bench.chat("acloe-m2 --as paul", &["1", "Monsieur"]);
    assert!(back_up(&bench, "avant").status.success());
    bench.chat("--as marie", &["effacer mes données", "oui"]);
    let output = restore(&bench, "avant", "a");
    assert!(output.status.success(), "{}", told(&output));
    let mut list = on(&bench.folder().join("a"), "dossiers --jsonl");
    list.env("GUICHET_KEY", bench.folder().join("donnees.key"));
    let list = finish(list, b"");
    assert!(list.status.success(), "{}", told(&list));
    assert_eq!(String::from_utf8(list.stdout).unwrap().lines().count(), 1, "paul's alone");
}
