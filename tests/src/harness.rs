//! A small world for regression tests: one server, devices with the real engine, a person at each of them.
//!
//! Begin reading at [`World`]. Everything is in process and time is virtual, as in the simulation; nothing is random.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::account::{Account, Policy};
use engine::app::{ConflictView, Engine, SyncOptions};
use engine::endpoint::ItemId;
use engine::journal::Decision;
use engine::pass::{Counts, Deletions, KindReport, Report};
use engine::{Both, Failure};
use pim::{Item, Kind};
use server_stub::{Config, Mailbox, Server, names};

use crate::sim::doors::{Time, drive};
use crate::stage;
pub use crate::stage::{ACCOUNT, USER};

/// The collection of a kind on the server.
pub fn collection(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => names::CONTACTS,
        Kind::Appointment => names::CALENDAR,
        Kind::Task => names::TASKS,
        Kind::Note => names::NOTES,
    }
}

/// A contact with these further lines.
pub fn contact(name: &str, lines: &[&str]) -> String {
    let start =
        format!("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{name}\r\nN:{name};;;;\r\nFN:{name}\r\n");
    with_lines(start, lines, "END:VCARD\r\n")
}

/// An item of any kind with these further lines.
pub fn item(kind: Kind, name: &str, lines: &[&str]) -> String {
    let (component, own) = match kind {
        Kind::Contact => return contact(name, lines),
        Kind::Appointment => (
            "VEVENT",
            "DTSTART:20270105T090000Z\r\nDTEND:20270105T100000Z\r\n",
        ),
        Kind::Task => ("VTODO", "DUE:20270105T090000Z\r\n"),
        Kind::Note => ("VJOURNAL", ""),
    };
    let start = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Somebody//EN\r\nBEGIN:{component}\r\nUID:{name}\r\n\
         DTSTAMP:20260101T000000Z\r\nSUMMARY:{name}\r\n{own}"
    );
    with_lines(
        start,
        lines,
        &format!("END:{component}\r\nEND:VCALENDAR\r\n"),
    )
}

fn with_lines(start: String, lines: &[&str], end: &str) -> String {
    lines.iter().fold(start, |text, line| text + line + "\r\n") + end
}

/// One server and the time.
pub struct World {
    /// The server.
    pub server: Server,
    time: Arc<Time>,
}

impl Default for World {
    fn default() -> Self {
        Self::with_pages_of(None)
    }
}

impl World {
    /// An empty mailbox on a server whose listings come in pages of that size.
    pub fn with_pages_of(page_size: Option<usize>) -> Self {
        let time = stage::beginning();
        let settings = Config {
            page_size,
            ..Config::default()
        };
        let server = stage::server(&time, settings);
        Self { server, time }
    }

    /// So many contacts on the server, `p00` and so on, and a device that has them.
    pub fn of_contacts(count: usize) -> (Self, Device) {
        let world = Self::default();
        for number in 0..count {
            let name = format!("p{number:02}");
            world.put(Kind::Contact, &name, &contact(&name, &[]));
        }
        let device = world.device();
        device.sync();
        assert_eq!(
            device.items(Kind::Contact).len(),
            count,
            "the device has them all"
        );
        (world, device)
    }

    /// A device that synchronises all four kinds, and has never done so.
    pub fn device(&self) -> Device {
        self.device_with(&[Kind::Contact, Kind::Appointment, Kind::Task, Kind::Note])
    }

    /// A device that synchronises these kinds, and has never done so.
    pub fn device_with(&self, kinds: &[Kind]) -> Device {
        let clock = stage::clock(&self.time, 7);
        let engine = stage::engine(&self.server, &clock, kinds.iter().copied(), Policy::Merge);
        Device {
            engine,
            time: Arc::clone(&self.time),
        }
    }

    fn mailbox(&self) -> Mailbox {
        self.server.mailbox(USER).expect("the user has a mailbox")
    }

    /// The webmail user stores an item under its name.
    pub fn put(&self, kind: Kind, name: &str, text: &str) {
        self.put_in(collection(kind), name, text);
    }

    /// The webmail user stores an item in any collection.
    pub fn put_in(&self, collection: &str, name: &str, text: &str) {
        self.mailbox()
            .put(collection, &format!("{name}.x"), text.to_owned())
            .expect("the server takes it");
        self.time.pass(1_000);
    }

