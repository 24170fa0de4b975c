//! Readings as JSON.

use serde_json::{Map, Value as Json, json};

use crate::dialog::definition::Name;
use crate::dialog::intent::Reading;
use crate::dialog::person::Flag;
use crate::dialog::understand::Understood;

/// One line of the output. « Je n’en ai pas » answers the slot that was asked.
pub(super) fn line(utterance: &str, asked: Option<&Name>, understood: &Understood) -> String {
    let readings: Vec<Json> = understood.readings.iter().map(|one| reading(one, asked)).collect();
    // Keys in the order people read them.
    format!(
        "{{\"utterance\":{},\"readings\":{},\"why\":{}}}",
        Json::from(utterance),
        Json::from(readings),
        Json::from(understood.why.as_str())
    )
}

fn reading(reading: &Reading, asked: Option<&Name>) -> Json {
    match reading {
        Reading::Answer { slot, value, flags, check } => {
            json!({ "kind": "answer", "slot": slot, "value": value, "flags": marks(flags, *check) })
        }
        Reading::HasNone => json!({ "kind": "answer", "slot": asked, "value": null, "flags": ["none"] }),
        Reading::Command { name, slot } => {
            let mut object = Map::from_iter([("kind".to_owned(), json!("command")), ("name".to_owned(), json!(name))]);
            object.extend(slot.iter().map(|slot| ("slot".to_owned(), json!(slot))));
            Json::Object(object)
        }
        Reading::Faq { id } => json!({ "kind": "faq", "id": id }),
        Reading::Ambiguous { slot: _, among } => json!({ "kind": "ambiguous", "among": among }),
        Reading::Unsure => json!({ "kind": "unsure" }),
        Reading::Deferred => json!({ "kind": "deferred" }),
        Reading::NotConcerned => json!({ "kind": "not_concerned" }),
        Reading::Refused { slot: _, reason, suggestion } => {
            let mut object =
                Map::from_iter([("kind".to_owned(), json!("refused")), ("reason".to_owned(), json!(reason.key()))]);
            object.extend(suggestion.iter().map(|value| ("suggestion".to_owned(), json!(value))));
            Json::Object(object)
        }
        Reading::Masked { what } => json!({ "kind": "masked", "what": what }),
        Reading::NotUnderstood => json!({ "kind": "not_understood" }),
    }
}

/// The flags, and whether the candidate is to read the value again.
fn marks(flags: &[Flag], check: bool) -> Vec<Json> {
    let check = check.then(|| json!("to_confirm"));
    flags.iter().map(|flag| json!(flag)).chain(check).collect()
}
