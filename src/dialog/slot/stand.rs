//! A scene to read in, for the tests of the readers.

use std::sync::LazyLock;

use jiff::civil::{Date, date};

use super::{Heard, Scene, read};
use crate::campaign::Campaigns;
use crate::dialog::definition::{Choice, Slot, SlotKind};
use crate::dialog::fold::{Said, fold};
use crate::dialog::lexicon::Lexicon;
use crate::dialog::load::lexicon::load_lexicon;
use crate::dialog::person::Value;

pub const TODAY: Date = date(2026, 11, 21);

pub static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| load_lexicon(include_str!("../../../dialogs/lexique.toml"), "").expect("lists"));

/// What a reader may look at, owned.
pub struct Stage {
    pub slot: Slot,
    pub options: Vec<Choice>,
    pub held: Option<Value>,
    pub campaigns: Campaigns,
    pub asked: bool,
}

impl Stage {
    pub fn new(name: &str, kind: SlotKind) -> Self {
        let slot = Slot {
            volunteered: false,
            name: name.into(),
            was: Vec::new(),
            kind,
            shared: false,
            optional: false,
            none: false,
            sensitive: false,
            called: Vec::new(),
        };
        Self { slot, options: Vec::new(), held: None, campaigns: Campaigns::default(), asked: true }
    }

    pub fn hear(&self, text: &str) -> Heard {
        let scene = Scene {
            slot: &self.slot,
            options: &self.options,
            held: self.held.as_ref(),
            lexicon: &LEXICON,
            campaigns: &self.campaigns,
            piece: None,
            today: TODAY,
            asked: self.asked,
        };
        read(&scene, &Said::new(text))
    }

    pub fn unasked(mut self) -> Self {
        self.asked = false;
        self
    }
}

/// An option by its label, which is its id too.
pub fn option(label: &str, aliases: &[&str]) -> Choice {
    let aliases = aliases.iter().map(|alias| fold(alias)).collect();
    Choice { id: label.into(), label: label.into(), aliases, ..Choice::default() }
}

/// What was heard on one line, for tables.
pub fn shown(heard: &Heard) -> String {
    let value = |value: &Value| match value {
        Value::Bool(yes) => if *yes { "oui" } else { "non" }.to_owned(),
        Value::Text(text) => text.clone(),
        Value::List(items) => items.join(" > "),
        Value::Piece(piece) => piece.name.clone(),
    };
    let flags =
        |flags: &[crate::dialog::person::Flag]| flags.iter().map(|flag| format!(" +{flag:?}")).collect::<String>();
    match heard {
        Heard::Nothing => "nothing".into(),
        Heard::Unsure => "unsure".into(),
        Heard::Value(it, its) => format!("{}{}", value(it), flags(its)),
        Heard::Check(it, its) => format!("check {}{}", value(it), flags(its)),
        Heard::Values(all) => format!("values {all:?}"),
        Heard::Refused(reason, instead) => {
            let instead = instead.as_ref().map(|it| format!(" instead {}", value(it))).unwrap_or_default();
            format!("refused {}{instead}", reason.key())
        }
        Heard::Ambiguous(among) => format!("which {}", among.join(" | ")),
    }
}

/// Fails with all cases that were heard otherwise, at once.
pub fn check(stage: &Stage, cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(said, wanted)| (said, wanted, shown(&stage.hear(said))))
        .filter(|(_, wanted, heard)| **wanted != heard)
        .map(|(said, wanted, heard)| format!("« {said} » : {wanted} attendu, {heard} lu"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
