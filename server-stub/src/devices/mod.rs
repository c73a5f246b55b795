//! Synchronized Devices: what synchronises with a mailbox, when it last did, and a reset for each.
//!
//! A protocol tells of a device with [`Devices::register`] and of each of its sessions with [`Devices::record`], and may
//! keep what it knows of the device (anchors, a mapping of ids) with [`Devices::keep`]. A reset forgets what was kept, so
//! that the device's next session begins from nothing. CalDAV and CardDAV name no device: they are known by their
//! `User-Agent` and the user who signs in ([`dav`]).

mod dav;
mod disk;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::SystemTime;

pub(crate) use dav::Seen;

use crate::lock::lock;
use crate::store::{Disk, DiskError};

/// So many sessions of a device are remembered.
const SESSIONS_KEPT: usize = 50;
/// So many devices of one user are remembered; the longest unseen goes first.
const DEVICES_KEPT: usize = 200;

/// How a device speaks to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// CalDAV and CardDAV.
    Dav,
    /// `SyncML` 1.1 and 1.2.
    SyncMl,
}

impl Protocol {
    /// As it is shown.
    pub fn name(self) -> &'static str {
        match self {
            Protocol::Dav => "CalDAV/CardDAV",
            Protocol::SyncMl => "SyncML",
        }
    }

    fn from_name(name: &str) -> Option<Protocol> {
        [Protocol::Dav, Protocol::SyncMl]
            .into_iter()
            .find(|protocol| protocol.name() == name)
    }

    /// Whether its devices have names of their own that a user may change.
    pub fn is_renamable(self) -> bool {
        self == Protocol::SyncMl
    }
}

/// Something that synchronises with a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// As the device gives it, or made from its `User-Agent`; one user has it once.
    pub id: String,
    /// How it speaks.
    pub protocol: Protocol,
    /// What it is: `Phone`, `DAVx5`, …
    pub kind: String,
    /// What it is called; its user's word where they gave one.
    pub name: String,
    /// When it was first seen, by the server's clock.
    pub first_seen: SystemTime,
    /// The end of its last session.
    pub last_sync: Option<SystemTime>,
    /// The end of its last session without an error.
    pub last_success: Option<SystemTime>,
    /// Its last sessions, newest first.
    pub sessions: Vec<Session>,
}

/// One session of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its first request.
    pub began: SystemTime,
    /// Its last request so far.
    pub ended: SystemTime,
    /// Items it took from the server.
    pub read: u64,
    /// Items it changed on the server.
    pub written: u64,
    /// Requests or commands that were refused.
    pub failed: u64,
    /// In words, such as `slow sync` or the last refusal.
    pub note: String,
}

impl Session {
    /// A session that begins now.
    pub fn new(began: SystemTime) -> Session {
        Session {
            began,
            ended: began,
            read: 0,
            written: 0,
            failed: 0,
            note: String::new(),
        }
    }
}

/// A device with what only the registry needs.
struct Entry {
    device: Device,
    /// Its user gave it its name, so that the device's own no longer counts.
    renamed: bool,
    /// Deleted by its user, until it is seen again.
    hidden: bool,
    state: BTreeMap<String, Vec<u8>>,
}

/// All devices of all users.
pub struct Devices {
    /// By user and id.
    known: Mutex<BTreeMap<(String, String), Entry>>,
    disk: Option<Disk>,
}

impl Devices {
    /// What is kept on disk; nothing without one.
    pub(crate) fn open(disk: Option<Disk>) -> Result<Devices, DiskError> {
        let known = match &disk {
            Some(disk) => disk::load(disk)?,
            None => BTreeMap::new(),
        };
        Ok(Devices {
            known: Mutex::new(known),
            disk,
        })
    }

