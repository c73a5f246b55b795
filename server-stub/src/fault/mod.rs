//! Faults: what a real server, its proxy or the network does wrong, switched on by a test or an administrator.
//!
//! A [`Rule`] says which [`Fault`], for which requests ([`Scope`]), and how often ([`When`]). Chance comes from the
//! seed in the server's configuration, so that the same requests meet the same faults. [`Faults`] is the switchboard.

mod effects;
mod kinds;
mod parse;
pub(crate) mod rewrite;
mod write;

use std::sync::{Arc, Mutex};

pub(crate) use effects::Effects;
pub(crate) use kinds::Http2OnTheWire;
pub use kinds::{
    BadCertificate, Fault, LostReply, MissingRow, Moment, Rewrite, TokenLoss, Truncation,
};
pub use parse::InvalidRule;

use crate::lock::lock;
use crate::syncml::{Event, SyncMlFault};

/// Which requests a rule is about; what is `None` matches all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The full address of the user who signed in.
    pub user: Option<String>,
    /// The collection addressed, or that the addressed resource is in, as `calendars/tasks`.
    pub collection: Option<String>,
    /// A method, in upper case. A report may be named by its element: `REPORT:sync-collection`.
    pub method: Option<String>,
}

/// How often a rule applies, among the requests its scope matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Every time.
    Always,
    /// The first so many times.
    Times(u32),
    /// Only the n-th, counted from 1.
    Nth(u32),
    /// So many times in a thousand.
    PerMille(u16),
}

/// A fault, where, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What goes wrong.
    pub fault: Fault,
    /// For which requests.
    pub scope: Scope,
    /// How often.
    pub when: When,
}

impl Rule {
    /// This fault for every request.
    pub fn always(fault: Fault) -> Rule {
        Rule {
            fault,
            scope: Scope::default(),
            when: When::Always,
        }
    }

    /// This fault for the first so many requests that match.
    pub fn times(fault: Fault, times: u32) -> Rule {
        Rule::always(fault).when(When::Times(times))
    }

    /// The same, as often as that.
    #[must_use]
    pub fn when(mut self, when: When) -> Rule {
        self.when = when;
        self
    }

    /// The same, for one user only.
    #[must_use]
    pub fn for_user(mut self, email: &str) -> Rule {
        self.scope.user = Some(email.to_owned());
        self
    }

    /// The same, in one collection only (`calendars/tasks`).
    #[must_use]
    pub fn in_collection(mut self, collection: &str) -> Rule {
        self.scope.collection = Some(collection.to_owned());
        self
    }

    /// The same, for one method only (`PUT`, `REPORT:sync-collection`).
    #[must_use]
    pub fn on(mut self, method: &str) -> Rule {
        self.scope.method = Some(method.to_owned());
        self
    }
}

/// Names a rule that is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(u64);

impl RuleId {
    /// The id that is written like that.
    pub(crate) fn read(text: &str) -> Option<RuleId> {
        text.parse().ok().map(RuleId)
    }
}

/// What a fault's scope is matched against.
pub(crate) struct Asked<'a> {
    pub(crate) user: Option<&'a str>,
    pub(crate) collection: Option<String>,
    pub(crate) method: &'a str,
    pub(crate) report: Option<&'a str>,
}

struct Switched {
    id: RuleId,
    rule: Rule,
    matched: u32,
    fired: u32,
}

struct Board {
    rules: Vec<Switched>,
    last_id: u64,
    random: u64,
}

/// The switchboard; a clone is another handle to the same one.
#[derive(Clone)]
pub struct Faults {
    board: Arc<Mutex<Board>>,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Faults {
        Faults {
            board: Arc::new(Mutex::new(Board {
                rules: Vec::new(),
                last_id: 0,
                random: seed,
            })),
        }
    }

    /// Switches a rule on.
    pub fn add(&self, rule: Rule) -> RuleId {
        let mut board = lock(&self.board);
        board.last_id += 1;
        let id = RuleId(board.last_id);
        board.rules.push(Switched {
            id,
            rule,
            matched: 0,
            fired: 0,
        });
        id
    }

    /// Switches a rule off; `false` if it was not on.
    pub fn remove(&self, id: RuleId) -> bool {
        let mut board = lock(&self.board);
        let before = board.rules.len();
        board.rules.retain(|switched| switched.id != id);
        board.rules.len() != before
    }

    /// Switches everything off.
    pub fn clear(&self) {
        lock(&self.board).rules.clear();
    }

    /// The rules that are on, with how often each has struck.
    pub fn list(&self) -> Vec<(RuleId, Rule, u32)> {
        lock(&self.board)
            .rules
            .iter()
            .map(|switched| (switched.id, switched.rule.clone(), switched.fired))
            .collect()
    }

    /// How often this rule has struck.
    pub fn fired(&self, id: RuleId) -> u32 {
        let board = lock(&self.board);
        let found = board.rules.iter().find(|switched| switched.id == id);
        found.map_or(0, |switched| switched.fired)
    }

