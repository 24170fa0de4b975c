//! What answered the platform in the candidate's name did not arrive: their wish stands, and is theirs to carry out.

use uuid::Uuid;

use super::{Session, ask};
use crate::dialog::person::WaitingFor;
use crate::dialog::phrase::Phrase;
use crate::renewal::{Road, Wish};

impl Session<'_> {
    /// Staff are told, and the candidate gets the words to answer with. Told once: a mail may come back twice.
    pub(in crate::dialog::turn) fn unanswered(&mut self, id: Uuid) {
        let at = self.now.at;
        let rule = self.term_of(id).map(|(rule, _)| rule);
        let Some(renewal) = self.dossier_mut(id).map(|dossier| &mut dossier.renewal) else { return };
        if !matches!(renewal.road, Some(Road::AnsweredForYou { .. })) {
            return;
        }
        renewal.road = Some(Road::ReadyReplyGiven { at });
        // The platform's next mail is answered again: this one was not.
        renewal.asked = None;
        let wish = renewal.wished.as_ref().map_or(Wish::Keep, |wished| wished.what);
        self.alert(WaitingFor::Renewal);
        let Some(rule) = rule else { return };
        let mut prose = vec![self.say_of(id, Phrase::RenewalReturned)];
        prose.extend(self.ready_reply(id, &rule, wish));
        self.tell(id, prose, ask::Kind::default());
    }
}
