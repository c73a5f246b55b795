//! A first download asks for the whole collection in one reply, where the server was seen to be quick and the texts are not
//! many: naming each item costs a server more than the items themselves (Cyrus: twice as much).
//!
//! It is only a quicker way. What the reply leaves out, and everything where it fails, is asked for by name, and a server
//! with which that happened is not asked so again.

use std::sync::atomic::Ordering;

use super::super::DavCollection;

/// Fewer are asked for by name.
const FEWEST: usize = 300;
/// So much text at most, as far as the items read so far tell: there are servers that put a reply together in memory, at several
/// times its size (sabre ran out of 1 GiB with 200,000 contacts).
const MOST_BYTES: u64 = 8 * 1024 * 1024;
/// A reply that would take longer may be cut off on its way, by the server or by what stands before it.
const LONGEST_MS: u64 = 8_000;

/// How quickly items arrived that were asked for by name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) items: usize,
    pub(super) took_ms: i64,
}

impl DavCollection {
    /// Whether these many items are better asked for by one question about the whole collection.
    pub(super) fn is_whole_better(&self, open: usize, pace: Option<Pace>) -> bool {
        let learned = self.learned();
        let (Some(pace), Some(item_bytes)) = (pace, learned.item_bytes) else {
            return false;
        };
        let listed = self.listed.load(Ordering::Relaxed);
        !learned.no_whole && is_better(open, listed, pace, item_bytes)
    }
}

/// `listed`: how many there are in all, as far as a listing told; after one of changes only it is 0.
fn is_better(open: usize, listed: usize, pace: Pace, item_bytes: u32) -> bool {
    // What is there already comes along, for nothing.
    let is_nearly_all = listed > 0 && open >= listed / 4 * 3;
    let took_ms = u64::try_from(pace.took_ms).unwrap_or(0);
    let all_ms = (took_ms * open as u64).div_ceil(pace.items.max(1) as u64);
    let all_bytes = u64::from(item_bytes) * open as u64;
    open >= FEWEST && is_nearly_all && all_ms <= LONGEST_MS && all_bytes <= MOST_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    // p3: thousands of events in one report took a server ten minutes, and the client had gone by then. p4: 200,000 contacts in
    // one report took more memory than it had. Each is asked for so only where it was seen to be cheap.
    #[test]
    fn p3_p4_everything_at_once_is_for_a_quick_server_with_little_text() {
        for (open, listed, took_ms, item_bytes, better) in [
            (9_700, 10_000, 50, 450, true),
            (7_500, 10_000, 50, 450, true),
            (7_000, 10_000, 50, 450, false),
            (9_700, 0, 50, 450, false),
            (200, 300, 5, 450, false),
            // 0.8 ms for each are 7.8 s, 0.9 ms are 8.7 s.
            (9_700, 10_000, 80, 450, true),
            (9_700, 10_000, 90, 450, false),
            // p3: 164 ms for each.
            (3_827, 3_827, 16_400, 1_000, false),
            // p4
            (200_000, 200_000, 3, 450, false),
            // With pictures it is 97 MB.
            (9_700, 10_000, 50, 10_000, false),
        ] {
            let pace = Pace {
                items: 100,
                took_ms,
            };
            assert_eq!(
                is_better(open, listed, pace, item_bytes),
                better,
                "{open} of {listed}, {took_ms} ms, {item_bytes} bytes"
            );
        }
    }
}
