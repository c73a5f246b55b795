//! Whether the time is shown as busy. `OPAQUE` is the default (RFC 5545 section 3.8.2.7). Outlook knows two more
//! states, and keeps them in a line of its own.

use super::FieldId;
use super::value::{Claim, Field, Shape, Value};
use crate::row::Shown;

pub(super) const BUSY: Field = Field {
    id: FieldId::Busy,
    label: "Shown as",
    properties: &["TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"],
    children: &[],
    shape: Shape::Single,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let value = |name: &str| {
        claim
            .lines
            .iter()
            .find(|line| line.name() == name)
            .map(|line| line.text().to_ascii_uppercase())
    };
    // vCalendar 1.0 counts: 0 is opaque, any other number is not.
    let free = value("TRANSP")
        .is_some_and(|transparency| !matches!(transparency.as_str(), "OPAQUE" | "0" | ""));
    let outlook = value("X-MICROSOFT-CDO-BUSYSTATUS")
        .filter(|status| matches!(status.as_str(), "TENTATIVE" | "OOF" | "WORKINGELSEWHERE"));
    let words = match (outlook.as_deref(), free) {
        (Some("OOF"), _) => "out of office",
        (Some("TENTATIVE"), _) => "tentative",
        (Some(_), _) => "working elsewhere",
        (None, true) => "free",
        (None, false) => return Vec::new(),
    };
    Value::single(format!("{words}\u{1f}{free}"), Shown::text(words), claim)
}
