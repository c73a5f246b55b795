//! What live tests share: a peer nobody here wrote, devices with the program on them, and a separate reading of the server.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use engine::account::{Account, GuardLimits, KindChoice, Policy, StoreChoice, SyncmlChoice};
use engine::app::{Doors, Engine, SyncOptions, SystemNetwork};
use engine::endpoint::ItemId;
use engine::pass::{Deletions, Report};
use engine::transport::SystemClock;
use engine::vault::SessionMemory;
use pim::{Item, Kind};

/// The name of the account on every device.
pub const ACCOUNT: &str = "Work";

/// A server nobody here wrote, running on loopback; stopped when dropped.
pub struct Peer {
    script: Child,
    /// Its address.
    pub url: String,
    folder: tempfile::TempDir,
    name: String,
    port: u16,
}

impl Peer {
    /// Starts `tests/peers/NAME.sh` on a free port and waits until it is ready.
    pub fn start(name: &str) -> Self {
        Self::start_with(name, &[])
    }

    /// The same, with variables that the script reads.
    pub fn start_with(name: &str, variables: &[(&str, &str)]) -> Self {
        // Another program may take the port between the look and the start.
        let started = (0..3).find_map(|_| {
            let folder = tempfile::tempdir().expect("a folder for the peer");
            let port = free_port();
            let (script, url) = launch(name, port, folder.path(), variables)?;
            let name = name.to_owned();
            Some(Self {
                script,
                url,
                folder,
                name,
                port,
            })
        });
        started.expect("the peer becomes ready")
    }

    /// Stops it, lets `meanwhile` happen to its data, and starts it again at the same address.
    pub fn restart(&mut self, meanwhile: impl FnOnce(&Path)) {
        self.stop();
        meanwhile(self.folder.path());
        (self.script, self.url) = launch(&self.name, self.port, self.folder.path(), &[])
            .expect("the peer becomes ready again");
    }

    fn stop(&mut self) {
        let pid = self.script.id().to_string();
        let _ = Command::new("kill").arg(pid).status();
        let _ = self.script.wait();
    }

    /// Where it keeps its data.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// How many files it has written and kept: more, the more items it holds.
    pub fn files(&self) -> usize {
        files(self.folder.path())
    }

    /// What the server holds, read by a program that shares nothing with ours: kind → texts.
    pub fn items(&self) -> BTreeMap<Kind, Vec<String>> {
        self.items_of("alice")
    }

    /// The same of another user.
    pub fn items_of(&self, user: &str) -> BTreeMap<Kind, Vec<String>> {
        let reader = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/read_dav.py");
        let output = Command::new("python3")
            .arg(reader)
            .args([&self.url, user, "wonderland", "--raw"])
            .output()
            .expect("python3 reads the server");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let mut items: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
        for collection in json.as_object().expect("collections by address").values() {
            for item in collection["items"]
                .as_object()
                .expect("items by name")
                .values()
            {
                let body = item["body"].as_str().unwrap_or_default().to_owned();
                // By what it is: a calendar may hold several kinds.
                let kind = Kind::ALL
                    .into_iter()
                    .find(|kind| body.contains(&format!("BEGIN:{}", kind.component())));
                if let Some(kind) = kind {
                    items.entry(kind).or_default().push(body);
                }
            }
        }
        items
    }

    /// Edits an item on the server as another program would: everywhere in the collections, the text `from` becomes `to`.
    pub fn edit(&self, from: &str, to: &str) {
        let edited = self.change(|body| body.contains(from).then(|| Some(body.replace(from, to))));
        assert_eq!(edited, 1, "one item on the server holds “{from}”");
    }

    /// Deletes the one item that holds this text.
    pub fn delete(&self, holding: &str) {
        let deleted = self.change(|body| body.contains(holding).then_some(None));
        assert_eq!(deleted, 1, "one item on the server holds “{holding}”");
    }

