//! What a list shows of an item without opening it: its UID and its title.

use pim::{Item, Kind};

/// UID and title of an item.
pub(super) struct Summary {
    pub(super) uid: Option<String>,
    pub(super) title: String,
}

impl Summary {
    /// Reads them from an item's text; of a text that cannot be read the title says so, and the text stays as it is.
    pub(super) fn of(kind: Kind, body: &[u8]) -> Self {
        Item::parse(kind, body).map_or_else(
            |_| Self {
                uid: None,
                title: "(cannot be read)".to_owned(),
            },
            |item| Self {
                uid: item.uid(),
                title: item.title(),
            },
        )
    }

    /// The title as it is sorted and searched.
    pub(super) fn sorted(&self) -> String {
        self.title.to_lowercase()
    }
}
