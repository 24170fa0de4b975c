//! Where bytes from outside enter: each takes any bytes, and panics when a promise is broken. The fuzz targets and
//! `tests/it/fuzz.rs` call the same functions.

use std::sync::LazyLock;

use guichet::campaign::PlatformMail;
use guichet::channel::email::quote::Why;
use guichet::channel::email::read::Mail;
use guichet::channel::email::read::platform::{Known, direct, forwarded};
use guichet::channel::email::vouched::signed;
use guichet::channel::telegram::door::{Doors, Me};
use guichet::channel::telegram::read;
use guichet::conversation::Entry;
use guichet::dialog::definition::{Dialog, Library, Step};
use guichet::dialog::diagnostic::Sources;
use guichet::dialog::load::{embedded, load};
use guichet::dialog::person::{Answer, Channel, Dossier, Key, Person, Value};
use guichet::dialog::reply::{Effect, Event, Reply, Trust, Utterance, What};
use guichet::dialog::turn::{Now, turn};
use guichet::dialog::understand::setting::{Asked, Setting};
use guichet::dialog::understand::understand as understood;
use guichet::dialog::view::{CAMPAIGN, View};
use guichet::redact::redact as redacted;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

static SOURCES: LazyLock<Sources> = LazyLock::new(embedded);
static LIBRARY: LazyLock<Library> = LazyLock::new(|| load(&SOURCES).expect("the built-in files").0);
static ME: LazyLock<Me> =
    LazyLock::new(|| Me { id: 7_000_000_001, username: "guichet_essai_bot".into(), doors: Doors::of(&LIBRARY) });

/// A number from the first two bytes, and the bytes behind them.
fn choice(bytes: &[u8]) -> (usize, &[u8]) {
    match bytes.split_first_chunk::<2>() {
        Some((head, rest)) => (usize::from(u16::from_be_bytes(*head)), rest),
        None => (0, bytes),
    }
}

fn now() -> Now {
    Now { at: Timestamp::UNIX_EPOCH, zone: TimeZone::UTC }
}

/// Every step of every dialog.
fn steps() -> Vec<(&'static Dialog, &'static Step)> {
    let dialogs = LIBRARY.dialogs.values().chain([&LIBRARY.renewal]);
    dialogs.flat_map(|dialog| dialog.steps.iter().map(move |step| (dialog, step))).collect()
}

/// Any words at any step: there is always a reading, and a reason; no secret is read as an answer.
pub fn understand(bytes: &[u8]) {
    let (number, rest) = choice(bytes);
    let steps = steps();
    let (dialog, step) = steps[number % steps.len()];
    let mut dossier = Dossier::new(Uuid::nil(), dialog.id.clone(), dialog.digest, Timestamp::UNIX_EPOCH);
    let own: Vec<_> = LIBRARY.campaigns.all.iter().filter(|campaign| campaign.dialog == dialog.id).collect();
    if let Some(campaign) = own.get(number % own.len().max(1)) {
        dossier.answers.insert(Key::new(CAMPAIGN), Answer::given(Value::of(&*campaign.id)));
    }
    let view = View::new(&LIBRARY, &dossier).expect("its dialog is there");
    let entry = step.group.as_ref().map(|group| (group.clone(), 1));
    let asked = Some(Asked::step(&view, step, &entry));
    let setting = Setting { library: &LIBRARY, view: Some(view), asked, today: now().today() };
    let masked = redacted(&String::from_utf8_lossy(rest));
    let read = understood(&setting, &masked.text, &masked.found);
    assert!(!read.readings.is_empty() && !read.why.is_empty());
}

/// Any text: what was found is masked, what was not is left as it was, and nothing is found twice.
pub fn redact(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let once = redacted(&text);
    assert_eq!(once.found.is_empty(), once.text == text, "found, and nothing changed; or the other way round");
    let marks = once.found.iter().filter(|secret| once.text.contains(secret.mark())).count();
    assert_eq!(marks, once.found.len(), "what was found left its mark");
}

/// Any bytes in any of the files that staff edit: a library or problems, each in its file.
pub fn dialogs(bytes: &[u8]) {
    let (number, rest) = choice(bytes);
    let (place, rest) = choice(rest);
    let mut sources = SOURCES.clone();
    let files = sources.files.len();
    let file = &mut sources.files[number % files];
    let words = String::from_utf8_lossy(rest);
    // One file in two is replaced whole; in the others the bytes stand somewhere in the middle.
    if (number / files).is_multiple_of(2) {
        file.text = words.into_owned();
    } else {
        let mut at = place * 13 % (file.text.len() + 1);
        while !file.text.is_char_boundary(at) {
            at -= 1;
        }
        file.text.insert_str(at, &words);
    }
    let found = match load(&sources) {
        Ok((_, warnings)) => warnings,
        Err(problems) => problems,
    };
    for problem in found {
        assert!(!problem.message.is_empty());
        if let Some(file) = sources.get(&problem.at.file) {
            assert!(problem.at.span.start <= problem.at.span.end && problem.at.span.end <= file.text.len());
        }
    }
}

