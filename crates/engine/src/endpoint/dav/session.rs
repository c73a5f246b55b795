//! One account's conversation with its server: signing in, redirects, waiting when asked to, repeating what is safe.
//!
//! A request that changes nothing is repeated twice when a passing trouble meets it. A write is sent once: when its
//! reply is lost, only looking can tell what became of it. The password goes nowhere a redirect leads that
//! [`dav::redirect`] does not judge to be the same server.

use std::collections::BTreeSet;
use std::io::{BufRead, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use dav::auth::challenges;
use dav::redirect::{Redirect, Redirects};
use dav::{Refusal, ReplyError, RetryAfter, Scheme as UrlScheme, Url};
use http::{HeaderMap, Request, Response, StatusCode, Uri, header};
use tokio::sync::Semaphore;

use super::fetch::MULTIGETS_OF_ACCOUNT;
use super::learned::Learned;
use super::reply::{self, Reading};
use super::sign_in::{Credentials, Proof, SignIn};
use super::traffic::{Exchange, Observer, Traffic};
use crate::door::{Body, Clock, Transport};
use crate::endpoint::{EndpointError, Fetched, Parts, Trouble};
use crate::say;

/// How often a request that changes nothing is repeated.
const REPEATS: u32 = 2;
/// A longer `Retry-After` is not waited for: the pass ends and says so.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// All waits of a session together.
const PATIENCE: Duration = Duration::from_mins(2);
/// Bytes of a reply that is read whole.
const MOST_BYTES: u64 = 1024 * 1024;
/// Proofs tried for one request: the first, one after a challenge, one after a stale nonce, and one to spare.
const PROOFS: u32 = 4;

/// One account's conversation with its server, for one pass.
pub struct DavSession {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    sign_in: SignIn,
    observer: Option<Observer>,
    learned: Mutex<Learned>,
    /// Hosts besides the first that the person has agreed to.
    agreed_hosts: Vec<String>,
    requests: AtomicU64,
    sent_bytes: AtomicU64,
    received_bytes: AtomicU64,
    waited_ms: AtomicU64,
    moved: Mutex<BTreeSet<String>>,
    /// Room for the multigets that hand over parts.
    multigets: Semaphore,
}

/// A reading request that brought nothing.
#[derive(Debug, Clone)]
pub(crate) struct ReadError {
    pub(crate) about: String,
    pub(crate) trouble: Trouble,
    /// What the server said, where it said something.
    pub(crate) refusal: Option<Box<Refusal>>,
}

impl ReadError {
    pub(crate) fn status(&self) -> Option<u16> {
        self.refusal.as_ref().map(|refusal| refusal.status.as_u16())
    }
}

impl From<ReadError> for EndpointError {
    fn from(error: ReadError) -> Self {
        Self::new(error.about, error.trouble)
    }
}

/// How a request is to be treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Care {
    /// It changes nothing.
    Safe,
    /// It changes something.
    Write,
    /// It changes nothing, and where it leads is for the caller to judge.
    There,
}

/// What became of a request that changes something.
pub(crate) enum Sent<T> {
    /// The server answered.
    Answered(T),
    /// It was certainly not carried out.
    NotDone(EndpointError),
    /// It may have been carried out.
    Lost(EndpointError),
}

impl DavSession {
    /// A session. `learned` is what [`DavSession::learned`] gave at the end of the last one.
    pub fn new(
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        credentials: Credentials,
        learned: Learned,
    ) -> Self {
        Self {
            transport,
            clock,
            sign_in: SignIn::new(credentials, learned.scheme),
            observer: None,
            learned: Mutex::new(learned),
            agreed_hosts: Vec::new(),
            requests: AtomicU64::new(0),
            sent_bytes: AtomicU64::new(0),
            received_bytes: AtomicU64::new(0),
            waited_ms: AtomicU64::new(0),
            moved: Mutex::new(BTreeSet::new()),
            multigets: Semaphore::new(MULTIGETS_OF_ACCOUNT),
        }
    }

