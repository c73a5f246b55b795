//! A contact's picture: the same bytes are the same picture, however they are wrapped.

use super::FieldId;
use super::value::{Claim, Field, Shape, Value};
use crate::fingerprint::Fingerprint;
use crate::row::{Picture, Shown};

pub(super) const PHOTO: Field = Field {
    id: FieldId::Photo,
    label: "Picture",
    properties: &["PHOTO"],
    children: &[],
    shape: Shape::Single,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let Some(line) = claim
        .lines
        .iter()
        .find(|line| !line.property.raw_value().trim().is_empty())
    else {
        return Vec::new();
    };
    let Some(bytes) = line.property.binary() else {
        let address = line.text();
        return Value::single(address.clone(), Shown::text(address), claim);
    };
    let digest = Fingerprint::of(&bytes).to_string();
    let size_bytes = bytes.len() as u64;
    let picture = Picture {
        media_type: media_type(&bytes).to_owned(),
        size_bytes,
        digest: digest.clone(),
    };
    let shown = Shown {
        text: format!("picture, {} KB", size_bytes.div_ceil(1024)),
        picture: Some(picture),
        ..Shown::default()
    };
    Value::single(digest, shown, claim)
}

/// By the first bytes; what a record claims is often wrong.
pub(crate) fn media_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => "image/webp",
        _ => "",
    }
}
