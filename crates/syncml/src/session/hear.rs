//! What the server says, and what follows from it.

use super::answer;
use super::incoming::{Awaiting, Taken, Ticket};
use super::outgoing::Queue;
use super::talk::{Phase, Reply, Said, Session, Standing, Suspend, alert};
use super::{End, SessionError, Step, StoreEnd};
use crate::auth;
use crate::devinf::plain_name;
use crate::message::{
    Alert, AlertCode, Change, ChangeKind, CmdId, Command, Data, Get, GroupKind, Item, Message,
    Meta, MsgId, Results, Status, StatusCode, Sync,
};

/// How often to sign in again: with the server's nonce, and by the other scheme. More would lock the account.
const SIGN_INS: u32 = 2;
/// So many messages in a row that bring nothing, and the server is given up.
const QUIET: u32 = 8;
/// So many messages with something new after everything was said, likewise.
const LATE: u32 = 50;

impl Session {
    /// Takes the server's reply to the last message.
    ///
    /// # Errors
    /// The session cannot go on; what was stored stays stored, anchors stay what they were.
    pub fn receive(&mut self, message: &Message) -> Result<Vec<Step>, SessionError> {
        if self.phase == Phase::Over {
            return Err(SessionError::Over);
        }
        let header = &message.header;
        if header.session_id != self.number.to_string() {
            return Err(SessionError::OtherSession);
        }
        if self.last_heard.as_ref() == Some(&header.msg_id) {
            return Err(SessionError::Repeated);
        }
        self.last_heard = Some(header.msg_id.clone());
        self.heard_final = message.is_final;
        if let Some(uri) = &header.resp_uri {
            self.resp_uri = Some(uri.clone());
        }
        if let Some(size) = header.meta.max_msg_size.filter(|size| *size > 0) {
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            // Nobody gains from messages of many megabytes.
            self.peer_takes = size.min(1 << 20);
        }
        let mut hearing = Hearing {
            steps: Vec::new(),
            msg_id: header.msg_id.clone(),
            silent: header.no_resp,
            answers: false,
            ends: None,
        };
        if !header.no_resp {
            let status = Command::Status(answer::for_header(header));
            self.outbox.push_back(Reply::Ready(Box::new(status)));
        }
        let before = self.outbox.len();
        for command in &message.commands {
            self.hear(command, None, &mut hearing)?;
            if hearing.ends.is_some() {
                break;
            }
        }
        if let Some(ends) = hearing.ends.take() {
            return Ok(self.ended(ends, hearing.steps));
        }
        if self.suspend == Suspend::Said {
            return Ok(self.ended(Ends::Session(End::Suspended), hearing.steps));
        }
        let says_nothing =
            self.outbox.len() == before && hearing.steps.is_empty() && !hearing.answers;
        self.quiet = if says_nothing && !message.is_final {
            self.quiet + 1
        } else {
            0
        };
        if self.quiet >= QUIET || self.late >= LATE {
            return Err(SessionError::Endless);
        }
        if message.is_final {
            self.give_up_partial();
        }
        self.turn(self.outbox.len() > before, message.is_final, &mut hearing);
        Ok(hearing.steps)
    }

    /// The next package begins when both have said theirs.
    fn turn(&mut self, has_answers: bool, is_final: bool, hearing: &mut Hearing) {
        if !self.final_sent {
            return;
        }
        match self.phase {
            // Only device information was wanted.
            Phase::Alerts if is_final && self.stores.is_empty() => hearing.steps.push(self.done()),
            Phase::Alerts if is_final => self.begin_changes(),
            Phase::Changes if is_final => {
                if has_answers || !self.awaiting.is_empty() || !self.outbox_is_header_only() {
                    self.phase = Phase::Maps;
                    self.final_sent = false;
                } else {
                    // One-way from the client: some servers are done here, and a third message is an error to them.
                    hearing.steps.push(self.done());
                }
            }
            Phase::Maps if has_answers || !self.awaiting.is_empty() => {
                self.late += 1;
                self.final_sent = false;
            }
            Phase::Maps if is_final || self.unanswered.is_empty() => {
                hearing.steps.push(self.done());
            }
            _ => {}
        }
    }

