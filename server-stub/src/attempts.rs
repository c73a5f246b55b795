//! Failed sign-ins are counted by where they come from and whose name they try; too many are answered with 429.
//!
//! A request in process comes from nowhere, and is not counted.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use crate::lock::lock;

/// Failures are forgotten after that long.
const WINDOW: Duration = Duration::from_mins(5);
/// So many failures for one name are let through.
const OF_ONE_NAME: usize = 10;
/// So many failures from one address are let through, whatever the names.
const OF_ONE_ADDRESS: usize = 100;
/// So many pairs are remembered.
const REMEMBERED: usize = 10_000;

/// The address a request came from; stands in the extensions of a request that came over TCP.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The failed sign-ins of the last minutes.
#[derive(Default)]
pub(crate) struct Attempts {
    failed: Mutex<HashMap<(IpAddr, String), Vec<SystemTime>>>,
}

impl Attempts {
    /// Seconds to wait before this name may be tried again from there; none if it may now.
    pub(crate) fn wait(&self, peer: Option<Peer>, name: &str, now: SystemTime) -> Option<u64> {
        let Peer(address) = peer?;
        let mut failed = lock(&self.failed);
        let recent = |times: &[SystemTime]| -> Vec<SystemTime> {
            let is_recent =
                |time: &&SystemTime| now.duration_since(**time).unwrap_or_default() < WINDOW;
            times.iter().filter(is_recent).copied().collect()
        };
        failed.retain(|_, times| {
            *times = recent(times);
            !times.is_empty()
        });
        let of_name = failed.get(&(address, name.to_lowercase()));
        let of_address: usize = failed
            .iter()
            .filter(|((from, _), _)| *from == address)
            .map(|(_, times)| times.len())
            .sum();
        let first = of_name
            .filter(|times| times.len() >= OF_ONE_NAME)
            .and_then(|times| times.first().copied())
            .or_else(|| (of_address >= OF_ONE_ADDRESS).then_some(now))?;
        let left = WINDOW.saturating_sub(now.duration_since(first).unwrap_or_default());
        Some(left.as_secs().max(1))
    }

    /// A sign-in failed.
    pub(crate) fn failed(&self, peer: Option<Peer>, name: &str, now: SystemTime) {
        let Some(Peer(address)) = peer else {
            return;
        };
        let mut failed = lock(&self.failed);
        if failed.len() < REMEMBERED {
            let times = failed.entry((address, name.to_lowercase())).or_default();
            times.push(now);
        }
    }

    /// Whether anything is counted at all, so that the usual request costs nothing more.
    pub(crate) fn is_empty(&self) -> bool {
        lock(&self.failed).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_try_waits_and_another_name_does_not() {
        let attempts = Attempts::default();
        let peer = Some(Peer(IpAddr::from([127, 0, 0, 1])));
        let at = |second| SystemTime::UNIX_EPOCH + Duration::from_secs(second);
        for second in 0..10 {
            assert_eq!(attempts.wait(peer, "alice", at(second)), None);
            attempts.failed(peer, "Alice", at(second));
        }
        assert_eq!(attempts.wait(peer, "alice", at(10)), Some(290));
        assert_eq!(attempts.wait(peer, "bob", at(10)), None);
        assert_eq!(attempts.wait(None, "alice", at(10)), None);
        assert_eq!(attempts.wait(peer, "alice", at(400)), None);
        assert!(attempts.is_empty());
    }

    #[test]
    fn many_names_from_one_address_wait_too() {
        let attempts = Attempts::default();
        let peer = Some(Peer(IpAddr::from([10, 0, 0, 1])));
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        for number in 0..100 {
            attempts.failed(peer, &format!("user{number}"), now);
        }
        assert!(attempts.wait(peer, "somebody", now).is_some());
    }
}
