//! Nearly two thousand files that nobody here wrote: every one comes back byte for byte, and other readers agree.
//!
//! `make corpora` brings them (`tests/peers/corpora.py`). `SMSYNC_CORPORA` names another folder; without the files the
//! tests fail, because a test that silently tested nothing is worse than none. `SMSYNC_NO_CORPORA=1` leaves them out.

use ical::tree::cst::{IcalCst, IcalItem};
use pim::{Component, Document, Entry, Property, Syntax};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use vcard::tree::cst::VcardCst;

/// Every file with its path within the folder; none where the person asked to do without.
fn corpora() -> Vec<(String, Vec<u8>)> {
    if std::env::var("SMSYNC_NO_CORPORA").is_ok_and(|value| value == "1") {
        return Vec::new();
    }
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/corpora");
    let folder = std::env::var_os("SMSYNC_CORPORA").map_or(default, PathBuf::from);
    let mut files = Vec::new();
    collect(&folder, &mut files);
    assert!(
        !files.is_empty(),
        "no files in {}: run `make corpora`, or set SMSYNC_NO_CORPORA=1 to do without",
        folder.display()
    );
    files.sort();
    let read = |path: PathBuf| {
        (
            path.strip_prefix(&folder).unwrap().display().to_string(),
            std::fs::read(&path).unwrap(),
        )
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

#[test]
fn every_file_comes_back_byte_for_byte() {
    for (name, bytes) in corpora() {
        let document = Document::parse(&bytes).unwrap();
        assert!(document.to_bytes() == bytes, "{name} changed");
    }
}

#[test]
fn every_item_of_every_file_comes_back_byte_for_byte_and_stays_one_item() {
    for (name, bytes) in corpora() {
        for item in Document::parse(&bytes).unwrap().split() {
            let once = item.to_bytes();
            let again = Document::parse(&once).unwrap();
            assert!(again.to_bytes() == once, "{name}: an item changed");
            let twice: Vec<Vec<u8>> = again.split().iter().map(Document::to_bytes).collect();
            assert!(twice.len() <= 1, "{name}: an item became {}", twice.len());
            if let Some(twice) = twice.first() {
                let kept = lines(&once).len() - lines(twice).len();
                assert!(
                    kept == 0 || lines(&once).iter().any(|line| is_junk(line)),
                    "{name}: an item lost lines"
                );
            }
        }
    }
}

#[test]
fn an_edit_touches_only_its_own_lines() {
    for (name, bytes) in corpora() {
        let document = Document::parse(&bytes).unwrap();
        let count = document.components().map(count_properties).sum::<usize>();
        // Every property of a small file, a sample of a large one.
        for at in (0..count).step_by((count / 40).max(1)) {
            edit_one(&name, &bytes, &document, at);
        }
    }
}

fn edit_one(name: &str, bytes: &[u8], document: &Document, at: usize) {
    let mut edited = document.clone();
    let mut before = None;
    let mut left = at;
    for component in edited.components_mut() {
        if let Some(property) = nth_mut(component, &mut left) {
            before = Some(property.bytes().to_vec());
            property.set_text("edited, with; escapes\nand ünïcode");
            assert!(
                property.is("VERSION")
                    || property.text() == "edited, with; escapes\nand ünïcode"
                    || property.syntax().is_old(),
                "{name}: {property:?} {:?}",
                String::from_utf8_lossy(property.bytes())
            );
            break;
        }
    }
    let before = before.unwrap();
    let after = edited.to_bytes();
    let start = bytes.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let tail = bytes[start..]
        .iter()
        .rev()
        .zip(after[start..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let changed = bytes.len() - start - tail;
    assert!(
        changed <= before.len(),
        "{name}: editing property {at} changed {changed} bytes, not {}",
        before.len()
    );
}

/// The `left`-th property within, depth first.
fn nth_mut<'a>(component: &'a mut Component, left: &mut usize) -> Option<&'a mut Property> {
    let own = component.properties().count();
    if *left < own {
        return component.properties_mut().nth(*left);
    }
    *left -= own;
    component
        .components_mut()
        .find_map(|inner| nth_mut(inner, left))
}

fn count_properties(component: &Component) -> usize {
    component.properties().count() + component.components().map(count_properties).sum::<usize>()
}

/// Every property within, each with its path of components, in the order of the file.
fn all_properties(component: &Component) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    for entry in component.entries() {
        match entry {
            // A group of groups (`a.b.TEL`) is part of the name for others.
            Entry::Property(property)
                if property.group().is_some_and(|group| group.contains('.')) =>
            {
                out.push((format!(".{}", property.name()), property.encoded_value()));
            }
            Entry::Property(property) => {
                out.push((property.name().to_owned(), property.encoded_value()));
            }
            Entry::Component(inner) => {
                out.push((format!("BEGIN {}", inner.name()), Vec::new()));
                out.extend(all_properties(inner));
            }
            Entry::Junk(_) => {}
        }
    }
    out
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split(|byte| *byte == b'\n').collect()
}

fn is_junk(line: &[u8]) -> bool {
    !line.contains(&b':')
}

/// What two readers say of the same files, and where they differ.
#[derive(Default)]
struct Agreement {
    objects: usize,
    properties: usize,
    differences: BTreeMap<String, String>,
}

impl Agreement {
    fn compare(&mut self, name: &str, ours: &[(String, Vec<u8>)], theirs: &[(String, Vec<u8>)]) {
        let valid = |side: &[(String, Vec<u8>)]| {
            side.iter()
                .filter(|(name, _)| is_sensible(name))
                .cloned()
                .collect::<Vec<_>>()
        };
        let (ours, theirs) = (valid(ours), valid(theirs));
        self.objects += 1;
        self.properties += ours.len();
        if ours != theirs {
            let at = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
            let show = |side: Option<&(String, Vec<u8>)>| {
                side.map(|(n, v)| format!("{n}={}", String::from_utf8_lossy(v)))
            };
            self.differences.insert(
                name.to_owned(),
                format!(
                    "ours {:?} theirs {:?}",
                    show(ours.get(at)),
                    show(theirs.get(at))
                ),
            );
        }
    }
}

/// Broken lines (a text cut in the middle, `REFRESH - INTERVAL`) are junk here and odd properties there.
fn is_sensible(name: &str) -> bool {
    name.strip_prefix("BEGIN ")
        .unwrap_or(name)
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// `\n` is a line break, any other character after a backslash itself.
fn unescaped(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bytes = value.iter();
    while let Some(byte) = bytes.next() {
        match (byte, bytes.as_slice().first()) {
            (b'\\', Some(b'n' | b'N')) => {
                out.push(b'\n');
                bytes.next();
            }
            (b'\\', Some(escaped)) => {
                out.push(*escaped);
                bytes.next();
            }
            _ => out.push(*byte),
        }
    }
    out
}

fn theirs_of_calendar(calendar: &IcalCst<'_>) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    for item in &calendar.items {
        match item {
            IcalItem::Prop(line) => out.push((
                line.name.get().to_ascii_uppercase(),
                line.raw_value().into_owned(),
            )),
            IcalItem::Component(inner) => {
                let name = inner
                    .begin
                    .as_ref()
                    .map(|line| line.raw_value_str().trim().to_ascii_uppercase());
                out.push((format!("BEGIN {}", name.unwrap_or_default()), Vec::new()));
                out.extend(theirs_of_calendar(inner));
            }
            IcalItem::Opaque(_) => {}
        }
    }
    out
}

#[test]
fn every_file_converts_to_its_other_syntaxes_and_keeps_its_texts() {
    for (name, bytes) in corpora() {
        let document = Document::parse(&bytes).unwrap();
        for to in [
            Syntax::VCard21,
            Syntax::VCard30,
            Syntax::VCard40,
            Syntax::VCalendar10,
            Syntax::ICalendar20,
        ] {
            let Ok(converted) = document.convert(to) else {
                continue;
            };
            let again = Document::parse(&converted.to_bytes()).unwrap();
            assert!(again.to_bytes() == converted.to_bytes(), "{name} as {to}");
            assert_eq!(
                again.components().count(),
                document.components().count(),
                "{name} as {to}"
            );
            for text in ["SUMMARY", "NOTE"] {
                assert_eq!(
                    texts(&again, text),
                    texts(&document, text),
                    "{name}: {text} as {to}"
                );
            }
        }
    }
}

const ENTRIES: [&str; 6] = [
    "VCARD",
    "VCALENDAR",
    "VEVENT",
    "VTODO",
    "VJOURNAL",
    "VFREEBUSY",
];

/// The texts of a property in the cards or in the entries of the calendars.
fn texts(document: &Document, property: &str) -> Vec<String> {
    let mut out = Vec::new();
    for component in document
        .components()
        .flat_map(|top| std::iter::once(top).chain(top.components()))
    {
        if !ENTRIES.contains(&component.name()) {
            continue;
        }
        let readable = component.all(property).filter(|p| p.is_readable());
        out.extend(
            readable
                .map(|p| p.text().replace("\r\n", "\n").replace('\r', "\n"))
                .filter(|text| !text.is_empty()),
        );
    }
    out
}

#[test]
fn ical_rs_reads_the_same_names_and_values() {
    let mut agreement = Agreement::default();
    for (name, bytes) in corpora() {
        let Ok(theirs) = IcalCst::parse_many(&bytes).collect::<Result<Vec<_>, _>>() else {
            continue;
        };
        let document = Document::parse(&bytes).unwrap();
        let ours: Vec<&Component> = document
            .components()
            .filter(|c| c.name() == "VCALENDAR")
            .collect();
        if ours.len() != document.components().count() || ours.len() != theirs.len() {
            continue;
        }
        for (ours, theirs) in ours.iter().zip(&theirs) {
            agreement.compare(&name, &all_properties(ours), &theirs_of_calendar(theirs));
        }
    }
    println!(
        "{} calendars, {} properties",
        agreement.objects, agreement.properties
    );
    for (name, difference) in &agreement.differences {
        println!("{name}: {difference}");
    }
    assert!(agreement.differences.is_empty());
}

#[test]
fn vcard_rs_reads_the_same_names_and_values() {
    let mut agreement = Agreement::default();
    for (name, bytes) in corpora() {
        let Ok(theirs) = VcardCst::parse_many(&bytes).collect::<Result<Vec<_>, _>>() else {
            continue;
        };
        let document = Document::parse(&bytes).unwrap();
        let ours: Vec<&Component> = document
            .components()
            .filter(|c| c.syntax().is_card())
            .collect();
        if ours.len() != document.components().count() || ours.len() != theirs.len() {
            continue;
        }
        for (ours, theirs) in ours.iter().zip(&theirs) {
            let lines = theirs.props.iter();
            let theirs = lines.map(|line| {
                (
                    line.bare_name().to_ascii_uppercase(),
                    line.value.decode_bytes().into_owned(),
                )
            });
            let ours = all_properties(ours)
                .into_iter()
                .map(|(name, value)| (name, unescaped(&value)));
            // Backslashes (so also `\n`) and blanks at folds are decoded differently; they have tables of their own.
            let bare = |(name, value): (String, Vec<u8>)| {
                (
                    name,
                    value
                        .into_iter()
                        .filter(|b| !b.is_ascii_whitespace() && !matches!(b, b'\\' | b'n' | b'N'))
                        .collect(),
                )
            };
            agreement.compare(
                &name,
                &ours.map(bare).collect::<Vec<_>>(),
                &theirs.map(bare).collect::<Vec<_>>(),
            );
        }
    }
    println!(
        "{} cards, {} properties",
        agreement.objects, agreement.properties
    );
    for (name, difference) in &agreement.differences {
        println!("{name}: {difference}");
    }
    assert!(agreement.differences.is_empty());
}

#[test]
fn the_corpora_hold_every_syntax() {
    let files = corpora();
    if files.is_empty() {
        return;
    }
    for syntax in [
        Syntax::VCard21,
        Syntax::VCard30,
        Syntax::VCard40,
        Syntax::VCalendar10,
        Syntax::ICalendar20,
    ] {
        let count = files
            .iter()
            .filter(|(_, bytes)| Document::parse(bytes).unwrap().syntax() == syntax)
            .count();
        assert!(count > 0, "no file in {syntax}");
    }
}
