//! Whose a mail is: by the token in the address it was sent to, by the mail of ours it answers, by its sender.

use uuid::Uuid;

use crate::channel::email::letterhead::{Letterhead, Tagged};
use crate::channel::email::read::Mail;
use crate::channel::email::vouched::vouched;
use crate::conversation::Address;
use crate::dialog::person::Channel;
use crate::service::Service;
use crate::store::{Loaded, StoreError};

/// What a mail says of whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claims {
    /// The tokens it bears, the surest first.
    tokens: Vec<String>,
    /// The place of the dossier it is about, from 1.
    pub(super) dossier: Option<usize>,
    /// The entry of ours it answers, or that comes back.
    pub(super) entry: Option<u64>,
    /// It was sent to the address a platform may have.
    pub(super) alias: bool,
    /// Its sender, in the one spelling addresses have.
    pub(super) sender: Option<String>,
    /// Our mail server vouches for the sender.
    vouched: bool,
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
    /// It bears the token of somebody who is not known to write from there.
    Stranger(Box<Loaded>),
}

impl Claims {
    pub(super) fn of(ours: &Letterhead, mail: &Mail) -> Self {
        let tags: Vec<_> = mail.to.iter().filter_map(|address| ours.tag(address)).collect();
        let sent: Vec<_> =
            mail.in_reply_to.iter().chain(mail.references.iter().rev()).filter_map(|id| ours.sent(id)).collect();
        let embedded = super::hear::bounces(mail).filter_map(|bounce| ours.sent(bounce.message_id.as_deref()?));
        let returned = tags.iter().find_map(|tag| match tag.what {
            Tagged::Bounce(entry) => Some(entry),
            Tagged::Answer(_) | Tagged::Alias | Tagged::Join(_) => None,
        });
        let embedded: Vec<_> = embedded.collect();
        let dossier = tags.iter().find_map(|tag| match tag.what {
            Tagged::Answer(place) => place,
            Tagged::Bounce(_) | Tagged::Alias | Tagged::Join(_) => None,
        });
        let entry = returned.or_else(|| embedded.iter().chain(&sent).next().map(|sent| sent.entry));
        let alias = tags.iter().any(|tag| tag.what == Tagged::Alias);
        let answered = embedded.into_iter().chain(sent).map(|sent| sent.token);
        let tokens = tags.iter().map(|tag| tag.token.clone()).chain(answered).collect();
        let sender = mail.from.clone().filter(|from| from.contains('@'));
        let vouched = sender.as_ref().is_some_and(|from| vouched(&mail.results, &ours.authserv_id, from));
        Self { tokens, dossier, entry, alias, sender, vouched }
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
        let (person, proven) = match bearer {
            Some(bearer) if identity.own() == Some(bearer) => (Some(bearer), true),
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
    let lately = threads.filter(known).filter(linked).next_back();
    lately.or_else(|| loaded.addresses.iter().map(|(address, _)| address).find(known))
}
