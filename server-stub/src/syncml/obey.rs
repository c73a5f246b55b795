//! What each command of a client does.

use std::collections::HashMap;
use std::time::SystemTime;

use syncml::DevInf;
use syncml::devinf::plain_name;
use syncml::message::{
    Alert, AlertCode, Change, ChangeKind, Command, Data, Get, Group, GroupKind, Header, Item, Map,
    Results, Status, StatusCode, Sync,
};

use super::client::ClientInfo;
use super::devinf::device_information;
use super::faults::{Event, SyncMlFault};
use super::incoming::{Context, Sent};
use super::mode::Mode;
use super::object::{self, Part};
use super::open_store::OpenStore;
use super::outgoing::{Told, guid};
use super::reply::{Answer, Pending};
use super::session::{INFO_KEY, Package, Session};
use super::wire::{self, Wire};
use crate::lock::lock;
use crate::server::Inner;

/// Groups inside groups are honest up to this depth.
const GROUP_DEPTH: usize = 8;

impl Session {
    /// Does what a command says, and answers it.
    pub(crate) fn obey(
        &mut self,
        server: &Inner,
        header: &Header,
        command: &Command,
        now: SystemTime,
    ) {
        match command {
            Command::Status(status) => self.hear_status(status),
            Command::Put(put) => {
                let known = put.items.iter().find_map(devinf_of);
                let code = self.learn(server, known, now);
                let source = put.items.first().and_then(Item::source_uri);
                self.answer_about(header, command, code, None, source);
            }
            Command::Results(results) => self.hear_results(server, header, command, results, now),
            Command::Get(get) => self.give(server, header, command, get),
            Command::Alert(alert) => self.hear_alert(server, header, command, alert),
            Command::Sync(sync) => self.hear_sync(server, header, command, sync, now),
            Command::Map(map) => self.hear_map(server, header, command, map),
            Command::Change(change) => {
                // An item of no store.
                self.refuse_items(header, command, change, StatusCode::NOT_ALLOWED);
            }
            Command::Group(_) | Command::Other(_) => {
                self.answer(header, command, StatusCode::OPTIONAL_NOT_SUPPORTED);
            }
        }
    }

    // ---- device information ---------------------------------------------------------------------------------------

    fn learn(&mut self, server: &Inner, devinf: Option<&DevInf>, now: SystemTime) -> StatusCode {
        let Some(devinf) = devinf else {
            return StatusCode::NOT_FOUND;
        };
        let info = ClientInfo::of(devinf);
        super::register(server, &self.account.email, &self.device, Some(&info), now);
        if let Ok(kept) = serde_json::to_vec(&info) {
            server
                .devices
                .keep(&self.account.email, &self.device, INFO_KEY, &kept);
        }
        self.info = Some(info);
        StatusCode::OK
    }

    fn hear_results(
        &mut self,
        server: &Inner,
        header: &Header,
        command: &Command,
        results: &Results,
        now: SystemTime,
    ) {
        let known = results.items.iter().find_map(devinf_of);
        let code = self.learn(server, known, now);
        let source = results.items.first().and_then(Item::source_uri);
        self.answer_about(header, command, code, None, source);
    }

    fn give(&mut self, server: &Inner, header: &Header, command: &Command, get: &Get) {
        let wanted = get
            .items
            .first()
            .and_then(Item::target_uri)
            .unwrap_or_default();
        let is_devinf = wanted.to_ascii_lowercase().contains("devinf");
        let code = if is_devinf {
            StatusCode::OK
        } else {
            StatusCode::NOT_FOUND
        };
        self.answer_about(header, command, code, Some(wanted), None);
        if !is_devinf {
            return;
        }
        let address = super::session::base_address(&header.target.uri);
        let results = |details| {
            let called = |kind| {
                let mut alerted = self.stores.iter();
                let found = alerted.find(|store| store.kind == kind)?;
                Some(plain_name(&found.server_name))
            };
            let information = device_information(
                &server.config.syncml,
                self.version,
                address,
                called,
                details,
            );
            Command::Results(Results {
                cmd_id: 0.into(),
                msg_ref: Some(header.msg_id.clone()),
                cmd_ref: get.cmd_id.clone(),
                meta: syncml::message::Meta::of_type(self.coding.devinf_type()),
                target_ref: None,
                source_ref: None,
                items: vec![Item {
                    data: Some(Data::DevInf(Box::new(information))),
                    ..Item::at_source(self.version.devinf_uri())
                }],
            })
        };
        let full = results(true);
        let size = syncml::encoded_len(&full, self.version, self.coding).unwrap_or(usize::MAX);
        // With all its properties it is larger than some clients' messages.
        let given = if size * 10 < self.largest_message() * 8 {
            full
        } else {
            results(false)
        };
        self.waiting.push_back(Pending::Command(given));
    }

