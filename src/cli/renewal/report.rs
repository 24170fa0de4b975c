//! What is shown of a play: a table by kind of candidate, the flow of messages, the rules that were broken.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::life::Lived;
use super::people::Kind;
use super::traffic::{Flow, Traffic};
use crate::conversation::Class;
use crate::dialog::person::Channel;
use crate::dialog::reply::Proof;
use crate::messages::timers;

/// No campaign has a rule.
pub(super) const NO_RULE: &str = "Aucune campagne n’a de règle « renewal » : rien n’arrive à échéance.";

/// What became of the candidates of a kind.
#[derive(Debug, Default)]
struct Row {
    candidates: u64,
    questions: u64,
    messages: u64,
    silent: u64,
    withdrawn: u64,
    alerted: u64,
}

/// A play being watched: of each candidate numbers alone are kept.
#[derive(Debug)]
pub(super) struct Report {
    rows: BTreeMap<Kind, Row>,
    traffic: Traffic,
    broken: BTreeSet<String>,
}

/// A play that is over.
#[derive(Debug)]
pub(super) struct Ended {
    rows: BTreeMap<Kind, Row>,
    flows: [Flow; 2],
    broken: Vec<String>,
}

impl Report {
    pub(super) fn new(traffic: Traffic) -> Self {
        Self { rows: BTreeMap::new(), traffic, broken: BTreeSet::new() }
    }

    pub(super) fn take(&mut self, kind: Kind, lived: &Lived) {
        let row = self.rows.entry(kind).or_default();
        row.candidates += 1;
        row.questions += u64::from(lived.witness.questions);
        row.messages += u64::try_from(lived.sent.len()).unwrap_or_default();
        row.silent += u64::from(lived.witness.forgotten == Some(Proof::Silent));
        row.withdrawn += u64::from(lived.witness.forgotten == Some(Proof::Withdrawn));
        row.alerted += u64::from(lived.witness.alerts > 0);
        for sent in lived.sent.iter().filter(|sent| sent.class != Class::Answer) {
            self.traffic.take(usize::from(sent.channel == Channel::Email), sent.at);
        }
        let number = lived.witness.dossier;
        self.broken.extend(lived.witness.broken.iter().take(1).map(|rule| format!("{rule} (dossier {number})")));
    }

    pub(super) fn end(self) -> Ended {
        let flows = self.traffic.flows();
        Ended { rows: self.rows, flows, broken: self.broken.into_iter().collect() }
    }
}

impl Ended {
    pub(super) fn broken(&self) -> &[String] {
        &self.broken
    }

    /// The table, line by line.
    pub(super) fn table(&self) -> Vec<String> {
        let head = ["CANDIDATS", "QUESTIONS", "MESSAGES", "RETRAITS", "SILENCES", "AU SERVICE"];
        let mut lines = vec![columns("QUI", head.map(str::to_owned))];
        let all = self.rows.iter().map(|(kind, row)| columns(kind.name(), numbers(row)));
        lines.extend(all);
        let total = self.rows.values().fold(Row::default(), |sum, row| Row {
            candidates: sum.candidates + row.candidates,
            questions: sum.questions + row.questions,
            messages: sum.messages + row.messages,
            silent: sum.silent + row.silent,
            withdrawn: sum.withdrawn + row.withdrawn,
            alerted: sum.alerted + row.alerted,
        });
        lines.push(columns("ensemble", numbers(&total)));
        lines.push(String::new());
        lines.extend(["Telegram", "Courriel"].iter().zip(self.flows).map(|(name, flow)| flowing(name, flow)));
        lines.push(String::new());
        if self.broken.is_empty() {
            lines.push("Toutes les règles sont respectées.".to_owned());
        }
        lines
    }
}

fn numbers(row: &Row) -> [String; 6] {
    [row.candidates, row.questions, row.messages, row.withdrawn, row.silent, row.alerted]
        .map(|number| number.to_string())
}

fn columns(name: &str, [a, b, c, d, e, f]: [String; 6]) -> String {
    format!("{name:<20} {a:>10} {b:>10} {c:>10} {d:>10} {e:>10} {f:>11}")
}

fn flowing(name: &str, flow: Flow) -> String {
    let Flow { sent, wanted, left, wait } = flow;
    format!(
        "{name} : {sent} messages dus à une échéance ; au plus {wanted} voulus dans une minute, {left} envoyés ; \
         attente la plus longue : {wait} min"
    )
}

/// The rules that were broken, for staff.
pub(super) fn broken(rules: &[String]) -> String {
    let shown: Vec<&str> = rules.iter().take(20).map(String::as_str).collect();
    format!("{} règle(s) violée(s) :\n  {}", rules.len(), shown.join("\n  "))
}

/// One candidate's life.
pub(super) fn line(number: u64, lived: &Lived) -> Value {
    let received: Vec<Value> = lived
        .sent
        .iter()
        .map(|sent| {
            let at = sent.at.to_zoned(crate::clock::paris()).strftime("%Y-%m-%dT%H:%M").to_string();
            json!({ "at": at, "channel": sent.channel, "what": sent.what })
        })
        .collect();
    json!({
        "candidate": number,
        "kind": lived.kind.name(),
        "received": received,
        "ended": lived.witness.forgotten.map(timers::decision),
        "staff": lived.witness.alerts,
        "broken": lived.witness.broken,
    })
}
