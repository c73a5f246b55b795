//! The formats items travel in, and what they cannot say.
//!
//! The engine sees vCard 3.0 or later and iCalendar 2.0, whatever the server speaks. What came over the line is kept
//! beside it: when the server tells an item again, only what differs from what it told before is an edit, and is taken
//! over into the richer text. So nothing is lost that the server's format has no word for.

use pim::{Component, Document, FieldId, Item, Kind, Property, Side, Syntax, Versions, merge};
use syncml::DevInf;
use syncml::devinf::{ContentType, CtCap, DataStore};

use super::series;
use crate::endpoint::{Version, name};

/// A format on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wire {
    VCard30,
    VCard21,
    ICalendar20,
    VCalendar10,
    Plain,
}

impl Wire {
    /// What can be sent of a kind, best first.
    pub(super) fn of_kind(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Contact => &[Self::VCard30, Self::VCard21],
            Kind::Appointment | Kind::Task => &[Self::ICalendar20, Self::VCalendar10],
            Kind::Note => &[Self::Plain, Self::ICalendar20],
        }
    }

    /// As `Meta/Type` and device information name it.
    pub(super) fn content_type(self) -> ContentType {
        let (name, version) = match self {
            Self::VCard30 => ("text/vcard", "3.0"),
            Self::VCard21 => ("text/x-vcard", "2.1"),
            Self::ICalendar20 => ("text/calendar", "2.0"),
            Self::VCalendar10 => ("text/x-vcalendar", "1.0"),
            Self::Plain => ("text/plain", "1.0"),
        };
        ContentType::new(name, version)
    }

    fn syntax(self) -> Syntax {
        match self {
            Self::VCard30 => Syntax::VCard30,
            Self::VCard21 => Syntax::VCard21,
            Self::ICalendar20 => Syntax::ICalendar20,
            Self::VCalendar10 => Syntax::VCalendar10,
            Self::Plain => Syntax::PlainText,
        }
    }

    /// The best that a store receives. One that says nothing gets what every device must take: the formats of 1996.
    pub(super) fn best(kind: Kind, store: Option<&DataStore>) -> Self {
        let all = Self::of_kind(kind);
        let received = |wire: &&Self| {
            store.is_some_and(|store| {
                store
                    .receives()
                    .any(|kind| kind.name.eq_ignore_ascii_case(&wire.content_type().name))
            })
        };
        let oldest = match kind {
            Kind::Contact => Self::VCard21,
            Kind::Appointment | Kind::Task => Self::VCalendar10,
            Kind::Note => Self::Plain,
        };
        all.iter().find(received).copied().unwrap_or(oldest)
    }

    /// The properties a server keeps of this format in a store, where it says so.
    pub(super) fn kept<'d>(
        self,
        info: Option<&'d DevInf>,
        store: Option<&'d DataStore>,
    ) -> Option<&'d CtCap> {
        let name = self.content_type().name;
        let own = store.into_iter().flat_map(|store| &store.ct_caps);
        let shared = info.into_iter().flat_map(|info| &info.ct_caps);
        own.chain(shared)
            .find(|cap| cap.kind.name.eq_ignore_ascii_case(&name))
    }
}

/// The name of one state of a text.
pub(super) fn version_of(body: &[u8]) -> Version {
    Version(name::short_hash(body))
}

/// A text as the engine sees it. One that cannot be read stays as it is: the engine names it and leaves it alone.
pub(super) fn modern(kind: Kind, wire: &[u8], luid: &str) -> Vec<u8> {
    let Ok(document) = Document::parse(wire) else {
        return wire.to_vec();
    };
    let syntax = document.syntax();
    if syntax == Syntax::PlainText {
        return if kind == Kind::Note {
            journal(&document.plain_text().unwrap_or_default(), luid)
        } else {
            wire.to_vec()
        };
    }
    let target = match syntax {
        Syntax::VCard21 => Syntax::VCard30,
        Syntax::VCalendar10 => Syntax::ICalendar20,
        other => other,
    };
    let converted = document.convert(target).unwrap_or(document);
    with_crlf(converted.to_bytes())
}

/// XML makes one line end of two: the formats want both.
fn with_crlf(bytes: Vec<u8>) -> Vec<u8> {
    let has_bare = bytes
        .iter()
        .enumerate()
        .any(|(at, byte)| *byte == b'\n' && (at == 0 || bytes.get(at - 1) != Some(&b'\r')));
    if !has_bare {
        return bytes;
    }
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 30);
    let mut before = 0;
    for byte in bytes {
        if byte == b'\n' && before != b'\r' {
            out.push(b'\r');
        }
        out.push(byte);
        before = byte;
    }
    out
}

