//! Brings the mirror up to what the server holds: a session that sends nothing.
//!
//! Two-way rather than one-way, also where the server offers both: a one-way session moves the anchors past what the
//! other side changed meanwhile, and not every server tells it later.

use std::collections::{BTreeMap, BTreeSet};

use pim::Kind;
use syncml::message::{AlertCode, StatusCode};
use syncml::session::StoreEnd;

use super::SyncmlServer;
use super::apply::Doubts;
use super::mirror::StoreState;
use super::names;
use super::talk::{Asked, EndedStore, Line};
use crate::endpoint::{EndpointError, Trouble};
use crate::say;

/// How often a store may ask for something else: another name, everything compared, compared once more.
const TURNS: usize = 6;

/// How the stores stand in this pass.
#[derive(Default)]
pub(super) struct Standing {
    /// Where the server is, once that is known.
    pub(super) line: Option<Line>,
    stores: BTreeMap<Kind, Looked>,
    /// Stores whose server told once more as new what it had just been told our ids of: it does not keep them.
    forgetful: BTreeSet<Kind>,
    /// The whole server failed: no store tries again, for a wrong password tried four times locks the account.
    failure: Option<EndpointError>,
}

/// How a store was looked at.
#[derive(Clone)]
enum Looked {
    AtChanges,
    AtEverything,
    Failed(EndpointError),
}

/// What a store needs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Changes,
    Everything,
    /// Everything once more: items were missing, and one listing is no evidence.
    Again,
    /// Our unanswered writes, sent once more.
    Replay,
    /// Changes once more: the server did not know our ids, and was told them again.
    Verify,
    Done,
}

impl SyncmlServer {
    /// Looks at the store of this kind, and at all others of the account with it, unless that was done in this pass.
    pub(super) async fn refresh(&self, kind: Kind, everything: bool) -> Result<(), EndpointError> {
        let mut standing = self.standing.lock().await;
        if let Some(failure) = &standing.failure {
            return Err(failure.clone());
        }
        let is_enough = match standing.stores.get(&kind) {
            Some(Looked::Failed(error)) => return Err(error.clone()),
            Some(Looked::AtEverything) => true,
            Some(Looked::AtChanges) => !everything,
            None => false,
        };
        if is_enough {
            return Ok(());
        }
        if let Err(error) = self.look(&mut standing, kind, everything).await {
            standing.failure = Some(error.clone());
            return Err(error);
        }
        match standing.stores.get(&kind) {
            Some(Looked::Failed(error)) => Err(error.clone()),
            _ => Ok(()),
        }
    }

    async fn look(
        &self,
        standing: &mut Standing,
        kind: Kind,
        everything: bool,
    ) -> Result<(), EndpointError> {
        let line = self.line(standing).await?;
        let mut next: BTreeMap<Kind, Next> = self
            .kinds()
            .filter(|one| *one == kind || !standing.stores.contains_key(one))
            .map(|one| (one, Next::Changes))
            .collect();
        if everything {
            next.insert(kind, Next::Everything);
        }
        let mut names: BTreeMap<Kind, usize> = BTreeMap::new();
        let mut doubted: BTreeSet<Kind> = BTreeSet::new();
        for _ in 0..TURNS {
            let mut asked = Vec::new();
            for (kind, next) in next.iter_mut().filter(|(_, next)| **next != Next::Done) {
                match self.asked(*kind, *next, names.get(kind).copied()) {
                    Ok(one) => asked.push(one),
                    Err(error) => {
                        standing.stores.insert(*kind, Looked::Failed(error));
                        *next = Next::Done;
                    }
                }
            }
            if asked.is_empty() {
                return Ok(());
            }
            let ended = self.talk(&line, asked).await?;
            for store in &ended.stores {
                if ended.broke.is_some() {
                    self.break_off(store)?;
                    continue;
                }
                let was = next.get(&store.kind).copied().unwrap_or(Next::Done);
                let mut then = match self.settle(store, was, names.entry(store.kind).or_default()) {
                    Ok(then) => then,
                    Err(error) => {
                        standing.stores.insert(store.kind, Looked::Failed(error));
                        Next::Done
                    }
                };
                if then == Next::Done && was == Next::Verify && store.doubts != Doubts::default() {
                    standing.forgetful.insert(store.kind);
                } else if then == Next::Done && doubted.remove(&store.kind) {
                    then = Next::Verify;
                }
                if then == Next::Everything && store.doubts != Doubts::default() {
                    doubted.insert(store.kind);
                }
                if then == Next::Done {
                    standing
                        .stores
                        .entry(store.kind)
                        .or_insert(Looked::AtChanges);
                }
                if super::is_full(store.mode)
                    && !matches!(standing.stores.get(&store.kind), Some(Looked::Failed(_)))
                {
                    standing.stores.insert(store.kind, Looked::AtEverything);
                }
                next.insert(store.kind, then);
            }
            if let Some(error) = ended.broke {
                return Err(error);
            }
        }
        for (kind, next) in next {
            if next != Next::Done {
                let trouble = Trouble::Nonsense(say!("the server asks for ever more"));
                let error = EndpointError::new(format!("SyncML, {kind}s"), trouble);
                standing.stores.insert(kind, Looked::Failed(error));
            }
        }
        Ok(())
    }

    fn asked(&self, kind: Kind, next: Next, name: Option<usize>) -> Result<Asked, EndpointError> {
        let state = self.store_state(kind, name.unwrap_or(0))?;
        let is_full = matches!(next, Next::Everything | Next::Again)
            || state.anchor.is_none()
            || self.mirror.is_doubted(kind)?;
        let changes = if next == Next::Replay {
            self.replayed(kind)?
        } else {
            Vec::new()
        };
        Ok(Asked {
            kind,
            remote: state.remote,
            mode: if is_full {
                AlertCode::SLOW
            } else {
                AlertCode::TWO_WAY
            },
            last: state.anchor.filter(|_| !is_full),
            server_last: state.server_anchor.filter(|_| !is_full),
            changes,
            is_second_listing: next == Next::Again,
        })
    }

