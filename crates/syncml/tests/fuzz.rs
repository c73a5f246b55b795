//! Both decoders and the session under messages nobody would send, for as long as `SMSYNC_FUZZ_SECONDS` says (two seconds
//! unless told; `make fuzz` takes ten minutes each).
//!
//! What breaks something is written to `found`, stays there, and is tried first from then on.

mod common;
#[path = "../../../tests/shared/mutate.rs"]
mod mutate;
#[path = "../../../tests/shared/numbers.rs"]
mod numbers;
#[path = "common/peer.rs"]
mod peer;
#[path = "common/pieces.rs"]
mod pieces;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::recordings;
use mutate::mutate;
use numbers::Numbers;
use peer::Peer;
use pieces::PIECES;
use syncml::message::{AlertCode, ChangeKind, Command, Version};
use syncml::session::{Applied, Outgoing, Settings, Step, StoreEnd, StorePlan};
use syncml::{Coding, DevInf, Limits, Message, Session, decode, encode};

/// More messages than any of these sessions needs to give up.
const MOST_MESSAGES: usize = 2_000;

fn time() -> Duration {
    let told = std::env::var("SMSYNC_FUZZ_SECONDS").ok();
    Duration::from_secs(told.map_or(2, |seconds| seconds.parse().expect("seconds")))
}

fn found() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/found")
}

/// Where a run begins: elsewhere each time, where there is time for more than a look.
fn seed() -> u64 {
    if time() < Duration::from_secs(10) {
        return 1;
    }
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(1, |now| now.as_secs())
}

// ---- the decoders ---------------------------------------------------------------------------------------------------

/// Whatever is read can be written, and reads again.
fn read_and_write(bytes: &[u8], coding: Coding) {
    let Ok(message) = decode(bytes, coding, &Limits::default()) else {
        return;
    };
    for coding in [Coding::Wbxml, Coding::Xml] {
        // XML may refuse what only WBXML can say.
        if let Ok(written) = encode(&message, coding) {
            let again = decode(&written, coding, &Limits::default());
            assert!(again.is_ok(), "{again:?}");
        }
    }
}

#[test]
fn the_decoders_read_or_refuse_whatever_comes() {
    let mut seeds: Vec<(Coding, Vec<u8>)> = Vec::new();
    for file in std::fs::read_dir(found()).expect("the corpus") {
        let path = file.expect("a file").path();
        let coding = match path.extension().and_then(|ending| ending.to_str()) {
            Some("xml") => Coding::Xml,
            Some("wbxml") => Coding::Wbxml,
            _ => continue,
        };
        let bytes = std::fs::read(path).expect("its bytes");
        read_and_write(&bytes, coding);
        seeds.push((coding, bytes));
    }
    // The long lists of properties in device information would hide everything else.
    let recorded = recordings()
        .into_iter()
        .filter(|one| one.bytes.len() < 8_000);
    seeds.extend(recorded.map(|one| (one.coding, one.bytes)));
    let mut numbers = Numbers::new(seed());
    let (began, mut tried) = (Instant::now(), 0u64);
    while began.elapsed() < time() {
        let (coding, mut bytes) = seeds[numbers.below(seeds.len())].clone();
        for _ in 0..=numbers.below(3) {
            if !bytes.is_empty() {
                mutate(&mut bytes, &mut numbers, &PIECES);
            }
        }
        if catch_unwind(|| read_and_write(&bytes, coding)).is_err() {
            let ending = format!("{coding:?}").to_lowercase();
            let name = format!("{:016x}.{ending}", numbers.below(usize::MAX));
            std::fs::write(found().join(&name), &bytes).expect("it is kept");
            panic!("kept as {name}");
        }
        tried += 1;
    }
    println!("{tried} messages");
}

// ---- the session ----------------------------------------------------------------------------------------------------

fn settings(numbers: &mut Numbers) -> Settings {
    Settings {
        version: [Version::V1_2, Version::V1_1, Version::V1_0][numbers.below(3)],
        server: "http://server/sync".to_owned(),
        device: "device".to_owned(),
        user: "user".to_owned(),
        password: "pass".to_owned().into(),
        scheme: syncml::auth::Scheme::Md5,
        allow_basic: true,
        nonce: Vec::new(),
        session_id: 7,
        max_msg_size: 100_000,
        max_obj_size: 50_000,
        send_at_most: 4_000,
        dev_inf: DevInf::default(),
        put_dev_inf: numbers.below(2) == 0,
        get_dev_inf: numbers.below(2) == 0,
    }
}

