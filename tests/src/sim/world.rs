//! The world of one history: a server, two devices, a webmail user, and what each of them did.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use engine::account::Policy;
use engine::app::{Engine, SyncOptions};
use engine::endpoint::ItemId;
use engine::journal::{ConflictCase, Decision};
use engine::pass::{Deletions, Report};
use pim::{Kind, Side};
use server_stub::{
    Config, Fault, Limit, Manners, MissingRow, Moment, Rewrite, Rule, Server, TokenLoss,
    Truncation, UnknownToken, When,
};

use super::doors::{SimClock, Time, drive};
use super::known_server::KnownServer;
use super::person;
use super::protocols::{self, Protocols};
use super::random::Random;
use crate::stage::{self, ACCOUNT, USER};

/// Who edited something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Editor {
    Webmail,
    Device(usize),
}

/// One computer with the program on it.
pub(super) struct Device {
    pub(super) name: &'static str,
    pub(super) engine: Engine,
    clock: Arc<SimClock>,
    /// Transactions until the program is cut off at one; `usize::MAX`: never.
    writes_left: Arc<AtomicUsize>,
}

/// Everything.
pub(super) struct World {
    pub(super) server: Server,
    /// How the accounts synchronise.
    pub(super) protocols: Protocols,
    pub(super) known: KnownServer,
    pub(super) devices: Vec<Device>,
    pub(super) trace: Vec<String>,
    /// Words somebody typed and nobody took away again: (the item's mark, the word).
    pub(super) typed: BTreeSet<(String, String)>,
    /// Items somebody deleted, or whose deletion somebody decided.
    pub(super) may_be_gone: BTreeSet<String>,
    /// Items of which somebody wanted two, or that nobody could know again.
    pub(super) may_be_two: BTreeSet<String>,
    /// Items without a UID on a server that forgot a device since, with who edited each.
    unmatched: BTreeMap<String, BTreeSet<Editor>>,
    /// Whether the server may have dropped what it does not know.
    pub(super) drops_unknown: bool,
    /// Whether the server may have added lines of its own, which are nobody's edits.
    pub(super) adds_lines: bool,
    policy: Policy,
    time: Arc<Time>,
    next: usize,
}

impl World {
    /// Whether the policy itself makes two items of one.
    pub(super) fn keeps_both(&self) -> bool {
        self.policy == Policy::Both
    }

    pub(super) fn new(seed: u64, protocols: Protocols, random: &mut Random) -> Self {
        let time = stage::beginning();
        let page_size = random.percent(30).then(|| 1 + random.below(5));
        let manners = manners(&mut Random::new(seed.rotate_left(32) + 1), page_size);
        let settings = Config {
            seed,
            page_size,
            manners,
            syncml: protocols.options(random),
            ..Config::default()
        };
        // Known servers are met where an account has DAV alone.
        let known = match protocols {
            Protocols::Dav => KnownServer::of(seed),
            Protocols::Syncml | Protocols::Mixed => KnownServer::strict(),
        };
        let settings = known.configured(settings);
        let (page_size, manners) = (settings.page_size, settings.manners);
        let server = stage::server(&time, settings);
        known.behave(&server);
        let policy = *random.one_of(&[
            Policy::Merge,
            Policy::Merge,
            Policy::Ask,
            Policy::Both,
            Policy::Newest,
            Policy::Server,
            Policy::Local,
        ]);
        let devices = ["desk", "lap"]
            .map(|name| Device::new(name, &server, protocols, &time, policy, random))
            .into();
        let trace = vec![format!(
            "{protocols:?}, server {}, policy {policy:?}, pages of {page_size:?}, {manners:?}",
            known.name()
        )];
        Self {
            server,
            protocols,
            known,
            devices,
            trace,
            typed: BTreeSet::new(),
            may_be_gone: BTreeSet::new(),
            may_be_two: BTreeSet::new(),
            unmatched: BTreeMap::new(),
            drops_unknown: known.drops_unknown(),
            adds_lines: known.adds_lines(),
            policy,
            time,
            next: 0,
        }
    }

    fn say(&mut self, what: String) {
        self.trace.push(what);
    }

