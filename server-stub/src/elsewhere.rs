//! The edit another device would make: what turns a client's own edit into a conflict.

use bytes::Bytes;
use pim::{FieldId, Item, Kind};

use crate::date::unix_seconds;
use crate::mailbox::{Mailbox, MailboxError};
use crate::store::Component;

impl Mailbox {
    /// Changes an item's title, as another device of its user would, and gives the new title.
    ///
    /// # Errors
    /// There is no such item, or it cannot be edited.
    pub fn change_as_another_device(
        &self,
        collection: &str,
        name: &str,
    ) -> Result<String, MailboxError> {
        let stored = self.get(collection, name)?;
        let unfit = |error: String| MailboxError::Unfit(error);
        let mut item = Item::parse(kind_of(stored.component), &stored.body)
            .map_err(|error| unfit(error.to_string()))?;
        let now = unix_seconds(self.now());
        let time = format!(
            "{:02}:{:02}:{:02}",
            now / 3600 % 24,
            now / 60 % 60,
            now % 60
        );
        let old = item.title();
        // Edited twice, it still has one remark.
        let bare = old.split(" (changed at ").next().unwrap_or(&old);
        let title = format!("{bare} (changed at {time})");
        let field = match item.kind() {
            Kind::Contact => FieldId::DisplayName,
            Kind::Appointment | Kind::Task => FieldId::Subject,
            Kind::Note => FieldId::Title,
        };
        item.set(field, &title)
            .map_err(|error| unfit(error.to_string()))?;
        item.touch(i64::try_from(now).unwrap_or(i64::MAX));
        self.put(collection, name, Bytes::from(item.bytes()))?;
        Ok(title)
    }
}

/// The kind of item a component is.
pub(crate) fn kind_of(component: Component) -> Kind {
    match component {
        Component::VCard => Kind::Contact,
        Component::VEvent => Kind::Appointment,
        Component::VTodo => Kind::Task,
        Component::VJournal => Kind::Note,
    }
}