    /// A device is there: new, or back after its user deleted it, or known.
    ///
    /// Its name is taken over unless its user gave it another.
    pub fn register(
        &self,
        user: &str,
        id: &str,
        protocol: Protocol,
        kind: &str,
        name: &str,
        now: SystemTime,
    ) {
        let mut known = lock(&self.known);
        let key = (user.to_owned(), id.to_owned());
        if let Some(entry) = known.get_mut(&key) {
            let same = entry.device.kind == kind && (entry.renamed || entry.device.name == name);
            if same && !entry.hidden {
                return;
            }
            kind.clone_into(&mut entry.device.kind);
            if !entry.renamed {
                name.clone_into(&mut entry.device.name);
            }
            if entry.hidden {
                entry.hidden = false;
                entry.device.first_seen = now;
            }
            self.write(&key, entry);
            return;
        }
        make_room(&mut known, user);
        let entry = Entry {
            device: Device {
                id: id.to_owned(),
                protocol,
                kind: kind.to_owned(),
                name: name.to_owned(),
                first_seen: now,
                last_sync: None,
                last_success: None,
                sessions: Vec::new(),
            },
            renamed: false,
            hidden: false,
            state: BTreeMap::new(),
        };
        self.write(&key, &entry);
        known.insert(key, entry);
    }

    /// A session of a registered device has ended.
    pub fn record(&self, user: &str, id: &str, session: Session) {
        self.change(user, id, |entry| {
            entry.device.took_part(&session);
            entry.device.sessions.insert(0, session);
            entry.device.sessions.truncate(SESSIONS_KEPT);
        });
    }

    /// The devices of a user, the one seen last first.
    pub fn list(&self, user: &str) -> Vec<Device> {
        let known = lock(&self.known);
        let mut devices: Vec<Device> = known
            .iter()
            .filter(|((of, _), entry)| of == user && !entry.hidden)
            .map(|(_, entry)| entry.device.clone())
            .collect();
        devices
            .sort_by_key(|device| std::cmp::Reverse(device.last_sync.unwrap_or(device.first_seen)));
        devices
    }

    /// One device of a user.
    pub fn get(&self, user: &str, id: &str) -> Option<Device> {
        let known = lock(&self.known);
        let entry = known.get(&(user.to_owned(), id.to_owned()))?;
        (!entry.hidden).then(|| entry.device.clone())
    }

    /// Gives a device another name; `false` where it has none of its own, or is not known.
    pub fn rename(&self, user: &str, id: &str, name: &str) -> bool {
        let mut done = false;
        self.change(user, id, |entry| {
            if entry.device.protocol.is_renamable() {
                name.clone_into(&mut entry.device.name);
                entry.renamed = true;
                done = true;
            }
        });
        done
    }

    /// Forgets what is kept for a device, so that its next session begins from nothing; no item is touched.
    pub fn reset(&self, user: &str, id: &str) {
        self.change(user, id, |entry| {
            entry.state.clear();
            if entry.device.protocol == Protocol::Dav {
                dav::forget_everything(&mut entry.state);
            }
        });
    }

    /// Takes a device off the list and resets it; it comes back as a new one when it synchronises again.
    pub fn delete(&self, user: &str, id: &str) {
        self.reset(user, id);
        self.change(user, id, |entry| {
            entry.hidden = true;
            entry.renamed = false;
            entry.device.sessions.clear();
            entry.device.last_sync = None;
            entry.device.last_success = None;
        });
    }

    /// Forgets all devices of a user who is gone.
    pub(crate) fn delete_user(&self, user: &str) {
        lock(&self.known).retain(|(of, _), _| of != user);
        if let Some(disk) = &self.disk {
            // A file that is full keeps rows nobody asks for.
            let _ = disk::forget_user(disk, user);
        }
    }

    /// Something a protocol keeps for a device until it is reset.
    pub fn kept(&self, user: &str, id: &str, key: &str) -> Option<Vec<u8>> {
        let known = lock(&self.known);
        let entry = known.get(&(user.to_owned(), id.to_owned()))?;
        entry.state.get(key).cloned()
    }

    /// Keeps something for a registered device until it is reset; on disk before this returns, where there is one.
    pub fn keep(&self, user: &str, id: &str, key: &str, value: &[u8]) {
        self.change(user, id, |entry| {
            entry.state.insert(key.to_owned(), value.to_vec());
        });
    }

