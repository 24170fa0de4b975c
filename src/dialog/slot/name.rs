//! Names of persons: any letters, hyphens, apostrophes, particles; capitals restored; « X épouse Y » told apart.

mod parts;
#[cfg(test)]
mod tests;

use parts::{Bond, bond, by_capitals, by_order};
use unicode_normalization::UnicodeNormalization;

use super::casing::{OF_PERSONS, PERSON, capitals, is_apostrophe};
use super::{Heard, Scene, answer};
use crate::dialog::definition::Name;
use crate::dialog::fold::Said;
use crate::dialog::intent::Reason;
use crate::dialog::lexicon::List;
use crate::dialog::person::{Flag, Value};
use crate::dialog::phrase::Phrase;

/// More words than these are no name.
const WORDS: usize = 6;
/// More signs than these are no name.
const SIGNS: usize = 80;
/// So many words before a sentence that goes on may be the name asked for.
const HEAD: usize = 2;
/// Words of sentences: where one stands, it is not a name.
const SENTENCE: &[&str] = &[
    "ai", "as", "avec", "car", "ce", "ces", "cette", "comme", "comment", "dans", "est", "et", "etes", "http", "https",
    "ils", "je", "mais", "mes", "ne", "nous", "on", "ont", "ou", "pas", "peux", "pour", "pourquoi", "qu", "quand",
    "que", "quel", "quelle", "qui", "quoi", "sais", "ses", "sont", "suis", "sur", "tu", "veux", "vos", "votre", "vous",
    "voudrais", "www",
];
/// « Le même »: a reference this reader cannot follow, and no name.
const SAME: &[&str] =
    &["idem", "pareil", "pareille", "le meme", "la meme", "meme", "meme nom", "le meme nom", "identique"];
/// Nobody is called so: insults, and words of a phone that are no name beside others.
const RUDE: &[&str] = &[
    "connard", "connards", "connasse", "foutre", "merde", "putain", "salope", "salaud", "encule", "encules", "batard",
    "fdp", "ntm", "fuck", "pk", "pq", "pkoi", "koi", "jveux", "voulez", "marche", "parler", "someone", "talk",
];
const TITLES: &[&str] = &["mme", "mmes", "madame", "mlle", "melle", "mademoiselle", "mr", "monsieur"];

/// Reads a name. `usage` is the slot that also gets « épouse Y ».
#[must_use]
pub fn read(scene: &Scene, said: &Said, usage: Option<&Name>) -> Heard {
    if said.question || said.words.len() > 60 {
        return Heard::Nothing;
    }
    let slot = Which::of(scene, usage);
    if let Some((run, bond)) = bond(said)
        && (scene.asked || slot != Which::Given)
    {
        return bonded(scene, said, usage, &run, bond);
    }
    match scene.asked {
        true => asked(scene, said, slot),
        false => aside(scene, said, slot),
    }
}

/// Which of a person's names the slot is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Given,
    Usage,
    Birth,
}

impl Which {
    fn of(scene: &Scene, usage: Option<&Name>) -> Self {
        match usage {
            Some(_) => Self::Birth,
            None if scene.slot.name.contains("prenom") => Self::Given,
            None => Self::Usage,
        }
    }

    fn pick(self, (given, family): (String, String)) -> String {
        if self == Self::Given { given } else { family }
    }
}

fn asked(scene: &Scene, said: &Said, slot: Which) -> Heard {
    if answer::is_yes_or_no(scene, said) || said.words.iter().any(|word| word.text == "arobase") {
        return Heard::Nothing;
    }
    let Some(bare) = answer::open(scene, said) else { return Heard::Nothing };
    let bare = untitled(&bare);
    if SAME.contains(&bare.folded().as_str()) {
        return Heard::Nothing;
    }
    // « Anne-Sophie et je suis née le 2 mai » goes on behind the name.
    let head = || clean(&extent(scene, &bare, 0)).filter(|head| head.split(' ').count() <= HEAD);
    let whole = clean(&bare.raw);
    let goes_on = whole.is_none();
    let Some(name) = whole.or_else(head) else { return Heard::Refused(Reason::of(Phrase::NameUnread), None) };
    if let Some(both) = by_capitals(&name) {
        // « MARIE anne » may be one first name, typed in haste.
        let small = both.0.starts_with(char::is_lowercase);
        let (value, flags) = (written(&slot.pick(both)), vec![Flag::Approximate]);
        return if small { Heard::Check(value, flags) } else { Heard::Value(value, flags) };
    }
    let listed = slot != Which::Given && name.contains(',');
    match by_order(&name.replace(',', ""), PERSON) {
        Some(both) if is_introduced(said) => Heard::Check(written(&slot.pick(both)), vec![Flag::Approximate]),
        _ if goes_on || listed || name.chars().count() == 1 => Heard::Check(written(&name), vec![Flag::Approximate]),
        _ => Heard::Value(written(&name), Vec::new()),
    }
}

