//! The DAV endpoint against the bundled server, called in process, with faults.

mod conformance;
mod discovery;
mod fetch;
mod lab;
mod observe;
mod peer;
mod schedule_tag;
mod session;
mod write;
