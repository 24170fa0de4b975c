//! « 9, 6 »: bassin numbers where all are some, places in the list on screen otherwise.

use super::{Limits, finish};
use crate::dialog::fold::Said;
use crate::dialog::intent::Reason;
use crate::dialog::number;
use crate::dialog::person::Flag;
use crate::dialog::phrase::Phrase;
use crate::dialog::slot::{Heard, Scene};

/// Reads an utterance that is nothing but numbers.
pub(super) fn read(scene: &Scene, said: &Said, limits: Limits) -> Heard {
    let mut rest = scene.lexicon.past_lead(scene.lexicon.trimmed(&said.words));
    let joins = [
        "et", "puis", "la", "le", "les", "ensuite", "enfin", "n", "numero", "numeros", "zone", "zones", "choix",
        "voeux",
    ];
    let mut values = Vec::new();
    while let Some(word) = rest.first() {
        let taken = match number::read(scene.lexicon, rest) {
            Some(number) => {
                values.push(number.value);
                number.words
            }
            None if joins.contains(&word.text.as_str()) => 1,
            None => return Heard::Nothing,
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    if values.is_empty() {
        return Heard::Nothing;
    }
    let numbered = |value: u32| scene.options.iter().find(|option| option.number == Some(value));
    let by_number: Option<Vec<String>> =
        values.iter().map(|v| numbered(*v).map(|option| option.id.to_string())).collect();
    if let Some(wishes) = by_number {
        return finish(scene, wishes, vec![Flag::ByNumber], limits);
    }
    let nth = |value: u32| usize::try_from(value).ok()?.checked_sub(1).and_then(|at| scene.options.get(at));
    let by_place: Option<Vec<String>> = values.iter().map(|v| nth(*v).map(|option| option.id.to_string())).collect();
    match by_place {
        Some(wishes) => finish(scene, wishes, Vec::new(), limits),
        None => Heard::Refused(Reason::of(Phrase::NotInList), None),
    }
}
