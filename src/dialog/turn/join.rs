//! A link that would make one file of two: whose file it is that changes hands is asked first, whatever the link says.

use super::Session;
use crate::dialog::fold::Said;
use crate::dialog::person::{Invitation, Pending};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;

impl Session<'_> {
    /// Asks, in the words of the channel: a letter asks at its end.
    pub(super) fn invited(&mut self, invitation: &Invitation) {
        self.person.paused = false;
        if self.person.joining.is_some() {
            // Agreed to already.
            return;
        }
        if self.channel() == crate::dialog::person::Channel::Email {
            self.asks_by_mail();
        } else {
            self.notice(Phrase::JoinSure, &self.at_stake());
        }
        self.person.pending = Some(Pending::Join(invitation.clone()));
    }

    /// What the question says of their own file; nothing of the other one.
    pub(super) fn at_stake(&self) -> Args {
        Args::new().with("n", self.person.told())
    }

    /// Yes, within the time there is, or anything else.
    pub(super) fn join(&mut self, invitation: Invitation, yes: bool) {
        let late = self.now.at > invitation.until;
        let said = match (yes, late) {
            (true, false) => Phrase::JoinAgreed,
            (true, true) => Phrase::JoinLate,
            (false, _) => Phrase::JoinKept,
        };
        self.notice(said, &Args::new());
        if yes && !late {
            self.person.joining = Some(invitation);
            // What is asked next is asked in the file that comes of it.
            self.quiet = true;
        }
    }

    /// « Oui », « oui, réunir » ; neither « ok » nor « d’accord », which people say to what they have not read.
    pub(super) fn is_plain_yes(&self, said: &Said) -> bool {
        use crate::dialog::lexicon::List;
        let opens = said.words.first().is_some_and(|word| word.text == "oui");
        opens
            && said.words.len() <= 8
            && !said.question
            && ![List::Negation, List::Keep].iter().any(|list| self.library.lexicon.says(*list, &said.words))
    }
}
