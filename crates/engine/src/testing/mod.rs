//! Doors for tests and for the simulation: a server called in process, and a clock that only moves when it is slept on.
//!
//! Only with the feature `testing`. Nothing in here starts a thread or a task, asks the system's clock or its
//! randomness, so that a run follows from its seed alone.

mod in_process;
mod still_clock;

pub use in_process::InProcess;
pub use still_clock::StillClock;
