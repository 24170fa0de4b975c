//! How long something lasts, in one byte: to within a tenth, so that a middle can be told of thousands without keeping them.

use std::collections::BTreeMap;

/// Marks between a length and its double.
const FINE: u64 = 8;

/// A length in one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span(u8);

impl Span {
    /// Of so many seconds; `None` where nothing passed.
    pub(super) fn of(seconds: i64) -> Option<Self> {
        let seconds = u64::try_from(seconds).ok().filter(|seconds| *seconds > 0)?.min(u64::from(u32::MAX >> 1));
        let power = u64::from(seconds.ilog2());
        let part = ((seconds * FINE) >> power) % FINE;
        u8::try_from(power * FINE + part).ok().map(Self)
    }

    /// The middle of what the byte stands for, in seconds.
    pub(super) fn seconds(self) -> u64 {
        let (power, part) = (u64::from(self.0) / FINE, u64::from(self.0) % FINE);
        let from = ((FINE + part) << power) / FINE;
        let to = ((FINE + part + 1) << power) / FINE;
        from.midpoint(to.saturating_sub(1).max(from))
    }
}

/// The length that half of them do not pass, in seconds.
pub(super) fn median(spans: &BTreeMap<Span, u32>) -> Option<u64> {
    let all: u64 = spans.values().copied().map(u64::from).sum();
    let mut before = 0;
    let middle = spans.iter().find(|(_, count)| {
        before += u64::from(**count);
        before * 2 >= all
    });
    middle.map(|(span, _)| span.seconds())
}

/// A length in words.
pub(super) fn in_words(seconds: u64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}\u{a0}s"),
        (0, 0, minutes) => format!("{minutes}\u{a0}min"),
        (0, hours, minutes) => format!("{hours}\u{a0}h\u{a0}{:02}", minutes % 60),
        (1, hours, _) => format!("1\u{a0}jour et {}\u{a0}h", hours % 24),
        (days, ..) => format!("{days}\u{a0}jours"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_kept_to_within_a_tenth() {
        for seconds in (1..5000).chain([86_399, 86_400, 1_000_000, 2_000_000_000]) {
            let span = Span::of(seconds).unwrap();
            let kept = i64::try_from(span.seconds()).unwrap();
            assert!((kept - seconds).abs() * 10 <= seconds, "{seconds} is kept as {kept}");
        }
        assert_eq!((Span::of(0), Span::of(-5)), (None, None));
        assert!(Span::of(i64::MAX).is_some());
    }

    #[test]
    fn the_middle_is_that_of_all() {
        let spans = |all: &[i64]| {
            let mut spans = BTreeMap::new();
            all.iter().filter_map(|seconds| Span::of(*seconds)).for_each(|span| *spans.entry(span).or_default() += 1);
            median(&spans)
        };
        assert_eq!(spans(&[]), None);
        assert_eq!(spans(&[5]), Some(5));
        assert_eq!(spans(&[1, 1, 1, 500_000]), Some(1));
        assert_eq!(spans(&[2, 4, 6]), Some(4));
    }

    #[test]
    fn lengths_are_read_in_words() {
        for (seconds, words) in [
            (12, "12\u{a0}s"),
            (130, "2\u{a0}min"),
            (3 * 3600 + 300, "3\u{a0}h\u{a0}05"),
            (86_400 + 7200, "1\u{a0}jour et 2\u{a0}h"),
            (10 * 86_400, "10\u{a0}jours"),
        ] {
            assert_eq!(in_words(seconds), words);
        }
    }
}
