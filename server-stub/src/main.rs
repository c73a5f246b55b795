//! `smsync-server`: the bundled test server as a program.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use clap::Parser;
use secrecy::SecretString;
use server_stub::{
    Challenge, Config, ConflictPolicy, Profile, Rule, Server, SyncMlOptions, Tls, User, serve_over,
};
use tokio::net::TcpListener;

/// A CalDAV and CardDAV server with webmail pages, for trying and testing SmarterMail Sync and other clients.
///
/// It is for trials and tests: one command, two users with a mailbox full of sample data, and faults to switch on.
/// It is not for real data: it is tested for trials, nobody watches over it, and it makes no backups.
///
/// Users without --user: alice@example.com / wonderland and bob@example.com / builder; the part before the @ signs
/// in too. Webmail is at /, the administrator's pages at /admin/ (name: admin), DAV below /WebDAV/, found through
/// /.well-known/caldav and /.well-known/carddav.
// Flags of a command line.
#[allow(clippy::struct_excessive_bools)]
#[derive(Parser)]
#[command(name = "smsync-server", version, after_long_help = faults_help())]
struct Arguments {
    /// The port to listen on; 0 takes any that is free.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address to listen on. Anything but loopback lets others in; over plain HTTP with passwords in clear.
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
    /// The password of the administrator's pages; without it, one is made and printed.
    #[arg(long, env = "SMSYNC_SERVER_ADMIN_PASSWORD", hide_env_values = true)]
    admin_password: Option<SecretString>,
    /// Serve over TLS with this certificate (PEM); needs --tls-key.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The key of that certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Serve over TLS with a certificate made now (or kept in --data), that nobody vouches for.
    #[arg(long, conflicts_with = "tls_cert")]
    tls: bool,
    /// Behave like a known server. See below.
    #[arg(long, default_value = "strict", value_name = "SERVER")]
    profile: Profile,
    /// Offer the files of this directory on the page "SmarterMail Client Utilities".
    #[arg(long, value_name = "DIR")]
    downloads: Option<PathBuf>,
    /// Keep no bodies for the administrator's log.
    #[arg(long)]
    no_log_bodies: bool,
    /// An address `SyncML` is answered at; may be given several times.
    #[arg(long = "syncml", value_name = "PATH", default_value = "/SyncML", value_parser = syncml_path)]
    syncml_paths: Vec<String>,
    /// Refuses `SyncML` in WBXML, as SmarterMail did.
    #[arg(long)]
    syncml_xml_only: bool,
    /// What happens to an item that a `SyncML` client and somebody else both changed: merge, both, server, client, newest.
    #[arg(long, value_name = "WHO", default_value = "merge", value_parser = conflicts)]
    syncml_conflicts: ConflictPolicy,
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

fn conflicts(text: &str) -> Result<ConflictPolicy, String> {
    match text {
        "merge" => Ok(ConflictPolicy::Merge),
        "both" => Ok(ConflictPolicy::KeepBoth),
        "server" => Ok(ConflictPolicy::ServerWins),
        "client" => Ok(ConflictPolicy::ClientWins),
        "newest" => Ok(ConflictPolicy::NewestWins),
        _ => Err("merge, both, server, client or newest".to_owned()),
    }
}

/// A path of the server's own; the pages at / stay where they are.
fn syncml_path(text: &str) -> Result<String, String> {
    let is_path = text.starts_with('/') && !text.trim_matches('/').is_empty();
    if !is_path || text.contains(|sign: char| sign.is_whitespace() || "?#".contains(sign)) {
        return Err("a path from the server's root, such as /SyncML".to_owned());
    }
    Ok(text.to_owned())
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
    help.push_str("\n\nServers to behave like (--profile):\n");
    for profile in Profile::ALL {
        let name = format!("{:12}", profile.name());
        help.extend(["  ", &name, " ", profile.about(), "\n"]);
    }
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
    let (server, made_password) = make(&arguments)?;
    for rule in arguments
        .profile
        .rules()
        .into_iter()
        .chain(arguments.faults.clone())
    {
        server.faults().add(rule);
    }
    let tls = tls(&arguments, &server)?;
    if let Some(warning) = warning(arguments.host, tls.is_some()) {
        eprintln!("{warning}");
    }
    let stop = asked_to_stop().map_err(|error| error.to_string())?;
    let bound = listener.local_addr().map_err(|error| error.to_string())?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let mut told = format!("ready {scheme}://{bound}/\n");
    if let Some(password) = made_password {
        let page = format!("{scheme}://{bound}/admin/");
        told.extend([
            "administrator ",
            &page,
            " as admin with the password ",
            &password,
            "\n",
        ]);
    }
    if let Some(tls) = &tls {
        told.extend(["certificate SHA-256 ", &tls.fingerprint, "\n"]);
    }
    // A pipe may be closed; the server serves all the same.
    let mut output = std::io::stdout();
    let _ = output.write_all(told.as_bytes());
    let _ = output.flush();
    serve_over(listener, server.router(), tls.as_ref(), stop)
        .await
        .map_err(|error| format!("the server stopped: {error}"))
}

/// Listens from now on for what ends a program: Ctrl+C, or the service manager's SIGTERM.
#[cfg(unix)]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens from now on for what ends a console program: Ctrl+C, its window closed, the computer shut down.
#[cfg(windows)]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::windows::{ctrl_c, ctrl_close, ctrl_shutdown};
    let (mut interrupt, mut close, mut shutdown) = (ctrl_c()?, ctrl_close()?, ctrl_shutdown()?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = close.recv() => {}
            _ = shutdown.recv() => {}
        }
    })
}

