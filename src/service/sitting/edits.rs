//! Messages whose words were changed after they had been answered.

use jiff::SignedDuration;

use super::{Masked, Sitting};
use crate::conversation::Entry;
use crate::conversation::inbound::Inbound;
use crate::conversation::said::Said;
use crate::dialog::reply::What;
use crate::store::StoreError;

/// Telegram lets nobody change an older message.
const EDITS_BACK: SignedDuration = SignedDuration::from_hours(48);
/// Entries read at once while one is looked for.
const PAGE: u32 = 128;

impl Sitting<'_> {
    /// Changed words answer anew what the message had answered.
    pub(super) async fn edited(&mut self, inbound: &Inbound, message: i64, words: &str) -> Result<(), StoreError> {
        let entry = self.entry_of(message).await?;
        let mut masked = Masked::said(Said::words(words));
        let new = masked.words.clone().unwrap_or_default();
        let Some(entry) = entry.filter(|entry| entry.text.trim() != new.trim()) else {
            // Of a message nobody knows any more, or only its looks changed.
            return Ok(());
        };
        if entry.gave.is_empty() {
            return self.turn(inbound, &masked, None).await;
        }
        if entry.dossier != self.person.focus {
            self.keep_elsewhere(inbound, &masked, entry);
            return Ok(());
        }
        masked.what = What::Edited { keys: entry.gave, words: new };
        self.turn(inbound, &masked, None).await
    }

    /// It answered in a dossier that is not being talked about: staff read it there, and nothing here is answered by it.
    fn keep_elsewhere(&mut self, inbound: &Inbound, masked: &Masked, was: Entry) {
        self.keep(inbound, masked);
        if let Some(entry) = self.entries.last_mut() {
            (entry.dossier, entry.gave) = (was.dossier, was.gave);
        }
    }

    /// The newest entry of a message: what it said before it was changed.
    async fn entry_of(&self, message: i64) -> Result<Option<Entry>, StoreError> {
        let theirs = |entry: &&Entry| entry.message == Some(message);
        if let Some(entry) = self.entries.iter().rev().find(theirs) {
            return Ok(Some(entry.clone()));
        }
        let mut before = self.before.as_ref().map_or(0, |before| before.entries).saturating_add(1);
        while before > 1 {
            let page = self.service.store.transcript_page(self.person.id, Some(before), PAGE).await?.entries;
            if let Some(entry) = page.iter().rev().find(theirs) {
                return Ok(Some(entry.clone()));
            }
            if page.first().is_some_and(|oldest| self.now.duration_since(oldest.at) > EDITS_BACK) {
                break;
            }
            before = before.saturating_sub(u64::from(PAGE));
        }
        Ok(None)
    }
}
