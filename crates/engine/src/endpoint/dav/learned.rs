//! What was learnt about a server and is worth remembering from pass to pass.
//!
//! All of it only saves requests or chooses the more careful way: forgetting it loses nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::session::DavSession;
use super::sign_in::Scheme;

/// Everything learnt about an account's server; kept in the journal as JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Learned {
    /// How it wants to be signed in to.
    pub scheme: Option<Scheme>,
    /// What it does with `If-Match` and `If-None-Match`.
    pub conditions: Conditions,
    /// By the path of each home.
    pub homes: BTreeMap<String, HomeLearned>,
    /// By the path of each collection.
    pub collections: BTreeMap<String, CollectionLearned>,
}

/// What a server does with conditional writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Conditions {
    /// It has not shown it yet: read before writing.
    #[default]
    Unknown,
    /// It refuses a write whose condition does not hold.
    Honoured,
    /// It writes all the same (`SOGo`): read before writing, always.
    Ignored,
}

/// What asking a home about all its collections at once costs, beside asking each collection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HomeLearned {
    /// Milliseconds of one PROPFIND of the home.
    pub home_ms: Option<u32>,
    /// Milliseconds of one sync-collection that had nothing to tell.
    pub report_ms: Option<u32>,
    /// Passes since the home was last asked.
    pub passes_by: u32,
}

/// A home slower than this is not asked where its collections answer faster.
const SLOW_MS: u32 = 250;
/// A home may cost as much as so many reports.
const WORTH_REPORTS: u32 = 5;
/// Below this nobody notices, however fast a report is.
const FAST_MS: u32 = 40;
/// After so many passes the home is tried again.
const FORGET_AFTER: u32 = 100;

impl HomeLearned {
    /// Whether to ask the home once instead of each collection.
    pub(super) fn is_home_cheaper(&self) -> bool {
        let Some(home) = self.home_ms else {
            return true;
        };
        if home <= FAST_MS || self.passes_by >= FORGET_AFTER {
            return true;
        }
        match self.report_ms {
            // Slow, and nothing to compare it with yet: measure the other way.
            None => home <= SLOW_MS,
            Some(report) if home > SLOW_MS => home <= report.saturating_mul(2),
            Some(report) => home <= report.saturating_mul(WORTH_REPORTS),
        }
    }
}

/// What was learnt about one collection.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that a server does not do"
)]
pub struct CollectionLearned {
    /// It does not offer sync-collection.
    pub no_sync: bool,
    /// It refuses a token it does not know; `false`: it lists everything instead, naming no deletions.
    pub refuses_dead_tokens: Option<bool>,
    /// It offers no multiget: each item is read alone.
    pub no_multiget: bool,
    /// Asked for everything in one reply, it failed or gave less.
    pub no_whole: bool,
    /// It does not hand out vCard 4.0 when asked for it.
    pub no_vcard4: bool,
    /// How many items one multiget should ask for.
    pub multiget: Option<u32>,
    /// The most it answered to, where it refused more.
    pub most_multiget: Option<u32>,
    /// How large an item is on average.
    pub item_bytes: Option<u32>,
    /// How many items came back as they were written, one after the other.
    pub faithful: u32,
}

impl DavSession {
    /// What is known of a collection.
    pub(crate) fn collection(&self, path: &str) -> CollectionLearned {
        self.lock_learned()
            .collections
            .get(path)
            .cloned()
            .unwrap_or_default()
    }

    /// Learns something about a collection.
    pub(crate) fn learn(&self, path: &str, what: impl FnOnce(&mut CollectionLearned)) {
        what(
            self.lock_learned()
                .collections
                .entry(path.to_owned())
                .or_default(),
        );
    }

    /// What is known of a home.
    pub(crate) fn home(&self, path: &str) -> HomeLearned {
        self.lock_learned()
            .homes
            .get(path)
            .copied()
            .unwrap_or_default()
    }

    /// Learns something about a home.
    pub(crate) fn learn_home(&self, path: &str, what: impl FnOnce(&mut HomeLearned)) {
        what(
            self.lock_learned()
                .homes
                .entry(path.to_owned())
                .or_default(),
        );
    }

    /// What the server does with conditions.
    pub(crate) fn conditions(&self) -> Conditions {
        self.lock_learned().conditions
    }

    /// Learns what the server does with conditions.
    pub(crate) fn learn_conditions(&self, conditions: Conditions) {
        self.lock_learned().conditions = conditions;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheaper_way_is_chosen_from_what_was_measured() {
        for (home_ms, report_ms, passes_by, home) in [
            (None, None, 0, true),
            (Some(3), None, 0, true),
            (Some(30), Some(1), 0, true),
            (Some(200), None, 0, true),
            (Some(200), Some(50), 0, true),
            (Some(200), Some(10), 0, false),
            (Some(1_600), None, 0, false),
            (Some(1_600), Some(400), 0, false),
            (Some(1_600), Some(900), 0, true),
            (Some(1_600), Some(400), 100, true),
        ] {
            let learned = HomeLearned {
                home_ms,
                report_ms,
                passes_by,
            };
            assert_eq!(learned.is_home_cheaper(), home, "{learned:?}");
        }
    }

    #[test]
    fn what_an_older_or_newer_version_remembered_is_read() {
        let read: Learned = serde_json::from_str(r#"{"scheme":"basic","surprise":1}"#).unwrap();
        assert_eq!(
            read,
            Learned {
                scheme: Some(Scheme::Basic),
                ..Learned::default()
            }
        );
    }
}
