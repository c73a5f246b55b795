//! Which names in the folder are items, and which name a new item gets.

use pim::Kind;

use crate::endpoint::{ItemId, name};

/// Whether a file of this name may hold an item of this kind: not a dotfile, the right ending in any case.
/// Dotfiles, `….tmp`, `…~` and files like `displayname` and `color` belong to other programs.
pub(super) fn is_item(kind: Kind, name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    let fits = |known: &&str| ending.eq_ignore_ascii_case(known);
    !stem.is_empty() && is_plain(name) && endings(kind).iter().any(fits)
}

/// The name an item with this UID gets.
pub(super) fn propose(kind: Kind, uid: &str, attempt: u32) -> ItemId {
    let ending = if kind == Kind::Contact { "vcf" } else { "ics" };
    ItemId(format!("{}.{ending}", name::from_uid(uid, attempt)))
}

/// One name in this very folder: an id with a separator in it would lead out.
fn is_plain(name: &str) -> bool {
    !name.starts_with('.') && !name.contains(['/', '\\', '\0'])
}

fn endings(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Contact => &["vcf"],
        Kind::Appointment | Kind::Task => &["ics"],
        Kind::Note => &["ics", "txt"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_files_with_the_kinds_ending_are_items() {
        for name in [
            "a.vcf",
            "A.VCF",
            "with space.vcf",
            "dots.in.it.vcf",
            "Zoë.vcf",
        ] {
            assert!(is_item(Kind::Contact, name), "{name}");
        }
        for name in [
            "a.ics",
            ".hidden.vcf",
            ".vcf",
            "vcf",
            "a.vcf~",
            "a.vcf.tmp",
            "displayname",
            "color",
            "../a.vcf",
            "sub/a.vcf",
            "a\\b.vcf",
            "",
        ] {
            assert!(!is_item(Kind::Contact, name), "{name}");
        }
        assert!(is_item(Kind::Note, "idea.txt") && !is_item(Kind::Task, "idea.txt"));
    }

    #[test]
    fn a_proposed_name_is_always_an_items_name() {
        for kind in Kind::ALL {
            for uid in [
                "plain",
                "",
                "..",
                "../../x",
                "a/b",
                "nul",
                &"long".repeat(200),
                ".x",
                "Zoë",
            ] {
                let ItemId(name) = propose(kind, uid, 3);
                assert!(is_item(kind, &name) && name.len() < 255, "{name}");
            }
        }
    }
}
