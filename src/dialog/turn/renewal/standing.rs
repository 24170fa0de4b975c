//! The standing wish: what is to be answered when the platform asks. An answer of the dossier like any other, so it is
//! asked, shown, corrected like any other; beside it stands which words were agreed to.

use uuid::Uuid;

use super::Session;
use crate::dialog::person::{Key, Shown, Value};
use crate::dialog::phrase::{Phrase, digest};
use crate::dialog::text::Args;
use crate::renewal::Wish;

/// The options of the step that asks for it.
const KEEPS: &str = "maintenir";
const WITHDRAWS: &str = "retirer";

impl Session<'_> {
    /// What the candidate said is to be answered for them; to be asked, when they said nothing.
    pub(in crate::dialog::turn) fn standing_wish(&self, id: Uuid) -> Wish {
        let said = || {
            let view = self.view_of(id)?;
            let slot = view.campaign()?.renewal.as_ref()?.standing.clone()?;
            let answer = self.dossier(id)?.settled(&slot, None)?;
            match answer.value.as_ref()?.text()? {
                KEEPS => Some(Wish::Keep),
                WITHDRAWS => Some(Wish::Withdraw),
                _ => None,
            }
        };
        said().unwrap_or(Wish::AskMe)
    }

    /// Keeps which words a standing wish agreed to: their digest, when, where.
    pub(in crate::dialog::turn) fn agreed(&mut self, key: &Key) {
        let Some(view) = self.view() else { return };
        let standing = view.campaign().and_then(|campaign| campaign.renewal.as_ref()?.standing.clone());
        if standing.as_ref() != Some(&key.slot) {
            return;
        }
        let Some(step) = view.step_at(key) else { return };
        let version = digest(&format!("{:?}", step.ask));
        let (at, channel) = (self.now.at, self.channel());
        let value = self.dossier_value(key);
        self.notice(Phrase::StandingKept, &Args::new().with("valeur", value));
        if let Some(id) = self.person.focus {
            self.answer_if_it_waits(id);
        }
        self.person.shown.push(Shown { what: key.slot.clone(), version, at, channel });
    }

    fn dossier_value(&self, key: &Key) -> String {
        let Some(view) = self.view() else { return String::new() };
        let value = view.answer(key).and_then(|answer| answer.value.as_ref());
        value.map(|value| view.show(&key.slot, value)).unwrap_or_default()
    }

    /// The platform's date was given: a later term than the one that runs proves the renewal.
    pub(in crate::dialog::turn) fn date_given(&mut self, key: &Key) {
        let Some(id) = self.person.focus else { return };
        let Some((rule, _)) = self.term_of(id) else { return };
        if rule.until.as_ref() != Some(&key.slot) {
            return;
        }
        let given =
            self.dossier(id).and_then(|dossier| dossier.answers.get(key)).and_then(|answer| match &answer.value {
                Some(Value::Text(day)) => day.parse().ok(),
                _ => None,
            });
        if let Some(day) = given {
            self.shows_until(id, day);
        }
    }
}
