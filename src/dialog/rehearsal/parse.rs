//! A script's text: « Mot : suite » on each line, `#` for remarks, indented lines continue the one before.

use jiff::Span;
use jiff::civil::{Date, DateTime, date, time};

use super::script::{
    AUTHORITIES, Act, CHANNELS, COMMANDS, Expect, FLAGS, Failure, Held, Item, Line, Row, STANDINGS, Script, TRUSTS,
    Verb, WORDLESS,
};
use crate::dialog::fold::fold;
use crate::dialog::person::Piece;
use crate::dialog::reply::{PlatformSays, Trust};
use crate::messages::rehearsal as messages;

/// A « Mot : suite » with the lines that continue it.
struct Entry<'t> {
    at: usize,
    word: &'t str,
    rest: &'t str,
    more: Vec<(usize, &'t str)>,
}

/// Reads a script, or says all that is wrong with it.
pub(super) fn script(text: &str) -> Result<Script, Vec<Failure>> {
    let mut script = Script { title: String::new(), start: beginning(), by_mail: false, lines: Vec::new() };
    let mut failures = Vec::new();
    for entry in entries(text, &mut failures) {
        match fold(entry.word).as_str() {
            "titre" => script.title = entry.words(),
            "canal" => match known(CHANNELS, entry.rest) {
                Ok(by_mail) => script.by_mail = by_mail,
                Err(message) => failures.push(entry.fails(message)),
            },
            "date" => match moment(entry.rest) {
                Some(start) => script.start = start,
                None => failures.push(entry.fails(messages::date(entry.rest))),
            },
            word => match item(word, &entry) {
                Ok(item) => script.lines.push(Line { at: entry.at, item }),
                Err(message) => failures.push(entry.fails(message)),
            },
        }
    }
    if failures.is_empty() { Ok(script) } else { Err(failures) }
}

/// When a script begins that does not say it.
fn beginning() -> DateTime {
    date(2026, 3, 2).to_datetime(time(10, 0, 0, 0))
}

fn entries<'t>(text: &'t str, failures: &mut Vec<Failure>) -> Vec<Entry<'t>> {
    let mut entries: Vec<Entry> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let at = index + 1;
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if line.starts_with([' ', '\t', '\u{a0}']) {
            match entries.last_mut() {
                Some(entry) => entry.more.push((at, trimmed)),
                None => failures.push(Failure { line: at, message: messages::lonely() }),
            }
            continue;
        }
        let (word, rest) = trimmed.split_once(':').unwrap_or((trimmed, ""));
        entries.push(Entry { at, word: word.trim(), rest: rest.trim(), more: Vec::new() });
    }
    entries
}

impl Entry<'_> {
    /// Everything behind the colon, `\n` and continued lines as line breaks.
    fn words(&self) -> String {
        let mut words = self.rest.replace("\\n", "\n");
        for (_, line) in &self.more {
            if !words.is_empty() {
                words.push('\n');
            }
            words.push_str(line);
        }
        words
    }

    fn fails(&self, message: String) -> Failure {
        Failure { line: self.at, message }
    }
}

fn item(word: &str, entry: &Entry) -> Result<Item, String> {
    let words = entry.words();
    if let Some(act) = act(word, entry, &words)? {
        return Ok(Item::Act(act));
    }
    expect(word, &words)?.map(Item::Expect).ok_or_else(|| messages::unknown_word(entry.word))
}

