//! The two sides of a pairing.

use serde::{Deserialize, Serialize};

/// One of the two sides of a pairing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The mailbox on the server.
    Server,
    /// This computer.
    Local,
}

impl Side {
    /// Both, server first.
    pub const BOTH: [Self; 2] = [Self::Server, Self::Local];

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Server => Self::Local,
            Self::Local => Self::Server,
        }
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Server => "server",
            Self::Local => "local",
        })
    }
}