    fn outbox_is_header_only(&self) -> bool {
        self.outbox.iter().all(|reply| match reply {
            Reply::Ready(command) => {
                matches!(&**command, Command::Status(status) if status.cmd_ref == CmdId::header())
            }
            Reply::Item(..) => false,
        })
    }

    fn begin_changes(&mut self) {
        self.phase = Phase::Changes;
        self.final_sent = false;
        let tells_total = self.settings.version != crate::message::Version::V1_0;
        for (index, store) in self.stores.iter_mut().enumerate() {
            if store.standing == Standing::Asked {
                // Accepted, and no Alert of its own: as asked (seen in SyncML 1.0 servers).
                store.standing = Standing::Agreed;
            }
            if store.standing != Standing::Agreed {
                continue;
            }
            // Changes since an anchor mean nothing where everything is compared.
            if store.mode == AlertCode::SLOW && store.plan.mode != AlertCode::SLOW {
                store.plan.changes.clear();
            }
            self.queues
                .push_back(Queue::new(index, &mut store.plan, tells_total));
        }
    }

    fn done(&mut self) -> Step {
        self.phase = Phase::Over;
        let ends = self.stores.iter().map(|store| match store.standing {
            Standing::Refused(code) => StoreEnd::Refused(code),
            Standing::OutOfStep => StoreEnd::OutOfStep,
            Standing::Agreed if store.sync_taken => StoreEnd::InStep {
                mode: store.mode,
                anchor: store.plan.next.clone(),
                server_anchor: store.server_anchor.clone(),
            },
            Standing::Agreed | Standing::Asked => StoreEnd::Unfinished,
        });
        Step::End(End::Done(ends.collect()))
    }

    fn ended(&mut self, ends: Ends, mut steps: Vec<Step>) -> Vec<Step> {
        match ends {
            Ends::SignInAgain => {
                self.sign_ins += 1;
                self.number = self.number.wrapping_add(1);
                self.msg_id = 0;
                self.resp_uri = None;
                self.phase = Phase::Alerts;
                self.final_sent = false;
                self.outbox.clear();
                self.awaiting.clear();
                self.unanswered.clear();
                self.last_heard = None;
                for store in &mut self.stores {
                    store.standing = Standing::Asked;
                    store.mode = store.plan.mode;
                }
                steps.push(Step::SignInAgain);
            }
            Ends::Session(end) => {
                self.phase = Phase::Over;
                steps.push(Step::End(end));
            }
        }
        steps
    }

    fn hear(
        &mut self,
        command: &Command,
        store: Option<usize>,
        hearing: &mut Hearing,
    ) -> Result<(), SessionError> {
        match command {
            Command::Status(status) => self.hear_status(status, hearing),
            Command::Alert(alert) => self.hear_alert(alert, command, hearing),
            Command::Sync(sync) => return self.hear_sync(sync, command, hearing),
            Command::Change(change) => return self.hear_change(change, store, hearing),
            Command::Put(put) => {
                Self::hear_dev_inf(&put.items, hearing);
                self.reply(command, StatusCode::OK, hearing);
            }
            Command::Results(results) => {
                Self::hear_dev_inf(&results.items, hearing);
                self.reply(command, StatusCode::OK, hearing);
            }
            Command::Get(get) => self.hear_get(get, command, hearing),
            Command::Group(group) if group.kind == GroupKind::Sequence => {
                self.reply(command, StatusCode::OK, hearing);
                for inner in &group.commands {
                    self.hear(inner, store, hearing)?;
                }
            }
            Command::Group(group) => {
                self.reply(command, StatusCode::OPTIONAL_NOT_SUPPORTED, hearing);
                for inner in &group.commands {
                    self.reply(inner, StatusCode::NOT_EXECUTED, hearing);
                }
            }
            Command::Map(_) | Command::Other(_) => {
                self.reply(command, StatusCode::OPTIONAL_NOT_SUPPORTED, hearing);
            }
        }
        Ok(())
    }

    fn reply(&mut self, command: &Command, code: StatusCode, hearing: &Hearing) {
        if hearing.silent || command.no_resp() {
            return;
        }
        let status = answer::for_command(&hearing.msg_id, command, code);
        self.outbox
            .push_back(Reply::Ready(Box::new(Command::Status(status))));
    }

