//! A realistic candidate and realistic turns.

use guichet::conversation::{Address, Class, Entry, Outgoing, Role, Seen, Who};
use guichet::dialog::person::{Answer, Channel, Dossier, Key, Person, State, Value};
use guichet::store::{Identity, Loaded, TurnCommit};
use jiff::Timestamp;
use uuid::Uuid;

const SLOTS: [&str; 30] = [
    "campagne",
    "civilite",
    "nom_patronymique",
    "nom_usage",
    "prenom",
    "courriel",
    "telephone",
    "date_naissance",
    "lieu_naissance",
    "nationalite",
    "adresse",
    "code_postal",
    "ville",
    "type_diplome",
    "date_obtention",
    "discipline",
    "zones",
    "boursier",
    "bourse_demandee",
    "universite",
    "ine",
    "creer-compte",
    "activer-compte",
    "se-connecter",
    "verifier-courriel",
    "recapitulatif",
    "deposer-cv",
    "deposer-lettre",
    "deposer-diplome",
    "valider",
];
const ASKED: &str = "Merci, c’est bien noté. **Étape 12 sur 28 · Vos zones**\n\nDans quelles zones souhaitez-vous \
    exercer ? Indiquez-les de la plus souhaitée à la moins souhaitée, par leur nom ou par leur numéro :\n- 1 Lille\n- 2 \
    Roubaix-Tourcoing\n- 3 Douai\n- 4 Valenciennes\n- 5 Dunkerque\n- 6 Cambrai\n\nVous pourrez changer d’avis jusqu’à la \
    validation. Si vous préférez répondre plus tard, écrivez « plus tard ».";

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn answer(turn: i64, slot: usize) -> Answer {
    let words = format!("réponse {turn} à la question {slot}, en quelques mots");
    Answer {
        state: State::Given,
        value: Some(Value::of(&words)),
        words,
        at: at(turn),
        channel: Channel::Telegram,
        by: None,
        flags: Default::default(),
    }
}

/// Someone halfway through their file.
pub fn person() -> Person {
    let mut person = Person::new(Uuid::now_v7());
    let mut dossier = Dossier::new(Uuid::now_v7(), "acloe-m2".into(), 0x1234_5678_9abc, at(0));
    for (number, slot) in SLOTS.iter().enumerate().take(15) {
        dossier.answers.insert(Key::new(slot), answer(0, number));
        dossier.numbers.insert(Key::new(slot), number as u32);
        dossier.trail.push(Key::new(slot));
    }
    for slot in &SLOTS[..8] {
        person.profile.insert((*slot).into(), answer(0, 0));
    }
    person.focus = Some(dossier.id);
    person.dossiers.push(dossier);
    person
}

/// Their first turn: everything is written.
pub fn first(person: &Person, identity: Identity) -> TurnCommit {
    TurnCommit { links: vec![(identity, Role::Own)], ..said(person, 0).commit(None) }
}

/// What a turn says and sends, made before the clock starts: the pure core makes it, and is measured elsewhere.
pub struct Said {
    after: Person,
    entries: Vec<Entry>,
    outbox: Vec<Outgoing>,
    turn: i64,
}

/// The next turns of someone, each after the other. Like most: one or two answers, two transcript entries, a message to
/// send, the next wake.
pub fn turns(person: &Person, from: i64, count: i64) -> Vec<Said> {
    let mut after = person.clone();
    let said = |turn| {
        let dossier = after.focused_mut().unwrap();
        for slot in [15 + turn as usize % 15, 3].into_iter().take(1 + turn as usize % 2) {
            dossier.answers.insert(Key::new(SLOTS[slot]), answer(turn, slot));
            dossier.numbers.insert(Key::new(SLOTS[slot]), slot as u32);
            dossier.trail.retain(|key| &*key.slot != SLOTS[slot]);
            dossier.trail.push(Key::new(SLOTS[slot]));
        }
        said(&after, turn)
    };
    (from..from + count).map(said).collect()
}

fn said(after: &Person, turn: i64) -> Said {
    let (dossier, person) = (after.focus, after.id);
    let entry = |who, text| Entry::new(at(turn), who, Channel::Telegram, dossier, text);
    let message = Outgoing {
        id: Uuid::now_v7(),
        person,
        address: address(person),
        payload: ASKED.to_owned().into(),
        created: at(turn),
        class: Class::Answer,
        voice: Default::default(),
        entry: Some(1),
    };
    let theirs = entry(Who::Candidate, "Lille puis Douai, et sinon Valenciennes");
    Said { after: after.clone(), entries: vec![theirs, entry(Who::Assistant, ASKED)], outbox: vec![message], turn }
}

impl Said {
    /// The turn as it is committed.
    pub fn commit(self, before: Option<Loaded>) -> TurnCommit {
        let Self { after, entries, outbox, turn } = self;
        let seen = vec![Seen::new(Channel::Telegram, format!("{}/{turn}", after.id), Some(at(turn)))];
        let wake = Some(at(86_400 + turn));
        TurnCommit { seen, entries, outbox, wake, ..TurnCommit::new(at(turn), before, after) }
    }
}

pub fn address(person: Uuid) -> Address {
    Address::new(Channel::Telegram, person.simple().to_string())
}
