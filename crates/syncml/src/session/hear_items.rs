//! Items the server sends: handed to the driver whole, and answered one by one.

use super::answer;
use super::hear::Hearing;
use super::incoming::{Awaiting, Taken, Ticket};
use super::talk::{Reply, Session, Standing, alert};
use super::{SessionError, Step};
use crate::message::{AlertCode, Change, ChangeKind, Command, Item, StatusCode, Sync};

impl Session {
    pub(super) fn hear_sync(
        &mut self,
        sync: &Sync,
        command: &Command,
        hearing: &mut Hearing,
    ) -> Result<(), SessionError> {
        let uri = |address: &Option<crate::message::Address>| {
            address.as_ref().map(|address| address.uri.clone())
        };
        let found = self.store_of(uri(&sync.target).as_deref(), uri(&sync.source).as_deref());
        let agreed = found.filter(|index| {
            self.stores
                .get(*index)
                .is_some_and(|store| store.standing == Standing::Agreed)
        });
        let Some(index) = agreed else {
            self.reply(command, StatusCode::NOT_FOUND, hearing);
            for inner in &sync.commands {
                self.reply(inner, StatusCode::NOT_EXECUTED, hearing);
            }
            return Ok(());
        };
        self.reply(command, StatusCode::OK, hearing);
        if let Some(changes) = sync.number_of_changes {
            hearing.steps.push(Step::Expect {
                store: index,
                changes,
            });
        }
        for inner in &sync.commands {
            self.hear(inner, Some(index), hearing)?;
        }
        Ok(())
    }

    pub(super) fn hear_change(
        &mut self,
        change: &Change,
        store: Option<usize>,
        hearing: &mut Hearing,
    ) -> Result<(), SessionError> {
        let refused = match (store, change.kind) {
            (None, _) => Some(StatusCode::NOT_ALLOWED),
            (_, ChangeKind::Copy | ChangeKind::Move) => Some(StatusCode::OPTIONAL_NOT_SUPPORTED),
            _ if change.items.is_empty() => Some(StatusCode::INCOMPLETE),
            _ => None,
        };
        let (None, Some(store)) = (refused, store) else {
            let command = Command::Change(change.clone());
            self.reply(
                &command,
                refused.unwrap_or(StatusCode::NOT_ALLOWED),
                hearing,
            );
            return Ok(());
        };
        for item in &change.items {
            self.hear_item(change, item, store, hearing)?;
        }
        Ok(())
    }

    fn hear_item(
        &mut self,
        change: &Change,
        item: &Item,
        store: usize,
        hearing: &mut Hearing,
    ) -> Result<(), SessionError> {
        let most = self.settings.max_obj_size;
        let (taken, broken_off) = self.assembly.take(store, change, item, most)?;
        if broken_off {
            self.say_no_end(store);
        }
        let code = match taken {
            Taken::Whole(incoming) => {
                let ticket = Ticket(self.awaiting.len());
                let silent = hearing.silent || change.no_resp;
                self.awaiting.push(Awaiting {
                    store,
                    cmd_ref: change.cmd_id.clone(),
                    name: change.kind.name(),
                    target: item.target_uri().map(str::to_owned),
                    source: item.source_uri().map(str::to_owned),
                    applied: None,
                    is_add: incoming.luid.is_none(),
                });
                if !silent {
                    self.outbox
                        .push_back(Reply::Item(ticket, hearing.msg_id.clone()));
                }
                hearing.steps.push(Step::Change {
                    store,
                    ticket,
                    change: incoming,
                });
                return Ok(());
            }
            Taken::More => StatusCode::CHUNK_ACCEPTED,
            Taken::WrongSize => StatusCode::SIZE_MISMATCH,
            Taken::Incomplete => StatusCode::INCOMPLETE,
        };
        if !(hearing.silent || change.no_resp) {
            let mut status =
                answer::status(&hearing.msg_id, &change.cmd_id, change.kind.name(), code);
            status
                .target_refs
                .extend(item.target_uri().map(str::to_owned));
            status
                .source_refs
                .extend(item.source_uri().map(str::to_owned));
            self.outbox
                .push_back(Reply::Ready(Box::new(Command::Status(status))));
        }
        Ok(())
    }

    fn say_no_end(&mut self, store: usize) {
        let Some(plan) = self.stores.get(store).map(|store| &store.plan) else {
            return;
        };
        let item = Item::between(&plan.remote, &plan.local);
        let alert = alert(AlertCode::NO_END_OF_DATA, vec![item]);
        self.outbox
            .push_back(Reply::Ready(Box::new(Command::Alert(alert))));
    }

    /// The package is over and the rest of an object never came.
    pub(super) fn give_up_partial(&mut self) {
        if self.assembly.is_waiting() {
            self.assembly.give_up();
            self.say_no_end(0);
        }
    }
}
