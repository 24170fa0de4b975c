//! A Bot API of our own on loopback, for tests: as strict and as unreliable as the real one, and it knows nothing of the
//! program under test. Not modelled: `parse_mode`, inline mode, payments, business accounts, published rate limits.
//!
//! `Fake::start()` opens it, `fake.user("Ana")` is somebody with a phone, `fake.breaks(flood(1).on("sendMessage"))` makes
//! something go wrong, `fake.calls()` tells what was asked. No wait here is a measure: each ends as soon as what it waits
//! for has happened, and fails after [`PATIENCE`].

mod chats;
mod faults;
mod files;
mod line;
mod messages;
mod methods;
mod params;
mod server;
mod updates;
mod user;
mod webhook;
mod world;

use std::fmt::Display;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub(crate) use chats::Shown;
pub(crate) use faults::{Fault, cut_after, cut_before, flood, other_poller, refused, slow};
use user::Group;
pub(crate) use user::User;
pub(crate) use world::Call;
use world::World;

/// How long a test waits for what should happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The fake. Clones are the same one; it ends with the test's runtime.
#[derive(Clone)]
pub(crate) struct Fake {
    shared: Arc<Shared>,
}

struct Shared {
    world: Mutex<World>,
    /// Moves with every change, so that whoever waits looks again.
    changed: watch::Sender<u64>,
    port: u16,
}

impl Fake {
    /// Opens a fake on a free port.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let world = Mutex::new(World::new());
        let fake = Self { shared: Arc::new(Shared { world, changed: watch::Sender::new(0), port }) };
        tokio::spawn(server::run(fake.clone(), listener));
        fake
    }

    /// Where it listens: what `telegram.api_url` must be.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.shared.port)
    }

    /// The bot's token, unlike that of any other fake.
    pub(crate) fn token(&self) -> String {
        self.peek(|world| world.token.clone())
    }

    /// Somebody who has never written to the bot.
    pub(crate) fn user(&self, name: &str) -> User {
        let id = self.change(|world| world.new_user(name));
        User::new(self.clone(), id, name)
    }

    /// A group nobody has added the bot to.
    pub(crate) fn group(&self, title: &str) -> Group {
        let id = self.change(|world| world.new_group(title));
        Group::new(self.clone(), id)
    }

    /// Something goes wrong from now on. Of several faults that concern a call, the oldest decides.
    pub(crate) fn breaks(&self, fault: Fault) {
        self.change(|world| world.faults.list.push(fault));
    }

    /// Nothing goes wrong any more.
    pub(crate) fn heals(&self) {
        self.change(|world| {
            world.faults.list.clear();
            world.updates.again_chance = 0.0;
        });
    }

    /// Where the dice of [`Fault::chance`] begin.
    pub(crate) fn seed(&self, seed: u64) {
        self.change(|world| world.faults.dice.0 = seed);
    }

    /// Moves the fake's clock on: presses and unfetched updates grow old.
    pub(crate) fn later(&self, by: Duration) {
        self.change(|world| world.ahead += by);
    }

    /// The last `count` confirmed updates come once more, as they do after a webhook whose answer was lost.
    pub(crate) fn redelivers(&self, count: usize) {
        self.change(|world| world.redeliver(count));
    }

    /// Confirmed updates come once more with that probability.
    pub(crate) fn redelivers_by_chance(&self, chance: f64) {
        self.change(|world| world.updates.again_chance = chance);
    }

    /// New updates of that kind (« message », « callback_query »… ) wait until released.
    pub(crate) fn holds(&self, kind: &str) {
        self.change(|world| world.updates.held.push(kind.to_owned()));
    }

    /// What was held is delivered, in its order.
    pub(crate) fn releases(&self) {
        self.change(World::release);
    }

    /// An update as the server would send it, but for its number: « {"poll": {…}} ».
    pub(crate) fn update(&self, body: Value) -> i64 {
        self.change(|world| world.push(0, body))
    }

    /// Every call so far, in order.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.peek(|world| world.calls.clone())
    }

    /// The calls of one method so far, in order.
    pub(crate) fn calls_of(&self, method: &str) -> Vec<Call> {
        let method = method.to_ascii_lowercase();
        self.calls().into_iter().filter(|call| call.method == method).collect()
    }

    /// What was set by `setMyCommands` and its like: « mycommands », a language and a scope (both perhaps empty).
    pub(crate) fn setting(&self, name: &str, language: &str, scope: &str) -> Option<Value> {
        self.peek(|world| world.settings.get(&format!("{name}:{language}:{scope}")).cloned())
    }

    /// How many updates the bot has not confirmed yet.
    pub(crate) fn unconfirmed(&self) -> usize {
        self.peek(|world| world.updates.waiting.len())
    }

    /// Presses whose spinner still turns.
    pub(crate) fn spinners(&self) -> usize {
        self.peek(|world| world.queries.values().filter(|query| query.answer.is_none()).count())
    }

    /// Waits until that is so of the calls.
    pub(crate) async fn until(&self, what: &str, reached: impl Fn(&[Call]) -> bool) {
        self.wait(what, |world| reached(&world.calls).then_some(())).await;
    }

    /// Waits until all updates are confirmed and answered, and the bot asks for nothing but updates: half a second
    /// without a new call, at least.
    pub(crate) async fn settles(&self) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut before = usize::MAX;
        loop {
            let (busy, calls) = self.peek(|world| (world.is_busy(), world.asked()));
            if !busy && calls == before {
                return;
            }
            assert!(tokio::time::Instant::now() < deadline, "the bot never rests{}", self.told());
            before = calls;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// A file whose end is shown when a wait fails: the standard error of the program under test.
    pub(crate) fn witness(&self, path: std::path::PathBuf) {
        self.change(|world| world.witness = Some(path));
    }

    /// Looks at the world.
    fn peek<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.shared.world.lock().unwrap())
    }

    /// Changes the world, and wakes whoever waits.
    fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let result = self.change_quietly(change);
        self.shared.changed.send_modify(|version| *version += 1);
        result
    }

    /// Changes what nobody waits for.
    fn change_quietly<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut self.shared.world.lock().unwrap())
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changed.subscribe()
    }

    /// Waits until something is found, with patience; tells all that is known when it is not.
    async fn wait<T>(&self, what: impl Display, find: impl Fn(&World) -> Option<T>) -> T {
        let mut changes = self.changes();
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                changes.borrow_and_update();
                if let Some(found) = self.peek(&find) {
                    return found;
                }
                changes.changed().await.unwrap();
            }
        });
        found.await.unwrap_or_else(|_| panic!("no {what} in {PATIENCE:?}{}", self.told()))
    }

    /// For failures: the last calls, what the program wrote.
    fn told(&self) -> String {
        let (calls, witness) = self.peek(|world| {
            let last = world.calls.iter().rev().take(12).rev();
            let calls: Vec<String> = last.map(|call| format!("{call:?}")).collect();
            (calls.join("\n"), world.witness.clone())
        });
        let wrote = witness.and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
        let lines: Vec<&str> = wrote.lines().collect();
        format!("\nlast calls:\n{calls}\nthe program wrote:\n{}", lines[lines.len().saturating_sub(30)..].join("\n"))
    }
}
