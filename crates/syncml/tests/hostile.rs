//! Bytes no honest peer sends: a message or an error by name, in linear time, and never a panic.

mod common;
#[path = "../../../tests/shared/mutate.rs"]
mod mutate;
#[path = "../../../tests/shared/numbers.rs"]
mod numbers;
#[path = "common/pieces.rs"]
mod pieces;

use common::recordings;
use mutate::mutate;
use numbers::Numbers;
use pieces::PIECES;
use syncml::message::Data;
use syncml::{Coding, DecodeError, Limits, decode, encode};

fn fault(bytes: &[u8], coding: Coding) -> DecodeError {
    decode(bytes, coding, &Limits::default()).unwrap_err()
}

fn xml_fault(text: &str) -> DecodeError {
    fault(text.as_bytes(), Coding::Xml)
}

const OPEN: &str = "<SyncML><SyncHdr><VerProto>SyncML/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID>\
<Target><LocURI>t</LocURI></Target><Source><LocURI>s</LocURI></Source></SyncHdr><SyncBody>";

#[test]
fn every_sort_of_nonsense_has_its_own_name() {
    for (text, error) in [
        ("", DecodeError::Empty),
        (" \r\n", DecodeError::Empty),
        ("nonsense", DecodeError::NotXml),
        ("{\"error\":1}", DecodeError::NotXml),
        (
            "<html><body/></html>",
            DecodeError::NotSyncMl {
                root: "html".to_owned(),
            },
        ),
        (
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?><SyncML/>",
            DecodeError::Encoding("UTF-16".to_owned()),
        ),
        (
            "<!DOCTYPE x [<!ENTITY lol \"lol\">]><SyncML/>",
            DecodeError::Entities,
        ),
        (
            "<SyncML/>",
            DecodeError::Missing {
                element: "SyncHdr",
                parent: "SyncML",
            },
        ),
        ("<SyncML><SyncHdr>", DecodeError::Truncated),
    ] {
        assert_eq!(xml_fault(text), error, "{text}");
    }
    let other = format!("{OPEN}</SyncBody></SyncML>").replace("SyncML/1.2", "SyncML/9");
    assert_eq!(
        xml_fault(&other),
        DecodeError::Version("SyncML/9".to_owned())
    );
    for (bytes, error) in [
        (&[][..], DecodeError::Empty),
        (&[9, 1, 106, 0], DecodeError::NotXml),
        (&[2, 0x20, 106, 0], DecodeError::UnknownDocument),
        (&[2, 0, 5, 106, 1, b'x'], DecodeError::StringTable),
        (
            &[2, 0xa4, 1, 77, 0],
            DecodeError::Encoding("number 77".to_owned()),
        ),
        (&[2, 0xa4, 1, 106, 0, 0x7f], DecodeError::UnknownToken(0x7f)),
        (&[2, 0xa4, 1, 106, 0, 0x6d, 3, b'a'], DecodeError::Truncated),
        (
            &[2, 0xa4, 1, 106, 0, 0x6d, 0xc3, 0xff, 0x7f, 0],
            DecodeError::Truncated,
        ),
    ] {
        assert_eq!(fault(bytes, Coding::Wbxml), error, "{bytes:?}");
    }
}

#[test]
fn depth_size_and_count_have_limits() {
    let deep = format!("{OPEN}{}", "<Atomic>".repeat(1_000_000));
    assert_eq!(xml_fault(&deep), DecodeError::TooDeep);
    let many = format!("{OPEN}{}", "<Item/>".repeat(500_000));
    assert_eq!(xml_fault(&many), DecodeError::TooManyElements);
    let large = vec![b' '; Limits::default().bytes + 1];
    assert!(matches!(
        fault(&large, Coding::Wbxml),
        DecodeError::TooLarge { .. }
    ));
    let head = [2, 0xa4, 1, 106, 0];
    let deep: Vec<u8> = head
        .into_iter()
        .chain(std::iter::repeat_n(0x6d, 1_000_000))
        .collect();
    assert_eq!(fault(&deep, Coding::Wbxml), DecodeError::TooDeep);
    let many: Vec<u8> = head
        .into_iter()
        .chain([0x6d])
        .chain(std::iter::repeat_n(0x14, 1_000_000))
        .collect();
    assert_eq!(fault(&many, Coding::Wbxml), DecodeError::TooManyElements);
}

