//! The ten laws over `SyncML` alone, and over accounts that mix it with DAV.

use tests::sim::{self, Protocols};

/// Histories of each sort on every push.
const SEEDS: u64 = 5_000;

#[test]
fn the_laws_hold_over_syncml() {
    sim::many(Protocols::Syncml, SEEDS);
}

#[test]
fn the_laws_hold_over_an_account_of_both_protocols() {
    sim::many(Protocols::Mixed, SEEDS);
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for protocols in [Protocols::Syncml, Protocols::Mixed] {
        sim::twice(protocols, 1..20);
    }
}