    // ---- how a store is synchronised ------------------------------------------------------------------------------

    fn hear_alert(&mut self, server: &Inner, header: &Header, command: &Command, alert: &Alert) {
        match alert.code {
            AlertCode::SUSPEND => {
                self.answer(header, command, StatusCode::OK);
                self.partial = None;
                self.package = Package::Over;
                self.end(server, false);
            }
            AlertCode::NEXT_MESSAGE | AlertCode::DISPLAY => {
                self.answer(header, command, StatusCode::OK);
            }
            AlertCode::NO_END_OF_DATA => {
                for store in &mut self.stores {
                    store.drop_chunk();
                }
                self.answer(header, command, StatusCode::OK);
            }
            code if code.is_sync() => {
                for item in &alert.items {
                    self.open(server, header, command, code, item);
                }
            }
            _ => self.answer(header, command, StatusCode::OPTIONAL_NOT_SUPPORTED),
        }
    }

    fn open(
        &mut self,
        server: &Inner,
        header: &Header,
        command: &Command,
        code: AlertCode,
        item: &Item,
    ) {
        let target = item.target_uri().unwrap_or_default().to_owned();
        let source = item.source_uri().unwrap_or_default().to_owned();
        let opened = self.opened(server, code, item, &target, &source);
        let (status, anchor) = match opened {
            Ok(status) => (
                status,
                item.meta.anchor.as_ref().map(|anchor| anchor.next.clone()),
            ),
            Err(status) => (status, None),
        };
        if status.0 >= 400 && anchor.is_none() {
            self.tally.failed += 1;
            self.tally.note = format!("the store {target:.40} was answered with {status}");
        }
        if header.no_resp || command.no_resp() {
            return;
        }
        let mut answer =
            Answer::to(&header.msg_id, command, status).about(Some(&target), Some(&source));
        answer.anchor = anchor;
        self.waiting.push_back(Pending::Answer(answer));
    }

