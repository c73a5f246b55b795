//! A server that answers as one should, and then spoils its answer: things left out, doubled, turned round, said of others.

use syncml::Message;
use syncml::message::{
    Address, Alert, AlertCode, Anchor, Change, ChangeKind, CmdId, Command, Group, GroupKind,
    Header, Item, Map, MapItem, Meta, MsgId, Status, StatusCode, Sync,
};

use crate::numbers::Numbers;

/// Codes with a meaning of their own, and some without.
const CODES: [u16; 24] = [
    101, 200, 201, 202, 207, 208, 209, 211, 212, 213, 400, 401, 404, 407, 409, 412, 415, 417, 418,
    420, 424, 500, 508, 999,
];

/// The character of one server.
pub(crate) struct Peer {
    /// One answer of so many is spoilt; 1: each.
    spoils: usize,
    messages: u32,
    adds: u32,
}

impl Peer {
    pub(crate) fn new(numbers: &mut Numbers) -> Self {
        Self {
            spoils: 1 + numbers.below(6),
            messages: 0,
            adds: 0,
        }
    }

    /// An answer to this message.
    pub(crate) fn answer(&mut self, heard: &Message, numbers: &mut Numbers) -> Message {
        self.messages += 1;
        let header = &heard.header;
        let (server, device) = (&header.target.uri, &header.source.uri);
        let mut reply = Header::new(
            header.version,
            header.session_id.clone(),
            self.messages,
            device,
            server,
        );
        reply.meta.max_msg_size = (numbers.below(3) == 0).then(|| numbers.below(20_000) as u64);
        let mut commands = vec![status(
            header,
            &CmdId::header(),
            "SyncHdr",
            StatusCode::AUTHENTICATED,
        )];
        for command in &heard.commands {
            self.obey(header, command, numbers, &mut commands);
        }
        for (place, command) in commands.iter_mut().enumerate() {
            let id = u32::try_from(place).unwrap_or_default() + 1;
            *command = command.clone().numbered(id.into());
        }
        let mut answer = Message {
            header: reply,
            commands,
            is_final: heard.is_final,
        };
        if numbers.below(self.spoils) == 0 {
            for _ in 0..=numbers.below(3) {
                spoil(&mut answer, numbers);
            }
        }
        answer
    }

    fn obey(
        &mut self,
        header: &Header,
        command: &Command,
        numbers: &mut Numbers,
        out: &mut Vec<Command>,
    ) {
        if matches!(command, Command::Status(_)) {
            return;
        }
        out.push(status(
            header,
            command.cmd_id(),
            command.name(),
            StatusCode::OK,
        ));
        match command {
            Command::Alert(alert) if alert.code.is_sync() => {
                for item in &alert.items {
                    let mut back = Item::between(
                        item.source_uri().unwrap_or_default(),
                        item.target_uri().unwrap_or_default(),
                    );
                    back.meta.anchor = Some(Anchor {
                        last: Some("server-last".to_owned()),
                        next: "server-next".to_owned(),
                    });
                    out.push(Command::Alert(Alert {
                        cmd_id: 0.into(),
                        no_resp: false,
                        cred: None,
                        code: alert.code,
                        items: vec![back],
                    }));
                }
            }
            Command::Sync(sync) => {
                for inner in &sync.commands {
                    let code = StatusCode::ITEM_ADDED;
                    out.push(status(header, inner.cmd_id(), inner.name(), code));
                }
                out.push(self.changes(sync, numbers));
            }
            _ => {}
        }
    }

    fn changes(&mut self, heard: &Sync, numbers: &mut Numbers) -> Command {
        let uri = |address: &Option<Address>| {
            address
                .as_ref()
                .map(|it| it.uri.clone())
                .unwrap_or_default()
        };
        let mut sync = Sync::new(0, uri(&heard.source), uri(&heard.target));
        for _ in 0..numbers.below(4) {
            self.adds += 1;
            sync.commands.push(change(self.adds, numbers));
        }
        Command::Sync(sync)
    }
}

