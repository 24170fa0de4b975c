//! `guichet chat` from a pipe, in plain text and in JSON lines.

use serde_json::Value;

use crate::program::{Bench, Talk, finish, replies, told};

/// The first answers of a candidature: the kind, the civility, a name.
const START: &[&str] = &["1", "2", "Dupuis"];

#[test]
fn each_reply_ends_with_one_empty_line_and_has_none_inside() {
    let bench = Bench::new();
    let odd = "\u{1b}[31m\u{7}\u{202e}x\ty";
    let lines = [START, &["", "   ", odd, "aide", "où en suis-je", "récapitulatif", "blabla", "blabla"]].concat();
    let output = bench.says("chat acloe-m2", &lines.join("\n"));
    assert_eq!(replies(&output).len(), lines.len() + 1, "one reply a line, and the opening");
    for reply in replies(&output) {
        assert!(!reply.is_empty() && !reply.starts_with('\n') && reply.lines().all(|line| !line.trim().is_empty()));
        assert!(reply.chars().all(|sign| sign == '\n' || !sign.is_control()), "{reply:?}");
    }
}

#[test]
fn input_as_it_comes() {
    let bench = Bench::new();
    let output = finish(bench.command("chat acloe-m2"), b"1\r\n2\r\nDup\xff\xfe\n\0\n");
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(replies(&String::from_utf8(output.stdout).unwrap()).len(), 5);
    let long = "é".repeat(500_000);
    let replies = bench.chat("acloe-m2", &["Dupuis", &long]);
    assert_eq!(replies.len(), 3);
    assert!(bench.chat("acloe-m2", &[]).len() <= 2, "an empty line is an utterance, the end of input is none");
    assert_eq!(replies_of_nothing(&bench), 1);
}

fn replies_of_nothing(bench: &Bench) -> usize {
    replies(&bench.says("chat acloe-m2", "")).len()
}

#[test]
fn a_closed_output_ends_it_quietly() {
    let bench = Bench::new();
    let script = format!("yes aide | {} chat | head -c 10 > /dev/null", env!("CARGO_BIN_EXE_guichet"));
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &script]).env("GUICHET_DATA", bench.data());
    let output = finish(shell, b"");
    assert_eq!(told(&output), "");
}

#[test]
fn coming_back_takes_up_the_same_question() {
    let bench = Bench::new();
    let before = bench.chat("acloe-m2", START);
    let asked = before.last().unwrap().lines().last().unwrap().to_owned();
    let after = bench.chat("acloe-m2", &[]);
    assert!(after[0].contains(&asked), "asked: {asked}\nback: {}", after[0]);
    let any_guide = bench.chat("", &[]);
    assert!(any_guide[0].contains(&asked), "without naming the guide: {}", any_guide[0]);
}

#[test]
fn two_names_are_two_persons() {
    let bench = Bench::new();
    bench.chat("acloe-m2 --as marie", START);
    let paul = bench.chat("acloe-m2 --as paul", &["1", "1"]);
    assert_eq!(paul.len(), 3);
    let value =
        |name: &str, slot: &str| bench.json(&format!("export --as {name}"), "")[0]["answers"][slot]["value"].clone();
    assert_eq!(value("marie", "nom_patronymique"), "Dupuis");
    assert_eq!(value("paul", "nom_patronymique"), Value::Null);
    assert_ne!(value("marie", "civilite"), value("paul", "civilite"));
    assert_eq!(bench.json("dossiers --jsonl", "").len(), 2);
}

