//! How each store of a session is synchronised: what the client's Alerts ask for, and this server's own.

use syncml::message::{Alert, AlertCode, Command, Header, Item, StatusCode};

use super::faults::{Event, SyncMlFault};
use super::mode::Mode;
use super::open_store::OpenStore;
use super::reply::{Answer, Pending};
use super::session::{Package, Session};
use crate::lock::lock;
use crate::server::Inner;

impl Session {
    pub(super) fn hear_alert(
        &mut self,
        server: &Inner,
        header: &Header,
        command: &Command,
        alert: &Alert,
    ) {
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
}
