//! The router over TCP: HTTP/1.1 connections, ended early where a fault says so, closed gently at the end.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

use crate::fault::{Http2OnTheWire, LostReply};

/// A client that has not sent its request's head after that long is cut off.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// Requests under way get that long to end when the server is stopped.
const GRACE: Duration = Duration::from_secs(5);

/// Serves connections until `stop` ends, then lets those under way finish.
///
/// # Errors
/// The listener is broken for good.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            // Too many open files, or a client already gone: the next one may do.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        stream.set_nodelay(true)?;
        let connection = connection(stream, router.clone());
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // How a client's connection ends is the client's affair.
            let _ = watched.await;
        });
    }
    drop(listener);
    // Whoever is still not done after the grace is cut off.
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    Ok(())
}

/// One connection; a lost reply is an error of its service, at which `hyper` closes it without a word.
fn connection(
    stream: TcpStream,
    router: Router,
) -> http1::Connection<
    Wire,
    impl hyper::service::HttpService<Incoming, ResBody = Body, Future: Send, Error = io::Error>,
> {
    let old_version = Arc::new(AtomicBool::new(false));
    let wire = Wire {
        stream: TokioIo::new(stream),
        old_version: Arc::clone(&old_version),
    };
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let answer = router.clone().oneshot(request.map(Body::new));
        let old_version = Arc::clone(&old_version);
        async move {
            let response = match answer.await {
                Ok(response) => response,
                Err(never) => {
                    let never: Infallible = never;
                    match never {}
                }
            };
            if response.extensions().get::<LostReply>().is_some() {
                return Err(io::Error::other("the reply is lost"));
            }
            if response.extensions().get::<Http2OnTheWire>().is_some() {
                old_version.store(true, Ordering::Release);
            }
            Ok(response)
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(wire, service)
}

/// The stream, with the version of a status line changed where the fault `http2-wire` asks for it.
struct Wire {
    stream: TokioIo<TcpStream>,
    old_version: Arc<AtomicBool>,
}

impl Read for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let asked = self.old_version.load(Ordering::Acquire);
        let Some(rest) = bytes.strip_prefix(b"HTTP/1.1").filter(|_| asked) else {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        };
        // As long as the true one, so that the counts of what was written agree.
        let changed = [&b"HTTP/2.0"[..], rest].concat();
        let written = Pin::new(&mut self.stream).poll_write(context, &changed);
        if matches!(written, Poll::Ready(Ok(_))) {
            self.old_version.store(false, Ordering::Release);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
