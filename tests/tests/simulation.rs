//! The ten laws under random histories over DAV: 20,000 of them, unless the environment says otherwise (`sim::many`).

use tests::sim::{self, Protocols};

#[test]
fn the_laws_hold_whatever_happens() {
    sim::many(Protocols::Dav, 20_000);
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    sim::twice(Protocols::Dav, 1..40);
}
