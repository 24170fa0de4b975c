//! UIDs as IMAP writes them: `3:9,12`. Some servers take no line longer than a thousand bytes.

/// Bytes of one set.
const LONGEST: usize = 900;

/// Sets that name these UIDs, in order.
pub(super) fn of(uids: &[u32]) -> Vec<String> {
    let mut sorted = uids.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for uid in sorted {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(uid) => *last = uid,
            _ => runs.push((uid, uid)),
        }
    }
    let mut sets: Vec<String> = Vec::new();
    for (first, last) in runs {
        let run = if first == last { first.to_string() } else { format!("{first}:{last}") };
        match sets.last_mut() {
            Some(set) if set.len() + run.len() < LONGEST => set.extend([",", &run]),
            _ => sets.push(run),
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_joined_and_sets_stay_short() {
        assert_eq!(of(&[]), Vec::<String>::new());
        assert_eq!(of(&[7]), ["7"]);
        assert_eq!(of(&[9, 3, 4, 5, 12, 4, u32::MAX]), ["3:5,9,12,4294967295"]);
        let odd: Vec<u32> = (0..2_000).map(|n| 3_000_000_000 + 2 * n).collect();
        let sets = of(&odd);
        assert!(sets.len() > 20 && sets.iter().all(|set| set.len() <= LONGEST));
        let back: Vec<u32> = sets.iter().flat_map(|set| set.split(',')).map(|uid| uid.parse().unwrap()).collect();
        assert_eq!(back, odd);
    }
}