/// A plain note as a journal entry: the first line is the title.
fn journal(text: &str, luid: &str) -> Vec<u8> {
    let mut note = Component::new("VJOURNAL");
    note.set_text("UID", luid);
    let mut calendar = Component::new("VCALENDAR");
    calendar.set_text("VERSION", "2.0");
    calendar.set_text("PRODID", "-//smsync//SyncML//EN");
    let (title, rest) = halves(text);
    note.set_text("SUMMARY", &title);
    if !rest.is_empty() {
        note.set_text("DESCRIPTION", &rest);
    }
    calendar.push_component(note);
    let mut document = Document::new(Syntax::ICalendar20);
    document.push(calendar);
    with_crlf(document.to_bytes())
}

fn halves(text: &str) -> (String, String) {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_end();
    match text.split_once('\n') {
        Some((title, rest)) => (title.trim_end().to_owned(), rest.to_owned()),
        None => (text.to_owned(), String::new()),
    }
}

/// A text of the engine's as it goes over the line.
///
/// # Errors
/// In words: what it is cannot be said in this format.
pub(super) fn as_sent(kind: Kind, body: &[u8], wire: Wire) -> Result<Vec<u8>, String> {
    let document = Document::parse(body).map_err(|error| error.to_string())?;
    if wire == Wire::Plain {
        return plain(kind, document, body);
    }
    let converted = document
        .convert(wire.syntax())
        .map_err(|error| error.to_string())?;
    Ok(with_crlf(converted.to_bytes()))
}

fn plain(kind: Kind, document: Document, body: &[u8]) -> Result<Vec<u8>, String> {
    if document.syntax() == Syntax::PlainText {
        return Ok(body.to_vec());
    }
    let item = Item::from_document(kind, document).map_err(|error| error.to_string())?;
    let fields = item.fields();
    let of = |id: FieldId| {
        let found = fields.iter().find(|field| field.key.field == id);
        found
            .map(|field| field.shown.text.clone())
            .unwrap_or_default()
    };
    let (title, text) = (of(FieldId::Title), of(FieldId::Text));
    let whole = if text.is_empty() {
        title
    } else {
        format!("{title}\n{text}")
    };
    Ok(whole.into_bytes())
}

/// What a text told again means beside the one told before.
pub(super) enum Told {
    /// The same: the server wrote it otherwise, or added what it makes up.
    Same,
    /// An edit; the text the engine is to see.
    Edited(Vec<u8>),
}

/// What was known of an item before.
#[derive(Clone, Copy)]
pub(super) struct Before<'a> {
    pub(super) body: &'a [u8],
    pub(super) wire: &'a [u8],
}

/// Compares what the server tells with what it told, or was told, before.
pub(super) fn told(
    kind: Kind,
    before: Before<'_>,
    now: &[u8],
    kept: Option<&CtCap>,
    luid: &str,
) -> Told {
    if before.wire == now || is_same_note(kind, before.wire, now) {
        return Told::Same;
    }
    let items = (
        Item::parse(kind, before.wire),
        Item::parse(kind, now),
        Item::parse(kind, before.body),
    );
    let (Ok(was), Ok(is), Ok(rich)) = items else {
        return Told::Edited(modern(kind, now, luid));
    };
    let is = carried_over(kind, &was, &is, kept);
    if was.fingerprint() == is.fingerprint() {
        return Told::Same;
    }
    let same = |item: &Item| merge_input(item);
    let (was, is) = (same(&was), same(&is));
    let merged = merge(
        Versions {
            base: &was,
            now: &is,
        },
        Versions {
            base: &rich,
            now: &rich,
        },
    );
    let merged = if merged.is_clean() {
        merged
    } else {
        merged.keeping(Side::Server)
    };
    if merged.local.fingerprint() == rich.fingerprint() {
        return Told::Same;
    }
    Told::Edited(merged.local.bytes())
}

/// Both texts of the merge in the words the richer one uses, so that lines can be taken over as they are.
fn merge_input(item: &Item) -> Item {
    let target = match item.document().syntax() {
        Syntax::VCard21 => Syntax::VCard30,
        Syntax::VCalendar10 => Syntax::ICalendar20,
        _ => return item.clone(),
    };
    item.document()
        .convert(target)
        .ok()
        .and_then(|document| Item::from_document(item.kind(), document).ok())
        .unwrap_or_else(|| item.clone())
}

