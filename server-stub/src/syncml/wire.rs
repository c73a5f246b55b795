//! The formats items travel in, and the way between them and what is stored: vCard, iCalendar, `VJOURNAL`.
//!
//! What a format cannot say, and what a client has no property for, stays in the stored item: an edit is merged into
//! it, with what the client was able to hold as its base.

use pim::{Component, Document, FieldId, Item, Kind, Side, Syntax, Versions};
use syncml::devinf::ContentType;

/// How an item travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    VCard21,
    VCard30,
    VCalendar10,
    ICalendar20,
    PlainText,
}

impl Wire {
    /// Those of a kind, best first.
    pub(crate) fn all(kind: Kind) -> &'static [Wire] {
        match kind {
            Kind::Contact => &[Wire::VCard30, Wire::VCard21],
            Kind::Appointment | Kind::Task => &[Wire::ICalendar20, Wire::VCalendar10],
            Kind::Note => &[Wire::PlainText, Wire::ICalendar20],
        }
    }

    /// What a client that says nothing of itself is sent: the formats every phone must take.
    pub(crate) fn mandatory(kind: Kind) -> Wire {
        match kind {
            Kind::Contact => Wire::VCard21,
            Kind::Appointment | Kind::Task => Wire::VCalendar10,
            Kind::Note => Wire::PlainText,
        }
    }

    /// Its media type and version.
    pub(crate) fn content_type(self) -> ContentType {
        let (name, version) = match self {
            Wire::VCard21 => ("text/x-vcard", "2.1"),
            Wire::VCard30 => ("text/vcard", "3.0"),
            Wire::VCalendar10 => ("text/x-vcalendar", "1.0"),
            Wire::ICalendar20 => ("text/calendar", "2.0"),
            Wire::PlainText => ("text/plain", "1.0"),
        };
        ContentType::new(name, version)
    }

    /// The format of a kind that goes by this type.
    pub(crate) fn of(kind: Kind, named: &ContentType) -> Option<Wire> {
        let of_kind = || Wire::all(kind).iter().copied();
        of_kind()
            .find(|wire| wire.content_type().fits(named))
            .or_else(|| {
                // Plain text goes by 1.1 as well, and some phones say text/vcard of a 2.1 card.
                of_kind().find(|wire| wire.content_type().name.eq_ignore_ascii_case(&named.name))
            })
    }

    /// What an item that came is written in.
    pub(crate) fn of_item(item: &Item) -> Wire {
        match item.document().syntax() {
            Syntax::VCard21 => Wire::VCard21,
            Syntax::VCard30 | Syntax::VCard40 => Wire::VCard30,
            Syntax::VCalendar10 => Wire::VCalendar10,
            Syntax::ICalendar20 => Wire::ICalendar20,
            Syntax::PlainText => Wire::PlainText,
        }
    }

    fn syntax(self) -> Syntax {
        match self {
            Wire::VCard21 => Syntax::VCard21,
            Wire::VCard30 => Syntax::VCard30,
            Wire::VCalendar10 => Syntax::VCalendar10,
            Wire::ICalendar20 => Syntax::ICalendar20,
            Wire::PlainText => Syntax::PlainText,
        }
    }
}

/// Which properties a client keeps, of a format.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Keeps<'a> {
    /// The names, in upper case; `None` where it does not say.
    pub(crate) properties: Option<&'a [String]>,
}

/// What the server adds so that nothing is lost on the way; no client knows it.
const CARRIED: &str = "X-SMSYNC-";

impl Keeps<'_> {
    /// Whether a property that is missing from what the client sends was taken away by its user.
    fn has(self, name: &str) -> bool {
        if name.starts_with(CARRIED) {
            return false;
        }
        match self.properties {
            // Phones drop what they do not know without saying so.
            None => !name.starts_with("X-"),
            Some(names) => names.iter().any(|known| {
                known.eq_ignore_ascii_case(name)
                    || known
                        .strip_suffix('*')
                        .is_some_and(|start| name.starts_with(start))
            }),
        }
    }

    fn has_alarms(self) -> bool {
        ["VALARM", "TRIGGER", "AALARM", "DALARM"]
            .iter()
            .any(|name| self.has(name))
    }
}