    fn word(&mut self) -> String {
        self.next += 1;
        format!("w{}x", self.next)
    }

    /// One thing that happens.
    pub(super) fn step(&mut self, random: &mut Random) {
        match random.below(100) {
            0..15 => self.webmail_adds(random),
            15..30 => self.webmail_edits(random),
            30..36 => self.webmail_deletes(random),
            36..48 => self.device_adds(random),
            48..62 => self.device_edits(random),
            62..68 => self.device_deletes(random),
            68..74 => self.fault(random),
            74..77 => {
                let ms = i64::try_from(random.below(100_000_000)).unwrap_or_default();
                self.time.pass(ms);
            }
            77..79 => {
                let device = random.below(self.devices.len());
                let off =
                    i64::try_from(random.below(200_000_000)).unwrap_or_default() - 100_000_000;
                self.devices[device]
                    .clock
                    .off_by_ms
                    .store(off, Ordering::Relaxed);
                self.say(format!(
                    "{}'s clock is off by {off} ms",
                    self.devices[device].name
                ));
            }
            79..84 => self.decide_something(random),
            _ => self.sync_something(random),
        }
    }

    // ---- the webmail user -----------------------------------------------------------------------------------------

    fn webmail_adds(&mut self, random: &mut Random) {
        let (kind, collection) = *random.one_of(self.protocols.kinds());
        let word = self.word();
        let name = format!("i{}", self.next);
        let text = person::new_item(kind, &name, &word, self.protocols.is_syncml(kind));
        let stored = self
            .server
            .mailbox(USER)
            .and_then(|mailbox| mailbox.put(collection, &format!("{name}.x"), text).ok());
        assert!(stored.is_some(), "the server takes what webmail adds");
        self.typed.insert((format!("{name}-mark"), word));
        self.say(format!("webmail adds {name}"));
    }

    fn webmail_edits(&mut self, random: &mut Random) {
        let (kind, collection) = *random.one_of(self.protocols.kinds());
        let items = self.server_items(collection);
        if items.is_empty() {
            return;
        }
        let (name, text) = random.one_of(&items).clone();
        let word = self.word();
        let edited = person::edited(kind, &text, &word, self.protocols.is_syncml(kind), random);
        self.note_edit(Editor::Webmail, &text, &edited);
        self.say(format!("webmail edits {name}: {word}"));
        if let Some(mailbox) = self.server.mailbox(USER) {
            let stored = mailbox.put(collection, &name, edited);
            assert!(
                stored.is_ok(),
                "the server takes what webmail edits: {stored:?}"
            );
        }
    }

    fn webmail_deletes(&mut self, random: &mut Random) {
        let (_, collection) = *random.one_of(self.protocols.kinds());
        let items = self.server_items(collection);
        if items.is_empty() {
            return;
        }
        let (name, text) = random.one_of(&items).clone();
        self.note_deletion(&text);
        self.say(format!("webmail deletes {name}"));
        if let Some(mailbox) = self.server.mailbox(USER) {
            let _ = mailbox.delete(collection, &name);
        }
    }

    /// The items of a collection on the server, by name.
    pub(super) fn server_items(&self, collection: &str) -> Vec<(String, String)> {
        let items = self
            .server
            .mailbox(USER)
            .and_then(|mailbox| mailbox.list(collection).ok())
            .unwrap_or_default();
        items
            .into_iter()
            .map(|item| (item.name, String::from_utf8_lossy(&item.body).into_owned()))
            .collect()
    }

    // ---- the person at a device -----------------------------------------------------------------------------------

    fn device_adds(&mut self, random: &mut Random) {
        let (kind, _) = *random.one_of(self.protocols.kinds());
        let device = random.below(self.devices.len());
        let word = self.word();
        let name = format!("i{}", self.next);
        let text = person::new_item(kind, &name, &word, self.protocols.is_syncml(kind));
        let engine = &self.devices[device].engine;
        let added = drive(engine.import_items(ACCOUNT, kind, text.as_bytes()), None);
        assert!(
            matches!(added, Some(Ok((ref ids, _))) if ids.len() == 1),
            "{added:?}"
        );
        self.typed.insert((format!("{name}-mark"), word));
        self.say(format!("{} adds {name}", self.devices[device].name));
    }

