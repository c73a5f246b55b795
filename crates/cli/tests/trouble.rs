//! Bad input from outside, each with a clear message, what to do, and the right exit code.

mod common;

use std::sync::{Arc, Mutex};

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::IntoResponse;
use common::{House, Running, contact};
use server_stub::{Fault, Moment, Rule};

#[test]
fn a_wrong_password_is_said_and_nothing_is_lost() {
    let (house, running) = (House::new(), Running::new());
    house.add_alice(&running.url);
    std::fs::write(house.path("password"), "rabbit hole\n").unwrap();
    let out = house.run(1, &["sync"]);
    assert!(out.contains("password") && out.contains('→'), "{out}");
    assert!(!out.contains("rabbit hole"));
    assert_eq!(
        house.json(1, &["sync"])["reports"][0]["failure"]["code"],
        "sign-in"
    );
    assert!(house.run(1, &["account", "test"]).contains("Sign in"));
    assert!(!common::is_written_anywhere(&house.home(), "rabbit hole"));
}

#[test]
fn what_stands_in_the_way_of_every_kind_is_said_once() {
    let (house, running) = (House::new(), Running::new());
    house.add_alice(&running.url);
    house.run(0, &["sync"]);
    std::fs::write(house.path("password"), "rabbit hole\n").unwrap();
    let out = house.run(1, &["sync"]);
    assert_eq!(out.matches("was not accepted").count(), 1, "{out}");
    assert!(
        out.contains("Contacts, Appointments, Tasks, Notes: ✗ work:"),
        "{out}"
    );
}

#[test]
fn a_server_that_is_not_there_is_said() {
    let house = House::new();
    // A port that was free a moment ago, on this computer alone.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    house.add_alice(&format!("http://127.0.0.1:{port}"));
    let report = house.json(1, &["sync"])["reports"][0].clone();
    assert_eq!(report["failure"]["code"], "unreachable");
    assert!(house.run(1, &["account", "test"]).contains("Connection"));
}

#[test]
fn a_name_that_does_not_exist_is_said() {
    let house = House::new();
    house.add_alice("http://no-such-host.invalid");
    assert_eq!(
        house.json(1, &["sync"])["reports"][0]["failure"]["code"],
        "unreachable"
    );
}

#[test]
fn a_web_page_instead_of_dav_is_said() {
    let (house, running) = (House::new(), Running::new());
    running.server.faults().add(Rule::always(Fault::WebPage));
    house.add_alice(&running.url);
    let out = house.run(1, &["sync"]);
    assert!(out.contains('✗') && out.contains('→'), "{out}");
    let test = house.run(1, &["account", "test"]);
    assert!(test.contains("web page"), "{test}");
}

#[test]
fn a_server_that_fails_is_said_and_the_next_pass_goes_on() {
    let (house, running) = (House::new(), Running::new());
    running.put(
        "addressbooks/contacts",
        "anna.vcf",
        &contact("anna", "Anna", "Baker"),
    );
    house.add_alice(&running.url);
    let fault = Fault::Status {
        code: 500,
        retry_after_s: None,
        moment: Moment::BeforeWrite,
    };
    running.server.faults().add(Rule::always(fault));
    house.run(1, &["sync"]);
    running.server.faults().clear();
    house.run(0, &["sync"]);
    assert_eq!(common::titles(&house, "contacts"), ["Anna"]);
}

#[test]
fn one_broken_item_does_not_stop_the_others() {
    let (house, running) = (House::new(), Running::new());
    house.add_alice(&running.url);
    running.put(
        "addressbooks/contacts",
        "anna.vcf",
        &contact("anna", "Anna", "Baker"),
    );
    let store = format!("folder:{}", house.path("pim").display());
    house.run(0, &["account", "set", "work", "--store", &store]);
    house.run(0, &["sync"]);
    std::fs::write(
        house.path("pim/contacts/broken.vcf"),
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Brok",
    )
    .unwrap();
    std::fs::write(
        house.path("pim/contacts/carl.vcf"),
        contact("carl", "Carl", "Smith"),
    )
    .unwrap();
    let out = common::text(&house.smsync(&["sync"]).output().unwrap().stdout);
    assert!(
        running
            .texts("addressbooks/contacts")
            .concat()
            .contains("Carl"),
        "{out}"
    );
    assert!(house.path("pim/contacts/broken.vcf").exists(), "{out}");
}

