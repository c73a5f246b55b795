//! What people type: whole items and edits, each with a word of its own that can be found again.

use pim::Kind;

use super::random::Random;

/// A new item. `name` is its UID and its mark: wherever the mark is, that item is.
pub(super) fn new_item(kind: Kind, name: &str, word: &str) -> String {
    match kind {
        Kind::Contact => lines(&[
            "BEGIN:VCARD",
            "VERSION:3.0",
            &format!("UID:{name}"),
            &format!("N:{name};Person;;;"),
            &format!("FN:Person {name}"),
            &format!("NOTE:{word}"),
            &format!("X-MARK:{name}-mark"),
            "END:VCARD",
        ]),
        _ => lines(&[
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Somebody//EN",
            "BEGIN:VJOURNAL",
            &format!("UID:{name}"),
            "DTSTAMP:20260101T000000Z",
            &format!("SUMMARY:Note {name}"),
            &format!("DESCRIPTION:{word}"),
            &format!("X-MARK:{name}-mark"),
            "END:VJOURNAL",
            "END:VCALENDAR",
        ]),
    }
}

fn lines(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [line, "\r\n"]).collect()
}

/// An edit of that text, with a new word in it.
pub(super) fn edited(kind: Kind, text: &str, word: &str, random: &mut Random) -> String {
    let mut lines = unfolded(text);
    let end = if kind == Kind::Contact {
        "END:VCARD"
    } else {
        "END:VJOURNAL"
    };
    let (single, list): (&[&str], &[&str]) = match kind {
        Kind::Contact => (&["NOTE", "TITLE", "NICKNAME"], &["EMAIL", "TEL"]),
        _ => (&["DESCRIPTION", "SUMMARY"], &["CATEGORIES"]),
    };
    if random.percent(60) {
        let name = *random.one_of(single);
        lines.retain(|line| property_name(line) != name);
        insert_before(&mut lines, end, format!("{name}:{word}"));
    } else {
        let name = *random.one_of(list);
        let value = match name {
            "EMAIL" => format!("EMAIL:{word}@example.com"),
            "TEL" => format!("TEL;TYPE=HOME:+49 30 {}", digits(word)),
            _ => format!("{name}:{word}"),
        };
        insert_before(&mut lines, end, value);
    }
    lines
        .iter()
        .flat_map(|line| [line.as_str(), "\r\n"])
        .collect()
}

/// The digits a word is typed as in a phone number.
pub(super) fn digits(word: &str) -> String {
    word.chars()
        .filter(char::is_ascii_digit)
        .collect::<String>()
        + "00"
}

fn insert_before(lines: &mut Vec<String>, end: &str, line: String) {
    let at = lines
        .iter()
        .position(|line| line == end)
        .unwrap_or(lines.len());
    lines.insert(at, line);
}

fn property_name(line: &str) -> &str {
    line.split([':', ';']).next().unwrap_or_default()
}

fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The words in a text: everything of the form `w<number>x`.
pub(super) fn words(text: &str) -> Vec<String> {
    let text: String = unfolded(text).join("\n");
    let mut found = Vec::new();
    for part in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let digits = part
            .strip_prefix('w')
            .and_then(|rest| rest.strip_suffix('x'));
        if digits
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        {
            found.push(part.to_owned());
        }
    }
    found
}

/// The marks in a text: which items it holds.
pub(super) fn marks(text: &str) -> Vec<String> {
    unfolded(text)
        .iter()
        .filter_map(|line| line.strip_prefix("X-MARK:"))
        .map(|mark| mark.trim().to_owned())
        .collect()
}