    /// With somebody to tell of each request.
    #[must_use]
    pub fn with_observer(mut self, observer: Observer) -> Self {
        self.observer = Some(observer);
        self
    }

    /// With hosts (lower case) to which a redirect may lead, besides the server's own.
    #[must_use]
    pub fn with_agreed_hosts(mut self, hosts: Vec<String>) -> Self {
        self.agreed_hosts = hosts;
        self
    }

    /// What is worth remembering for the next session.
    pub fn learned(&self) -> Learned {
        let mut learned = self.lock_learned().clone();
        learned.scheme = self.sign_in.scheme().or(learned.scheme);
        learned
    }

    /// What went over the line so far.
    pub fn traffic(&self) -> Traffic {
        Traffic {
            requests: self.requests.load(Ordering::Relaxed),
            sent_bytes: self.sent_bytes.load(Ordering::Relaxed),
            received_bytes: self.received_bytes.load(Ordering::Relaxed),
        }
    }

    /// Paths that were answered with a permanent redirect: what was discovered has moved.
    pub fn moved(&self) -> Vec<String> {
        self.lock(&self.moved).iter().cloned().collect()
    }

    /// Room for the multigets that hand over parts.
    pub(super) fn multigets(&self) -> &Semaphore {
        &self.multigets
    }

    /// The clock.
    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Sends a request that changes nothing and reads the reply; repeats it when a passing trouble meets it.
    pub(crate) async fn read<T, F>(
        &self,
        request: &Request<Bytes>,
        parse: F,
    ) -> Result<T, ReadError>
    where
        T: Send + 'static,
        F: FnOnce(StatusCode, &HeaderMap, &mut dyn BufRead) -> Result<T, ReplyError>
            + Clone
            + Send
            + 'static,
    {
        self.read_in_parts(request, None, |status, headers, body, _| {
            parse(status, headers, body)
        })
        .await
    }

    /// As [`DavSession::read`]; what the parser hands over while it reads goes to `parts`. Of a reply that is cut off and
    /// asked for again the beginning comes twice: the parser leaves out what it handed over before.
    pub(crate) async fn read_in_parts<T, F>(
        &self,
        request: &Request<Bytes>,
        parts: Option<Parts>,
        parse: F,
    ) -> Result<T, ReadError>
    where
        T: Send + 'static,
        F: FnOnce(
                StatusCode,
                &HeaderMap,
                &mut dyn BufRead,
                &mut dyn FnMut(Vec<Fetched>),
            ) -> Result<T, ReplyError>
            + Clone
            + Send
            + 'static,
    {
        let mut repeated = 0;
        loop {
            let error = match self.read_once(request, parts.clone(), parse.clone()).await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            if repeated >= REPEATS || !is_worth_repeating(&error.trouble) {
                return Err(error);
            }
            let jitter = Duration::from_millis(self.clock.entropy() % 200);
            self.clock
                .sleep(Duration::from_millis(300) * 4u32.pow(repeated) + jitter)
                .await;
            repeated += 1;
        }
    }

    /// As [`DavSession::read_in_parts`], but asked once.
    pub(crate) async fn read_once<T, F>(
        &self,
        request: &Request<Bytes>,
        parts: Option<Parts>,
        parse: F,
    ) -> Result<T, ReadError>
    where
        T: Send + 'static,
        F: FnOnce(
                StatusCode,
                &HeaderMap,
                &mut dyn BufRead,
                &mut dyn FnMut(Vec<Fetched>),
            ) -> Result<T, ReplyError>
            + Send
            + 'static,
    {
        let failed = |trouble, refusal| ReadError {
            about: request.uri().to_string(),
            trouble,
            refusal,
        };
        let reply = self
            .exchange(request, Care::Safe)
            .await
            .map_err(|trouble| failed(trouble, None))?;
        let reading = reply::read_in_parts(reply, parts, parse)
            .await
            .map_err(|trouble| failed(trouble, None))?;
        self.count_received(&reading);
        reading.value.map_err(|error| {
            let trouble =
                reply::trouble_of(&error, reading.cut, self.clock.now_ms().div_euclid(1000));
            match error {
                ReplyError::Refused(refusal) => failed(trouble, Some(refusal)),
                ReplyError::Xml(_) => failed(trouble, None),
            }
        })
    }