    // ---- what became of ours --------------------------------------------------------------------------------------

    fn hear_status(&mut self, status: &Status, hearing: &mut Hearing) {
        if let Some(chal) = &status.chal
            && let (_, Some(nonce)) = auth::challenge(chal)
        {
            self.nonce.clone_from(&nonce);
            hearing.steps.push(Step::Nonce(nonce));
        }
        if status.cmd_ref == CmdId::header() {
            self.unanswered_header(status, hearing);
            return;
        }
        let key = (status.msg_ref.clone(), status.cmd_ref.clone());
        // A Status for nothing we said says nothing.
        let Some(said) = self.unanswered.remove(&key) else {
            return;
        };
        hearing.answers |= !matches!(said, Said::Else);
        match said {
            Said::Alert(index) => self.alert_answered(index, status.code),
            Said::Sync(index) => {
                if let Some(store) = self.stores.get_mut(index) {
                    if status.code.is_done() {
                        store.sync_taken = true;
                    } else {
                        store.standing = Standing::Refused(status.code);
                        self.queues.retain(|queue| queue.store() != index);
                    }
                }
            }
            Said::Change {
                store,
                luid,
                is_piece,
            } => self.change_answered(store, luid, is_piece, status.code, hearing),
            Said::Map(store, luids) => {
                if status.code.is_done() {
                    hearing.steps.push(Step::Mapped { store, luids });
                }
            }
            Said::Else => {}
        }
    }

    fn unanswered_header(&mut self, status: &Status, hearing: &mut Hearing) {
        match status.code {
            StatusCode::INVALID_CREDENTIALS | StatusCode::MISSING_CREDENTIALS => {
                let asked = status.chal.as_ref().map(auth::challenge);
                let scheme = asked
                    .and_then(|(scheme, _)| scheme)
                    // No challenge: the other scheme is all that is left to try.
                    .unwrap_or(match self.scheme {
                        auth::Scheme::Basic => auth::Scheme::Md5,
                        auth::Scheme::Md5 => auth::Scheme::Basic,
                    });
                let is_stale = scheme == auth::Scheme::Md5 && !self.nonce_retried;
                let is_worth_it = self.sign_ins < SIGN_INS && (scheme != self.scheme || is_stale);
                let may = scheme == auth::Scheme::Md5 || self.settings.allow_basic;
                hearing.ends = Some(if is_worth_it && may {
                    self.nonce_retried |= scheme == auth::Scheme::Md5;
                    self.scheme = scheme;
                    Ends::SignInAgain
                } else {
                    Ends::Session(End::SignIn)
                });
            }
            StatusCode::IN_PROGRESS | StatusCode::SERVICE_UNAVAILABLE | StatusCode::RETRY_LATER => {
                hearing.ends = Some(Ends::Session(End::Busy));
            }
            code if code.0 >= 400 => hearing.ends = Some(Ends::Session(End::Refused(code))),
            _ => {}
        }
    }

    fn alert_answered(&mut self, index: usize, code: StatusCode) {
        let Some(store) = self.stores.get_mut(index) else {
            return;
        };
        if code == StatusCode::REFRESH_REQUIRED {
            // Everything is to be compared. The server's own Alert says so too.
            if store.standing == Standing::Asked {
                store.mode = AlertCode::SLOW;
            }
        } else if !code.is_done() {
            store.standing = Standing::Refused(code);
        }
    }

    fn change_answered(
        &mut self,
        store: usize,
        luid: String,
        is_piece: bool,
        code: StatusCode,
        hearing: &mut Hearing,
    ) {
        if is_piece {
            let queue = self.queues.iter_mut().find(|queue| queue.store() == store);
            if code == StatusCode::CHUNK_ACCEPTED {
                if let Some(queue) = queue {
                    queue.piece_taken();
                }
                return;
            }
            if let Some(queue) = queue {
                queue.piece_refused();
            }
        }
        hearing.steps.push(Step::Outcome { store, luid, code });
    }

    // ---- what it wants --------------------------------------------------------------------------------------------

