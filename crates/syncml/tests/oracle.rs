//! Another implementation (libwbxml's `wbxml2xml`) reads what we read, and what we write; messages of real phones
//! are read.
//!
//! `make peers` brings both (`tests/peers/install.sh syncml phones`). Without them the tests fail, because a test that silently
//! tested nothing is worse than none. `SMSYNC_NO_CORPORA=1` leaves them out.

mod common;

use common::recordings;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use syncml::{Coding, Limits, Message, Version, decode, encode};

fn is_left_out() -> bool {
    std::env::var("SMSYNC_NO_CORPORA").is_ok_and(|value| value == "1")
}

/// What `wbxml2xml` makes of a message.
fn translate(bytes: &[u8], name: &str) -> Message {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let file = std::env::temp_dir().join(format!("smsync-{}-{number}.wbxml", std::process::id()));
    std::fs::write(&file, bytes).unwrap();
    // Indented by nothing, so that no white space is added to what is text.
    let run = Command::new("wbxml2xml")
        .args(["-m", "0", "-o", "-"])
        .arg(&file)
        .output()
        .expect("no wbxml2xml: run `make peers`, or set SMSYNC_NO_CORPORA=1 to do without");
    std::fs::remove_file(&file).unwrap();
    let start = run.stdout.windows(5).position(|five| five == b"<?xml");
    let end = run.stdout.iter().rposition(|byte| *byte == b'>');
    let (Some(start), Some(end)) = (start, end) else {
        panic!("{name}: {}", String::from_utf8_lossy(&run.stderr));
    };
    decode(&run.stdout[start..=end], Coding::Xml, &Limits::default())
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The message as XML says it: `wbxml2xml` too changes the type of device information, and this shows what differs.
fn said(message: &Message) -> String {
    String::from_utf8(encode(message, Coding::Xml).unwrap()).unwrap()
}

fn read(bytes: &[u8], coding: Coding) -> Message {
    decode(bytes, coding, &Limits::default()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn another_reader_agrees_on_every_recording_and_on_what_we_write() {
    if is_left_out() {
        return;
    }
    for recording in recordings() {
        let ours = read(&recording.bytes, recording.coding);
        if recording.coding == Coding::Wbxml {
            let mut theirs = translate(&recording.bytes, &recording.name);
            // It loses a digest that is written as it is, without base64 (SyncML 1.0).
            if let (Some(lost), Some(found)) = (&mut theirs.header.cred, &ours.header.cred)
                && lost.data.is_empty()
            {
                assert_eq!(ours.header.version, Version::V1_0);
                lost.clone_from(found);
            }
            assert_eq!(said(&theirs), said(&ours), "{}", recording.name);
        }
        let written = encode(&ours, Coding::Wbxml).unwrap();
        let theirs = translate(&written, &recording.name);
        assert_eq!(
            said(&theirs),
            said(&ours),
            "{} as we write it",
            recording.name
        );
    }
}

#[test]
fn messages_of_real_phones_are_read_and_another_reader_agrees() {
    if is_left_out() {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/peers/phones");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|_| panic!("no {}: run `make peers`", folder.display()))
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "wbxml"))
        // Device information alone is no message.
        .filter(|path| !path.ends_with("devinf.wbxml"))
        .collect();
    files.sort();
    assert!(files.len() >= 8, "{files:?}");
    for path in files {
        let (name, bytes) = (
            path.file_name().unwrap().to_str().unwrap(),
            std::fs::read(&path).unwrap(),
        );
        let message = read(&bytes, Coding::Wbxml);
        assert!(!message.commands.is_empty(), "{name}");
        assert_eq!(said(&translate(&bytes, name)), said(&message), "{name}");
        for coding in [Coding::Xml, Coding::Wbxml] {
            let written = encode(&message, coding).unwrap();
            let back = read(&written, coding);
            assert_eq!(said(&back), said(&message), "{name} in {coding:?}");
        }
    }
}
