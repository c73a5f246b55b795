//! A body that is still arriving, as a reader that blocks: the bridge from the async connection to the parser's thread.
//!
//! A few chunks wait in between; when they are not read, nothing more is taken from the connection. Dropping the
//! reader ends the transfer. A limit on its size guards against a reply without end (and a gzip bomb: sizes are those
//! after unpacking).

use std::io::{self, BufRead, Read};
use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::sync::mpsc;

use super::failure;
use crate::endpoint::Trouble;

/// Chunks that may wait between connection and parser.
const CHUNKS_WAITING: usize = 1;

/// What is left of a reply's body: what was taken off the connection already, then the rest.
pub(super) struct Arriving {
    chunk: Bytes,
    rest: mpsc::Receiver<Result<Bytes, Trouble>>,
    left_bytes: u64,
    limit_bytes: u64,
}

impl Arriving {
    /// Goes on reading `response` in a task of its own. `begun` was read from it already.
    pub(super) fn start(
        begun: Bytes,
        mut response: reqwest::Response,
        progress: Duration,
        limit_bytes: u64,
    ) -> Self {
        let (give, rest) = mpsc::channel(CHUNKS_WAITING);
        tokio::spawn(async move {
            loop {
                let next = next_chunk(&mut response, progress).await.transpose();
                let Some(next) = next else { break };
                let ended = next.is_err();
                if give.send(next).await.is_err() || ended {
                    break;
                }
            }
        });
        Self::from_parts(begun, rest, limit_bytes)
    }

    /// A body of which `begun` arrived and then nothing more, because of `trouble`.
    pub(super) fn cut_off(begun: Bytes, trouble: Trouble) -> Self {
        let (give, rest) = mpsc::channel(1);
        // A new channel with room for one takes one.
        let _ = give.try_send(Err(trouble));
        Self::from_parts(begun, rest, u64::MAX)
    }

    fn from_parts(
        begun: Bytes,
        rest: mpsc::Receiver<Result<Bytes, Trouble>>,
        limit_bytes: u64,
    ) -> Self {
        Self {
            left_bytes: limit_bytes.saturating_sub(begun.len() as u64),
            chunk: begun,
            rest,
            limit_bytes,
        }
    }
}

/// The next chunk of a body, or `None` at its end.
pub(super) async fn next_chunk(
    response: &mut reqwest::Response,
    progress: Duration,
) -> Result<Option<Bytes>, Trouble> {
    match tokio::time::timeout(progress, response.chunk()).await {
        Ok(chunk) => chunk.map_err(|error| failure::trouble(&error, progress)),
        Err(_) => Err(Trouble::TimedOut(progress)),
    }
}

impl BufRead for Arriving {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.chunk.is_empty() {
            match self.rest.blocking_recv() {
                None => break,
                Some(Err(trouble)) => return Err(io::Error::other(trouble)),
                Some(Ok(chunk)) => {
                    let size = chunk.len() as u64;
                    if size > self.left_bytes {
                        let limit_bytes = self.limit_bytes;
                        return Err(io::Error::other(Trouble::TooLarge { limit_bytes }));
                    }
                    self.left_bytes -= size;
                    self.chunk = chunk;
                }
            }
        }
        Ok(&self.chunk)
    }

    fn consume(&mut self, amount: usize) {
        self.chunk.advance(amount.min(self.chunk.len()));
    }
}

impl Read for Arriving {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let size = ready.len().min(into.len());
        into[..size].copy_from_slice(&ready[..size]);
        self.consume(size);
        Ok(size)
    }
}
