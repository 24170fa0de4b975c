//! What the console costs: filling the lists and the index, then its pages over HTTP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use guichet::clock::Clock;
use guichet::config::Config;
use guichet::console::board::Card;
use guichet::console::{self, Console};
use guichet::conversation::{Entry, Role, Who};
use guichet::dialog::load;
use guichet::dialog::person::{Answer, Channel, Dossier, Key, Person, State, Value, Waiting, WaitingFor};
use guichet::document::{Caps, Pieces};
use guichet::service::Service;
use guichet::staff::{self, Account};
use guichet::store::{Store, TurnCommit};
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use crate::{dossiers, fixture};

const ENTRIES: usize = 20;
const GROUP: usize = 256;
const ROUNDS: usize = 21;
/// Cards on the board when pages are asked for.
const CARDS: usize = 100_000;
const CAMPAIGNS: [&str; 3] = ["m2_2d_lille", "m2_1d_nord", "m2_1d_pdc"];

/// Numbers that look drawn.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    /// Few words are said often, most seldom.
    fn rank(&mut self, most: usize) -> usize {
        let (one, two, three) = (self.below(most), self.below(most), self.below(most));
        one.min(two).min(three)
    }
}

fn word(number: usize) -> String {
    let parts =
        ["ba", "ler", "mi", "ton", "ché", "dou", "ria", "su", "ven", "pla", "gne", "ti", "fo", "rê", "cla", "nou"];
    let mut word = String::from(parts[number % 16]);
    let mut rest = number / 16 + 1;
    while rest > 0 {
        word.push_str(parts[rest % 16]);
        rest /= 16;
    }
    word
}

fn answer(value: &str) -> Answer {
    Answer { channel: Channel::Email, at: fixture::at(0), ..Answer::given(Value::of(value)) }
}

fn candidate(dice: &mut Dice, service: &Service) -> Person {
    let mut person = Person::new(Uuid::now_v7());
    let digest = service.library.dialog("acloe-m2").unwrap().digest;
    let mut dossier = Dossier::new(Uuid::now_v7(), "acloe-m2".into(), digest, fixture::at(0));
    let answers = [
        ("campagne", CAMPAIGNS[dice.below(3)].to_owned()),
        ("nom_patronymique", word(dice.below(5_000))),
        ("prenom", word(dice.below(400))),
        ("ine", format!("{:09}{}A", dice.below(1_000_000_000), dice.below(10))),
    ];
    for (slot, value) in answers {
        dossier.answers.insert(Key::new(slot), answer(&value));
        person.profile.insert(slot.into(), answer(&value));
    }
    assert!(dossier.answers.values().all(|answer| answer.state == State::Given));
    person.focus = Some(dossier.id);
    person.dossiers.push(dossier);
    if dice.below(20) == 0 {
        let since = fixture::at(dice.below(500_000) as i64);
        person.waiting = Some(Waiting::new(WaitingFor::Asked, since));
    }
    person
}

async fn fill(service: &Service, count: usize) {
    let asked: Vec<String> = {
        let dialog = service.library.dialog("acloe-m2").unwrap();
        dialog.steps.iter().map(|step| step.ask.line(&Default::default())).collect()
    };
    let mut dice = Dice(7);
    let mut commits = Vec::new();
    for number in 0..count {
        let person = candidate(&mut dice, service);
        let identity = service.store.identify(&fixture::address(person.id)).await.unwrap();
        let entry = |turn: usize, dice: &mut Dice| {
            let theirs = turn.is_multiple_of(2);
            let words: Vec<String> = (0..12).map(|_| word(dice.rank(30_000))).collect();
            let text = if theirs { words.join(" ") } else { asked[turn % asked.len()].clone() };
            let who = if theirs { Who::Candidate } else { Who::Assistant };
            Entry::new(fixture::at((number + turn) as i64), who, Channel::Email, person.focus, text)
        };
        let entries = (0..ENTRIES).map(|turn| entry(turn, &mut dice)).collect();
        let commit = TurnCommit::new(fixture::at(0), None, person);
        commits.push(TurnCommit { entries, links: vec![(identity, Role::Own)], ..commit });
        if commits.len() == GROUP || number + 1 == count {
            service.store.commit(std::mem::take(&mut commits)).await.unwrap();
        }
    }
}

/// Measures the console on so many persons of twenty entries each.
pub fn run(count: usize, cards: usize) {
    crate::runtime().block_on(measure(count, cards));
}

