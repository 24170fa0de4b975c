//! Two persons who turn out to be one: who is asked before that, and what becomes of what is known of each.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Channel, Doubt, Owner, Person, ToWrite};

/// What a link asks of somebody who has a file of their own: to become one with who was sent it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Whose file theirs would become a part of.
    pub into: Uuid,
    /// Where they were asked.
    pub channel: Channel,
    /// The code of the link: good once, so it may be worth nothing any more when they agree.
    pub code: String,
    /// A yes after that does nothing.
    pub until: Timestamp,
}

impl Person {
    /// True for somebody of whom nothing is kept but that they were greeted: nothing of theirs can change hands.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let said = !self.dossiers.is_empty() || !self.profile.is_empty();
        !said && self.waiting.is_none() && !self.stopped && self.owner == Owner::Assistant
    }

    /// How many answers they gave, in all their dossiers and before there was any.
    #[must_use]
    pub fn told(&self) -> usize {
        let answered = |count: usize, answer: &super::Answer| count + usize::from(answer.value.is_some());
        let all = self.dossiers.iter().flat_map(|dossier| dossier.answers.values()).fold(0, answered);
        if self.dossiers.is_empty() { self.profile.values().fold(0, answered) } else { all }
    }

    /// Takes over what is known of somebody who is the same person. What is known here stands; the rest is added, and
    /// what is owed to them is owed here. A file nothing was answered in is not brought.
    pub fn take_over(&mut self, from: &Self) {
        for dossier in from.dossiers.iter().filter(|dossier| !dossier.answers.is_empty()) {
            if self.dossiers.iter().all(|known| known.id != dossier.id) {
                self.dossiers.push(dossier.clone());
            }
        }
        for (slot, answer) in &from.profile {
            self.profile.entry(slot.clone()).or_insert_with(|| answer.clone());
        }
        for shown in &from.shown {
            if !self.shown.contains(shown) {
                self.shown.push(shown.clone());
            }
        }
        self.stopped |= from.stopped;
        if let Some(theirs) = &from.waiting {
            for why in [theirs.why].into_iter().chain(theirs.also.iter().copied()) {
                self.waits_for(why, theirs.since);
            }
        }
        self.focus = self.focus.or(from.focus).filter(|focus| self.dossiers.iter().any(|known| known.id == *focus));
        self.written = self.written.max(from.written);
        if let Some(owed) = &from.letter {
            self.owes(owed);
        }
    }

    /// One letter answers both. A doubt about a question goes without it: here that question may be another one.
    fn owes(&mut self, owed: &ToWrite) {
        let letter = self.letter.get_or_insert_with(|| ToWrite::new(owed.first));
        (letter.first, letter.last) = (letter.first.min(owed.first), letter.last.max(owed.last));
        (letter.data, letter.sheet) = (letter.data || owed.data, letter.sheet || owed.sheet);
        owed.asides.iter().for_each(|aside| letter.aside(aside.clone()));
        owed.doubts.iter().for_each(|doubt| letter.doubt(Doubt { key: None, why: doubt.why.clone() }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialog::person::{Answer, Dossier, Key, State, Value};
    use crate::dialog::text::Prose;

    fn person(id: u128) -> Person {
        Person::new(Uuid::from_u128(id))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn answer(value: &str) -> Answer {
        Answer {
            state: State::Given,
            value: Some(Value::of(value)),
            words: String::new(),
            at: at(0),
            channel: Channel::Email,
            by: None,
            flags: std::collections::BTreeSet::new(),
        }
    }

    #[test]
    fn who_has_something_to_lose_is_not_blank() {
        let blank = person(1);
        assert!(blank.is_blank());
        let dossier = Dossier::new(Uuid::from_u128(2), "aesh".into(), 0, at(0));
        let mut cases = vec![blank; 4];
        cases[0].dossiers.push(dossier);
        cases[1].profile.insert("prenom".into(), answer("Zoé"));
        cases[2].owner = Owner::Agent("Camille".into());
        cases[3].stopped = true;
        for case in cases {
            assert!(!case.is_blank(), "{case:?}");
        }
    }

    #[test]
    fn what_is_known_stands_and_what_is_owed_stays_owed() {
        let (mut here, mut there) = (person(1), person(2));
        here.profile.insert("prenom".into(), answer("Zoé"));
        there.profile.insert("prenom".into(), answer("Paul"));
        there.profile.insert("courriel".into(), answer("zoe@exemple.fr"));
        let mut dossier = Dossier::new(Uuid::from_u128(3), "aesh".into(), 0, at(0));
        there.dossiers.push(dossier.clone());
        dossier.id = Uuid::from_u128(4);
        dossier.answers.insert(Key::new("prenom"), answer("Paul"));
        there.dossiers.push(dossier);
        there.focus = Some(Uuid::from_u128(3));
        let mut owed = ToWrite::new(at(5));
        owed.aside(Prose::words("à dire"));
        there.letter = Some(owed);
        here.letter = Some(ToWrite { last: at(9), ..ToWrite::new(at(7)) });
        here.take_over(&there);
        assert_eq!(here.profile.get("prenom").unwrap().value, Some(Value::of("Zoé")));
        assert!(here.profile.contains_key("courriel"));
        assert_eq!(here.dossiers.iter().map(|dossier| dossier.id.as_u128()).collect::<Vec<_>>(), [4]);
        assert_eq!(here.focus, None, "the file that was not brought is not gone on with");
        let letter = here.letter.unwrap();
        assert_eq!((letter.first, letter.last, letter.asides.len()), (at(5), at(9), 1));
    }
}
