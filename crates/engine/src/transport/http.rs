//! HTTP by reqwest: one request out, one reply back.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use rustls::ClientConfig;

use super::arriving::{self, Arriving};
use super::certificate::{AccountVerifier, Fingerprint};
use super::names::SystemNames;
use super::old_status::OldStatus;
use super::{failure, proxy};
use crate::door::{Body, Transport};
use crate::endpoint::Trouble;

/// A body up to this size is handed over whole; what is longer is handed over as it arrives.
const WHOLE_BYTES: usize = 128 * 1024;

/// A line this slow still counts as making progress while a request is being sent.
const SLOWEST_BYTES_PER_SECOND: u64 = 8 * 1024;

/// How requests are sent.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// The one certificate trusted for this account beside those of the platform.
    pub trusted_certificate: Option<Fingerprint>,
    /// How long a connection may take.
    pub connect: Duration,
    /// How long nothing may happen.
    pub progress: Duration,
    /// How large a reply's body may be, unpacked.
    pub reply_limit_bytes: u64,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            trusted_certificate: None,
            connect: Duration::from_secs(15),
            progress: Duration::from_mins(1),
            // Bodies are parsed as they arrive, so this bounds time and traffic, not memory.
            reply_limit_bytes: 2 << 30,
        }
    }
}

/// The production [`Transport`]: connections are kept and reused, HTTP/2 where the server offers it.
#[derive(Clone)]
pub struct Http {
    client: reqwest::Client,
    /// `None` behind a proxy: it would be passed by.
    old_status: Option<Arc<OldStatus>>,
    options: HttpOptions,
}

/// How the program names itself.
const USER_AGENT: &str = concat!("SmarterMailSync/", env!("CARGO_PKG_VERSION"));

impl Http {
    /// A transport of one account.
    ///
    /// # Errors
    /// The system's TLS could not be set up.
    pub fn new(options: HttpOptions) -> Result<Self, Trouble> {
        let setting_up = |error: String| Trouble::NoConnection(error.into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = AccountVerifier::new(options.trusted_certificate, provider.clone());
        let mut tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| setting_up(error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let mut builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .connect_timeout(options.connect)
            .pool_idle_timeout(Duration::from_secs(50))
            .http1_ignore_invalid_headers_in_responses(true)
            .dns_resolver(SystemNames)
            .tls_backend_preconfigured(tls.clone())
            .no_proxy();
        let proxies = proxy::from_environment(|name| std::env::var(name).ok());
        let old_status = proxies
            .is_empty()
            .then(|| Arc::new(OldStatus::new(tls, options.connect, USER_AGENT)));
        for proxy in proxies {
            builder = builder.proxy(proxy);
        }
        let client = builder
            .build()
            .map_err(|error| failure::trouble(&error, options.connect))?;
        Ok(Self {
            client,
            old_status,
            options,
        })
    }

    /// How long to wait for the head of a reply: sending the request's body counts as progress.
    fn patience(&self, sent_bytes: usize) -> Duration {
        self.options.progress + Duration::from_secs(sent_bytes as u64 / SLOWEST_BYTES_PER_SECOND)
    }

    async fn response(&self, request: http::Request<Bytes>) -> Result<reqwest::Response, Trouble> {
        let old_status = self.old_status.as_ref();
        if let Some(old_status) = old_status.filter(|old| old.knows(request.uri())) {
            return old_status.send(request).await;
        }
        let trouble = |error: reqwest::Error| failure::trouble(&error, self.options.connect);
        let sent = reqwest::Request::try_from(request.clone()).map_err(trouble)?;
        let error = match self.client.execute(sent).await {
            Ok(response) => return Ok(response),
            Err(error) => error,
        };
        if let Some(old_status) = old_status
            && OldStatus::is_worth_a_try(request.method(), &error)
            && let Ok(response) = old_status.send(request).await
        {
            return Ok(response);
        }
        Err(trouble(error))
    }

    /// The body whole where it is small, else as it arrives.
    async fn body(&self, mut response: reqwest::Response) -> Result<Body, Trouble> {
        let progress = self.options.progress;
        let mut begun = BytesMut::new();
        loop {
            match arriving::next_chunk(&mut response, progress).await {
                Ok(None) => return Ok(Body::Whole(begun.freeze())),
                Ok(Some(chunk)) => begun.extend_from_slice(&chunk),
                // The head is known and may say all that matters: let the caller read as far as it goes.
                Err(trouble) => {
                    return Ok(Body::Arriving(Box::new(Arriving::cut_off(
                        begun.freeze(),
                        trouble,
                    ))));
                }
            }
            if begun.len() > WHOLE_BYTES {
                let limit = self.options.reply_limit_bytes;
                let rest = Arriving::start(begun.freeze(), response, progress, limit);
                return Ok(Body::Arriving(Box::new(rest)));
            }
        }
    }
}

impl std::fmt::Debug for Http {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Http")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Transport for Http {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, Trouble> {
        let patience = self.patience(request.body().len());
        let response = match tokio::time::timeout(patience, self.response(request)).await {
            Ok(sent) => sent?,
            Err(_) => return Err(Trouble::TimedOut(patience)),
        };
        let mut reply = http::Response::new(());
        *reply.status_mut() = response.status();
        *reply.headers_mut() = response.headers().clone();
        let body = self.body(response).await?;
        Ok(reply.map(|()| body))
    }
}
