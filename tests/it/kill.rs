//! `kill -9` at random moments of a piped chat: what was acknowledged is there, and nothing is there by halves.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{Read, Write};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use guichet::conversation::said::{Heard, Said};
use guichet::conversation::{Address, Entry, Who};
use guichet::dialog::person::{Channel, Key, Person, State, Value};
use guichet::service::Service;
use guichet::store::{Settings, Store};

use crate::program::Bench;
use crate::service::in_memory;

/// Answers by their keys, without their dates.
type Answers = BTreeMap<Key, (State, Option<Value>)>;

/// What the candidate says, for ever: the first answers, then one correction after another, all different.
fn script(at: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap());
    match at {
        0 => "1".to_owned(),
        1 => "2".to_owned(),
        2 => "Dupuis".to_owned(),
        3 => "non concerné".to_owned(),
        _ if at.is_multiple_of(2) => "modifier mon prénom".to_owned(),
        _ => format!("Zo{}{}{}", letter(at), letter(at / 26), letter(at / 676)),
    }
}

/// Talks until killed after `pause`; answers how many replies were read whole, the opening included.
fn talk_and_kill(bench: &Bench, from: usize, pause: Duration) -> usize {
    let mut command = bench.command("chat acloe-m2");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let writing = std::thread::spawn(move || {
        // Ends when the pipe breaks.
        (from..).try_for_each(|at| writeln!(input, "{}", script(at)))
    });
    let whole = Arc::new(AtomicUsize::new(0));
    let seen = whole.clone();
    let reading = std::thread::spawn(move || {
        let (mut buffer, mut last) = ([0; 4096], 0);
        while let Ok(count @ 1..) = output.read(&mut buffer) {
            for byte in &buffer[..count] {
                seen.fetch_add(usize::from(*byte == b'\n' && last == b'\n'), Ordering::SeqCst);
                last = *byte;
            }
        }
    });
    while whole.load(Ordering::SeqCst) == 0 {
        std::thread::park_timeout(Duration::from_millis(1));
    }
    std::thread::park_timeout(pause);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(writing.join().unwrap().is_err());
    reading.join().unwrap();
    whole.load(Ordering::SeqCst)
}

/// The candidate as stored, and what was said.
async fn stored(bench: &Bench) -> (Person, Vec<Entry>) {
    let key = bench.folder().join("donnees.key");
    let store = Store::open(&Settings::new(bench.data(), key)).await.unwrap();
    let address = Address::new(Channel::Terminal, "essai");
    let id = store.identify(&address).await.unwrap().own().unwrap();
    let loaded = store.load(id).await.unwrap().unwrap();
    assert!(loaded.unreadable.is_empty(), "{:?}", loaded.unreadable);
    let transcript = store.transcript(id).await.unwrap();
    assert!(transcript.unreadable.is_empty());
    store.close().await.unwrap();
    (loaded.person, transcript.entries)
}

fn answers(person: &Person) -> Answers {
    let all = person.dossiers.iter().flat_map(|dossier| &dossier.answers);
    all.map(|(key, answer)| (key.clone(), (answer.state, answer.value.clone()))).collect()
}

/// The same conversation with a service nobody kills.
struct Replay {
    service: Service,
    from: Address,
}

impl Replay {
    async fn hear(&self, entries: &[Entry]) -> Answers {
        for (at, entry) in entries.iter().enumerate() {
            let answered = at.checked_sub(1).is_some_and(|before| entries[before].who == Who::Candidate);
            let heard = match entry.who {
                Who::Candidate => {
                    assert_eq!(entries.get(at + 1).map(|next| &next.who), Some(&Who::Assistant), "half a turn");
                    Heard::Said(Said::words(entry.text.as_str()))
                }
                _ if answered => continue,
                _ => Heard::Open(Some("acloe-m2".into())),
            };
            self.service.turn(&self.from, heard, None).await.unwrap();
        }
        let id = self.service.store.identify(&self.from).await.unwrap().own().unwrap();
        answers(&self.service.store.load(id).await.unwrap().unwrap().person)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_answer_outlives_a_kill_and_none_is_half_written() {
    let rounds = std::env::var("GUICHET_TEST_KILLS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(100);
    let bench = Bench::new();
    let replay = Replay { service: in_memory(), from: Address::new(Channel::Terminal, "essai") };
    let (mut said, mut seen, mut acknowledged) = (0, 0, 0);
    for round in 0..rounds {
        let pause = Duration::from_millis(5 + RandomState::new().hash_one(round) % 146);
        let whole = talk_and_kill(&bench, said, pause);
        acknowledged += whole - 1;
        let (person, entries) = stored(&bench).await;
        let fresh = &entries[seen..];
        let theirs: Vec<&str> = fresh.iter().filter(|e| e.who == Who::Candidate).map(|e| e.text.as_str()).collect();
        let fed: Vec<String> = (said..said + theirs.len()).map(script).collect();
        assert_eq!(theirs, fed, "round {round}: said once each, in order");
        assert!(theirs.len() + 1 >= whole, "round {round}: {whole} replies read, {} answers kept", theirs.len());
        assert_eq!(answers(&person), replay.hear(fresh).await, "round {round}, killed after {pause:?}");
        said += theirs.len();
        seen = entries.len();
    }
    assert!(acknowledged > rounds, "the chat got somewhere: {acknowledged} answers in {rounds} rounds");
    let export = &bench.json("export", "")[0];
    assert!(export["answers"]["prenom"]["value"].as_str().unwrap().starts_with("Zo"), "{export}");
}