    fn device_edits(&mut self, random: &mut Random) {
        let (kind, _) = *random.one_of(self.protocols.kinds());
        let device = random.below(self.devices.len());
        let items = self.device_items(device, kind);
        if items.is_empty() {
            return;
        }
        let (id, text) = random.one_of(&items).clone();
        let word = self.word();
        let edited = person::edited(kind, &text, &word, self.protocols.is_syncml(kind), random);
        self.note_edit(Editor::Device(device), &text, &edited);
        self.say(format!(
            "{} edits {}: {word}",
            self.devices[device].name, id.0
        ));
        let engine = &self.devices[device].engine;
        let done = drive(
            engine.rewrite_item(ACCOUNT, kind, &id, None, edited.as_bytes()),
            None,
        );
        assert!(matches!(done, Some(Ok(()))), "{done:?}");
    }

    fn device_deletes(&mut self, random: &mut Random) {
        let (kind, _) = *random.one_of(self.protocols.kinds());
        let device = random.below(self.devices.len());
        let items = self.device_items(device, kind);
        if items.is_empty() {
            return;
        }
        let (id, text) = random.one_of(&items).clone();
        self.note_deletion(&text);
        self.say(format!("{} deletes {}", self.devices[device].name, id.0));
        let engine = &self.devices[device].engine;
        let done = drive(engine.remove_item(ACCOUNT, kind, &id), None);
        assert!(matches!(done, Some(Ok(()))), "{done:?}");
    }

    /// The items of a kind on a device, by id.
    pub(super) fn device_items(&self, device: usize, kind: Kind) -> Vec<(ItemId, String)> {
        let engine = &self.devices[device].engine;
        let listed = drive(engine.items(ACCOUNT, kind, ""), None)
            .and_then(Result::ok)
            .unwrap_or_default();
        let mut items: BTreeMap<ItemId, String> = BTreeMap::new();
        for one in listed {
            if let Some(Ok(item)) = drive(engine.item(ACCOUNT, kind, &one.id), None) {
                items.insert(one.id, item.source);
            }
        }
        items.into_iter().collect()
    }

    /// What the person took away by their own edit is not lost, what they added must not be.
    fn note_edit(&mut self, who: Editor, before: &str, after: &str) {
        let kept = person::words(after);
        for mark in person::marks(before) {
            if let Some(editors) = self.unmatched.get_mut(&mark) {
                editors.insert(who);
                // Nothing says any more that the two are one: both are kept.
                if editors.len() > 1 {
                    self.may_be_two.insert(mark.clone());
                }
            }
            for word in person::words(before) {
                if !kept.contains(&word) {
                    self.typed.remove(&(mark.clone(), word));
                }
            }
            for word in &kept {
                if !person::words(before).contains(word) {
                    self.typed.insert((mark.clone(), word.clone()));
                }
            }
        }
    }

    fn note_deletion(&mut self, text: &str) {
        for mark in person::marks(text) {
            for word in person::words(text) {
                self.typed.remove(&(mark.clone(), word));
            }
            self.may_be_gone.insert(mark);
        }
    }

    // ---- faults ---------------------------------------------------------------------------------------------------

    fn fault(&mut self, random: &mut Random) {
        if random.percent(25) {
            self.known.behave(&self.server);
            self.say("all faults off".into());
            return;
        }
        if self.protocols != Protocols::Dav && random.percent(40) {
            self.syncml_fault(random);
            return;
        }
        if random.percent(10) {
            let (_, collection) = *random.one_of(self.protocols.kinds());
            if let Some(mailbox) = self.server.mailbox(USER) {
                let _ = mailbox.forget_sync_tokens(collection);
            }
            self.say(format!("tokens of {collection} forgotten"));
            return;
        }
        let fault = random_fault(random);
        if matches!(fault, Fault::RewriteBody(Rewrite::DropUnknown)) {
            self.drops_unknown = true;
        }
        if matches!(fault, Fault::RewriteBody(Rewrite::AddProperties)) {
            self.adds_lines = true;
        }
        self.switch_on(fault, random);
    }

