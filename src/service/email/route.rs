//! Whose a mail is: by the token in the address it was sent to, by the mail of ours it answers, by its sender.

use uuid::Uuid;

use crate::channel::email::letterhead::{Letterhead, Tagged, tail};
use crate::channel::email::read::Mail;
use crate::channel::email::vouched::vouched;
use crate::conversation::Address;
use crate::dialog::person::Channel;
use crate::service::Service;
use crate::store::{Loaded, StoreError};

/// Names of mails looked at: each costs a look into the store, and a mail may bear as many as it likes.
const MOST_NAMES: usize = 16;

/// What a mail says of whose it is. No `Debug`: tokens and addresses are printed nowhere.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Claims {
    /// The tokens it bears, the surest first.
    tokens: Vec<String>,
    /// The place of the dossier it is about, from 1.
    dossier: Option<usize>,
    /// The entry of ours it answers, or that comes back, and in whose transcript.
    entry: Option<(String, u64)>,
    /// What only who read our mail to an address can name.
    proofs: Vec<String>,
    /// The address a platform may have, to which it was sent.
    pub(super) alias: Option<String>,
    /// The end of the id of the dossier which that address is about.
    tail: Option<String>,
    /// It was sent to where an answer to a platform comes back.
    pub(super) platform_bounce: bool,
    /// Its sender, in the one spelling addresses have.
    pub(super) sender: Option<String>,
    /// Our mail server vouches for the sender.
    pub(super) vouched: bool,
}

/// Whose a mail is.
#[derive(Debug)]
pub(super) enum Route {
    /// Of whoever writes from the address, who may be new.
    Sender {
        /// Who writes from it so far.
        person: Option<Box<Loaded>>,
        /// It is known to be them.
        proven: bool,
    },
    /// It bears a token that is nobody's any more, and its sender is nobody we know; or nobody may read it.
    Ended,
    /// It bears the token of somebody who is not known to write from there.
    Stranger(Box<Loaded>),
}

impl Claims {
    pub(super) fn of(ours: &Letterhead, mail: &Mail) -> Self {
        let tags: Vec<_> = mail.to.iter().filter_map(|address| ours.tag(address)).collect();
        let names = || mail.in_reply_to.iter().chain(mail.references.iter().rev()).take(MOST_NAMES);
        let sent: Vec<_> = names().filter_map(|id| ours.sent(id)).collect();
        let proofs = names().filter_map(|id| ours.proof(id)).collect();
        let embedded = super::arrived::bounces(mail).filter_map(|bounce| ours.sent(bounce.message_id.as_deref()?));
        let returned = tags.iter().find_map(|tag| match tag.what {
            Tagged::Bounce(entry) | Tagged::PlatformBounce(entry) => Some((tag.token.clone(), entry)),
            Tagged::Answer(_) | Tagged::About(_) | Tagged::Alias(_) | Tagged::Join(_) => None,
        });
        let embedded: Vec<_> = embedded.take(MOST_NAMES).collect();
        let dossier = tags.iter().find_map(|tag| match tag.what {
            Tagged::Answer(place) => place,
            _ => None,
        });
        let entry =
            returned.or_else(|| embedded.iter().chain(&sent).next().map(|sent| (sent.token.clone(), sent.entry)));
        let is_alias = |address: &&String| ours.tag(address).is_some_and(|tag| matches!(tag.what, Tagged::Alias(_)));
        let alias = mail.to.iter().find(is_alias).cloned();
        let tail = tags.iter().find_map(|tag| match &tag.what {
            Tagged::Alias(tail) => tail.clone(),
            Tagged::About(tail) => Some(tail.clone()),
            _ => None,
        });
        let platform_bounce = tags.iter().any(|tag| matches!(tag.what, Tagged::PlatformBounce(_)));
        let answered = embedded.into_iter().chain(sent).map(|sent| sent.token);
        let mut tokens: Vec<String> = Vec::new();
        for token in tags.iter().map(|tag| tag.token.clone()).chain(answered) {
            if tokens.len() < MOST_NAMES && !tokens.contains(&token) {
                tokens.push(token);
            }
        }
        let sender = mail.from.clone().filter(|from| from.contains('@'));
        let vouched = sender.as_ref().is_some_and(|from| vouched(&mail.results, &ours.authserv_id, from));
        Self { tokens, dossier, entry, proofs, alias, tail, platform_bounce, sender, vouched }
    }

