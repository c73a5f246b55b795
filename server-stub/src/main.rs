//! `smsync-server`: the bundled test server as a program.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use clap::Parser;
use server_stub::{Challenge, Config, Rule, Server, User, serve};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// A CalDAV and CardDAV server for trying and testing SmarterMail Sync and other clients on one machine.
///
/// It is for trials and tests: one command, two users with a mailbox full of sample data, and faults to switch on.
/// It is not for real data: it speaks plain HTTP, keeps passwords in memory as they were given, and has no backups.
///
/// Users without --user: alice@example.com / wonderland and bob@example.com / builder; the part before the @ signs
/// in too. Everything is below /WebDAV/, and found through /.well-known/caldav and /.well-known/carddav.
#[derive(Parser)]
#[command(name = "smsync-server", version, after_long_help = faults_help())]
struct Arguments {
    /// The port to listen on; 0 takes any that is free.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address to listen on. Anything but loopback lets others in, passwords in clear.
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// Keep everything in this directory; without it, in memory until the server stops.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Begin with empty mailboxes.
    #[arg(long)]
    no_sample: bool,
    /// A user, instead of alice and bob; may be given several times.
    #[arg(long = "user", value_name = "EMAIL:PASSWORD")]
    users: Vec<NewUser>,
    /// A fault to switch on; may be given several times. See below.
    #[arg(long = "fault", value_name = "NAME[=ARGUMENT][,KEY=VALUE]…")]
    faults: Vec<Rule>,
    /// How the server asks for the password.
    #[arg(long, default_value = "basic", value_parser = challenge)]
    auth: Challenge,
    /// The most rows one sync-collection answer holds.
    #[arg(long, value_name = "ROWS")]
    page_size: Option<usize>,
    /// The largest item taken, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = 10 * 1024 * 1024)]
    max_item: usize,
    /// Drives faults with a chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone)]
struct NewUser(User);

impl FromStr for NewUser {
    type Err = String;

    fn from_str(text: &str) -> Result<NewUser, String> {
        match text.split_once(':') {
            Some((email, password)) if email.contains('@') && !password.is_empty() => {
                Ok(NewUser(User::new(email, password)))
            }
            _ => Err("write it as EMAIL:PASSWORD".to_owned()),
        }
    }
}

fn challenge(text: &str) -> Result<Challenge, String> {
    match text {
        "basic" => Ok(Challenge::Basic),
        "digest" => Ok(Challenge::Digest),
        "both" => Ok(Challenge::BasicAndDigest),
        _ => Err("basic, digest or both".to_owned()),
    }
}

fn faults_help() -> String {
    let mut help = "Faults:\n".to_owned();
    for name in Rule::names() {
        help.push_str("  --fault ");
        help.push_str(name);
        help.push('\n');
    }
    help.push_str(
        "Where and how often, after any of them: user=EMAIL, collection=calendars/tasks, method=PUT \
         (or REPORT:sync-collection), times=N, nth=N, chance=10%.",
    );
    help
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("the program cannot start: {error}")),
    };
    match runtime.block_on(run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => failed(&message),
    }
}

fn failed(message: &str) -> ExitCode {
    eprintln!("smsync-server: {message}");
    ExitCode::FAILURE
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let address = SocketAddr::new(arguments.host, arguments.port);
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!(
            "cannot listen on {address}: {error}. Is another server running there? Try --port 0."
        )
    })?;
    let server = make(&arguments)?;
    for rule in arguments.faults {
        server.faults().add(rule);
    }
    if !arguments.host.is_loopback() {
        warn_of_the_open_door(arguments.host);
    }
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let bound = listener.local_addr().map_err(|error| error.to_string())?;
    println!("ready http://{bound}/");
    // A pipe may be closed; the server serves all the same.
    let _ = std::io::stdout().flush();
    let stop = async {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    serve(listener, server.router(), stop)
        .await
        .map_err(|error| format!("the server stopped: {error}"))
}

fn make(arguments: &Arguments) -> Result<Server, String> {
    let mut config = Config {
        sample: !arguments.no_sample,
        seed: arguments.seed,
        challenge: arguments.auth,
        page_size: arguments.page_size,
        max_resource_size_bytes: arguments.max_item,
        ..Config::default()
    };
    if !arguments.users.is_empty() {
        config.users = arguments.users.iter().map(|user| user.0.clone()).collect();
    }
    match &arguments.data {
        None => Ok(Server::new(config)),
        Some(directory) => Server::open(config, directory)
            .map_err(|error| format!("{}: {error}", directory.display())),
    }
}

fn warn_of_the_open_door(host: IpAddr) {
    eprintln!("****************************************************************************");
    eprintln!("*  WARNING: listening on {host}, so other machines can reach this server.");
    eprintln!("*  It is a test server: passwords and items travel in clear, sample users");
    eprintln!("*  have published passwords. Stop it now unless this network is yours alone.");
    eprintln!("****************************************************************************");
}