/// Not asked for: only where it is introduced.
fn aside(scene: &Scene, said: &Said, slot: Which) -> Heard {
    if let Some(name) = called(scene, said).and_then(|at| clean(&extent(scene, said, at))) {
        return Heard::Value(written(&name), Vec::new());
    }
    let Some(name) = introduced(said).and_then(|at| clean(&extent(scene, said, at))) else {
        return presented(scene, said, slot);
    };
    let alone = !name.contains(' ') && slot == Which::Given;
    match by_capitals(&name) {
        Some(both) if slot != Which::Usage => Heard::Value(written(&slot.pick(both)), Vec::new()),
        None if alone => Heard::Value(written(&name), Vec::new()),
        // « Je m’appelle Sonia Haddad », before either was asked: both are read back.
        None if slot != Which::Usage && scene.held.is_none() => by_order(&name, PERSON)
            .map_or(Heard::Nothing, |both| Heard::Check(written(&slot.pick(both)), vec![Flag::Approximate])),
        _ => Heard::Nothing,
    }
}

/// « Je suis Zoé Dupuis », told by the capitals alone: read again before it is kept.
fn presented(scene: &Scene, said: &Said, slot: Which) -> Heard {
    let pairs = said.words.iter().zip(said.words.iter().skip(1));
    let at = pairs.into_iter().position(|(me, verb)| me.text == "je" && verb.text == "suis").map(|at| at + 2);
    let name = at.and_then(|at| clean(&extent(scene, said, at))).filter(|_| slot != Which::Usage);
    let Some(name) = name.filter(|_| scene.held.is_none()) else { return Heard::Nothing };
    let tokens = name.split(' ').count() == 2 && name.split(' ').all(is_capitalised);
    let of_a_country = |token: &str| {
        let folded = crate::dialog::fold::fold(token);
        scene.lexicon.countries.iter().any(|country| country.aliases.contains(&folded))
    };
    if !tokens || name.split(' ').any(of_a_country) {
        return Heard::Nothing;
    }
    let both = by_capitals(&name).or_else(|| by_order(&name, PERSON));
    both.map_or(Heard::Nothing, |both| Heard::Check(written(&slot.pick(both)), vec![Flag::Approximate]))
}

/// « Zoé », « DUPUIS »; « INE » and « M2 » are no names, « Master » is not one alone.
fn is_capitalised(token: &str) -> bool {
    const TITLES: &[&str] =
        &["master", "licence", "aesh", "bac", "professeur", "etudiante", "etudiant", "contractuelle"];
    let known = TITLES.contains(&crate::dialog::fold::fold(token).as_str());
    token.chars().count() > 1 && token.starts_with(char::is_uppercase) && !known
}

/// « Dupont épouse Martin », « Martin née Dupont », « née Dupont ».
fn bonded(scene: &Scene, said: &Said, usage: Option<&Name>, run: &std::ops::Range<usize>, bond: Bond) -> Heard {
    let before = said.raw.get(..said.words.get(run.start).map_or(0, |word| word.at.start)).unwrap_or_default();
    let left = Said::new(before.trim_end_matches(['(', ',', ' ']));
    let left = if scene.asked { side(scene, &left) } else { capitalised_end(&left) };
    let right = clean(&extent(scene, said, run.end)).map(|name| written(&name));
    // « Dupuis (nom de jeune fille), Lambert (mariée) »: what is in brackets is said of the name before it.
    let of_the_left = run.end.checked_sub(1).and_then(|last| said.raw.get(said.words.get(last)?.at.end..));
    let bond = match (bond, of_the_left.is_some_and(|behind| behind.starts_with(')'))) {
        (Bond::Born, true) => Bond::Married,
        (Bond::Married, true) => Bond::Born,
        (bond, false) => bond,
    };
    let (birth, married) = match bond {
        Bond::Married => (left, right),
        Bond::Born => (right, left),
    };
    match (Which::of(scene, usage), usage, birth, married) {
        (Which::Birth, Some(usage), Some(birth), Some(married)) => {
            Heard::Values(vec![(scene.slot.name.clone(), birth), (usage.clone(), married)])
        }
        (Which::Birth, _, Some(birth), None) => Heard::Value(birth, Vec::new()),
        (Which::Usage, _, _, Some(married)) if scene.asked => Heard::Value(married, Vec::new()),
        (Which::Given, _, birth, married) => {
            let left = if bond == Bond::Married { birth } else { married };
            left.map_or(Heard::Nothing, |name| Heard::Value(name, vec![Flag::Approximate]))
        }
        _ => Heard::Nothing,
    }
}

/// The name before the bond, where a name was asked for: « je m’appelle », « Mme » and given names aside.
fn side(scene: &Scene, said: &Said) -> Option<Value> {
    let bare = untitled(&answer::open(scene, said)?);
    let name = clean(&bare.raw)?;
    if name.split(' ').all(|word| matches!(word.to_lowercase().as_str(), "mon" | "ma" | "nom" | "c'est")) {
        return None;
    }
    let family = by_capitals(&name).map(|(_, family)| family);
    let family = family.or_else(|| by_order(&name, PERSON).filter(|_| is_introduced(said)).map(|(_, family)| family));
    Some(written(&family.unwrap_or(name)))
}

