//! Property names: checking them, and the well-known ones without an allocation.

use std::borrow::Cow;

/// Names that appear in real files, in order, so that they can be searched and shared.
const KNOWN: &[&str] = &[
    "AALARM",
    "ACTION",
    "ADR",
    "AGENT",
    "ANNIVERSARY",
    "ATTACH",
    "ATTENDEE",
    "BDAY",
    "BEGIN",
    "BODY",
    "CALADRURI",
    "CALSCALE",
    "CALURI",
    "CATEGORIES",
    "CLASS",
    "CLIENTPIDMAP",
    "COLOR",
    "COMMENT",
    "COMPLETED",
    "CONCEPT",
    "CONFERENCE",
    "CONTACT",
    "CREATED",
    "DALARM",
    "DAYLIGHT",
    "DCREATED",
    "DESCRIPTION",
    "DTEND",
    "DTSTAMP",
    "DTSTART",
    "DUE",
    "DURATION",
    "EMAIL",
    "END",
    "EXDATE",
    "EXRULE",
    "FBURL",
    "FN",
    "FREEBUSY",
    "GENDER",
    "GEO",
    "IMAGE",
    "IMPP",
    "KEY",
    "KIND",
    "LABEL",
    "LANG",
    "LAST-MODIFIED",
    "LOCATION",
    "LOGO",
    "MAILER",
    "MALARM",
    "MEMBER",
    "METHOD",
    "N",
    "NAME",
    "NICKNAME",
    "NOTE",
    "ORG",
    "ORGANIZER",
    "PALARM",
    "PERCENT-COMPLETE",
    "PHOTO",
    "PRIORITY",
    "PRODID",
    "PROFILE",
    "RDATE",
    "RECURRENCE-ID",
    "REFRESH-INTERVAL",
    "RELATED",
    "RELATED-TO",
    "REPEAT",
    "REQUEST-STATUS",
    "RESOURCES",
    "REV",
    "RNUM",
    "ROLE",
    "RRULE",
    "SEQUENCE",
    "SORT-STRING",
    "SOUND",
    "SOURCE",
    "STATUS",
    "SUMMARY",
    "TEL",
    "TITLE",
    "TRANSP",
    "TRIGGER",
    "TZ",
    "TZID",
    "TZNAME",
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "TZURL",
    "UID",
    "URL",
    "VERSION",
    "XML",
];

/// The longest of [`KNOWN`].
const LONGEST: usize = 24;

/// A property name in upper case, or none where these bytes can't be one.
///
/// Lenient on purpose: anything visible in ASCII that is no delimiter is a name, as some programs write `X-ABC/D`.
pub(crate) fn name(bytes: &[u8]) -> Option<Cow<'static, str>> {
    let bytes = bytes.trim_ascii();
    // Some programs name their own properties in words: `X-GOOGLE TALK`.
    let may_have_blanks = bytes
        .get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"X-"));
    if bytes.is_empty()
        || !bytes
            .iter()
            .all(|b| is_name_byte(*b) || (may_have_blanks && *b == b' '))
    {
        return None;
    }
    if let Some(known) = known(bytes) {
        return Some(Cow::Borrowed(known));
    }
    // Every byte is ASCII: checked just above.
    std::str::from_utf8(bytes)
        .ok()
        .map(|text| Cow::Owned(text.to_ascii_uppercase()))
}

/// True for a known or an X- name, with or without a group before it.
pub(crate) fn is_well_known(bytes: &[u8]) -> bool {
    let bytes = match bytes.iter().rposition(|b| *b == b'.') {
        Some(dot) => bytes.get(dot + 1..).unwrap_or_default(),
        None => bytes,
    };
    known(bytes).is_some()
        || (bytes.len() > 2
            && bytes
                .get(..2)
                .is_some_and(|start| start.eq_ignore_ascii_case(b"X-"))
            && bytes.iter().all(|b| is_name_byte(*b)))
}

fn known(bytes: &[u8]) -> Option<&'static str> {
    let mut upper = [0_u8; LONGEST];
    let upper = upper.get_mut(..bytes.len())?;
    upper.copy_from_slice(bytes);
    upper.make_ascii_uppercase();
    let at = KNOWN
        .binary_search_by(|name| name.as_bytes().cmp(upper))
        .ok()?;
    KNOWN.get(at).copied()
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b':' | b';' | b',' | b'=' | b'"' | b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_fits() {
        assert!(KNOWN.is_sorted());
        assert!(KNOWN.iter().all(|name| name.len() <= LONGEST));
    }

    #[test]
    fn names_are_upper_case_and_checked() {
        assert_eq!(name(b"fn").as_deref(), Some("FN"));
        assert_eq!(name(b"x-Mine/2 ").as_deref(), Some("X-MINE/2"));
        assert_eq!(name(b"X-Google Talk").as_deref(), Some("X-GOOGLE TALK"));
        for bad in [&b""[..], b" ", b"two words", b"a\\b", "ü".as_bytes()] {
            assert_eq!(name(bad), None);
        }
    }

    #[test]
    fn a_group_does_not_hide_a_known_name() {
        assert!(is_well_known(b"item1.email"));
        assert!(is_well_known(b"x-a"));
        assert!(!is_well_known(b"hello"));
    }
}