/// Notes gain a line end at every hop.
fn is_same_note(kind: Kind, a: &[u8], b: &[u8]) -> bool {
    if kind != Kind::Note {
        return false;
    }
    let text = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        text.trim_end().to_owned()
    };
    text(a) == text(b)
}

/// Puts back what the server dropped because it has no room for it, and rules it wrote in other words.
fn carried_over(kind: Kind, was: &Item, is: &Item, kept: Option<&CtCap>) -> Item {
    let mut document = is.document().clone();
    let Some(old) = main_of(kind, was.document()) else {
        return is.clone();
    };
    let mut changed = false;
    if let Some(new) = main_of_mut(kind, &mut document) {
        let lost: Vec<Property> = old
            .properties()
            .filter(|property| new.first(property.name()).is_none() && is_dropped(property, kept))
            .cloned()
            .collect();
        changed |= !lost.is_empty();
        for property in lost {
            new.push(property);
        }
        if let Some(rule) = series::rule_in_other_words(old, new) {
            new.set(rule);
            changed = true;
        }
    }
    if !changed {
        return is.clone();
    }
    Item::from_document(kind, document).unwrap_or_else(|_| is.clone())
}

/// Whether the server has no room for a property: it lists what it keeps, and this is not among it; or it is an
/// extension, which servers drop without saying so.
fn is_dropped(property: &Property, kept: Option<&CtCap>) -> bool {
    match kept {
        Some(cap) if !cap.properties.is_empty() => cap.property(property.name()).is_none(),
        _ => property.name().starts_with("X-"),
    }
}

fn main_of(kind: Kind, document: &Document) -> Option<&Component> {
    if kind == Kind::Contact {
        return document.components().next();
    }
    let calendar = document.components().next()?;
    let mut inner = calendar
        .components()
        .filter(|part| part.name() == kind.component());
    // One with exceptions has several: their lines are not told apart here.
    inner.next().filter(|_| inner.next().is_none())
}

