//! End-to-end tests of `SmarterMail` Sync: the simulation, a small world for regressions, and what live tests share.

pub mod harness;
pub mod live;
pub mod sim;
mod stage;
