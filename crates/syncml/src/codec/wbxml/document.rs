//! Which document a WBXML header announces: by a public identifier, or by its name in the string table.

use crate::codec::tag::Space;
use crate::message::Version;

/// The documents there are, by vocabulary and version.
const DOCUMENTS: [(Space, Version, u32, &str); 6] = [
    (
        Space::SyncMl,
        Version::V1_0,
        0x0fd1,
        "-//SYNCML//DTD SyncML 1.0//EN",
    ),
    (
        Space::DevInf,
        Version::V1_0,
        0x0fd2,
        "-//SYNCML//DTD DevInf 1.0//EN",
    ),
    (
        Space::SyncMl,
        Version::V1_1,
        0x0fd3,
        "-//SYNCML//DTD SyncML 1.1//EN",
    ),
    (
        Space::DevInf,
        Version::V1_1,
        0x0fd4,
        "-//SYNCML//DTD DevInf 1.1//EN",
    ),
    (
        Space::SyncMl,
        Version::V1_2,
        0x1201,
        "-//SYNCML//DTD SyncML 1.2//EN",
    ),
    (
        Space::DevInf,
        Version::V1_2,
        0x1203,
        "-//SYNCML//DTD DevInf 1.2//EN",
    ),
];

/// How a header names its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PublicId {
    Number(u32),
    Name(&'static str),
}

/// The vocabulary of the document with this number.
pub(super) fn of_number(number: u32) -> Option<Space> {
    DOCUMENTS
        .iter()
        .find(|document| document.2 == number)
        .map(|document| document.0)
}

/// The vocabulary of the document with this name.
pub(super) fn of_name(name: &str) -> Option<Space> {
    DOCUMENTS
        .iter()
        .find(|document| document.3.eq_ignore_ascii_case(name.trim()))
        .map(|document| document.0)
}

/// How we name a document. Version 1.0 has its name in the string table, as every device of its time wrote it.
pub(super) fn public_id(space: Space, version: Version) -> PublicId {
    let found = DOCUMENTS
        .iter()
        .find(|document| document.0 == space && document.1 == version);
    match found {
        Some((_, Version::V1_0, _, name)) => PublicId::Name(name),
        Some((_, _, number, _)) => PublicId::Number(*number),
        // Meta information is never a document of its own.
        None => PublicId::Number(1),
    }
}