fn act(word: &str, entry: &Entry, words: &str) -> Result<Option<Act>, String> {
    let act = match word {
        "ouvre" => Act::Open(Some(words).filter(|name| !name.is_empty()).map(Into::into)),
        "candidat" => Act::Say(words.to_owned()),
        "candidat repond" => Act::Answers(rows(entry)?),
        "appuie" => press(Verb::Take, words),
        "ajoute" => press(Verb::Ensure, words),
        "enleve" => press(Verb::Remove, words),
        "valide" => press(Verb::Validate, words),
        "place" => {
            let (option, place) = words.split_once('=').ok_or_else(|| messages::equals(words))?;
            let place = place.trim().parse().map_err(|_| messages::equals(words))?;
            press(Verb::Place(place), option)
        }
        "commande" => Act::Command(known(COMMANDS, words)?),
        "change" => {
            let (question, now) = words.split_once('=').ok_or_else(|| messages::equals(words))?;
            Act::Edit(question.trim().to_owned(), now.trim().to_owned())
        }
        "envoie" => Act::Wordless(known(WORDLESS, words)?),
        "fichier" => Act::File(file(words).ok_or_else(|| messages::file(words))?),
        "temps" => Act::Time(Box::new(span(words).ok_or_else(|| messages::time(words))?)),
        "personne" => Act::Person(words.to_owned()),
        "preuve" => Act::Proof(fold(words) != "non"),
        "adresse" => Act::Address(words.to_owned()),
        "guide" => Act::Guide(words.to_owned()),
        "acloe" => Act::Platform(platform(words)?),
        "autorite" => Act::Authority(known(AUTHORITIES, words)?),
        "absent" => Act::Absent(match fold(words) == "non" {
            true => None,
            false => Some(french_day(words).ok_or_else(|| messages::date(words))?),
        }),
        "recu" => Act::Delivered(fold(words) != "non"),
        word => return Ok(super::staff::deed(word, words)?.map(Act::Staff)),
    };
    Ok(Some(act))
}

fn expect(word: &str, words: &str) -> Result<Option<Expect>, String> {
    let said = words.to_owned();
    let no = fold(words) == "non";
    let expect = match word {
        "assistant" => Expect::Said(said),
        "jamais" => Expect::NotSaid(said),
        "jamais en memoire" => Expect::Forgotten(said),
        "question" => Expect::Asked(Some(said).filter(|name| fold(name) != "aucune")),
        "dossier" => held(words)?,
        "fiche" => {
            let (field, value) = words.split_once('=').ok_or_else(|| messages::equals(words))?;
            Expect::Sheet(field.trim().to_owned(), value.trim().to_owned())
        }
        "choisi" => {
            let all = words.split('>').map(str::trim).filter(|name| !name.is_empty() && fold(name) != "rien");
            Expect::Chosen(all.map(str::to_owned).collect())
        }
        "regle" => Expect::Settled(said),
        "silence" => Expect::Silence,
        "courriels" => Expect::Letters(words.trim().parse().map_err(|_| messages::equals(words))?),
        "attend" => Expect::Waits(fold(words) == "une personne"),
        "efface" => Expect::Erased,
        "termine" => Expect::Finished(!no),
        "repondu a acloe" => Expect::Answered(Some(said).filter(|words| fold(words) != "rien")),
        _ => return Ok(None),
    };
    Ok(Some(expect))
}

/// `slot = valeur`, `slot : état proposé`, `slot : signalé hors-liste`.
fn held(words: &str) -> Result<Expect, String> {
    if let Some((slot, rest)) = words.split_once(':').filter(|(slot, _)| !slot.contains('=')) {
        let slot = slot.trim().to_owned();
        let (word, name) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
        let held = match fold(word).as_str() {
            "etat" => named(STANDINGS, name).map(Held::State),
            "signale" => named(FLAGS, name).map(Held::Flagged),
            _ => None,
        };
        let known = || STANDINGS.iter().map(|(name, _)| *name).chain(FLAGS.iter().map(|(name, _)| *name)).collect();
        return held.map(|held| Expect::Answer(slot, held)).ok_or_else(|| messages::standing(words, known()));
    }
    let (slot, value) = words.split_once('=').ok_or_else(|| messages::equals(words))?;
    Ok(Expect::Answer(slot.trim().to_owned(), Held::Value(value.trim().to_owned())))
}