#[test]
fn two_passes_at_once_are_kept_apart() {
    let (house, running) = (House::new(), Running::new());
    house.add_alice(&running.url);
    running
        .server
        .faults()
        .add(Rule::always(Fault::Slow(std::time::Duration::from_millis(
            700,
        ))));
    let first = std::process::Command::new(assert_cmd::cargo::cargo_bin!("smsync"))
        .args(["sync", "--quiet"])
        .env("SMSYNC_HOME", house.home())
        .env("SMSYNC_PASSWORD_FILE", house.path("password"))
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .stdout(std::process::Stdio::null())
        .spawn();
    let mut first = first.unwrap();
    let locks = house.home().join("locks");
    while !locks.exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    std::thread::sleep(std::time::Duration::from_millis(100));
    let second = house.json(1, &["sync"]);
    assert_eq!(second["reports"][0]["failure"]["code"], "in-use");
    running.server.faults().clear();
    assert!(first.wait().unwrap().success());
    house.run(0, &["sync"]);
}

#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more_is_said_and_the_next_pass_goes_on() {
    let (house, running) = (House::new(), Running::new());
    let text = "word ".repeat(4_000);
    for n in 0..60 {
        running.put(
            "addressbooks/contacts",
            &format!("c{n}.vcf"),
            &contact(&format!("c{n}"), &format!("P{n}"), &text),
        );
    }
    house.add_alice(&running.url);
    // No file may grow beyond 512 blocks of 512 bytes (dash) or of 1,024 bytes (bash).
    let limited = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 512; exec \"$0\" sync --json"])
        .arg(assert_cmd::cargo::cargo_bin!("smsync"))
        .env("SMSYNC_HOME", house.home())
        .env("SMSYNC_PASSWORD_FILE", house.path("password"))
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .output()
        .unwrap();
    let out = common::text(&limited.stdout);
    assert_eq!(
        limited.status.code(),
        Some(1),
        "{out}\n{}",
        common::text(&limited.stderr)
    );
    assert!(out.contains("\"hint\""), "{out}");
    house.run(0, &["sync"]);
    assert_eq!(common::titles(&house, "contacts").len(), 60);
}

/// The bundled server, which once it is told to answers every request with the same text.
fn that_can_turn(running: &Running) -> (String, Arc<Mutex<Option<String>>>) {
    let answer = Arc::new(Mutex::new(None::<String>));
    let instead = Arc::clone(&answer);
    let turn = move |request: Request, next: Next| {
        let instead = instead.lock().unwrap().clone();
        async move {
            match instead {
                Some(text) => {
                    let head = [("content-type", "application/xml")];
                    (axum::http::StatusCode::MULTI_STATUS, head, text).into_response()
                }
                None => next.run(request).await,
            }
        }
    };
    let router = running
        .server
        .router()
        .layer(axum::middleware::from_fn(turn));
    (common::serve(router), answer)
}

#[test]
fn a_reply_with_entities_or_a_million_nested_elements_is_said_and_nothing_is_lost() {
    let (house, running) = (House::new(), Running::new());
    let (url, answer) = that_can_turn(&running);
    house.add_alice(&url);
    house.run(0, &["items", "add", "contact", "display-name=Anna"]);
    house.run(0, &["sync"]);
    house.run(0, &["items", "add", "contact", "display-name=Bert"]);
    let laughs = "<!DOCTYPE D [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>\
                  <multistatus xmlns=\"DAV:\"><response><href>&b;</href></response></multistatus>";
    let nested = format!(
        "<multistatus xmlns=\"DAV:\">{}",
        "<response>".repeat(1_000_000)
    );
    for hostile in [laughs, &nested] {
        *answer.lock().unwrap() = Some(hostile.to_owned());
        let report = house.json(1, &["sync"])["reports"][0].clone();
        let kinds = report["kinds"].as_array().unwrap();
        let failure = kinds
            .iter()
            .map(|kind| &kind["failure"])
            .chain([&report["failure"]]);
        let told: Vec<&serde_json::Value> = failure.filter(|failure| !failure.is_null()).collect();
        assert!(!told.is_empty(), "{report}");
        for failure in told {
            assert_eq!(failure["code"], "nonsense", "{failure}");
            assert!(
                failure["hint"]
                    .as_str()
                    .is_some_and(|hint| !hint.is_empty())
            );
        }
        assert_eq!(common::titles(&house, "contacts"), ["Anna", "Bert"]);
    }
    *answer.lock().unwrap() = None;
    house.run(0, &["sync"]);
    assert_eq!(running.texts("addressbooks/contacts").len(), 2);
}
