//! The conversations of `tests/conversations`, played on Telegram and in a terminal at once: the same words make the same
//! dossiers.

use std::collections::VecDeque;
use std::path::Path;

use guichet::dialog::fold::fold;
use serde_json::Value;

use super::bot::Bot;
use crate::fakes::telegram::{Fake, User};
use crate::program::{Bench, Talk};

/// Conversations of one person, of words alone.
const PLAYED: &[&str] = &[
    "aesh-avec-courriel",
    "choix-unique",
    "corrections",
    "diplome-refuse",
    "ecandidat-jamais-etudiant",
    "m2-discipline-demandee",
    "magistere-mot-de-passe-perdu",
    "plusieurs-reponses",
    "retour",
];

/// The same person on both channels.
struct Twice<'a> {
    terminal: &'a Bench,
    talk: Option<(Talk, Value)>,
    ana: User,
    said: usize,
}

impl Twice<'_> {
    async fn opens(&mut self, dialog: &str) {
        if let Some((talk, _)) = self.talk.take() {
            assert!(talk.end().success());
        }
        self.talk = Some(Talk::start(self.terminal.command(&format!("chat {dialog} --jsonl"))));
        self.ana.says(format!("/start {dialog}").trim());
        self.ana.waits_for("\\S").await;
    }

    async fn says(&mut self, words: &str) {
        let (talk, asked) = self.talk.as_mut().unwrap();
        *asked = talk.say(words);
        self.said += 1;
        self.ana.says(words);
        self.ana.waits_for("\\S").await;
    }

    /// Answers what the terminal is asked, as long as the table knows it.
    async fn answers(&mut self, mut rows: VecDeque<(String, String)>) {
        while let Some(at) = self.row(&rows) {
            let words = rows[at].1.clone();
            if rows[at].0 != "taches" {
                rows.remove(at);
            }
            self.says(&words).await;
        }
    }

    fn row(&self, rows: &VecDeque<(String, String)>) -> Option<usize> {
        let (_, asked) = self.talk.as_ref()?;
        let slot = fold(asked["slot"].as_str()?);
        let task = asked["options"].to_string().contains("C’est fait");
        let named = rows.iter().position(|(name, _)| *name == slot);
        named.or_else(|| rows.iter().position(|(name, _)| task && name == "taches"))
    }
}

/// Values and states of all dossiers; their dates and numbers differ.
fn kept(bench: &Bench) -> Vec<Value> {
    let mut dossiers = bench.json("export --all", "");
    for answers in dossiers.iter_mut().filter_map(|dossier| dossier["answers"].as_object_mut()) {
        for answer in answers.values_mut().filter_map(Value::as_object_mut) {
            answer.retain(|key, _| key == "value" || key == "state");
        }
    }
    dossiers.into_iter().map(|mut dossier| dossier["answers"].take()).collect()
}

async fn plays(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/conversations/{name}.txt"));
    let text = std::fs::read_to_string(path).unwrap();
    let (tg, bench, terminal) = (Fake::start().await, Bench::new(), Bench::new());
    let _bot = Bot::start(&tg, &bench).await;
    let mut twice = Twice { terminal: &terminal, talk: None, ana: tg.user("Ana"), said: 0 };
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let (word, rest) = line.split_once(" :").unwrap_or((line, ""));
        match word.trim_end_matches('\u{a0}') {
            "Ouvre" => twice.opens(rest.trim()).await,
            "Candidat" => twice.says(&rest.trim().replace("\\n", "\n")).await,
            "Candidat répond" => {
                let mut rows = VecDeque::new();
                while let Some(row) = lines.next_if(|line| line.starts_with("  ")) {
                    let (name, words) = row.split_once('=').unwrap();
                    rows.push_back((fold(name), words.trim().to_owned()));
                }
                twice.answers(rows).await;
            }
            _ => {}
        }
    }
    assert!(twice.said >= 3, "{name}: only {} things were said", twice.said);
    tg.settles().await;
    assert_eq!(kept(&bench), kept(&terminal), "{name}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_words_make_the_same_dossier() {
    for name in PLAYED {
        plays(name).await;
    }
}
