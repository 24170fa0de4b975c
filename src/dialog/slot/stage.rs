//! A scene for the readers' tests: one slot, today, and the shipped word lists.

use std::sync::LazyLock;

use jiff::civil::date;
use proptest::prelude::*;

use super::{Heard, Scene, read};
use crate::campaign::{Campaigns, PieceRule};
use crate::dialog::definition::{Slot, SlotKind};
use crate::dialog::fold::Said;
use crate::dialog::lexicon::Lexicon;
use crate::dialog::load::lexicon::load_lexicon;
use crate::dialog::pattern::Pattern;
use crate::dialog::person::{Flag, Value};

/// A slot and the way it is read.
pub(super) struct Stage {
    slot: Slot,
    pub(super) lexicon: Lexicon,
    pub(super) piece: Option<PieceRule>,
}

impl Stage {
    pub(super) fn new(name: &str, kind: SlotKind, called: &[&str]) -> Self {
        let slot = Slot {
            volunteered: false,
            name: name.into(),
            was: Vec::new(),
            kind,
            shared: false,
            optional: false,
            none: false,
            sensitive: false,
            called: called.iter().filter_map(|line| Pattern::new(line)).collect(),
        };
        Self { slot, lexicon: lexicon(), piece: None }
    }

    pub(super) fn hear(&self, text: &str, asked: bool) -> Heard {
        let campaigns = Campaigns::default();
        let scene = Scene {
            slot: &self.slot,
            options: &[],
            held: None,
            lexicon: &self.lexicon,
            campaigns: &campaigns,
            piece: self.piece.as_ref(),
            today: date(2026, 11, 21),
            asked,
        };
        read(&scene, &Said::new(text))
    }

    /// What is heard where the slot was asked, on one line.
    pub(super) fn asked(&self, text: &str) -> String {
        line(&self.hear(text, true))
    }

    /// Checks a table of utterance and what is heard, where the slot was asked.
    pub(super) fn check(&self, cases: &[(&str, &str)]) {
        self.compare(cases, true);
    }

    /// The same where it was not asked.
    pub(super) fn check_aside(&self, cases: &[(&str, &str)]) {
        self.compare(cases, false);
    }

    fn compare(&self, cases: &[(&str, &str)], asked: bool) {
        let heard = cases.iter().map(|(text, expected)| (text, expected, line(&self.hear(text, asked))));
        let wrong: Vec<String> = heard
            .filter(|(_, expected, heard)| heard != *expected)
            .map(|(text, expected, heard)| format!("{text:?}: heard {heard:?}, not {expected:?}"))
            .collect();
        assert!(wrong.is_empty(), "asked {asked}:\n{}", wrong.join("\n"));
    }

    /// Reading is total: any text, and any text near a real answer.
    pub(super) fn never_panics(&self, near: &str) {
        let signs: Vec<char> = near.chars().collect();
        let near = proptest::collection::vec(proptest::sample::select(signs), 0..60);
        let runner = |strategy: BoxedStrategy<String>| {
            let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(200));
            let result = runner.run(&strategy, |text| {
                self.hear(&text, true);
                self.hear(&text, false);
                Ok(())
            });
            result.expect("a reader is total");
        };
        runner(any::<String>().boxed());
        runner(near.prop_map(String::from_iter).boxed());
    }
}

/// One line a table can hold: `Dupont`, `Dupont [Approximate]`, `? lire: X`, `non: refus_nom → X`, `-`.
fn line(heard: &Heard) -> String {
    match heard {
        Heard::Nothing => "-".into(),
        Heard::Value(value, flags) => words(value) + &marks(flags),
        Heard::Check(value, flags) => format!("lire {}{}", words(value), marks(flags)),
        Heard::Values(all) => {
            all.iter().map(|(name, value)| format!("{name}={}", words(value))).collect::<Vec<_>>().join(", ")
        }
        Heard::Refused(reason, None) => reason.key().into(),
        Heard::Refused(reason, Some(value)) => format!("{} → {}", reason.key(), words(value)),
        Heard::Ambiguous(among) => among.join(" | "),
        Heard::Unsure => "unsure".into(),
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

fn marks(flags: &[Flag]) -> String {
    if flags.is_empty() { String::new() } else { format!(" {flags:?}") }
}

fn lexicon() -> Lexicon {
    static SHIPPED: LazyLock<Lexicon> = LazyLock::new(|| {
        let (words, countries) =
            (include_str!("../../../dialogs/lexique.toml"), include_str!("../../../dialogs/pays.toml"));
        load_lexicon(words, countries).expect("the shipped word lists")
    });
    SHIPPED.clone()
}
