//! What was asked: counts by method, and the last requests without their secrets.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::time::SystemTime;

use crate::exchange::Exchanges;
use crate::lock::lock;

const KEPT: usize = 2_000;

/// One request as the log keeps it: no header and no body, so no password and no item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedRequest {
    /// By the server's clock.
    pub at: SystemTime,
    /// Who signed in.
    pub user: Option<String>,
    /// The method; a report with its element, `REPORT:sync-collection`.
    pub method: String,
    /// The path, as it was sent.
    pub path: String,
    /// The status answered, also where a fault then lost the reply.
    pub status: u16,
}

#[derive(Default)]
struct Kept {
    counts: BTreeMap<String, u64>,
    last: VecDeque<LoggedRequest>,
}

/// The requests so far.
#[derive(Default)]
pub struct RequestLog {
    kept: Mutex<Kept>,
    /// What was said in them, where the configuration asks for it.
    pub(crate) exchanges: Exchanges,
}

impl RequestLog {
    pub(crate) fn add(&self, request: LoggedRequest) {
        let mut kept = lock(&self.kept);
        *kept.counts.entry(request.method.clone()).or_default() += 1;
        if kept.last.len() == KEPT {
            kept.last.pop_front();
        }
        kept.last.push_back(request);
    }

    /// How many requests of each method came; a report counts under its element, `REPORT:sync-collection`.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        lock(&self.kept).counts.clone()
    }

    /// How many requests came.
    pub fn total(&self) -> u64 {
        lock(&self.kept).counts.values().sum()
    }

    /// The last requests, oldest first, at most two thousand.
    pub fn last(&self) -> Vec<LoggedRequest> {
        lock(&self.kept).last.iter().cloned().collect()
    }

    /// Begins counting anew.
    pub fn reset(&self) {
        *lock(&self.kept) = Kept::default();
    }
}
