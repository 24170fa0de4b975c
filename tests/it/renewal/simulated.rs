//! A population that lives through its terms, and what is to come, listed.

use crate::program::{Bench, told};

#[test]
fn no_rule_is_broken_whoever_decides_and_the_same_seed_lives_the_same() {
    let bench = Bench::new();
    for words in ["", "--service"] {
        let command = format!("renewal simulate --from 2026-12-28 --months 18 --candidates 300 --seed 5 {words}");
        let said = bench.says(&command, "");
        assert!(said.contains("Toutes les règles sont respectées."), "{said}");
        assert_eq!(said, bench.says(&command, ""), "{words}");
        let total = said.lines().find(|line| line.starts_with("ensemble")).unwrap();
        let numbers: Vec<u64> = total.split_whitespace().skip(1).map(|number| number.parse().unwrap()).collect();
        let [candidates, questions, _, withdrawn, silent, staff] = numbers.as_slice() else { panic!("{total}") };
        assert_eq!(*candidates, 300);
        assert!(*questions > 300 && *staff > 0, "{said}");
        // What a platform decides is never destroyed here.
        assert_eq!(*silent > 0 && *withdrawn > 0, words == "--service", "{said}");
        assert!(*silent > 0 || words.is_empty(), "{said}");
    }
}

#[test]
fn each_life_is_told_in_its_order() {
    let bench = Bench::new();
    let lives = bench.json("renewal simulate --from 2026-12-28 --candidates 40 --jsonl", "");
    assert_eq!(lives.len(), 40);
    for life in &lives {
        let moments: Vec<&str> =
            life["received"].as_array().unwrap().iter().map(|sent| sent["at"].as_str().unwrap()).collect();
        assert!(moments.is_sorted(), "{life:#}");
    }
    let asked = |life: &&serde_json::Value| life["received"].to_string().contains("question un mois avant");
    assert!(lives.iter().filter(asked).count() > 20);
}

#[test]
fn what_cannot_be_played_is_told() {
    let bench = Bench::new();
    for words in ["renewal simulate", "renewal simulate --from demain", "renewal", "timers --until jamais"] {
        let output = bench.run(words, "");
        assert_eq!(output.status.code(), Some(2), "{words}: {}", told(&output));
    }
}
