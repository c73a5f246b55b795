//! What went over the line: told request by request, and counted.

use std::sync::Arc;

use crate::endpoint::Trouble;

/// One request and what came of it, for a log. Holds no secret: no header and no body.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The method.
    pub method: String,
    /// The address.
    pub url: String,
    /// The status, or why there is none.
    pub outcome: Result<u16, Trouble>,
    /// Bytes of the request's body.
    pub sent_bytes: u64,
    /// Milliseconds until the reply's head, or the failure.
    pub took_ms: i64,
}

/// Hears of each request.
pub type Observer = Arc<dyn Fn(&Exchange) + Send + Sync>;

/// What went over the line in a session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Requests, repeats and redirects included.
    pub requests: u64,
    /// Bytes of bodies sent.
    pub sent_bytes: u64,
    /// Bytes of bodies received, unpacked.
    pub received_bytes: u64,
}
