//! What people type: whole items and edits, each with a word of its own that can be found again.

use pim::Kind;

use super::random::Random;

/// A new item. `name` is its UID and its mark: wherever the mark is, that item is. A note that travels as plain text has
/// its mark in its title.
pub(super) fn new_item(kind: Kind, name: &str, word: &str, is_plain: bool) -> String {
    let (component, title, when) = match kind {
        Kind::Contact => return new_contact(name, word),
        Kind::Appointment => (
            "VEVENT",
            format!("Event {name}"),
            Some(moment("DTSTART", name)),
        ),
        Kind::Task => ("VTODO", format!("Task {name}"), Some(moment("DUE", name))),
        Kind::Note if is_plain => ("VJOURNAL", format!("Note {name}-mark"), None),
        Kind::Note => ("VJOURNAL", format!("Note {name}"), None),
    };
    let mut text = lines(&[
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Somebody//EN",
        &format!("BEGIN:{component}"),
        &format!("UID:{name}"),
        "DTSTAMP:20260101T000000Z",
        &format!("SUMMARY:{title}"),
        &format!("DESCRIPTION:{word}"),
    ]);
    text.extend(when.map(|when| format!("{when}\r\n")));
    let is_marked = !is_plain || kind != Kind::Note;
    text.extend(is_marked.then(|| format!("X-MARK:{name}-mark\r\n")));
    text + &format!("END:{component}\r\nEND:VCALENDAR\r\n")
}

fn new_contact(name: &str, word: &str) -> String {
    lines(&[
        "BEGIN:VCARD",
        "VERSION:3.0",
        &format!("UID:{name}"),
        &format!("N:{name};Person;;;"),
        &format!("FN:Person {name}"),
        &format!("NOTE:{word}"),
        &format!("X-MARK:{name}-mark"),
        "END:VCARD",
    ])
}

/// A moment of an item's own: two that merely stand at the same hour would seem to be one.
fn moment(property: &str, name: &str) -> String {
    let number: u32 = name.trim_start_matches('i').parse().unwrap_or_default();
    let (month, day, hour) = (1 + number / 28 % 12, 1 + number % 28, number / 336 % 24);
    format!("{property}:2027{month:02}{day:02}T{hour:02}0000Z")
}

fn lines(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [line, "\r\n"]).collect()
}

/// An edit of that text, with a new word in it. A plain note has a title and a text, and nothing else.
pub(super) fn edited(
    kind: Kind,
    text: &str,
    word: &str,
    is_plain: bool,
    random: &mut Random,
) -> String {
    let mut lines = unfolded(text);
    let end = match kind {
        Kind::Contact => "END:VCARD",
        Kind::Appointment => "END:VEVENT",
        Kind::Task => "END:VTODO",
        Kind::Note => "END:VJOURNAL",
    };
    let (single, list): (&[&str], &[&str]) = match kind {
        Kind::Contact => (&["NOTE", "TITLE", "NICKNAME"], &["EMAIL", "TEL"]),
        _ => (&["DESCRIPTION", "SUMMARY"], &["CATEGORIES"]),
    };
    if random.percent(60) || (is_plain && kind == Kind::Note) {
        let name = *random.one_of(single);
        let mark = if name == "SUMMARY" {
            title_mark(&lines)
        } else {
            None
        };
        let value = mark.map_or_else(|| word.to_owned(), |mark| format!("Note {mark} {word}"));
        lines.retain(|line| property_name(line) != name);
        insert_before(&mut lines, end, format!("{name}:{value}"));
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
    let mut found: Vec<String> = unfolded(text)
        .iter()
        .flat_map(|line| marks_in(line))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The mark in a title, where it has one.
fn title_mark(lines: &[String]) -> Option<String> {
    let title = lines.iter().find(|line| property_name(line) == "SUMMARY")?;
    marks_in(title).next()
}

/// Everything of the form `i<number>-mark`.
fn marks_in(line: &str) -> impl Iterator<Item = String> {
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|part| {
            let number = part
                .strip_prefix('i')
                .and_then(|rest| rest.strip_suffix("-mark"));
            number.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
        })
        .map(str::to_owned)
}
