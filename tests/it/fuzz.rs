//! What the fuzz targets promise, on many mutated inputs, without a fuzzer: `fuzz/entries.rs`, one test each.

use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

#[path = "../../fuzz/entries.rs"]
mod entries;

/// One thing done to a seed.
#[derive(Debug, Clone)]
enum Mutation {
    Flip(usize, u8),
    Cut(usize, usize),
    Repeat(usize, usize, u8),
    Insert(usize, Vec<u8>),
    Splice(usize, usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let words = prop_oneof![
        Just("\u{0}".as_bytes().to_vec()),
        Just("\u{202e}é\u{301}🎓".as_bytes().to_vec()),
        Just(b"'''\n[[step]]\n".to_vec()),
        Just(b"null,\"\\ud83d".to_vec()),
        Just(b"99999999999999999999".to_vec()),
        Just(vec![0xff, 0xc3]),
        prop::collection::vec(any::<u8>(), 1..12),
    ];
    prop_oneof![
        (any::<usize>(), 1_u8..).prop_map(|(at, mask)| Mutation::Flip(at, mask)),
        (any::<usize>(), 1_usize..40).prop_map(|(at, n)| Mutation::Cut(at, n)),
        (any::<usize>(), 1_usize..20, 1_u8..60).prop_map(|(at, n, times)| Mutation::Repeat(at, n, times)),
        (any::<usize>(), words).prop_map(|(at, words)| Mutation::Insert(at, words)),
        (any::<usize>(), any::<usize>()).prop_map(|(seed, at)| Mutation::Splice(seed, at)),
    ]
}

impl Mutation {
    fn on(&self, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let place = |at: &usize, bytes: &[u8]| at % (bytes.len() + 1);
        match self {
            Self::Flip(at, mask) => {
                let at = place(at, bytes);
                bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= mask);
            }
            Self::Cut(at, n) => {
                let at = place(at, bytes);
                let end = (at + n).min(bytes.len());
                bytes.drain(at..end);
            }
            Self::Repeat(at, n, times) => {
                let at = place(at, bytes);
                let part = bytes[at..(at + n).min(bytes.len())].repeat(usize::from(*times));
                bytes.splice(at..at, part);
            }
            Self::Insert(at, words) => {
                let at = place(at, bytes);
                bytes.splice(at..at, words.iter().copied());
            }
            Self::Splice(seed, at) => {
                let other = &seeds[seed % seeds.len()];
                let at = place(at, bytes);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[at.min(other.len())..]);
            }
        }
    }
}

/// Calls an entry with the seeds, with mutated seeds, and with bytes of no seed.
fn hammer(entry: fn(&[u8]), usual: u32, seeds: Vec<Vec<u8>>) {
    seeds.iter().for_each(|seed| entry(seed));
    let cases = std::env::var("GUICHET_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let strategy = (0..=seeds.len(), prop::collection::vec(mutation(), 1..6));
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&strategy, |(seed, mutations)| {
        let mut bytes = seeds.get(seed).cloned().unwrap_or_default();
        mutations.iter().for_each(|mutation| mutation.on(&mut bytes, &seeds));
        let told = String::from_utf8_lossy(&bytes).into_owned();
        prop_assert!(catch_unwind(AssertUnwindSafe(|| entry(&bytes))).is_ok(), "{told:?}");
        Ok(())
    });
    outcome.expect("no bytes break a promise");
}

/// What candidates say, each at a step of its own.
fn utterances() -> Vec<Vec<u8>> {
    let table = include_str!("../utterances.tsv");
    let said = table.lines().filter_map(|line| line.split('\t').nth(2));
    (0_u16..).zip(said).map(|(at, words)| [&at.to_be_bytes()[..], words.as_bytes()].concat()).collect()
}

#[test]
fn any_words_are_read_at_any_step() {
    hammer(entries::understand, 1500, utterances());
}

#[test]
fn any_text_is_redacted() {
    let secrets = [
        "mon mot de passe c'est Soleil!2026",
        "https://exemple.fr/activer?token=abcdef0123456789",
        "mon numen 59E0412345ABC",
        "2 99 05 59 350 123 45",
        "FR76 3000 6000 0112 3456 7890 189",
        "4970 1000 0000 0007",
    ];
    let plain = utterances().into_iter().map(|seed| seed[2..].to_vec());
    hammer(entries::redact, 3000, secrets.iter().map(|words| words.as_bytes().to_vec()).chain(plain).collect());
}

