//! What the client changed: each item of each command, applied to the mailbox.

use std::time::SystemTime;

use syncml::devinf::plain_name;
use syncml::message::{
    Alert, AlertCode, Change, ChangeKind, Command, Group, GroupKind, Header, Item, StatusCode, Sync,
};

use super::faults::{Event, SyncMlFault};
use super::incoming::{Context, Sent};
use super::mode::Mode;
use super::object::{self, Part};
use super::reply::Pending;
use super::session::{Package, Session};
use super::wire::{self, Wire};
use crate::server::Inner;

/// Groups inside groups are honest up to this depth.
const GROUP_DEPTH: usize = 8;

/// The message that is heard, by whom and when.
struct Hearing<'a> {
    server: &'a Inner,
    header: &'a Header,
    now: SystemTime,
}

/// One item of a change in it.
struct HeardItem<'a> {
    change: &'a Change,
    item: &'a Item,
    /// What the client calls it.
    id: &'a str,
    /// Its store's place in the session.
    place: usize,
}

impl Session {
    pub(super) fn hear_sync(
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
        let hearing = Hearing {
            server,
            header,
            now,
        };
        self.hear_commands(&hearing, &sync.commands, place, 0);
    }

    fn hear_commands(
        &mut self,
        hearing: &Hearing<'_>,
        commands: &[Command],
        place: Option<usize>,
        depth: usize,
    ) {
        let header = hearing.header;
        for command in commands {
            match (command, place) {
                (Command::Change(change), Some(place)) => {
                    self.hear_change(hearing, command, change, place);
                }
                (Command::Change(change), None) => {
                    self.refuse_items(header, command, change, StatusCode::NOT_FOUND);
                }
                (Command::Group(group), _) => {
                    self.hear_group(hearing, command, group, place, depth);
                }
                _ => self.answer(header, command, StatusCode::OPTIONAL_NOT_SUPPORTED),
            }
        }
    }

    /// A sequence is done in order, as everything is; all or nothing is not offered.
    fn hear_group(
        &mut self,
        hearing: &Hearing<'_>,
        command: &Command,
        group: &Group,
        place: Option<usize>,
        depth: usize,
    ) {
        if group.kind == GroupKind::Sequence && depth < GROUP_DEPTH {
            self.answer(hearing.header, command, StatusCode::OK);
            self.hear_commands(hearing, &group.commands, place, depth + 1);
            return;
        }
        self.answer(hearing.header, command, StatusCode::OPTIONAL_NOT_SUPPORTED);
        for inner in &group.commands {
            self.answer(hearing.header, inner, StatusCode::NOT_EXECUTED);
        }
    }

    fn hear_change(
        &mut self,
        hearing: &Hearing<'_>,
        command: &Command,
        change: &Change,
        place: usize,
    ) {
        let header = hearing.header;
        if change.items.is_empty() {
            self.answer(header, command, StatusCode::INCOMPLETE);
        }
        for item in &change.items {
            let heard = HeardItem {
                change,
                item,
                id: item.source_uri().or(item.target_uri()).unwrap_or_default(),
                place,
            };
            let code = self.hear_item(hearing, &heard);
            self.answer_about(header, command, code, item.target_uri(), item.source_uri());
        }
    }

    fn hear_item(&mut self, hearing: &Hearing<'_>, heard: &HeardItem<'_>) -> StatusCode {
        let HeardItem {
            change, id, place, ..
        } = *heard;
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
                self.strikes(hearing.server, Event::Item, &path, &method)
        {
            self.count(place);
            return StatusCode(code);
        }
        match change.kind {
            ChangeKind::Add | ChangeKind::Replace => self.hear_content(hearing, heard),
            ChangeKind::Delete if change.soft => StatusCode::OPTIONAL_NOT_SUPPORTED,
            ChangeKind::Delete => self.hear_deletion(hearing, heard),
            ChangeKind::Copy | ChangeKind::Move => StatusCode::OPTIONAL_NOT_SUPPORTED,
        }
    }

    fn hear_deletion(&mut self, hearing: &Hearing<'_>, heard: &HeardItem<'_>) -> StatusCode {
        self.count(heard.place);
        let account = std::sync::Arc::clone(&self.account);
        let context = context(hearing.server, &account, &self.device, hearing.now);
        let code = self
            .stores
            .get_mut(heard.place)
            .map_or(StatusCode::NOT_FOUND, |store| {
                store.delete(&context, heard.id)
            });
        if code != StatusCode::OK {
            return code;
        }
        self.tally.written += 1;
        if heard.change.archive {
            StatusCode::DELETED_WITHOUT_ARCHIVE
        } else {
            code
        }
    }

    fn hear_content(&mut self, hearing: &Hearing<'_>, heard: &HeardItem<'_>) -> StatusCode {
        let (change, place) = (heard.change, heard.place);
        let limit = hearing.server.config.syncml.max_object_bytes;
        let part = object::take(
            &mut self.partial,
            place,
            change.kind,
            heard.item,
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
            id: heard.id,
            item: sent,
            wire,
            keeps,
        };
        let context = context(hearing.server, &account, &self.device, hearing.now);
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

    pub(super) fn refuse_items(
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
