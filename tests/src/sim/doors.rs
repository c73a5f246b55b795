//! The doors of a simulated device: the bundled server in process, a virtual clock, a vault in memory.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use engine::app::Network;
use engine::door::{Body, Clock, Transport};
use engine::endpoint::Trouble;
use engine::testing::InProcess;
use engine::transport::{Dns, NoDns};

/// Virtual time, shared by the server and all devices.
#[derive(Debug, Default)]
pub(crate) struct Time {
    now_ms: AtomicI64,
}

impl Time {
    pub(crate) fn starting_at(now_ms: i64) -> Arc<Self> {
        Arc::new(Self {
            now_ms: AtomicI64::new(now_ms),
        })
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::Relaxed)
    }

    pub(crate) fn pass(&self, ms: i64) {
        self.now_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

/// A device's clock; its entropy follows from the seed.
pub(crate) struct SimClock {
    pub(crate) time: Arc<Time>,
    pub(crate) entropy: AtomicU64,
    /// How wrong this device's clock is.
    pub(crate) off_by_ms: AtomicI64,
}

#[async_trait]
impl Clock for SimClock {
    fn now_ms(&self) -> i64 {
        self.time.now_ms() + self.off_by_ms.load(Ordering::Relaxed)
    }

    async fn sleep(&self, how_long: Duration) {
        self.time
            .pass(i64::try_from(how_long.as_millis()).unwrap_or(i64::MAX));
    }

    fn entropy(&self) -> u64 {
        let n = self
            .entropy
            .fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        (n ^ (n >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9)
    }
}

/// The server, called in process.
pub(crate) struct SimNetwork {
    server: InProcess,
}

impl SimNetwork {
    pub(crate) fn new(router: axum::Router) -> Self {
        let is_lost =
            |extensions: &http::Extensions| extensions.get::<server_stub::LostReply>().is_some();
        Self {
            server: InProcess::new(router, is_lost),
        }
    }
}

impl Network for SimNetwork {
    fn transport(&self, _: Option<&str>) -> Result<Arc<dyn Transport>, Trouble> {
        Ok(Arc::new(SimTransport {
            server: self.server.clone(),
        }))
    }

    fn dns(&self) -> Arc<dyn Dns> {
        Arc::new(NoDns)
    }
}

/// Gives way before and after each request: there a pass can be cut off.
struct SimTransport {
    server: InProcess,
}

#[async_trait]
impl Transport for SimTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, Trouble> {
        YieldOnce(false).await;
        let reply = self.server.send(request).await;
        YieldOnce(false).await;
        reply
    }
}

/// Gives way once, so that a pass can be cut off here.
struct YieldOnce(bool);

impl Future for YieldOnce {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Polls a future to its end, or drops it after so many polls: the program was killed there.
pub(crate) fn drive<T>(future: impl Future<Output = T>, cut_off_after: Option<usize>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    let mut context = Context::from_waker(std::task::Waker::noop());
    let mut polls = 0;
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut context) {
            return Some(done);
        }
        polls += 1;
        if cut_off_after.is_some_and(|limit| polls >= limit) {
            return None;
        }
        assert!(polls < 1_000_000, "a pass that never ends");
    }
}
