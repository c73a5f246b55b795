//! A home, asked once about all its collections: a quiet pass over four collections then costs two requests.
//!
//! Some servers compute every collection's token anew for that (Radicale takes 1.6 s for a home of 21,000 items), so what
//! it costs is measured, and where each collection answers faster by itself the home is not asked.

use std::collections::HashMap;
use std::sync::Arc;

use dav::collections::{self, State};
use dav::{Href, Limits, Url};
use tokio::sync::Mutex;

use super::ids;
use super::session::DavSession;

/// One home of an account, for one pass; shared by the collections in it.
pub struct DavHome {
    session: Arc<DavSession>,
    url: Url,
    states: Mutex<Option<HashMap<String, State>>>,
}

impl DavHome {
    /// The home at an address.
    pub fn new(session: Arc<DavSession>, url: Url) -> Arc<Self> {
        Arc::new(Self {
            session,
            url,
            states: Mutex::new(None),
        })
    }

    /// Where a collection stands, as far as the home tells. Each collection is told once: whoever observes again
    /// within a pass wants to know what is there now.
    pub(super) async fn take_state(&self, collection: &Href) -> Option<State> {
        let mut states = self.states.lock().await;
        if states.is_none() {
            *states = Some(self.ask().await);
        }
        states.as_mut()?.remove(&key(collection))
    }

    /// Learns how long one collection took to say that nothing had changed.
    pub(super) fn learn_report_ms(&self, took_ms: i64) {
        self.session.learn_home(self.url.path(), |learned| {
            learned.report_ms = Some(smooth(learned.report_ms, took_ms));
        });
    }

    async fn ask(&self) -> HashMap<String, State> {
        if !self.session.home(self.url.path()).is_home_cheaper() {
            self.session
                .learn_home(self.url.path(), |learned| learned.passes_by += 1);
            return HashMap::new();
        }
        let began = self.session.clock().now_ms();
        let home = self.url.clone();
        let request = collections::request_states(&home);
        let read = self.session.read(&request, move |status, headers, body| {
            collections::parse_states(&home, status, headers, body, Limits::default())
        });
        // Where the home does not answer, each collection is asked.
        let Ok(states) = read.await else {
            return HashMap::new();
        };
        let took_ms = self.session.clock().now_ms() - began;
        self.session.learn_home(self.url.path(), |learned| {
            learned.home_ms = Some(smooth(learned.home_ms, took_ms));
            learned.passes_by = 0;
        });
        states
            .into_iter()
            .map(|(href, state)| (key(&href), state))
            .collect()
    }
}

fn key(collection: &Href) -> String {
    ids::id_of(collection).0.trim_end_matches('/').to_owned()
}

/// What was measured before stands until the new value is quite another: so one slow moment does not decide, and a quiet
/// pass leaves nothing new to be remembered.
fn smooth(before: Option<u32>, took_ms: i64) -> u32 {
    const UNNOTICED_MS: u32 = 20;
    let took = u32::try_from(took_ms.max(0)).unwrap_or(u32::MAX);
    match before {
        None => took,
        Some(before) if took.max(before) <= UNNOTICED_MS => before,
        Some(before) if (before / 2..=before.saturating_mul(2)).contains(&took) => before,
        Some(before) => before / 2 + took / 2,
    }
}

#[cfg(test)]
mod tests {
    use super::smooth;

    #[test]
    fn only_quite_another_duration_is_remembered() {
        for (before, took_ms, after) in [
            (None, 300, 300),
            (None, -5, 0),
            (Some(0), 15, 0),
            (Some(300), 200, 300),
            (Some(300), 1_500, 900),
            (Some(1_600), 10, 805),
        ] {
            assert_eq!(smooth(before, took_ms), after, "{before:?} {took_ms}");
        }
    }
}
