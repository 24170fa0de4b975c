//! What a mail without proof may not do: it adds answers, but changes no identity and withdraws nothing. The wish is
//! kept, the old answer stands, and the letter asks to confirm by answering it: its address proves who answers.

use super::Session;
use crate::dialog::definition::SlotKind;
use crate::dialog::person::{Answer, Key, State, Value};
use crate::dialog::text::Prose;

/// Changes that wait for proof at most.
const WISHES: usize = 20;

impl Session<'_> {
    /// True when this change is only kept as a wish.
    pub(in crate::dialog::turn) fn needs_proof(&self, key: &Key, value: Option<&Value>, state: State) -> bool {
        if self.event.proven {
            return false;
        }
        let Some(view) = self.view() else { return false };
        let Some(step) = view.step_at(key) else { return false };
        let differs = |old: &Answer| match (&old.value, value) {
            (Some(old), Some(new)) => old != new,
            (None, None) => old.state != state && old.lacking() != Some(state),
            (Some(_), None) => !matches!(state, State::Deferred { .. }) || old.state.settles(),
            (None, Some(_)) => old.state.settles(),
        };
        let profile = self.person.profile.get(&key.slot).filter(|_| key.entry.is_none());
        // The address somebody writes from is only proposed: another one changes nothing they said.
        let guessed = profile.is_some_and(|known| !known.state.settles());
        let known = |answer: &&Answer| answer.state.settles() || (answer.state == State::Proposed && !guessed);
        let here = view.answer(key).filter(known).is_some_and(differs);
        let elsewhere = profile.filter(|_| !guessed).is_some_and(differs);
        // What the platform shows, and what it is to be answered, are theirs to say.
        let rule = view.campaign().and_then(|campaign| campaign.renewal.as_ref());
        let of_renewal =
            rule.is_some_and(|rule| [&rule.until, &rule.standing].into_iter().flatten().any(|slot| *slot == key.slot));
        of_renewal || step.slot.kind == SlotKind::Wish || (step.slot.shared && (here || elsewhere))
    }

    /// Keeps a change that waits: for proof, or because it was only guessed.
    pub(in crate::dialog::turn) fn wish(&mut self, key: &Key, answer: Answer) {
        self.number(key);
        let Some(dossier) = self.person.focused_mut() else { return };
        let same = |known: &Answer| known.value == answer.value && known.state == answer.state;
        if dossier.wished.get(key).is_some_and(same) {
            return;
        }
        if dossier.wished.len() < WISHES || dossier.wished.contains_key(key) {
            dossier.wished.insert(key.clone(), answer);
        }
    }

    /// « Oui » or « non » to a change that waits; true when it was one.
    pub(super) fn decide_wish(&mut self, key: &Key, yes: bool) -> bool {
        let wished = self.person.focused().and_then(|dossier| dossier.wished.get(key)).cloned();
        let Some(wished) = wished else { return false };
        self.mailing.understood = true;
        self.mailing.asked = true;
        if yes && !self.event.proven {
            return true;
        }
        if let Some(dossier) = self.person.focused_mut() {
            dossier.wished.remove(key);
        }
        if let Some(value) = wished.value.filter(|_| yes) {
            let flags: Vec<_> = wished.flags.iter().copied().collect();
            self.settle(key, value, &flags, false, &wished.words);
        } else if yes {
            self.mark(key, State::NotConcerned, &wished.words);
        }
        true
    }

    /// Something only the candidate may ask for was asked for without proof.
    pub(in crate::dialog::turn) fn prove(&mut self) {
        let prose: Prose = self.say(crate::dialog::phrase::Phrase::LetterProve, &crate::dialog::text::Args::new());
        self.reply.notices.push(prose);
    }
}
