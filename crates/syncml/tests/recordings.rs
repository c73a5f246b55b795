//! Every recorded message is read, written and read again, in both codings, without a difference.

mod common;

use common::{Recording, recordings};
use syncml::message::{Command, Data};
use syncml::{Coding, Limits, Message, decode, encode};

fn read(bytes: &[u8], coding: Coding) -> Message {
    decode(bytes, coding, &Limits::default()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_recording_survives_both_codings() {
    let all = recordings();
    assert!(all.len() >= 40, "{}", all.len());
    for Recording {
        name,
        coding,
        bytes,
    } in all
    {
        let message = read(&bytes, coding);
        for other in [Coding::Xml, Coding::Wbxml] {
            let written = encode(&message, other).unwrap();
            assert_eq!(Coding::of_bytes(&written), other);
            // There and back: the type of device information is the coding's own.
            let back = encode(&read(&written, other), coding).unwrap();
            assert_eq!(read(&back, coding), message, "{name} in {other:?}");
        }
    }
}

#[test]
fn wbxml_is_written_as_short_as_the_peer_writes_it() {
    for Recording {
        name,
        coding,
        bytes,
    } in recordings()
    {
        if coding == Coding::Wbxml {
            let written = encode(&read(&bytes, coding), coding).unwrap();
            assert!(
                written.len() <= bytes.len() + 64,
                "{name}: {} for {}",
                written.len(),
                bytes.len()
            );
        }
    }
}

#[test]
fn xml_and_wbxml_of_the_same_session_say_the_same() {
    for session in ["01-slow", "02-two-way", "09-slow-syncml11"] {
        let said = |coding: &str| -> Vec<String> {
            let folder = format!("{session}-{coding}");
            recordings()
                .into_iter()
                .filter(|recording| recording.name.starts_with(&folder))
                .map(|recording| outline(&read(&recording.bytes, recording.coding)))
                .collect()
        };
        assert_eq!(said("xml"), said("wbxml"), "{session}");
    }
}

/// What a message says, without ids, times and nonces.
fn outline(message: &Message) -> String {
    fn of(command: &Command, out: &mut Vec<String>) {
        match command {
            Command::Status(status) => {
                out.push(format!("{} for {}", status.code, status.cmd));
            }
            Command::Sync(sync) => {
                out.push(format!(
                    "Sync {:?}",
                    sync.target.as_ref().map(|target| &target.uri)
                ));
                for inner in &sync.commands {
                    of(inner, out);
                }
            }
            other => out.push(other.name().to_owned()),
        }
    }
    let mut out = vec![format!(
        "{:?} {}",
        message.header.version, message.header.msg_id
    )];
    for command in &message.commands {
        of(command, &mut out);
    }
    out.push(format!("final {}", message.is_final));
    out.join("\n")
}

#[test]
fn device_information_of_every_version_names_its_stores_and_types() {
    let mut versions = Vec::new();
    for Recording {
        name,
        coding,
        bytes,
    } in recordings()
    {
        let message = read(&bytes, coding);
        for command in &message.commands {
            let items = match command {
                Command::Put(put) => &put.items,
                Command::Results(results) => &results.items,
                _ => continue,
            };
            let Some(Data::DevInf(info)) = &items[0].data else {
                panic!("{name}: no device information");
            };
            assert_eq!(info.stores.len(), 4, "{name}");
            let card = info.store("card").expect("a store for contacts");
            assert_eq!(card.rx_pref.as_ref().unwrap().name, "text/vcard", "{name}");
            let cap = info.ct_cap(card, card.rx_pref.as_ref().unwrap());
            let tel = cap.and_then(|cap| cap.property("TEL")).expect(&name);
            assert!(
                tel.params.iter().any(|param| !param.values.is_empty()) || !tel.params.is_empty(),
                "{name}: {tel:?}"
            );
            assert!(info.large_objects || info.version == syncml::Version::V1_0);
            versions.push(info.version);
        }
    }
    versions.sort();
    versions.dedup();
    assert_eq!(versions.len(), 3);
}
