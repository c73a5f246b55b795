//! How long a client may take to send a body: some time to begin with, and more for each byte that came.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep};

/// For a body that does not come at all.
const AT_FIRST: Duration = Duration::from_secs(30);
/// Each such piece earns another second: 8 KB a second is slower than any line people complain about.
const PIECE_BYTES: usize = 8 * 1024;

/// A request's body that breaks when it comes too slowly.
pub(super) struct Patient {
    body: Incoming,
    began: Instant,
    bytes: usize,
    deadline: Pin<Box<Sleep>>,
}

impl Patient {
    pub(super) fn new(body: Incoming) -> Patient {
        Patient {
            body,
            began: Instant::now(),
            bytes: 0,
            deadline: Box::pin(tokio::time::sleep(AT_FIRST)),
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
                let deadline = self.began + AT_FIRST + Duration::from_secs(earned);
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