    fn opened(
        &mut self,
        server: &Inner,
        code: AlertCode,
        item: &Item,
        target: &str,
        source: &str,
    ) -> Result<StatusCode, StatusCode> {
        if self.package != Package::Begin {
            return Err(StatusCode::NOT_ALLOWED);
        }
        let options = &server.config.syncml;
        let (kind, path) =
            super::stores::find(&options.stores, target).ok_or(StatusCode::NOT_FOUND)?;
        if self.stores.iter().any(|store| store.path == path) {
            return Err(StatusCode::ALREADY_EXISTS);
        }
        let anchor = item.meta.anchor.as_ref().ok_or(StatusCode::INCOMPLETE)?;
        let collection = {
            let shelves = lock(&self.account.shelves);
            let found = shelves.collection(&path).ok_or(StatusCode::NOT_FOUND)?;
            if found.read_only {
                return Err(StatusCode::FORBIDDEN);
            }
            found.id
        };
        let key = OpenStore::key(&path);
        let mut state: super::state::StoreState = server
            .devices
            .kept(&self.account.email, &self.device, &key)
            .and_then(|kept| serde_json::from_slice(&kept).ok())
            .unwrap_or_default();
        let lost = self.strikes(server, Event::Alert, &path.to_string(), "ALERT");
        if state.collection != collection || lost == Some(SyncMlFault::AnchorsLost) {
            let map = if state.collection == collection {
                std::mem::take(&mut state.map)
            } else {
                std::collections::BTreeMap::new()
            };
            state = super::state::StoreState {
                collection,
                map,
                ..Default::default()
            };
        }
        let resumable = state
            .underway
            .as_ref()
            .and_then(|underway| Mode::of(AlertCode(underway.code)));
        let asked = match code {
            AlertCode::RESUME => resumable.unwrap_or(Mode::TwoWay),
            code => Mode::of(code).ok_or(StatusCode::OPTIONAL_NOT_SUPPORTED)?,
        };
        let type_number = u8::try_from(asked.alert().0 - 199).unwrap_or(0);
        if !options.sync_types.contains(&type_number) {
            return Err(StatusCode::OPTIONAL_NOT_SUPPORTED);
        }
        let resumed = code == AlertCode::RESUME && resumable.is_some();
        let agrees = state.client_anchor.is_some() && state.client_anchor == anchor.last;
        let (mode, status) = if resumed || asked.compares_everything() || agrees {
            let status = if code == AlertCode::RESUME && !resumed {
                // There is nothing to go on with; the ordinary sync that follows does as well.
                StatusCode(509)
            } else {
                StatusCode::OK
            };
            (asked, status)
        } else {
            // Whatever was asked for: a refresh would take something away on one side without being asked for.
            (Mode::Slow, StatusCode::REFRESH_REQUIRED)
        };
        let server_anchor = server.syncml.nonces.fresh(server.config.seed);
        let last_server_anchor = state.server_anchor.clone();
        let mut store = OpenStore {
            kind,
            path,
            server_name: target.to_owned(),
            client_name: source.to_owned(),
            mode,
            state,
            changed: false,
            client_anchor: anchor.next.clone(),
            server_anchor,
            last_server_anchor,
            by_name: std::collections::HashMap::new(),
            heard_in: None,
            heard: 0,
            announced: None,
            index: None,
            outgoing: None,
            outgoing_total: 0,
            begun: false,
            told: false,
            chunk: None,
            failed: false,
        };
        store.begin(mode, resumed);
        self.stores.push(store);
        Ok(status)
    }

    /// This server's own Alerts, and the question for the device information.
    pub(crate) fn answer_alerts(&mut self) {
        for (place, store) in self.stores.iter().enumerate() {
            let mut item = Item::between(store.client_name.clone(), store.server_name.clone());
            item.meta.anchor = Some(syncml::message::Anchor {
                last: store.last_server_anchor.clone(),
                next: store.server_anchor.clone(),
            });
            let alert = Alert {
                cmd_id: 0.into(),
                no_resp: false,
                cred: None,
                code: store.mode.alert(),
                items: vec![item],
            };
            self.waiting
                .push_back(Pending::Alert(place, Command::Alert(alert)));
        }
        if !self.stores.is_empty() {
            self.ask_for_info();
        }
    }

    // ---- what the client changed ----------------------------------------------------------------------------------

    fn hear_sync(
        &mut self,
        server: &Inner,
        header: &Header,
        command: &Command,
        sync: &Sync,
        now: SystemTime,
    ) {
        let target = sync.target.as_ref().map(|address| address.uri.as_str());
        let source = sync.source.as_ref().map(|address| address.uri.as_str());
        let plain = plain_name(target.unwrap_or_default());
        let place = self
            .stores
            .iter()
            .position(|store| plain_name(&store.server_name) == plain);
        let code = match place {
            None => StatusCode::NOT_FOUND,
            Some(_) if self.package == Package::Begin => {
                // Both packages in one, as some phones do.
                self.combined = true;
                StatusCode::OK
            }
            Some(_) if self.package == Package::Hear => StatusCode::OK,
            Some(_) => StatusCode::NOT_ALLOWED,
        };
        self.answer_about(header, command, code, target, source);
        let place = place.filter(|_| code == StatusCode::OK);
        if let Some(store) = place.and_then(|place| self.stores.get_mut(place)) {
            store.announced = sync.number_of_changes.or(store.announced);
        }
        self.hear_commands(server, header, &sync.commands, place, now, 0);
    }

