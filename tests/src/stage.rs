//! What every test in one process stands on: a server whose time is virtual, and engines whose doors lead to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64};
use std::time::{Duration, SystemTime};

use engine::account::{
    Account, GuardLimits, KindChoice, Policy, Protocol, StoreChoice, SyncmlChoice,
};
use engine::app::{Doors, Engine};
use engine::vault::SessionMemory;
use pim::Kind;
use server_stub::{Config, Server};

use crate::sim::doors::{SimClock, SimNetwork, Time, drive};

/// The account's name on every device.
pub const ACCOUNT: &str = "Work";
/// Whose mailbox it is.
pub const USER: &str = "alice@example.com";

/// The moment at which every history begins.
pub(crate) fn beginning() -> Arc<Time> {
    Time::starting_at(1_770_000_000_000)
}

/// An empty mailbox on a server that lives in that time; what is not said of its settings is as it comes.
pub(crate) fn server(time: &Arc<Time>, settings: Config) -> Server {
    let (told, slept) = (Arc::clone(time), Arc::clone(time));
    Server::new(Config {
        clock: Arc::new(move || {
            let ms = u64::try_from(told.now_ms()).unwrap_or_default();
            SystemTime::UNIX_EPOCH + Duration::from_millis(ms)
        }),
        sleep: Arc::new(move |how_long| {
            slept.pass(i64::try_from(how_long.as_millis()).unwrap_or_default());
            Box::pin(std::future::ready(()))
        }),
        ..settings
    })
}

/// A clock in that time.
pub(crate) fn clock(time: &Arc<Time>, entropy: u64) -> Arc<SimClock> {
    Arc::new(SimClock {
        time: Arc::clone(time),
        entropy: AtomicU64::new(entropy),
        off_by_ms: AtomicI64::new(0),
    })
}

/// The program with one account on that server, which synchronises these kinds.
pub(crate) fn engine(
    server: &Server,
    clock: &Arc<SimClock>,
    kinds: impl IntoIterator<Item = Kind>,
    policy: Policy,
) -> Engine {
    let kinds = kinds.into_iter().map(|kind| (kind, Protocol::Auto));
    engine_over(server, clock, kinds, policy)
}

/// The same, each kind by its protocol.
pub(crate) fn engine_over(
    server: &Server,
    clock: &Arc<SimClock>,
    kinds: impl IntoIterator<Item = (Kind, Protocol)>,
    policy: Policy,
) -> Engine {
    let doors = Doors {
        network: Arc::new(SimNetwork::new(server.router())),
        clock: Arc::clone(clock) as _,
        vault: Arc::new(SessionMemory::default()),
    };
    let engine = Engine::in_memory(doors).expect("an engine in memory opens");
    let account = Account {
        name: ACCOUNT.into(),
        url: "http://mail.example.com/".into(),
        email: USER.into(),
        user: None,
        kinds: kinds
            .into_iter()
            .map(|(kind, protocol)| {
                let choice = KindChoice {
                    protocol,
                    ..KindChoice::default()
                };
                (kind, choice)
            })
            .collect(),
        store: StoreChoice::Builtin,
        policy,
        guard: GuardLimits::default(),
        trusted_certificate: None,
        syncml: SyncmlChoice::default(),
    };
    let password = Some("wonderland".to_owned().into());
    let stored = drive(engine.add_account(&account, password), None);
    assert!(matches!(stored, Some(Ok(()))), "{stored:?}");
    engine
}
