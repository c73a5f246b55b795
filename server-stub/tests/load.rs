//! How long things take with 100,000 items. Prints; judged by people: `make bench` runs it optimised.

mod support;

use std::time::Instant;

use bytes::Bytes;
use server_stub::names;
use support::{CALENDAR, World, event};

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
