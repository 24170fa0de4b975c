//! The loop: messages of many people in batches, all turns of a batch in one durable group, and only then acknowledged.
//!
//! It is speed, not correctness: each commit requires the person as it was read, and one that was changed meanwhile is
//! read and answered again.

use std::collections::{HashMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use tokio::sync::{mpsc, oneshot};

use super::known::{Known, Seat, Sitter};
use super::ledger::Ledger;
use super::office::Lines;
use super::sitting::{Settled, Sitting};
use super::{MOST_TRIES, Service};
use crate::conversation::inbound::{Inbound, in_order};
use crate::conversation::said::Heard;
use crate::conversation::{Address, Outgoing};
use crate::store::{Outcome, StoreError};

/// Messages of one person answered before the others have their turn.
const MOST_A_PERSON: usize = 8;
/// Persons in one group.
const MOST_PERSONS: usize = 128;
/// Batches that may wait; who brings more waits too.
const QUEUE: usize = 64;

/// Messages brought together, and who waits until they are durable.
#[derive(Debug)]
struct Batch {
    inbound: Vec<Inbound>,
    done: oneshot::Sender<Result<(), StoreError>>,
}

/// Where messages are brought to. Clones bring to the same loop.
#[derive(Debug, Clone)]
pub struct Desk {
    batches: mpsc::Sender<Batch>,
    lines: Lines,
}

impl Desk {
    /// Starts the loop; what turns want sent goes to its line once it is durable. The loop ends when all desks are gone.
    #[must_use]
    pub fn open(
        service: Arc<Service>,
        lines: Lines,
        ledger: Ledger,
    ) -> (Self, tokio::task::JoinHandle<Result<(), StoreError>>) {
        let (batches, queue) = mpsc::channel(QUEUE);
        let clerk = Clerk { service, known: Known::default(), lines: lines.clone(), ledger };
        (Self { batches, lines }, tokio::spawn(clerk.run(queue)))
    }

    /// Passes rows on that are durable, and came of no message.
    pub fn carry(&self, rows: Vec<Outgoing>) {
        rows.into_iter().for_each(|row| self.lines.send(row));
    }

    /// Has messages answered; all of them are durable when this returns.
    ///
    /// # Errors
    /// The store failed: nothing may be acknowledged.
    pub async fn hear(&self, inbound: Vec<Inbound>) -> Result<(), StoreError> {
        let (done, answered) = oneshot::channel();
        self.batches.send(Batch { inbound, done }).await.map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }
}

/// Who answers, batch after batch.
struct Clerk {
    service: Arc<Service>,
    known: Known,
    lines: Lines,
    ledger: Ledger,
}

/// The messages of each person that are not yet answered, in order; who was first comes first.
type Waiting = Vec<(Address, VecDeque<Inbound>)>;

impl Clerk {
    /// Until all desks are gone, or the store takes nothing more.
    async fn run(mut self, mut queue: mpsc::Receiver<Batch>) -> Result<(), StoreError> {
        let mut batches = Vec::new();
        while queue.recv_many(&mut batches, QUEUE).await > 0 {
            let (inbound, waiters): (Vec<_>, Vec<_>) =
                batches.drain(..).map(|batch| (batch.inbound, batch.done)).unzip();
            // Batches may have been brought out of order: a press in one, the words before it in the next.
            let outcome = self.take(inbound.into_iter().flatten().collect()).await;
            for waiter in waiters {
                // Who no longer waits will bring the same messages again.
                let _ = waiter.send(outcome.clone());
            }
            if let Err(error) = outcome {
                tracing::error!(%error, "desk.failed");
                if error.ends_the_process() {
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    async fn take(&mut self, mut inbound: Vec<Inbound>) -> Result<(), StoreError> {
        for message in &mut inbound {
            match self.service.hop_in(message).await {
                // A link to somebody who cannot be read leads nowhere; the others are answered.
                Err(error @ (StoreError::Unreadable { .. } | StoreError::Damaged { .. })) => {
                    tracing::error!(%error, "desk.unreadable");
                }
                rows => rows?.into_iter().for_each(|row| self.lines.send(row)),
            }
        }
        self.answer(in_order(inbound)).await
    }

    async fn answer(&mut self, inbound: Vec<Inbound>) -> Result<(), StoreError> {
        let mut waiting = by_person(inbound);
        while !waiting.is_empty() {
            let round: Vec<(Address, Vec<Inbound>)> = waiting
                .iter_mut()
                .take(MOST_PERSONS)
                .map(|(address, messages)| {
                    (address.clone(), messages.drain(..messages.len().min(MOST_A_PERSON)).collect())
                })
                .collect();
            // Who still waits comes after those who have not had their turn.
            let first = round.len().min(waiting.len());
            waiting.rotate_left(first);
            waiting.retain(|(_, messages)| !messages.is_empty());
            self.round(round).await?;
        }
        Ok(())
    }

    /// One group: every person's messages, committed together.
    async fn round(&mut self, mut round: Vec<(Address, Vec<Inbound>)>) -> Result<(), StoreError> {
        for _ in 0..MOST_TRIES {
            if round.is_empty() {
                return Ok(());
            }
            self.seat(&mut round).await?;
            let mut settled = Vec::with_capacity(round.len());
            for (address, messages) in &mut round {
                settled.push(self.sit(address, messages).await?);
            }
            round = self.commit(round, settled).await?;
        }
        Err(StoreError::Inconsistent("deux réponses de la même personne ne cessent de se croiser"))
    }

    /// Reads those who are not at hand, all in one go. Whose rows cannot be read is set aside: the others go on.
    async fn seat(&mut self, round: &mut Vec<(Address, Vec<Inbound>)>) -> Result<(), StoreError> {
        let missing: Vec<Address> =
            round.iter().map(|(address, _)| address).filter(|address| !self.known.holds(address)).cloned().collect();
        if missing.is_empty() {
            return Ok(());
        }
        match self.service.store.load_all(missing.clone()).await {
            Ok(read) => missing.into_iter().zip(read).for_each(|(address, (identity, loaded))| {
                self.known.put(address, Seat::of(identity, loaded));
            }),
            Err(StoreError::Unreadable { .. } | StoreError::Damaged { .. }) => {
                for address in missing {
                    self.seat_alone(round, address).await?;
                }
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn seat_alone(
        &mut self,
        round: &mut Vec<(Address, Vec<Inbound>)>,
        address: Address,
    ) -> Result<(), StoreError> {
        match self.service.store.load_all(vec![address.clone()]).await {
            Ok(read) => read.into_iter().for_each(|(identity, loaded)| {
                self.known.put(address.clone(), Seat::of(identity, loaded));
            }),
            Err(error @ (StoreError::Unreadable { .. } | StoreError::Damaged { .. })) => {
                tracing::error!(%error, "desk.unreadable");
                round.retain(|(other, _)| *other != address);
                // Nothing can be kept with what cannot be read: the journal says so to staff, this says so to them.
                self.lines.send(self.service.apology(&address));
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// A person's messages, one after another. What is left when someone is erased in the middle waits for the next try;
    /// a message that cannot be answered at all is left out, so that the others are.
    async fn sit(&mut self, address: &Address, messages: &mut Vec<Inbound>) -> Result<Option<Settled>, StoreError> {
        let Some(seat) = self.known.take(address) else { return Ok(None) };
        for message in messages.extract_if(.., |message| !concerns(&seat.who, &message.heard)) {
            // Nothing is kept of it, but nobody is left with a spinner.
            if let Some(answer) = message.query.map(|query| self.service.gone(address, query)) {
                self.lines.send(answer);
            }
        }
        if messages.is_empty() {
            return Ok(None);
        }
        let service = self.service.clone();
        let mut sitting = Sitting::new(&service, &self.ledger, address, seat, service.clock.now());
        let mut heard = 0;
        while let Some(message) = messages.get(heard) {
            let hearing = AssertUnwindSafe(sitting.hear(message)).catch_unwind().await;
            let Ok(hearing) = hearing else {
                tracing::error!(place = heard, "desk.panicked");
                messages.remove(heard);
                return Ok(None);
            };
            hearing?;
            heard += 1;
            if sitting.is_over() {
                messages.drain(..heard);
                break;
            }
        }
        Ok(Some(sitting.settle()))
    }

    /// Commits the group; gives back those whose turn is to be run again.
    async fn commit(
        &mut self,
        round: Vec<(Address, Vec<Inbound>)>,
        settled: Vec<Option<Settled>>,
    ) -> Result<Vec<(Address, Vec<Inbound>)>, StoreError> {
        let mut again = Vec::new();
        let mut commits = Vec::with_capacity(round.len());
        let mut sat = Vec::with_capacity(round.len());
        for ((address, messages), settled) in round.into_iter().zip(settled) {
            match settled {
                Some(settled) if settled.erased => {
                    self.erase(settled).await?;
                    again.extend((!messages.is_empty()).then_some((address, messages)));
                }
                Some(Settled { commit, prompt, .. }) => {
                    commits.push(commit);
                    sat.push((address, messages, prompt));
                }
                None => again.extend((!messages.is_empty()).then_some((address, messages))),
            }
        }
        let destroys = commits.iter().any(|commit| !commit.forgotten.is_empty());
        let outcomes = self.service.store.commit(commits).await?;
        for outcome in &outcomes {
            if let Outcome::Done(loaded) = outcome {
                self.service.held.note(loaded);
            }
        }
        if destroys {
            self.service.remove_doomed().await?;
        }
        for ((address, mut messages, prompt), outcome) in sat.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Done(mut loaded) => {
                    for message in std::mem::take(&mut loaded.outbox) {
                        self.lines.send(message);
                    }
                    self.known.put(address, Seat { who: Sitter::Known(loaded), prompt });
                }
                Outcome::Seen(at) => {
                    messages.remove(at);
                    again.extend((!messages.is_empty()).then_some((address, messages)));
                }
                Outcome::Conflict => again.push((address, messages)),
            }
        }
        Ok(again)
    }

    /// Everything of a person goes; the last words to them are sent all the same, kept nowhere.
    async fn erase(&mut self, settled: Settled) -> Result<(), StoreError> {
        let Settled { commit, .. } = settled;
        // Their marks stay: the same « oui », brought again, is nobody's first word.
        self.service.store.erase_seen(commit.after.id, commit.at, &commit.seen, &commit.forgotten).await?;
        self.service.erase_pieces(commit.after.id).await;
        for message in commit.outbox {
            self.lines.send(Outgoing { entry: None, ..message });
        }
        Ok(())
    }
}

/// Whether a message is to be answered to who sits there. Nobody is made of a door that shut, of a message changed long
/// ago or a button of old; nobody gets what was meant for who was erased.
fn concerns(who: &Sitter, heard: &Heard) -> bool {
    match (who, heard) {
        (Sitter::Known(loaded), Heard::For(person, _)) => loaded.person.id == *person,
        (Sitter::Known(_), _) => true,
        (
            Sitter::New(_),
            Heard::For(..)
            | Heard::Reachable(_)
            | Heard::Refused(_)
            | Heard::Unknown
            | Heard::Again
            | Heard::Due
            | Heard::Edited { .. }
            | Heard::Tapped(_),
        ) => false,
        (Sitter::New(_), _) => true,
    }
}

fn by_person(inbound: Vec<Inbound>) -> Waiting {
    let mut places: HashMap<Address, usize> = HashMap::new();
    let mut waiting: Waiting = Vec::new();
    for message in inbound {
        let at = *places.entry(message.from.clone()).or_insert_with(|| {
            waiting.push((message.from.clone(), VecDeque::new()));
            waiting.len() - 1
        });
        if let Some((_, messages)) = waiting.get_mut(at)
            // Brought twice at once: the marks of one commit are not looked for among themselves.
            && messages.iter().all(|known| known.seen != message.seen)
        {
            messages.push_back(message);
        }
    }
    waiting
}
