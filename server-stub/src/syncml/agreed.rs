//! What the client says became of this server's changes: its Statuses, and the ids it gave.

use std::collections::HashMap;

use syncml::devinf::plain_name;
use syncml::message::{Command, Header, Map, Status, StatusCode};

use super::faults::{Event, SyncMlFault};
use super::mode::Mode;
use super::outgoing::{Told, guid};
use super::session::Session;
use crate::server::Inner;

impl Session {
    pub(super) fn hear_status(&mut self, status: &Status) {
        let key = (status.msg_ref.clone(), status.cmd_ref.clone());
        if let Some(place) = self.alerted.remove(&key) {
            if status.code == StatusCode::REFRESH_REQUIRED
                && let Some(store) = self.stores.get_mut(place)
                && store.mode != Mode::Slow
            {
                store.begin(Mode::Slow, false);
            }
            return;
        }
        let Some((place, told)) = self.told.remove(&key) else {
            return;
        };
        let Some(store) = self.stores.get_mut(place) else {
            return;
        };
        let done = status.code.is_done();
        let is_gone = matches!(
            status.code,
            StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::ITEM_NOT_DELETED
        );
        match told {
            Told::Part if status.code != StatusCode::CHUNK_ACCEPTED => store.drop_chunk(),
            Told::Part => {}
            Told::Add { name } => {
                if done {
                    self.tally.read += 1;
                } else if store.state.told.remove(&name).is_some() {
                    store.changed = true;
                }
            }
            Told::Replace { id, change } => {
                if done {
                    self.tally.read += 1;
                    let name = store.state.map.get(&id).map(|known| known.name.clone());
                    if let Some(name) = name {
                        store.know(&id, &name, change);
                    }
                } else if is_gone {
                    store.forget(&id);
                }
            }
            Told::Delete { id } => {
                if done || is_gone {
                    self.tally.read += u64::from(done);
                    store.forget(&id);
                }
            }
        }
        if !done && !is_gone && status.code != StatusCode::CHUNK_ACCEPTED {
            self.tally.failed += 1;
            self.tally.note = format!("the device answered {} with {}", status.cmd, status.code);
        }
    }

    pub(super) fn hear_map(
        &mut self,
        server: &Inner,
        header: &Header,
        command: &Command,
        map: &Map,
    ) {
        let plain = plain_name(&map.target.uri).to_owned();
        let place = self
            .stores
            .iter()
            .position(|store| plain_name(&store.server_name) == plain);
        let code = match place {
            None => StatusCode::NOT_FOUND,
            Some(place) => {
                let path = self.stores.get(place).map(|store| store.path.to_string());
                let ignored = self.strikes(server, Event::Map, &path.unwrap_or_default(), "MAP");
                if ignored != Some(SyncMlFault::MapIgnored) {
                    self.take_map(place, map);
                }
                StatusCode::OK
            }
        };
        let (target, source) = (map.target.uri.clone(), map.source.uri.clone());
        self.answer_about(header, command, code, Some(&target), Some(&source));
    }

    fn take_map(&mut self, place: usize, map: &Map) {
        let Some(store) = self.stores.get_mut(place) else {
            return;
        };
        let longest = self
            .info
            .as_ref()
            .map_or(64, |info| info.guid_bytes(&store.client_name));
        let told = store.state.told.iter();
        let known = store.state.map.values();
        let by_guid: HashMap<String, (String, u64)> = known
            .map(|known| (&known.name, &known.change))
            .chain(told)
            .map(|(name, change)| (guid(name, longest), (name.clone(), *change)))
            .collect();
        for pair in &map.items {
            let found = by_guid.get(&pair.target).cloned();
            if let Some((name, change)) = found {
                store.know(&pair.source, &name, change);
            }
        }
    }
}
