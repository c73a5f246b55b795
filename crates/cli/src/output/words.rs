//! Words for kinds and numbers.

use engine::pim::Kind;

/// A kind as a heading.
pub(crate) const fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "Contacts",
        Kind::Appointment => "Appointments",
        Kind::Task => "Tasks",
        Kind::Note => "Notes",
    }
}

/// A kind in the plural, as it is typed.
pub(crate) const fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "contacts",
        Kind::Appointment => "appointments",
        Kind::Task => "tasks",
        Kind::Note => "notes",
    }
}

/// `1 conflict`, `2 conflicts`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}

/// The text with a capital letter at its beginning and a full stop at its end.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let mut sentence: String = first.to_uppercase().chain(letters).collect();
    if !sentence.ends_with(['.', '!', '?', ':']) {
        sentence.push('.');
    }
    sentence
}

/// What a terminal would obey is taken out: an item's title is written by others.
pub(crate) fn harmless(text: &str) -> String {
    text.chars()
        .map(|letter| {
            if letter.is_control() && letter != '\n' {
                ' '
            } else {
                letter
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_and_ends_like_one() {
        assert_eq!(sentence("no connection"), "No connection.");
        assert_eq!(sentence("Is it online?"), "Is it online?");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn a_title_cannot_steer_the_terminal() {
        assert_eq!(harmless("Anna\u{1b}[2J\u{7}"), "Anna [2J ");
    }
}
