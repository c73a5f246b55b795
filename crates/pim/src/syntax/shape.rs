//! What sort of value a property has: enough to write it in another syntax without changing what it says.

/// The sorts of value that are escaped differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One text.
    Text,
    /// Texts between commas.
    List,
    /// Parts between semicolons, each a list.
    Structured,
    /// Dates, numbers, rules, addresses, and everything unknown: carried as it stands.
    Raw,
}

/// Before the name of a property that the syntax it travels in does not know.
pub(crate) const CARRIED: &str = "X-SMSYNC-";

/// The shape of a property's value, by its name in upper case.
///
/// A property that is carried through a syntax without a word for it (see `convert`) keeps its shape.
pub(crate) fn of(name: &str) -> Shape {
    match name.strip_prefix(CARRIED).unwrap_or(name) {
        "FN" | "NOTE" | "TITLE" | "ROLE" | "LABEL" | "SORT-STRING" | "MAILER" | "NAME"
        | "SUMMARY" | "DESCRIPTION" | "LOCATION" | "COMMENT" | "CONTACT" | "BODY" | "PRODID"
        | "TZNAME" | "UID" | "RELATED-TO" | "EMAIL" | "TEL" | "CLASS" | "STATUS" | "COMPONENT" => {
            Shape::Text
        }
        "CATEGORIES" | "NICKNAME" | "RESOURCES" => Shape::List,
        "N" | "ADR" | "ORG" | "GENDER" => Shape::Structured,
        _ => Shape::Raw,
    }
}
