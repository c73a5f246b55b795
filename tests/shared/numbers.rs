//! Numbers that follow from a seed: the same each time, on every machine. Included by tests of several crates.

/// xorshift.
pub(crate) struct Numbers(u64);

impl Numbers {
    /// Numbers that follow from a seed.
    pub(crate) fn new(seed: u64) -> Self {
        // Zero would stay zero.
        Self(seed.max(1))
    }

    /// A number below `end`; 0 where nothing is below it.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % end.max(1)
    }
}
