//! What the service's staff do in a script.

use super::play::Play;
use crate::dialog::act::{Act, Refusal, StaffAct};
use crate::dialog::fold::fold;
use crate::dialog::person::{Key, Owner};
use crate::dialog::reply::{Effect, What};
use crate::messages::rehearsal as messages;
use uuid::Uuid;

/// What a member of staff does in a script.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    Take,
    Say(String),
    Unsay,
    HandBack,
    /// A question and the answer to it.
    Answer(Key, String),
    /// A question and what is wrong with its file; nothing where it is fine.
    Piece(Key, Option<String>),
}

/// The deed a line names: « Service écrit : … ».
pub(super) fn deed(word: &str, words: &str) -> Result<Option<Deed>, String> {
    let key = |name: &str| name.trim().parse::<Key>().map_err(|_| messages::not_open(name));
    let pair = || words.split_once('=').ok_or_else(|| messages::equals(words));
    Ok(Some(match word {
        "service prend" => Deed::Take,
        "service ecrit" => Deed::Say(words.to_owned()),
        "service annule" => Deed::Unsay,
        "service rend" => Deed::HandBack,
        "service corrige" => {
            let (name, answer) = pair()?;
            Deed::Answer(key(name)?, answer.trim().to_owned())
        }
        "service accepte" => Deed::Piece(key(words)?, None),
        "service refuse" => {
            let (name, why) = pair()?;
            Deed::Piece(key(name)?, Some(why.trim().to_owned()))
        }
        _ => return Ok(None),
    }))
}

impl Play<'_> {
    /// Runs it in the name of Camille, of the service.
    pub(super) fn staff(&mut self, deed: &Deed) -> Result<(), String> {
        let person = self.speaker().map(|speaker| speaker.person.clone()).ok_or_else(messages::nothing_asked)?;
        let dossier = person.focus.unwrap_or_default();
        let act = match deed.clone() {
            Deed::Take => Act::Take { from: Owner::Assistant },
            Deed::Say(words) => Act::Say { id: self.fresh(), words, on: None },
            Deed::Unsay => Act::Unsay { id: person.handling.saying.last().map_or(Uuid::nil(), |saying| saying.id) },
            Deed::HandBack => Act::HandBack,
            Deed::Answer(key, words) => Act::Answer { dossier, key, words },
            Deed::Piece(key, fault) => Act::Piece { dossier, key, fault },
        };
        let act = StaffAct { by: "camille".to_owned(), name: "Camille".to_owned(), act };
        // No two turns happen at one instant, but for what can still be taken back.
        let now = self.now;
        self.turn(What::Staff(Box::new(act)));
        self.now = now;
        let refused = self.speaker().and_then(|speaker| speaker.effects.iter().find_map(refusal));
        if let Some(why) = refused {
            return Err(why);
        }
        if !self.told.is_empty() {
            self.hear_told();
        }
        Ok(())
    }
}

fn refusal(effect: &Effect) -> Option<String> {
    let Effect::Refuse(refusal) = effect else { return None };
    let why = match refusal {
        Refusal::NotUnderstood(prose) => prose.iter().map(|prose| prose.plain()).collect::<Vec<_>>().join("\n"),
        Refusal::Had(_) | Refusal::Words | Refusal::Gone | Refusal::Unknown | Refusal::Nowhere => {
            fold(&format!("{refusal:?}"))
        }
    };
    Some(messages::staff_refused(&why))
}
