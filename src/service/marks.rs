//! What the transcript keeps of how a candidate's words were taken: where they were not understood, where they asked for a
//! person.

use crate::conversation::Entry;
use crate::dialog::agenda::Agenda;
use crate::dialog::definition::{Library, Name};
use crate::dialog::person::{Person, WaitingFor};
use crate::dialog::reply::{Effect, Turn};
use crate::dialog::view::{CAMPAIGN, View};

/// The marks of one utterance.
#[derive(Debug, Default)]
pub(super) struct Marks {
    missed: Option<Name>,
    called: Option<Name>,
}

impl Marks {
    /// What a turn made of words said to a person as they were before it.
    pub(super) fn of(library: &Library, before: &Person, turned: &Turn) -> Self {
        let (missed, called) =
            (turned.person.misses > before.misses, turned.effects.contains(&Effect::Alert(WaitingFor::Asked)));
        if !missed && !called {
            return Self::default();
        }
        let open = open_step(library, before);
        Self { missed: open.clone().filter(|_| missed), called: open.filter(|_| called) }
    }

    /// Keeps them with the words.
    pub(super) fn put_on(self, entry: &mut Entry) {
        (entry.missed, entry.called) = (self.missed, self.called);
    }
}

/// The step that is open in the dossier the conversation is about; before there is one, the choice of a guide.
fn open_step(library: &Library, person: &Person) -> Option<Name> {
    let Some(dossier) = person.focused() else { return Some(CAMPAIGN.into()) };
    let view = View::new(library, dossier)?;
    Agenda::of(&view).open(dossier).first().map(|item| item.key.slot.clone())
}
