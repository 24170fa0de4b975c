//! Tokens: what proves by mail who somebody is. They follow from ids and the master key, so that none is stored.

use uuid::Uuid;

use super::Store;
use crate::conversation::mail::TOKEN;

/// Small letters and digits that are not taken for one another, for a mail server may change their case.
const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Signs of a code that people copy: 40 bits, for one purpose and a short time.
pub const CODE: usize = 8;

impl Store {
    /// What stands in the address a person answers to. Whoever has it has read our mail.
    #[must_use]
    pub fn token(&self, person: Uuid) -> String {
        signs(&self.keys.blind(&["mail token", &person.to_string()]), TOKEN)
    }

    /// What only who read a mail of ours can name: as hard to guess as a token, for one purpose.
    #[must_use]
    pub fn proof(&self, person: Uuid, purpose: &[&str]) -> String {
        let person = person.to_string();
        signs(&self.keys.blind(&[&["mail proof", &person], purpose].concat()), TOKEN)
    }

    /// A code that proves one thing about a person: what it is for makes it another one.
    #[must_use]
    pub fn code(&self, person: Uuid, purpose: &[&str]) -> String {
        let person = person.to_string();
        signs(&self.keys.blind(&[&["one-time code", &person], purpose].concat()), CODE)
    }
}

/// Five bits a sign.
fn signs(bytes: &[u8; 32], count: usize) -> String {
    bytes.iter().take(count).map(|byte| char::from(*SIGNS.get(usize::from(byte % 32)).unwrap_or(&b'a'))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_each_persons_own_and_the_same_at_each_start() {
        let (store, other) = (Store::in_memory().unwrap(), Store::in_memory().unwrap());
        let (person, somebody) = (Uuid::now_v7(), Uuid::now_v7());
        let token = store.token(person);
        assert_eq!(token, store.token(person));
        assert!(token.len() == TOKEN && token.bytes().all(|sign| SIGNS.contains(&sign)), "{token}");
        assert_ne!(token, store.token(somebody));
        assert_ne!(token, other.token(person));
        assert_ne!(store.code(person, &["a", "b"]), store.code(person, &["ab"]));
    }
}