fn change(number: u32, numbers: &mut Numbers) -> Command {
    let (kind, item) = match numbers.below(5) {
        0 => (ChangeKind::Delete, Item::at_target("luid1")),
        1 => (
            ChangeKind::Replace,
            Item::at_target("luid2").with_data("text"),
        ),
        2 => {
            let mut piece = Item::at_source(format!("guid{number}")).with_data("a piece");
            piece.more_data = true;
            piece.meta.size = Some(numbers.below(60_000) as u64);
            (ChangeKind::Add, piece)
        }
        _ => {
            let text = "a whole one ".repeat(1 + numbers.below(40));
            let item = Item::at_source(format!("guid{number}")).with_data(text);
            (ChangeKind::Add, item)
        }
    };
    Command::Change(Change::new(
        kind,
        100 + number,
        Meta::of_type("text/plain"),
        item,
    ))
}

fn status(header: &Header, cmd_ref: &CmdId, cmd: &str, code: StatusCode) -> Command {
    Command::Status(Status {
        cmd_id: 0.into(),
        msg_ref: header.msg_id.clone(),
        cmd_ref: cmd_ref.clone(),
        cmd: cmd.to_owned(),
        target_refs: Vec::new(),
        source_refs: Vec::new(),
        cred: None,
        chal: None,
        code,
        items: Vec::new(),
    })
}

/// One thing wrong with it.
fn spoil(message: &mut Message, numbers: &mut Numbers) {
    let count = message.commands.len();
    let (one, other) = (numbers.below(count), numbers.below(count));
    match numbers.below(13) {
        0 if count > 0 => drop(message.commands.remove(one)),
        1 if count > 0 => message
            .commands
            .insert(other, message.commands[one].clone()),
        2 if count > 0 => message.commands.swap(one, other),
        3 => message.is_final = !message.is_final,
        4 => message.header.msg_id = MsgId::from(u32::try_from(numbers.below(4)).unwrap_or(0)),
        5 => "8".clone_into(&mut message.header.session_id),
        6 => message.header.no_resp = true,
        7 => message.header.resp_uri = Some("http://elsewhere/".to_owned()),
        8 if count > 0 => {
            let inner = std::mem::take(&mut message.commands);
            message.commands.push(Command::Group(Group {
                kind: [GroupKind::Sequence, GroupKind::Atomic][numbers.below(2)],
                cmd_id: 90.into(),
                no_resp: false,
                meta: Meta::default(),
                commands: inner,
            }));
        }
        9 => message.commands.push(Command::Map(Map {
            cmd_id: 91.into(),
            no_resp: false,
            target: Address::new("store0"),
            source: Address::new("./store0"),
            cred: None,
            meta: Meta::default(),
            items: vec![MapItem {
                target: "guid1".to_owned(),
                source: "luid1".to_owned(),
            }],
        })),
        10 => message.commands.push(change(99, numbers)),
        _ => spoil_a_command(message, one, numbers),
    }
}

fn spoil_a_command(message: &mut Message, place: usize, numbers: &mut Numbers) {
    match message.commands.get_mut(place) {
        Some(Command::Status(status)) => match numbers.below(3) {
            0 => status.cmd_ref = u32::try_from(numbers.below(6)).unwrap_or(0).into(),
            1 => status.msg_ref = MsgId::from(u32::try_from(numbers.below(4)).unwrap_or(0)),
            _ => status.code = StatusCode(CODES[numbers.below(CODES.len())]),
        },
        Some(Command::Alert(alert)) => match numbers.below(3) {
            0 => alert.items.clear(),
            1 => alert.code = AlertCode(200 + u16::try_from(numbers.below(30)).unwrap_or(0)),
            _ => alert
                .items
                .iter_mut()
                .for_each(|item| item.meta.anchor = None),
        },
        Some(Command::Sync(sync)) => match numbers.below(4) {
            0 => sync.target = None,
            1 => sync.number_of_changes = Some(u32::MAX),
            2 => sync.commands.reverse(),
            _ => {
                for inner in &mut sync.commands {
                    if let Command::Change(change) = inner {
                        change.items.clear();
                    }
                }
            }
        },
        _ => {}
    }
}
