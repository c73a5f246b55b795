//! A connection's stream: cut off when nobody takes what is sent, and with another version in its status line where the
//! fault `http2-wire` asks for it.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Sleep;

pub(super) struct Wire<S> {
    stream: TokioIo<S>,
    old_version: Arc<AtomicBool>,
    /// A client that takes nothing of a reply for that long is cut off.
    patience: Duration,
    /// Runs while a write waits.
    stuck: Option<Pin<Box<Sleep>>>,
}

impl<S> Wire<S> {
    pub(super) fn new(
        stream: TokioIo<S>,
        old_version: Arc<AtomicBool>,
        patience: Duration,
    ) -> Wire<S> {
        Wire {
            stream,
            old_version,
            patience,
            stuck: None,
        }
    }

    /// Gives a write that waits its time, and no more.
    fn impatiently<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let patience = self.patience;
        let stuck = self
            .stuck
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        match stuck.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> Read for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> Write for Wire<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let asked = self.old_version.load(Ordering::Acquire);
        let Some(rest) = bytes.strip_prefix(b"HTTP/1.1").filter(|_| asked) else {
            let written = Pin::new(&mut self.stream).poll_write(context, bytes);
            return self.impatiently(context, written);
        };
        // As long as the true one, so that the counts of what was written agree.
        let changed = [&b"HTTP/2.0"[..], rest].concat();
        let written = Pin::new(&mut self.stream).poll_write(context, &changed);
        if matches!(written, Poll::Ready(Ok(_))) {
            self.old_version.store(false, Ordering::Release);
        }
        self.impatiently(context, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.impatiently(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