fn plans(numbers: &mut Numbers) -> Vec<StorePlan> {
    let change = |number: usize, size: usize| Outgoing {
        kind: [ChangeKind::Add, ChangeKind::Replace, ChangeKind::Delete][number % 3],
        luid: format!("luid{number}"),
        content_type: "text/plain".to_owned(),
        data: "some text, ".repeat(size).into_bytes(),
    };
    (0..=numbers.below(2))
        .map(|store| StorePlan {
            local: format!("./store{store}"),
            remote: format!("store{store}"),
            mode: AlertCode(200 + u16::try_from(numbers.below(6)).expect("small")),
            last: (numbers.below(2) == 0).then(|| "last".to_owned()),
            next: "next".to_owned(),
            server_last: (numbers.below(2) == 0).then(|| "server-last".to_owned()),
            changes: (0..numbers.below(5))
                .map(|number| change(number, 1 + numbers.below(900)))
                .collect(),
        })
        .collect()
}

/// The Syncs that were said, and the answers to them that were heard.
#[derive(Default)]
struct Overheard {
    syncs: Vec<(String, String)>,
    taken: usize,
}

impl Overheard {
    fn said(&mut self, message: &Message) {
        for command in &message.commands {
            if let Command::Sync(sync) = command {
                let id = (message.header.msg_id.to_string(), sync.cmd_id.to_string());
                self.syncs.push(id);
            }
        }
    }

    fn heard(&mut self, commands: &[Command]) {
        for command in commands {
            match command {
                Command::Status(status) => {
                    let id = (status.msg_ref.to_string(), status.cmd_ref.to_string());
                    self.taken += usize::from(status.code.is_done() && self.syncs.contains(&id));
                }
                Command::Group(group) => self.heard(&group.commands),
                Command::Sync(sync) => self.heard(&sync.commands),
                _ => {}
            }
        }
    }
}

/// A session with a peer of that character comes to an end, and believes nothing the peer did not say.
fn talk(seed: u64) {
    let mut numbers = Numbers::new(seed);
    let coding = [Coding::Xml, Coding::Wbxml][numbers.below(2)];
    let plans = plans(&mut numbers);
    let mut session = Session::new(settings(&mut numbers), coding, plans);
    let mut peer = Peer::new(&mut numbers);
    let mut overheard = Overheard::default();
    for _ in 0..MOST_MESSAGES {
        let Ok(message) = session.next() else {
            return;
        };
        overheard.said(&message);
        let mut bytes = encode(&peer.answer(&message, &mut numbers), coding).unwrap_or_default();
        if numbers.below(10) == 0 && !bytes.is_empty() {
            mutate(&mut bytes, &mut numbers, &PIECES);
        }
        let Ok(reply) = decode(&bytes, coding, &Limits::default()) else {
            return;
        };
        overheard.heard(&reply.commands);
        let Ok(steps) = session.receive(&reply) else {
            return;
        };
        for step in steps {
            match step {
                Step::Change { ticket, .. } if numbers.below(8) > 0 => {
                    let luid = format!("new{}", numbers.below(50));
                    session.answer(ticket, Applied::Stored { luid });
                }
                Step::End(syncml::session::End::Done(ends)) => {
                    let in_step = ends
                        .iter()
                        .filter(|end| matches!(end, StoreEnd::InStep { .. }));
                    assert!(
                        in_step.count() <= overheard.taken,
                        "in step, and nobody said so"
                    );
                    assert!(session.next().is_err(), "it goes on after its end");
                    return;
                }
                _ => {}
            }
        }
    }
    panic!("{MOST_MESSAGES} messages, and no end");
}

/// Seeds of sessions that once broke something.
const FOUND: &[u64] = &[1_882_885_086_872_177];

#[test]
fn a_session_ends_whatever_the_server_says() {
    for seed in FOUND {
        talk(*seed);
    }
    let (began, first, mut tried) = (Instant::now(), seed() << 20, 0u64);
    while began.elapsed() < time() {
        let seed = first + tried;
        let run = catch_unwind(AssertUnwindSafe(|| talk(seed)));
        assert!(run.is_ok(), "the session of seed {seed}: add it to FOUND");
        tried += 1;
    }
    println!("{tried} sessions");
}
