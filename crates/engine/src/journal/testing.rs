//! Journal rows for tests that need none in a file.

use super::{Agreed, Base, BaseId, BodyId};
use crate::endpoint::{ItemId, Version};

pub(crate) fn body_id(number: i64) -> BodyId {
    BodyId(number)
}

pub(crate) fn base_of(server: &str, local: &str, body: BodyId) -> Base {
    let agreed = |id: &str| Agreed {
        id: ItemId(id.into()),
        version: Some(Version("agreed".into())),
        body,
        echo: false,
    };
    Base {
        id: BaseId(1),
        uid: Some("1".into()),
        server: agreed(server),
        local: agreed(local),
    }
}
