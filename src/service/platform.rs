//! What is written to a platform in a candidate's place, and what a candidate is told of how to have it done.

use jiff::Timestamp;
use uuid::Uuid;

use super::Service;
use crate::campaign::PlatformMail;
use crate::channel::email::mailing::{Cover, Instead, Mailing};
use crate::conversation::mail::Question;
use crate::conversation::{Address, Class, Entry, Outgoing, Personal, Who};
use crate::dialog::definition::Library;
use crate::dialog::person::{Channel, Dossier, Key, Person};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::PlatformAnswer;
use crate::dialog::text::{Args, Prose};
use crate::dialog::view::View;
use crate::messages::transcript as messages;

/// How the platform's mail about a dossier is recognised, where its campaign says so.
pub(super) fn platform_of<'a>(library: &'a Library, dossier: &'a Dossier) -> Option<&'a PlatformMail> {
    View::new(library, dossier)?.campaign()?.renewal.as_ref()?.platform.as_ref()
}

impl Service {
    /// The entry and the row of an answer; `None` where it may go nowhere, or no more. `number` is the entry's.
    pub(super) fn platform_answer(
        &self,
        person: &Person,
        answer: &PlatformAnswer,
        number: u64,
        now: Timestamp,
    ) -> Option<(Entry, Outgoing)> {
        let ours = self.letterhead.as_ref()?;
        let Question { to, alias, subject, thread } = serde_json::from_str(&answer.mail).ok()?;
        let dossier = person.dossiers.iter().find(|dossier| dossier.id == answer.dossier)?;
        let platform = platform_of(&self.library, dossier).filter(|platform| platform.answers_to.contains(&to))?;
        let token = self.store.token(person.id);
        let instead = Instead { from: alias.clone(), dossier: dossier.id, unmarked: !platform.auto_submitted };
        let cover = Cover {
            id: ours.message_id(&token, number),
            reply_to: alias,
            envelope: ours.platform_envelope(&token, number),
            subject: answering(&subject),
            answers: Some(thread),
            instead: Some(Box::new(instead)),
            text: answer.words.clone(),
            ..Cover::default()
        };
        let words = messages::platform_answered(&answer.words);
        let entry = Entry::new(now, Who::Assistant, Channel::Email, Some(dossier.id), words);
        let row = Outgoing {
            id: Uuid::now_v7(),
            person: person.id,
            address: Address::new(Channel::Email, to),
            payload: Personal(serde_json::to_string(&Mailing::Letter(Box::new(cover))).ok()?),
            created: now,
            entry: None,
            class: Class::Answer,
            voice: crate::conversation::Voice::Service,
        };
        Some((entry, row))
    }

    /// Where the platform's mail about a dossier can be passed on to, as the candidate is told; nothing where mail is not
    /// served, or that mail would not be known.
    pub(super) fn passing_on(&self, person: &Person, dossier: Uuid) -> Option<Prose> {
        let ours = self.letterhead.as_ref()?;
        let dossier = person.dossiers.iter().find(|known| known.id == dossier)?;
        platform_of(&self.library, dossier)?;
        let alias = ours.alias(&self.store.token(person.id), dossier.id);
        Some(self.library.phrases.say(Phrase::RenewalPassOn, &Args::new().with("adresse", alias)))
    }
}

/// What a dossier's standing wish is kept under.
pub(super) fn standing(library: &Library, dossier: &Dossier) -> Option<Key> {
    let rule = View::new(library, dossier)?.campaign()?.renewal.as_ref()?;
    rule.standing.as_ref().map(|slot| Key::new(slot))
}

/// « Re: … », once.
fn answering(subject: &str) -> String {
    let answers = subject.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"));
    if answers { subject.to_owned() } else { format!("Re: {subject}") }
}
