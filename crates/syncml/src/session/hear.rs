//! What the server says, and what follows from it.

use super::answer;
use super::outgoing::Queue;
use super::talk::{Phase, Reply, Session, Standing, Suspend};
use super::{End, SessionError, Step, StoreEnd};
use crate::devinf::plain_name;
use crate::message::{
    Alert, AlertCode, CmdId, Command, Data, Get, GroupKind, Item, Message, Meta, MsgId, Results,
    StatusCode,
};

/// So many messages in a row that bring nothing, and the server is given up.
const QUIET: u32 = 8;
/// No message of ours is larger, whatever the server takes: while one is written it is in memory several times over, and
/// one of a megabyte arrives no sooner than ten of these.
const MOST_BYTES: usize = 100_000;
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
            self.peer_takes = size.min(MOST_BYTES);
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
        // Answers that did not fit into one message, or ids: the server has nothing to say until it heard them all.
        let speaks_on = before > usize::from(!header.no_resp) || self.has_ids_to_tell();
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
        self.quiet = if says_nothing && !message.is_final && !speaks_on {
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

    fn has_ids_to_tell(&self) -> bool {
        self.phase == Phase::Maps && self.stores.iter().any(|store| !store.maps.is_empty())
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
                    store.sync_taken = false;
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

    pub(super) fn hear(
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

    pub(super) fn reply(&mut self, command: &Command, code: StatusCode, hearing: &Hearing) {
        if hearing.silent || command.no_resp() {
            return;
        }
        let status = answer::for_command(&hearing.msg_id, command, code);
        self.outbox
            .push_back(Reply::Ready(Box::new(Command::Status(status))));
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
    pub(super) fn store_of(&self, target: Option<&str>, source: Option<&str>) -> Option<usize> {
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
}

/// One message being heard.
pub(super) struct Hearing {
    pub(super) steps: Vec<Step>,
    pub(super) msg_id: MsgId,
    pub(super) silent: bool,
    /// It answers something of ours that matters, a piece of a large object for instance.
    pub(super) answers: bool,
    pub(super) ends: Option<Ends>,
}

/// What ends a session, or this try of it.
pub(super) enum Ends {
    SignInAgain,
    Session(End),
}
