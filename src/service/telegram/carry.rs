//! One row's call, carried out: sent, changed, answered, fetched; and what became of it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::channel::telegram::api::{Api, Fault};
use crate::channel::telegram::call::{Call, Message, Rich, Target};
use crate::channel::telegram::rich;
use crate::clock::Clock;
use crate::conversation::inbound::Inbound;
use crate::conversation::said::Heard;
use crate::conversation::{Outgoing, Personal, Seen};
use crate::outbox::Item;
use crate::outbox::reason::{FAULTY, GONE, HELD, STOPPED, SUPERSEDED};
use crate::service::Service;
use crate::service::desk::Desk;
use crate::service::leave::Leave;
use crate::service::ledger::Ledger;
use crate::store::{Delivered, StoreError};

/// The token was taken back: nothing works until somebody looks.
const TOKEN_WAIT: Duration = Duration::from_secs(60);

/// What became of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// A message arrived, under that number.
    Sent(Option<i64>),
    /// Something else is done.
    Done,
    /// To be tried again, not before that.
    Again(Option<Duration>),
    /// Refused for good.
    Refused(u8),
    /// The person shut the conversation.
    Shut,
}

/// A job that came back.
#[derive(Debug)]
pub struct Carried {
    /// Its rows’ parts.
    pub items: Vec<Item>,
    /// What became of them.
    pub became: Became,
}

/// What it takes to carry a call out.
#[derive(Debug, Clone)]
pub struct Carrier {
    /// The wire.
    pub api: Api,
    /// Where what comes back is brought to.
    pub desk: Desk,
    /// Numbers of messages.
    pub ledger: Ledger,
    /// Numbers of older messages; pieces.
    pub service: Arc<Service>,
    /// MiB of files fetched at once.
    pub downloads: Arc<Semaphore>,
}

impl Carrier {
    /// Carries out anything but a file.
    pub(super) async fn carry(&self, mut item: Item, row: Outgoing, call: &Call) -> Carried {
        // A group's address says that it is one.
        let Ok(chat) = row.address.id.trim_start_matches("group/").parse::<i64>() else {
            return Carried { items: vec![item], became: Became::Refused(GONE) };
        };
        let became = match call {
            Call::Message(_) if self.service.held.withholds(&row) => Became::Refused(HELD),
            Call::Message(message) => match self.service.may_leave(&row).await {
                Ok(Leave::Now) => match self.send(chat, message, &mut item).await {
                    Ok(became) => became,
                    Err(fault) => self.unsent(&row, fault).await,
                },
                Ok(Leave::In(wait)) => Became::Again(Some(wait)),
                Ok(Leave::Never) => Became::Refused(STOPPED),
                Err(error) => {
                    tracing::error!(%error, "telegram.unasked");
                    Became::Again(None)
                }
            },
            Call::Edit { of, text, keyboard } => match self.number(&row, *of).await {
                Ok(Some(number)) => done(self.api.edit(chat, number, text, keyboard).await),
                other => unnumbered(other),
            },
            Call::Strip { of } => match self.number(&row, *of).await {
                Ok(Some(number)) => done(self.api.strip(chat, number).await),
                other => unnumbered(other),
            },
            Call::Ack { query, note, expires } if *expires > Clock::real().now() => {
                done(self.api.acknowledge(query, note.as_deref()).await)
            }
            Call::Ack { .. } | Call::Fetch { .. } => Became::Done,
        };
        if became == Became::Shut {
            self.tell_of(&row, "shut", Heard::Reachable(false)).await;
        }
        Carried { items: vec![item], became }
    }

    /// Sends a message in as many parts as Telegram wants. After a failure in the middle it goes on where it was.
    async fn send(&self, chat: i64, message: &Message, item: &mut Item) -> Result<Became, Fault> {
        let superseded = item.superseded;
        let asked = if superseded { &Rich::default() } else { &message.asked };
        let keyboard = if superseded { &Vec::new() } else { &message.keyboard };
        let parts = match message.is_one() {
            true => rich::split(&message.said.clone().then(asked)),
            // The question stands alone, so that it can be drawn anew.
            false => [rich::split(&message.said), rich::split(asked)].concat(),
        };
        let parts: Vec<Rich> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() {
            return Ok(Became::Refused(SUPERSEDED));
        }
        let last = parts.len().saturating_sub(1);
        let mut number = None;
        for (at, part) in parts.iter().enumerate().skip(item.sent) {
            let keyboard = if at == last { keyboard } else { &Vec::new() };
            let reply_to = message.reply_to.filter(|_| at == 0);
            number = Some(self.api.send(chat, part, keyboard, reply_to).await?);
            super::stop_for_test("after_send");
            item.sent = at.saturating_add(1);
        }
        Ok(Became::Sent(number))
    }

    /// Why a message did not arrive. One that never will is told of in the transcript, in Telegram's own words: they may
    /// quote ours, and are written nowhere else.
    async fn unsent(&self, row: &Outgoing, fault: Fault) -> Became {
        let became = failed(&fault);
        if let (Became::Refused(_), Fault::Refused { why, .. }) = (&became, fault) {
            self.tell_of(row, "refused", Heard::Refused(Personal(why))).await;
        }
        became
    }

    async fn number(&self, row: &Outgoing, of: Target) -> Result<Option<i64>, StoreError> {
        let entry = match of {
            Target::Message(number) => return Ok(Some(number)),
            Target::Entry(entry) => entry,
        };
        if let Some(number) = self.ledger.number(row.person, entry) {
            return Ok(Some(number));
        }
        Ok(match self.service.store.deliveries(row.person).await?.remove(&entry) {
            Some(Delivered::Sent { message, .. }) => message,
            _ => None,
        })
    }

    /// Something that became known on the way is kept with the person, beside everything else.
    async fn tell_of(&self, row: &Outgoing, what: &str, heard: Heard) {
        let seen = Seen::new(row.address.channel, format!("{what}/{}", row.id), Some(row.created));
        let heard = Heard::For(row.person, Box::new(heard));
        // When it cannot be kept the store has failed: the process is about to end.
        let _ = self.desk.hear(vec![Inbound::new(row.address.clone(), seen, heard)]).await;
    }
}

/// A message that never arrived cannot be changed; one whose number cannot be read may be, later.
fn unnumbered(number: Result<Option<i64>, StoreError>) -> Became {
    match number {
        Ok(_) => Became::Done,
        Err(error) => {
            tracing::error!(%error, "telegram.unnumbered");
            Became::Again(None)
        }
    }
}

fn done(outcome: Result<(), Fault>) -> Became {
    match outcome {
        Ok(()) => Became::Done,
        Err(fault) => failed(&fault),
    }
}

pub(super) fn failed(fault: &Fault) -> Became {
    match fault {
        Fault::Wait(after) => Became::Again(Some(*after)),
        Fault::Down(why) => {
            tracing::debug!(why, "telegram.down");
            Became::Again(None)
        }
        fault if fault.is_token() => {
            tracing::error!("telegram.token");
            Became::Again(Some(TOKEN_WAIT))
        }
        fault if fault.is_unreachable() => Became::Shut,
        Fault::Refused { code, why } => {
            tracing::warn!(code, "telegram.refused");
            Became::Refused(if why.contains("chat not found") { GONE } else { FAULTY })
        }
    }
}