    /// The store's state, with the name it has at the server: chosen, known, found in the device information, usual.
    fn store_state(&self, kind: Kind, attempt: usize) -> Result<StoreState, EndpointError> {
        let mut state = self.mirror.store(kind)?;
        let chosen = self.place.kinds.get(&kind).cloned().flatten();
        let info = self.dev_inf()?;
        let found = names::store_of(kind, &info).map(|store| store.source_ref.clone());
        let usual = names::usual(kind);
        if !info.stores.is_empty() && found.is_none() && chosen.is_none() {
            let about = format!("SyncML, {kind}s");
            return Err(EndpointError::new(about, Trouble::Missing));
        }
        let remote = match (chosen, found) {
            (Some(chosen), _) => chosen,
            _ if !state.remote.is_empty() && attempt == 0 => state.remote.clone(),
            (None, Some(found)) if attempt == 0 => found,
            (None, found) => {
                let at = attempt - usize::from(found.is_some());
                (*usual.get(at).unwrap_or(&usual[0])).to_owned()
            }
        };
        if state.remote != remote {
            // Another store: nothing is known of it, and nothing agreed before holds.
            let was_used = state.anchor.is_some() || state.sequence > 0;
            state = StoreState {
                remote,
                // The first store of all keeps the identity that this pass began with.
                generation: if was_used {
                    format!("{:016x}", self.clock.entropy())
                } else {
                    state.generation
                },
                ..StoreState::default()
            };
            self.mirror.write(|change| {
                change.forget_store(kind)?;
                change.put_store(kind, &state)
            })?;
            if was_used {
                return Err(EndpointError::new(
                    format!("SyncML, {kind}s"),
                    Trouble::Nonsense(say!(
                        "the store on the server is another one now ({store}); the next pass compares everything",
                        store = &state.remote
                    )),
                ));
            }
        }
        Ok(state)
    }

    /// What a store's session came to, and what follows.
    fn settle(
        &self,
        store: &EndedStore,
        was: Next,
        name: &mut usize,
    ) -> Result<Next, EndpointError> {
        let kind = store.kind;
        let fail = |trouble| EndpointError::new(format!("SyncML, {kind}s"), trouble);
        match &store.end {
            StoreEnd::InStep {
                anchor,
                server_anchor,
                ..
            } => self.mirror.write(|change| {
                change.put_anchors(kind, anchor, server_anchor.as_deref())?;
                if !super::is_full(store.mode) {
                    // What was not told may be gone as well: it would not know whom to tell.
                    if was != Next::Verify && store.doubts != Doubts::default() {
                        change.doubt(kind)?;
                        return Ok(Next::Everything);
                    }
                    let unanswered = change.has_pending(kind)?;
                    return Ok(match was {
                        Next::Changes if unanswered => Next::Replay,
                        _ => Next::Done,
                    });
                }
                // What was unanswered is in the listing, or is not there.
                change.clear_all_pending(kind)?;
                change.doubt_no_more(kind)?;
                let (here, missing) = change.count(kind, 1)?;
                if was == Next::Again {
                    // An empty listing is no evidence, however often it comes: whether to delete is asked.
                    change.remove_missing(kind, here == 0)?;
                    return Ok(Next::Done);
                }
                Ok(if missing > 0 { Next::Again } else { Next::Done })
            }),
            StoreEnd::OutOfStep | StoreEnd::Refused(StatusCode::REFRESH_REQUIRED) => {
                self.mirror.write(|change| change.forget_anchors(kind))?;
                Ok(Next::Everything)
            }
            StoreEnd::Refused(StatusCode::NOT_FOUND) => {
                let chosen = self.place.kinds.get(&kind).cloned().flatten();
                *name += 1;
                if chosen.is_some() || *name > names::usual(kind).len() {
                    return Err(fail(Trouble::Missing));
                }
                Ok(Next::Everything)
            }
            StoreEnd::Refused(code) => Err(fail(trouble_of(*code))),
            StoreEnd::Unfinished => {
                self.break_off(store)?;
                Err(fail(Trouble::Nonsense(say!(
                    "the server did not finish the store"
                ))))
            }
        }
    }

    /// A listing that broke off says nothing.
    fn break_off(&self, store: &EndedStore) -> Result<(), EndpointError> {
        if super::is_full(store.mode) {
            self.mirror
                .write(|change| change.undo_listing(store.kind))?;
        }
        Ok(())
    }

    /// Whether the server was seen, in this pass, not to keep the ids it is told.
    pub(super) async fn is_forgetful(&self, kind: Kind) -> bool {
        self.standing.lock().await.forgetful.contains(&kind)
    }
}

fn trouble_of(code: StatusCode) -> Trouble {
    match code {
        StatusCode::IN_PROGRESS | StatusCode::SERVICE_UNAVAILABLE => Trouble::Busy(None),
        StatusCode::INVALID_CREDENTIALS | StatusCode::MISSING_CREDENTIALS => Trouble::SignIn,
        StatusCode::FORBIDDEN | StatusCode::NOT_ALLOWED | StatusCode::PERMISSION_DENIED => {
            Trouble::NotAllowed(say!("the server does not let this store be synchronised"))
        }
        StatusCode::DEVICE_FULL => Trouble::NotAllowed(say!("there is no room on the server")),
        code if code.0 >= 500 => Trouble::Server(code.0),
        code => Trouble::Nonsense(say!(
            "the server refused the store ({code})",
            code = code.to_string()
        )),
    }
}
