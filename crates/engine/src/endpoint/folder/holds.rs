//! What a file holds, told from its lines without understanding them: which kind of item, one or several.

use std::collections::BTreeSet;

use pim::Kind;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// One item of this kind.
    One(Kind),
    /// More than one item, or items of several kinds.
    Several,
    /// Nothing at all.
    Nothing,
    /// Something else, or something broken.
    Unclear,
}

impl Holds {
    /// Looks into a file.
    pub(super) fn of(name: &str, body: &[u8]) -> Self {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Self::Nothing;
        }
        if name
            .rsplit('.')
            .next()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("txt"))
        {
            return Self::One(Kind::Note);
        }
        let mut scan = Scan::default();
        logical_lines(body, |line| scan.line(line));
        scan.verdict()
    }

    /// As it is kept in the cache.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::One(kind) => kind.as_str(),
            Self::Several => "several",
            Self::Nothing => "nothing",
            Self::Unclear => "unclear",
        }
    }

    /// As it was kept in the cache.
    pub(super) fn from_str(text: &str) -> Self {
        match text {
            "several" => Self::Several,
            "nothing" => Self::Nothing,
            other => other.parse().map_or(Self::Unclear, Self::One),
        }
    }
}

/// Where the scan is, and what it met.
#[derive(Default)]
struct Scan {
    /// The components that are open, outermost first.
    open: Vec<Open>,
    kinds: BTreeSet<Kind>,
    uids: BTreeSet<Vec<u8>>,
    /// Items that cannot be told apart by a UID: cards, and components that have none.
    nameless: usize,
    broken: bool,
}

/// A component whose end has not come yet.
struct Open {
    name: Vec<u8>,
    has_uid: bool,
}

impl Scan {
    fn line(&mut self, line: &[u8]) {
        if let Some(name) = value(line, b"BEGIN:") {
            self.open.push(Open {
                name,
                has_uid: false,
            });
        } else if let Some(name) = value(line, b"END:") {
            self.close(&name);
        } else if self.item().is_some() && is_uid(line) {
            self.uids.insert(line.to_vec());
            self.open.iter_mut().for_each(|open| open.has_uid = true);
        }
    }

    fn close(&mut self, name: &[u8]) {
        let item = self.item();
        let closed = self.open.pop();
        if let Some(kind) = item {
            self.kinds.insert(kind);
            // Two cards are two items whatever their UIDs; the overrides of a series share theirs.
            if kind == Kind::Contact || !closed.as_ref().is_some_and(|closed| closed.has_uid) {
                self.nameless += 1;
            }
        }
        if item == Some(Kind::Contact) {
            self.uids.clear();
        }
        self.broken |= closed.is_none_or(|closed| closed.name != name);
    }

    /// The kind of the item that is open, while nothing inside it is.
    fn item(&self) -> Option<Kind> {
        match self.open.as_slice() {
            [card] if card.name == b"VCARD" => Some(Kind::Contact),
            [_, inner] => [Kind::Appointment, Kind::Task, Kind::Note]
                .into_iter()
                .find(|kind| inner.name == kind.component().as_bytes()),
            _ => None,
        }
    }

    fn verdict(self) -> Holds {
        if self.broken || !self.open.is_empty() {
            return Holds::Unclear;
        }
        match (
            self.kinds.len(),
            self.uids.len() + self.nameless,
            self.kinds.first(),
        ) {
            (1, 1, Some(kind)) => Holds::One(*kind),
            (0, ..) => Holds::Unclear,
            _ => Holds::Several,
        }
    }
}

/// Whether this line is a UID.
fn is_uid(line: &[u8]) -> bool {
    value(line, b"UID:").is_some() || value(line, b"UID;").is_some()
}

/// What stands behind this prefix, in upper case.
fn value(line: &[u8], prefix: &[u8]) -> Option<Vec<u8>> {
    let (head, rest) = line.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| rest.trim_ascii().to_ascii_uppercase())
}

/// Calls back for each line with its folded continuations joined; a lone CR ends a line too.
fn logical_lines(body: &[u8], mut each: impl FnMut(&[u8])) {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let mut whole: Vec<u8> = Vec::new();
    for line in body.split(|byte| matches!(byte, b'\r' | b'\n')) {
        match line.split_first() {
            None => {}
            Some((b' ' | b'\t', rest)) => whole.extend_from_slice(rest),
            Some(_) => {
                each(&whole);
                whole.clear();
                whole.extend_from_slice(line);
            }
        }
    }
    each(&whole);
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = "BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n";

    fn calendar(inside: &str) -> String {
        format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nBEGIN:STANDARD\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n{inside}END:VCALENDAR\r\n"
        )
    }

    #[test]
    fn a_file_is_told_by_its_components() {
        let card = "BEGIN:VCARD\nVERSION:3.0\nUID:1\nEND:VCARD\n";
        let nested = "BEGIN:VCARD\r\nAGENT:\r\nBEGIN:VCARD\r\nUID:2\r\nEND:VCARD\r\nEND:VCARD\r\n";
        let overridden = "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20260101\r\nBEGIN:VALARM\r\nUID:a\r\nEND:VALARM\r\nEND:VEVENT\r\n";
        let table = [
            (card.to_owned(), Holds::One(Kind::Contact)),
            (card.replace('\n', "\r"), Holds::One(Kind::Contact)),
            (
                format!("\u{feff}{}", card.to_lowercase()),
                Holds::One(Kind::Contact),
            ),
            (nested.to_owned(), Holds::One(Kind::Contact)),
            (card.repeat(2), Holds::Several),
            (calendar(EVENT), Holds::One(Kind::Appointment)),
            (
                calendar(&(EVENT.to_owned() + overridden)),
                Holds::One(Kind::Appointment),
            ),
            (
                calendar(&(EVENT.to_owned() + &EVENT.replace("UID:1", "UID:2"))),
                Holds::Several,
            ),
            (
                calendar(&(EVENT.to_owned() + &EVENT.replace("VEVENT", "VTODO"))),
                Holds::Several,
            ),
            (
                calendar(&EVENT.replace("VEVENT", "VTODO")),
                Holds::One(Kind::Task),
            ),
            (
                calendar(&EVENT.replace("VEVENT", "VJOURNAL")),
                Holds::One(Kind::Note),
            ),
            (
                calendar("BEGIN:VTODO\r\nEND:VTODO\r\n"),
                Holds::One(Kind::Task),
            ),
            (calendar(""), Holds::Unclear),
            (card.replace("END:VCARD\n", ""), Holds::Unclear),
            ("<html>".to_owned(), Holds::Unclear),
            (" \r\n".to_owned(), Holds::Nothing),
        ];
        for (text, expected) in table {
            assert_eq!(Holds::of("x.ics", text.as_bytes()), expected, "{text}");
            assert_eq!(Holds::from_str(expected.as_str()), expected);
        }
        assert_eq!(Holds::of("x.txt", b"buy milk"), Holds::One(Kind::Note));
    }

    #[test]
    fn uids_that_differ_only_behind_a_fold_are_two() {
        let long = "x".repeat(70);
        let event = |end: &str| format!("BEGIN:VEVENT\r\nUID:{long}\r\n {end}\r\nEND:VEVENT\r\n");
        assert_eq!(
            Holds::of("x.ics", calendar(&(event("1") + &event("2"))).as_bytes()),
            Holds::Several
        );
        assert_eq!(
            Holds::of("x.ics", calendar(&(event("1") + &event("1"))).as_bytes()),
            Holds::One(Kind::Appointment)
        );
    }
}
