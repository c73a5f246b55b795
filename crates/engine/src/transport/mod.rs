//! The production doors to the network: HTTP over reqwest and rustls, DNS, and the system's clock.
//!
//! Begin reading at [`Http`]. It sends one request and hands back one reply; it follows no redirect, signs nothing in,
//! repeats nothing and never sends a chunked body or `Expect` (both upset real servers). All of that is judged one
//! level up, in `endpoint::dav::DavSession`, where the simulation can see it too.
//!
//! A reply's body is handed over whole when it is small and as a blocking reader when it is not, so that a mailbox of
//! any size passes through a few kilobytes of memory.

mod arriving;
mod certificate;
mod clock;
mod dns;
mod failure;
mod http;
mod names;
mod old_status;
mod proxy;
mod route;

pub use certificate::{Fingerprint, NotAFingerprint};
pub use clock::SystemClock;
pub use dns::{Dns, NoDns, Srv, SystemDns};
pub use http::{Http, HttpOptions};
pub use route::has_route;