    /// What goes wrong with this request.
    pub(crate) fn strike(&self, asked: &Asked<'_>) -> Effects {
        let mut effects = Effects::default();
        let mut board = lock(&self.board);
        let Board { rules, random, .. } = &mut *board;
        for switched in rules.iter_mut() {
            let of_requests = !matches!(
                switched.rule.fault,
                Fault::BadCertificate(_) | Fault::SyncMl(_)
            );
            if of_requests && switched.rule.scope.matches(asked) && switched.is_due(random) {
                switched.fired += 1;
                effects.add(&switched.rule.fault);
                effects.struck.push(switched.rule.to_string());
            }
        }
        effects
    }
}

impl Faults {
    /// The certificate a new connection is to be shown in place of the server's own.
    pub(crate) fn strike_certificate(&self) -> Option<BadCertificate> {
        let mut board = lock(&self.board);
        let Board { rules, random, .. } = &mut *board;
        rules.iter_mut().find_map(|switched| {
            let Fault::BadCertificate(bad) = switched.rule.fault else {
                return None;
            };
            let due = switched.is_due(random);
            switched.fired += u32::from(due);
            due.then_some(bad)
        })
    }
}

impl Faults {
    /// What goes wrong at this point of a `SyncML` session.
    pub(crate) fn strike_syncml(
        &self,
        user: &str,
        collection: Option<&str>,
        method: &str,
        event: Event,
    ) -> Option<SyncMlFault> {
        let asked = Asked {
            user: Some(user),
            collection: collection.map(str::to_owned),
            method,
            report: None,
        };
        let mut board = lock(&self.board);
        let Board { rules, random, .. } = &mut *board;
        rules.iter_mut().find_map(|switched| {
            let Fault::SyncMl(fault) = switched.rule.fault else {
                return None;
            };
            let strikes = fault.strikes_at(event)
                && switched.rule.scope.matches(&asked)
                && switched.is_due(random);
            switched.fired += u32::from(strikes);
            strikes.then_some(fault)
        })
    }
}

impl Switched {
    fn is_due(&mut self, random: &mut u64) -> bool {
        self.matched = self.matched.saturating_add(1);
        match self.rule.when {
            When::Always => true,
            When::Times(times) => self.matched <= times,
            When::Nth(nth) => self.matched == nth,
            When::PerMille(chance) => next_random(random) % 1000 < u64::from(chance),
        }
    }
}

/// `SplitMix64`: small, and the same everywhere.
fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl Scope {
    fn matches(&self, asked: &Asked<'_>) -> bool {
        let user = self
            .user
            .as_deref()
            .is_none_or(|user| asked.user == Some(user));
        let collection = self
            .collection
            .as_ref()
            .is_none_or(|collection| asked.collection.as_ref() == Some(collection));
        user && collection && self.method.as_deref().is_none_or(|method| asked.is(method))
    }
}

impl Asked<'_> {
    fn is(&self, method: &str) -> bool {
        match method.split_once(':') {
            Some((method, report)) => self.method == method && self.report == Some(report),
            None => self.method == method,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: &str) -> Asked<'_> {
        Asked {
            user: Some("alice@example.com"),
            collection: Some("calendars/tasks".to_owned()),
            method,
            report: (method == "REPORT").then_some("sync-collection"),
        }
    }

    fn strikes(rule: Rule, method: &str, times: usize) -> Vec<bool> {
        let faults = Faults::new(7);
        faults.add(rule);
        (0..times)
            .map(|_| faults.strike(&asked(method)).web_page)
            .collect()
    }

    #[test]
    fn a_rule_strikes_where_and_as_often_as_it_says() {
        let always = || Rule::always(Fault::WebPage);
        assert_eq!(strikes(always(), "GET", 2), [true, true]);
        assert_eq!(
            strikes(Rule::times(Fault::WebPage, 1), "GET", 3),
            [true, false, false]
        );
        assert_eq!(
            strikes(always().when(When::Nth(2)), "GET", 3),
            [false, true, false]
        );
        assert_eq!(strikes(always().on("PUT"), "GET", 1), [false]);
        assert_eq!(
            strikes(always().on("REPORT:sync-collection"), "REPORT", 1),
            [true]
        );
        assert_eq!(
            strikes(always().on("REPORT:calendar-multiget"), "REPORT", 1),
            [false]
        );
        assert_eq!(
            strikes(always().for_user("bob@example.com"), "GET", 1),
            [false]
        );
        assert_eq!(
            strikes(always().in_collection("calendars/tasks"), "GET", 1),
            [true]
        );
        assert_eq!(
            strikes(always().in_collection("calendars/notes"), "GET", 1),
            [false]
        );
    }

    #[test]
    fn chance_follows_the_seed() {
        let rule = Rule::always(Fault::WebPage).when(When::PerMille(250));
        let first = strikes(rule.clone(), "GET", 1000);
        assert_eq!(first, strikes(rule, "GET", 1000));
        let hits = first.iter().filter(|hit| **hit).count();
        assert!((200..300).contains(&hits), "{hits}");
    }

    #[test]
    fn a_rule_switched_off_strikes_no_more() {
        let faults = Faults::new(1);
        let id = faults.add(Rule::always(Fault::WebPage));
        assert!(faults.strike(&asked("GET")).web_page);
        assert_eq!(faults.fired(id), 1);
        assert!(faults.remove(id) && !faults.remove(id));
        assert!(!faults.strike(&asked("GET")).web_page);
    }
}
