//! The devices in the file the mailboxes are in.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{Device, Entry, Protocol, Session};
use crate::store::{Disk, DiskError, nanoseconds, time};

pub(super) fn load(disk: &Disk) -> Result<BTreeMap<(String, String), Entry>, DiskError> {
    disk.read(|connection| {
        let mut known = BTreeMap::new();
        let mut statement = connection.prepare(
            "SELECT email, id, protocol, kind, name, first_seen, last_sync, last_success, renamed, hidden FROM device",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Some(protocol) = Protocol::from_name(&row.get::<_, String>(2)?) else {
                continue;
            };
            let user: String = row.get(0)?;
            let device = Device {
                id: row.get(1)?,
                protocol,
                kind: row.get(3)?,
                name: row.get(4)?,
                first_seen: time(row.get(5)?),
                last_sync: row.get::<_, Option<i64>>(6)?.map(time),
                last_success: row.get::<_, Option<i64>>(7)?.map(time),
                sessions: Vec::new(),
            };
            let entry = Entry {
                renamed: row.get(8)?,
                hidden: row.get(9)?,
                state: BTreeMap::new(),
                device,
            };
            known.insert((user, entry.device.id.clone()), entry);
        }
        let mut statement =
            connection.prepare("SELECT email, device, key, value FROM device_state")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(entry) = known.get_mut(&(row.get(0)?, row.get(1)?)) {
                entry.state.insert(row.get(2)?, row.get(3)?);
            }
        }
        let mut statement = connection.prepare(
            "SELECT email, device, began, ended, read, written, failed, note FROM device_session ORDER BY began DESC",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(entry) = known.get_mut(&(row.get(0)?, row.get(1)?)) {
                entry.device.sessions.push(Session {
                    began: time(row.get(2)?),
                    ended: time(row.get(3)?),
                    read: row.get(4)?,
                    written: row.get(5)?,
                    failed: row.get(6)?,
                    note: row.get(7)?,
                });
            }
        }
        Ok(known)
    })
}

/// Writes all that is known of a device in one transaction.
pub(super) fn keep(disk: &Disk, user: &str, entry: &Entry) -> Result<(), DiskError> {
    let device = &entry.device;
    disk.write(|transaction| {
        transaction.execute(
            "INSERT OR REPLACE INTO device
             (email, id, protocol, kind, name, first_seen, last_sync, last_success, renamed, hidden)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                user,
                device.id,
                device.protocol.name(),
                device.kind,
                device.name,
                nanoseconds(device.first_seen),
                device.last_sync.map(nanoseconds),
                device.last_success.map(nanoseconds),
                entry.renamed,
                entry.hidden,
            ],
        )?;
        for table in ["device_state", "device_session"] {
            transaction.execute(
                &format!("DELETE FROM {table} WHERE email = ?1 AND device = ?2"),
                params![user, device.id],
            )?;
        }
        for (key, value) in &entry.state {
            transaction.execute(
                "INSERT INTO device_state (email, device, key, value) VALUES (?1, ?2, ?3, ?4)",
                params![user, device.id, key, value],
            )?;
        }
        for session in &device.sessions {
            transaction.execute(
                "INSERT INTO device_session (email, device, began, ended, read, written, failed, note)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    user,
                    device.id,
                    nanoseconds(session.began),
                    nanoseconds(session.ended),
                    session.read,
                    session.written,
                    session.failed,
                    session.note,
                ],
            )?;
        }
        Ok(())
    })
}

pub(super) fn forget_user(disk: &Disk, user: &str) -> Result<(), DiskError> {
    disk.write(|transaction| {
        for table in ["device", "device_state", "device_session"] {
            transaction.execute(&format!("DELETE FROM {table} WHERE email = ?1"), [user])?;
        }
        Ok(())
    })
}
