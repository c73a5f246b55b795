//! Reading a reply's body with one of `dav`'s parsers: on this thread where it is whole, beside it where it arrives.
//!
//! A parser may hand over parts while it reads. Of a body that arrives it goes on when there is room for the next, so
//! that the connection waits for the reader; and not at all when nobody reads any more.
//!
//! A simulated run has whole bodies only, and therefore one thread.

use std::io::{self, BufRead, Read};

use bytes::Bytes;
use dav::{Refusal, ReplyError, XmlError};
use http::{HeaderMap, Response, StatusCode};

use crate::door::Body;
use crate::endpoint::{Fetched, Parts, Trouble};
use crate::say;

/// What a parser made of a body.
pub(super) struct Reading<T> {
    pub(super) value: T,
    /// Why the body ended early, where it did.
    pub(super) cut: Option<Trouble>,
    pub(super) received_bytes: u64,
}

/// Runs `parse` over a reply.
///
/// # Errors
/// The parser itself failed (it panicked): a fault of this program, kept to the one reply.
pub(super) async fn read<T, F>(reply: Response<Body>, parse: F) -> Result<Reading<T>, Trouble>
where
    T: Send + 'static,
    F: FnOnce(StatusCode, &HeaderMap, &mut dyn BufRead) -> T + Send + 'static,
{
    read_in_parts(reply, None, |status, headers, body, _| {
        parse(status, headers, body)
    })
    .await
}

/// Runs `parse` over a reply; what it hands over while it reads goes to `parts`.
///
/// # Errors
/// As for [`read`].
pub(super) async fn read_in_parts<T, F>(
    reply: Response<Body>,
    parts: Option<Parts>,
    parse: F,
) -> Result<Reading<T>, Trouble>
where
    T: Send + 'static,
    F: FnOnce(StatusCode, &HeaderMap, &mut dyn BufRead, &mut dyn FnMut(Vec<Fetched>)) -> T
        + Send
        + 'static,
{
    let (head, body) = reply.into_parts();
    match body {
        Body::Whole(bytes) => {
            let mut handed_over = Vec::new();
            let reading = read_from(bytes_reader(&bytes), None, |body| {
                let mut give = |part| handed_over.push(part);
                parse(head.status, &head.headers, body, &mut give)
            });
            if let Some(parts) = parts {
                for part in handed_over {
                    // Nobody takes it: then it is not missed.
                    let _ = parts.send(part).await;
                }
            }
            Ok(reading)
        }
        Body::Arriving(reader) => {
            let reading = tokio::task::spawn_blocking(move || {
                read_from(reader, parts.clone(), |body| {
                    let mut give = |part| {
                        if let Some(parts) = &parts {
                            let _ = parts.blocking_send(part);
                        }
                    };
                    parse(head.status, &head.headers, body, &mut give)
                })
            });
            reading
                .await
                .map_err(|_| Trouble::Nonsense(say!("the reply could not be read")))
        }
    }
}

fn bytes_reader(bytes: &Bytes) -> &[u8] {
    bytes
}

fn read_from<T>(
    body: impl BufRead,
    parts: Option<Parts>,
    parse: impl FnOnce(&mut dyn BufRead) -> T,
) -> Reading<T> {
    let mut watched = Watched {
        body,
        parts,
        cut: None,
        received_bytes: 0,
    };
    let value = parse(&mut watched);
    Reading {
        value,
        cut: watched.cut,
        received_bytes: watched.received_bytes,
    }
}

/// A reader that remembers what it failed with: the parsers keep only the words. It ends when nobody takes parts any more.
struct Watched<R> {
    body: R,
    parts: Option<Parts>,
    cut: Option<Trouble>,
    received_bytes: u64,
}

impl<R: BufRead> BufRead for Watched<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.parts.as_ref().is_some_and(Parts::is_closed) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        match self.body.fill_buf() {
            Ok(buffer) => Ok(buffer),
            Err(error) => {
                let inside = error
                    .get_ref()
                    .and_then(|inner| inner.downcast_ref::<Trouble>());
                self.cut = Some(
                    inside
                        .cloned()
                        .unwrap_or_else(|| Trouble::NoConnection(error.to_string().into())),
                );
                Err(error)
            }
        }
    }

    fn consume(&mut self, amount: usize) {
        self.received_bytes += amount as u64;
        self.body.consume(amount);
    }
}

impl<R: BufRead> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut ready = self.fill_buf()?;
        let size = ready.read(into)?;
        self.consume(size);
        Ok(size)
    }
}

/// What a failed reading means for the caller. `now` is in seconds since 1970, for a `Retry-After` that is a date.
pub(super) fn trouble_of(error: &ReplyError, cut: Option<Trouble>, now: i64) -> Trouble {
    match error {
        ReplyError::Xml(XmlError::Broken(_) | XmlError::Truncated) => {
            cut.unwrap_or_else(|| Trouble::NoConnection(say!("the reply was cut off")))
        }
        ReplyError::Xml(error) => Trouble::Nonsense(error.to_string().into()),
        ReplyError::Refused(refusal) => trouble_of_refusal(refusal, now),
    }
}

/// What a refusal of a reading request means.
pub(super) fn trouble_of_refusal(refusal: &Refusal, now: i64) -> Trouble {
    use dav::Trouble as Said;
    match refusal.trouble() {
        Said::AuthNeeded => Trouble::SignIn,
        Said::Forbidden => Trouble::NotAllowed(refusal.to_string().into()),
        Said::NotFound => Trouble::Missing,
        Said::RateLimited(after) => Trouble::Busy(after.map(|after| after.wait(now))),
        Said::ServerTrouble => Trouble::Server(refusal.status.as_u16()),
        Said::Locked => Trouble::Busy(None),
        Said::Redirected | Said::NotOffered | Said::Other if refusal.is_web_page => {
            Trouble::Nonsense(XmlError::WebPage.to_string().into())
        }
        Said::Redirected | Said::NotOffered | Said::Other => {
            Trouble::Nonsense(refusal.to_string().into())
        }
    }
}