    fn hear_commands(
        &mut self,
        server: &Inner,
        header: &Header,
        commands: &[Command],
        place: Option<usize>,
        now: SystemTime,
        depth: usize,
    ) {
        for command in commands {
            match (command, place) {
                (Command::Change(change), Some(place)) => {
                    self.hear_change(server, header, command, change, place, now);
                }
                (Command::Change(change), None) => {
                    self.refuse_items(header, command, change, StatusCode::NOT_FOUND);
                }
                (Command::Group(group), _) => {
                    self.hear_group(server, header, command, group, place, now, depth);
                }
                _ => self.answer(header, command, StatusCode::OPTIONAL_NOT_SUPPORTED),
            }
        }
    }

    /// A sequence is done in order, as everything is; all or nothing is not offered.
    #[allow(clippy::too_many_arguments)] // What every command needs, and where it stands.
    fn hear_group(
        &mut self,
        server: &Inner,
        header: &Header,
        command: &Command,
        group: &Group,
        place: Option<usize>,
        now: SystemTime,
        depth: usize,
    ) {
        if group.kind == GroupKind::Sequence && depth < GROUP_DEPTH {
            self.answer(header, command, StatusCode::OK);
            self.hear_commands(server, header, &group.commands, place, now, depth + 1);
            return;
        }
        self.answer(header, command, StatusCode::OPTIONAL_NOT_SUPPORTED);
        for inner in &group.commands {
            self.answer(header, inner, StatusCode::NOT_EXECUTED);
        }
    }

    fn hear_change(
        &mut self,
        server: &Inner,
        header: &Header,
        command: &Command,
        change: &Change,
        place: usize,
        now: SystemTime,
    ) {
        if change.items.is_empty() {
            self.answer(header, command, StatusCode::INCOMPLETE);
        }
        for item in &change.items {
            let id = item.source_uri().or(item.target_uri()).unwrap_or_default();
            let code = self.hear_item(server, change, item, id, place, now);
            self.answer_about(header, command, code, item.target_uri(), item.source_uri());
        }
    }

    fn hear_item(
        &mut self,
        server: &Inner,
        change: &Change,
        item: &Item,
        id: &str,
        place: usize,
        now: SystemTime,
    ) -> StatusCode {
        let goes_on = self
            .partial
            .as_ref()
            .is_some_and(|partial| partial.goes_on_with(place, change.kind, id));
        if !goes_on {
            self.give_up_partial();
        }
        let Some(store) = self.stores.get(place) else {
            return StatusCode::NOT_FOUND;
        };
        if !store.mode.hears() {
            return StatusCode::NOT_ALLOWED;
        }
        if id.is_empty() {
            return StatusCode::INCOMPLETE;
        }
        let path = store.path.to_string();
        let method = change.kind.name().to_ascii_uppercase();
        if !goes_on
            && let Some(SyncMlFault::Refuse(code)) =
                self.strikes(server, Event::Item, &path, &method)
        {
            self.count(place);
            return StatusCode(code);
        }
        match change.kind {
            ChangeKind::Add | ChangeKind::Replace => {
                self.hear_content(server, change, item, id, place, now)
            }
            ChangeKind::Delete if change.soft => StatusCode::OPTIONAL_NOT_SUPPORTED,
            ChangeKind::Delete => {
                self.count(place);
                let account = std::sync::Arc::clone(&self.account);
                let context = context(server, &account, &self.device, now);
                let code = self
                    .stores
                    .get_mut(place)
                    .map_or(StatusCode::NOT_FOUND, |store| store.delete(&context, id));
                if code == StatusCode::OK {
                    self.tally.written += 1;
                    if change.archive {
                        return StatusCode::DELETED_WITHOUT_ARCHIVE;
                    }
                }
                code
            }
            ChangeKind::Copy | ChangeKind::Move => StatusCode::OPTIONAL_NOT_SUPPORTED,
        }
    }

