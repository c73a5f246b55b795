//! Quoted-printable (RFC 2045 §6.7) as the formats of 1996 use it.

/// Longest line written, with the `=` of a soft break.
const WIDTH: usize = 76;

/// Decodes; an `=` that starts no valid pair stays as it is.
pub(crate) fn decode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [byte, tail @ ..] = rest {
        rest = match (byte, tail) {
            (b'=', [high, low, after @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                out.push(hex(*high).unwrap_or(0) << 4 | hex(*low).unwrap_or(0));
                after
            }
            _ => {
                out.push(*byte);
                tail
            }
        };
    }
    out
}

/// Encodes for one property value: line breaks become `=0D=0A`, soft breaks are not yet made (see [`wrap`]).
pub(crate) fn encode(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + text.len() / 2);
    let mut previous = 0;
    let length = text.len();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\n' if previous == b'\r' => {}
            b'\r' | b'\n' => out.extend_from_slice(b"=0D=0A"),
            // White space at an end may be stripped on the way.
            b' ' if at == 0 || at + 1 == length => push_pair(&mut out, byte),
            b' '..=b'<' | b'>'..=b'~' => out.push(byte),
            _ => push_pair(&mut out, byte),
        }
        previous = byte;
    }
    out
}

/// Appends `encoded` to `out` with soft breaks, where `column` bytes of the first line are taken already.
pub(crate) fn wrap(out: &mut Vec<u8>, encoded: &[u8], mut column: usize, line_end: &[u8]) {
    let mut rest = encoded;
    while !rest.is_empty() {
        let unit = if rest.first() == Some(&b'=') {
            3.min(rest.len())
        } else {
            1
        };
        if column + unit > WIDTH - 1 && rest.len() > unit {
            out.push(b'=');
            out.extend_from_slice(line_end);
            column = 0;
        }
        let (now, later) = rest.split_at(unit);
        out.extend_from_slice(now);
        column += unit;
        rest = later;
    }
}

fn push_pair(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    // A nibble is below 16, so both are there.
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0');
    out.extend_from_slice(&[b'=', digit(byte >> 4), digit(byte & 15)]);
}

fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded_and_the_rest_stays() {
        for (written, meant) in [
            ("J=C3=BCrgen", "Jürgen"),
            ("a=3db", "a=b"),
            ("a=b", "a=b"),
            ("100=", "100="),
            ("=0D=0A", "\r\n"),
        ] {
            assert_eq!(decode(written.as_bytes()), meant.as_bytes());
        }
    }

    #[test]
    fn what_is_encoded_comes_back() {
        for text in [
            "",
            "plain",
            "Jürgen = you",
            " edges ",
            "tab\tin",
            "\u{1F600}",
        ] {
            let encoded = encode(text);
            assert!(encoded.is_ascii());
            assert_eq!(decode(&encoded), text.as_bytes());
        }
        assert_eq!(encode("a\nb\r\nc\rd"), b"a=0D=0Ab=0D=0Ac=0D=0Ad");
    }

    #[test]
    fn soft_breaks_never_cut_a_pair_and_keep_the_width() {
        let mut out = Vec::new();
        wrap(&mut out, &encode(&"ü".repeat(200)), 10, b"\r\n");
        let text = String::from_utf8(out).unwrap();
        for (at, line) in text.split("\r\n").enumerate() {
            assert!(line.len() + if at == 0 { 10 } else { 0 } <= WIDTH);
            assert_eq!(line.trim_end_matches('=').len() % 3, 0);
        }
    }
}
