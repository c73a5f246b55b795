//! Whole exchanges for the administrator's log: heads and bodies of the last requests and replies, secrets removed.
//!
//! A body is copied while it passes, at most [`KEPT_BYTES`] of it; a reply that is long is not held back for that.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::SystemTime;

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header};
use http_body::{Frame, SizeHint};

use crate::lock::lock;

/// So many exchanges are kept.
const KEPT: usize = 500;
/// So much of each body is kept.
const KEPT_BYTES: usize = 16 * 1024;
/// Headers whose value is a secret.
const SECRET: [header::HeaderName; 4] = [
    header::AUTHORIZATION,
    header::PROXY_AUTHORIZATION,
    header::COOKIE,
    header::SET_COOKIE,
];

/// One request with its reply.
#[derive(Clone)]
pub(crate) struct Exchange {
    pub(crate) number: u64,
    pub(crate) at: SystemTime,
    pub(crate) user: Option<String>,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) request_headers: Vec<(String, String)>,
    pub(crate) request_body: Said,
    pub(crate) reply_headers: Vec<(String, String)>,
    pub(crate) reply_body: Arc<Mutex<Said>>,
    /// Faults that struck, in words.
    pub(crate) faults: Vec<String>,
}

/// As much of a body as is kept, and how long it is.
#[derive(Clone, Default)]
pub(crate) struct Said {
    head: BytesMut,
    pub(crate) length: usize,
}

impl Said {
    pub(crate) fn of(body: &Bytes) -> Said {
        let mut said = Said::default();
        said.hear(body);
        said
    }

    fn hear(&mut self, piece: &[u8]) {
        self.length += piece.len();
        let room = KEPT_BYTES.saturating_sub(self.head.len()).min(piece.len());
        self.head
            .extend_from_slice(piece.get(..room).unwrap_or_default());
    }

    /// The text with its secrets removed; a sentence for what is not text.
    pub(crate) fn shown(&self) -> String {
        if self.length == 0 {
            return String::new();
        }
        let text = match std::str::from_utf8(&self.head) {
            Ok(text) => text,
            // Cut in the middle of a character.
            Err(error) if error.error_len().is_none() => {
                let whole = self.head.get(..error.valid_up_to()).unwrap_or_default();
                std::str::from_utf8(whole).unwrap_or_default()
            }
            Err(_) => return format!("({} bytes that are not text)", self.length),
        };
        let mut text = without_credentials(text);
        if self.length > self.head.len() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n… {} bytes in all", self.length);
        }
        text
    }
}

/// `SyncML` has its credentials in the body: what is inside `Cred` is left out (and of a cut one, the rest).
fn without_credentials(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<Cred>") {
        out.push_str(before);
        out.push_str("<Cred>(removed)</Cred>");
        rest = after.split_once("</Cred>").map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

/// The headers as they are shown.
pub(crate) fn shown_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = if SECRET.contains(name) {
                "(removed)".into()
            } else {
                String::from_utf8_lossy(value.as_bytes())
            };
            (name.to_string(), value.into_owned())
        })
        .collect()
}

/// The last exchanges.
#[derive(Default)]
pub(crate) struct Exchanges {
    kept: Mutex<(u64, VecDeque<Exchange>)>,
}

impl Exchanges {
    /// Takes one in and gives its reply back, which tells the log what it says while it is sent.
    pub(crate) fn add(&self, mut exchange: Exchange, response: Response) -> Response {
        exchange.reply_headers = shown_headers(response.headers());
        let heard = Arc::clone(&exchange.reply_body);
        let mut kept = lock(&self.kept);
        kept.0 += 1;
        exchange.number = kept.0;
        if kept.1.len() == KEPT {
            kept.1.pop_front();
        }
        kept.1.push_back(exchange);
        response.map(|body| Body::new(Overheard { body, heard }))
    }

    /// The last ones, newest first.
    pub(crate) fn last(&self) -> Vec<Exchange> {
        lock(&self.kept).1.iter().rev().cloned().collect()
    }

    pub(crate) fn get(&self, number: u64) -> Option<Exchange> {
        let kept = lock(&self.kept);
        kept.1
            .iter()
            .find(|exchange| exchange.number == number)
            .cloned()
    }

    pub(crate) fn clear(&self) {
        lock(&self.kept).1.clear();
    }
}

/// A body that is copied while it is sent.
struct Overheard {
    body: Body,
    heard: Arc<Mutex<Said>>,
}

impl http_body::Body for Overheard {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            lock(&self.heard).hear(data);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_shown() {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", "Basic d29uZGVybGFuZA==".parse().unwrap());
        headers.insert("cookie", "session=abc".parse().unwrap());
        headers.insert("depth", "1".parse().unwrap());
        let shown = shown_headers(&headers);
        assert!(shown.contains(&("depth".to_owned(), "1".to_owned())));
        assert!(
            !shown
                .iter()
                .any(|(_, value)| value.contains("d29u") || value.contains("abc"))
        );
        let body =
            Bytes::from_static(b"<SyncHdr><Cred><Data>c2VjcmV0</Data></Cred><x/><Cred><Data>c2Vj");
        assert_eq!(
            Said::of(&body).shown(),
            "<SyncHdr><Cred>(removed)</Cred><x/><Cred>(removed)</Cred>"
        );
    }

    #[test]
    fn a_long_body_is_cut_and_bytes_are_counted() {
        let long = Bytes::from("\u{e9}".repeat(20_000));
        let shown = Said::of(&long).shown();
        assert!(shown.ends_with("… 40000 bytes in all") && shown.len() < 17_000);
        assert_eq!(
            Said::of(&Bytes::from_static(&[0xff, 0])).shown(),
            "(2 bytes that are not text)"
        );
    }
}