/// A stored item as it travels.
pub(crate) fn to_wire(item: &Item, wire: Wire) -> Option<Vec<u8>> {
    if wire == Wire::PlainText {
        return Some(plain_text(item).replace('\n', "\r\n").into_bytes());
    }
    let converted = item.document().convert(wire.syntax()).ok()?;
    Some(converted.to_bytes())
}

/// What came, as one item of a kind. `None` where it is none.
pub(crate) fn from_wire(kind: Kind, wire: Option<Wire>, bytes: &[u8]) -> Option<Item> {
    if kind == Kind::Note && wire.unwrap_or(Wire::PlainText) == Wire::PlainText {
        let text = String::from_utf8_lossy(bytes);
        return Item::from_document(kind, Document::plain(text.as_bytes())).ok();
    }
    let document = Document::parse(bytes).ok()?;
    let mut items = document.split();
    let mut only = items.pop()?;
    if !items.is_empty() || only.syntax() == Syntax::PlainText {
        return None;
    }
    let main = kind.component();
    for top in only.components_mut() {
        if top.name() == main {
            drop_empty(top);
        }
        top.children_mut(main).for_each(drop_empty);
    }
    Item::from_document(kind, only).ok()
}

/// Synthesis' engine says every property it knows of and the item has not: `BDAY:`, `ORG:;;;`.
fn drop_empty(component: &mut Component) {
    component.remove_where(|property| {
        let must_be = matches!(property.name(), "N" | "FN" | "SUMMARY");
        let says_nothing = |byte: &u8| b";, ".contains(byte);
        !must_be && property.encoded_value().iter().all(says_nothing)
    });
}

/// A new item as it is stored, under that identifier.
pub(crate) fn to_store(item: &Item, uid: &str) -> Option<Item> {
    let kind = item.kind();
    if item.document().syntax() == Syntax::PlainText {
        let mut note = Item::empty(kind, uid);
        write_plain(&mut note, item)?;
        return Some(note);
    }
    Some(in_stored_syntax(item)?.with_uid(uid))
}

fn in_stored_syntax(item: &Item) -> Option<Item> {
    let syntax = match item.document().syntax() {
        Syntax::VCard21 => Syntax::VCard30,
        Syntax::VCalendar10 => Syntax::ICalendar20,
        own => own,
    };
    in_syntax(item, syntax)
}

fn in_syntax(item: &Item, syntax: Syntax) -> Option<Item> {
    let converted = item.document().convert(syntax).ok()?;
    Item::from_document(item.kind(), converted).ok()
}

/// The stored item with a client's edit written into it.
pub(crate) fn edited(stored: &Item, sent: &Item, wire: Wire, keeps: Keeps<'_>) -> Option<Item> {
    if sent.document().syntax() == Syntax::PlainText {
        let mut note = stored.clone();
        if plain_text(stored).trim_end() != text_of(sent).trim_end() {
            write_plain(&mut note, sent)?;
        }
        return Some(note);
    }
    let syntax = stored.document().syntax();
    let sent = in_syntax(sent, syntax)?;
    let base = as_held(stored, wire, keeps)?;
    let server = Versions {
        base: stored,
        now: stored,
    };
    let local = Versions {
        base: &base,
        now: &sent,
    };
    let merged = pim::merge(server, local);
    if merged.is_clean() {
        return Some(merged.server);
    }
    // An edit that contradicts itself, such as an end before its start, is the client's all the same.
    Some(merged.keeping(Side::Local).server)
}

/// Both put together where neither loses a value; `None` where they contradict.
pub(crate) fn united(stored: &Item, sent: &Item) -> Option<Item> {
    if sent.document().syntax() == Syntax::PlainText {
        return (plain_text(stored).trim_end() == text_of(sent).trim_end()).then(|| stored.clone());
    }
    let sent = in_syntax(sent, stored.document().syntax())?;
    let merged = pim::merge_without_base(stored, &sent);
    merged.is_clean().then_some(merged.server)
}

