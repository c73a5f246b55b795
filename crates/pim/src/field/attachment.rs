//! Attached files and links: a file is known by its bytes, a link by its address.

use super::FieldId;
use super::value::{Claim, Field, Shape, Value, united};
use crate::fingerprint::Fingerprint;
use crate::row::Shown;

pub(super) const ATTACHMENT: Field = Field {
    id: FieldId::Attachment,
    label: "Attachment",
    properties: &["ATTACH"],
    children: &[],
    shape: Shape::List,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let values = claim.lines.iter().filter_map(|line| {
        let name = line
            .parameter("FILENAME")
            .or_else(|| line.parameter("X-FILENAME"));
        let (identity, what) = match line.property.binary() {
            Some(bytes) => (
                Fingerprint::of(&bytes).to_string(),
                format!("file, {} KB", bytes.len().div_ceil(1024)),
            ),
            None => (line.text(), line.text()),
        };
        let shown = name.map_or_else(|| what.clone(), |name| format!("{name} ({what})"));
        Value::of_list(identity, "", Shown::text(shown), line.at)
    });
    united(values.collect())
}
