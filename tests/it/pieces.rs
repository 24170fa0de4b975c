//! Files candidates send: kept by the chat, listed, written out again, refused in words.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use guichet::clock::Clock;
use guichet::conversation::Address;
use guichet::conversation::said::{Heard, Said};
use guichet::dialog::person::{Channel, Fault, Piece};
use guichet::document::{Caps, Incoming, Pieces};
use guichet::service::Service;
use guichet::store::{Settings, Store};
use serde_json::{Value, json};

use crate::disk::SmallDisk;
use crate::program::{Bench, Talk, told};

const PDF: &[u8] =
    b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 0\ntrailer<</Root 1 0 R>>\nstartxref\n39\n%%EOF\n";

fn write(bench: &Bench, name: &str, bytes: &[u8]) -> PathBuf {
    let path = bench.folder().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Sends a file before it is asked for, and says that it is meant.
fn send(talk: &mut Talk, path: &Path) -> Value {
    let asked = talk.send(&json!({ "file": path }));
    assert!(asked["text"].as_str().unwrap().contains("Est-ce bien"), "{asked}");
    talk.say("oui")
}

#[test]
fn a_file_sent_by_chat_is_listed_and_written_out_the_same_both_ways() {
    let bench = Bench::new();
    let path = write(&bench, "Mon diplôme.pdf", PDF);
    let (mut talk, _) = Talk::start(bench.command("chat acloe-m2 --jsonl --as marie"));
    assert_eq!(talk.say("1")["slot"], "civilite");
    send(&mut talk, &path);
    let again = talk.send(&json!({ "file": path }));
    assert!(again["text"].as_str().unwrap().contains("J’ai déjà"), "{again}");
    let export = bench.json("export --as marie", "").remove(0);
    let piece = &export["pieces"][0];
    assert_eq!((&piece["name"], &piece["kind"]), (&json!("Mon diplôme.pdf"), &json!("application/pdf")));
    assert_eq!(piece["bytes"], PDF.len());
    assert!(piece["at"].is_string() && piece["id"].is_string(), "{piece}");
    let number = export["number"].as_str().unwrap().to_owned();
    let key = piece["key"].as_str().unwrap().to_owned();
    let words = format!("piece {number} {key} -o -");
    let beside = bench.says(&words, "");
    assert!(talk.end().success());
    assert_eq!(bench.says(&words, "").as_bytes(), PDF);
    assert_eq!(beside.as_bytes(), PDF);
    let sheet = bench.says("export --as marie --format fiche", "");
    assert!(sheet.contains(&format!("Mon diplôme.pdf : PDF, {}\u{a0}octets", PDF.len())), "{sheet}");
    let copy = bench.folder().join("copie.pdf");
    let words = format!("piece {number} {key} -o {}", copy.display());
    bench.says(&words, "");
    assert_eq!(std::fs::read(&copy).unwrap(), PDF);
    let output = bench.run(&words, "");
    assert!(told(&output).contains("existe déjà"), "{}", told(&output));
    let output = bench.run(&format!("piece {number} autre.pdf"), "");
    assert!(told(&output).contains("Pièces reçues : Mon diplôme.pdf"), "{}", told(&output));
}

#[test]
fn a_second_chat_sends_its_files_through_the_first() {
    let bench = Bench::new();
    let path = write(&bench, "licence.pdf", PDF);
    let (first, _) = Talk::start(bench.command("chat --jsonl --as paul"));
    let (mut second, _) = Talk::start(bench.command("chat acloe-m2 --jsonl --as marie"));
    second.say("1");
    send(&mut second, &path);
    assert!(second.end().success() && first.end().success());
    let export = bench.json("export --as marie", "").remove(0);
    let number = export["number"].as_str().unwrap();
    assert_eq!(bench.says(&format!("piece {number} licence.pdf -o -"), "").as_bytes(), PDF);
}

#[test]
fn a_file_that_cannot_be_taken_is_told_why() {
    let bench = Bench::new();
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    let cases: [(&str, &[u8], &[&str]); 4] = [
        ("photo.heic", heic, &["HEIC", "PDF"]),
        ("diplome.pdf", heic, &["s’appelle", "diplome.pdf", "HEIC"]),
        ("vide.pdf", b"", &["vide"]),
        ("lettre.txt", b"Bonjour", &["TXT", "PDF"]),
    ];
    let (mut talk, _) = Talk::start(bench.command("chat acloe-m2 --jsonl --as marie"));
    talk.say("1");
    for (name, bytes, words) in cases {
        let reply = talk.send(&json!({ "file": write(&bench, name, bytes) }));
        let text = reply["text"].as_str().unwrap();
        assert!(words.iter().all(|word| text.contains(word)), "{name}: {text}");
    }
    let big = [PDF, &vec![b' '; 26 << 20]].concat();
    let reply = talk.send(&json!({ "file": write(&bench, "gros.pdf", &big) }));
    let text = reply["text"].as_str().unwrap();
    assert!(text.contains("pèse 26") && text.contains("20\u{a0}Mo"), "{text}");
    assert!(talk.end().success());
    assert_eq!(bench.json("export --as marie", "")[0]["pieces"], json!([]));
}

async fn service(folder: &Path, caps: Caps) -> Service {
    let (library, _) = guichet::dialog::load::load(&guichet::dialog::load::embedded()).unwrap();
    let mut settings = Settings::new(folder.join("donnees"), folder.join("cle"));
    settings.ballast_bytes = 0;
    let store = Store::open(&settings).await.unwrap();
    let pieces = Pieces::open(&folder.join("donnees/pieces"), caps).unwrap();
    Service {
        library: Arc::new(library),
        store,
        pieces,
        clock: Clock::real(),
        letterhead: None,
        bot: Arc::default(),
        lines: Arc::default(),
        held: Default::default(),
    }
}

fn marie() -> Address {
    Address::new(Channel::Terminal, "marie")
}

fn licence() -> Vec<Incoming> {
    vec![Incoming { name: Some("licence.pdf".into()), bytes: PDF.to_owned() }]
}

#[tokio::test]
async fn a_kill_before_the_commit_leaves_a_piece_nothing_refers_to() {
    let folder = tempfile::tempdir().unwrap();
    let first = service(folder.path(), Caps::default()).await;
    first.turn(&marie(), Heard::Open(Some("acloe-m2".into())), None).await.unwrap();
    let kept = first.keep(&marie(), licence()).await.unwrap();
    assert!(kept.id.is_some() && kept.fault.is_none(), "{kept:?}");
    // Killed here: the turn that takes it never ran.
    first.store.clone().close().await.unwrap();
    let again = service(folder.path(), Caps::default()).await;
    let id = again.store.identify(&marie()).await.unwrap().own().unwrap();
    let person = again.store.load(id).await.unwrap().unwrap().person;
    assert!(
        person.dossiers.iter().all(|dossier| dossier.answers.values().all(|a| !format!("{a:?}").contains("licence")))
    );
    // Sent again, it is the same piece, and taken.
    let same = again.keep(&marie(), licence()).await.unwrap();
    assert_eq!(same, kept);
    again.turn(&marie(), Heard::Said(Said { files: vec![same], ..Said::default() }), None).await.unwrap();
    again.turn(&marie(), Heard::Said(Said::words("oui")), None).await.unwrap();
    let seal = again.store.piece_seal(id).await.unwrap().unwrap();
    assert_eq!(again.pieces.read(id, &seal, &kept).await.unwrap(), vec![PDF.to_owned()]);
    assert_eq!(again.sweep_pieces().await.unwrap(), 0);
}

#[tokio::test]
async fn an_erased_persons_files_go_with_them() {
    let folder = tempfile::tempdir().unwrap();
    let service = service(folder.path(), Caps::default()).await;
    service.turn(&marie(), Heard::Open(Some("acloe-m2".into())), None).await.unwrap();
    service.keep(&marie(), licence()).await.unwrap();
    let id = service.store.identify(&marie()).await.unwrap().own().unwrap();
    let theirs = folder.path().join("donnees/pieces").join(id.to_string());
    assert!(theirs.exists());
    for words in ["effacer mes données", "oui"] {
        service.turn(&marie(), Heard::Said(Said::words(words)), None).await.unwrap();
    }
    assert!(!theirs.exists());
    assert_eq!(service.keep(&marie(), licence()).await.unwrap().fault, Some(Fault::Lost));
}

#[tokio::test]
async fn a_day_has_its_limit_and_the_candidate_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let service = service(folder.path(), Caps { files: 0, bytes: 1 << 20, ..Caps::default() }).await;
    service.turn(&marie(), Heard::Open(Some("acloe-m2".into())), None).await.unwrap();
    let piece = service.keep(&marie(), licence()).await.unwrap();
    assert_eq!(piece.fault, Some(Fault::DayCount(0)));
    let said = Said { files: vec![piece], ..Said::default() };
    let reply = service.turn(&marie(), Heard::Said(said), None).await.unwrap();
    let text = guichet::channel::plain::text(&reply);
    assert!(text.contains("demain"), "{text}");
}