/// The name right before the bond, in running text: one word with a capital, or more in which capitals tell.
fn capitalised_end(said: &Said) -> Option<Value> {
    let from = said.words.iter().rposition(|word| !begins_large(said, word)).map_or(0, |at| at + 1);
    let run = said.original(from..said.words.len());
    if run.is_empty() {
        return None;
    }
    match by_capitals(run) {
        Some((_, family)) => Some(written(&family)),
        None => (!run.contains(' ')).then(|| written(run)),
    }
}

fn begins_large(said: &Said, word: &crate::dialog::fold::Word) -> bool {
    said.raw.get(word.at.clone()).and_then(|spelled| spelled.chars().next()).is_some_and(char::is_uppercase)
}

/// The first word behind « je m’appelle ».
fn introduced(said: &Said) -> Option<usize> {
    let pairs = said.words.iter().zip(said.words.iter().skip(1));
    let called = |verb: &str| verb.starts_with("appel") || verb.starts_with("apel");
    let at = pairs.into_iter().position(|(me, verb)| me.text == "m" && called(&verb.text));
    // « Jmappelle », « mapelle », as typed on a phone.
    let run_together = |word: &str| called(word.trim_start_matches('j').strip_prefix('m').unwrap_or_default());
    let joined = || said.words.iter().position(|word| run_together(&word.text));
    at.map(|at| at + 2).or_else(|| joined().map(|at| at + 1))
}

fn is_introduced(said: &Said) -> bool {
    introduced(said).is_some()
}

/// The first word behind « mon prénom est », « prénom : ».
fn called(scene: &Scene, said: &Said) -> Option<usize> {
    let run = scene.slot.called.iter().find_map(|pattern| pattern.find(&said.words))?;
    let rest = said.words.get(run.end..)?;
    let verbs = rest.iter().take_while(|word| matches!(word.text.as_str(), "c" | "est" | "etait" | "cest")).count();
    let end = said.words.get(run.end.checked_sub(1)?)?.at.end;
    let next = said.words.get(run.end + verbs)?.at.start;
    let colon = said.raw.get(end..next).is_some_and(|between| between.contains([':', '=']));
    (verbs > 0 || colon).then_some(run.end + verbs)
}

/// The words from here to the end of the phrase.
fn extent(scene: &Scene, said: &Said, from: usize) -> String {
    let verb = said.words.get(from).is_some_and(|word| matches!(word.text.as_str(), "est" | "etait" | "c"));
    let from = if verb { from + 1 } else { from };
    let start = said.words.get(from).map_or(said.raw.len(), |word| word.at.start);
    let born = |at: usize| {
        let next = said.words.get(at + 1).map_or("", |word| word.text.as_str());
        said.words.get(at).is_some_and(|word| word.text == "ne") && matches!(next, "le" | "en" | "a" | "au")
    };
    let stops = said.words.iter().enumerate().skip(from + 1).find(|(at, word)| {
        matches!(word.text.as_str(), "et" | "je" | "j" | "mon" | "ma" | "mais" | "nee" | "pour" | "avec")
            || born(*at)
            || scene.lexicon.find(List::Polite, std::slice::from_ref(*word)).is_some()
    });
    let end = stops.map_or(said.raw.len(), |(_, word)| word.at.start);
    let text = said.raw.get(start..end).unwrap_or_default();
    text.split([',', ';', '\n', '(', ')', '!']).next().unwrap_or_default().to_owned()
}

/// « Mme Dupont » without her title.
fn untitled(said: &Said) -> Said {
    let title = said.words.len() > 1
        && said.words.first().is_some_and(|word| {
            TITLES.contains(&word.text.as_str())
                || (word.text == "m" && said.raw.get(word.at.end..word.at.end + 1) == Some("."))
        });
    if title { said.after(1) } else { said.clone() }
}

/// The name with its signs in order, or nothing when it is no name.
fn clean(text: &str) -> Option<String> {
    let text: String = text.nfc().collect();
    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && !"<>@#/\\|{}[]=+*&%$^~_".contains(c));
    let tame: String = text.chars().map(|c| if matches!(c, '‐' | '‑' | '–' | '—' | '−') { '-' } else { c }).collect();
    let name = tame.split_whitespace().collect::<Vec<_>>().join(" ").replace(" - ", "-");
    let said = Said::new(&name);
    let in_a_sentence = |word: &str| SENTENCE.contains(&word) || RUDE.contains(&word);
    // « Jai » is a first name.
    let sentence = said.folded() != "j ai" && said.words.iter().any(|word| in_a_sentence(&word.text));
    let signs = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | ',') || is_apostrophe(c));
    let fits = !name.is_empty() && name.split(' ').count() <= WORDS && name.chars().count() <= SIGNS;
    (fits && signs && !sentence && !is_site(&name)).then_some(name)
}

/// « truc.fr »: a point with letters on both sides, save between initials.
fn is_site(name: &str) -> bool {
    name.split(' ').any(|word| {
        let mut parts = word.split('.').filter(|part| !part.is_empty());
        parts.clone().count() > 1 && parts.any(|part| part.trim_start_matches('-').chars().count() > 1)
    })
}

fn written(name: &str) -> Value {
    Value::of(capitals(name, OF_PERSONS))
}
