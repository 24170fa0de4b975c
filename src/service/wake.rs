//! When somebody is to be looked at next, whatever committed them last. Worked out from the person alone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use jiff::civil::Date;

use super::Service;
use crate::clock;
use crate::conversation::{Role, Thread};
use crate::dialog::due;
use crate::dialog::person::{Channel, Person};
use crate::dialog::turn::Now;
use crate::renewal::calendar::{add_days, moment, working_from};
use crate::store::Loaded;

impl Service {
    /// The next moment at which time brings something for them. What is due and was just looked at in vain, or is a member
    /// of staff's to do, is looked at again on the next working day.
    pub(super) fn wake(&self, person: &Person, absent: Option<Date>, at: Timestamp, looked: bool) -> Option<Timestamp> {
        let now = Now { at, zone: clock::paris() };
        let tomorrow = || moment(working_from(add_days(now.today(), 1)), person.id.as_u128(), &now.zone);
        let next = catch_unwind(AssertUnwindSafe(|| due::next(&self.library, person, absent, &now)));
        let Ok(next) = next else {
            tracing::error!(person.id = %person.id, "due.panicked");
            return Some(tomorrow());
        };
        let waits = looked || due::is_held(person);
        next.map(|next| if next <= at && waits { tomorrow() } else { next })
    }

    /// Until when somebody is away, as they are stored.
    #[must_use]
    pub fn absence(loaded: &Loaded) -> Option<Date> {
        absent(loaded.threads.iter().filter(|thread| is_own(loaded, thread)))
    }

    /// When somebody is to be looked at next, as they are stored: with the letters that wait.
    pub(super) fn wake_of(&self, loaded: &Loaded, person: &Person, at: Timestamp) -> Option<Timestamp> {
        let letters = loaded.threads.iter().filter_map(|thread| thread.mail.as_ref()?.due).min();
        letters.into_iter().chain(self.wake(person, Self::absence(loaded), at, false)).min()
    }
}

/// True for an address that is the candidate's own, and no stranger's under their token.
pub(super) fn is_own(loaded: &Loaded, thread: &Thread) -> bool {
    let known = |(address, role): &(_, Role)| *address == thread.address && *role == Role::Own;
    !thread.address.is_token() && loaded.addresses.iter().any(known)
}

/// Until when they are away: all their mailboxes say so, and no chat reaches them.
pub(super) fn absent<'a>(threads: impl Iterator<Item = &'a Thread>) -> Option<Date> {
    let mut last = None;
    for thread in threads.filter(|thread| !thread.shut) {
        match thread.address.channel {
            Channel::Email => last = last.max(Some(thread.mail.as_ref()?.absent?)),
            Channel::Telegram => return None,
            Channel::Terminal | Channel::Console => {}
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Address;
    use crate::conversation::mail::Correspondence;
    use jiff::civil::date;

    #[test]
    fn who_is_away_from_one_mailbox_and_reads_another_is_not_away() {
        let mailbox = |id: &str, absent: Option<Date>| Thread {
            mail: Some(Box::new(Correspondence { absent, ..Correspondence::default() })),
            ..Thread::new(Address::new(Channel::Email, id))
        };
        let (may, june) = (Some(date(2027, 5, 1)), Some(date(2027, 6, 1)));
        let chat = Thread::new(Address::new(Channel::Telegram, "1"));
        let shut = |thread: &Thread| Thread { shut: true, ..thread.clone() };
        let away = mailbox("a", may);
        let cases = [
            (vec![away.clone()], may),
            (vec![away.clone(), mailbox("b", june)], june),
            (vec![away.clone(), mailbox("b", None)], None),
            (vec![away.clone(), shut(&mailbox("b", None))], may),
            (vec![away.clone(), chat.clone()], None),
            (vec![away, shut(&chat)], may),
            (vec![], None),
        ];
        for (threads, expected) in cases {
            assert_eq!(absent(threads.iter()), expected, "{threads:?}");
        }
    }
}