    fn hear_alert(&mut self, alert: &Alert, command: &Command, hearing: &mut Hearing) {
        if !alert.code.is_sync() {
            self.reply(command, StatusCode::OK, hearing);
            return;
        }
        let Some(item) = alert.items.first() else {
            self.reply(command, StatusCode::INCOMPLETE, hearing);
            return;
        };
        let Some(index) = self.store_of(item.target_uri(), item.source_uri()) else {
            self.reply(command, StatusCode::NOT_FOUND, hearing);
            return;
        };
        // Invariant: `store_of` found it.
        let Some(store) = self.stores.get_mut(index) else {
            return;
        };
        let anchor = item.meta.anchor.as_ref();
        let compares_all = matches!(
            alert.code,
            AlertCode::SLOW | AlertCode::REFRESH_FROM_CLIENT | AlertCode::REFRESH_FROM_SERVER
        );
        let differs = match (
            &store.plan.server_last,
            anchor.and_then(|it| it.last.as_ref()),
        ) {
            (Some(ours), Some(theirs)) => ours != theirs,
            _ => false,
        };
        if matches!(store.standing, Standing::Refused(_)) || self.phase != Phase::Alerts {
            self.reply(command, StatusCode::NOT_ALLOWED, hearing);
            return;
        }
        if differs && !compares_all {
            store.standing = Standing::OutOfStep;
            self.reply(command, StatusCode::REFRESH_REQUIRED, hearing);
            return;
        }
        store.standing = Standing::Agreed;
        store.mode = if alert.code == AlertCode::TWO_WAY_BY_SERVER {
            AlertCode::TWO_WAY
        } else {
            alert.code
        };
        store.server_anchor = anchor.map(|it| it.next.clone());
        let mode = store.mode;
        hearing.steps.push(Step::Mode { store: index, mode });
        self.reply(command, StatusCode::OK, hearing);
    }

    /// The store a server means, by either of its names.
    fn store_of(&self, target: Option<&str>, source: Option<&str>) -> Option<usize> {
        let is = |name: Option<&str>, own: &str| {
            name.is_some_and(|name| plain_name(name) == plain_name(own))
        };
        let by = |test: &dyn Fn(&super::StorePlan) -> bool| {
            self.stores.iter().position(|store| test(&store.plan))
        };
        by(&|plan| is(target, &plan.local) && is(source, &plan.remote))
            .or_else(|| by(&|plan| is(target, &plan.local)))
            .or_else(|| by(&|plan| is(source, &plan.remote)))
    }

    fn hear_dev_inf(items: &[Item], hearing: &mut Hearing) {
        for item in items {
            if let Some(Data::DevInf(info)) = &item.data {
                hearing.steps.push(Step::DevInf(info.clone()));
            }
        }
    }

    fn hear_get(&mut self, get: &Get, command: &Command, hearing: &Hearing) {
        let wanted = get.items.first().and_then(Item::target_uri).unwrap_or("");
        if !plain_name(wanted).starts_with("devinf") {
            self.reply(command, StatusCode::NOT_FOUND, hearing);
            return;
        }
        self.reply(command, StatusCode::OK, hearing);
        let results = Results {
            cmd_id: CmdId(String::new()),
            msg_ref: Some(hearing.msg_id.clone()),
            cmd_ref: get.cmd_id.clone(),
            meta: Meta::of_type(self.coding.devinf_type()),
            target_ref: None,
            source_ref: None,
            items: vec![self.dev_inf_item()],
        };
        self.outbox
            .push_back(Reply::Ready(Box::new(Command::Results(results))));
    }

    // ---- its items ------------------------------------------------------------------------------------------------

    fn hear_sync(
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

    fn hear_change(
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
    fn give_up_partial(&mut self) {
        if self.assembly.is_waiting() {
            self.assembly.give_up();
            self.say_no_end(0);
        }
    }
}

/// One message being heard.
struct Hearing {
    steps: Vec<Step>,
    msg_id: MsgId,
    silent: bool,
    /// It answers something of ours that matters, a piece of a large object for instance.
    answers: bool,
    ends: Option<Ends>,
}

enum Ends {
    SignInAgain,
    Session(End),
}
