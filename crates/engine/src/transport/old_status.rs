//! Servers that begin a reply with `HTTP/2.0` on an HTTP/1.1 connection, as `SmarterMail` once did. hyper refuses that version.
//! Here the reply passes through a stream that calls it `HTTP/1.1`, and changes nothing else.
//!
//! It is tried after a reply that could not be read, for requests that change nothing, and from then on for every request
//! to that server. Such a server gets a connection for each request, and no packed replies.

use std::collections::HashSet;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, HOST, HeaderValue, USER_AGENT};
use http::{Method, Request, Uri};
use http_body_util::Full;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::failure;
use super::names::NoSuchName;
use crate::endpoint::Trouble;

/// Sends requests to servers that speak so, and remembers which do.
pub(super) struct OldStatus {
    tls: TlsConnector,
    connect: Duration,
    user_agent: HeaderValue,
    known: Mutex<HashSet<String>>,
}

impl OldStatus {
    /// `tls` as for any other request, but without HTTP/2.
    pub(super) fn new(mut tls: ClientConfig, connect: Duration, user_agent: &'static str) -> Self {
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Self {
            tls: TlsConnector::from(Arc::new(tls)),
            connect,
            user_agent: HeaderValue::from_static(user_agent),
            known: Mutex::default(),
        }
    }

    /// Whether that server is known to speak so.
    pub(super) fn knows(&self, uri: &Uri) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        uri.authority()
            .is_some_and(|authority| known.contains(authority.as_str()))
    }

    /// Whether a request may be sent once more after `error`: its reply could not be read, and it changes nothing.
    pub(super) fn is_worth_a_try(method: &Method, error: &reqwest::Error) -> bool {
        let changes_nothing = matches!(
            method.as_str(),
            "GET" | "HEAD" | "OPTIONS" | "PROPFIND" | "REPORT"
        );
        changes_nothing
            && failure::causes(error)
                .filter_map(|cause| cause.downcast_ref::<hyper::Error>())
                .any(hyper::Error::is_parse)
    }

    /// Sends a request, and remembers the server where it speaks so.
    pub(super) async fn send(&self, request: Request<Bytes>) -> Result<reqwest::Response, Trouble> {
        let uri = request.uri().clone();
        let connecting = tokio::time::timeout(self.connect, self.open(&uri));
        let stream = connecting
            .await
            .map_err(|_| Trouble::TimedOut(self.connect))??;
        let renamed = Arc::new(AtomicBool::new(false));
        let stream = Renaming {
            inner: stream,
            begun: Vec::new(),
            is_begun: false,
            renamed: Arc::clone(&renamed),
        };
        let no_reply = |error: &hyper::Error| failure::by_causes(error);
        let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
            .ignore_invalid_headers_in_responses(true)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| no_reply(&error))?;
        tokio::spawn(connection);
        let response = sender
            .send_request(self.prepared(request)?)
            .await
            .map_err(|error| no_reply(&error))?;
        if let Some(authority) = uri.authority()
            && renamed.load(Ordering::SeqCst)
        {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(authority.to_string());
        }
        Ok(response.map(reqwest::Body::wrap).into())
    }

    /// The request as it goes over the line: the path alone, and the host as a header.
    fn prepared(&self, request: Request<Bytes>) -> Result<Request<Full<Bytes>>, Trouble> {
        let nonsense = |error: &dyn std::fmt::Display| Trouble::Nonsense(error.to_string().into());
        let (mut parts, body) = request.into_parts();
        let host = host_header(&parts.uri);
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        parts.uri = path
            .parse()
            .map_err(|error: http::uri::InvalidUri| nonsense(&error))?;
        let host = HeaderValue::from_str(&host).map_err(|error| nonsense(&error))?;
        parts.headers.insert(HOST, host);
        parts.headers.insert(USER_AGENT, self.user_agent.clone());
        parts.headers.remove(ACCEPT_ENCODING);
        Ok(Request::from_parts(parts, Full::new(body)))
    }

    async fn open(&self, uri: &Uri) -> Result<Box<dyn Stream>, Trouble> {
        let host = uri.host().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let is_https = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let addresses: Vec<_> = tokio::net::lookup_host((bare, port))
            .await
            .map_err(|error| failure::by_causes(&NoSuchName::from(error)))?
            .collect();
        let stream = TcpStream::connect(addresses.as_slice())
            .await
            .map_err(|error| failure::by_causes(&error))?;
        stream
            .set_nodelay(true)
            .map_err(|error| failure::by_causes(&error))?;
        if !is_https {
            return Ok(Box::new(stream));
        }
        let name = ServerName::try_from(bare.to_owned())
            .map_err(|error| Trouble::Nonsense(error.to_string().into()))?;
        let stream = self
            .tls
            .connect(name, stream)
            .await
            .map_err(|error| failure::by_causes(&error))?;
        Ok(Box::new(stream))
    }
}

