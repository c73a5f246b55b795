//! Messages that are cut, turned and doubled: the server answers every one, and goes on with the next.

mod support;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use server_stub::{Config, Server, serve};
use support::{World, card};
use syncml::message::{
    Alert, AlertCode, Anchor, Change, ChangeKind, Command, Data, Get, Header, Item, Map, MapItem,
    Message, Meta, Put, Status, StatusCode, Sync,
};
use syncml::{Coding, DevInf, Version, encode};

/// `SplitMix64`, so that a seed names a run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit.max(1) as u64).unwrap()
    }
}

/// The messages of an honest session.
fn honest() -> Vec<Message> {
    let header = |message: u32| {
        let mut header = Header::new(
            Version::V1_2,
            "1",
            message,
            "http://localhost/SyncML",
            "dev-1",
        );
        header.source.name = Some("alice".to_owned());
        header.cred = Some(syncml::auth::credentials(
            syncml::auth::Scheme::Basic,
            Version::V1_2,
            "alice",
            "wonderland",
            b"",
        ));
        header.meta.max_msg_size = Some(10_000);
        header
    };
    let mut anchored = Item::between("card", "./card");
    anchored.meta.anchor = Some(Anchor {
        last: None,
        next: "1".to_owned(),
    });
    let devinf = DevInf {
        device_id: "dev-1".to_owned(),
        ..DevInf::default()
    };
    let put = Put {
        cmd_id: 1.into(),
        no_resp: false,
        cred: None,
        meta: Meta::default(),
        items: vec![Item {
            data: Some(Data::DevInf(Box::new(devinf))),
            ..Item::at_source("./devinf12")
        }],
    };
    let get = Get {
        cmd_id: 2.into(),
        no_resp: false,
        cred: None,
        meta: Meta::default(),
        items: vec![Item::at_target("./devinf12")],
    };
    let alert = Alert {
        cmd_id: 3.into(),
        no_resp: false,
        cred: None,
        code: AlertCode::SLOW,
        items: vec![anchored],
    };
    let mut sync = Sync::new(2, "card", "./card");
    for (number, kind) in [ChangeKind::Add, ChangeKind::Replace, ChangeKind::Delete]
        .into_iter()
        .enumerate()
    {
        let item =
            Item::at_source(format!("c{number}")).with_data(card(&format!("c{number}"), "Name"));
        let change = Change::new(
            kind,
            3 + u32::try_from(number).unwrap(),
            Meta::of_type("text/vcard"),
            item,
        );
        sync.commands.push(Command::Change(change));
    }
    let mut part = Item::at_source("c9").with_data("BEGIN:VCARD\r\n");
    part.more_data = true;
    part.meta.size = Some(40);
    let part = Change::new(ChangeKind::Add, 8, Meta::of_type("text/vcard"), part);
    sync.commands.push(Command::Change(part));
    let status = Status {
        cmd_id: 1.into(),
        msg_ref: 2.into(),
        cmd_ref: 9.into(),
        cmd: "Add".to_owned(),
        target_refs: Vec::new(),
        source_refs: Vec::new(),
        cred: None,
        chal: None,
        code: StatusCode::ITEM_ADDED,
        items: Vec::new(),
    };
    let map = Map {
        cmd_id: 2.into(),
        no_resp: false,
        target: syncml::message::Address::new("card"),
        source: syncml::message::Address::new("./card"),
        cred: None,
        meta: Meta::default(),
        items: vec![MapItem {
            target: "s1.vcf".to_owned(),
            source: "n1".to_owned(),
        }],
    };
    vec![
        Message {
            header: header(1),
            commands: vec![Command::Put(put), Command::Get(get), Command::Alert(alert)],
            is_final: true,
        },
        Message {
            header: header(2),
            commands: vec![Command::Sync(sync)],
            is_final: true,
        },
        Message {
            header: header(3),
            commands: vec![Command::Status(status), Command::Map(map)],
            is_final: true,
        },
    ]
}

fn mutated(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        let end = (at + random.below(40)).min(bytes.len());
        match random.below(6) {
            0 => bytes.truncate(at),
            1 => {
                bytes.drain(at..end);
            }
            2 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            3 => {
                let digits: Vec<usize> = (0..bytes.len())
                    .filter(|at| bytes[*at].is_ascii_digit())
                    .collect();
                if let Some(at) = digits.get(random.below(digits.len())) {
                    bytes[*at] = b'0' + u8::try_from(random.below(10)).unwrap();
                }
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(random.below(256)).unwrap();
                }
            }
        }
    }
    bytes
}

#[test]
fn no_mutated_message_stops_the_server() {
    let honest = honest();
    let mut answered = 0;
    for seed in 0..1_500 {
        let mut random = Random(seed);
        let world = World::new();
        let text = card("s1", "Server");
        world
            .mailbox()
            .put(server_stub::names::CONTACTS, "s1.vcf", text)
            .unwrap();
        let coding = if seed % 2 == 0 {
            Coding::Xml
        } else {
            Coding::Wbxml
        };
        let post = |bytes: Vec<u8>| {
            let headers = [
                ("content-type", coding.content_type()),
                ("authorization", ""),
            ];
            let status = world.post(&headers, bytes);
            assert!(
                matches!(status, 200 | 400 | 404 | 413),
                "seed {seed}: {status}"
            );
            status
        };
        for message in &honest {
            let bytes = encode(message, coding).unwrap();
            for _ in 0..=random.below(3) {
                answered += usize::from(post(mutated(&bytes, &mut random)) == 200);
            }
            post(bytes);
        }
    }
    assert!(
        answered > 500,
        "only {answered} mutated messages were read at all"
    );
}

/// The first line of the answer to a message over TCP.
fn status_line(address: SocketAddr, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let head = format!(
        "POST /SyncML HTTP/1.1\r\nHost: t\r\nContent-Type: application/vnd.syncml+xml\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn many_wrong_passwords_from_one_address_are_made_to_wait_as_over_dav() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::new(Config::default());
    runtime.spawn(serve(listener, server.router(), std::future::pending()));
    let try_as = |name: &str, password: &str, session: usize| {
        let mut message = honest().remove(0);
        message.header.session_id = session.to_string();
        message.header.source.name = Some(name.to_owned());
        message.header.cred = Some(syncml::auth::credentials(
            syncml::auth::Scheme::Basic,
            Version::V1_2,
            name,
            password,
            b"",
        ));
        status_line(address, &encode(&message, Coding::Xml).unwrap())
    };
    assert!(try_as("alice", "wonderland", 0).contains(" 200 "));
    for session in 1..=10 {
        assert!(
            try_as("alice", "guess", session).contains(" 200 "),
            "SyncML says 401 itself"
        );
    }
    assert!(try_as("alice", "guess", 11).contains(" 429 "));
    assert!(
        try_as("alice@example.com", "wonderland", 12).contains(" 429 "),
        "by any of its names"
    );
    assert!(
        try_as("bob", "builder", 13).contains(" 200 "),
        "others do not wait"
    );
}
