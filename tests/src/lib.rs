//! End-to-end tests of SmarterMail Sync: the simulation, and what live tests share.

pub mod sim;
