//! What goes wrong, as a test says: which calls, how often, in which way.

use std::time::Duration;

use super::server::Refusal;

/// A way to go wrong, and for which calls: all of them, for ever, unless told.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) trouble: Trouble,
    method: Option<String>,
    chat: Option<i64>,
    chance: f64,
    spared: usize,
    left: usize,
}

/// Ways to go wrong.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// An error instead of the effect.
    Refused(Refusal),
    /// The line is cut, and nothing took place.
    CutBefore,
    /// The line is cut, and it took place.
    CutAfter,
    /// It takes place at once, the answer comes late.
    Slow(Duration),
}

/// 429: « retry after » so many seconds.
pub(crate) fn flood(seconds: u64) -> Fault {
    let mut refusal = Refusal::new(429, &format!("Too Many Requests: retry after {seconds}"));
    refusal.retry_after = Some(seconds);
    Fault::new(Trouble::Refused(refusal))
}

/// 500, 502, or any other answer.
pub(crate) fn refused(code: u16, description: &str) -> Fault {
    Fault::new(Trouble::Refused(Refusal::new(code, description)))
}

/// The line is cut before anything took place.
pub(crate) fn cut_before() -> Fault {
    Fault::new(Trouble::CutBefore)
}

/// The line is cut when all took place: nobody knows.
pub(crate) fn cut_after() -> Fault {
    Fault::new(Trouble::CutAfter)
}

/// The answer comes late.
pub(crate) fn slow(late: Duration) -> Fault {
    Fault::new(Trouble::Slow(late))
}

/// Somebody else polls with the same token.
pub(crate) fn other_poller() -> Fault {
    refused(409, super::updates::TERMINATED).on("getUpdates")
}

impl Fault {
    fn new(trouble: Trouble) -> Self {
        Self { trouble, method: None, chat: None, chance: 1.0, spared: 0, left: usize::MAX }
    }

    /// Only calls of that method; « file » for downloads.
    pub(crate) fn on(mut self, method: &str) -> Self {
        self.method = Some(method.to_ascii_lowercase());
        self
    }

    /// Only calls that name that chat.
    pub(crate) fn to(mut self, chat: i64) -> Self {
        self.chat = Some(chat);
        self
    }

    /// Only so many times.
    pub(crate) fn times(mut self, times: usize) -> Self {
        self.left = times;
        self
    }

    /// Only after so many such calls went well.
    pub(crate) fn after(mut self, spared: usize) -> Self {
        self.spared = spared;
        self
    }

    /// Only with that probability; the dice are the fake's, see [`Fake::seed`](super::Fake::seed).
    pub(crate) fn chance(mut self, chance: f64) -> Self {
        self.chance = chance;
        self
    }

    fn concerns(&self, method: &str, chat: Option<i64>) -> bool {
        self.method.as_deref().is_none_or(|own| own == method) && self.chat.is_none_or(|own| chat == Some(own))
    }
}

/// All faults of a fake.
#[derive(Debug)]
pub(crate) struct Faults {
    pub(crate) list: Vec<Fault>,
    pub(crate) dice: Dice,
}

impl Faults {
    pub(crate) fn new() -> Self {
        Self { list: Vec::new(), dice: Dice(1) }
    }

    /// What befalls a call, the first fault that concerns it deciding. Polls have no part in faults of every method:
    /// a probability would hit them far more often than anything else.
    pub(crate) fn befalls(&mut self, method: &str, chat: Option<i64>) -> Option<Trouble> {
        for fault in self.list.iter_mut().filter(|fault| fault.left > 0 && fault.concerns(method, chat)) {
            if fault.method.is_none() && matches!(method, "getupdates" | "getme" | "deletewebhook" | "setwebhook") {
                continue;
            }
            if fault.spared > 0 {
                fault.spared -= 1;
            } else if self.dice.roll(fault.chance) {
                fault.left -= 1;
                return Some(fault.trouble.clone());
            }
        }
        None
    }
}

/// Repeatable chance.
#[derive(Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// True with that probability, from 0 to 1.
    pub(crate) fn roll(&mut self, chance: f64) -> bool {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let share = u32::try_from(mixed >> 32).unwrap();
        f64::from(share) < chance * (f64::from(u32::MAX) + 1.0)
    }
}
