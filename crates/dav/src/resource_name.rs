//! The name of a new item, made from its UID: the same each time, so that a write whose reply was lost
//! meets its own work when it is sent again.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// Longer UIDs become a hash: file systems behind servers stop at 255 bytes.
const LONGEST: usize = 100;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extension {
    /// `.ics`
    Ics,
    /// `.vcf`
    Vcf,
}

/// The name for an item with this UID.
///
/// A UID made of letters, digits, `-`, `_` and inner dots is used as it is. Anything else (`/`, `%`, `:`, `(`, `@`
/// and non-ASCII are each refused or rewritten by some server) becomes a hash of it.
pub fn resource_name(uid: &str, extension: Extension) -> String {
    let extension = match extension {
        Extension::Ics => "ics",
        Extension::Vcf => "vcf",
    };
    if is_safe(uid) {
        format!("{uid}.{extension}")
    } else {
        format!("{}.{extension}", hash(uid))
    }
}

/// Capital letters are safe: no server folds them; but `a` and `A` must not meet on one that does.
fn is_safe(uid: &str) -> bool {
    let plain = uid
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    let one_case = !(uid.bytes().any(|b| b.is_ascii_lowercase())
        && uid.bytes().any(|b| b.is_ascii_uppercase()));
    let dots = uid.starts_with('.') || uid.ends_with('.') || uid.contains("..");
    plain && one_case && !dots && !uid.is_empty() && uid.len() <= LONGEST
}

fn hash(uid: &str) -> String {
    let digest = Sha256::digest(uid.as_bytes());
    digest.iter().take(20).fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_uid_is_its_own_name() {
        for uid in [
            "b3a0f2de-1c1c-4a0a-9d2f-3f9f8f8c0a11",
            "20261120T101500Z-17",
            "ABC_1.x1".to_ascii_uppercase().as_str(),
        ] {
            assert_eq!(resource_name(uid, Extension::Ics), format!("{uid}.ics"));
        }
    }

    #[test]
    fn everything_some_server_refuses_becomes_a_hash() {
        for uid in [
            "",
            ".",
            "..",
            "a/b",
            "a%2Fb",
            "a:b",
            "at@x",
            "x(y)",
            "{x}",
            "~",
            "é",
            "a b",
            ".htaccess",
            "a..b",
            "Mixed",
            &"x".repeat(101),
        ] {
            let name = resource_name(uid, Extension::Vcf);
            assert!(
                name.len() == 44 && name[..40].bytes().all(|b| b.is_ascii_hexdigit()),
                "{uid}: {name}"
            );
        }
    }

    #[test]
    fn different_uids_get_different_names_and_the_same_uid_the_same() {
        let uids = ["a@x", "A@x", "a@X", "a", "A", "a%40x", "Ab", "aB"];
        let names: std::collections::HashSet<String> = uids
            .iter()
            .map(|uid| resource_name(uid, Extension::Ics).to_ascii_lowercase())
            .collect();
        assert_eq!(
            names.len(),
            uids.len() - 1,
            "only a and A differ by case alone: {names:?}"
        );
        assert_eq!(
            resource_name("a@x", Extension::Ics),
            resource_name("a@x", Extension::Ics)
        );
    }
}
