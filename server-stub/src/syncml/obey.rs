//! What each command of a client does. Alerts, Syncs, and what is said about ours are in files of their own; what a
//! client says of itself and wants to know is here.

use std::time::SystemTime;

use syncml::DevInf;
use syncml::devinf::plain_name;
use syncml::message::{Command, Data, Get, Header, Item, Results, StatusCode};

use super::client::ClientInfo;
use super::devinf::device_information;
use super::faults::{Event, SyncMlFault};
use super::reply::Pending;
use super::session::{INFO_KEY, Session};
use crate::server::Inner;

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

    pub(super) fn strikes(
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
