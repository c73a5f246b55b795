//! Base64 (RFC 4648), read leniently: white space is skipped and the padding may be missing.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Decodes, or none where a byte belongs to no alphabet.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text {
        if byte.is_ascii_whitespace() || *byte == b'=' {
            continue;
        }
        bits = bits << 6 | u32::from(value(*byte)?);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(low_byte(bits >> held));
        }
    }
    Some(out)
}

/// Encodes with padding, on one line.
pub(crate) fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let triple = chunk
            .iter()
            .fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            if place <= chunk.len() {
                let six = low_byte(triple >> (18 - 6 * place) & 63);
                // Six bits are below 64.
                out.push(ALPHABET.get(usize::from(six)).copied().unwrap_or(b'A'));
            } else {
                out.push(b'=');
            }
        }
    }
    out
}

/// True for a line that can only be part of a base64 block: nothing but its alphabet, padding and trailing blanks.
pub(crate) fn is_block_line(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    !line.is_empty()
        && line.iter().all(|byte| {
            *byte == b'=' || matches!(byte, b'+' | b'/') || byte.is_ascii_alphanumeric()
        })
}

fn value(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// The lowest eight bits.
fn low_byte(bits: u32) -> u8 {
    bits.to_le_bytes()[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_comes_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..bytes.len() {
            assert_eq!(decode(&encode(&bytes[..length])).unwrap(), &bytes[..length]);
        }
    }

    #[test]
    fn white_space_and_missing_padding_are_forgiven() {
        for (text, bytes) in [
            ("Zm9v\r\n YmE=", &b"fooba"[..]),
            ("Zm9vYg", b"foob"),
            ("-_8=", b"\xfb\xff"),
        ] {
            assert_eq!(decode(text.as_bytes()).unwrap(), bytes);
        }
        assert_eq!(decode(b"not base64!"), None);
    }
}