/// Whether the client, with all it is able to hold, has this item as it is.
pub(crate) fn is_held(stored: &Item, sent: &Item, wire: Wire, keeps: Keeps<'_>) -> bool {
    if sent.document().syntax() == Syntax::PlainText {
        return plain_text(stored).trim_end() == text_of(sent).trim_end();
    }
    let held = as_held(stored, wire, keeps);
    let sent = in_syntax(sent, stored.document().syntax());
    held.zip(sent)
        .is_some_and(|(held, sent)| held.fingerprint() == sent.fingerprint())
}

/// What is left of a stored item after it has travelled to a client and back unchanged.
fn as_held(stored: &Item, wire: Wire, keeps: Keeps<'_>) -> Option<Item> {
    let travelled = to_wire(stored, wire)?;
    let mut document = Document::parse(&travelled).ok()?;
    let main = stored.kind().component();
    for top in document.components_mut() {
        if top.name() == main {
            keep_only(top, keeps);
        }
        top.children_mut(main)
            .for_each(|component| keep_only(component, keeps));
    }
    let back = document.convert(stored.document().syntax()).ok()?;
    Item::from_document(stored.kind(), back).ok()
}

fn keep_only(component: &mut Component, keeps: Keeps<'_>) {
    component.remove_where(|property| !keeps.has(property.name()));
    if !keeps.has_alarms() {
        component.remove_components_where(|inner| inner.name() == "VALARM");
    }
}

/// A note as plain text: its title, then its text.
fn plain_text(item: &Item) -> String {
    if item.document().syntax() == Syntax::PlainText {
        return text_of(item);
    }
    let calendar = item.document().components().next();
    let journal = calendar.and_then(|calendar| calendar.children("VJOURNAL").next());
    let text = |name: &str| {
        let property = journal.and_then(|journal| journal.first(name));
        property.map_or_else(String::new, |property| {
            property.text().replace("\r\n", "\n").replace('\r', "\n")
        })
    };
    let (title, body) = (text("SUMMARY").replace('\n', " "), text("DESCRIPTION"));
    match (title.is_empty(), body.is_empty()) {
        (_, true) => title,
        // Some servers have notes without a title; their text begins with one.
        (true, false) => body,
        (false, false) => format!("{title}\n{body}"),
    }
}