#[test]
fn any_bytes_load_or_are_told() {
    let bits =
        ["[[step]]\nname = 'a'\n", "ask = '''{a|b}'''", "when = { a = ['b'] }", "[phrases]\n", "id = 'x'\n\u{feff}"];
    let seeds = (0_u16..).zip(bits.iter().cycle()).take(20);
    let seeds = seeds.map(|(at, words)| [&at.to_be_bytes()[..], &(at * 97).to_be_bytes(), words.as_bytes()].concat());
    hammer(entries::dialogs, 30, seeds.collect());
}

#[test]
fn any_update_is_read_or_is_none() {
    let chat = r#""chat":{"id":5,"type":"private","first_name":"C"},"from":{"id":5,"is_bot":false,"first_name":"C"}"#;
    let update = |kind: &str, own: &str| {
        format!(r#"{{"update_id":1,"{kind}":{{"message_id":4,"date":1795000000,{chat}{own}}}}}"#).into_bytes()
    };
    let query = format!(
        r#"{{"update_id":2,"callback_query":{{"id":"1","chat_instance":"2","data":"12:t3:0",
           "from":{{"id":5,"is_bot":false,"first_name":"C"}},"message":{{"message_id":4,"date":1795000000,{chat}}}}}}}"#
    );
    let seeds = vec![
        update("message", r#","text":"bonjour""#),
        update("message", r#","text":"/start m2","entities":[{"type":"bot_command","offset":0,"length":6}]"#),
        update("edited_message", r#","edit_date":1795000001,"text":"Lille""#),
        update("message", r#","caption":"diplôme","document":{"file_id":"a","file_unique_id":"b","file_size":9}"#),
        update("message", r#","photo":[{"file_id":"a","file_unique_id":"b","width":1,"height":1}]"#),
        update("message", r#","voice":{"file_id":"a","file_unique_id":"b","duration":1}"#),
        query.into_bytes(),
    ];
    hammer(entries::telegram, 3000, seeds);
}

/// The mails of real programs.
fn mails() -> Vec<Vec<u8>> {
    let mut mails = Vec::new();
    for folder in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mail")).expect("the mails") {
        let folder = folder.expect("a folder").path();
        let files = std::fs::read_dir(folder).into_iter().flatten().map(|file| file.expect("a file").path());
        mails.extend(files.filter(|file| file.extension().is_some_and(|end| end == "eml")));
    }
    // The same order on every machine.
    mails.sort();
    assert!(mails.len() > 100, "the mails are there");
    mails.into_iter().map(|mail| std::fs::read(mail).expect("a mail")).collect()
}

#[test]
fn any_bytes_are_a_mail() {
    hammer(entries::mail, 500, mails());
}

#[test]
fn any_bytes_are_the_platforms_question_or_none() {
    let seeds = mails().into_iter().filter(|mail| String::from_utf8_lossy(mail).contains("candidature"));
    hammer(entries::platform, 500, seeds.collect());
}

#[test]
fn any_bytes_are_an_answer_to_a_mail_of_ours() {
    hammer(entries::answer, 300, mails());
}

#[test]
fn any_record_is_read_again_the_same_or_refused() {
    let id = "0198c0de-0000-7000-8000-000000000001";
    let at = "2026-03-02T09:00:00Z";
    let seeds = [
        format!(r#"{{"id":"{id}","focus":"{id}","pending":{{"Which":{{"key":"zones","among":["a"]}}}},"misses":254}}"#),
        format!(r#"{{"id":"{id}","owner":{{"Agent":"x"}},"waiting":{{"since":"{at}","why":"stuck"}}}}"#),
        format!(
            r#"{{"id":"{id}","dialog":"acloe-m2","opened":"{at}","digest":1,"entries":{{"diplome":[1,4294967295]}},
                   "numbers":{{"diplome/1/libelle":4294967295}},"trail":["prenom"],"reopened":["diplome/2/ville"]}}"#
        ),
        format!(
            r#"{{"state":"given","value":["a","b"],"words":"a","at":"{at}","channel":"telegram","flags":["partial"]}}"#
        ),
        format!(r#"{{"state":{{"deferred":{{"until":"2026-09-01"}}}},"at":"{at}","channel":"email"}}"#),
        format!(r#"{{"seq":3,"at":"{at}","who":"candidate","channel":"terminal","text":"bonjour","message":7}}"#),
    ];
    hammer(entries::records, 3000, seeds.into_iter().map(String::into_bytes).collect());
}
