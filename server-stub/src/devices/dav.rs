//! CalDAV and CardDAV clients as devices: known by `User-Agent` and user, their requests gathered into sessions.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};

use super::{Devices, Protocol, Session};
use crate::lock::lock;

/// A request so long after the last one begins a new session.
const PAUSE: Duration = Duration::from_mins(2);
const AGENT_BYTES: usize = 120;

/// Collections a device has been told anew since its reset; while the key is there, tokens for others are refused.
const TOLD: &str = "dav-told-since-reset";

/// What one request by a DAV client was.
pub(crate) struct Seen<'a> {
    pub(crate) user: &'a str,
    pub(crate) agent: &'a str,
    pub(crate) method: &'a str,
    pub(crate) status: u16,
    pub(crate) at: SystemTime,
}

pub(super) fn forget_everything(state: &mut BTreeMap<String, Vec<u8>>) {
    state.insert(TOLD.to_owned(), Vec::new());
}

impl Devices {
    /// Counts a request into the session of the client that sent it.
    pub(crate) fn saw(&self, seen: &Seen<'_>) {
        let id = id(seen.agent);
        self.register(
            seen.user,
            &id,
            Protocol::Dav,
            kind(seen.agent),
            &name(seen.agent),
            seen.at,
        );
        let mut known = lock(&self.known);
        let Some(entry) = known.get_mut(&(seen.user.to_owned(), id.clone())) else {
            return;
        };
        let device = &mut entry.device;
        let goes_on = device.sessions.first().is_some_and(|session| {
            seen.at.duration_since(session.ended).unwrap_or_default() < PAUSE
        });
        if !goes_on {
            device.sessions.insert(0, Session::new(seen.at));
            device.sessions.truncate(super::SESSIONS_KEPT);
        }
        let Some(session) = device.sessions.first_mut() else {
            return;
        };
        session.ended = seen.at;
        match (seen.method, seen.status) {
            // A question for the password, a race between writers and a missing item are part of the talk.
            (_, 401 | 404 | 412) => {}
            (_, 400..) => {
                session.failed += 1;
                session.note = format!("{} was answered with {}", seen.method, seen.status);
            }
            ("PUT" | "DELETE" | "MOVE", _) => session.written += 1,
            ("GET", _) => session.read += 1,
            (report, _) if report.ends_with("-multiget") => session.read += 1,
            _ => {}
        }
        let session = session.clone();
        device.took_part(&session);
        // On disk once a session, when it begins: a request that only reads writes nothing more.
        if !goes_on {
            self.write(&(seen.user.to_owned(), id), entry);
        }
    }

    /// Whether this client's token for this collection must be refused, because its user reset it. Each collection
    /// is refused once, and told from nothing after that.
    pub(crate) fn must_begin_anew(
        &self,
        user: &str,
        agent: &str,
        collection: u64,
        has_token: bool,
    ) -> bool {
        let id = id(agent);
        let mut refused = false;
        let waits = {
            let known = lock(&self.known);
            known
                .get(&(user.to_owned(), id.clone()))
                .is_some_and(|entry| entry.state.contains_key(TOLD))
        };
        if !waits {
            return false;
        }
        self.change(user, &id, |entry| {
            if let Some(told) = entry.state.get_mut(TOLD) {
                let mut ids = told.chunks_exact(8);
                if !ids.any(|id| id == collection.to_be_bytes()) {
                    told.extend_from_slice(&collection.to_be_bytes());
                    refused = has_token;
                }
            }
        });
        refused
    }
}

/// Stays the same when the client is updated: digits do not count.
fn id(agent: &str) -> String {
    let family: String = agent
        .chars()
        .take(AGENT_BYTES)
        .filter(|character| !character.is_ascii_digit() && *character != '.')
        .collect();
    let mut id = "dav-".to_owned();
    for byte in Sha256::digest(family.as_bytes()).iter().take(6) {
        // Writing to a string cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    id
}

fn name(agent: &str) -> String {
    if agent.is_empty() {
        return "A client without a name".to_owned();
    }
    agent.chars().take(AGENT_BYTES).collect()
}

/// The programs people use, by a word of their `User-Agent`.
fn kind(agent: &str) -> &'static str {
    const KNOWN: [(&str, &str); 17] = [
        ("smarter", "SmarterMail Sync"),
        ("smsync", "SmarterMail Sync"),
        ("davx5", "DAVx5 (Android)"),
        ("davdroid", "DAVx5 (Android)"),
        ("thunderbird", "Thunderbird"),
        ("vdirsyncer", "vdirsyncer"),
        ("evolution", "Evolution"),
        ("ios/", "iPhone or iPad"),
        ("dataaccessd", "iPhone or iPad"),
        ("macos", "Mac"),
        ("mac os x", "Mac"),
        ("caldavsynchronizer", "Outlook CalDav Synchronizer"),
        ("outlook", "Outlook"),
        ("emclient", "eM Client"),
        ("python", "Python program"),
        ("curl", "curl"),
        ("mozilla", "Web browser"),
    ];
    let lower = agent.to_lowercase();
    KNOWN
        .iter()
        .find(|(word, _)| lower.contains(word))
        .map_or("Other", |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(method: &str, status: u16, second: u64) -> Seen<'_> {
        Seen {
            user: "alice@example.com",
            agent: "DAVx5/4.4.1-gplay (dav4jvm; okhttp/4.12.0) Android/14",
            method,
            status,
            at: SystemTime::UNIX_EPOCH + Duration::from_secs(second),
        }
    }

    #[test]
    fn requests_close_together_are_one_session_of_one_device() {
        let devices = Devices::open(None).unwrap();
        devices.saw(&seen("PROPFIND", 207, 1000));
        devices.saw(&seen("PUT", 201, 1010));
        devices.saw(&seen("REPORT:calendar-multiget", 207, 1020));
        devices.saw(&Seen {
            agent: "DAVx5/4.5.0-gplay (dav4jvm; okhttp/4.13.0) Android/15",
            ..seen("PUT", 507, 5000)
        });
        let list = devices.list("alice@example.com");
        assert_eq!(list.len(), 1, "an update is no new device");
        let device = &list[0];
        assert_eq!(device.kind, "DAVx5 (Android)");
        assert_eq!(device.sessions.len(), 2);
        assert_eq!(
            (device.sessions[1].written, device.sessions[1].read),
            (1, 1)
        );
        assert_eq!(device.sessions[0].note, "PUT was answered with 507");
        assert!(device.last_success < device.last_sync);
    }

    #[test]
    fn after_a_reset_each_collection_s_token_is_refused_once() {
        let devices = Devices::open(None).unwrap();
        let (user, agent) = ("alice@example.com", seen("GET", 200, 1).agent);
        devices.saw(&seen("GET", 200, 1));
        assert!(!devices.must_begin_anew(user, agent, 1, true));
        devices.reset(user, &id(agent));
        assert!(devices.must_begin_anew(user, agent, 1, true));
        assert!(!devices.must_begin_anew(user, agent, 1, true));
        assert!(!devices.must_begin_anew(user, agent, 2, false));
        assert!(!devices.must_begin_anew(user, agent, 2, true));
        assert!(!devices.must_begin_anew(user, "curl/8", 1, true));
    }
}