    /// Changes what is known of a device, in memory and on disk.
    fn change(&self, user: &str, id: &str, change: impl FnOnce(&mut Entry)) {
        let mut known = lock(&self.known);
        let key = (user.to_owned(), id.to_owned());
        if let Some(entry) = known.get_mut(&key) {
            change(entry);
            self.write(&key, entry);
        }
    }

    fn write(&self, (user, _): &(String, String), entry: &Entry) {
        if let Some(disk) = &self.disk {
            // The list of devices is told, not vouched for: a file that is full leaves it older.
            let _ = disk::keep(disk, user, entry);
        }
    }
}

impl Device {
    fn took_part(&mut self, session: &Session) {
        self.last_sync = Some(session.ended);
        if session.failed == 0 {
            self.last_success = Some(session.ended);
        }
    }
}

fn make_room(known: &mut BTreeMap<(String, String), Entry>, user: &str) {
    let of_user = || known.iter().filter(|((of, _), _)| of == user);
    if of_user().count() < DEVICES_KEPT {
        return;
    }
    let oldest = of_user()
        .min_by_key(|(_, entry)| entry.device.last_sync.unwrap_or(entry.device.first_seen))
        .map(|(key, _)| key.clone());
    if let Some(key) = oldest {
        known.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const ALICE: &str = "alice@example.com";

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn with_phone(disk: Option<Disk>) -> Devices {
        let devices = Devices::open(disk).unwrap();
        devices.register(ALICE, "IMEI:1", Protocol::SyncMl, "Phone", "Fablet", at(10));
        devices
    }

    #[test]
    fn a_device_keeps_its_user_s_name_its_sessions_and_its_state() {
        let directory = tempfile::tempdir().unwrap();
        let disk = || Some(Disk::open(directory.path()).unwrap());
        let devices = with_phone(disk());
        assert!(devices.rename(ALICE, "IMEI:1", "Alice's phone"));
        devices.keep(ALICE, "IMEI:1", "anchor", b"42");
        devices.record(
            ALICE,
            "IMEI:1",
            Session {
                ended: at(25),
                read: 3,
                ..Session::new(at(20))
            },
        );
        devices.record(
            ALICE,
            "IMEI:1",
            Session {
                failed: 1,
                ..Session::new(at(30))
            },
        );
        drop(devices);
        let devices = with_phone(disk());
        let phone = devices.get(ALICE, "IMEI:1").unwrap();
        assert_eq!(phone.name, "Alice's phone");
        assert_eq!(
            (phone.first_seen, phone.last_sync, phone.last_success),
            (at(10), Some(at(30)), Some(at(25)))
        );
        assert_eq!(phone.sessions.len(), 2);
        assert_eq!(devices.kept(ALICE, "IMEI:1", "anchor").unwrap(), b"42");
    }

    #[test]
    fn a_reset_forgets_the_state_and_a_deleted_device_comes_back_as_new() {
        let devices = with_phone(None);
        devices.keep(ALICE, "IMEI:1", "anchor", b"42");
        devices.reset(ALICE, "IMEI:1");
        assert_eq!(devices.kept(ALICE, "IMEI:1", "anchor"), None);
        devices.rename(ALICE, "IMEI:1", "Mine");
        devices.delete(ALICE, "IMEI:1");
        assert!(devices.list(ALICE).is_empty());
        devices.register(ALICE, "IMEI:1", Protocol::SyncMl, "Phone", "Fablet", at(99));
        let phone = devices.get(ALICE, "IMEI:1").unwrap();
        assert_eq!((phone.name.as_str(), phone.first_seen), ("Fablet", at(99)));
    }

    #[test]
    fn another_user_s_device_is_another_device() {
        let devices = with_phone(None);
        devices.register(
            "bob@example.com",
            "IMEI:1",
            Protocol::SyncMl,
            "Phone",
            "Bob's",
            at(1),
        );
        devices.delete("bob@example.com", "IMEI:1");
        assert_eq!(devices.list(ALICE).len(), 1);
    }
}
