//! What all channels share: the desk that answers, the lines to what carries answers away, and the journal of what became
//! of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::Service;
use super::desk::Desk;
use super::ended::Ended;
use super::ledger::Ledger;
use super::storeroom::Storeroom;
use super::turnstile::Gate;
use crate::conversation::Outgoing;
use crate::dialog::person::Channel;
use crate::store::{Delivery, StoreError};

/// Deliveries written down together.
const RECORDED: usize = 512;

/// Where rows to be sent go: one line a channel.
#[derive(Debug, Clone, Default)]
pub struct Lines(BTreeMap<Channel, mpsc::UnboundedSender<Outgoing>>);

impl Lines {
    /// Opens the line of a channel.
    pub fn open(&mut self, channel: Channel) -> mpsc::UnboundedReceiver<Outgoing> {
        let (line, rows) = mpsc::unbounded_channel();
        self.0.insert(channel, line);
        rows
    }

    /// Passes a row on. That of a channel which is not served stays in the store for a start that serves it.
    pub fn send(&self, row: Outgoing) {
        if let Some(line) = self.0.get(&row.address.channel) {
            // Nobody carries: the row stays for the next start.
            let _ = line.send(row);
        }
    }
}

/// What a channel is given to work with.
#[derive(Debug, Clone)]
pub struct Office {
    /// The service.
    pub service: Arc<Service>,
    /// Where messages are brought to.
    pub desk: Desk,
    /// Numbers of messages.
    pub ledger: Ledger,
    /// Where it is told what became of rows.
    pub recorder: mpsc::Sender<Delivery>,
    /// Where messages are let through one at a time after an unclean stop.
    pub gate: Gate,
    /// The room that is left on the disk.
    pub storeroom: Storeroom,
    /// True once everything is to end.
    pub stop: watch::Receiver<bool>,
}

/// Tasks that end together: with the first that fails, or when told to.
pub type Tasks = JoinSet<Result<(), Ended>>;

impl Office {
    /// Opens the desk and the journal; their tasks are added to those that end together.
    #[must_use]
    pub fn open(service: Arc<Service>, lines: Lines, stop: watch::Receiver<bool>, tasks: &mut Tasks) -> Self {
        let ledger = Ledger::default();
        // What is said at a terminal may be told elsewhere too.
        let _ = service.lines.set(lines.clone());
        let (desk, clerk) = Desk::open(service.clone(), lines, ledger.clone());
        let (recorder, deliveries) = mpsc::channel(RECORDED);
        tasks.spawn(record(service.clone(), deliveries));
        tasks.spawn(answered(clerk, stop.clone()));
        let gate = Gate::new(service.store.clone());
        let storeroom = Storeroom::new(service.store.clone());
        Self { service, desk, ledger, recorder, gate, storeroom, stop }
    }
}

/// What was to be sent when the service last ended is sent first.
///
/// # Errors
/// The store cannot be read.
pub async fn left_over(service: &Service, lines: &Lines) -> Result<(), StoreError> {
    for row in service.store.outgoing(usize::MAX).await? {
        if let Ok(Some(loaded)) = service.store.load(row.person).await {
            service.held.note(&loaded);
        }
        lines.send(row);
    }
    Ok(())
}

/// How the first task ended that did not end well; waits for all of them.
///
/// # Errors
/// The store failed, or a channel cannot be served.
pub async fn ended(tasks: &mut Tasks) -> Result<(), Ended> {
    while let Some(task) = tasks.join_next().await {
        match task {
            Ok(outcome) => outcome?,
            // What it said is not logged: it may quote somebody.
            Err(_) => return Err(Ended::Panicked),
        }
    }
    Ok(())
}

/// Ends when the desk does: because the store takes nothing more, or by a defect.
async fn answered(
    clerk: tokio::task::JoinHandle<Result<(), StoreError>>,
    mut stop: watch::Receiver<bool>,
) -> Result<(), Ended> {
    tokio::select! {
        ended = clerk => match ended {
            Ok(outcome) => Ok(outcome?),
            Err(_) => Err(Ended::Panicked),
        },
        _ = stop.wait_for(|stop| *stop) => Ok(()),
    }
}

/// Writes down what became of messages, many in one durable group.
async fn record(service: Arc<Service>, mut deliveries: mpsc::Receiver<Delivery>) -> Result<(), Ended> {
    let mut batch = Vec::new();
    while deliveries.recv_many(&mut batch, RECORDED).await > 0 {
        service.store.delivered_all(std::mem::take(&mut batch)).await?;
    }
    Ok(())
}