    /// The webmail user deletes an item.
    pub fn delete(&self, kind: Kind, name: &str) {
        self.mailbox()
            .delete(collection(kind), &format!("{name}.x"))
            .expect("the server has it");
        self.time.pass(1_000);
    }

    /// The texts of a kind on the server, by name.
    pub fn items(&self, kind: Kind) -> BTreeMap<String, String> {
        self.items_in(collection(kind))
    }

    /// The texts of a collection on the server, by name.
    pub fn items_in(&self, collection: &str) -> BTreeMap<String, String> {
        let items = self
            .mailbox()
            .list(collection)
            .expect("the collection is there");
        items
            .into_iter()
            .map(|item| (item.name, String::from_utf8_lossy(&item.body).into_owned()))
            .collect()
    }

    /// The one text of a kind on the server.
    pub fn only(&self, kind: Kind) -> String {
        let items = self.items(kind);
        assert_eq!(items.len(), 1, "one item on the server: {items:?}");
        items.into_values().next().unwrap_or_default()
    }

    /// How many requests so far wrote or deleted something.
    pub fn writes(&self) -> u64 {
        let counts = self.server.requests().counts();
        ["PUT", "DELETE", "POST", "MOVE"]
            .into_iter()
            .filter_map(|method| counts.get(method))
            .sum()
    }

    /// Fails unless the server and the device hold the same, each item as often.
    pub fn assert_equal(&self, device: &Device, kind: Kind) {
        let server: Vec<String> = self.items(kind).into_values().collect();
        let local: Vec<String> = device.items(kind).into_values().collect();
        assert_eq!(
            meanings(kind, &server),
            meanings(kind, &local),
            "server {server:#?}\ndevice {local:#?}"
        );
    }
}

/// What these texts mean, sorted.
pub fn meanings(kind: Kind, texts: &[String]) -> Vec<String> {
    let mut meanings: Vec<String> = texts
        .iter()
        .map(|text| {
            Item::parse(kind, text.as_bytes())
                .expect("an item")
                .fingerprint()
                .to_string()
        })
        .collect();
    meanings.sort();
    meanings
}

/// One computer with the program on it.
pub struct Device {
    /// The program.
    pub engine: Engine,
    time: Arc<Time>,
}

impl Device {
    /// Runs a pass as the button does.
    pub fn sync(&self) -> Report {
        self.sync_with(&SyncOptions::default())
    }

    /// Runs a pass in which the person agreed to deletions.
    pub fn sync_deleting(&self) -> Report {
        self.sync_with(&SyncOptions {
            deletions: Deletions::Allow,
            ..SyncOptions::default()
        })
    }

    /// Runs a pass that looks at everything again, and may delete.
    pub fn sync_everything(&self) -> Report {
        self.sync_with(&SyncOptions {
            deletions: Deletions::Allow,
            everything: true,
            ..SyncOptions::default()
        })
    }

    /// Runs a pass.
    pub fn sync_with(&self, options: &SyncOptions) -> Report {
        self.sync_while(options, |_| {})
    }

    /// Runs a pass; `meanwhile` happens before each of its polls, which are counted from 1.
    pub fn sync_while(&self, options: &SyncOptions, mut meanwhile: impl FnMut(usize)) -> Report {
        let mut pass = std::pin::pin!(self.engine.sync(ACCOUNT, options, &()));
        let mut polls = 0;
        let report = done(std::future::poll_fn(|context| {
            polls += 1;
            meanwhile(polls);
            pass.as_mut().poll(context)
        }));
        self.time.pass(1_000);
        report.expect("a pass begins")
    }

    /// Runs a pass and kills the program after so many polls. Answers whether the pass came to its end before that.
    pub fn sync_cut_off_after(&self, polls: usize) -> bool {
        let report = drive(
            self.engine.sync(ACCOUNT, &SyncOptions::default(), &()),
            Some(polls),
        );
        self.time.pass(1_000);
        report.is_some()
    }

    /// Changes the account's settings.
    pub fn change_account(&self, change: impl FnOnce(&mut Account)) {
        let mut account = self
            .engine
            .account(ACCOUNT)
            .expect("the account is there")
            .account;
        change(&mut account);
        done(self.engine.set_account(&account, None)).expect("the account is stored");
    }

    /// The person adds an item.
    pub fn add(&self, kind: Kind, text: &str) -> ItemId {
        let (ids, problems) =
            done(self.engine.import_items(ACCOUNT, kind, text.as_bytes())).expect("it is stored");
        assert!(problems.is_empty(), "{problems:?}");
        self.time.pass(1_000);
        ids.into_iter().next().expect("one item")
    }