#[test]
fn json_lines_have_the_agreed_keys() {
    let bench = Bench::new();
    let input = "{\"text\":\"1\"}\nn’importe quoi\n\n{\"texte\":\"x\"}\n{\"press\":\"inconnu\"}\n{\"text\":\"2\"}";
    let lines = bench.json("chat acloe-m2 --jsonl", input);
    assert_eq!(lines.len(), 7);
    for (at, line) in lines.iter().enumerate() {
        let mut keys: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        match at {
            2..=4 => assert_eq!(keys, ["error"]),
            _ => assert_eq!(keys, ["done", "dossier", "options", "progress", "slot", "step", "text"]),
        }
    }
    let opening = &lines[0];
    assert_eq!(opening["done"], false);
    assert_eq!(opening["slot"], "campagne");
    assert!(opening["progress"]["total"].as_u64().unwrap() > opening["progress"]["n"].as_u64().unwrap());
    let id = opening["options"][0]["id"].as_str().unwrap();
    assert!(opening["options"][0]["label"].is_string());
    let mut pressed = bench.command("chat acloe-m2 --jsonl --as pressé");
    pressed.env("NO_COLOR", "1");
    let output = finish(pressed, format!("{{\"press\":\"{id}\"}}").as_bytes());
    let next: Value = serde_json::from_str(String::from_utf8(output.stdout).unwrap().lines().nth(1).unwrap()).unwrap();
    assert_ne!(next["slot"], "campagne", "{next}");
}

#[test]
fn a_file_is_given_by_its_path() {
    let bench = Bench::new();
    let diploma = bench.folder().join("mon diplôme.pdf");
    std::fs::write(&diploma, "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n").unwrap();
    let (mut talk, mut turn) = Talk::start(bench.command("chat acloe-m2 --jsonl"));
    turn = if turn["slot"] == "campagne" { talk.say("1") } else { turn };
    let early = talk.send(&serde_json::json!({ "file": "/nulle/part/diplome.pdf" }));
    assert!(early["error"].as_str().is_some_and(|words| words.contains("n’existe pas")), "{early}");
    for _ in 0..60 {
        if turn["slot"] == "piece" {
            break;
        }
        turn = talk.say("plus tard");
    }
    assert_eq!(turn["slot"], "piece", "{turn}");
    let missing = talk.send(&serde_json::json!({ "file": "/nulle/part/diplome.pdf" }));
    assert_eq!(missing["slot"], "piece", "{missing}");
    assert!(missing["text"].as_str().unwrap().contains("Je ne trouve pas ce fichier"), "{missing}");
    let given = talk.send(&serde_json::json!({ "file": diploma }));
    assert_ne!(given["slot"], "piece", "{given}");
    assert!(talk.end().success());
    let answer = &bench.json("export", "")[0]["answers"]["diplome/1/piece"];
    assert_eq!((&answer["state"], &answer["value"]["kind"]), (&"given".into(), &"application/pdf".into()), "{answer}");
    let again = format!("modifier la copie du diplôme\n\"{}\"\n", diploma.display());
    assert!(replies(&bench.says("chat", &again)).last().unwrap().contains("mon diplôme.pdf"));
}

#[test]
fn memory_keeps_nothing() {
    let bench = Bench::new();
    assert_eq!(bench.chat("acloe-m2 --engine memory", START).len(), 4);
    assert!(!bench.data().exists());
}

#[test]
fn a_rehearsal_does_not_open_without_its_clock() {
    let bench = Bench::new();
    bench.chat("acloe-m2 --clock-offset +10d", START);
    let refused = bench.run("chat", "aide\n");
    assert_eq!(refused.status.code(), Some(1));
    assert!(told(&refused).contains("--clock-offset +10d"), "{}", told(&refused));
    assert!(refused.stdout.is_empty());
    assert_eq!(bench.run("dossiers --clock-offset +3h", "").status.code(), Some(1), "it may only grow");
    assert!(bench.run("chat --clock-offset +6mois", "aide\n").status.success());
    let at = |line: &Value| line["last_contact"].as_str().unwrap().to_owned();
    let rows = bench.json("dossiers --jsonl --clock-offset +6mois", "");
    let now = jiff_now();
    assert!(at(&rows[0]) > now, "the answers are dated by the rehearsal: {} {now}", at(&rows[0]));
}

fn jiff_now() -> String {
    guichet::clock::Clock::real().now().to_string()
}