/// The server, and the administrator's password where it was made up.
fn make(arguments: &Arguments) -> Result<(Server, Option<String>), String> {
    let made = match &arguments.admin_password {
        Some(_) => None,
        None => Some(made_up_password()?),
    };
    let admin_password = made.clone().map(SecretString::from);
    let mut config = Config {
        sample: !arguments.no_sample,
        seed: arguments.seed,
        challenge: arguments.auth,
        page_size: arguments.page_size,
        max_resource_size_bytes: arguments.max_item,
        syncml: SyncMlOptions {
            paths: arguments.syncml_paths.clone(),
            xml_only: arguments.syncml_xml_only,
            conflicts: arguments.syncml_conflicts,
            ..SyncMlOptions::default()
        },
        manners: arguments.profile.manners(),
        admin_password: arguments.admin_password.clone().or(admin_password),
        log_bodies: !arguments.no_log_bodies,
        secure_cookies: arguments.tls || arguments.tls_cert.is_some(),
        downloads: arguments.downloads.clone(),
        ..Config::default()
    };
    if !arguments.users.is_empty() {
        config.users = arguments.users.iter().map(|user| user.0.clone()).collect();
    }
    let server = match &arguments.data {
        None => Server::new(config),
        Some(directory) => Server::open(config, directory)
            .map_err(|error| format!("{}: {error}", directory.display()))?,
    };
    Ok((server, made))
}

/// Sixteen characters nobody confuses with each other.
fn made_up_password() -> Result<String, String> {
    const CHARACTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|error| format!("no random numbers: {error}"))?;
    let characters = random
        .iter()
        .filter_map(|byte| CHARACTERS.get(usize::from(byte % 32)));
    Ok(characters.map(|character| char::from(*character)).collect())
}

fn tls(arguments: &Arguments, server: &Server) -> Result<Option<Tls>, String> {
    let made = match (&arguments.tls_cert, &arguments.tls_key) {
        (Some(certificate), Some(key)) => Tls::from_files(certificate, key, &server.faults()),
        _ if arguments.tls => {
            let mut names = vec![
                "localhost".to_owned(),
                "127.0.0.1".to_owned(),
                "::1".to_owned(),
            ];
            let host = arguments.host.to_string();
            if !names.contains(&host) && !arguments.host.is_unspecified() {
                names.push(host);
            }
            Tls::self_signed(&names, arguments.data.as_deref(), &server.faults())
        }
        _ => return Ok(None),
    };
    made.map(Some).map_err(|error| error.to_string())
}

/// What is said before anything is served to other machines.
fn warning(host: IpAddr, tls: bool) -> Option<String> {
    let dangers: &[&str] = match (host.is_loopback(), tls) {
        (true, _) => return None,
        (false, true) => &["It is a test server: sample users have published passwords."],
        (false, false) => &[
            "It is a test server: passwords and items travel in clear, sample users",
            "have published passwords. --tls seals at least the line.",
        ],
    };
    let frame = "*".repeat(76);
    let mut warning = format!(
        "{frame}\n*  WARNING: listening on {host}, so other machines can reach this server.\n"
    );
    for danger in dangers {
        warning.extend(["*  ", danger, "\n"]);
    }
    warning.extend([
        "*  Stop it now unless this network is yours alone.\n",
        &frame,
    ]);
    Some(warning)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn whoever_opens_the_door_is_warned_and_nobody_else() {
        for host in ["127.0.0.1", "127.0.0.2", "::1"] {
            assert_eq!(warning(host.parse().unwrap(), false), None, "{host}");
        }
        for host in ["0.0.0.0", "::", "192.0.2.1"] {
            let open = warning(host.parse().unwrap(), false).unwrap();
            assert!(open.contains(host) && open.contains("in clear") && open.contains("--tls"));
            let sealed = warning(host.parse().unwrap(), true).unwrap();
            assert!(sealed.contains("published passwords") && !sealed.contains("in clear"));
        }
    }

    #[test]
    fn the_help_says_what_it_is_for_and_what_not() {
        let help = Arguments::command().render_long_help().to_string();
        let help: Vec<&str> = help.split_whitespace().collect();
        let help = help.join(" ");
        for said in [
            "for trials and tests",
            "not for real data",
            "--profile",
            "no backups",
        ] {
            assert!(help.contains(said), "{said}");
        }
        for profile in Profile::ALL {
            assert!(help.contains(profile.about()), "{}", profile.name());
        }
    }

    #[test]
    fn an_address_for_syncml_that_is_no_path_is_refused_with_what_to_write() {
        let parse = |path| Arguments::try_parse_from(["smsync-server", "--syncml", path]);
        for path in ["relative", "", "/", "http://host/SyncML", "/a b", "/a?b"] {
            let said = parse(path).err().unwrap().to_string();
            assert!(
                said.contains("--syncml") && said.contains("such as /SyncML"),
                "{path}: {said}"
            );
        }
        assert!(parse("/sync/ml").is_ok());
    }
}