    /// The person puts another text in place of the item of that title.
    pub fn edit(&self, kind: Kind, title: &str, text: &str) {
        let id = self.id_of(kind, title);
        done(
            self.engine
                .rewrite_item(ACCOUNT, kind, &id, None, text.as_bytes()),
        )
        .expect("it is stored");
        self.time.pass(1_000);
    }

    /// The person deletes the item of that title.
    pub fn delete(&self, kind: Kind, title: &str) {
        let id = self.id_of(kind, title);
        done(self.engine.remove_item(ACCOUNT, kind, &id)).expect("it is deleted");
        self.time.pass(1_000);
    }

    /// The id of the item of that title.
    pub fn id_of(&self, kind: Kind, title: &str) -> ItemId {
        let listed = done(self.engine.items(ACCOUNT, kind, "")).expect("a list");
        let found = listed.into_iter().find(|listed| listed.title == title);
        found.unwrap_or_else(|| panic!("an item titled {title}")).id
    }

    /// The texts of a kind on this device.
    pub fn items(&self, kind: Kind) -> BTreeMap<ItemId, String> {
        let listed = done(self.engine.items(ACCOUNT, kind, "")).expect("a list");
        listed
            .into_iter()
            .map(|listed| {
                let item =
                    done(self.engine.item(ACCOUNT, kind, &listed.id)).expect("the item is there");
                (listed.id, item.source)
            })
            .collect()
    }

    /// The one text of a kind on this device.
    pub fn only(&self, kind: Kind) -> String {
        let items = self.items(kind);
        assert_eq!(items.len(), 1, "one item here: {items:?}");
        items.into_values().next().unwrap_or_default()
    }

    /// The conflicts that wait.
    pub fn conflicts(&self) -> Vec<ConflictView> {
        self.engine.conflicts(None).expect("the journal is read")
    }

    /// The one conflict that waits.
    pub fn conflict(&self) -> ConflictView {
        let mut conflicts = self.conflicts();
        assert_eq!(conflicts.len(), 1, "one conflict: {conflicts:?}");
        conflicts.remove(0)
    }

    /// The person decides the one conflict, and the next pass carries it out.
    pub fn decide(&self, decision: &Decision) -> Report {
        done(self.engine.decide(self.conflict().id, decision, None)).expect("the decision is kept");
        self.sync()
    }

    /// Takes back all a pass did; fails where something could not be taken back.
    pub fn undo(&self, report: &Report) {
        let undone =
            done(self.engine.undo(report.pass.expect("a real pass"), None)).expect("it is undone");
        self.time.pass(1_000);
        assert!(!undone.items.is_empty(), "there was something to take back");
        assert!(
            undone.items.iter().all(|item| item.why_not.is_none()),
            "{undone:?}"
        );
    }
}

/// Runs something of the engine to its end.
pub fn done<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    drive(future, None).expect("nothing cuts it off")
}

/// What a pass did to one kind.
pub fn of_kind(report: &Report, kind: Kind) -> &KindReport {
    let found = report.kinds.iter().find(|one| one.kind == kind);
    found.unwrap_or_else(|| panic!("a report about {kind}s: {report:?}"))
}

/// All a pass wrote on each side.
pub fn written(report: &Report) -> Both<Counts> {
    let mut sum = Both::<Counts>::default();
    for kind in &report.kinds {
        for (sum, more) in [
            (&mut sum.server, kind.written.server),
            (&mut sum.local, kind.written.local),
        ] {
            sum.added += more.added;
            sum.changed += more.changed;
            sum.deleted += more.deleted;
            sum.merged += more.merged;
        }
    }
    sum
}

/// Fails unless a pass had nothing to do and nothing went wrong.
pub fn assert_quiet(report: &Report) {
    assert_eq!(written(report), Both::default(), "{report:?}");
    assert!(report.failure.is_none(), "{report:?}");
    for kind in &report.kinds {
        assert!(
            kind.failure.is_none() && kind.guard.is_none() && kind.held.is_empty(),
            "{kind:?}"
        );
    }
}

/// The titles in a pass's lines, sorted and each once.
pub fn titles(report: &KindReport) -> BTreeSet<String> {
    report.lines.iter().map(|line| line.title.clone()).collect()
}
