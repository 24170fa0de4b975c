//! Whether something nobody waits for may leave at this very moment. It may have been written yesterday: the service was
//! away, Telegram was, or thousands stood before it.

use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use super::Service;
use crate::clock;
use crate::conversation::{Class, Outgoing};
use crate::renewal::calendar::decent;
use crate::store::StoreError;

/// What is to be done with a row that is about to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leave {
    /// It leaves.
    Now,
    /// It is night, or a holiday: it waits for so long.
    In(Duration),
    /// They said STOP meanwhile.
    Never,
}

impl Service {
    /// Looked at again for each reminder that is about to leave; an answer leaves at any time.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn may_leave(&self, row: &Outgoing) -> Result<Leave, StoreError> {
        let stopped = match row.class {
            Class::Nudge => self.store.load(row.person).await?.is_some_and(|loaded| loaded.person.stopped),
            Class::Answer | Class::Reminder => false,
        };
        Ok(leaves(row.class, stopped, row.person, self.clock.now()))
    }
}

fn leaves(class: Class, stopped: bool, person: Uuid, now: Timestamp) -> Leave {
    match class {
        Class::Answer => return Leave::Now,
        Class::Nudge if stopped => return Leave::Never,
        Class::Nudge | Class::Reminder => {}
    }
    let at = decent(now, person.as_u128(), &clock::paris());
    let wait = Duration::try_from(at.duration_since(now)).unwrap_or_default();
    if wait.is_zero() { Leave::Now } else { Leave::In(wait) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_leave_by_day_and_not_after_stop() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (tuesday, night, sunday) =
            (at("2026-03-03T10:00:00Z"), at("2026-03-03T22:00:00Z"), at("2026-03-08T10:00:00Z"));
        let person = Uuid::from_u128(7);
        for class in [Class::Nudge, Class::Reminder] {
            assert_eq!(leaves(class, false, person, tuesday), Leave::Now, "{class:?}");
            for (now, day) in [(night, "2026-03-04"), (sunday, "2026-03-09")] {
                let Leave::In(wait) = leaves(class, false, person, now) else { panic!("{class:?} leaves at {now}") };
                let then = now + wait;
                assert_eq!(leaves(class, false, person, then), Leave::Now, "{then}");
                assert_eq!(then.to_zoned(clock::paris()).date().to_string(), day);
            }
        }
        assert_eq!(leaves(Class::Answer, true, person, night), Leave::Now, "an answer is waited for");
        assert_eq!(leaves(Class::Nudge, true, person, tuesday), Leave::Never);
        assert_eq!(leaves(Class::Reminder, true, person, tuesday), Leave::Now, "that a candidature ends is said");
    }
}
