//! The courier: takes rows of the outbox in the order its rules give, has them carried out, and has what became of them
//! written down.

use std::collections::{BTreeMap, HashMap};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::carry::{Became, Carried, Carrier};
use crate::channel::telegram::call::{Call, Target};
use crate::clock::{self, Clock};
use crate::conversation::{Class, Outgoing};
use crate::outbox::reason::{FAULTY, SHUT};
use crate::outbox::{Item, Job, Outbox, Pace, Tick, Verdict, Way};
use crate::service::ledger::Ledger;
use crate::store::{Delivered, Delivery, StoreError};

/// A row being carried out.
#[derive(Debug)]
struct Row {
    message: Outgoing,
    calls: Vec<Arc<Call>>,
    /// Things it asks for that are not over.
    left: usize,
    became: Delivered,
}

/// Who carries rows out, until told to stop.
#[derive(Debug)]
pub struct Courier {
    carrier: Arc<Carrier>,
    ledger: Ledger,
    recorder: mpsc::Sender<Delivery>,
    outbox: Outbox,
    rows: HashMap<Uuid, Row>,
    under_way: JoinSet<Carried>,
    started: Instant,
}

impl Courier {
    /// A courier with nothing to carry.
    #[must_use]
    pub fn new(carrier: Carrier, ledger: Ledger, recorder: mpsc::Sender<Delivery>, pace: Pace) -> Self {
        Self {
            carrier: Arc::new(carrier),
            ledger,
            recorder,
            outbox: Outbox::new(pace),
            rows: HashMap::new(),
            under_way: JoinSet::new(),
            started: clock::tick(),
        }
    }

    /// Carries out what comes. Told to stop, it ends what is under way; the rest stays in the store.
    pub async fn run(mut self, mut rows: mpsc::UnboundedReceiver<Outgoing>, mut stop: watch::Receiver<bool>) {
        // Left by an earlier run, which may have done a part of what they ask for.
        while let Ok(message) = rows.try_recv() {
            let known = self.deliveries(&message).await;
            self.take(message, &known).await;
        }
        let (mut fresh, nothing) = (Vec::new(), BTreeMap::new());
        loop {
            let stopping = *stop.borrow();
            if stopping && self.under_way.is_empty() {
                return;
            }
            if !stopping {
                self.start_jobs().await;
            }
            let wait = self.outbox.wait(self.now()).filter(|_| !stopping);
            tokio::select! {
                Some(carried) = self.under_way.join_next() => self.end(carried).await,
                count = rows.recv_many(&mut fresh, 256), if !stopping => {
                    if count == 0 {
                        return;
                    }
                    for message in fresh.drain(..) {
                        self.take(message, &nothing).await;
                    }
                }
                () = sleep(wait), if wait.is_some() => {}
                Ok(()) = stop.changed(), if !stopping => {}
            }
        }
    }

    fn now(&self) -> Tick {
        clock::tick().duration_since(self.started)
    }

    /// What became of a person's messages before this run. Unreadable, they are sent again rather than not at all.
    async fn deliveries(&self, message: &Outgoing) -> BTreeMap<u64, Delivered> {
        let known = self.carrier.service.store.deliveries(message.person).await;
        known.unwrap_or_else(|error| {
            tracing::error!(%error, "outbox.deliveries");
            BTreeMap::new()
        })
    }

    /// A row comes in. Its message is not sent again where it was delivered already.
    async fn take(&mut self, message: Outgoing, known: &BTreeMap<u64, Delivered>) {
        let calls: Vec<Call> = serde_json::from_str(&message.payload).unwrap_or_else(|_| {
            tracing::error!(row = %message.id, "outbox.unreadable");
            Vec::new()
        });
        let told = message.entry.and_then(|entry| known.get(&entry)).copied();
        let is_open = |call: &&Call| told.is_none() || !matches!(call, Call::Message(_));
        let parts = calls.iter().enumerate().filter(|(_, call)| is_open(call));
        let item = |(part, call): (usize, &Call)| Item {
            row: message.id,
            part,
            address: message.address.clone(),
            way: self.way(&message, call, known),
            superseded: false,
            sent: 0,
        };
        let items: Vec<Item> = parts.map(item).collect();
        if items.is_empty() {
            // Nothing of it is left to do, or can be read: it would lie there for ever.
            let faulty = Delivered::Refused { at: Clock::real().now(), reason: FAULTY };
            return self.record(Delivery::of(&message, told.unwrap_or(faulty))).await;
        }
        let became = told.unwrap_or(Delivered::Sent { at: message.created, message: None });
        let calls = calls.into_iter().map(Arc::new).collect();
        self.rows.insert(message.id, Row { left: items.len(), calls, became, message });
        let now = self.now();
        for item in items {
            self.outbox.push(item, now);
        }
    }

    /// How a call is carried out. The same message has the same name in all its edits, once its number is known.
    fn way(&self, row: &Outgoing, call: &Call, known: &BTreeMap<u64, Delivered>) -> Way {
        let number = |entry| match known.get(&entry) {
            Some(Delivered::Sent { message, .. }) => *message,
            _ => self.ledger.number(row.person, entry),
        };
        match call {
            Call::Message(_) if row.class != Class::Answer => Way::Reminder,
            Call::Message(message) => Way::Message { asks: !message.asked.is_empty() },
            Call::Edit { of, .. } | Call::Strip { of } => match *of {
                Target::Message(number) => Way::Edit { of: by_number(number), aside: true },
                Target::Entry(entry) => match number(entry) {
                    Some(number) => Way::Edit { of: by_number(number), aside: true },
                    None => Way::Edit { of: by_entry(entry), aside: false },
                },
            },
            Call::Ack { expires, .. } => Way::Ack { expires: *expires },
            Call::Fetch { attachment, .. } => Way::Fetch { album: attachment.album.clone() },
        }
    }

