//! The DAV endpoint against the bundled server, called in process, with faults.

mod discovery;
mod fetch;
mod lab;
mod observe;
mod session;
mod write;
