//! The bundled server, started beside the app for somebody who wants to try. It ends with the app.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use engine::account::{Account, GuardLimits, KindChoice, Policy, StoreChoice, SyncmlChoice};
use engine::pim::Kind;
use engine::{Code, Failure, say};

use crate::program::Program;
use crate::words::Sample;

const PATIENCE: Duration = Duration::from_secs(10);
/// Tried first, so that the account still fits after the next start.
const PORT: u16 = 47_800;
const NAME: &str = "Sample mailbox";

/// The server while it runs.
pub(crate) struct SampleServer {
    child: Child,
    url: String,
}

impl Drop for SampleServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the server where it does not run yet, and answers its account, ready to add. Blocks until it is ready.
pub(crate) fn start(program: &Program) -> Result<Sample, Failure> {
    let mut sample = crate::program::held(&program.sample);
    let runs = sample
        .as_mut()
        .is_some_and(|server| matches!(server.child.try_wait(), Ok(None)));
    if !runs {
        let folder = program.home().join("sample");
        *sample = Some(spawn(PORT, &folder).or_else(|_| spawn(0, &folder))?);
    }
    let url = sample.as_ref().map(|server| server.url.clone());
    Ok(Sample {
        account: account(url.unwrap_or_default()),
        password: "wonderland".to_owned(),
    })
}

/// Starts the server again for an account that was made with it.
pub(crate) fn start_for(program: &Program, accounts: &[Account]) {
    let ours = format!("http://127.0.0.1:{PORT}/");
    if accounts.iter().any(|account| account.url == ours)
        && let Err(failure) = start(program)
    {
        tracing::warn!("the sample server does not start: {}", failure.message);
    }
}

fn account(url: String) -> Account {
    Account {
        name: NAME.to_owned(),
        url,
        email: "alice@example.com".to_owned(),
        user: None,
        kinds: Kind::ALL.map(|kind| (kind, KindChoice::default())).into(),
        store: StoreChoice::default(),
        policy: Policy::default(),
        guard: GuardLimits::default(),
        trusted_certificate: None,
        syncml: SyncmlChoice::default(),
    }
}

fn spawn(port: u16, folder: &std::path::Path) -> Result<SampleServer, Failure> {
    let program = beside_the_app()?;
    let mut child = Command::new(&program)
        .args(["--port", &port.to_string(), "--data"])
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| does_not_start(&error.to_string()))?;
    let output = child.stdout.take();
    let mut server = SampleServer {
        child,
        url: String::new(),
    };
    let (ready, wait) = mpsc::channel();
    std::thread::spawn(move || {
        let lines = output
            .map(BufReader::new)
            .into_iter()
            .flat_map(BufRead::lines);
        for line in lines.map_while(Result::ok) {
            if let Some(url) = line.strip_prefix("ready ") {
                let _ = ready.send(url.to_owned());
            }
        }
    });
    server.url = wait
        .recv_timeout(PATIENCE)
        .map_err(|_| does_not_start("it did not say that it is ready"))?;
    Ok(server)
}

fn beside_the_app() -> Result<PathBuf, Failure> {
    let name = format!("smsync-server{}", std::env::consts::EXE_SUFFIX);
    let program = std::env::current_exe()
        .ok()
        .and_then(|own| Some(own.parent()?.join(name)));
    program.filter(|program| program.exists()).ok_or_else(|| {
        Failure::new(
            Code::Missing,
            "smsync-server",
            say!("the bundled server is not installed beside this program"),
            say!("Install it from the same place as this program, or start smsync-server yourself and add its address as an account."),
        )
    })
}

fn does_not_start(why: &str) -> Failure {
    Failure::new(
        Code::Storage,
        "smsync-server",
        say!("the bundled server does not start: {why}", why = why),
        say!("Try again; if it stays so, see the log."),
    )
}
