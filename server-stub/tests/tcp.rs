//! Over real connections: many at once, replies that are lost, and the program itself.

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use server_stub::{Config, Fault, Moment, Rule, Server, names, serve};
use support::{ALICE, BASIC, CALENDAR, event};

/// A server on a free port, until it is dropped.
struct Listening {
    server: Server,
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

fn listen() -> Listening {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = Server::new(Config::default());
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(serve(listener, server.router(), std::future::pending()));
    Listening {
        server,
        address,
        _runtime: runtime,
    }
}

/// Everything that comes back before the connection ends.
fn ask(address: SocketAddr, method: &str, path: &str, body: &str) -> String {
    ask_as(BASIC, address, method, path, body).unwrap()
}

/// The same with other credentials; an error where nobody takes the request.
fn ask_as(
    authorization: &str,
    address: SocketAddr,
    method: &str,
    path: &str,
    body: &str,
) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: t\r\nAuthorization: {authorization}\r\nDepth: 0\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut reply = Vec::new();
    // An end in the middle is what some of these tests are about.
    let _ = stream.read_to_end(&mut reply);
    String::from_utf8(reply).map_err(std::io::Error::other)
}

#[test]
fn a_hundred_clients_at_once_lose_nothing() {
    let listening = listen();
    let address = listening.address;
    let clients: Vec<_> = (0..100)
        .map(|client| {
            thread::spawn(move || {
                for number in 0..5 {
                    let uid = format!("c{client}-{number}");
                    let reply = ask(
                        address,
                        "PUT",
                        &format!("{CALENDAR}{uid}.ics"),
                        &event(&uid, "x"),
                    );
                    assert!(reply.starts_with("HTTP/1.1 201"), "{reply}");
                }
            })
        })
        .collect();
    for client in clients {
        client.join().unwrap();
    }
    let items = listening
        .server
        .mailbox(ALICE)
        .unwrap()
        .list(names::CALENDAR)
        .unwrap();
    let mut tags: Vec<_> = items.iter().map(|item| item.etag.clone()).collect();
    tags.sort();
    tags.dedup();
    assert_eq!((items.len(), tags.len()), (500, 500));
}

#[test]
fn a_lost_reply_closes_the_connection_without_a_byte() {
    for moment in [Moment::BeforeWrite, Moment::AfterWrite] {
        let listening = listen();
        listening
            .server
            .faults()
            .add(Rule::times(Fault::Lost(moment), 1));
        let path = format!("{CALENDAR}1.ics");
        assert_eq!(ask(listening.address, "PUT", &path, &event("1", "x")), "");
        let there = ask(listening.address, "GET", &path, "").starts_with("HTTP/1.1 200");
        assert_eq!(there, moment == Moment::AfterWrite);
    }
}

#[test]
fn a_cut_body_and_an_old_version_reach_the_wire() {
    let listening = listen();
    let path = format!("{CALENDAR}1.ics");
    ask(listening.address, "PUT", &path, &event("1", "x"));
    let whole = ask(listening.address, "GET", &path, "");
    let id = listening
        .server
        .faults()
        .add(Rule::always(Fault::CutBody { keep: 20 }));
    let cut = ask(listening.address, "GET", &path, "");
    assert!(
        cut.contains("BEGIN:VCALENDAR") && !cut.contains("END:VCALENDAR"),
        "{cut}"
    );
    listening.server.faults().remove(id);
    listening
        .server
        .faults()
        .add(Rule::always(Fault::Http2Wire));
    let old = ask(listening.address, "GET", &path, "");
    assert_eq!(old.split_once("\r\n").unwrap().0, "HTTP/2.0 200 OK");
    assert_eq!(
        old.rsplit_once("\r\n\r\n").unwrap().1,
        whole.rsplit_once("\r\n\r\n").unwrap().1
    );
}

#[test]
fn an_item_that_is_far_too_large_is_refused_with_the_reason_and_no_hang() {
    let listening = listen();
    let reply = ask(
        listening.address,
        "PUT",
        &format!("{CALENDAR}1.ics"),
        &"x".repeat(50 * 1024 * 1024),
    );
    assert!(
        reply.starts_with("HTTP/1.1 403") && reply.contains("max-resource-size"),
        "{reply:.300}"
    );
}