    fn change(&self, mut what: impl FnMut(&str) -> Option<Option<String>>) -> usize {
        let reader = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/read_dav.py");
        let output = Command::new("python3")
            .arg(reader)
            .args([&self.url, "alice", "wonderland", "--raw"])
            .output()
            .expect("python3 reads the server");
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let mut changed = 0;
        for (path, collection) in json.as_object().expect("collections by address") {
            for (name, item) in collection["items"].as_object().expect("items by name") {
                let Some(new) = what(item["body"].as_str().unwrap_or_default()) else {
                    continue;
                };
                changed += 1;
                let address = format!("{}{path}{name}", self.url.trim_end_matches('/'));
                Self::send(&address, new.as_deref(), collection["kind"] == "contacts");
            }
        }
        changed
    }

    fn send(address: &str, body: Option<&str>, card: bool) {
        let mut curl = Command::new("curl");
        curl.args([
            "--silent",
            "--show-error",
            "--fail",
            "--user",
            "alice:wonderland",
            "--max-time",
            "20",
        ]);
        match body {
            Some(body) => {
                let content_type = if card { "text/vcard" } else { "text/calendar" };
                curl.args([
                    "--request",
                    "PUT",
                    "--header",
                    &format!("Content-Type: {content_type}"),
                    "--data-binary",
                    body,
                ])
            }
            None => curl.args(["--request", "DELETE"]),
        };
        let done = curl.arg(address).output().expect("curl runs");
        assert!(
            done.status.success(),
            "{address}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

/// The files in a folder and below it; what is gone meanwhile does not count.
fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let counts = entries.map(|entry| match entry.file_type() {
        Ok(about) if about.is_dir() => files(&entry.path()),
        _ => 1,
    });
    counts.sum()
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    free.expect("a free port").port()
}

/// `None`: it ended before it was ready, and said why on its standard error.
fn launch(
    name: &str,
    port: u16,
    folder: &Path,
    variables: &[(&str, &str)],
) -> Option<(Child, String)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("peers")
        .join(format!("{name}.sh"));
    let mut script = Command::new("bash")
        .arg(script)
        .args([&port.to_string(), &folder.display().to_string()])
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .spawn()
        .expect("bash runs the peer's script");
    let output = script.stdout.take().expect("its output is piped");
    let url = BufReader::new(output)
        .lines()
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("READY ").map(str::to_owned));
    let Some(url) = url else {
        let _ = script.wait();
        return None;
    };
    Some((script, url))
}

/// An account of alice's for all four kinds on that server.
pub fn account(url: &str, policy: Policy) -> Account {
    Account {
        name: ACCOUNT.into(),
        url: url.into(),
        email: "alice@example.com".into(),
        user: Some("alice".into()),
        kinds: Kind::ALL
            .into_iter()
            .map(|kind| (kind, KindChoice::default()))
            .collect(),
        store: StoreChoice::Builtin,
        policy,
        guard: GuardLimits::default(),
        trusted_certificate: None,
        syncml: SyncmlChoice::default(),
    }
}

/// A computer with the program on it.
pub struct Device {
    /// The engine.
    pub engine: Engine,
    runtime: tokio::runtime::Runtime,
    _home: tempfile::TempDir,
}

impl Device {
    /// A device with an account for all four kinds on that server.
    pub fn new(url: &str, policy: Policy) -> Self {
        Self::with(&account(url, policy), "wonderland")
    }

    /// A device with this account.
    pub fn with(account: &Account, password: &str) -> Self {
        let home = tempfile::tempdir().expect("a home");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let doors = Doors {
            network: Arc::new(SystemNetwork),
            clock: Arc::new(SystemClock),
            vault: Arc::new(SessionMemory::default()),
        };
        let engine = Engine::open(home.path(), doors).expect("an engine");
        runtime
            .block_on(engine.add_account(account, Some(password.to_owned().into())))
            .expect("the account is stored");
        Self {
            engine,
            runtime,
            _home: home,
        }
    }

