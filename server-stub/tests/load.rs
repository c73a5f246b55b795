//! How long things take with 100,000 items, and how much memory a calendar of 394 MiB. Prints; judged by people: `make bench`
//! runs it optimised. That a long answer is sent in pieces is looked at every time.

mod support;

use std::time::Instant;

use axum::body::Body;
use bytes::Bytes;
use futures::executor::block_on;
use http::Request;
use http_body_util::BodyExt as _;
use server_stub::names;
use support::{BASIC, CALENDAR, World, event};
use tower::ServiceExt as _;

/// A piece of an answer is at most so long, and the item that made it so.
const PIECE_BYTES: usize = 64 * 1024;

/// Asks, and reads the answer without keeping it: its bytes, and those of its longest piece.
fn drained(world: &World, body: &str) -> (usize, usize) {
    let request = Request::builder()
        .method("REPORT")
        .uri(CALENDAR)
        .header("authorization", BASIC)
        .body(Body::from(body.to_owned()))
        .unwrap();
    block_on(async {
        let reply = world.router.clone().oneshot(request).await.unwrap();
        assert_eq!(reply.status(), 207);
        let mut body = reply.into_body();
        let (mut all, mut longest) = (0, 0);
        while let Some(frame) = body.frame().await {
            let piece = frame.unwrap().into_data().unwrap_or_default().len();
            all += piece;
            longest = longest.max(piece);
        }
        (all, longest)
    })
}

/// So many appointments, each with that much text.
fn fill(world: &World, count: usize, bytes_each: usize) {
    let text = "long ".repeat(bytes_each / 5);
    let items = (0..count).map(|number| {
        let uid = format!("n{number}");
        (format!("{uid}.ics"), Bytes::from(event(&uid, &text)))
    });
    world.mailbox().fill(names::CALENDAR, items).unwrap();
}

/// Both ways to read items whole.
fn reads(count: usize) -> [(&'static str, String); 2] {
    let hrefs: Vec<String> = (0..count)
        .map(|number| format!("<href>{CALENDAR}n{number}.ics</href>"))
        .collect();
    let hrefs = hrefs.concat();
    let report = |name: &str, rest: &str| {
        format!(
            r#"<C:{name} xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/><C:calendar-data/></prop>{rest}</C:{name}>"#
        )
    };
    [
        (
            "query",
            report(
                "calendar-query",
                r#"<C:filter><C:comp-filter name="VCALENDAR"/></C:filter>"#,
            ),
        ),
        ("multiget", report("calendar-multiget", &hrefs)),
    ]
}

#[test]
fn a_long_answer_is_sent_in_pieces_of_a_bounded_length() {
    let world = World::new();
    let (count, each) = (300, 10_000);
    fill(&world, count, each);
    for (name, report) in reads(count) {
        let (all, longest) = drained(&world, &report);
        assert!(all > count * each, "{name}: {all}");
        assert!(
            longest < PIECE_BYTES + 2 * each,
            "{name}: a piece of {longest} bytes"
        );
    }
}

/// What the kernel counts of this process, in KiB.
#[cfg(target_os = "linux")]
fn status_kib(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "takes seconds and prints figures"]
fn a_calendar_of_394_mib() {
    let world = World::new();
    let (count, each) = (20_000, 394 * 1024 * 1024 / 20_000);
    let start = Instant::now();
    fill(&world, count, each);
    println!("394 MiB, filled: {:?}", start.elapsed());
    for (name, report) in reads(count) {
        // The peak is counted anew from here (proc(5)).
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
        let (before, start) = (status_kib("VmRSS"), Instant::now());
        let (all, longest) = drained(&world, &report);
        let grown = status_kib("VmHWM").saturating_sub(before);
        println!(
            "394 MiB, read by {name}: {:?}, {} MiB in pieces of at most {} KiB, {} MiB of memory besides",
            start.elapsed(),
            all / 1_048_576,
            longest / 1024,
            grown / 1024
        );
        assert!(grown < 32 * 1024, "{grown} KiB for one answer");
    }
}

#[test]
#[ignore = "takes seconds and prints figures"]
fn a_hundred_thousand_items() {
    let world = World::new();
    let timed = |what: &str, work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        println!("{what}: {:?}", start.elapsed());
    };
    timed("fill", &mut || {
        let items = (0..100_000).map(|number| {
            (
                format!("n{number}.ics"),
                Bytes::from(event(&format!("n{number}"), "x")),
            )
        });
        world.mailbox().fill(names::CALENDAR, items).unwrap();
    });
    let mut token = String::new();
    timed("first sync", &mut || {
        let reply = world.sync(CALENDAR, "", "");
        assert_eq!(reply.count("<D:getetag>"), 100_000);
        token = reply.text("D:sync-token").to_owned();
    });
    timed("1,000 syncs without a change", &mut || {
        for _ in 0..1000 {
            assert_eq!(world.sync(CALENDAR, &token, "").count("<D:response>"), 0);
        }
    });
    let hrefs: Vec<String> = (0..50)
        .map(|number| format!("<href>{CALENDAR}n{}.ics</href>", number * 1999))
        .collect();
    let hrefs = hrefs.concat();
    let multiget = format!(
        r#"<C:calendar-multiget xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/><C:calendar-data/></prop>{hrefs}</C:calendar-multiget>"#
    );
    timed("100 multigets of 50", &mut || {
        for _ in 0..100 {
            let reply = world.ask("REPORT", CALENDAR, &[], multiget.clone());
            assert_eq!(reply.count("BEGIN:VCALENDAR"), 50);
        }
    });
    timed(
        "100 clients at once, 20 quiet syncs and a multiget each",
        &mut || {
            std::thread::scope(|scope| {
                for _ in 0..100 {
                    scope.spawn(|| {
                        for _ in 0..20 {
                            assert_eq!(world.sync(CALENDAR, &token, "").status, 207);
                        }
                        let reply = world.ask("REPORT", CALENDAR, &[], multiget.clone());
                        assert_eq!(reply.count("BEGIN:VCALENDAR"), 50);
                    });
                }
            });
        },
    );
    timed("1,000 puts", &mut || {
        for number in 0..1000 {
            world.put(
                &format!("{CALENDAR}n{number}.ics"),
                &event(&format!("n{number}"), "y"),
            );
        }
    });
}
