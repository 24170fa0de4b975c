//! What the page of one person is drawn from, read in one go.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::clock;
use crate::console::access::{Right, Visitor};
use crate::console::problem::Problem;
use crate::console::{Console, board};
use crate::conversation::Entry;
use crate::dialog::definition::{Library, Name};
use crate::dialog::person::{Owner, Person};
use crate::dialog::turn::Now;
use crate::store::{Delivered, Loaded, Note};

/// Entries on one page.
pub const PAGE: u32 = 50;

/// Everything that is known of one person, and one page of what was said.
pub struct Folder<'c> {
    /// The console.
    pub console: &'c Console,
    /// Who looks.
    pub visitor: &'c Visitor,
    /// The person as stored.
    pub loaded: Loaded,
    /// The page's entries, oldest first.
    pub entries: Vec<Entry>,
    /// Entries of it that cannot be read, by number.
    pub unreadable: Vec<u64>,
    /// What became of messages.
    pub deliveries: BTreeMap<u64, Delivered>,
    /// Private notes, oldest first.
    pub notes: Vec<Note>,
    /// The name of the member of staff who has the conversation.
    pub owner: Option<String>,
    /// The last entry staff had seen before.
    pub read: u64,
    /// When.
    pub now: Now,
}

impl<'c> Folder<'c> {
    /// Opens the folder of a person to who has that right, with the entries before one, or the last ones.
    ///
    /// # Errors
    /// The right lacks; there is nobody, or nobody this visitor may see; the store failed.
    pub async fn open(
        console: &'c Console,
        visitor: &'c Visitor,
        person: Uuid,
        right: Right,
        (before, most): (Option<u64>, u32),
    ) -> Result<Self, Problem> {
        visitor.must(right)?;
        let store = &console.service.store;
        let loaded = store.load(person).await?.ok_or(Problem::Unknown)?;
        if !visitor.sees_one_of(&campaigns(&console.service.library, &loaded.person)) {
            return Err(Problem::Unknown);
        }
        let page = store.transcript_page(person, before, most).await?;
        Ok(Self {
            console,
            visitor,
            entries: page.entries,
            unreadable: page.unreadable,
            owner: owner_name(console, &loaded.person).await?,
            deliveries: store.deliveries(person).await?,
            notes: store.notes(person).await?,
            read: store.read_up_to(person).await?,
            now: Now { at: console.service.clock.now(), zone: clock::paris() },
            loaded,
        })
    }

    /// Dialogs, words, facts of the year.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.console.service.library
    }

    /// The person.
    #[must_use]
    pub fn person(&self) -> &Person {
        &self.loaded.person
    }

    /// A path of this conversation: `""` for the page itself.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        path(self.console, self.person().id, rest)
    }

    /// The number of the last entry there is.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.loaded.entries
    }

    /// True when who looks has the conversation.
    #[must_use]
    pub fn is_theirs(&self) -> bool {
        self.person().owner == Owner::Agent(self.visitor.login.clone())
    }

    /// True when who looks may act in it now: the assistant has it, or they have.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.person().owner == Owner::Assistant || self.is_theirs()
    }

    /// The name of the person, as far as it is known.
    #[must_use]
    pub fn name(&self) -> String {
        let name = board::name(self.person());
        if name.is_empty() { "Candidat sans nom".to_owned() } else { name }
    }
}

async fn owner_name(console: &Console, person: &Person) -> Result<Option<String>, Problem> {
    let Owner::Agent(login) = &person.owner else { return Ok(None) };
    let account = console.service.store.account(login).await?;
    Ok(Some(account.map_or_else(|| login.clone(), |(account, _)| account.name)))
}

/// A path of a person's conversation.
#[must_use]
pub fn path(console: &Console, person: Uuid, rest: &str) -> String {
    console.link(&format!("/conversations/{person}{rest}"))
}

/// The campaigns of a person's dossiers, as far as they are known.
#[must_use]
pub fn campaigns(library: &Library, person: &Person) -> Vec<Name> {
    person.dossiers.iter().filter_map(|dossier| board::campaign(library, dossier)).collect()
}