fn text_of(plain: &Item) -> String {
    let text = plain.document().plain_text().unwrap_or_default();
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Title and text of a plain note into a `VJOURNAL`. Line ends gained on the way are no part of it.
fn write_plain(note: &mut Item, plain: &Item) -> Option<()> {
    let text = text_of(plain);
    let text = text.trim_end();
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    note.set(FieldId::Title, title.trim_end()).ok()?;
    note.set(FieldId::Text, body).ok()
}

/// Which side's words are newer, where both say.
pub(crate) fn newer(server_seconds: i64, sent: &Item) -> Side {
    match sent.changed_at() {
        Some(at) if at < server_seconds => Side::Server,
        _ => Side::Local,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u1\r\nN:Lovelace;Ada;;;\r\nFN:Ada Lovelace\r\n\
        TEL;TYPE=CELL:+44 1\r\nIMPP:xmpp:ada@example.com\r\nX-MINE:kept\r\nEND:VCARD\r\n";
    const NOTE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\nBEGIN:VJOURNAL\r\nUID:n1\r\nSUMMARY:Boiler\r\n\
        DESCRIPTION:Serviced in March.\\nNext: March.\r\nCATEGORIES:House\r\nX-MINE:kept\r\nEND:VJOURNAL\r\n\
        END:VCALENDAR\r\n";

    fn item(kind: Kind, text: &str) -> Item {
        Item::parse(kind, text.as_bytes()).unwrap()
    }

    fn text(item: &Item) -> String {
        String::from_utf8(item.bytes()).unwrap()
    }

    #[test]
    fn an_edit_in_an_old_format_leaves_what_that_format_cannot_say() {
        let stored = item(Kind::Contact, CARD);
        let sent = "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Lovelace;Ada\r\nFN:Ada King\r\nTEL;CELL:+44 1\r\nTEL;HOME:+44 2\r\nEND:VCARD\r\n";
        let sent = from_wire(Kind::Contact, Some(Wire::VCard21), sent.as_bytes()).unwrap();
        let after = text(&edited(&stored, &sent, Wire::VCard21, Keeps::default()).unwrap());
        for line in [
            "UID:u1",
            "IMPP:xmpp:ada@example.com",
            "X-MINE:kept",
            "FN:Ada King",
        ] {
            assert!(after.contains(line), "{line}\n{after}");
        }
        assert!(after.contains("+44 2"), "{after}");
    }

    #[test]
    fn a_property_the_client_keeps_can_be_taken_away_and_another_cannot() {
        let stored = item(Kind::Contact, CARD);
        let sent =
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lovelace;Ada;;;\r\nFN:Ada Lovelace\r\nEND:VCARD\r\n";
        let sent = from_wire(Kind::Contact, Some(Wire::VCard30), sent.as_bytes()).unwrap();
        let names = ["N", "FN", "IMPP"].map(str::to_owned);
        let keeps = Keeps {
            properties: Some(&names),
        };
        let after = text(&edited(&stored, &sent, Wire::VCard30, keeps).unwrap());
        assert!(!after.contains("IMPP") && after.contains("TEL") && after.contains("X-MINE"));
    }

    #[test]
    fn a_note_travels_as_text_and_its_other_lines_stay() {
        let stored = item(Kind::Note, NOTE);
        let told = to_wire(&stored, Wire::PlainText).unwrap();
        assert_eq!(told, b"Boiler\r\nServiced in March.\r\nNext: March.");
        let same = from_wire(
            Kind::Note,
            None,
            b"Boiler\nServiced in March.\nNext: March.\n\n\n",
        )
        .unwrap();
        let keeps = Keeps::default();
        assert_eq!(
            text(&edited(&stored, &same, Wire::PlainText, keeps).unwrap()),
            NOTE
        );
        assert!(is_held(&stored, &same, Wire::PlainText, keeps));
        let sent = from_wire(Kind::Note, None, b"Boiler\r\nServiced in April.\r\n").unwrap();
        let after = text(&edited(&stored, &sent, Wire::PlainText, keeps).unwrap());
        for line in [
            "SUMMARY:Boiler",
            "DESCRIPTION:Serviced in April.",
            "CATEGORIES:House",
            "X-MINE:kept",
        ] {
            assert!(after.contains(line), "{line}\n{after}");
        }
    }

    #[test]
    fn a_new_item_is_stored_in_the_format_dav_clients_read() {
        let sent = "BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\nSUMMARY:Tea\r\nDTSTART:20260615T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let sent = from_wire(Kind::Appointment, None, sent.as_bytes()).unwrap();
        let stored = text(&to_store(&sent, "u2").unwrap());
        assert!(
            stored.contains("VERSION:2.0") && stored.contains("UID:u2"),
            "{stored}"
        );
        let note = from_wire(Kind::Note, None, "Nötiz\r\nText".as_bytes()).unwrap();
        let stored = text(&to_store(&note, "n2").unwrap());
        assert!(
            stored.contains("SUMMARY:Nötiz") && stored.contains("DESCRIPTION:Text"),
            "{stored}"
        );
        let empty = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:A;B;;;\r\nFN:B A\r\nBDAY:\r\nORG:;;;\r\nTEL:1\r\nEND:VCARD\r\n";
        let stored =
            from_wire(Kind::Contact, None, empty.as_bytes()).and_then(|card| to_store(&card, "c"));
        let stored = text(&stored.unwrap());
        assert!(
            !stored.contains("BDAY") && !stored.contains("ORG") && stored.contains("TEL:1"),
            "{stored}"
        );
        for wrong in ["", "no card", "BEGIN:VTODO\r\nEND:VTODO\r\n"] {
            assert!(
                from_wire(Kind::Contact, None, wrong.as_bytes()).is_none(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn the_format_is_found_by_type_and_version() {
        for (kind, name, version, wire) in [
            (Kind::Contact, "text/x-vcard", "2.1", Some(Wire::VCard21)),
            (Kind::Contact, "TEXT/VCARD", "", Some(Wire::VCard30)),
            (Kind::Note, "text/plain", "1.1", Some(Wire::PlainText)),
            (Kind::Task, "text/calendar", "2.0", Some(Wire::ICalendar20)),
            (Kind::Task, "text/plain", "1.0", None),
        ] {
            assert_eq!(
                Wire::of(kind, &ContentType::new(name, version)),
                wire,
                "{name}"
            );
        }
    }
}
