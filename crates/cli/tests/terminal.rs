//! At a terminal `smsync` asks. Here it runs in a real pseudo terminal, that of `script` (util-linux).
#![cfg(target_os = "linux")]

mod common;

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use common::{House, Running, contact, text};

const CONTACTS: &str = "addressbooks/contacts";

/// `smsync` in a terminal, and what it has shown so far.
struct Terminal {
    child: Child,
    shows: Receiver<Vec<u8>>,
    shown: String,
}

impl Terminal {
    fn run(house: &House, arguments: &str) -> Self {
        let program = assert_cmd::cargo::cargo_bin!("smsync")
            .display()
            .to_string();
        let mut child = Command::new("script")
            .args(["-qec", &format!("{program} {arguments}"), "/dev/null"])
            .env_remove("SMSYNC_PASSPHRASE")
            .env("SMSYNC_HOME", house.home())
            .env("SMSYNC_PASSWORD_FILE", house.path("password"))
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .env("NO_COLOR", "1")
            .env("TERM", "xterm")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = child.stdout.take().unwrap();
        let (tell, shows) = channel();
        std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(size @ 1..) = output.read(&mut chunk) {
                if tell.send(chunk[..size].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            shows,
            shown: String::new(),
        }
    }

    /// Waits until these words are shown, and types an answer.
    fn answer(&mut self, words: &str, typed: &str) {
        let give_up = Instant::now() + Duration::from_mins(1);
        while !self.shown.contains(words) {
            let left = give_up.saturating_duration_since(Instant::now());
            let shown = self.shows.recv_timeout(left);
            let shown = shown.unwrap_or_else(|_| panic!("no “{words}” in: {}", self.shown));
            self.shown.push_str(&text(&shown));
        }
        // What was asked before is not to answer the next question.
        self.shown.clear();
        let stdin = self.child.stdin.as_mut().unwrap();
        stdin.write_all(format!("{typed}\n").as_bytes()).unwrap();
        stdin.flush().unwrap();
    }

    /// Waits for the end; gives the exit code and what was shown since the last answer.
    fn end(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        for shown in self.shows {
            self.shown.push_str(&text(&shown));
        }
        (code, self.shown)
    }
}

fn settled(count: usize) -> (House, Running) {
    let (house, running) = (House::new(), Running::new());
    for number in 0..count {
        let name = format!("p{number}");
        running.put(
            CONTACTS,
            &format!("{name}.vcf"),
            &contact(&name, &name, "Mate"),
        );
    }
    house.add_alice(&running.url);
    house.run(0, &["sync"]);
    (house, running)
}

#[test]
fn a_conflict_is_shown_row_by_row_and_asked() {
    let (house, running) = settled(1);
    running.put(CONTACTS, "p0.vcf", &contact("p0", "p0", "Captain"));
    house.run(0, &["items", "edit", "p0", "title=Admiral"]);
    let mut terminal = Terminal::run(&house, "sync --on-conflict ask");
    terminal.answer("≠", "l");
    let (code, shown) = terminal.end();
    assert_eq!(code, Some(0), "{shown}");
    assert!(
        running.texts(CONTACTS).concat().contains("Admiral"),
        "{shown}"
    );
    house.run(0, &["conflicts"]);
}

#[test]
fn enter_leaves_a_conflict_as_it_is() {
    let (house, running) = settled(1);
    running.put(CONTACTS, "p0.vcf", &contact("p0", "p0", "Captain"));
    house.run(0, &["items", "edit", "p0", "title=Admiral"]);
    let mut terminal = Terminal::run(&house, "sync --on-conflict ask");
    terminal.answer("≠", "");
    let (code, shown) = terminal.end();
    assert_eq!(code, Some(3), "{shown}");
    assert!(running.texts(CONTACTS).concat().contains("Captain"));
    house.run(3, &["conflicts"]);
}

#[test]
fn the_guard_asks_and_remembers_the_answer() {
    let (house, running) = settled(9);
    let delete = |from: usize, to: usize| {
        for number in from..to {
            running.delete(CONTACTS, &format!("p{number}.vcf"));
        }
    };
    delete(0, 6);
    let mut terminal = Terminal::run(&house, "sync");
    terminal.answer("6 contacts would be deleted", "a");
    let (code, shown) = terminal.end();
    assert_eq!(code, Some(0), "{shown}");
    assert_eq!(common::titles(&house, "contacts").len(), 3);
    // Up to six need not be asked about any more, not even where it is everything.
    delete(6, 9);
    house.run(0, &["sync"]);
    assert!(common::titles(&house, "contacts").is_empty());
}
