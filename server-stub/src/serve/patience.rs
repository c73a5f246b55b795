//! How long a client may take: for the head of a request, for its body (some time to begin with, and more for each byte that
//! came), and to take what is sent.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep};

/// Each such piece earns another second: 8 KB a second is slower than any line people complain about.
const PIECE_BYTES: usize = 8 * 1024;

/// After so long a client is cut off.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// That has not sent the head of its request, or asks nothing more.
    pub(super) head: Duration,
    /// Whose body does not come at all.
    pub(super) body: Duration,
    /// That takes nothing of a reply.
    pub(super) reply: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
            reply: Duration::from_mins(1),
        }
    }
}

/// A request's body that breaks when it comes too slowly.
pub(super) struct Patient {
    body: Incoming,
    began: Instant,
    at_first: Duration,
    bytes: usize,
    deadline: Pin<Box<Sleep>>,
}

impl Patient {
    pub(super) fn new(body: Incoming, at_first: Duration) -> Patient {
        Patient {
            body,
            began: Instant::now(),
            at_first,
            bytes: 0,
            deadline: Box::pin(tokio::time::sleep(at_first)),
        }
    }
}

impl Body for Patient {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            if let Some(Ok(frame)) = &frame {
                self.bytes += frame.data_ref().map_or(0, Bytes::len);
                let earned = u64::try_from(self.bytes / PIECE_BYTES).unwrap_or(u64::MAX);
                let deadline = self.began + self.at_first + Duration::from_secs(earned);
                self.deadline.as_mut().reset(deadline);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(axum::Error::new)));
        }
        match self.deadline.as_mut().poll(context) {
            Poll::Ready(()) => {
                let late =
                    std::io::Error::new(std::io::ErrorKind::TimedOut, "the body comes too slowly");
                Poll::Ready(Some(Err(axum::Error::new(late))))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
