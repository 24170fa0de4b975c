//! What candidates say, and what must be read in it: the table `tests/utterances.tsv`, line by line.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Bench, finish};

/// The readings that end something: where no line asks for one, none may be there.
const DESTRUCTIVE: &[(&str, &str)] = &[("value", "withdraw"), ("name", "erase")];

struct Line {
    utterance: String,
    /// Any of these will do; in each, the first reading comes first.
    wanted: Vec<Vec<Value>>,
}

/// The lines by place: the step, and what was answered before.
fn table() -> BTreeMap<(String, String), Vec<Line>> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/utterances.tsv")).unwrap();
    let mut table: BTreeMap<(String, String), Vec<Line>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [at, given, utterance, wanted @ ..] = columns.as_slice() else { panic!("four columns: {line}") };
        assert!(!wanted.is_empty(), "{line}");
        let wanted = wanted.iter().map(|json| serde_json::from_str(json).expect(json)).collect();
        let line = Line { utterance: (*utterance).to_owned(), wanted };
        table.entry(((*at).to_owned(), (*given).to_owned())).or_default().push(line);
    }
    table
}

fn readings(bench: &Bench, at: &str, given: &str, lines: &[Line]) -> Vec<Vec<Value>> {
    let mut command = bench.command("understand --now 2026-03-01");
    command.args(["--at", at]);
    for answer in given.split(';').filter(|answer| !answer.is_empty()) {
        command.args(["--given", answer]);
    }
    let input: String = lines.iter().map(|line| format!("{}\n", line.utterance)).collect();
    let output = finish(command, input.as_bytes());
    assert!(output.status.success(), "{at}: {}", crate::program::told(&output));
    let read = |line: &str| serde_json::from_str::<Value>(line).expect(line)["readings"].as_array().unwrap().clone();
    String::from_utf8(output.stdout).unwrap().lines().map(read).collect()
}

/// Every key that is wanted is there; of flags, the wanted ones are among them.
fn is_in(wanted: &Value, read: &Value) -> bool {
    wanted.as_object().unwrap().iter().all(|(key, value)| match (value.as_array(), read[key].as_array()) {
        (Some(wanted), Some(read)) if key == "flags" => wanted.iter().all(|flag| read.contains(flag)),
        _ => read[key] == *value,
    })
}

fn fits(wanted: &[Value], read: &[Value]) -> bool {
    let first = wanted.len() > 1 || is_in(&wanted[0], &read[0]);
    first && wanted.iter().all(|wanted| read.iter().any(|read| is_in(wanted, read)))
}

fn ends(reading: &Value) -> bool {
    DESTRUCTIVE.iter().any(|(key, value)| reading[key] == *value)
}

#[test]
fn candidates_are_read_as_they_mean() {
    let bench = Bench::new();
    let mut wrong = Vec::new();
    for ((at, given), lines) in table() {
        let all = readings(&bench, &at, &given, &lines);
        assert_eq!(all.len(), lines.len(), "{at}");
        for (line, read) in lines.iter().zip(all) {
            let unwanted = read.iter().any(ends) && !line.wanted.iter().flatten().any(ends);
            if unwanted || !line.wanted.iter().any(|wanted| fits(wanted, &read)) {
                wrong.push(format!("{at} « {} » : {}", line.utterance, serde_json::to_string(&read).unwrap()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} read otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the six-month question was read as: kept, withdrawn, or neither.
fn wish(readings: &[Value]) -> char {
    match readings.iter().find(|reading| reading["kind"] == "answer").map(|reading| &reading["value"]) {
        Some(value) if *value == "maintain" => 'M',
        Some(value) if *value == "withdraw" => 'R',
        _ => 'N',
    }
}

#[test]
fn nobody_withdraws_who_did_not_say_so() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wishes.tsv")).unwrap();
    let table = text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split_once('\t').expect(line));
    let (wanted, utterances): (Vec<&str>, Vec<&str>) = table.unzip();
    let lines: Vec<Line> =
        utterances.iter().map(|said| Line { utterance: (*said).to_owned(), wanted: Vec::new() }).collect();
    let read = readings(&Bench::new(), "renouvellement/question", "", &lines);
    assert_eq!(read.len(), lines.len());
    let told = wanted.iter().zip(&utterances).zip(read.iter().map(|read| (wish(read), read.iter().any(ends))));
    let wrong: Vec<_> = told.filter(|((wanted, _), (heard, _))| !wanted.contains(*heard)).collect();
    let withdrawn: Vec<_> = wrong.iter().filter(|(_, (_, ends))| *ends).collect();
    assert!(withdrawn.is_empty(), "withdrawn: {withdrawn:?}");
    assert!(wrong.len() * 50 <= lines.len(), "{} of {} read otherwise: {wrong:?}", wrong.len(), lines.len());
}
