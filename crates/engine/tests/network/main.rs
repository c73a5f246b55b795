//! The production transport over real connections on loopback.

mod scripted;
mod transport;
mod wire;
