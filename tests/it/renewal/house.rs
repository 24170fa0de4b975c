//! A service at any moment, on data that stay: the timer runs, what is to be sent is read from the outbox.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use guichet::channel::email::letterhead::Letterhead;
use guichet::clock::{Clock, Offset, paris};
use guichet::conversation::inbound::Inbound;
use guichet::conversation::said::{Heard, Said};
use guichet::conversation::{Address, Outgoing, Role, Seen, Thread};
use guichet::dialog::definition::Library;
use guichet::dialog::load;
use guichet::dialog::person::{Answer, Channel, Dossier, Key, Person, State, Value};
use guichet::document::{Caps, Pieces};
use guichet::renewal::Authority;
use guichet::renewal::calendar::{working_from, working_until};
use guichet::service::Service;
use guichet::service::office::{Lines, Office, Tasks};
use guichet::service::timer;
use guichet::store::{Delivered, Delivery, Loaded, Outcome, Store, TurnCommit};
use jiff::civil::Date;
use jiff::{Span, Timestamp, Zoned};
use tokio::sync::watch;
use uuid::Uuid;

/// Who keeps a candidature alive, in the tests' campaign of AESH.
pub(crate) const PLATFORM: Authority = Authority::Platform;
pub(crate) const SERVICE: Authority = Authority::Service;

/// The data, and what is the same at each start.
pub(crate) struct House {
    pub(crate) library: Arc<Library>,
    pub(crate) store: Store,
    pub(crate) pieces: Pieces,
    /// The day on which the candidatures began.
    pub(crate) began: Date,
}

impl House {
    pub(crate) fn new(authority: Authority) -> Self {
        let (mut library, _) = load::load(&load::embedded()).unwrap_or_else(|found| panic!("{found:#?}"));
        for rule in library.campaigns.all.iter_mut().filter_map(|campaign| campaign.renewal.as_mut()) {
            rule.authority = authority;
        }
        let (store, pieces) = (Store::in_memory().unwrap(), Pieces::in_memory(Caps::default()));
        Self { library: Arc::new(library), store, pieces, began: Zoned::now().with_time_zone(paris()).date() }
    }

    /// The last day of the first term.
    pub(crate) fn end(&self) -> Date {
        self.began + Span::new().months(6)
    }

    /// So many days from the end, or the working day before.
    pub(crate) fn until(&self, days: i64) -> Date {
        working_until(self.end() + Span::new().days(days))
    }

    /// So many days from the end, or the working day behind.
    pub(crate) fn from(&self, days: i64) -> Date {
        working_from(self.end() + Span::new().days(days))
    }

    /// Somebody with candidatures handed in today, who writes from there.
    pub(crate) async fn candidate(&self, dossiers: usize, addresses: &[Address]) -> Uuid {
        let mut person = Person::new(Uuid::now_v7());
        let at = Timestamp::now();
        for _ in 0..dossiers {
            person.dossiers.push(dossier(at, self.library.dialogs["acloe-aesh"].digest));
        }
        person.focus = person.dossiers.first().map(|dossier| dossier.id);
        let id = person.id;
        let mut links = Vec::new();
        for address in addresses {
            links.push((self.store.identify(address).await.unwrap(), Role::Own));
        }
        let threads = addresses.iter().map(|address| Thread::new(address.clone())).collect();
        // As a version that knew no timers left them.
        let commit = TurnCommit { links, threads, wake: None, ..TurnCommit::new(at, None, person) };
        assert!(matches!(self.store.commit_one(commit).await.unwrap(), Outcome::Done(_)));
        id
    }

    pub(crate) async fn load(&self, person: Uuid) -> Loaded {
        self.store.load(person).await.unwrap().unwrap()
    }

    /// Changes what is stored of somebody.
    pub(crate) async fn change(&self, person: Uuid, change: impl FnOnce(&mut Person, &mut Vec<Thread>)) {
        let loaded = self.load(person).await;
        let mut commit = TurnCommit::new(Timestamp::now(), Some(loaded.clone()), loaded.person.clone());
        change(&mut commit.after, &mut commit.threads);
        assert!(matches!(self.store.commit_one(commit).await.unwrap(), Outcome::Done(_)));
    }

    /// The service as it runs on that day, at three in the afternoon.
    pub(crate) fn on(&self, day: Date) -> Open {
        self.at(day.at(15, 0, 0, 0).to_zoned(paris()).unwrap().timestamp())
    }

