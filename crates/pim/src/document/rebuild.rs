//! Many edits of one component at once: its entries are taken out, and put back in one go.

use super::component::{Component, Entry};

impl Component {
    /// Takes all entries out. Those put back with [`Component::put_entries`] stay byte for byte.
    pub(crate) fn take_entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    /// Puts entries in, as they are: own ones, and others that [`Component::adapted`] made fit.
    pub(crate) fn put_entries(&mut self, entries: Vec<Entry>) {
        self.entries = entries;
    }

    /// An entry from elsewhere, in this component's syntax and line ends.
    pub(crate) fn adapted(&self, mut entry: Entry) -> Entry {
        match &mut entry {
            Entry::Property(property) => property.adapt(self.syntax(), &self.line_end()),
            Entry::Component(component) => component.adapt(self.syntax(), &self.line_end()),
            Entry::Junk(_) => {}
        }
        entry
    }
}
