//! An account: what a person typed, and how they want conflicts and deletions handled. No password is ever in here.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pim::Kind;
use serde::{Deserialize, Serialize};

/// One account as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Account {
    /// The name the person gave it; the key everywhere.
    pub name: String,
    /// What they type in the browser for webmail.
    pub url: String,
    /// Their e-mail address.
    pub email: String,
    /// The name to sign in with, where it is not the e-mail address.
    #[serde(default)]
    pub user: Option<String>,
    /// The kinds that are synchronised, each with its choices. A kind that is absent is left alone on both sides.
    pub kinds: BTreeMap<Kind, KindChoice>,
    /// Where the items live on this computer.
    #[serde(default)]
    pub store: StoreChoice,
    /// What to do when both sides changed the same.
    #[serde(default)]
    pub policy: Policy,
    /// When to stop and ask before deleting.
    #[serde(default)]
    pub guard: GuardLimits,
    /// The SHA-256 fingerprint of the one certificate trusted for this account alone.
    #[serde(default)]
    pub trusted_certificate: Option<String>,
    /// What was chosen for `SyncML`, where it differs from what is found.
    #[serde(default)]
    pub syncml: SyncmlChoice,
}

impl Account {
    /// The name to sign in with.
    pub fn sign_in_name(&self) -> &str {
        self.user.as_deref().unwrap_or(&self.email)
    }
}

/// What was chosen for `SyncML`. A store other than the one that is found is a kind's `server_collection`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SyncmlChoice {
    /// The address, where it is not the usual one below the account's.
    #[serde(default)]
    pub address: Option<String>,
    /// The id this computer has at the server; made once where none is chosen.
    #[serde(default)]
    pub device: Option<String>,
}

/// What was chosen for one kind of item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct KindChoice {
    /// How to talk to the server.
    #[serde(default)]
    pub protocol: Protocol,
    /// A collection other than the default on the server: its address or its display name.
    #[serde(default)]
    pub server_collection: Option<String>,
    /// A collection other than the default on this computer.
    #[serde(default)]
    pub local_collection: Option<String>,
    /// Which way changes travel.
    #[serde(default)]
    pub direction: Direction,
}

/// The protocol of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// DAV where the server has a collection for the kind.
    #[default]
    Auto,
    /// `CalDAV` or `CardDAV`.
    Dav,
    /// `SyncML`.
    Syncml,
}

/// Which way changes travel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Both ways.
    #[default]
    Both,
    /// Only from the server to this computer; a local edit is kept and told.
    FromServer,
    /// Only from this computer to the server; a change there is kept and told.
    FromLocal,
}

/// Where the items live on this computer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum StoreChoice {
    /// The built-in store.
    #[default]
    Builtin,
    /// A folder with one sub-folder per kind and one file per item.
    Folder(PathBuf),
}

/// What to do when the same item was edited on both sides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// Merge what can be merged and ask for the rest.
    #[default]
    Merge,
    /// Ask for everything both sides changed, also where it could be merged.
    Ask,
    /// The server's version stays; the local one goes to the history.
    Server,
    /// The local version stays; the server's goes to the history.
    Local,
    /// The one changed last stays.
    Newest,
    /// Both stay, as two items.
    Both,
    /// Leave them as they are and ask another time.
    Skip,
}

/// When a pass stops and asks before deleting, for one pairing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GuardLimits {
    /// More than this share of the pairing, in percent (and more than `few`), stops.
    pub percent: u32,
    /// Up to this many deletions never stop for their share alone.
    pub few: usize,
    /// More than this many always stop.
    pub many: usize,
}

impl Default for GuardLimits {
    fn default() -> Self {
        Self {
            percent: 10,
            few: 5,
            many: 50,
        }
    }
}

impl GuardLimits {
    /// Whether deleting `deletions` of `total` items must be asked for. `remembered` is the size up to which the person
    /// said, for this pairing, that they need not be asked.
    pub fn stops(&self, deletions: usize, total: usize, remembered: usize) -> bool {
        if deletions <= remembered {
            return false;
        }
        let everything = deletions >= 2 && deletions >= total;
        let large_share = deletions > self.few && deletions * 100 > total * self.percent as usize;
        everything || large_share || deletions > self.many
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guard_stops_for_a_share_for_a_number_and_for_everything() {
        let guard = GuardLimits::default();
        for (deletions, total, remembered, stops) in [
            (0, 0, 0, false),
            (1, 1, 0, false),
            (2, 2, 0, true),
            (5, 10, 0, false),
            (6, 60, 0, false),
            (6, 59, 0, true),
            (50, 10_000, 0, false),
            (51, 10_000, 0, true),
            (51, 10_000, 60, false),
            (61, 10_000, 60, true),
        ] {
            assert_eq!(
                guard.stops(deletions, total, remembered),
                stops,
                "{deletions} of {total}, {remembered}"
            );
        }
    }
}
