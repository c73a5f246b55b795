//! A home folder, the bundled server on a port of its own, and `smsync` between them.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use server_stub::{Config, Server};
use tempfile::TempDir;

/// Where a test keeps house.
pub(crate) struct House {
    folder: TempDir,
}

impl House {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("password"), "wonderland\n").unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.path("home")
    }

    /// `smsync` with that home and nothing of the person's who runs the tests.
    pub(crate) fn smsync(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("smsync"));
        command
            .env_remove("SMSYNC_PASSPHRASE")
            .env_remove("CLICOLOR_FORCE")
            .env("SMSYNC_HOME", self.home())
            .env("SMSYNC_PASSWORD_FILE", self.path("password"))
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .env("TZ", "UTC")
            .args(arguments);
        command
    }

    /// Runs it; gives standard output.
    pub(crate) fn run(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.smsync(arguments).output().unwrap();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(
            output.status.code(),
            Some(code),
            "smsync {}\n{out}\n{err}",
            arguments.join(" ")
        );
        out
    }

    /// Runs it; gives standard error.
    pub(crate) fn fails(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.smsync(arguments).output().unwrap();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(
            output.status.code(),
            Some(code),
            "smsync {}\n{out}\n{err}",
            arguments.join(" ")
        );
        err
    }

    /// Runs it with `--json`.
    pub(crate) fn json(&self, code: i32, arguments: &[&str]) -> Value {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--json"]).collect();
        let out = self.run(code, &arguments);
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
    }

    /// Adds Alice's account.
    pub(crate) fn add_alice(&self, url: &str) {
        self.run(
            0,
            &[
                "account",
                "add",
                "work",
                "--url",
                url,
                "--email",
                "alice@example.com",
            ],
        );
    }
}

/// The bundled server, listening until the test ends.
pub(crate) struct Running {
    pub(crate) server: Server,
    pub(crate) url: String,
}

impl Running {
    pub(crate) fn new() -> Self {
        let server = Server::new(Config::default());
        let url = serve(server.router());
        Self { server, url }
    }

    /// What Alice does in webmail.
    pub(crate) fn put(&self, collection: &str, name: &str, body: &str) {
        self.server
            .mailbox("alice@example.com")
            .unwrap()
            .put(collection, name, body.to_owned())
            .unwrap();
    }

    pub(crate) fn delete(&self, collection: &str, name: &str) {
        self.server
            .mailbox("alice@example.com")
            .unwrap()
            .delete(collection, name)
            .unwrap();
    }

    /// The texts in one of Alice's collections.
    pub(crate) fn texts(&self, collection: &str) -> Vec<String> {
        let items = self
            .server
            .mailbox("alice@example.com")
            .unwrap()
            .list(collection)
            .unwrap();
        items.into_iter().map(|item| text(&item.body)).collect()
    }
}

/// Listens on a port of its own until the test ends and lets `answer` have what comes; gives host and port.
pub(crate) fn listen<F: Future<Output = ()>>(
    answer: impl FnOnce(tokio::net::TcpListener) -> F + Send + 'static,
) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            answer(tokio::net::TcpListener::from_std(listener).unwrap()).await;
        });
    });
    address
}

/// Serves that; gives the address.
pub(crate) fn serve(router: axum::Router) -> String {
    let address = listen(|listener| async move {
        axum::serve(listener, router).await.unwrap();
    });
    format!("http://{address}")
}

/// A contact with a title, as webmail would write it.
pub(crate) fn contact(uid: &str, name: &str, title: &str) -> String {
    format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\nN:{name};;;;\r\nTITLE:{title}\r\nEND:VCARD\r\n"
    )
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The items of a kind here: titles.
pub(crate) fn titles(house: &House, kind: &str) -> Vec<String> {
    let listed = house.json(0, &["items", "list", "--kind", kind]);
    listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["title"].as_str().unwrap().to_owned())
        .collect()
}

/// Whether any file below this folder holds these bytes.
pub(crate) fn is_written_anywhere(folder: &Path, secret: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_written_anywhere(&path, secret);
        }
        std::fs::read(&path)
            .unwrap()
            .windows(secret.len())
            .any(|window| window == secret.as_bytes())
    })
}
