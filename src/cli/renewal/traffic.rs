//! How much leaves in which minute: what is wanted, minute by minute, and what a courier that holds the rate sends of it.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// What time brings leaves at most so fast.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rate {
    pub(super) per_minute: u32,
}

/// What is wanted of each channel, by the minute: a number for each minute of the play, whatever the population.
#[derive(Debug)]
pub(super) struct Traffic {
    from: Timestamp,
    lanes: [(Rate, BTreeMap<i64, u32>); 2],
    most: i64,
}

/// What came of it on one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flow {
    /// Messages.
    pub(super) sent: u64,
    /// The most that were wanted in a minute,
    pub(super) wanted: u32,
    /// and that left in one.
    pub(super) left: u32,
    /// The longest wait, in minutes.
    pub(super) wait: u64,
}

impl Traffic {
    pub(super) fn new(from: Timestamp, until: Timestamp, rates: [Rate; 2]) -> Self {
        let most = until.duration_since(from).as_mins();
        Self { from, lanes: rates.map(|rate| (rate, BTreeMap::new())), most }
    }

    /// One more message, in the lane of that number.
    pub(super) fn take(&mut self, lane: usize, at: Timestamp) {
        let minute = at.duration_since(self.from).as_mins().clamp(0, self.most);
        if let Some((_, minutes)) = self.lanes.get_mut(lane) {
            *minutes.entry(minute).or_default() += 1;
        }
    }

    /// What leaves when each minute lets through no more than the rate.
    pub(super) fn flows(&self) -> [Flow; 2] {
        [0, 1].map(|lane| self.lanes.get(lane).map(|(rate, minutes)| flow(*rate, minutes)).unwrap_or_default())
    }
}

fn flow(rate: Rate, minutes: &BTreeMap<i64, u32>) -> Flow {
    let mut flow = Flow::default();
    let rate = rate.per_minute.max(1);
    // When the last of those before will have left: minutes, and how many of the last one.
    let (mut busy, mut used) = (i64::MIN, 0_u32);
    for (minute, wanted) in minutes {
        flow.sent += u64::from(*wanted);
        flow.wanted = flow.wanted.max(*wanted);
        if *minute > busy {
            (busy, used) = (*minute, 0);
        }
        let behind = u64::from(used) + u64::from(*wanted);
        // Full minutes that go by, and what is left for the last.
        let (full, rest) =
            ((behind.saturating_sub(1)) / u64::from(rate), (behind.saturating_sub(1)) % u64::from(rate) + 1);
        busy = busy.saturating_add(i64::try_from(full).unwrap_or(i64::MAX));
        used = u32::try_from(rest).unwrap_or(rate);
        flow.left = flow.left.max(if full > 0 { rate } else { used });
        flow.wait = flow.wait.max(u64::try_from(busy - minute).unwrap_or_default());
    }
    flow
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_lets_more_through_and_what_waits_is_told() {
        type Minutes = &'static [(i64, u32)];
        let cases: [(Minutes, u32, Flow); 4] = [
            (&[], 60, Flow::default()),
            (&[(0, 60), (1, 30)], 60, Flow { sent: 90, wanted: 60, left: 60, wait: 0 }),
            (&[(0, 150), (1, 30)], 60, Flow { sent: 180, wanted: 150, left: 60, wait: 2 }),
            (&[(0, 150), (1, 31)], 60, Flow { sent: 181, wanted: 150, left: 60, wait: 2 }),
        ];
        for (minutes, per_minute, expected) in cases {
            let minutes: BTreeMap<i64, u32> = minutes.iter().copied().collect();
            assert_eq!(flow(Rate { per_minute }, &minutes), expected, "{minutes:?}");
        }
    }

    #[test]
    fn it_is_what_a_queue_minute_by_minute_gives() {
        let minutes: BTreeMap<i64, u32> = [(0, 7), (1, 0), (2, 12), (3, 1), (9, 30), (10, 3)].into();
        let (mut queue, mut left, mut last) = (0_u32, 0, 0);
        for minute in 0..60 {
            queue += minutes.get(&minute).copied().unwrap_or_default();
            let sent = queue.min(5);
            queue -= sent;
            left = left.max(sent);
            if sent > 0 {
                last = minute;
            }
        }
        let flow = flow(Rate { per_minute: 5 }, &minutes);
        assert_eq!(flow.left, left);
        assert_eq!(flow.wait, u64::try_from(last - 10).unwrap());
    }
}
