//! Instant messaging: `IMPP` (RFC 4770), and the X- lines that came before it.

use super::FieldId;
use super::sort::sort;
use super::value::{Claim, Field, Shape, Value, united};
use crate::row::Shown;

/// The older lines, and the scheme each stands for.
const SERVICES: [(&str, &str); 10] = [
    ("X-JABBER", "xmpp"),
    ("X-AIM", "aim"),
    ("X-ICQ", "icq"),
    ("X-MSN", "msnim"),
    ("X-YAHOO", "ymsgr"),
    ("X-SKYPE", "skype"),
    ("X-SKYPE-USERNAME", "skype"),
    ("X-GADUGADU", "gg"),
    ("X-GOOGLE-TALK", "gtalk"),
    ("X-MATRIX", "matrix"),
];

pub(super) const IM: Field = Field {
    id: FieldId::Im,
    label: "Chat",
    properties: &[
        "IMPP",
        "X-JABBER",
        "X-AIM",
        "X-ICQ",
        "X-MSN",
        "X-YAHOO",
        "X-SKYPE",
        "X-SKYPE-USERNAME",
        "X-GADUGADU",
        "X-GOOGLE-TALK",
        "X-MATRIX",
    ],
    children: &[],
    shape: Shape::List,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let values = claim.lines.iter().filter_map(|line| {
        let (name, address) = (line.name(), line.text());
        let scheme = SERVICES
            .iter()
            .find(|(service, _)| *service == name)
            .map(|(_, scheme)| *scheme);
        let full = match scheme {
            Some(scheme) if !address.is_empty() => format!("{scheme}:{address}"),
            _ => address,
        };
        let sorts = sort(line).join(", ");
        Value::of_list(full.clone(), &sorts, Shown::labelled(full, &sorts), line.at)
    });
    united(values.collect())
}
