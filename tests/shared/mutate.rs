//! Bytes as no honest peer sends them, from those that one did. Included by tests of several crates, beside `numbers`.

use crate::numbers::Numbers;

/// What means something to a reader of XML.
const MARKUP: [&[u8]; 10] = [
    b"<",
    b">",
    b"&",
    b"</",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"\"",
    b"\xff",
    b"&#x0;",
];

/// Cuts, turns, doubles and puts in a few bytes; `own` is what means something to this reader besides markup.
pub(crate) fn mutate(bytes: &mut Vec<u8>, numbers: &mut Numbers, own: &[&[u8]]) {
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len());
        match numbers.below(6) {
            // Seldom, for what was cut off is tried no more.
            0 if numbers.below(4) == 0 => bytes.truncate(at),
            1 if !bytes.is_empty() => bytes[at] = u8::try_from(numbers.below(256)).unwrap(),
            2 => {
                let place = numbers.below(MARKUP.len() + own.len());
                let piece = MARKUP
                    .get(place)
                    .unwrap_or_else(|| &own[place - MARKUP.len()]);
                bytes.splice(at..at, piece.iter().copied());
            }
            3 => drop(bytes.drain(at..(at + numbers.below(30)).min(bytes.len()))),
            4 => {
                let end = (at + numbers.below(200)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = numbers.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            _ if !bytes.is_empty() => bytes[at] ^= 1 << numbers.below(8),
            _ => {}
        }
    }
}
