//! Items to try an endpoint with: small, valid for real servers, one for each kind.

use pim::Kind;

/// An item to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its UID.
    pub uid: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: Vec<u8>,
}

/// A valid item of this kind.
pub fn sample(kind: Kind, uid: &str, title: &str) -> Sample {
    with_lines(kind, uid, title, &[])
}

/// A valid item with these lines more.
pub(super) fn with_lines(kind: Kind, uid: &str, title: &str, more: &[&str]) -> Sample {
    let mut lines: Vec<String> = match kind {
        Kind::Contact => vec![
            "BEGIN:VCARD".into(),
            "VERSION:3.0".into(),
            format!("UID:{uid}"),
            format!("FN:{title}"),
            format!("N:{title};;;;"),
        ],
        _ => vec![
            "BEGIN:VCALENDAR".into(),
            "VERSION:2.0".into(),
            "PRODID:-//example//conformance//EN".into(),
            format!("BEGIN:{}", kind.component()),
            format!("UID:{uid}"),
            "DTSTAMP:20260101T000000Z".into(),
            format!("SUMMARY:{title}"),
        ],
    };
    if kind == Kind::Appointment {
        lines.push("DTSTART:20260301T090000Z".into());
        lines.push("DTEND:20260301T100000Z".into());
    }
    lines.extend(more.iter().map(ToString::to_string));
    match kind {
        Kind::Contact => lines.push("END:VCARD".into()),
        _ => lines.extend([format!("END:{}", kind.component()), "END:VCALENDAR".into()]),
    }
    Sample {
        uid: uid.to_owned(),
        title: title.to_owned(),
        body: (lines.join("\r\n") + "\r\n").into_bytes(),
    }
}