/// Any text for an update: it is read, or it is none.
pub fn telegram(bytes: &[u8]) {
    let Some(update) = read::parse(&String::from_utf8_lossy(bytes)) else { return };
    if let read::Read::Inbound(inbound) = read::read(&update, &ME) {
        assert!(inbound.seen.id.0.ends_with(&format!("/{}", update.id.0)));
    }
}

/// Our mail that candidates answer in `tests/mail`.
const FORM: &str = include_str!("../tests/mail/formulaire.txt");

/// Any bytes are a mail, and a mail with words has words to show. No file's name leads out of a folder.
pub fn mail(bytes: &[u8]) {
    let mail = Mail::parse(bytes);
    new_in(&mail, None);
    assert!(mail.to.len() <= 200 && mail.to.iter().all(|to| to.contains('@')));
    assert!(!mail.subject.contains(char::is_control), "a subject is one line");
    for file in &mail.attachments {
        assert!(!file.name.is_empty() && !file.name.starts_with('.'), "{:?}", file.name);
        assert!(!file.name.contains(['/', '\\']) && !file.name.contains(char::is_control), "{:?}", file.name);
    }
}

/// Any bytes are the platform's question, or none; what nothing proves is never believed, and a mail that asks grants nothing.
pub fn platform(bytes: &[u8]) {
    let mail = Mail::parse(bytes);
    let mut platforms =
        LIBRARY.campaigns.all.iter().filter_map(|campaign| campaign.renewal.as_ref()?.platform.as_ref());
    let words = platforms.next_back().expect("a campaign whose platform writes");
    let listed = PlatformMail { from: vec!["@acloe.test".to_owned()], ..words.clone() };
    let today = jiff::civil::date(2027, 5, 20);
    for (authserv_id, answers) in [("", false), ("mx.exemple.test", false), ("mx.exemple.test", true)] {
        let known = Known { authserv_id, answers, today };
        let Some(direct) = direct(&mail, &listed, known) else { continue };
        let proven = mail.from.as_deref().is_some_and(|from| signed(&mail.results, authserv_id, from, &[]));
        assert!(proven || direct.trust == Trust::Unproven, "believed, and nothing proves it");
        assert!(direct.trust != Trust::Forwarded && !(direct.asks && answers));
        assert!(!direct.asks || direct.until.is_none_or(|day| day < jiff::civil::date(2027, 8, 1)));
    }
    for platform in [words, &listed] {
        let read = forwarded(&mail, platform, today, |address| address.ends_with("@exemple.test"));
        assert!(read.is_none_or(|read| read.trust != Trust::Authentic && (read.asks || read.until.is_some())));
    }
}

/// Any bytes are an answer to our form, and to a mail of ours that said the very same.
pub fn answer(bytes: &[u8]) {
    let mail = Mail::parse(bytes);
    new_in(&mail, Some(FORM));
    new_in(&mail, Some(&mail.text));
}

/// Reads what is new in a mail: something, where it says something, and the same each time.
fn new_in(mail: &Mail, sent: Option<&str>) {
    let read = mail.read(sent);
    let has_words = mail.text.contains(char::is_alphanumeric);
    assert!(!has_words || !read.reply.trim().is_empty(), "words were lost");
    assert!(!read.why.contains(&Why::NoWords) || !read.reply.contains(char::is_alphanumeric));
    assert!(read.answers.values().all(|answer| !answer.is_empty()), "an answer says something");
    assert!(read.why.is_sorted_by(|left, right| left < right), "each reason once: {:?}", read.why);
    assert_eq!(mail.read(sent), read, "read twice, read the same");
}

/// Any bytes for a stored record: it is refused, or what was read is written and read again the same. A person or a
/// dossier that was read can be talked about.
pub fn records(bytes: &[u8]) {
    again::<Entry>(bytes);
    again::<Reply>(bytes);
    again::<Answer>(bytes);
    again::<Person>(bytes).into_iter().for_each(talk);
    if let Some(dossier) = again::<Dossier>(bytes) {
        talk(Person { focus: Some(dossier.id), dossiers: vec![dossier], ..Person::new(Uuid::nil()) });
    }
}

fn talk(mut person: Person) {
    for words in ["aide", "oui", "Marie", "un autre", "plus tard", "retour", "récapitulatif"] {
        let what = What::Said(Utterance::text(words));
        let event = Event::new(Channel::Terminal, Uuid::from_u128(1), what);
        let turned = turn(&LIBRARY, &person, &event, &now());
        let answered = turned.effects.iter().any(|effect| matches!(effect, Effect::Reply(_)));
        assert!(answered || turned.effects.is_empty(), "an answer, or an agent has the conversation");
        person = turned.person;
    }
}

fn again<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Option<T> {
    let read: T = serde_json::from_slice(bytes).ok()?;
    let written = serde_json::to_vec(&read).expect("what was read can be written");
    let twice: T = serde_json::from_slice(&written).expect("what was written can be read");
    assert_eq!(serde_json::to_vec(&twice).expect("written"), written);
    Some(read)
}