    /// Runs something of the engine's to its end.
    pub fn run<T>(&self, what: impl Future<Output = T>) -> T {
        self.runtime.block_on(what)
    }

    /// A pass that must not fail.
    pub fn sync(&self) -> Report {
        self.sync_with(&SyncOptions {
            deletions: Deletions::Allow,
            ..SyncOptions::default()
        })
    }

    /// A pass that must not fail, with options.
    pub fn sync_with(&self, options: &SyncOptions) -> Report {
        let report = self
            .run(self.engine.sync(ACCOUNT, options, &()))
            .expect("the pass begins");
        assert!(report.failure.is_none(), "{report:#?}");
        for kind in &report.kinds {
            assert!(kind.failure.is_none() && kind.held.is_empty(), "{kind:#?}");
        }
        report
    }

    /// Adds an item.
    pub fn add(&self, kind: Kind, text: &str) -> ItemId {
        let (ids, problems) = self
            .run(self.engine.import_items(ACCOUNT, kind, text.as_bytes()))
            .expect("the item is taken in");
        assert!(problems.is_empty(), "{problems:?}");
        ids.into_iter().next().expect("one item")
    }

    /// The texts of a kind, with their ids.
    pub fn items(&self, kind: Kind) -> Vec<(ItemId, String)> {
        let listed = self
            .run(self.engine.items(ACCOUNT, kind, ""))
            .expect("the items are listed");
        listed
            .into_iter()
            .map(|one| {
                let item = self
                    .run(self.engine.item(ACCOUNT, kind, &one.id))
                    .expect("the item is read");
                (one.id, item.source)
            })
            .collect()
    }

    /// Edits the one item that holds `from`.
    pub fn edit(&self, kind: Kind, from: &str, to: &str) {
        let items = self.items(kind);
        let (id, text) = items
            .iter()
            .find(|(_, text)| text.contains(from))
            .expect("an item to edit");
        let edited = text.replace(from, to);
        self.run(
            self.engine
                .rewrite_item(ACCOUNT, kind, id, None, edited.as_bytes()),
        )
        .expect("the item is edited");
    }

    /// Deletes the one item that holds this text.
    pub fn delete(&self, kind: Kind, holding: &str) {
        let items = self.items(kind);
        let (id, _) = items
            .iter()
            .find(|(_, text)| text.contains(holding))
            .expect("an item to delete");
        self.run(self.engine.remove_item(ACCOUNT, kind, id))
            .expect("the item is deleted");
    }
}

/// Asserts that device and server hold the same, item by item, by meaning.
pub fn assert_same(peer: &Peer, device: &Device) {
    let on_server = peer.items();
    for kind in Kind::ALL {
        let server = meanings(
            kind,
            on_server.get(&kind).map(Vec::as_slice).unwrap_or_default(),
        );
        let local: Vec<String> = device
            .items(kind)
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        assert_eq!(server, meanings(kind, &local), "{kind}s: server and device");
    }
}

fn meanings(kind: Kind, texts: &[String]) -> Vec<String> {
    let mut meanings: Vec<String> = texts
        .iter()
        .map(|text| {
            let item = Item::parse(kind, text.as_bytes()).expect("an item");
            format!("{} {}", item.title(), item.fingerprint())
        })
        .collect();
    meanings.sort();
    meanings
}

/// What a pass wrote on the server and on the device.
pub fn written(report: &Report) -> (usize, usize) {
    report.kinds.iter().fold((0, 0), |(server, local), kind| {
        (
            server + kind.written.server.total(),
            local + kind.written.local.total(),
        )
    })
}

/// The program `smsync`, as it was built beside the tests.
pub fn smsync() -> PathBuf {
    let mut path = std::env::current_exe().expect("a test has a path");
    path.pop();
    path.pop();
    path.push("smsync");
    assert!(
        path.exists(),
        "{} is not built: cargo build -p smsync-cli",
        path.display()
    );
    path
}
