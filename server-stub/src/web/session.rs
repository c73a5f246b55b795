//! Who is signed in to the pages, by the cookie of their browser.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use crate::lock::lock;

/// A session nobody used for that long has ended.
const IDLE: Duration = Duration::from_hours(2);
/// No session is longer than that.
const LONGEST: Duration = Duration::from_hours(12);
const KEPT: usize = 10_000;

/// One browser.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) signed_in: SignedIn,
    /// Every form must bring it back.
    pub(super) form_token: String,
    /// A sentence for the next page.
    pub(super) notice: Option<String>,
    began: SystemTime,
    used: SystemTime,
}

/// As whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SignedIn {
    Nobody,
    User(String),
    Administrator,
}

/// All browsers.
#[derive(Default)]
pub(crate) struct Sessions {
    known: Mutex<HashMap<String, Session>>,
}

impl Sessions {
    /// A new session; its cookie's value. `None` where the system gives no random numbers.
    pub(super) fn begin(&self, signed_in: SignedIn, now: SystemTime) -> Option<(String, Session)> {
        let key = random()?;
        let session = Session {
            signed_in,
            form_token: random()?,
            notice: None,
            began: now,
            used: now,
        };
        let mut known = lock(&self.known);
        known.retain(|_, session| session.lives(now));
        if known.len() >= KEPT {
            let oldest = known
                .iter()
                .min_by_key(|(_, session)| session.used)
                .map(|(key, _)| key.clone());
            if let Some(oldest) = oldest {
                known.remove(&oldest);
            }
        }
        known.insert(key.clone(), session.clone());
        Some((key, session))
    }

    /// The session with that cookie, with its notice, which is told once.
    pub(super) fn resume(&self, key: &str, now: SystemTime) -> Option<Session> {
        let mut known = lock(&self.known);
        let session = known.get_mut(key)?;
        if !session.lives(now) {
            known.remove(key);
            return None;
        }
        session.used = now;
        let told = session.clone();
        session.notice = None;
        Some(told)
    }

    /// Leaves a sentence for the next page.
    pub(super) fn notice(&self, key: &str, sentence: String) {
        if let Some(session) = lock(&self.known).get_mut(key) {
            session.notice = Some(sentence);
        }
    }

    pub(super) fn end(&self, key: &str) {
        lock(&self.known).remove(key);
    }

    /// Signs a user out everywhere: their password changed, or they are gone.
    pub(crate) fn end_all_of(&self, email: &str) {
        let user = SignedIn::User(email.to_owned());
        lock(&self.known).retain(|_, session| session.signed_in != user);
    }
}

impl Session {
    fn lives(&self, now: SystemTime) -> bool {
        let since = |then| now.duration_since(then).unwrap_or_default();
        since(self.used) < IDLE && since(self.began) < LONGEST
    }
}

/// 256 random bits, in hexadecimal.
pub(super) fn random() -> Option<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).ok()?;
    let written = bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    });
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_it_is_not_used_or_too_long() {
        let sessions = Sessions::default();
        let at = |minutes: u64| SystemTime::UNIX_EPOCH + Duration::from_mins(minutes);
        let (key, session) = sessions.begin(SignedIn::Administrator, at(0)).unwrap();
        assert_ne!(key, session.form_token);
        for minutes in (0..720).step_by(100) {
            assert!(sessions.resume(&key, at(minutes)).is_some(), "{minutes}");
        }
        assert!(sessions.resume(&key, at(721)).is_none());
        let (key, _) = sessions.begin(SignedIn::Nobody, at(0)).unwrap();
        assert!(sessions.resume(&key, at(121)).is_none());
    }
}
