//! The sessions that run: many devices at once, none waiting for another.
//!
//! A session belongs to one device; its messages come one after the other. The same message again gets the same answer
//! again; one that comes while its session is still at work is told so (101).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::{Duration, SystemTime};

use syncml::message::{CmdId, Command, Header, Message, MsgId, StatusCode};
use syncml::{Coding, Version};

use super::faults::{Event, SyncMlFault};
use super::reply::{Answer, Pending, Reply};
use super::session::{Session, base_address};
use super::sign_in::{self, Refused, SignedIn};
use crate::attempts::Peer;
use crate::lock::lock;
use crate::server::Inner;

/// A client that says nothing for that long has gone.
const SILENCE: Duration = Duration::from_mins(10);
/// So many sessions run at once; more are told to come again.
const SESSIONS: usize = 2_000;

/// All sessions, by the id in their address.
#[derive(Default)]
pub(crate) struct Sessions {
    running: Mutex<BTreeMap<String, Entry>>,
}

/// A session with what can be known of it while it is at work.
#[derive(Clone)]
struct Entry {
    user: String,
    device: String,
    session_id: String,
    session: Arc<Mutex<Session>>,
    last_at: SystemTime,
}

impl Entry {
    fn belongs_to(&self, header: &Header) -> bool {
        self.device == header.source.uri && self.session_id == header.session_id
    }
}

impl Sessions {
    /// The session a message belongs to: the one its address names, else the one of its device and number.
    fn of(&self, header: &Header, named: Option<&str>) -> Option<Entry> {
        let running = lock(&self.running);
        let found = match named {
            Some(id) => running.get(id).filter(|entry| entry.belongs_to(header)),
            None => running.values().find(|entry| entry.belongs_to(header)),
        };
        found.cloned()
    }

    /// Whose session a message belongs to.
    pub(crate) fn user(&self, header: &Header, named: Option<&str>) -> Option<String> {
        self.of(header, named).map(|entry| entry.user)
    }

    fn drop_session(&self, id: &str) {
        lock(&self.running).remove(id);
    }

    /// Takes a new session in, in place of an older one of its device.
    fn add(&self, server: &Inner, entry: Entry, id: String) {
        let gone: Vec<Arc<Mutex<Session>>> = {
            let mut running = lock(&self.running);
            let ids: Vec<String> = running
                .iter()
                .filter(|(_, old)| {
                    let silent = entry
                        .last_at
                        .duration_since(old.last_at)
                        .unwrap_or_default();
                    (old.user == entry.user && old.device == entry.device) || silent > SILENCE
                })
                .map(|(id, _)| id.clone())
                .collect();
            let gone = ids.iter().filter_map(|id| running.remove(id));
            let gone = gone.map(|old| old.session).collect();
            running.insert(id, entry);
            gone
        };
        for session in gone {
            // One that is still at work ends by itself, unheard.
            if let Some(mut session) = try_lock(&session) {
                session.end(server, false);
            }
        }
    }

    fn is_full(&self) -> bool {
        lock(&self.running).len() >= SESSIONS
    }

    fn touch(&self, id: &str, now: SystemTime) {
        if let Some(entry) = lock(&self.running).get_mut(id) {
            entry.last_at = now;
        }
    }
}

fn try_lock(session: &Mutex<Session>) -> Option<MutexGuard<'_, Session>> {
    match session.try_lock() {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

/// A message as it was posted.
#[derive(Clone, Copy)]
pub(crate) struct Posted<'a> {
    pub(crate) message: &'a Message,
    pub(crate) coding: Coding,
    /// The session its address names.
    pub(crate) session: Option<&'a str>,
    pub(crate) peer: Option<Peer>,
    pub(crate) now: SystemTime,
}

/// Answers a message; `None` where its session is not known. With it, whose it is.
pub(crate) fn answer(server: &Inner, posted: &Posted<'_>) -> (Option<Vec<u8>>, Option<String>) {
    let Posted {
        message,
        coding,
        session: named,
        now,
        ..
    } = *posted;
    let sessions = &server.syncml.sessions;
    let header = &message.header;
    let entry = sessions
        .of(header, named)
        .filter(|entry| named.is_some() || !begins_again(entry, header));
    let user = entry.as_ref().map(|entry| entry.user.clone());
    if let Some(fault) = server.faults.strike_syncml(
        user.as_deref().unwrap_or_default(),
        None,
        "POST",
        Event::Message,
    ) {
        if fault == SyncMlFault::SessionDropped {
            if let (Some(entry), Some(id)) = (&entry, named) {
                sessions.drop_session(id);
                if let Some(mut session) = try_lock(&entry.session) {
                    session.end(server, false);
                }
            }
            return (None, user);
        }
        return (
            refusal(server, message, coding, StatusCode::IN_PROGRESS, None),
            user,
        );
    }
    match entry {
        Some(entry) => (go_on(server, message, coding, &entry, now), user),
        None if named.is_some() => (None, None),
        None => begin(server, posted),
    }
}

