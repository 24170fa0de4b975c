//! The code that makes an address somebody's: it follows from the person, the address and the day, and is good until the
//! end of the next one.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::conversation::Address;
use crate::store::Store;

/// Signs of a code.
const LENGTH: usize = 8;
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
    let (first, second) = code.split_at_checked(LENGTH / 2).unwrap_or((code, ""));
    format!("{first}-{second}")
}

/// Whether words hold the code of today or of yesterday, written in any way.
#[must_use]
pub fn stands_in(words: &str, store: &Store, person: Uuid, address: &Address, now: Timestamp) -> bool {
    let yesterday = now.checked_sub(A_DAY).unwrap_or(now);
    let codes = [of(store, person, address, now), of(store, person, address, yesterday)];
    let plain: String = words.chars().filter(|sign| !matches!(sign, '-' | ' ' | '\u{a0}' | '–' | '.')).collect();
    let plain = plain.to_lowercase();
    codes.iter().any(|code| plain.contains(code.as_str()))
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
    }
}