    fn syncml_fault(&mut self, random: &mut Random) {
        if random.percent(25) {
            let what = protocols::forget_a_device(&self.server, random);
            self.say(what);
            let nameless = self.protocols.kinds().iter();
            for (_, collection) in nameless.filter(|(kind, _)| self.protocols.is_nameless(*kind)) {
                for (_, text) in self.server_items(collection) {
                    for mark in person::marks(&text) {
                        self.unmatched.entry(mark).or_default();
                    }
                }
            }
        } else {
            self.switch_on(protocols::random_fault(random), random);
        }
    }

    fn switch_on(&mut self, fault: Fault, random: &mut Random) {
        let when = *random.one_of(&[
            When::Times(1),
            When::Times(3),
            When::Nth(2),
            When::PerMille(200),
            When::PerMille(500),
        ]);
        self.say(format!("fault {fault:?} {when:?}"));
        self.server.faults().add(Rule::always(fault).when(when));
    }

    // ---- passes ---------------------------------------------------------------------------------------------------

    fn sync_something(&mut self, random: &mut Random) {
        let device = random.below(self.devices.len());
        let deletions = *random.one_of(&[
            Deletions::Ask,
            Deletions::Allow,
            Deletions::Allow,
            Deletions::Restore,
        ]);
        let options = SyncOptions {
            deletions,
            ..SyncOptions::default()
        };
        let cut_off = random.percent(20).then(|| 1 + random.below(40));
        if random.percent(15) {
            self.devices[device]
                .writes_left
                .store(random.below(12), Ordering::Relaxed);
        }
        self.sync(device, &options, cut_off);
        self.devices[device]
            .writes_left
            .store(usize::MAX, Ordering::Relaxed);
    }

    /// Runs a pass; `None` where it was cut off.
    pub(super) fn sync(
        &mut self,
        device: usize,
        options: &SyncOptions,
        cut_off: Option<usize>,
    ) -> Option<Report> {
        let one = &self.devices[device];
        let result = drive(one.engine.sync(ACCOUNT, options, &()), cut_off);
        let words = match &result {
            None => "cut off".to_owned(),
            Some(Err(failure)) => format!("could not begin: {}", failure.message),
            Some(Ok(report)) => told(report),
        };
        self.say(format!(
            "{} syncs ({:?}): {words}",
            self.devices[device].name, options.deletions
        ));
        self.time.pass(1_000);
        result.and_then(Result::ok)
    }

    fn decide_something(&mut self, random: &mut Random) {
        let device = random.below(self.devices.len());
        self.decide(device, random, 1);
    }

    /// Decides up to `most` conflicts of a device at random, and answers how many.
    pub(super) fn decide(&mut self, device: usize, random: &mut Random, most: usize) -> usize {
        let conflicts = self.devices[device]
            .engine
            .conflicts(None)
            .unwrap_or_default();
        let mut decided = 0;
        for conflict in conflicts.into_iter().take(most) {
            let decision = random
                .one_of(&[
                    Decision::Keep(Side::Server),
                    Decision::Keep(Side::Local),
                    Decision::Both,
                    Decision::New,
                ])
                .clone();
            // What was deleted and is kept is a new item there; without a UID a device that still has the old one cannot know.
            let is_again = conflict.case == ConflictCase::ChangedHereDeletedThere
                && self.protocols.is_nameless(conflict.kind);
            for side in conflict.sides.server.iter().chain(&conflict.sides.local) {
                for mark in person::marks(&side.source) {
                    match decision {
                        Decision::Both | Decision::New => self.may_be_two.insert(mark),
                        Decision::Keep(Side::Local) if is_again => self.may_be_two.insert(mark),
                        _ => self.may_be_gone.contains(&mark),
                    };
                }
            }
            let engine = &self.devices[device].engine;
            let done = drive(engine.decide(conflict.id, &decision, None), None);
            decided += usize::from(matches!(done, Some(Ok(()))));
            self.say(format!(
                "{} decides {} ({:?}): {decision:?}",
                self.devices[device].name, conflict.title, conflict.case
            ));
        }
        decided
    }
}

