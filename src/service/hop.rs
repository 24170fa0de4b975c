//! One more address for somebody: who goes on by mail after Telegram, or the other way round. Proven by a code that is good
//! once: it follows from how many addresses of that channel are theirs.
//!
//! Who has a file of their own at the new address is asked before it changes hands (`hop/unite.rs`): a link says only that
//! who sent it wants that.

mod part;
mod unite;

use super::Service;
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::TOKEN;
use crate::conversation::said::Heard;
use crate::conversation::{Address, Entry, Outgoing, Role, Thread, Who};
use crate::dialog::person::{Channel, Invitation};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;
use crate::messages::transcript as messages;
use crate::store::{CODE, Identity, Loaded, Outcome, StoreError, TurnCommit};
use jiff::SignedDuration;

/// Someone else may write meanwhile; more often than that is a defect.
const TRIES: usize = 8;
/// So long a question whether two files are to be one can be answered yes.
const INVITATION_LIVES: SignedDuration = SignedDuration::from_hours(24);
/// Known addresses that are told of a new one.
const MOST_TOLD: usize = 4;

/// Whose an address is once its code was good.
#[derive(Debug)]
pub(super) enum Joined {
    /// That person's; what is to be sent about it, durable.
    Theirs(Vec<Outgoing>),
    /// Of somebody who is to be asked first.
    Asked(Invitation),
}

impl Service {
    /// What makes one more address of a channel theirs, behind their token and a dash.
    #[must_use]
    pub fn hop(&self, loaded: &Loaded, channel: Channel) -> String {
        let known = |address: &&Address| address.channel == channel && !address.is_token();
        let count = loaded.addresses.iter().map(|(address, _)| address).filter(known).count();
        // A link that was used stays used, also when its address was taken off again.
        let parted = loaded.threads.iter().filter(|thread| thread.parted).map(|thread| &thread.address);
        let count = count.saturating_add(parted.filter(known).count());
        self.store.code(loaded.person.id, &["hop", &format!("{channel:?}"), &count.to_string()])
    }

    /// A conversation opened by a link that makes one more address somebody's: it is theirs when it is heard, or its own
    /// person is asked.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn hop_in(&self, inbound: &mut Inbound) -> Result<Vec<Outgoing>, StoreError> {
        let nothing = Ok(Vec::new());
        let Heard::Open(Some(payload)) = &inbound.heard else { return nothing };
        let Some((token, code)) = payload.split_once('-').filter(|(token, code)| is_link(token, code)) else {
            return nothing;
        };
        let Some(person) = self.store.identify(&Address::token(token)).await?.own() else { return nothing };
        let Some(loaded) = self.store.load(person).await? else { return nothing };
        if self.hop(&loaded, inbound.from.channel) != code {
            return nothing;
        }
        match self.join(&inbound.from, &loaded).await? {
            Joined::Theirs(rows) => {
                inbound.heard = Heard::Open(None);
                Ok(rows)
            }
            Joined::Asked(invitation) => {
                inbound.heard = Heard::Invited(invitation);
                nothing
            }
        }
    }

    /// Makes an address somebody's who proved that they want it, unless its own person is to be asked first.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn join(&self, address: &Address, loaded: &Loaded) -> Result<Joined, StoreError> {
        let into = loaded.person.id;
        for _ in 0..TRIES {
            let identity = self.store.identify(address).await?;
            let (identity, own) = match identity.own() {
                Some(own) if own == into => return Ok(Joined::Theirs(Vec::new())),
                Some(own) => (identity.without(own), self.store.load(own).await?),
                None => (identity, None),
            };
            let rows = match own {
                Some(own) if !own.person.is_blank() => {
                    let code = self.hop(loaded, address.channel);
                    let until = self.clock.now() + INVITATION_LIVES;
                    return Ok(Joined::Asked(Invitation { into, channel: address.channel, code, until }));
                }
                Some(own) => self.unite(&own, into, address.channel).await?,
                None => match self.store.load(into).await? {
                    Some(loaded) => self.add(identity, loaded).await?,
                    None => return Ok(Joined::Theirs(Vec::new())),
                },
            };
            if let Some(rows) = rows {
                return Ok(Joined::Theirs(rows));
            }
        }
        Err(StoreError::Inconsistent("une adresse ne cesse de changer de main"))
    }

    /// `None` when somebody wrote meanwhile.
    async fn add(&self, identity: Identity, loaded: Loaded) -> Result<Option<Vec<Outgoing>>, StoreError> {
        let (now, person, address) = (self.clock.now(), loaded.person.clone(), identity.address.clone());
        let (entries, outbox) = self.told_of(&loaded, &address);
        let wake = self.wake_of(&loaded, &person, now);
        let mut commit = TurnCommit::new(now, Some(loaded), person);
        if commit.threads.iter().all(|thread| thread.address != address) {
            commit.threads.push(Thread::new(address));
        }
        let commit = TurnCommit { links: vec![(identity, Role::Own)], entries, outbox, wake, ..commit };
        Ok(rows_of(self.store.commit_one(commit).await?))
    }

    /// Tells the addresses that were somebody's of one that is theirs too: should it not be them, they are the ones to say
    /// so. The entries of the transcript, and the rows that carry them.
    fn told_of(&self, loaded: &Loaded, new: &Address) -> (Vec<Entry>, Vec<Outgoing>) {
        let (now, person, focus) = (self.clock.now(), loaded.person.id, loaded.person.focus);
        let mut entries = vec![Entry::new(now, Who::System, new.channel, focus, messages::LINKED)];
        let mut outbox = Vec::new();
        let said = self.new_address(new);
        let written_to = |address: &&Address| {
            let channel = matches!(address.channel, Channel::Email | Channel::Telegram);
            channel && !address.is_token() && *address != new
        };
        let known = loaded.addresses.iter().map(|(address, _)| address).filter(written_to);
        for (place, known) in (1..).zip(known.take(MOST_TOLD)) {
            let row = self.notice(person, known, said.clone(), None);
            outbox.push(Outgoing { entry: Some(place), ..row });
            entries.push(Entry::new(now, Who::Assistant, known.channel, focus, said.plain()));
        }
        (entries, outbox)
    }

    /// « L’adresse z•••@exemple.fr vient d’être reliée à votre dossier. »
    fn new_address(&self, new: &Address) -> crate::dialog::text::Prose {
        let phrases = &self.library.phrases;
        match new.channel {
            Channel::Email => phrases.say(Phrase::LinkedMail, &Args::new().with("adresse", veiled(&new.id))),
            Channel::Telegram | Channel::Terminal | Channel::Console => {
                phrases.say(Phrase::LinkedTelegram, &Args::new())
            }
        }
    }
}

/// « b•••@exemple.fr »: enough to know one's own address again.
pub(super) fn veiled(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}•••@{domain}")
}

/// What a commit wants sent; `None` when it was not written.
fn rows_of(outcome: Outcome) -> Option<Vec<Outgoing>> {
    match outcome {
        Outcome::Done(mut loaded) => Some(std::mem::take(&mut loaded.outbox)),
        Outcome::Seen(_) | Outcome::Conflict => None,
    }
}

/// A token and a code, by their lengths: names of dialogs and campaigns are shorter.
fn is_link(token: &str, code: &str) -> bool {
    token.len() == TOKEN && code.len() == CODE
}