#[tokio::test]
async fn a_full_disk_refuses_a_file_and_keeps_the_others() {
    let Some(disk) = SmallDisk::mount() else {
        assert!(std::env::var_os("GUICHET_TEST_NO_MOUNT").is_some(), "mount a tmpfs, or set GUICHET_TEST_NO_MOUNT");
        return;
    };
    let folder = disk.path().join("pieces");
    let pieces = Pieces::open(&folder, Caps::default()).unwrap();
    let service = Service { pieces, ..crate::service::in_memory() };
    service.turn(&marie(), Heard::Open(Some("acloe-m2".into())), None).await.unwrap();
    let kept = service.keep(&marie(), licence()).await.unwrap();
    let big = [PDF, &vec![b'x'; (25 << 20) - PDF.len()]].concat();
    let refused = service.keep(&marie(), vec![Incoming { name: None, bytes: big }]).await.unwrap();
    assert_eq!((refused.fault, refused.id), (Some(Fault::NoRoom), None));
    let said = Said { files: vec![Piece { bytes: 1000, ..refused }], ..Said::default() };
    let reply = service.turn(&marie(), Heard::Said(said), None).await.unwrap();
    assert!(guichet::channel::plain::text(&reply).contains("la place manque"));
    // Nothing of it stays: there is room again, and what was there is there.
    let other = [PDF, &vec![b'y'; 15 << 20]].concat();
    let other = service.keep(&marie(), vec![Incoming { name: None, bytes: other }]).await.unwrap();
    assert_eq!(other.fault, None);
    let id = service.store.identify(&marie()).await.unwrap().own().unwrap();
    let seal = service.store.piece_seal(id).await.unwrap().unwrap();
    assert_eq!(service.pieces.read(id, &seal, &kept).await.unwrap(), vec![PDF.to_owned()]);
}
