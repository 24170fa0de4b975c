//! What must hold in a script.

use super::act::names;
use super::play::Play;
use super::script::{Expect, FLAGS, Held, STANDINGS, Standing};
use crate::dialog::definition::Name;
use crate::dialog::fold::fold;
use crate::dialog::person::{Answer, Key, State, Value};
use crate::dialog::reply::{Effect, Reply};
use crate::dialog::sheet;
use crate::dialog::view::View;
use crate::messages::rehearsal as messages;

impl Play<'_> {
    pub(super) fn expect(&mut self, expect: &Expect) -> Result<(), String> {
        if let Expect::Forgotten(secret) = expect {
            self.secrets.push(secret.clone());
            return self.forgotten(secret);
        }
        let speaker = self.speaker().ok_or_else(messages::too_early)?;
        let reply = self.reply().unwrap_or_default();
        let holds = |holds: bool, message: String| if holds { Ok(()) } else { Err(message) };
        match expect {
            Expect::Said(words) => holds(contains(&reply, words), messages::not_said(words, &reply)),
            Expect::NotSaid(words) => holds(!contains(&reply, words), messages::said(words, &reply)),
            Expect::Asked(name) => self.is_asked(name.as_deref(), &reply),
            Expect::Answer(name, held) => self.holds(name, held),
            Expect::Sheet(field, value) => self.sheet(field, value),
            Expect::Waits(yes) => holds(speaker.person.waiting.is_some() == *yes, messages::waiting(*yes)),
            Expect::Erased => {
                let gone = speaker.effects.contains(&Effect::Erase) && speaker.person.dossiers.is_empty();
                holds(gone, messages::not_erased())
            }
            Expect::Finished(yes) => {
                let done = speaker.reply.as_ref().is_some_and(|reply| reply.done);
                holds(done == *yes, messages::finished(*yes, &reply))
            }
            Expect::Chosen(expected) => self.chosen(expected),
            Expect::Settled(words) => {
                let lines = speaker.reply.iter().flat_map(|reply| &reply.settled).map(|settled| settled.line.plain());
                let lines = lines.collect::<Vec<_>>().join("\n");
                holds(contains(&lines, words), messages::not_settled(words, &lines))
            }
            Expect::Letters(n) => holds(speaker.letters.len() == *n, messages::letters(*n, speaker.letters.len())),
            Expect::Silence => {
                let unwritten = speaker.person.letter.is_some();
                let silent = !unwritten && speaker.reply.as_ref().is_some_and(|reply| *reply == Reply::default());
                holds(silent, messages::not_silent(&reply))
            }
            Expect::Answered(None) => {
                let said = self.answered.join("\n");
                holds(said.is_empty(), messages::said("une réponse à AcloE", &said))
            }
            Expect::Answered(Some(words)) => {
                let said = self.answered.last().cloned().unwrap_or_default();
                holds(contains(&said, words), messages::not_said(words, &said))
            }
            Expect::Forgotten(_) => Ok(()),
        }
    }

    /// By label or by id.
    fn chosen(&self, expected: &[String]) -> Result<(), String> {
        let asked = self.asked().ok_or_else(messages::nothing_asked)?;
        let label = |id: &Name| asked.options.iter().find(|option| option.id == *id).map(|option| &option.label);
        let same = |(id, name): (&Name, &String)| {
            fold(id) == fold(name) || label(id).is_some_and(|label| fold(label) == fold(name))
        };
        let right = asked.chosen.len() == expected.len() && asked.chosen.iter().zip(expected).all(same);
        let found = asked.chosen.iter().map(ToString::to_string).collect::<Vec<_>>().join(" > ");
        if right { Ok(()) } else { Err(messages::other_choice(&expected.join(" > "), &found)) }
    }

    fn is_asked(&self, name: Option<&str>, reply: &str) -> Result<(), String> {
        if self.by_mail {
            let right = self.letter_asks(name);
            return if right { Ok(()) } else { Err(messages::not_in_letter(name.unwrap_or("aucune"), reply)) };
        }
        let asked = self.asked();
        let right = match (name, asked) {
            (None, asked) => asked.is_none(),
            (Some(name), Some(asked)) => names(asked, name),
            (Some(_), None) => false,
        };
        let found = asked.map_or_else(|| "aucune".to_owned(), |asked| format!("{} ({})", asked.step, asked.key));
        if right { Ok(()) } else { Err(messages::other_question(name.unwrap_or("aucune"), &found, reply)) }
    }

    fn holds(&self, name: &str, held: &Held) -> Result<(), String> {
        let dossier = self.speaker().and_then(|speaker| speaker.person.focused()).ok_or_else(messages::no_dossier)?;
        let view = View::new(self.library(), dossier).ok_or_else(messages::no_dossier)?;
        let key: Key = name.parse().map_err(|_| messages::no_slot(name))?;
        let answer = view.answer(&key);
        if answer.is_none() && view.step_at(&key).is_none() && view.dialog.group(name).is_none() {
            return Err(messages::no_slot(name));
        }
        let (right, expected) = match held {
            Held::Value(expected) => (settled_as(&view, &key, answer, expected), format!("« {expected} »")),
            Held::State(standing) => (stands(answer) == *standing, format!("« {} »", named(STANDINGS, standing))),
            Held::Flagged(flag) => {
                (answer.is_some_and(|answer| answer.flags.contains(flag)), format!("« {} »", named(FLAGS, flag)))
            }
        };
        if right { Ok(()) } else { Err(messages::other_answer(name, &expected, &shown(answer))) }
    }

    fn sheet(&self, field: &str, value: &str) -> Result<(), String> {
        let dossier = self.speaker().and_then(|speaker| speaker.person.focused()).ok_or_else(messages::no_dossier)?;
        let view = View::new(self.library(), dossier).ok_or_else(messages::no_dossier)?;
        let rows = sheet::sheet(&view);
        let own: Vec<&sheet::Row> = rows.iter().filter(|row| fold(&row.field) == fold(field)).collect();
        if own.is_empty() {
            let known: Vec<&str> = rows.iter().map(|row| row.field.as_str()).collect();
            return Err(messages::no_field(field, &known.join(" ; ")));
        }
        let found: Vec<&str> = own.iter().map(|row| row.value.as_str()).collect();
        let right = found.iter().any(|found| fold(found) == fold(value));
        if right { Ok(()) } else { Err(messages::other_value(field, value, &found.join(" ; "))) }
    }

    /// The words stand in no reply and in nothing that is kept of anybody.
    pub(super) fn forgotten(&self, secret: &str) -> Result<(), String> {
        let kept = self.speakers().map(|speaker| format!("{:?}", speaker.person)).collect::<String>();
        let found = self.spoken.contains(secret) || kept.contains(secret);
        if found { Err(messages::kept(secret)) } else { Ok(()) }
    }
}