/// « Oui sur creer-compte »: what is pressed, and of which question.
fn press(verb: Verb, words: &str) -> Act {
    match format!(" {words}").split_once(" sur ") {
        Some((option, question)) => Act::Press(verb, option.trim().to_owned(), Some(question.trim().to_owned())),
        None => Act::Press(verb, words.trim().to_owned(), None),
    }
}

/// « demande », « affiche 31/12/2027 », « demande, transféré »: what the platform's mail says.
fn platform(words: &str) -> Result<PlatformSays, String> {
    let (says, trust) = words.split_once(',').unwrap_or((words, "authentique"));
    let trust = known(TRUSTS, trust.trim())?;
    let (verb, day) = says.trim().split_once(' ').unwrap_or((says.trim(), ""));
    let until = match fold(verb).as_str() {
        "demande" => None,
        "affiche" => Some(french_day(day).ok_or_else(|| messages::date(day))?),
        _ => return Err(messages::standing(says, vec!["demande", "affiche"])),
    };
    let mail = if trust == Trust::Authentic { "mail".to_owned() } else { String::new() };
    Ok(PlatformSays { asks: until.is_none(), until, trust, mail, above: false })
}

/// « 31/12/2027 ».
fn french_day(words: &str) -> Option<Date> {
    let mut parts = words.trim().split('/').map(str::parse::<i16>);
    let (day, month, year) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn known<T: Copy>(table: &[(&str, T)], name: &str) -> Result<T, String> {
    named(table, name).ok_or_else(|| messages::standing(name, table.iter().map(|(name, _)| *name).collect()))
}

fn named<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(known, _)| fold(known) == fold(name)).map(|(_, found)| *found)
}

fn rows(entry: &Entry) -> Result<Vec<Row>, String> {
    let row = |(at, line): &(usize, &str)| {
        let (name, words) = line.split_once('=').ok_or_else(|| messages::equals(line))?;
        Ok(Row { at: *at, name: name.trim().to_owned(), words: words.trim().replace("\\n", "\n") })
    };
    entry.more.iter().map(row).collect()
}

/// `licence.pdf (120 Ko, application/pdf)`.
pub(super) fn file(words: &str) -> Option<Piece> {
    let (name, rest) = words.split_once('(').unwrap_or((words, "100 Ko, application/pdf)"));
    let inside = rest.trim_end().strip_suffix(')')?;
    let (size, kind) = inside.split_once(',').unwrap_or((inside, "application/pdf"));
    let mut parts = size.split_whitespace();
    let number: u64 = parts.next()?.parse().ok()?;
    let unit: u64 = match fold(parts.next()?).as_str() {
        "octet" | "octets" => 1,
        "ko" => 1024,
        "mo" => 1024 * 1024,
        _ => return None,
    };
    let piece = Piece::new(name.trim(), kind.trim(), number.checked_mul(unit)?);
    (!piece.name.is_empty()).then_some(piece)
}

/// `+ 3 jours`, `+ 6 mois`.
fn span(words: &str) -> Option<Span> {
    let mut parts = words.trim().trim_start_matches('+').split_whitespace();
    let number: i64 = parts.next()?.parse().ok().filter(|number| (0..=100_000).contains(number))?;
    let span = Span::new();
    match fold(parts.next()?).as_str() {
        "minute" | "minutes" => span.try_minutes(number),
        "heure" | "heures" => span.try_hours(number),
        "jour" | "jours" => span.try_days(number),
        "semaine" | "semaines" => span.try_weeks(number),
        "mois" => span.try_months(number),
        "an" | "ans" => span.try_years(number),
        _ => return None,
    }
    .ok()
}

fn moment(words: &str) -> Option<DateTime> {
    let day = || words.parse::<Date>().ok().map(|day| day.to_datetime(time(10, 0, 0, 0)));
    if words.contains(':') { words.parse().ok() } else { day() }
}
