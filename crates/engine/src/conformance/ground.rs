//! What the suite needs to try an endpoint: a fresh place, and somebody else who works behind the endpoint's back.

use async_trait::async_trait;
use pim::Kind;

use crate::endpoint::{Cursor, Endpoint, ItemId};

/// Makes fresh places of one sort.
#[async_trait]
pub trait Factory: Send + Sync {
    /// What is tried, for messages.
    fn name(&self) -> String;
    /// A new, empty place.
    async fn fresh(&self) -> Box<dyn Ground>;
}

/// What is known to be different at a place, and allowed.
#[derive(Debug, Clone, Copy)]
pub struct Habits {
    /// Bodies come back byte for byte. A server may rewrite them; then only UID and title are compared.
    pub keeps_bytes: bool,
    /// Items others made come with the UID they have there. Where not, only the title is compared.
    pub keeps_uids: bool,
    /// How many items the large case makes.
    pub many: usize,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            keeps_bytes: true,
            keeps_uids: true,
            many: 500,
        }
    }
}

/// One place: the endpoint under test, and somebody else.
#[async_trait]
pub trait Ground: Send + Sync {
    /// The endpoint under test.
    fn endpoint(&self) -> &dyn Endpoint;

    /// The kind of items the place holds.
    fn kind(&self) -> Kind;

    /// What is different here and allowed.
    fn habits(&self) -> Habits {
        Habits::default()
    }

    /// Somebody else adds an item with this UID, and answers the id it has for the endpoint.
    async fn add(&self, uid: &str, body: &[u8]) -> ItemId;

    /// Somebody else changes an item.
    async fn change(&self, id: &ItemId, body: &[u8]);

    /// Somebody else deletes an item.
    async fn remove(&self, id: &ItemId);

    /// Makes this cursor expire, and answers it (or one that stands for it); `None` where cursors never do.
    async fn expire(&self, cursor: &Cursor) -> Option<Cursor>;
}