    /// It answers a mail of ours, whosever.
    pub(super) fn answers(&self) -> bool {
        self.entry.is_some()
    }

    /// The dossier it is about, by the address it was sent to.
    pub(super) fn about(&self, person: &Loaded) -> Option<Uuid> {
        let dossiers = &person.person.dossiers;
        let by_tail = |wanted: &String| dossiers.iter().find(|dossier| tail(dossier.id) == *wanted);
        let by_place = |place: usize| dossiers.get(place.checked_sub(1)?);
        self.tail.as_ref().and_then(by_tail).or_else(|| self.dossier.and_then(by_place)).map(|dossier| dossier.id)
    }

    /// It answers a letter of another file than that person's: one they had before, or that was made a part of theirs. The
    /// numbers in it are not those of their questions.
    pub(super) fn is_of_another(&self, service: &Service, person: Uuid) -> bool {
        !self.tokens.is_empty() && !self.tokens.contains(&service.store.token(person))
    }

    /// The entry of that person's transcript it answers, or that comes back.
    pub(super) fn entry_of(&self, service: &Service, person: Uuid) -> Option<u64> {
        let (token, entry) = self.entry.as_ref()?;
        (*token == service.store.token(person)).then_some(*entry)
    }

    /// Its writer is known to read the mailbox it says it comes from: our mail server vouches for it, or it answers what
    /// only that mailbox was sent.
    pub(super) fn is_from(&self, service: &Service, person: Uuid, from: &Address) -> bool {
        self.vouched || self.proofs.contains(&service.proof(person, from))
    }

    /// Whose token it bears, if anybody's.
    pub(super) async fn bearer(&self, service: &Service) -> Result<Option<Uuid>, StoreError> {
        for token in &self.tokens {
            if let Some(person) = service.store.identify(&Address::token(token)).await?.own() {
                return Ok(Some(person));
            }
        }
        Ok(None)
    }
}

impl Route {
    /// Whose a mail from that address is.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn of(service: &Service, claims: &Claims, from: &Address) -> Result<Self, StoreError> {
        let identity = service.store.identify(from).await?;
        let bearer = claims.bearer(service).await?;
        if bearer.is_none() && !claims.tokens.is_empty() && (claims.alias.is_some() || identity.own().is_none()) {
            return Ok(Self::Ended);
        }
        let (person, proven) = match bearer {
            // The alias was given to a platform: whoever knows it proves nothing by it.
            Some(bearer) if identity.own() == Some(bearer) => (Some(bearer), claims.alias.is_none() || claims.vouched),
            Some(bearer) => match service.store.load(bearer).await? {
                Some(loaded) => return Ok(Self::Stranger(Box::new(loaded))),
                // Erased meanwhile.
                None => (identity.own(), claims.vouched),
            },
            None => (identity.own(), claims.vouched),
        };
        let person = match person {
            Some(person) => service.store.load(person).await?.map(Box::new),
            None => None,
        };
        Ok(Self::Sender { person, proven })
    }
}

/// Where a person can be written to by mail: where they last wrote from.
pub(super) fn mailbox(loaded: &Loaded) -> Option<&Address> {
    let known = |address: &&Address| address.channel == Channel::Email && !address.is_token();
    let threads = loaded.threads.iter().filter(|thread| !thread.shut).map(|thread| &thread.address);
    let linked = |address: &&Address| loaded.addresses.iter().any(|(known, _)| known == *address);
    let lately = threads.filter(known).rfind(linked);
    lately.or_else(|| loaded.addresses.iter().map(|(address, _)| address).find(known))
}

/// Where a person can be told something: a mailbox, else whatever they write from.
pub(super) fn reachable(loaded: &Loaded) -> Option<&Address> {
    let any = || loaded.addresses.iter().map(|(address, _)| address).find(|address| !address.is_token());
    mailbox(loaded).or_else(any)
}