/// A client that was killed may give its next session the number of the one that was cut off.
fn begins_again(entry: &Entry, header: &Header) -> bool {
    let first = MsgId::from(1);
    let heard = try_lock(&entry.session)
        .and_then(|session| session.last.as_ref().map(|(id, _)| id.clone()));
    header.msg_id == first && heard.is_some_and(|id| id != first)
}

fn go_on(
    server: &Inner,
    message: &Message,
    coding: Coding,
    entry: &Entry,
    now: SystemTime,
) -> Option<Vec<u8>> {
    let Some(mut session) = try_lock(&entry.session) else {
        return refusal(server, message, coding, StatusCode::IN_PROGRESS, None);
    };
    if let Some((id, reply)) = &session.last
        && *id == message.header.msg_id
    {
        return Some(reply.clone());
    }
    server.syncml.sessions.touch(&session.id, now);
    let answer = header_answer(&message.header, StatusCode::OK);
    Some(respond(server, &mut session, message, coding, answer, now))
}

fn begin(server: &Inner, posted: &Posted<'_>) -> (Option<Vec<u8>>, Option<String>) {
    let Posted {
        message,
        coding,
        now,
        ..
    } = *posted;
    let header = &message.header;
    if server.syncml.sessions.is_full() {
        return (
            refusal(server, message, coding, StatusCode::IN_PROGRESS, None),
            None,
        );
    }
    let named = header.source.name.as_deref();
    let meant = named.and_then(|name| server.account_named(name));
    let meant = meant.map_or_else(String::new, |account| account.email.clone());
    let changed = server
        .faults
        .strike_syncml(&meant, None, "POST", Event::SignIn);
    if changed == Some(SyncMlFault::NonceChanged) {
        server.syncml.nonces.change(server, &header.source.uri);
    }
    let SignedIn { account, chal } = match sign_in::sign_in(server, header) {
        Ok(signed_in) => signed_in,
        Err(refused) => {
            let Refused { code, chal } = *refused;
            if header.cred.is_some() {
                let tried = if meant.is_empty() {
                    super::named(header)
                } else {
                    meant
                };
                server.attempts.failed(posted.peer, &tried, now);
            }
            return (refusal(server, message, coding, code, Some(chal)), None);
        }
    };
    let user = account.email.clone();
    super::register(server, &user, &header.source.uri, None, now);
    let mut session = Session::new(server, account, header, coding, now);
    let mut answer = header_answer(header, StatusCode::AUTHENTICATED);
    answer.chal = chal;
    let id = session.id.clone();
    let reply = respond(server, &mut session, message, coding, answer, now);
    let entry = Entry {
        user: user.clone(),
        device: session.device.clone(),
        session_id: session.number.clone(),
        session: Arc::new(Mutex::new(session)),
        last_at: now,
    };
    server.syncml.sessions.add(server, entry, id);
    (Some(reply), Some(user))
}

fn respond(
    server: &Inner,
    session: &mut Session,
    message: &Message,
    coding: Coding,
    answer: Answer,
    now: SystemTime,
) -> Vec<u8> {
    session.coding = coding;
    let reply = session.receive(server, message, answer, now);
    // What cannot be said in this coding was left out while the reply was written.
    let bytes = syncml::encode(&reply, coding).unwrap_or_default();
    session.last = Some((message.header.msg_id.clone(), bytes.clone()));
    bytes
}

fn header_answer(header: &Header, code: StatusCode) -> Answer {
    Answer::of(&header.msg_id, &CmdId::header(), "SyncHdr", code)
        .about(Some(&header.target.uri), Some(&header.source.uri))
}

/// Every command answered with that status, and no session.
fn refusal(
    server: &Inner,
    message: &Message,
    coding: Coding,
    code: StatusCode,
    chal: Option<syncml::message::Chal>,
) -> Option<Vec<u8>> {
    let heard = &message.header;
    let version: Version = heard.version;
    let mut header = Header::new(
        version,
        heard.session_id.clone(),
        MsgId::from(1),
        heard.source.uri.clone(),
        base_address(&heard.target.uri).to_owned(),
    );
    header.msg_id = heard.msg_id.clone();
    header.target.name.clone_from(&heard.source.name);
    let mut answer = header_answer(heard, code);
    answer.chal = chal;
    let mut waiting = std::collections::VecDeque::from([Pending::Answer(answer)]);
    let asked = message.commands.iter();
    waiting.extend(
        asked
            .filter(|command| !matches!(command, Command::Status(_)))
            .map(|command| Pending::Answer(Answer::to(&heard.msg_id, command, code))),
    );
    let mut reply = Reply::new(header, coding, server.config.syncml.max_message_bytes);
    reply.take(&mut waiting);
    syncml::encode(&reply.finish(true), coding).ok()
}
