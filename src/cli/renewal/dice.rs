//! Chance that is the same each time: the generator splitmix64 (Steele, Lea, Flood, OOPSLA 2014).

/// Dice with a seed.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// The dice of one candidate of a population.
    pub(super) fn of(seed: u64, number: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number);
        // Neighbours begin alike: one roll parts them.
        let parted = dice.roll();
        Self(parted ^ number.rotate_left(32))
    }

    /// Any number.
    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below that one.
    pub(super) fn below(&mut self, most: i64) -> i64 {
        let most = u64::try_from(most).unwrap_or(1).max(1);
        i64::try_from(self.roll() % most).unwrap_or_default()
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, times: i64) -> bool {
        self.below(100) < times
    }

    /// One of these.
    pub(super) fn one_of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        let at = self.below(i64::try_from(all.len()).unwrap_or(1));
        all.get(usize::try_from(at).unwrap_or_default()).copied()
    }
}
