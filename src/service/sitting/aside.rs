//! Messages that are not read.

use super::Sitting;
use crate::conversation::inbound::Inbound;
use crate::messages::transcript as messages;
use crate::store::StoreError;

impl Sitting<'_> {
    /// It ended the process each time: it is kept as such, a member of staff is to look, and who sent it is told so.
    pub(super) async fn quarantine(&mut self, inbound: &Inbound) -> Result<(), StoreError> {
        let mut turned = self.service.quarantined(&self.person, self.now);
        let reply = super::super::reply_of(&mut turned);
        super::super::alert(&turned, turned.person.id);
        self.becomes(turned.person);
        self.note(messages::QUARANTINED);
        if let Some(entry) = self.entries.last_mut() {
            entry.message = inbound.message;
        }
        self.answer(inbound, &reply, None).await
    }
}
