//! How soon is tried again: the longer it fails the later, never at the same moment as everybody else, and never logging
//! in so often that a server takes it for an attack.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// How fast is tried again.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// The wait after a first failure.
    pub first_wait: Duration,
    /// The longest wait.
    pub longest_wait: Duration,
    /// So many logins …
    pub logins: usize,
    /// … in so long.
    pub logins_per: Duration,
    /// How often a folder is looked at.
    pub look_every: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let [first_wait, longest_wait, logins_per, look_every] = [2, 80, 120, 1].map(Duration::from_secs);
        Self { first_wait, longest_wait, logins: 2, logins_per, look_every }
    }
}

/// Failures in a row, and the last logins.
#[derive(Debug)]
pub(super) struct Patience {
    pace: Pace,
    wait: Option<Duration>,
    logins: VecDeque<Instant>,
}

impl Patience {
    pub(super) fn new(pace: Pace) -> Self {
        Self { pace, wait: None, logins: VecDeque::new() }
    }

    /// A login succeeded.
    pub(super) fn logged_in(&mut self, now: Instant) {
        self.logins.push_back(now);
        while self.logins.len() > self.pace.logins.max(1) {
            self.logins.pop_front();
        }
    }

    /// It works: the next failure is a first one.
    pub(super) fn worked(&mut self) {
        self.wait = None;
    }

    /// It failed: how long to wait. `chance` is in 0..=1.
    pub(super) fn failed(&mut self, now: Instant, chance: f64) -> Duration {
        let longer = self.wait.map_or(self.pace.first_wait, |wait| wait.mul_f64(1.5 + 0.5 * chance));
        self.wait = Some(longer.min(self.pace.longest_wait));
        // Not all clients of a server that went away come back in the same second.
        let backoff = longer.min(self.pace.longest_wait).mul_f64(0.75 + 0.25 * chance);
        backoff.max(self.login_wait(now))
    }

    fn login_wait(&self, now: Instant) -> Duration {
        let full = self.logins.len() >= self.pace.logins.max(1);
        let oldest = self.logins.front().filter(|_| full);
        oldest.map_or(Duration::ZERO, |oldest| (*oldest + self.pace.logins_per).saturating_duration_since(now))
    }
}

/// A number in 0..=1; the middle where the system has none.
pub(super) fn chance() -> f64 {
    getrandom::u32().map_or(0.5, |number| f64::from(number) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_bound_and_begin_again() {
        let mut patience = Patience::new(Pace::default());
        let now = Instant::now();
        for chance in [0.0, 1.0] {
            let waits: Vec<f64> = (0..20).map(|_| patience.failed(now, chance).as_secs_f64()).collect();
            assert!((1.5..=2.0).contains(&waits[0]), "{waits:?}");
            assert!(waits.windows(2).all(|pair| pair[1] >= pair[0]) && waits[1] > waits[0], "{waits:?}");
            assert!((60.0..=80.0).contains(&waits[19]), "{waits:?}");
            patience.worked();
        }
    }

    #[test]
    fn logins_are_few() {
        let pace = Pace { first_wait: Duration::ZERO, ..Pace::default() };
        let mut patience = Patience::new(pace);
        let start = Instant::now();
        let second = Duration::from_secs(1);
        patience.logged_in(start);
        patience.worked();
        assert_eq!(patience.failed(start + second, 0.5), Duration::ZERO);
        patience.logged_in(start + second);
        patience.worked();
        assert_eq!(patience.failed(start + second * 10, 0.5), second * 110);
        patience.logged_in(start + second * 120);
        patience.worked();
        assert_eq!(patience.failed(start + second * 121, 0.5), Duration::ZERO);
    }
}
