//! The code that makes an address somebody's: it follows from the person, the address and the day, and is good until the
//! end of the next one.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::conversation::Address;
use crate::store::{CODE, Store};

/// A code is looked for in so many signs: a mail is not to be a million guesses.
const LOOKED_AT: usize = 2_000;
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// The code of a day.
#[must_use]
pub fn of(store: &Store, person: Uuid, address: &Address, at: Timestamp) -> String {
    let day = at.as_second().div_euclid(86_400).to_string();
    store.code(person, &["address", &format!("{:?}", address.channel), &address.id, &day])
}

/// « abcd-efgh », as people copy it.
#[must_use]
pub fn grouped(code: &str) -> String {
    let (first, second) = code.split_at_checked(CODE / 2).unwrap_or((code, ""));
    format!("{first}-{second}")
}

/// Whether words hold the code of today or of yesterday, written in any way, as a word of its own near their beginning.
#[must_use]
pub fn stands_in(words: &str, store: &Store, person: Uuid, address: &Address, now: Timestamp) -> bool {
    let yesterday = now.checked_sub(A_DAY).unwrap_or(now);
    let codes = [of(store, person, address, now), of(store, person, address, yesterday)];
    let words: String = words.chars().take(LOOKED_AT).flat_map(char::to_lowercase).collect();
    let plain: Vec<String> =
        words.split(|sign: char| sign.is_whitespace() || "«»\"'’.,;:!?()<>*".contains(sign)).map(bare).collect();
    let plain: Vec<&str> = plain.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    let halves = plain.windows(2).map(|pair| pair.concat());
    let mut said = plain.iter().map(|word| (*word).to_owned()).chain(halves).filter(|word| word.len() == CODE);
    said.any(|word| codes.contains(&word))
}

/// A word without the dashes people, and their keyboards, put into it.
fn bare(word: &str) -> String {
    word.chars().filter(|sign| sign.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialog::person::Channel;

    #[test]
    fn a_code_is_one_persons_for_one_address_and_two_days() {
        let store = Store::in_memory().unwrap();
        let (person, now) = (Uuid::now_v7(), Timestamp::from_second(1_790_000_000).unwrap());
        let zoe = Address::new(Channel::Email, "zoe@exemple.fr");
        let code = of(&store, person, &zoe, now);
        let words = format!("Bonjour,\nle code est {}. Merci", grouped(&code).to_uppercase());
        let stands = |words: &str, address: &Address, at| stands_in(words, &store, person, address, at);
        assert!(stands(&words, &zoe, now));
        assert!(stands(&words, &zoe, now + A_DAY));
        assert!(!stands(&words, &zoe, now + A_DAY + A_DAY));
        assert!(!stands(&words, &Address::new(Channel::Email, "paul@exemple.fr"), now));
        assert!(!stands_in(&words, &store, Uuid::now_v7(), &zoe, now));
        assert!(!stands("Bonjour", &zoe, now));
        let (first, second) = code.split_at(4);
        for written in
            [format!("{first} {second}"), format!("*{first}–{second}*"), format!("code:{code}"), code.clone()]
        {
            assert!(stands(&written, &zoe, now), "{written}");
        }
        // A mail of guesses is none.
        assert!(!stands(&format!("x{code}"), &zoe, now));
        assert!(!stands(&format!("{} {code}", "aaaa-aaaa ".repeat(200)), &zoe, now));
    }
}
