//! A server on loopback that answers every connection with the bytes it was given, in clear or over TLS.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// What a connection gets as an answer.
#[derive(Clone)]
pub(crate) struct Script {
    /// Sent after the request was read.
    pub(crate) reply: Vec<u8>,
    /// Waits this long before that.
    pub(crate) delay: Duration,
}

impl Script {
    pub(crate) fn reply(reply: impl Into<Vec<u8>>) -> Self {
        Self {
            reply: reply.into(),
            delay: Duration::ZERO,
        }
    }

    /// A whole reply with this status line and body.
    pub(crate) fn whole(status: &str, body: &[u8]) -> Self {
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        Self::reply([head.as_bytes(), body].concat())
    }
}

/// A running server; it stops with the test's runtime.
pub(crate) struct Scripted {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    pub(crate) async fn plain(script: Script) -> Self {
        Self::start(script, None).await
    }

    pub(crate) async fn tls(script: Script, certificate: &Certificate) -> Self {
        Self::start(script, Some(certificate.acceptor())).await
    }

    async fn start(script: Script, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let (script, seen, tls) = (script.clone(), seen.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => answer(connection, script, seen).await,
                        Some(tls) => {
                            if let Ok(connection) = tls.accept(connection).await {
                                answer(connection, script, seen).await;
                            }
                        }
                    }
                });
            }
        });
        Self { port, requests }
    }

    /// The requests as they came, head and body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn answer<C: AsyncRead + AsyncWrite + Unpin>(
    mut connection: C,
    script: Script,
    seen: Arc<Mutex<Vec<String>>>,
) {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    while !is_whole(&request) {
        match connection.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(size) => request.extend_from_slice(&chunk[..size]),
        }
    }
    seen.lock()
        .unwrap()
        .push(String::from_utf8_lossy(&request).into_owned());
    tokio::time::sleep(script.delay).await;
    let _ = connection.write_all(&script.reply).await;
    let _ = connection.shutdown().await;
}

fn is_whole(request: &[u8]) -> bool {
    if request
        .first()
        .is_some_and(|byte| !byte.is_ascii_alphabetic())
    {
        // No HTTP at all: a TLS greeting, say. A real server answers at once.
        return true;
    }
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>().ok())?
    });
    body.len() >= length.unwrap_or(0)
}

/// A self-signed certificate for the name `mail.example.com`.
pub(crate) struct Certificate {
    der: CertificateDer<'static>,
    key: Vec<u8>,
}

impl Certificate {
    pub(crate) fn valid() -> Self {
        Self::with_last_year(4000)
    }

    pub(crate) fn expired() -> Self {
        Self::with_last_year(2001)
    }

    fn with_last_year(year: i32) -> Self {
        let mut params = CertificateParams::new(vec!["mail.example.com".to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let signed = params.self_signed(&key).unwrap();
        Self {
            der: signed.der().clone(),
            key: key.serialize_der(),
        }
    }

    /// The DER bytes, of which the fingerprint is the SHA-256.
    pub(crate) fn der(&self) -> &[u8] {
        &self.der
    }

    fn acceptor(&self) -> TlsAcceptor {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::Pkcs8(self.key.clone().into());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.der.clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}
