//! What a `SyncML` server does wrong, beside what any HTTP server does.

use std::fmt;

/// One thing that goes wrong in a `SyncML` session. A reply lost is the fault `lost-after` with `method=POST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncMlFault {
    /// The anchors of the store are not known any more: 508 and a slow sync.
    AnchorsLost,
    /// The nonce is another one: 401 for the right password.
    NonceChanged,
    /// An item is answered with that status and not taken (415, 420, …).
    Refuse(u16),
    /// The session is forgotten in the middle: its next message finds nothing.
    SessionDropped,
    /// A Map is answered and not kept.
    MapIgnored,
    /// Busy: 101, and nothing is done.
    Busy,
}

/// Where in a session a fault can strike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    SignIn,
    Message,
    Alert,
    Item,
    Map,
}

impl SyncMlFault {
    /// The fault of that name, without `syncml-`.
    pub(crate) fn read(name: &str, argument: &str) -> Option<SyncMlFault> {
        Some(match name {
            "anchors-lost" => SyncMlFault::AnchorsLost,
            "nonce-changed" => SyncMlFault::NonceChanged,
            "refuse" => {
                let code: u16 = argument.parse().ok()?;
                SyncMlFault::Refuse(Some(code).filter(|code| (400..600).contains(code))?)
            }
            "session-dropped" => SyncMlFault::SessionDropped,
            "map-ignored" => SyncMlFault::MapIgnored,
            "busy" => SyncMlFault::Busy,
            _ => return None,
        })
    }

    pub(crate) fn strikes_at(self, event: Event) -> bool {
        event
            == match self {
                SyncMlFault::AnchorsLost => Event::Alert,
                SyncMlFault::NonceChanged => Event::SignIn,
                SyncMlFault::Refuse(_) => Event::Item,
                SyncMlFault::SessionDropped | SyncMlFault::Busy => Event::Message,
                SyncMlFault::MapIgnored => Event::Map,
            }
    }
}

impl fmt::Display for SyncMlFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SyncMlFault::AnchorsLost => out.write_str("syncml-anchors-lost"),
            SyncMlFault::NonceChanged => out.write_str("syncml-nonce-changed"),
            SyncMlFault::Refuse(code) => write!(out, "syncml-refuse={code}"),
            SyncMlFault::SessionDropped => out.write_str("syncml-session-dropped"),
            SyncMlFault::MapIgnored => out.write_str("syncml-map-ignored"),
            SyncMlFault::Busy => out.write_str("syncml-busy"),
        }
    }
}