/// The program, killed when it is dropped.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(arguments: &[&str]) -> (Program, SocketAddr) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_smsync-server"))
        .args(["--port", "0", "--no-sample"])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line
        .trim()
        .strip_prefix("ready http://")
        .unwrap()
        .trim_end_matches('/');
    (Program(child), address.parse().unwrap())
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let directory = tempfile::tempdir().unwrap();
    let data = ["--data", directory.path().to_str().unwrap()];
    let (first, address) = start(&data);
    let path = |number: u32| format!("{CALENDAR}{number}.ics");
    for number in 0..20 {
        assert!(
            ask(
                address,
                "PUT",
                &path(number),
                &event(&number.to_string(), "kept")
            )
            .starts_with("HTTP/1.1 201")
        );
    }
    assert!(ask(address, "DELETE", &path(0), "").starts_with("HTTP/1.1 204"));
    let sync = r#"<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>"#;
    let before = ask(address, "REPORT", CALENDAR, sync);
    // SIGKILL: the program has no chance to tidy up.
    drop(first);
    let (_second, address) = start(&data);
    let after = ask(address, "REPORT", CALENDAR, sync);
    let body = |reply: &str| reply.split_once("\r\n\r\n").unwrap().1.to_owned();
    assert_eq!(body(&before), body(&after), "the same tags, the same token");
    assert_eq!(after.matches("<D:getetag>").count(), 19);
    let again = ask(address, "PUT", &path(0), &event("0", "again"));
    let tag = again
        .split("Etag: ")
        .nth(1)
        .unwrap()
        .split("\r\n")
        .next()
        .unwrap();
    assert!(!before.contains(tag.trim_matches('"')));
}

#[test]
fn what_was_acknowledged_survives_kills_in_the_middle_of_writing() {
    let directory = tempfile::tempdir().unwrap();
    let data = ["--data", directory.path().to_str().unwrap()];
    let mut acknowledged: Vec<String> = Vec::new();
    for round in 0..4 {
        let (program, address) = start(&data);
        let (tell, told) = std::sync::mpsc::channel();
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let tell = tell.clone();
                // Writes until nobody answers any more.
                thread::spawn(move || {
                    for number in 0.. {
                        let uid = format!("r{round}w{writer}n{number}");
                        let path = format!("{CALENDAR}{uid}.ics");
                        let reply = ask_as(BASIC, address, "PUT", &path, &event(&uid, "kept"));
                        if !reply.is_ok_and(|reply| reply.starts_with("HTTP/1.1 201")) {
                            return;
                        }
                        tell.send(path).unwrap();
                    }
                })
            })
            .collect();
        drop(tell);
        // Writes are under way: the next one may be anywhere when the program is killed.
        acknowledged.extend(told.iter().take(25 + round));
        drop(program);
        for writer in writers {
            writer.join().unwrap();
        }
        acknowledged.extend(told.iter());
    }
    let (_last, address) = start(&data);
    for path in &acknowledged {
        let kept = ask(address, "GET", path, "");
        assert!(
            kept.starts_with("HTTP/1.1 200") && kept.contains("SUMMARY:kept"),
            "{path}: {kept}"
        );
    }
    assert!(acknowledged.len() >= 4 * 25);
}

#[test]
fn a_password_that_is_guessed_at_is_tried_no_more_and_nobody_else_is_hindered() {
    let listening = listen();
    let sign_in = |credentials: &str| {
        let tried = ask_as(credentials, listening.address, "PROPFIND", "/WebDAV/", "").unwrap();
        tried.split(' ').nth(1).unwrap().to_owned()
    };
    // alice:wrong, ten times
    for _ in 0..10 {
        assert_eq!(sign_in("Basic YWxpY2U6d3Jvbmc="), "401");
    }
    assert_eq!(sign_in("Basic YWxpY2U6d3Jvbmc="), "429");
    assert_eq!(sign_in(BASIC), "429", "the right one is not tried either");
    let told = ask(listening.address, "PROPFIND", "/WebDAV/", "");
    assert!(told.contains("\r\nRetry-After: "), "{told}");
    assert_eq!(sign_in("Basic Ym9iOmJ1aWxkZXI="), "207", "bob signs in");
}

#[test]
fn the_program_ends_gently_when_it_is_asked_to() {
    let (mut program, address) = start(&[
        "--fault",
        "status=503,method=GET",
        "--user",
        "eve@example.org:secret",
    ]);
    assert!(ask(address, "GET", CALENDAR, "").starts_with("HTTP/1.1 503"));
    assert!(
        ask(address, "PROPFIND", "/WebDAV/", "").starts_with("HTTP/1.1 401"),
        "alice is not there"
    );
    Command::new("kill")
        .arg(program.0.id().to_string())
        .status()
        .unwrap();
    assert!(program.0.wait().unwrap().success());
}
