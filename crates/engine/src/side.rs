//! The two sides of a pairing, and one of something for each.

pub use pim::Side;

/// Both sides, server first.
pub const SIDES: [Side; 2] = [Side::Server, Side::Local];

/// One of something for each side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Both<T> {
    /// The server's.
    pub server: T,
    /// This computer's.
    pub local: T,
}

impl<T> Both<T> {
    /// Made by asking for each side.
    pub fn each(mut make: impl FnMut(Side) -> T) -> Self {
        Self {
            server: make(Side::Server),
            local: make(Side::Local),
        }
    }

    /// One side's.
    pub fn of(&self, side: Side) -> &T {
        match side {
            Side::Server => &self.server,
            Side::Local => &self.local,
        }
    }

    /// One side's, to change.
    pub fn of_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::Server => &mut self.server,
            Side::Local => &mut self.local,
        }
    }
}

impl<T> Both<Option<T>> {
    /// Something for one side only.
    pub fn only(side: Side, something: T) -> Self {
        let mut both = Self {
            server: None,
            local: None,
        };
        *both.of_mut(side) = Some(something);
        both
    }
}