impl Device {
    fn new(
        name: &'static str,
        server: &Server,
        protocols: Protocols,
        time: &Arc<Time>,
        policy: Policy,
        random: &mut Random,
    ) -> Self {
        let clock = stage::clock(time, random.next());
        let kinds = protocols.kinds().iter();
        let kinds = kinds.map(|(kind, _)| (*kind, protocols.of(*kind)));
        let mut engine = stage::engine_over(server, &clock, kinds, policy);
        let writes_left = Arc::new(AtomicUsize::new(usize::MAX));
        let left = Arc::clone(&writes_left);
        engine.journal_mut().set_write_gate(Box::new(move || {
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| {
                if n == usize::MAX {
                    Some(n)
                } else {
                    n.checked_sub(1)
                }
            })
            .is_ok()
        }));
        Self {
            name,
            engine,
            clock,
            writes_left,
        }
    }
}

fn told(report: &Report) -> String {
    let mut words = Vec::new();
    if let Some(failure) = &report.failure {
        words.push(format!("failed: {}", failure.message));
    }
    for kind in &report.kinds {
        words.push(format!(
            "{}: server {:?} local {:?} conflicts {} held {}{}{}",
            kind.kind,
            kind.written.server,
            kind.written.local,
            kind.conflicts,
            kind.held.len(),
            kind.guard.as_ref().map(|_| " GUARD").unwrap_or_default(),
            kind.failure
                .as_ref()
                .map(|failure| format!(" FAILED {}", failure.message))
                .unwrap_or_default(),
        ));
    }
    words.join("; ")
}

/// What the server does where real ones differ.
fn manners(random: &mut Random, page_size: Option<usize>) -> Manners {
    let limits: &[Limit] = match page_size {
        // Xandikos loses the rows beyond a limit, but sets none itself.
        None => &[Limit::Honoured, Limit::Ignored, Limit::LosesRows],
        Some(_) => &[Limit::Honoured, Limit::Ignored],
    };
    Manners {
        limit: *random.one_of(limits),
        unknown_token: *random.one_of(&[
            UnknownToken::Refused,
            UnknownToken::PreconditionFailed,
            UnknownToken::Everything,
        ]),
        missing_rows_left_out: random.percent(50),
        tells_short_lives: random.percent(50),
        ..Manners::default()
    }
}

fn random_fault(random: &mut Random) -> Fault {
    let moment = *random.one_of(&[Moment::BeforeWrite, Moment::AfterWrite]);
    match random.below(15) {
        0..3 => Fault::Lost(moment),
        3 => Fault::CutBody {
            keep: random.below(600),
        },
        4 => Fault::TruncatedListing {
            keep: random.below(4),
            how: *random.one_of(&[
                Truncation::Announced,
                Truncation::Silent,
                Truncation::SilentSkipping,
            ]),
        },
        5 => Fault::EmptyListing,
        6 => Fault::StaleListing {
            lag: Duration::from_mins(1),
        },
        7 => Fault::ForgetToken(
            *random.one_of(&[TokenLoss::Refused, TokenLoss::EverythingWithoutDeletions]),
        ),
        8 => Fault::NoEtagOnPut,
        9 => Fault::WeakEtag,
        10 => Fault::EtagChurn,
        11 => Fault::RewriteBody(*random.one_of(&[
            Rewrite::Refold,
            Rewrite::Reorder,
            Rewrite::AddProperties,
            Rewrite::DropUnknown,
        ])),
        12 => Fault::CappedMultiget {
            rows: 1 + random.below(3),
            missing: *random.one_of(&[
                MissingRow::LeftOut,
                MissingRow::LeftOut,
                MissingRow::NotFound,
            ]),
        },
        13 => Fault::WebPage,
        _ => Fault::Status {
            code: *random.one_of(&[401, 403, 404, 412, 418, 423, 429, 500, 502, 503, 507]),
            retry_after_s: random.percent(30).then_some(2),
            moment,
        },
    }
}
