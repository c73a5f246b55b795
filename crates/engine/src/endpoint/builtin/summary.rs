//! What a list shows of an item without opening it: its UID and its title.

use pim::Kind;

/// UID and title of an item.
pub(super) struct Summary {
    pub(super) uid: Option<String>,
    pub(super) title: String,
}

impl Summary {
    /// Reads them from an item's text; of a text that cannot be read, the title says so and the text stays as it is.
    pub(super) fn of(_kind: Kind, body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let value = |name: &str| {
            text.lines().find_map(|line| {
                let (head, value) = line.split_once(':')?;
                let found = head.split(';').next()?;
                (found.eq_ignore_ascii_case(name) && !value.trim().is_empty())
                    .then(|| value.trim().to_owned())
            })
        };
        Self {
            uid: value("UID"),
            title: value("FN")
                .or_else(|| value("SUMMARY"))
                .unwrap_or_else(|| "(no name)".to_owned()),
        }
    }

    /// The title as it is sorted and searched.
    pub(super) fn sorted(&self) -> String {
        self.title.to_lowercase()
    }
}
