//! The router over TCP: HTTP/1.1 connections, plain or TLS, ended early where a fault says so, closed gently at the end.
//!
//! Clients that take their time are cut off: [`patience`] has the limits.

mod patience;
mod wire;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use crate::attempts::Peer;
use crate::fault::{Http2OnTheWire, LostReply};
use crate::tls::Tls;
use patience::{Limits, Patient};
use wire::Wire;

/// So long a client may take for the TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// Requests under way get that long to end when the server is stopped.
const GRACE: Duration = Duration::from_secs(5);
/// So many connections are open at once; the next one waits.
const MOST_CONNECTIONS: usize = 1_024;

/// Serves connections until `stop` ends, then lets those under way finish.
///
/// # Errors
/// The listener is broken for good.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    serve_over(listener, router, None, stop).await
}

/// The same, over TLS where it is given.
///
/// # Errors
/// The listener is broken for good.
pub async fn serve_over(
    listener: TcpListener,
    router: Router,
    tls: Option<&Tls>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let graceful = GracefulShutdown::new();
    let acceptor = tls.map(|tls| TlsAcceptor::from(Arc::clone(&tls.config)));
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = next(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, address, place)) = accepted else {
            // Too many open files, or a client already gone: the next one may do.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        stream.set_nodelay(true)?;
        let peer = Peer(address.ip());
        let watcher = graceful.watcher();
        let router = router.clone();
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            // How a client's connection ends is the client's affair.
            match acceptor {
                None => drop(
                    watcher
                        .watch(connection(stream, router, peer, Limits::default()))
                        .await,
                ),
                Some(acceptor) => {
                    let shaken = tokio::time::timeout(HANDSHAKE_TIMEOUT, acceptor.accept(stream));
                    if let Ok(Ok(stream)) = shaken.await {
                        drop(
                            watcher
                                .watch(connection(stream, router, peer, Limits::default()))
                                .await,
                        );
                    }
                }
            }
            drop(place);
        });
    }
    drop(listener);
    // Whoever is still not done after the grace is cut off.
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    Ok(())
}

/// The next connection, when there is a place for it.
async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(
    tokio::net::TcpStream,
    std::net::SocketAddr,
    tokio::sync::OwnedSemaphorePermit,
)> {
    let place = Arc::clone(places)
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    let (stream, address) = listener.accept().await?;
    Ok((stream, address, place))
}

/// One connection; a lost reply is an error of its service, at which `hyper` closes it without a word.
fn connection<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    router: Router,
    peer: Peer,
    limits: Limits,
) -> http1::Connection<
    Wire<S>,
    impl hyper::service::HttpService<Incoming, ResBody = Body, Future: Send, Error = io::Error>,
> {
    let old_version = Arc::new(AtomicBool::new(false));
    let wire = Wire::new(TokioIo::new(stream), Arc::clone(&old_version), limits.reply);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(|body| Body::new(Patient::new(body, limits.body)));
        request.extensions_mut().insert(peer);
        let answer = router.clone().oneshot(request);
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
        .header_read_timeout(limits.head)
        // Names have no case, but there are programs that look for the one they were once written in.
        .title_case_headers(true)
        .serve_connection(wire, service)
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

    use super::*;
    use crate::{Config, Server};

    const SHORT: Duration = Duration::from_millis(50);
    /// Far longer than any client of these tests is borne with.
    const BOUND: Duration = Duration::from_secs(20);
    const BASIC: &str = "Basic YWxpY2U6d29uZGVybGFuZA==";

    /// Speaks with a server that has little patience; gives what it said before it hung up.
    fn until_it_hangs_up<F: Future<Output = DuplexStream>>(
        client: impl FnOnce(DuplexStream) -> F,
    ) -> String {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let (near, far) = tokio::io::duplex(1_024);
            let server = Server::new(Config {
                sample: true,
                ..Config::default()
            });
            let limits = Limits {
                head: SHORT,
                body: SHORT,
                reply: SHORT,
            };
            let peer = Peer(IpAddr::V4(Ipv4Addr::LOCALHOST));
            let serving = connection(far, server.router(), peer, limits);
            let speaking = async {
                let mut near = client(near).await;
                let mut said = Vec::new();
                near.read_to_end(&mut said).await.unwrap();
                String::from_utf8(said).unwrap()
            };
            let both = async { tokio::join!(serving, speaking).1 };
            tokio::time::timeout(BOUND, both).await.expect("it hung up")
        })
    }

    #[test]
    fn who_never_ends_the_head_of_a_request_is_cut_off() {
        let said = until_it_hangs_up(|mut near| async {
            near.write_all(b"GET / HTTP/1.1\r\nHost: t\r\nX-Slow: ")
                .await
                .unwrap();
            near
        });
        assert!(!said.contains("200 OK"), "{said}");
    }

    #[test]
    fn who_asks_nothing_more_is_cut_off() {
        let said = until_it_hangs_up(|mut near| async {
            near.write_all(b"OPTIONS /WebDAV/ HTTP/1.1\r\nHost: t\r\n\r\n")
                .await
                .unwrap();
            near
        });
        assert!(said.starts_with("HTTP/1.1 200 OK"), "{said}");
    }

    #[test]
    fn who_never_ends_a_body_is_told_and_cut_off() {
        let said = until_it_hangs_up(|mut near| async {
            let head = format!(
                "PUT /WebDAV/alice@example.com/calendars/calendar/1.ics HTTP/1.1\r\nHost: t\r\nAuthorization: {BASIC}\r\nContent-Length: 500\r\n\r\nBEGIN:"
            );
            near.write_all(head.as_bytes()).await.unwrap();
            near
        });
        assert!(said.starts_with("HTTP/1.1 400"), "{said}");
        assert!(said.contains("did not arrive whole"), "{said}");
    }

    #[test]
    fn who_takes_nothing_of_a_long_reply_is_cut_off() {
        let said = until_it_hangs_up(|mut near| async {
            let body = r#"<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>"#;
            let head = format!(
                "PROPFIND /WebDAV/alice@example.com/addressbooks/contacts/ HTTP/1.1\r\nHost: t\r\nAuthorization: {BASIC}\r\nDepth: 1\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            near.write_all(head.as_bytes()).await.unwrap();
            // Reads only when the server has long lost its patience.
            tokio::time::sleep(SHORT * 20).await;
            near
        });
        assert!(said.starts_with("HTTP/1.1 207"), "{said}");
        assert!(!said.contains("</D:multistatus>"), "{said}");
    }
}
