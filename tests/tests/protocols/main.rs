//! `SyncML` from end to end in one process: our client and our server, virtual time, nothing random but what a seed fixes.
//!
//! The same against servers nobody here wrote is in `tests/peers/live/syncml.rs`.

mod account;
mod forgotten;
mod maps;
mod simulation;

use engine::account::Protocol;
use pim::Kind;
use tests::harness::{Device, World};

/// A device on which these kinds go over `SyncML`, and the others over DAV.
fn device_over_syncml(world: &World, kinds: &[Kind]) -> Device {
    let device = world.device();
    device.change_account(|account| {
        for (kind, choice) in &mut account.kinds {
            choice.protocol = if kinds.contains(kind) {
                Protocol::Syncml
            } else {
                Protocol::Dav
            };
        }
    });
    device
}