/// The same at full size.
pub fn full(count: Option<usize>) {
    run(count.unwrap_or(20_000), CARDS);
}

async fn measure(count: usize, cards: usize) {
    let (library, _) = load::load(&load::embedded()).unwrap();
    let service = Arc::new(Service {
        library: Arc::new(library),
        store: Store::in_memory().unwrap(),
        pieces: Pieces::in_memory(Caps::default()),
        clock: Clock::real(),
        letterhead: None,
        bot: Arc::default(),
        lines: Arc::default(),
        held: Default::default(),
    });
    fill(&service, count).await;
    println!("{count} persons of {ENTRIES} entries in memory: {}", dossiers::resident());
    let config = Config::load(Some(("bench", "[console]\n")), []).unwrap();
    let console = Arc::new(Console::new(service.clone(), Default::default(), &config.console));
    let started = Instant::now();
    let board = console.clone();
    tokio::spawn(async move { board.board.follow(&board.service).await });
    until(|| console.board.is_full()).await;
    println!("  lists filled in {:.1?}: {}", started.elapsed(), dossiers::resident());
    let started = Instant::now();
    let search = console.clone();
    tokio::spawn(async move { search.search.follow(&search.service).await });
    until(|| console.search.is_full()).await;
    println!("  index filled in {:.1?}: {}", started.elapsed(), dossiers::resident());
    multiply(&console, count, cards);
    println!("  {} cards on the board: {}", console.board.len(), dossiers::resident());
    pages(&console).await;
}

/// Copies of cards, under other names: the lists only, not the store.
fn multiply(console: &Console, count: usize, cards: usize) {
    let all = console.board.behind(
        &guichet::console::board::Shelf::Of(guichet::console::board::View::All),
        guichet::console::board::Order::Recent,
        None,
        None,
        count,
    );
    let started = Instant::now();
    for number in count..cards.max(count) {
        let card = (*all.0[number % all.0.len()]).clone();
        console.board.put(Card { person: Uuid::now_v7(), ..card });
    }
    println!("  a card takes its places in {:.1?}", started.elapsed() / (cards.saturating_sub(count).max(1)) as u32);
}

async fn until(done: impl Fn() -> bool) {
    while !done() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn pages(console: &Arc<Console>) {
    let account =
        Account::new("lise".into(), "Lise".into(), staff::Role::Responsable, String::new(), Clock::real().now());
    assert!(console.service.store.put_account(&account, 0).await.unwrap());
    let cookie = console.admit(&account, &Default::default()).await.unwrap();
    let cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let at = listener.local_addr().unwrap();
    let routes = console::routes(console.clone()).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let (name, seldom, often) = (word(4_321), word(29_000), word(3));
    let begun: String = often.chars().take(3).collect();
    let asked = [
        ("the queue", "/file".to_owned()),
        ("everybody", "/file?vue=tous".to_owned()),
        ("everybody, by name, page 2000", "/file?vue=tous&tri=nom&page=2000".to_owned()),
        ("one campaign", "/file?vue=tous&campagne=m2_2d_lille".to_owned()),
        ("filters nobody passes", "/file?vue=tous&canal=terminal&libelle=x&du=2026-01-01".to_owned()),
        ("a name", format!("/recherche?q={name}")),
        ("part of a name", "/recherche?q=ouri".to_owned()),
        ("a seldom word", format!("/recherche?q={seldom}%20")),
        ("a common word", format!("/recherche?q={often}%20")),
        ("its beginning", format!("/recherche?q={begun}")),
        ("what we say to all", "/recherche?q=votre+adresse+courriel".to_owned()),
        ("all of it as a table", "/export.csv?vue=tous".to_owned()),
    ];
    for (what, path) in asked {
        let mut times = Vec::new();
        let mut bytes = 0;
        for _ in 0..ROUNDS {
            let started = Instant::now();
            bytes = get(at, &path, &cookie).await;
            times.push(started.elapsed());
        }
        times.sort();
        println!("  {what}: {:.1?} (at most {:.1?}), {} KiB", times[ROUNDS / 2], times[ROUNDS - 1], bytes / 1024);
    }
}

async fn get(at: SocketAddr, path: &str, cookie: &str) -> usize {
    let stream = TcpStream::connect(at).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = hyper::Request::get(path).header("host", at.to_string()).header("cookie", cookie);
    let response = sender.send_request(request.body(Empty::<Bytes>::new()).unwrap()).await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.into_body().collect().await.unwrap().to_bytes().len()
}