    /// Sends a request that changes something, once, and reads the reply.
    pub(crate) async fn write<T, F>(&self, request: &Request<Bytes>, parse: F) -> Sent<T>
    where
        T: Send + 'static,
        F: FnOnce(StatusCode, &HeaderMap, &mut dyn BufRead) -> T + Send + 'static,
    {
        let about = request.uri().to_string();
        let reply = match self.exchange(request, Care::Write).await {
            Ok(reply) => reply,
            Err(trouble) if was_not_sent(&trouble) => {
                return Sent::NotDone(EndpointError::new(about, trouble));
            }
            Err(trouble) => return Sent::Lost(EndpointError::new(about, trouble)),
        };
        match self.receive(reply, parse).await {
            Ok(reading) => Sent::Answered(reading.value),
            Err(trouble) => Sent::Lost(EndpointError::new(about, trouble)),
        }
    }

    /// Sends a request once, signed, and hands the reply back as it is, redirects included. At most a megabyte of it.
    pub(crate) async fn ask_there(
        &self,
        request: &Request<Bytes>,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), Trouble> {
        let reply = self.exchange(request, Care::There).await?;
        self.receive_all(reply).await
    }

    /// Opens an address as a browser would: nobody signs in, nothing is followed. At most a megabyte of the reply.
    pub(crate) async fn ask_unsigned(
        &self,
        request: &Request<Bytes>,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), Trouble> {
        let reply = self.send(copy(request)).await?;
        self.receive_all(reply).await
    }

    async fn receive_all(
        &self,
        reply: Response<Body>,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), Trouble> {
        let (status, headers) = (reply.status(), reply.headers().clone());
        let reading = self
            .receive(reply, |_, _, body| {
                let mut bytes = Vec::new();
                body.take(MOST_BYTES).read_to_end(&mut bytes).map(|_| bytes)
            })
            .await?;
        let cut = || Trouble::NoConnection(say!("the reply was cut off"));
        let body = reading.value.map_err(|_| reading.cut.unwrap_or_else(cut))?;
        Ok((status, headers, body))
    }

    async fn receive<T, F>(&self, reply: Response<Body>, parse: F) -> Result<Reading<T>, Trouble>
    where
        T: Send + 'static,
        F: FnOnce(StatusCode, &HeaderMap, &mut dyn BufRead) -> T + Send + 'static,
    {
        let reading = reply::read(reply, parse).await?;
        self.count_received(&reading);
        Ok(reading)
    }

    fn count_received<T>(&self, reading: &Reading<T>) {
        self.received_bytes
            .fetch_add(reading.received_bytes, Ordering::Relaxed);
    }

