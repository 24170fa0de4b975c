//! Somebody whose candidature ends in six weeks, and mails of the platform about it.

use std::path::Path;

use guichet::channel::email::letterhead::Letterhead;
use guichet::clock::paris;
use guichet::conversation::{Address, Role, Thread};
use guichet::dialog::definition::Dialog;
use guichet::dialog::load;
use guichet::dialog::person::{Answer, Channel, Dossier, Key, Person, State, Value};
use guichet::store::{Outcome, Settings, Store, TurnCommit};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::letters::bench::Post;
use crate::program::Bench;

pub(super) const ZOE: &str = "zoe.quatrepoint@candidat.test";
/// Where answers to the platform go.
pub(super) const ACLOE: &str = "ce.acloe@acloe.test";
/// The address in the mails of `tests/mail/plateforme`.
const WRITTEN: &str = "assistant+k7q2mz4x9d7tq3vb2345-a0c8f1d2e@exemple.test";
/// Since so many days: the platform may ask, and our own first question is days away.
pub(super) const DAYS: i64 = 140;

/// The facts of the year, the platform's addresses filled in.
pub(super) fn campaigns(bench: &Bench) -> Vec<String> {
    let shipped = include_str!("../../../../config/campagnes.toml");
    let empty = "from = []\nsigned_by = []\nanswers_to = []\n";
    assert!(shipped.contains(empty));
    let filled =
        "from = ['ne-pas-repondre@acloe.test']\nsigned_by = ['acloe.test']\nanswers_to = ['ce.acloe@acloe.test']\n";
    let path = bench.folder().join("campagnes.toml");
    std::fs::write(&path, shipped.replace(empty, filled)).unwrap();
    vec!["--campaigns".to_owned(), path.display().to_string()]
}

/// What is known of the candidate from outside.
#[derive(Clone)]
pub(super) struct Zoe {
    pub(super) alias: String,
    pub(super) envelope: String,
}

impl Zoe {
    /// Stores them: handed in months ago, with what they want answered to the platform.
    pub(super) async fn settled(bench: &Bench, ours: &str, wish: &str) -> Self {
        let store = Store::open(&Settings::new(bench.data(), bench.folder().join("donnees.key"))).await.unwrap();
        let (library, _) = load::load(&load::embedded()).unwrap_or_else(|found| panic!("{found:#?}"));
        let at = Timestamp::now() - SignedDuration::from_hours(24 * DAYS);
        let mut person = Person::new(Uuid::now_v7());
        person.dossiers.push(dossier(at, &library.dialogs["acloe-aesh"], wish));
        person.focus = Some(person.dossiers[0].id);
        person.written = Some(at);
        let (id, dossier, token) = (person.id, person.dossiers[0].id, store.token(person.id));
        let address = Address::new(Channel::Email, ZOE);
        let mut links = Vec::new();
        for address in [address.clone(), Address::token(&token)] {
            links.push((store.identify(&address).await.unwrap(), Role::Own));
        }
        let commit = TurnCommit { links, threads: vec![Thread::new(address)], ..TurnCommit::new(at, None, person) };
        assert!(matches!(store.commit_one(commit).await.unwrap(), Outcome::Done(_)));
        assert_eq!(store.load(id).await.unwrap().unwrap().person.dossiers.len(), 1);
        store.close().await.unwrap();
        let ours = Letterhead {
            address: ours.to_owned(),
            name: String::new(),
            quiet: SignedDuration::ZERO,
            quiet_most: SignedDuration::ZERO,
            authserv_id: String::new(),
        };
        Self { alias: ours.alias(&token, dossier), envelope: ours.platform_envelope(&token, 2) }
    }

    /// A mail of `tests/mail/plateforme`, written to them.
    pub(super) fn mail(&self, name: &str) -> Vec<u8> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/plateforme");
        let text = std::fs::read_to_string(folder.join(format!("{name}.eml"))).unwrap();
        // The days of the file are those of one year.
        let (near, far) = (Timestamp::now(), Timestamp::now() + SignedDuration::from_hours(24 * 220));
        let day = |at: Timestamp| at.to_zoned(paris()).strftime("%d/%m/%Y").to_string();
        let text = text.replace("31/05/2027", &day(near)).replace("mardi 30 novembre 2027", &day(far));
        text.replace(WRITTEN, &self.alias).replace('\n', "\r\n").into_bytes()
    }
}

/// A service they are known to, on a Maildir.
pub(super) fn served(wish: &str) -> (Post, Zoe) {
    let mut post = Post::to_start(Vec::new());
    post.arguments = campaigns(&post.bench);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let zoe = runtime.block_on(Zoe::settled(&post.bench, "assistant@exemple.test", wish));
    post.start();
    (post, zoe)
}

fn dossier(at: Timestamp, dialog: &Dialog, wish: &str) -> Dossier {
    let mut dossier = Dossier::new(Uuid::now_v7(), dialog.id.clone(), dialog.digest, at);
    let answer = |state, value: Option<&str>| Answer {
        state,
        value: value.map(|value| Value::Text(value.to_owned())),
        words: String::new(),
        at,
        channel: Channel::Email,
        by: None,
        flags: Default::default(),
    };
    let day = at.to_zoned(paris()).date().to_string();
    let answers = [
        ("campagne", "aesh"),
        ("prenom", "Zoé"),
        ("nom_patronymique", "Quatrepoint"),
        ("completer-candidature", &day),
        ("souhait_renouvellement", wish),
    ];
    let given = answers.into_iter().map(|(slot, value)| (Key::new(slot), answer(State::Given, Some(value))));
    // Everything else was settled long ago.
    let others = dialog.steps.iter().filter(|step| step.group.is_none());
    let others = others.map(|step| (Key::new(&step.slot.name), answer(State::NotConcerned, None)));
    dossier.answers = others.chain(given).collect();
    dossier.finished = Some(at);
    dossier
}
