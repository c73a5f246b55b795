//! Item ids of a DAV collection: the member's path in one spelling, whatever the server's.
//!
//! Servers write the same member as `at%40x`, `at@x`, `%c3%a9` or `%C3%A9`. An id spells out what a path may hold
//! bare (RFC 3986, 3.3) and escapes the rest, so that ids can be compared as text and sent as they are.

use dav::Href;

use crate::endpoint::ItemId;

/// The id of a member.
pub(super) fn id_of(href: &Href) -> ItemId {
    ItemId(normal(href.path()))
}

/// Where a member is.
pub(super) fn href_of(id: &ItemId) -> Href {
    Href::from_path(&id.0)
}

fn normal(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = String::with_capacity(path.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%')
            .then(|| bytes.get(at + 1..at + 3).and_then(hex_pair))
            .flatten();
        match escaped {
            // An escaped slash or percent sign means something else than a bare one.
            Some(meant) => push(&mut out, meant, is_bare(meant) && meant != b'/'),
            None => push(&mut out, byte, is_bare(byte)),
        }
        at += if escaped.is_some() { 3 } else { 1 };
    }
    out
}

fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte)
}

fn push(out: &mut String, byte: u8, bare: bool) {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    if bare {
        out.push(char::from(byte));
    } else {
        // Invariant: both indices are below 16.
        out.extend([
            '%',
            DIGITS[usize::from(byte >> 4)],
            DIGITS[usize::from(byte & 15)],
        ]);
    }
}

fn hex_pair(pair: &[u8]) -> Option<u8> {
    let [high, low] = pair else { return None };
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    Some(digit(*high)? * 16 + digit(*low)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_member_is_one_id() {
        for (spellings, id) in [
            (&["/c/at%40x.ics", "/c/at@x.ics"][..], "/c/at@x.ics"),
            (
                &["/c/%c3%a9.ics", "/c/%C3%A9.ics", "/c/é.ics"],
                "/c/%C3%A9.ics",
            ),
            (&["/c/a%20b.ics", "/c/a b.ics"], "/c/a%20b.ics"),
            (&["/c/100%25.ics", "/c/100%.ics"], "/c/100%25.ics"),
            (&["/c/a%2Fb.ics", "/c/a%2fb.ics"], "/c/a%2Fb.ics"),
            (&["/c/q%3F%23.ics"], "/c/q%3F%23.ics"),
        ] {
            for spelling in spellings {
                let made = id_of(&Href::from_path(spelling));
                assert_eq!(made.0, id);
                assert_eq!(
                    href_of(&made),
                    Href::from_path(spelling),
                    "{spelling} is still the same member"
                );
                assert_eq!(id_of(&href_of(&made)), made);
            }
        }
    }
}