    async fn start_jobs(&mut self) {
        while let Some(job) = self.outbox.take(self.now()) {
            match job {
                Job::Drop(item) => self.over(&item, None).await,
                Job::Send(item) => match self.call(&item) {
                    Some((message, call)) => {
                        let carrier = self.carrier.clone();
                        self.under_way.spawn(async move {
                            let kept = item.clone();
                            let carried = AssertUnwindSafe(carrier.carry(item, message, &call)).catch_unwind().await;
                            carried.unwrap_or_else(|_| panicked(vec![kept], Became::Refused(FAULTY)))
                        });
                    }
                    None => self.outbox.settle(item, Verdict::Over, self.now()),
                },
                Job::Fetch(items) => {
                    let files = items.into_iter().filter_map(|item| {
                        let (message, call) = self.call(&item)?;
                        Some((item, message, call))
                    });
                    let files: Vec<_> = files.collect();
                    let carrier = self.carrier.clone();
                    self.under_way.spawn(async move { fetched(&carrier, files).await });
                }
            }
        }
    }

    fn call(&self, item: &Item) -> Option<(Outgoing, Arc<Call>)> {
        let row = self.rows.get(&item.row)?;
        Some((row.message.clone(), row.calls.get(item.part)?.clone()))
    }

    /// A job came back.
    async fn end(&mut self, carried: Result<Carried, tokio::task::JoinError>) {
        let Ok(Carried { items, became }) = carried else {
            // The runtime is coming down: the row stays in the store for the next start.
            tracing::error!("courier.ended");
            return;
        };
        let now = self.now();
        for item in items {
            match &became {
                Became::Again(after) => self.outbox.settle(item, Verdict::Again(*after), now),
                Became::Shut => {
                    self.outbox.settle(item.clone(), Verdict::Over, now);
                    let waiting = self.outbox.clear(&item.address);
                    for item in waiting.iter().chain([&item]) {
                        self.over(item, Some(refused(&became))).await;
                    }
                }
                _ => {
                    self.outbox.settle(item.clone(), Verdict::Over, now);
                    let told = match became {
                        Became::Sent(_) | Became::Refused(_) => Some(refused(&became)),
                        _ => None,
                    };
                    self.over(&item, told).await;
                }
            }
        }
    }

    /// One of the things a row asks for is over; with the last, the row is.
    async fn over(&mut self, item: &Item, became: Option<Delivered>) {
        let now = self.now();
        let Some(row) = self.rows.get_mut(&item.row) else { return };
        row.left = row.left.saturating_sub(1);
        let left = row.left;
        let carries = row.calls.get(item.part).is_some_and(|call| matches!(**call, Call::Message(_)));
        if let Some(became) = became.filter(|_| carries) {
            row.became = became;
            if let (Delivered::Sent { message: Some(number), .. }, Some(entry)) = (became, row.message.entry) {
                self.ledger.numbered(row.message.person, entry, number);
                self.outbox.renamed(&item.address, &by_entry(entry), &by_number(number), now);
            }
        }
        let delivery = match left {
            0 => self.rows.remove(&item.row).map(|row| Delivery::of(&row.message, row.became)),
            // The rest may be long in coming: whatever happens meanwhile, the message is not sent again.
            _ if carries && row.message.entry.is_some() => Some(Delivery::part(&row.message, row.became)),
            _ => None,
        };
        if let Some(delivery) = delivery {
            self.record(delivery).await;
        }
    }

    async fn record(&self, delivery: Result<Delivery, StoreError>) {
        match delivery {
            // The store has failed when nobody records: the process is about to end.
            Ok(delivery) => drop(self.recorder.send(delivery).await),
            Err(error) => tracing::error!(%error, "outbox.unmeasured"),
        }
    }
}

/// What is left of a job that panicked: its row is over, so that what is behind it goes on.
fn panicked(items: Vec<Item>, became: Became) -> Carried {
    tracing::error!("courier.panicked");
    Carried { items, became }
}

async fn fetched(carrier: &Carrier, files: Vec<(Item, Outgoing, Arc<Call>)>) -> Carried {
    let kept: Vec<_> = files.iter().map(|(item, row, call)| (item.clone(), row.clone(), call.clone())).collect();
    match AssertUnwindSafe(carrier.fetch(files)).catch_unwind().await {
        Ok(carried) => carried,
        Err(_) => {
            let Carried { items, became } = carrier.lose(&kept).await;
            panicked(items, became)
        }
    }
}

fn refused(became: &Became) -> Delivered {
    let at = Clock::real().now();
    match became {
        Became::Refused(reason) => Delivered::Refused { at, reason: *reason },
        Became::Shut => Delivered::Refused { at, reason: SHUT },
        Became::Sent(message) => Delivered::Sent { at, message: *message },
        Became::Done | Became::Again(_) => Delivered::Sent { at, message: None },
    }
}

fn by_number(number: i64) -> String {
    format!("m{number}")
}

fn by_entry(entry: u64) -> String {
    format!("e{entry}")
}

async fn sleep(wait: Option<Duration>) {
    tokio::time::sleep(wait.unwrap_or_default()).await;
}