    pub(crate) fn at(&self, at: Timestamp) -> Open {
        let minutes = at.duration_since(Timestamp::now()).as_mins();
        let offset: Option<Offset> = (minutes > 0).then(|| format!("+{minutes}m").parse().unwrap());
        let letterhead = Letterhead {
            address: "assistant@exemple.test".to_owned(),
            name: "Guichet".to_owned(),
            quiet: jiff::SignedDuration::ZERO,
            quiet_most: jiff::SignedDuration::ZERO,
            authserv_id: String::new(),
        };
        let service = Arc::new(Service {
            library: self.library.clone(),
            store: self.store.clone(),
            pieces: self.pieces.clone(),
            clock: offset.as_ref().map_or_else(Clock::real, Clock::ahead_by),
            letterhead: Some(Arc::new(letterhead)),
            bot: Arc::default(),
            lines: Arc::default(),
            held: Default::default(),
        });
        let (stop, stopped) = watch::channel(false);
        let mut tasks = Tasks::new();
        let mut lines = Lines::default();
        let rows = [Channel::Telegram, Channel::Email].map(|channel| lines.open(channel));
        let office = Office::open(service.clone(), lines, stopped, &mut tasks);
        Open { service, office, stop, tasks, _rows: rows }
    }

    /// Starts on a day, does what is due, and ends.
    pub(crate) async fn passes(&self, day: Date) {
        self.on(day).passes().await;
    }

    /// All that is to be sent: the outbox, emptied as a channel that delivers does.
    pub(crate) async fn delivers(&self) -> Vec<Outgoing> {
        let rows = self.rows().await;
        let became = |row: &Outgoing| {
            let message = (row.address.channel == Channel::Telegram).then_some(77);
            Delivered::Sent { at: Timestamp::now(), message }
        };
        let told = rows.iter().map(|row| Delivery::of(row, became(row)).unwrap()).collect();
        self.store.delivered_all(told).await.unwrap();
        rows
    }

    /// The outbox, emptied: nothing of it arrives.
    pub(crate) async fn loses(&self) -> Vec<Outgoing> {
        let rows = self.rows().await;
        let became = Delivered::Refused { at: Timestamp::now(), reason: 3 };
        let told = rows.iter().map(|row| Delivery::of(row, became).unwrap()).collect();
        self.store.delivered_all(told).await.unwrap();
        rows
    }

    pub(crate) async fn rows(&self) -> Vec<Outgoing> {
        self.store.outgoing(usize::MAX).await.unwrap()
    }
}

fn dossier(at: Timestamp, digest: u64) -> Dossier {
    let mut dossier = Dossier::new(Uuid::now_v7(), "acloe-aesh".into(), digest, at);
    let answer = |value: Value| Answer {
        state: State::Given,
        value: Some(value),
        words: String::new(),
        at,
        channel: Channel::Telegram,
        by: None,
        flags: Default::default(),
    };
    let answers = BTreeMap::from([
        (Key::new("campagne"), answer(Value::Text("aesh".to_owned()))),
        (Key::new("prenom"), answer(Value::Text("Luc".to_owned()))),
        (Key::new("completer-candidature"), answer(Value::Text(at.to_zoned(paris()).date().to_string()))),
    ]);
    dossier.answers = answers;
    dossier.finished = Some(at);
    dossier
}

/// A service that runs.
pub(crate) struct Open {
    pub(crate) service: Arc<Service>,
    pub(crate) office: Office,
    stop: watch::Sender<bool>,
    tasks: Tasks,
    _rows: [tokio::sync::mpsc::UnboundedReceiver<Outgoing>; 2],
}

impl Open {
    /// Looks through everybody, does all that is due, and ends.
    pub(crate) async fn passes(mut self) {
        guichet::service::rewake::run(self.office.clone()).await.unwrap();
        self.tasks.spawn(timer::run(self.office.clone()));
        while !self.is_idle().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.ends().await;
    }

    async fn is_idle(&self) -> bool {
        self.service.store.due(None, self.service.clock.now(), 1).await.unwrap().is_empty()
    }

    /// Somebody writes, and is answered.
    pub(crate) async fn hears(&self, from: &Address, words: &str) {
        let seen = Seen::new(from.channel, Uuid::now_v7().to_string(), None);
        let heard = Heard::Said(Said::words(words));
        self.office.desk.hear(vec![Inbound::new(from.clone(), seen, heard)]).await.unwrap();
    }

    pub(crate) async fn ends(mut self) {
        self.stop.send_replace(true);
        drop(self.office);
        guichet::service::office::ended(&mut self.tasks).await.unwrap();
    }
}