    fn hear_content(
        &mut self,
        server: &Inner,
        change: &Change,
        item: &Item,
        id: &str,
        place: usize,
        now: SystemTime,
    ) -> StatusCode {
        let limit = server.config.syncml.max_object_bytes;
        let part = object::take(
            &mut self.partial,
            place,
            change.kind,
            item,
            &change.meta,
            limit,
        );
        let (bytes, meta) = match part {
            Part::Taken => return StatusCode::CHUNK_ACCEPTED,
            Part::Refused(code) => {
                self.count(place);
                return code;
            }
            Part::Whole(bytes, meta) => (bytes, meta),
        };
        self.count(place);
        let account = std::sync::Arc::clone(&self.account);
        let Some(store) = self.stores.get_mut(place) else {
            return StatusCode::NOT_FOUND;
        };
        let named = meta.kind.as_deref().map(|name| {
            let version = meta.version.clone().unwrap_or_default();
            syncml::devinf::ContentType::new(name.split(';').next().unwrap_or(name).trim(), version)
        });
        let declared = named.as_ref().map(|named| Wire::of(store.kind, named));
        if declared == Some(None) {
            return StatusCode::UNSUPPORTED_TYPE;
        }
        let Some(sent) = wire::from_wire(store.kind, declared.flatten(), &bytes) else {
            return StatusCode::UNSUPPORTED_TYPE;
        };
        // A card says for itself which it is.
        let wire = Wire::of_item(&sent);
        store.heard_in = Some(wire);
        let client_name = store.client_name.clone();
        let info = self.info.clone();
        let keeps = info
            .as_ref()
            .map(|info| info.keeps(&client_name, wire))
            .unwrap_or_default();
        let sent = Sent {
            id,
            item: sent,
            wire,
            keeps,
        };
        let context = context(server, &account, &self.device, now);
        let code = store.put(&context, &sent);
        if code.is_done() {
            self.tally.written += 1;
        }
        code
    }

    fn count(&mut self, place: usize) {
        if let Some(store) = self.stores.get_mut(place) {
            store.heard = store.heard.saturating_add(1);
        }
    }

    fn refuse_items(
        &mut self,
        header: &Header,
        command: &Command,
        change: &Change,
        code: StatusCode,
    ) {
        for item in &change.items {
            self.answer_about(header, command, code, item.target_uri(), item.source_uri());
        }
        if change.items.is_empty() {
            self.answer(header, command, code);
        }
    }

    /// The rest of a large object never came: the client is told, and what came is dropped.
    pub(crate) fn give_up_partial(&mut self) {
        let Some(partial) = self.partial.take() else {
            return;
        };
        let store = self.stores.get(partial.store);
        let alert = Alert {
            cmd_id: 0.into(),
            no_resp: false,
            cred: None,
            code: AlertCode::NO_END_OF_DATA,
            items: vec![Item::between(
                store.map_or("", |store| store.server_name.as_str()),
                partial.id,
            )],
        };
        self.waiting
            .push_back(Pending::Command(Command::Alert(alert)));
    }

    /// A refresh from the client has been heard to its end: what did not come is deleted.
    pub(crate) fn end_refreshes(&mut self, server: &Inner, now: SystemTime) {
        let account = std::sync::Arc::clone(&self.account);
        let context = context(server, &account, &self.device, now);
        for store in &mut self.stores {
            let short = store.announced.is_some_and(|count| count > store.heard);
            if store.mode != Mode::RefreshFromClient {
                continue;
            }
            if short {
                // Fewer came than were announced: nothing may be deleted for being missing.
                store.failed = true;
            } else {
                self.tally.written += store.delete_the_rest(&context);
            }
        }
    }

    // ---- what became of this server's changes ---------------------------------------------------------------------

    fn hear_status(&mut self, status: &Status) {
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

    fn hear_map(&mut self, server: &Inner, header: &Header, command: &Command, map: &Map) {
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

    fn strikes(
        &self,
        server: &Inner,
        event: Event,
        collection: &str,
        method: &str,
    ) -> Option<SyncMlFault> {
        server
            .faults
            .strike_syncml(&self.account.email, Some(collection), method, event)
    }
}

fn devinf_of(item: &Item) -> Option<&DevInf> {
    match &item.data {
        Some(Data::DevInf(devinf)) => Some(devinf),
        _ => None,
    }
}

fn context<'a>(
    server: &Inner,
    account: &'a crate::account::Account,
    device: &'a str,
    now: SystemTime,
) -> Context<'a> {
    Context {
        account,
        now,
        conflicts: server.config.syncml.conflicts,
        limit_bytes: server.config.max_resource_size_bytes,
        seed: device,
    }
}