#[test]
fn a_document_inside_a_document_inside_a_document_is_read_once() {
    // Each OPAQUE claims to be device information with another OPAQUE in it: only the first level is looked into.
    let mut inner = vec![2, 0xa4, 3, 106, 0, 0x4a, 1];
    for _ in 0..12 {
        let mut outer = vec![2, 0xa4, 3, 106, 0, 0x4a, 0x4f, 0xc3];
        outer.push(u8::try_from(inner.len()).unwrap());
        outer.extend(&inner);
        outer.extend([1, 1]);
        inner = outer;
    }
    let _ = decode(&inner, Coding::Wbxml, &Limits::default());
}

#[test]
fn an_item_whose_bytes_are_no_utf8_does_not_hide_the_others() {
    let body = |text: &[u8]| {
        let mut bytes = format!("{OPEN}<Sync><CmdID>1</CmdID><Add><CmdID>2</CmdID><Item><Source><LocURI>1</LocURI></Source><Data>").into_bytes();
        bytes.extend_from_slice(text);
        bytes.extend_from_slice(
            b"</Data></Item><Item><Source><LocURI>2</LocURI></Source><Data>B</Data></Item></Add></Sync></SyncBody></SyncML>",
        );
        bytes
    };
    let message = decode(&body(b"M\xfcller"), Coding::Xml, &Limits::default()).unwrap();
    let syncml::Command::Sync(sync) = &message.commands[0] else {
        panic!("{message:?}");
    };
    let syncml::Command::Change(add) = &sync.commands[0] else {
        panic!("{sync:?}");
    };
    let data: Vec<_> = add.items.iter().map(|item| &item.data).collect();
    assert_eq!(
        data,
        [&Some(Data::Damaged), &Some(Data::Bytes(b"B".to_vec()))]
    );
}

#[test]
fn every_truncation_is_an_error() {
    for recording in recordings() {
        let step = (recording.bytes.len() / 400).max(1);
        for length in (0..recording.bytes.len()).step_by(step) {
            let cut = &recording.bytes[..length];
            assert!(
                decode(cut, recording.coding, &Limits::default()).is_err(),
                "{} cut to {length}",
                recording.name
            );
        }
    }
}

#[test]
fn ten_thousand_mutated_messages_give_a_message_or_an_error() {
    // The long lists of properties in device information would hide everything else.
    let all: Vec<_> = recordings()
        .into_iter()
        .filter(|recording| recording.bytes.len() < 8_000)
        .collect();
    let mut numbers = Numbers::new(0x5eed_5eed_5eed_5eed);
    let mut read = 0;
    for _ in 0..10_000 {
        let recording = &all[numbers.below(all.len())];
        let mut bytes = recording.bytes.clone();
        mutate(&mut bytes, &mut numbers, &PIECES);
        let Ok(message) = decode(&bytes, recording.coding, &Limits::default()) else {
            continue;
        };
        read += 1;
        // What was read can be written, and reads the same; XML may refuse what only WBXML can say.
        for coding in [Coding::Wbxml, Coding::Xml] {
            if let Ok(written) = encode(&message, coding) {
                let again = decode(&written, coding, &Limits::default());
                assert!(again.is_ok(), "{again:?}");
            }
        }
    }
    assert!(
        (1_000..9_500).contains(&read),
        "some are still read, some not: {read}"
    );
}

/// Were any of these read in quadratic time, this test would not end for minutes.
#[test]
fn messages_as_large_as_the_limit_are_read_in_one_go() {
    let room = Limits::default().bytes - 2_000;
    for piece in [
        "a&amp;",
        "<![CDATA[c]]>",
        "]]&gt;",
        "<Unknown/>",
        "<Type xmlns='syncml:metinf'>x</Type>",
        "&#x41;",
    ] {
        let count = (room / piece.len()).min(150_000);
        let text = format!(
            "{OPEN}<Alert><CmdID>1</CmdID><Item><Data>{}</Data></Item></Alert></SyncBody></SyncML>",
            piece.repeat(count)
        );
        let message = decode(text.as_bytes(), Coding::Xml, &Limits::default()).unwrap();
        let bytes = encode(&message, Coding::Wbxml).unwrap();
        decode(&bytes, Coding::Wbxml, &Limits::default()).unwrap();
    }
    let strings: Vec<u8> = [0x83, 0x00].repeat(room / 2);
    let head = [2, 0xa4, 1, 106, 2, b'a', 0, 0x6d];
    let bytes: Vec<u8> = head.into_iter().chain(strings).chain([1]).collect();
    assert!(matches!(
        fault(&bytes, Coding::Wbxml),
        DecodeError::Missing { .. }
    ));
}
