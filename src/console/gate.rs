//! How often may a password be tried: a few times at once, then with growing waits, for each account and each address.
//!
//! Kept in memory alone: a restart forgets it, which costs whoever guesses more than it gives. A login nobody has is
//! counted like any other, so that the wait does not tell which ones there are.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;

/// So many failures of one account cost nothing,
const FREE: u32 = 5;
/// and so many of one address, behind which a whole office may sit.
const FREE_AN_ADDRESS: u32 = 20;
/// The first wait; each failure doubles it,
const FIRST: SignedDuration = SignedDuration::from_secs(10);
/// up to this.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);
/// Failures are forgotten so long after the last.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(2);
/// So many accounts and addresses are remembered.
const MOST: usize = 20_000;
/// Passwords looked at together: each takes 19 MiB.
const TOGETHER: usize = 2;

/// Who tried to log in lately.
#[derive(Debug)]
pub struct Gate {
    tried: Mutex<BTreeMap<Tried, Failures>>,
    /// Who looks at a password holds one of these.
    pub turns: Semaphore,
}

/// What failures are counted for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tried {
    /// A login, whether there is one or not.
    Login(String),
    /// Where somebody asks from. Of the newer addresses, the half a household or an office has.
    Address(IpAddr),
}

impl Tried {
    /// An address, or the half that tells one subscriber from another.
    #[must_use]
    pub fn at(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(six) => IpAddr::V6((six.to_bits() & !u128::from(u64::MAX)).into()),
            four @ IpAddr::V4(_) => four,
        })
    }

    fn free(&self) -> u32 {
        match self {
            Self::Login(_) => FREE,
            Self::Address(_) => FREE_AN_ADDRESS,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Timestamp,
}

impl Default for Gate {
    fn default() -> Self {
        Self { tried: Mutex::default(), turns: Semaphore::new(TOGETHER) }
    }
}

impl Gate {
    /// How long somebody has to wait before they may try: the longest of what is counted.
    #[must_use]
    pub fn wait(&self, of: &[Tried], now: Timestamp) -> Option<SignedDuration> {
        let tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = of.iter().filter_map(|of| {
            let failures = tried.get(of)?;
            let left = wait_after(failures.count, of.free()) - now.duration_since(failures.last);
            (left > SignedDuration::ZERO).then_some(left)
        });
        waits.max()
    }

    /// They are about to try: counted before it is known what comes of it, so that many at once count as many.
    pub fn tries(&self, of: &[Tried], now: Timestamp) {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        if tried.len() >= MOST {
            tried.retain(|_, failures| now.duration_since(failures.last) < LONGEST);
        }
        if tried.len() >= MOST {
            // So many at once are an attack; who is counted most stays.
            tried.retain(|of, failures| failures.count > of.free());
        }
        for of in of {
            let failures = tried.entry(of.clone()).or_insert(Failures { count: 0, last: now });
            let count = if now.duration_since(failures.last) > FORGOTTEN { 0 } else { failures.count };
            *failures = Failures { count: count.saturating_add(1), last: now };
        }
    }

    /// They are who they say: what was counted of the account is forgotten, of the address this one try.
    pub fn lets_in(&self, of: &[Tried]) {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        for of in of {
            match (of, tried.get_mut(of)) {
                (Tried::Login(_), _) => drop(tried.remove(of)),
                (Tried::Address(_), Some(failures)) => failures.count = failures.count.saturating_sub(1),
                (Tried::Address(_), None) => {}
            }
        }
    }
}

fn wait_after(count: u32, free: u32) -> SignedDuration {
    match count.checked_sub(free) {
        None => SignedDuration::ZERO,
        Some(doublings) => FIRST.saturating_mul(1 << doublings.min(20)).min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    #[test]
    fn five_tries_then_growing_waits() {
        let (gate, of) = (Gate::default(), [Tried::Login("camille".into())]);
        let waits: Vec<i64> = (0..14)
            .map(|_| {
                gate.tries(&of, at(0));
                gate.wait(&of, at(0)).map_or(0, |wait| wait.as_secs())
            })
            .collect();
        assert_eq!(waits, [0, 0, 0, 0, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]);
        assert_eq!(gate.wait(&of, at(899)).map(|wait| wait.as_secs()), Some(1));
        assert_eq!(gate.wait(&of, at(900)), None);
        gate.lets_in(&of);
        assert_eq!(gate.wait(&of, at(0)), None);
    }

    #[test]
    fn an_office_is_not_shut_out_by_one_of_it() {
        let (gate, office) = (Gate::default(), Tried::at("192.0.2.7".parse().unwrap()));
        for _ in 0..10 {
            gate.tries(&[Tried::Login("camille".into()), office.clone()], at(0));
        }
        assert!(gate.wait(&[Tried::Login("camille".into()), office.clone()], at(1)).is_some());
        assert_eq!(gate.wait(&[Tried::Login("paul".into()), office], at(1)), None);
    }

    #[test]
    fn addresses_of_one_subscriber_are_one() {
        let at = |address: &str| Tried::at(address.parse().unwrap());
        assert_eq!(at("2001:db8::1"), at("2001:db8::ffff:1"));
        assert_ne!(at("2001:db8:0:1::1"), at("2001:db8::1"));
        assert_eq!(at("::ffff:192.0.2.7"), at("192.0.2.7"));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let gate = Gate::default();
        for number in 0..MOST * 2 {
            gate.tries(&[Tried::Login(number.to_string())], at(0));
        }
        assert!(gate.tried.lock().unwrap().len() <= MOST);
    }
}
