//! What is said in each package: the Alerts, answers, our changes, the ids we gave.

use super::SessionError;
use super::incoming::Ticket;
use super::talk::{Reply, Said, Session, alert};
use super::writing::Writing;
use crate::message::{
    Address, Alert, AlertCode, Anchor, CmdId, Command, Data, Get, Item, Map, Meta, MsgId, Put,
};

/// Pairs of ids in one Map.
const MAP_ITEMS: usize = 100;

impl Session {
    pub(super) fn say_alerts(&mut self, writing: &mut Writing) {
        if self.settings.put_dev_inf {
            let put = Command::Put(Put {
                cmd_id: CmdId(String::new()),
                no_resp: false,
                cred: None,
                meta: Meta::of_type(self.coding.devinf_type()),
                items: vec![self.dev_inf_item()],
            });
            writing.push(put, self, Said::Else);
        }
        if self.settings.get_dev_inf {
            let get = Command::Get(Get {
                cmd_id: CmdId(String::new()),
                no_resp: false,
                cred: None,
                meta: Meta::of_type(self.coding.devinf_type()),
                items: vec![Item::at_target(self.settings.version.devinf_uri())],
            });
            writing.push(get, self, Said::Else);
        }
        for index in 0..self.stores.len() {
            let Some(store) = self.stores.get(index) else {
                continue;
            };
            let mut item = Item::between(&store.plan.remote, &store.plan.local);
            item.meta.anchor = Some(Anchor {
                last: store.plan.last.clone(),
                next: store.plan.next.clone(),
            });
            let alert = alert(store.plan.mode, vec![item]);
            writing.push(Command::Alert(alert), self, Said::Alert(index));
        }
    }

    pub(super) fn dev_inf_item(&self) -> Item {
        let mut item = Item::at_source(self.settings.version.devinf_uri());
        let mut info = self.settings.dev_inf.clone();
        info.version = self.settings.version;
        item.data = Some(Data::DevInf(Box::new(info)));
        item
    }

    pub(super) fn suspend_alert(&self) -> Alert {
        alert(
            AlertCode::SUSPEND,
            vec![Item::between(self.address(), &self.settings.device)],
        )
    }

    pub(super) fn next_message_alert(&self) -> Alert {
        alert(
            AlertCode::NEXT_MESSAGE,
            vec![Item::between(self.address(), &self.settings.device)],
        )
    }

    /// Statuses and results, as many as fit. Whether that is all.
    pub(super) fn say_answers(&mut self, writing: &mut Writing) -> Result<bool, SessionError> {
        while let Some(reply) = self.outbox.pop_front() {
            let command = match &reply {
                Reply::Ready(command) => (**command).clone(),
                Reply::Item(ticket, msg_ref) => match self.item_status(*ticket, msg_ref) {
                    Some(status) => status,
                    None => continue,
                },
            };
            if !writing.fits(&command)? {
                self.outbox.push_front(reply);
                return Ok(false);
            }
            let said = Said::Else;
            writing.push(command, self, said);
        }
        self.awaiting.clear();
        Ok(true)
    }

    fn item_status(&self, ticket: Ticket, msg_ref: &MsgId) -> Option<Command> {
        let awaiting = self.awaiting.get(ticket.0)?;
        let mut status =
            super::answer::status(msg_ref, &awaiting.cmd_ref, awaiting.name, awaiting.code());
        status.target_refs.extend(awaiting.target.clone());
        status.source_refs.extend(awaiting.source.clone());
        Some(Command::Status(status))
    }

    /// Our changes, as many as fit. Whether that is all.
    pub(super) fn say_changes(&mut self, writing: &mut Writing) -> Result<bool, SessionError> {
        while let Some(mut queue) = self.queues.pop_front() {
            let store = queue.store();
            let mut room = writing.room(self);
            let mut ids = writing.next_id;
            let filled = queue.fill(
                &mut || {
                    ids += 1;
                    CmdId::from(ids)
                },
                &mut room,
            )?;
            let Some((sync, sent)) = filled else {
                let done = queue.is_empty();
                if done {
                    continue;
                }
                self.queues.push_front(queue);
                return Ok(false);
            };
            writing.next_id = ids;
            writing.left = room.left;
            self.unanswered.insert(
                (MsgId::from(self.msg_id), sync.cmd_id.clone()),
                Said::Sync(store),
            );
            for one in sent {
                self.said.insert((store, one.luid.clone()));
                let said = Said::Change {
                    store,
                    luid: one.luid,
                    is_piece: one.is_piece,
                };
                self.unanswered
                    .insert((MsgId::from(self.msg_id), one.cmd), said);
            }
            writing.commands.push(Command::Sync(sync));
            if !queue.is_empty() {
                self.queues.push_front(queue);
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The ids we gave, as many as fit. Whether that is all.
    pub(super) fn say_maps(&mut self, writing: &mut Writing) -> Result<bool, SessionError> {
        for index in 0..self.stores.len() {
            let mut most = MAP_ITEMS;
            while let Some(map) = self.take_map(index, most) {
                let luids = map.items.iter().map(|item| item.source.clone()).collect();
                let command = Command::Map(map.clone());
                if !writing.fits(&command)? {
                    // A smaller one may fit; where none does, the next message has more room.
                    most = map.items.len() / 2;
                    if let Some(store) = self.stores.get_mut(index) {
                        store.maps.splice(0..0, map.items);
                    }
                    if most == 0 {
                        return Ok(false);
                    }
                    continue;
                }
                writing.push(command, self, Said::Map(index, luids));
            }
        }
        Ok(true)
    }

    fn take_map(&mut self, index: usize, most: usize) -> Option<Map> {
        let store = self.stores.get_mut(index)?;
        let count = store.maps.len().min(most);
        (count > 0).then(|| Map {
            cmd_id: CmdId(String::new()),
            no_resp: false,
            target: Address::new(&store.plan.remote),
            source: Address::new(&store.plan.local),
            cred: None,
            meta: Meta::default(),
            items: store.maps.drain(..count).collect(),
        })
    }
}