/// The host, with its port where it is not the scheme's own.
fn host_header(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default();
    match uri.port_u16() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A stream whose reply begins with `HTTP/1.1` where it began with `HTTP/2.0` or `HTTP/2`.
struct Renaming {
    inner: Box<dyn Stream>,
    /// The first bytes, read and not handed on yet.
    begun: Vec<u8>,
    /// The first bytes were looked at.
    is_begun: bool,
    renamed: Arc<AtomicBool>,
}

/// As many bytes tell the version.
const VERSION_BYTES: usize = 8;

impl Renaming {
    fn poll_begin(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.is_begun {
            let mut bytes = [0; VERSION_BYTES];
            let mut some = ReadBuf::new(&mut bytes);
            let wanted = VERSION_BYTES - self.begun.len();
            let mut some = some.take(wanted);
            ready!(Pin::new(&mut self.inner).poll_read(context, &mut some))?;
            self.begun.extend_from_slice(some.filled());
            let is_over = some.filled().is_empty() || self.begun.len() == VERSION_BYTES;
            if is_over || !b"HTTP/2".starts_with(&self.begun[..self.begun.len().min(6)]) {
                self.is_begun = true;
                self.rename();
            }
        }
        Poll::Ready(Ok(()))
    }

    fn rename(&mut self) {
        let Some(rest) = self.begun.strip_prefix(b"HTTP/2.0").or_else(|| {
            self.begun
                .strip_prefix(b"HTTP/2")
                .filter(|rest| rest.starts_with(b" "))
        }) else {
            return;
        };
        self.begun = [b"HTTP/1.1", rest].concat();
        self.renamed.store(true, Ordering::SeqCst);
    }
}

impl AsyncRead for Renaming {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.poll_begin(context))?;
        if self.begun.is_empty() {
            return Pin::new(&mut self.inner).poll_read(context, buffer);
        }
        let size = self.begun.len().min(buffer.remaining());
        buffer.put_slice(&self.begun[..size]);
        self.begun.drain(..size);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Renaming {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// What comes through, and whether it was renamed, where a reply arrives in these parts.
    async fn through(reply: &[&str]) -> (String, bool) {
        let (mut server, client) = tokio::io::duplex(64);
        let renamed = Arc::new(AtomicBool::new(false));
        let mut stream = Renaming {
            inner: Box::new(client),
            begun: Vec::new(),
            is_begun: false,
            renamed: Arc::clone(&renamed),
        };
        let parts: Vec<String> = reply.iter().map(ToString::to_string).collect();
        let sending = async move {
            for part in parts {
                server.write_all(part.as_bytes()).await.unwrap();
                tokio::task::yield_now().await;
            }
        };
        let mut read = String::new();
        let (end, ()) = tokio::join!(stream.read_to_string(&mut read), sending);
        end.unwrap();
        (read, renamed.load(Ordering::SeqCst))
    }

    #[tokio::test]
    async fn only_the_version_at_the_very_beginning_is_renamed() {
        for (reply, expected, renamed) in [
            (&["HTTP/2.0 207 M"][..], "HTTP/1.1 207 M", true),
            (&["HT", "TP/2", ".0 200"], "HTTP/1.1 200", true),
            (&["HTTP/2 200 OK"], "HTTP/1.1 200 OK", true),
            (&["HTTP/1.1 200 HTTP/2.0"], "HTTP/1.1 200 HTTP/2.0", false),
            (&["HTTP/2.5 200"], "HTTP/2.5 200", false),
            (&["HTT"], "HTT", false),
        ] {
            assert_eq!(through(reply).await, (expected.to_owned(), renamed));
        }
    }
}
