//! The doors: the only ways out of the engine. In production reqwest, the system clock, the operating system's keyring;
//! in simulation the test server's router in process, a virtual clock, memory.

use std::io::BufRead;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;

use crate::endpoint::Trouble;

/// A reply's body: whole, or arriving.
pub enum Body {
    /// All of it.
    Whole(Bytes),
    /// A reader that blocks while more arrives; read it off the async thread only.
    Arriving(Box<dyn BufRead + Send>),
}

/// Sends one HTTP request. Follows no redirect and signs nothing in: both are the caller's to judge.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends a request and answers with status, headers and body.
    ///
    /// # Errors
    /// No complete head of a reply arrived. The request may have been carried out all the same.
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, Trouble>;
}

/// The time, and waiting.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01 UTC.
    fn now_ms(&self) -> i64;
    /// Waits.
    async fn sleep(&self, how_long: Duration);
    /// Random bytes for ids and nonces; in simulation they follow from the seed.
    fn entropy(&self) -> u64;
}
