//! E-mail addresses: taken as typed in lower case, proposed when a domain is mistyped or the address is said in words.

mod address;
mod spoken;
#[cfg(test)]
mod tests;

use address::{Checked, check};

use super::{Heard, Scene, answer};
use crate::dialog::fold::Said;
use crate::dialog::intent::Reason;
use crate::dialog::person::Value;
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;

/// Signs around an address in running text.
const AROUND: [char; 18] = ['.', ',', ';', ':', '!', '?', '"', '\'', '«', '»', '“', '”', '’', '*', '_', '=', '-', '/'];
/// An address with so many other words around it was not given as an answer to another question.
const ASIDE: usize = 3;
/// Where an address is said in words, so many are read.
const SPOKEN: usize = 400;
/// The beginnings of service addresses: never a candidate's own.
const SERVICES: [&str; 6] = ["ce.", "dsden", "dpe-", "no-reply", "noreply", "ne-pas-repondre"];

/// Reads an e-mail address.
#[must_use]
pub fn read(scene: &Scene, said: &Said) -> Heard {
    let typed = typed(&said.raw);
    if !scene.asked && !is_own(scene, said, &typed) {
        return Heard::Nothing;
    }
    let heard = match typed.as_slice() {
        [] => in_words(scene, said),
        [one] => verdict(scene, one),
        _ => Heard::Refused(Reason::of(Phrase::EmailUnread), None),
    };
    match heard {
        Heard::Refused(_, None) if !scene.asked && !is_meant(said, &typed) => Heard::Nothing,
        heard => heard,
    }
}

/// An address that cannot be read was meant as one where it is named as such, or stands alone; « m@gistère » is none.
fn is_meant(said: &Said, typed: &[String]) -> bool {
    let [one] = typed else { return false };
    let alone = said.raw.trim().to_lowercase() == *one;
    let local = one.split('@').next().unwrap_or_default();
    local.chars().count() > 1 && (alone || said.words.iter().any(|word| names_one(&word.text)))
}

fn names_one(word: &str) -> bool {
    word.starts_with("mail") || matches!(word, "courriel" | "email" | "mel" | "adresse" | "joindre" | "contacter")
}

/// The different addresses typed in a text, in lower case.
fn typed(text: &str) -> Vec<String> {
    let words = text.split_whitespace().flat_map(apart);
    let mut found: Vec<String> = Vec::new();
    for word in words.filter(|word| word.contains('@')) {
        let word = word.rsplit_once(':').filter(|(_, rest)| rest.contains('@')).map_or(word, |(_, rest)| rest);
        let word = word.trim_start_matches(AROUND).trim_end_matches(AROUND).to_lowercase();
        let (local, domain) = word.split_once('@').unwrap_or_default();
        if !local.is_empty() && !domain.is_empty() && !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

/// « a@b.fr,c@d.fr » is two addresses; « marie,dupont@free.fr » is one, with a slip that is proposed right.
fn apart(token: &str) -> Vec<&str> {
    let slip = |at: usize| token.get(..at).is_some_and(|local| local.trim_start_matches(AROUND).contains([',', ';']));
    let single = token.matches('@').count() == 1 && token.find('@').is_some_and(slip);
    if single && !token.contains(['<', '(', '[', '"', '«']) {
        return vec![token];
    }
    token.split(|c: char| "<>()[]{}|;,\"«»“”".contains(c)).collect()
}

/// Not asked for: the address stands alone or is introduced, nothing is asked about it, and it is no service's.
fn is_own(scene: &Scene, said: &Said, typed: &[String]) -> bool {
    let introduced = answer::is_called(scene, &said.words) || said.words.iter().any(|word| names_one(&word.text));
    let address = typed.first().map_or(0, |typed| Said::new(typed).words.len());
    let alone = said.words.len() <= address + ASIDE && !typed.is_empty();
    let service = typed.iter().any(|typed| SERVICES.iter().any(|start| typed.starts_with(start)));
    !said.question && !service && (introduced || alone)
}

fn verdict(scene: &Scene, text: &str) -> Heard {
    let countries: Vec<&str> = scene.lexicon.countries.iter().map(|country| country.code.as_str()).collect();
    match check(text, &scene.lexicon.mail_domains, &countries) {
        Checked::Right(address) => Heard::Value(Value::of(address), Vec::new()),
        Checked::Wrong(Some(better)) => proposed(better),
        Checked::Wrong(None) => Heard::Refused(Reason::of(Phrase::EmailUnread), None),
    }
}

/// « … arobase … point com », « marie.dupondgmail.com »: proposed, never taken.
fn in_words(scene: &Scene, said: &Said) -> Heard {
    if said.raw.len() > SPOKEN || said.question {
        return Heard::Nothing;
    }
    let known = &scene.lexicon.mail_domains;
    let says_at = spoken::says_at(&said.raw);
    let without = said.raw.split_whitespace().find_map(|word| without_at(word, known));
    let spoken = if says_at { spoken::address(&said.raw) } else { without };
    match spoken.map(|text| verdict(scene, &text)) {
        Some(Heard::Value(Value::Text(address), _)) => proposed(address),
        Some(heard) => heard,
        None if says_at || known.iter().any(|domain| said.raw.contains(domain.as_str())) => {
            Heard::Refused(Reason::of(Phrase::EmailUnread), None)
        }
        None => Heard::Nothing,
    }
}

/// An address of a known domain whose @ was lost.
fn without_at(word: &str, known: &[String]) -> Option<String> {
    let word = word.trim_end_matches(AROUND).to_lowercase();
    let longest = known.iter().filter(|domain| word.ends_with(domain.as_str())).max_by_key(|domain| domain.len())?;
    let local = word.strip_suffix(longest.as_str())?;
    let sound = !local.is_empty() && !local.ends_with(['.', '/']) && !local.contains("www.");
    sound.then(|| format!("{local}@{longest}"))
}

fn proposed(address: String) -> Heard {
    let args = Args::new().with("valeur", &address);
    Heard::Refused(Reason::Phrase(Phrase::DidYouMean, args), Some(Value::of(address)))
}
