//! Many histories on all processors, or the one that somebody wants to see with its trace.
//!
//! `SMSYNC_SEEDS` is how many instead of the number asked for, `SMSYNC_FIRST_SEED` where they begin; `SMSYNC_SEED` names
//! the one.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Protocols, run};

/// Broken histories after which no other is begun.
const ENOUGH: usize = 10;

/// Plays so many histories over these protocols.
///
/// # Panics
/// A law was broken: which, and by which seeds.
pub fn many(protocols: Protocols, seeds: u64) {
    if let Some(seed) = number("SMSYNC_SEED") {
        show(protocols, seed);
        return;
    }
    let first = number("SMSYNC_FIRST_SEED").unwrap_or(1);
    let seeds = number("SMSYNC_SEEDS").unwrap_or(seeds);
    let broken = play(protocols, first..first + seeds);
    assert!(
        broken.is_empty(),
        "{} histories break a law; replay one with SMSYNC_SEED=n\n{}",
        broken.len(),
        broken.join("\n")
    );
    println!("{seeds} histories over {protocols:?}, every law held");
}

/// Plays each of these histories twice.
///
/// # Panics
/// What happened was not the same both times.
pub fn twice(protocols: Protocols, seeds: Range<u64>) {
    for seed in seeds {
        let traces = [0, 1].map(|_| run(protocols, seed).trace);
        assert_eq!(traces[0], traces[1], "{protocols:?} {seed}");
    }
}

fn number(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().expect("a number"))
}

fn show(protocols: Protocols, seed: u64) {
    let outcome = run(protocols, seed);
    println!("{}", outcome.trace.join("\n"));
    let broken = outcome.broken;
    assert!(broken.is_none(), "{protocols:?} {seed}: {broken:?}");
}

/// The broken laws, a line each.
fn play(protocols: Protocols, seeds: Range<u64>) -> Vec<String> {
    let next = AtomicU64::new(seeds.start);
    let broken = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end || lines(&broken).len() >= ENOUGH {
                        return;
                    }
                    if let Some(shown) = broken_law(protocols, seed) {
                        lines(&broken).push(shown);
                    }
                }
            });
        }
    });
    broken.into_inner().expect("all workers are done")
}

fn lines(broken: &Mutex<Vec<String>>) -> std::sync::MutexGuard<'_, Vec<String>> {
    broken.lock().expect("no panic while it is held")
}

fn broken_law(protocols: Protocols, seed: u64) -> Option<String> {
    match std::panic::catch_unwind(|| run(protocols, seed).broken) {
        Ok(None) => None,
        Ok(Some(law)) => Some(format!(
            "{protocols:?} {seed}: law {}: {}",
            law.law, law.how
        )),
        Err(_) => Some(format!("{protocols:?} {seed}: a panic")),
    }
}
