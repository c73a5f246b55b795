//! The Status for everything the server says, as the protocol wants it.

use crate::message::{CmdId, Command, Data, Header, Item, MsgId, Status, StatusCode};

/// A Status without its own id; the talk numbers it when it is sent.
pub(super) fn status(msg_ref: &MsgId, cmd_ref: &CmdId, cmd: &str, code: StatusCode) -> Status {
    Status {
        cmd_id: CmdId(String::new()),
        msg_ref: msg_ref.clone(),
        cmd_ref: cmd_ref.clone(),
        cmd: cmd.to_owned(),
        target_refs: Vec::new(),
        source_refs: Vec::new(),
        cred: None,
        chal: None,
        code,
        items: Vec::new(),
    }
}

/// For the header.
pub(super) fn for_header(header: &Header) -> Status {
    let mut status = status(&header.msg_id, &CmdId::header(), "SyncHdr", StatusCode::OK);
    status.target_refs.push(header.target.uri.clone());
    status.source_refs.push(header.source.uri.clone());
    status
}

/// For a command as a whole, with the addresses it names.
pub(super) fn for_command(msg_ref: &MsgId, command: &Command, code: StatusCode) -> Status {
    let mut status = status(msg_ref, command.cmd_id(), command.name(), code);
    let (target, source) = match command {
        Command::Sync(sync) => (
            sync.target.as_ref().map(|it| it.uri.clone()),
            sync.source.as_ref().map(|it| it.uri.clone()),
        ),
        Command::Alert(alert) => addresses(alert.items.first()),
        Command::Put(put) => addresses(put.items.first()),
        Command::Get(get) => addresses(get.items.first()),
        Command::Results(results) => addresses(results.items.first()),
        Command::Change(change) => addresses(change.items.first()),
        Command::Map(map) => (Some(map.target.uri.clone()), Some(map.source.uri.clone())),
        Command::Status(_) | Command::Group(_) | Command::Other(_) => (None, None),
    };
    status.target_refs.extend(target);
    status.source_refs.extend(source);
    if let Command::Alert(alert) = command
        && let Some(anchor) = alert
            .items
            .first()
            .and_then(|item| item.meta.anchor.as_ref())
    {
        status.items.push(Item {
            data: Some(Data::anchor(&anchor.next)),
            ..Item::default()
        });
    }
    status
}

fn addresses(item: Option<&Item>) -> (Option<String>, Option<String>) {
    let uri = |address: Option<&str>| address.map(str::to_owned);
    item.map_or((None, None), |item| {
        (uri(item.target_uri()), uri(item.source_uri()))
    })
}