/// Compared as labels are: without case, accents and signs; signs alone as they are.
fn contains(reply: &str, words: &str) -> bool {
    let folded = fold(words);
    if folded.is_empty() { reply.contains(words) } else { fold(reply).contains(&folded) }
}

/// A value is written as it is kept, or as it is shown.
fn settled_as(view: &View, key: &Key, answer: Option<&Answer>, expected: &str) -> bool {
    let value = answer.filter(|answer| answer.state.settles()).and_then(|answer| answer.value.as_ref());
    value.is_some_and(|value| kept(value) == expected || fold(&view.show(&key.slot, value)) == fold(expected))
}

fn kept(value: &Value) -> String {
    match value {
        Value::Bool(yes) => if *yes { "oui" } else { "non" }.to_owned(),
        Value::Text(text) => text.clone(),
        Value::List(items) => items.join(" > "),
        Value::Piece(piece) => piece.name.clone(),
    }
}

fn stands(answer: Option<&Answer>) -> Standing {
    match answer.map(|answer| answer.state) {
        None => Standing::Nothing,
        Some(State::Given | State::Checking) => Standing::Given,
        Some(State::Proposed) => Standing::Proposed,
        Some(State::Doubtful) => Standing::Doubtful,
        Some(State::NotConcerned) => Standing::NotConcerned,
        Some(State::None) => Standing::None,
        Some(State::Deferred { .. }) => Standing::Deferred,
        Some(State::SetAside) => Standing::SetAside,
    }
}

fn named<T: PartialEq>(table: &[(&'static str, T)], found: &T) -> &'static str {
    table.iter().find(|(_, known)| known == found).map_or("", |(name, _)| *name)
}

fn shown(answer: Option<&Answer>) -> String {
    let value = answer.and_then(|answer| answer.value.as_ref()).map(kept).unwrap_or_default();
    let flags: Vec<&str> = answer.iter().flat_map(|answer| &answer.flags).map(|flag| named(FLAGS, flag)).collect();
    let state = named(STANDINGS, &stands(answer));
    let flags = if flags.is_empty() { String::new() } else { format!(", signalé {}", flags.join(", ")) };
    format!("« {value} » (état {state}{flags})")
}
