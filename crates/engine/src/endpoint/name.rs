//! Ids made from UIDs: the same UID and attempt always give the same name, on every machine and after every crash.
//!
//! A name made here is safe as a file name on Linux, macOS and Windows and as one segment of an address: it has no
//! separator, no leading dot, no trailing dot or space, no control character, none of Windows' reserved names.
//! A UID that cannot be such a name is hashed; it is never cut or rewritten, which could make two UIDs one.

use sha2::{Digest, Sha256};

/// Longer UIDs are hashed: file systems take 255 bytes, of which an ending and a prefix need some.
const LONGEST_BYTES: usize = 180;

/// Device names that Windows keeps for itself, with any ending.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name an item with this UID gets; `attempt` above 0 gives another one because the first is taken.
pub(crate) fn from_uid(uid: &str, attempt: u32) -> String {
    let stem = if is_safe(uid) {
        uid.to_owned()
    } else {
        format!("item-{}", short_hash(uid.as_bytes()))
    };
    if attempt == 0 {
        stem
    } else {
        format!("{stem}~{attempt}")
    }
}

/// Whether a UID can be a name as it is.
fn is_safe(uid: &str) -> bool {
    !uid.is_empty()
        && uid.len() <= LONGEST_BYTES
        && !uid.starts_with(['.', '~'])
        && !uid.ends_with(['.', '~'])
        && uid
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.@+=,".contains(&b))
        && !is_reserved(uid)
}

/// `CON`, `nul.backup`, `COM1` …: Windows opens a device instead of a file, whatever stands after the first dot.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let numbered = stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.bytes().last().is_some_and(|b| b.is_ascii_digit());
    numbered || RESERVED.contains(&stem.as_str())
}

/// The first 16 bytes of SHA-256, in hexadecimal: 128 bits, so that two different texts never share it.
pub(crate) fn short_hash(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes).get(..16).unwrap_or_default())
}

/// Bytes in lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [b >> 4, b & 15])
        // A nibble is below 16, the table's length.
        .map(|nibble| char::from(DIGITS[usize::from(nibble)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_uid_is_its_own_name_and_an_attempt_is_added() {
        assert_eq!(
            from_uid("20261120T1@example.com", 0),
            "20261120T1@example.com"
        );
        assert_eq!(from_uid("abc", 2), "abc~2");
    }

    #[test]
    fn a_uid_that_is_no_file_name_is_hashed_and_stays_apart_from_all_others() {
        let long = "x".repeat(500);
        let bad = [
            "",
            ".",
            "..",
            ".hidden",
            "../../etc/passwd",
            "a/b",
            "a\\b",
            "a:b",
            "nul",
            "CON.x",
            "com7",
            "lpt1.ics",
            "ends.",
            "ends ",
            "tab\t",
            "Müller",
            "~temp",
            &long,
        ];
        let names: std::collections::HashSet<String> =
            bad.iter().map(|uid| from_uid(uid, 0)).collect();
        assert_eq!(names.len(), bad.len(), "two UIDs share a name");
        for name in names {
            assert!(is_safe(&name) && name.starts_with("item-"), "{name}");
        }
    }

    #[test]
    fn names_that_only_look_reserved_are_kept() {
        for uid in ["console", "comb", "com10", "auxiliary", "null"] {
            assert_eq!(from_uid(uid, 0), uid);
        }
    }
}