fn main_of_mut(kind: Kind, document: &mut Document) -> Option<&mut Component> {
    main_of(kind, document)?;
    let first = document.components_mut().next()?;
    if kind == Kind::Contact {
        return Some(first);
    }
    first
        .components_mut()
        .find(|part| part.name() == kind.component())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(lines: &str) -> String {
        format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u\r\nN:Doe;Jane;;;\r\nFN:Jane Doe\r\n{lines}END:VCARD\r\n"
        )
    }

    fn event(lines: &str) -> String {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Lunch\r\nDTSTART:20260302T120000Z\r\nDTEND:20260302T130000Z\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    }

    /// `None`: the same.
    fn edited(kind: Kind, body: &str, wire: &str, now: &str) -> Option<String> {
        let before = Before {
            body: body.as_bytes(),
            wire: wire.as_bytes(),
        };
        match told(kind, before, now.as_bytes(), None, "luid") {
            Told::Same => None,
            Told::Edited(body) => Some(String::from_utf8(body).unwrap()),
        }
    }

    #[test]
    fn what_servers_do_to_a_text_is_no_edit() {
        let rule = |rule: &str| event(&format!("RRULE:{rule}\r\n"));
        for (why, kind, was, is) in [
            (
                "a line end more",
                Kind::Note,
                "Title\nText".to_owned(),
                "Title\r\nText\r\n\r\n".to_owned(),
            ),
            (
                "a made-up REV",
                Kind::Contact,
                card(""),
                card("REV:20100328T103410Z\r\n"),
            ),
            (
                "one line end of two",
                Kind::Contact,
                card("TEL:1\r\n"),
                card("TEL:1\r\n").replace("\r\n", "\n"),
            ),
            (
                "an extension dropped",
                Kind::Contact,
                card("X-PET:cat\r\n"),
                card(""),
            ),
            (
                "empty properties",
                Kind::Contact,
                card(""),
                card("BDAY:\r\nORG:;;;\r\nNOTE:\r\n"),
            ),
            (
                "a count made a date",
                Kind::Appointment,
                rule("FREQ=WEEKLY;COUNT=3"),
                rule("FREQ=WEEKLY;UNTIL=20260316T120000Z"),
            ),
            (
                "a stamp",
                Kind::Appointment,
                event(""),
                event("LAST-MODIFIED:20260401T000000Z\r\nSEQUENCE:3\r\n"),
            ),
        ] {
            assert_eq!(edited(kind, &was, &was, &is), None, "{why}");
        }
    }

    #[test]
    fn an_edit_is_taken_over_and_what_the_server_dropped_stays() {
        let was = card("TEL;TYPE=HOME:1\r\nX-PET:cat\r\n");
        let is = card("TEL;TYPE=HOME:2\r\n");
        let body = edited(Kind::Contact, &was, &was, &is).expect("an edit");
        assert!(body.contains(":2") && body.contains("X-PET:cat"), "{body}");

        let was = event("RRULE:FREQ=WEEKLY;COUNT=3\r\n");
        let is = event("RRULE:FREQ=WEEKLY;UNTIL=20260316T120000Z\r\n").replace("Lunch", "Dinner");
        let body = edited(Kind::Appointment, &was, &was, &is).expect("an edit");
        assert!(
            body.contains("Dinner") && body.contains("COUNT=3"),
            "{body}"
        );
    }

    #[test]
    fn what_an_old_format_cannot_say_stays_when_the_server_edits_the_rest() {
        let rich = "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:u\r\nN:Doe;Jane;;;\r\nFN:Jane Doe\r\nTEL;TYPE=home:1\r\nANNIVERSARY:20100605\r\nEND:VCARD\r\n";
        let wire = as_sent(Kind::Contact, rich.as_bytes(), Wire::VCard21).unwrap();
        let wire = String::from_utf8(wire).unwrap();
        assert!(wire.contains("VERSION:2.1"), "{wire}");
        let lines = wire.lines().filter(|line| !line.starts_with("X-"));
        let lines: Vec<String> = lines.map(|line| line.replace(":1", ":2")).collect();
        let now = format!("{}\r\n", lines.join("\r\n"));
        let body = edited(
            Kind::Contact,
            rich,
            &wire,
            &now.replace("VERSION:2.2", "VERSION:2.1"),
        )
        .expect("an edit");
        assert!(
            body.contains(":2")
                && body.contains("ANNIVERSARY:20100605")
                && body.contains("VERSION:4.0"),
            "{body}"
        );
    }

    #[test]
    fn a_plain_note_is_a_journal_here_and_keeps_its_categories() {
        let here = modern(Kind::Note, b"Title\nfirst\nsecond\n", "luid");
        let text = String::from_utf8(here.clone()).unwrap();
        assert!(
            text.contains("SUMMARY:Title") && text.contains("DESCRIPTION:first\\nsecond"),
            "{text}"
        );
        assert_eq!(
            as_sent(Kind::Note, &here, Wire::Plain).unwrap(),
            b"Title\nfirst\nsecond"
        );
        let rich = text.replace("SUMMARY:Title", "SUMMARY:Title\r\nCATEGORIES:Home");
        let body = edited(
            Kind::Note,
            &rich,
            "Title\nfirst\nsecond",
            "Other\nfirst\nsecond\n",
        )
        .expect("an edit");
        assert!(
            body.contains("SUMMARY:Other") && body.contains("CATEGORIES:Home"),
            "{body}"
        );
    }

    #[test]
    fn the_best_format_is_sent_that_a_store_receives_and_the_oldest_where_it_says_nothing() {
        let store = |types: &[&str]| DataStore {
            rx: types
                .iter()
                .map(|name| ContentType::new(*name, ""))
                .collect(),
            ..DataStore::default()
        };
        for (kind, types, wire) in [
            (
                Kind::Contact,
                &["text/x-vcard", "text/vcard"][..],
                Wire::VCard30,
            ),
            (Kind::Contact, &["text/x-vcard"], Wire::VCard21),
            (Kind::Contact, &[], Wire::VCard21),
            (Kind::Task, &["Text/Calendar"], Wire::ICalendar20),
            (Kind::Appointment, &["text/x-vcalendar"], Wire::VCalendar10),
            (Kind::Note, &["text/plain"], Wire::Plain),
            (Kind::Note, &["text/calendar"], Wire::ICalendar20),
            (Kind::Note, &[], Wire::Plain),
        ] {
            assert_eq!(
                Wire::best(kind, Some(&store(types))),
                wire,
                "{kind} {types:?}"
            );
        }
        assert_eq!(Wire::best(Kind::Contact, None), Wire::VCard21);
    }
}
