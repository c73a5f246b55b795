//! The ten laws under random histories: `SMSYNC_SEEDS` of them (20,000 unless told), or the one `SMSYNC_SEED` names, with
//! its trace.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tests::sim;

fn number(name: &str) -> Option<u64> {
    std::env::var(name)
        .ok()
        .map(|value| value.parse().expect("a number"))
}

#[test]
fn the_laws_hold_whatever_happens() {
    if let Some(seed) = number("SMSYNC_SEED") {
        let outcome = sim::run(seed);
        println!("{}", outcome.trace.join("\n"));
        assert!(
            outcome.broken.is_none(),
            "seed {seed}: {:?}",
            outcome.broken
        );
        return;
    }
    let first = number("SMSYNC_FIRST_SEED").unwrap_or(1);
    let last = first + number("SMSYNC_SEEDS").unwrap_or(20_000);
    let next = AtomicU64::new(first);
    let broken = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= last || broken.lock().is_ok_and(|broken| broken.len() >= 10) {
                        return;
                    }
                    let found = std::panic::catch_unwind(|| sim::run(seed).broken);
                    let shown = match found {
                        Ok(None) => continue,
                        Ok(Some(law)) => format!("seed {seed}: law {}: {}", law.law, law.how),
                        Err(_) => format!("seed {seed}: a panic"),
                    };
                    broken
                        .lock()
                        .expect("no panic while it is held")
                        .push(shown);
                }
            });
        }
    });
    let broken = broken.into_inner().expect("all workers are done");
    assert!(
        broken.is_empty(),
        "{} histories break a law; replay one with SMSYNC_SEED=n\n{}",
        broken.len(),
        broken.join("\n")
    );
    println!("{} histories, every law held", last - first);
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in 1..40 {
        assert_eq!(sim::run(seed).trace, sim::run(seed).trace, "seed {seed}");
    }
}