    /// Sends a request until the reply is more than "sign in", "over there" or "not now".
    async fn exchange(
        &self,
        request: &Request<Bytes>,
        care: Care,
    ) -> Result<Response<Body>, Trouble> {
        let nowhere = |_| Trouble::Nonsense(say!("the address cannot be used"));
        let mut url = Url::parse(&request.uri().to_string()).map_err(nowhere)?;
        let mut redirects = Redirects::of(&url, &self.agreed_hosts);
        let mut proofs = 0;
        loop {
            if self.sign_in.is_hopeless() {
                return Err(Trouble::SignIn);
            }
            let (proof, reply) = self.send_signed(request, &url).await?;
            let status = reply.status();
            if status.is_success() {
                self.sign_in.accepted(&proof);
            }
            match status.as_u16() {
                401 if proofs + 1 < PROOFS => {
                    proofs += 1;
                    let encrypted = url.scheme() == UrlScheme::Https;
                    self.sign_in
                        .challenged(&challenges(reply.headers()), &proof, encrypted)?;
                }
                301 | 302 | 307 | 308 if care != Care::There => {
                    let location = reply
                        .headers()
                        .get(header::LOCATION)
                        .and_then(|to| to.to_str().ok());
                    match redirects.judge(status, location) {
                        Redirect::Follow {
                            url: next,
                            permanent,
                        } => {
                            if permanent {
                                self.lock(&self.moved).insert(url.path().to_owned());
                            }
                            url = next;
                        }
                        Redirect::Refuse(reason) => {
                            return Err(Trouble::Nonsense(reason.to_string().into()));
                        }
                    }
                }
                429 | 503 => match self.bearable_wait(
                    reply.headers(),
                    care != Care::Write || status.as_u16() == 429,
                ) {
                    Some(wait) => self.clock.sleep(wait).await,
                    None => return Ok(reply),
                },
                _ => return Ok(reply),
            }
        }
    }

    /// How long to wait before asking again; `None` where the caller had better be told.
    fn bearable_wait(&self, headers: &HeaderMap, may_repeat: bool) -> Option<Duration> {
        let now = self.clock.now_ms().div_euclid(1000);
        let wait = RetryAfter::of(headers).map(|after| after.wait(now))?;
        // A server that says "0 seconds" again and again must not keep the program going round.
        let wait = wait.max(Duration::from_millis(500));
        if !may_repeat || wait > LONGEST_WAIT {
            return None;
        }
        let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        let waited = self.waited_ms.fetch_add(wait_ms, Ordering::Relaxed);
        (u128::from(waited) + u128::from(wait_ms) <= PATIENCE.as_millis()).then_some(wait)
    }

    async fn send_signed(
        &self,
        request: &Request<Bytes>,
        url: &Url,
    ) -> Result<(Proof, Response<Body>), Trouble> {
        let uri: Uri = url
            .to_string()
            .parse()
            .map_err(|_| Trouble::Nonsense(say!("the address cannot be used")))?;
        let mut signed = copy(request);
        *signed.uri_mut() = uri;
        let proof = self
            .sign_in
            .sign(&mut signed, &url.target(), self.clock.entropy());
        Ok((proof, self.send(signed).await?))
    }

    /// Sends a request as it is, and tells whoever observes.
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, Trouble> {
        let (method, url) = (request.method().to_string(), request.uri().to_string());
        let sent_bytes = request.body().len() as u64;
        let began = self.clock.now_ms();
        let sent = self.transport.send(request).await;
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.sent_bytes.fetch_add(sent_bytes, Ordering::Relaxed);
        if let Some(observer) = &self.observer {
            observer(&Exchange {
                method,
                url,
                outcome: sent
                    .as_ref()
                    .map(|reply| reply.status().as_u16())
                    .map_err(Clone::clone),
                sent_bytes,
                took_ms: self.clock.now_ms() - began,
            });
        }
        sent
    }

    pub(super) fn lock_learned(&self) -> MutexGuard<'_, Learned> {
        self.lock(&self.learned)
    }

    #[allow(clippy::unused_self, reason = "reads as what it is where it is used")]
    fn lock<'a, T>(&self, what: &'a Mutex<T>) -> MutexGuard<'a, T> {
        what.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn copy(request: &Request<Bytes>) -> Request<Bytes> {
    let mut copy = Request::new(request.body().clone());
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    copy
}

/// A time-out is not repeated: it was waited for long enough, and a smaller question may help where this one did not.
fn is_worth_repeating(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::NoConnection(_) | Trouble::Server(_))
}

/// Before a connection stands, nothing can have been carried out; nor when a redirect or a 401 was the answer.
fn was_not_sent(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::NameNotFound
            | Trouble::Certificate { .. }
            | Trouble::SignIn
            | Trouble::NotAllowed(_)
            | Trouble::Nonsense(_)
    )
}
