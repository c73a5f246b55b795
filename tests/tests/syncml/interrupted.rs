//! The program is killed half-way, wherever that is, and started again.

use std::time::Duration;

use engine::app::SyncOptions;
use pim::Kind;
use tests::live::{ACCOUNT, Peer, written};

use crate::{another_second, assert_same, device, one, put};

/// Where it is killed differs from run to run; what holds afterwards does not.
#[test]
fn a_pass_that_is_killed_half_way_is_done_by_the_next_and_nothing_is_there_twice() {
    let peer = Peer::start("syncevolution");
    let desk = device(&peer, "dev-1");
    let mut titles: Vec<String> = Vec::new();
    for (turn, wait_ms) in [20, 80, 200, 400, 900].into_iter().enumerate() {
        for kind in Kind::ALL {
            desk.add(kind, &one(kind, &format!("Here{turn}")));
            put(
                &peer,
                kind,
                &format!("s{turn}"),
                &one(kind, &format!("There{turn}")),
            );
        }
        titles.extend([format!("Here{turn}"), format!("There{turn}")]);
        desk.run(async {
            let options = SyncOptions::default();
            let pass = desk.engine.sync(ACCOUNT, &options, &());
            let _ = tokio::time::timeout(Duration::from_millis(wait_ms), pass).await;
        });
        another_second();
    }
    // The server may hold the session that was killed for a moment.
    desk.sync();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    assert_same(&peer, &desk, &titles);
    another_second();
    assert_eq!(written(&desk.sync()), (0, 0), "nothing is left to do");
}
