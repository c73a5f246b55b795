//! Words in comma lists, such as categories: a word comes into a line, or goes out of one.

use super::{Writer, parts_inside};
use crate::document::{Entry, Property};
use crate::field::value::{Field, Value};

impl Writer<'_> {
    pub(super) fn take_word(&mut self, field: &Field, own: Option<&Value>, theirs: Option<&Value>) {
        let lines = own.map(|own| (own.identity.as_str(), parts_inside(Some(own))));
        for (word, at) in lines
            .iter()
            .flat_map(|(word, lines)| lines.iter().map(move |at| (word, *at)))
        {
            self.words_of(at).retain(|other| other.trim() != *word);
        }
        let Some(word) = theirs.map(|value| value.shown.text.clone()) else {
            return;
        };
        let line = self.owned_by(field).into_iter().next();
        match line {
            Some(at) => self.words_of(at).push(word),
            None => self.new_words.push(word),
        }
    }

    pub(super) fn words_of(&mut self, at: usize) -> &mut Vec<String> {
        let property = self.target_entry(at).and_then(Entry::property);
        self.words
            .entry(at)
            .or_insert_with(|| property.map(Property::texts).unwrap_or_default())
    }

    pub(super) fn write_words(&mut self) {
        for (at, words) in std::mem::take(&mut self.words) {
            let words: Vec<&String> = words
                .iter()
                .filter(|word| !word.trim().is_empty())
                .collect();
            let old = self.target_entry(at).and_then(Entry::property).cloned();
            self.main.gone.insert(at);
            if let (Some(mut property), false) = (old, words.is_empty()) {
                property.set_texts(&words);
                self.main.come_after(at, Entry::Property(property));
            }
        }
        if !self.new_words.is_empty() {
            let words = std::mem::take(&mut self.new_words);
            let entry = Entry::Property(
                Property::new_in(self.target.syntax(), "CATEGORIES").with_texts(&words),
            );
            let at = self.anchor(&entry);
            self.main.come_after(at, entry);
        }
    }
}
