//! Where an account keeps a kind of item on this computer, and one item there: read, made, replaced. What an edit replaces
//! is kept.

use std::sync::Arc;

use pim::Kind;

use super::Engine;
use crate::account::{Account, StoreChoice};
use crate::endpoint::builtin::{Collection, EditError};
use crate::endpoint::folder::Folder;
use crate::endpoint::{
    Endpoint, EndpointError, Fetched, ItemId, Refusal, Trouble, Version, Write, WriteOutcome,
};
use crate::say;
use crate::{Code, Failure};

/// Where an account keeps one kind of item on this computer.
pub(crate) enum LocalPlace {
    Builtin(Collection),
    Folder(Folder),
}

impl LocalPlace {
    pub(crate) fn endpoint(&self) -> &dyn Endpoint {
        match self {
            Self::Builtin(collection) => collection,
            Self::Folder(folder) => folder,
        }
    }
}

impl Engine {
    /// Where an account keeps a kind on this computer.
    pub(crate) fn local_place(&self, account: &Account, kind: Kind) -> Result<LocalPlace, Failure> {
        let chosen = account
            .kinds
            .get(&kind)
            .and_then(|choice| choice.local_collection.as_deref());
        match &account.store {
            StoreChoice::Builtin => {
                let name = chosen.unwrap_or(&account.name);
                Ok(LocalPlace::Builtin(self.store.collection(kind, name)?))
            }
            StoreChoice::Folder(folder) => {
                let path = folder.join(chosen.unwrap_or(folder_name(kind)));
                let home = self.home().unwrap_or(folder);
                let states = home.join("folders");
                super::make_private_folder(&states)?;
                let state =
                    states.join(format!("{}-{kind}.db", crate::hex(account.name.as_bytes())));
                // Made the first time only: later a folder that is not there is not mounted, or was moved.
                if !state.exists() {
                    super::make_private_folder(&path)?;
                }
                Ok(LocalPlace::Folder(Folder::open(
                    &path,
                    kind,
                    &state,
                    Arc::clone(&self.doors.clock),
                )?))
            }
        }
    }

    pub(super) fn place(&self, account: &str, kind: Kind) -> Result<LocalPlace, Failure> {
        let settings = self.settings_of(account)?;
        self.local_place(&settings, kind)
    }
}

pub(super) fn folder_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "contacts",
        Kind::Appointment => "appointments",
        Kind::Task => "tasks",
        Kind::Note => "notes",
    }
}

pub(super) async fn fetch(
    place: &LocalPlace,
    id: &ItemId,
) -> Result<(Option<Version>, Vec<u8>), Failure> {
    match place
        .endpoint()
        .fetch(std::slice::from_ref(id))
        .await?
        .pop()
    {
        Some(Fetched::Here { version, body, .. }) => Ok((version, body)),
        Some(Fetched::Failed { error, .. }) => Err(error.into()),
        Some(Fetched::Gone { .. }) | None => Err(Failure::new(
            Code::Unknown,
            &id.0,
            say!("there is no item “{id}”", id = &id.0),
            say!("See the items there are with: smsync items list"),
        )),
    }
}

pub(super) async fn store_new(
    place: &LocalPlace,
    uid: &str,
    body: Vec<u8>,
) -> Result<ItemId, Failure> {
    if let LocalPlace::Builtin(collection) = place {
        return collection
            .add(uid, &body)
            .map_err(|error| edit_failure(&ItemId(uid.to_owned()), &error));
    }
    for attempt in 0..10 {
        let id = place.endpoint().propose_id(uid, attempt);
        let outcome = place
            .endpoint()
            .write(vec![Write::Create {
                id: id.clone(),
                body: body.clone(),
            }])
            .await
            .pop();
        if !matches!(outcome, Some(WriteOutcome::Exists { .. })) {
            return done(&id, outcome);
        }
    }
    Err(edit_failure(&ItemId(uid.to_owned()), &EditError::Changed))
}

pub(super) async fn replace(
    place: &LocalPlace,
    id: &ItemId,
    expected: Option<Version>,
    replaces: Vec<u8>,
    body: Vec<u8>,
) -> Result<(), Failure> {
    if let (LocalPlace::Builtin(collection), Some(version)) = (place, &expected) {
        return collection
            .update(id, version, &body)
            .map(drop)
            .map_err(|error| edit_failure(id, &error));
    }
    let write = Write::Replace {
        id: id.clone(),
        expected,
        replaces,
        body,
    };
    done(id, place.endpoint().write(vec![write]).await.pop()).map(drop)
}

pub(super) fn done(id: &ItemId, outcome: Option<WriteOutcome>) -> Result<ItemId, Failure> {
    match outcome {
        Some(WriteOutcome::Stored(stored)) => Ok(stored.id),
        Some(WriteOutcome::Deleted) => Ok(id.clone()),
        Some(WriteOutcome::Refused(refusal)) => Err(edit_failure(id, &EditError::Refused(refusal))),
        Some(WriteOutcome::Unknown(error) | WriteOutcome::NotDone(error)) => Err(error.into()),
        Some(WriteOutcome::Gone) => Err(edit_failure(id, &EditError::Gone)),
        Some(WriteOutcome::Stale | WriteOutcome::Exists { .. }) => {
            Err(edit_failure(id, &EditError::Changed))
        }
        None => Err(EndpointError::new(&id.0, Trouble::Store(say!("it gave no answer"))).into()),
    }
}

pub(super) fn edit_failure(id: &ItemId, error: &EditError) -> Failure {
    let (code, hint) = match error {
        EditError::Store(store) => return store.clone().into(),
        EditError::Changed => (Code::InUse, say!("Read it again and repeat the change.")),
        EditError::Gone => (
            Code::Unknown,
            say!("It is in the history: smsync items history."),
        ),
        EditError::Refused(Refusal::TooLarge { .. }) => (Code::TooLarge, say!("Make it smaller.")),
        EditError::Refused(_) => (Code::NotAllowed, say!("Choose another place for it.")),
    };
    Failure::new(code, &id.0, error.said(), hint)
}
