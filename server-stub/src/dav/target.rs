//! What an address means: SmarterMail's layout, with DAV below `/WebDAV/`.

use percent_encoding::percent_decode_str;

use crate::store::{CollectionPath, Home};

/// A place of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// `/`
    Root,
    /// `/WebDAV/`
    Service,
    /// `/WebDAV/principals/`
    Principals,
    /// `/WebDAV/principals/alice@example.com/`
    Principal(String),
    /// `/WebDAV/alice@example.com/`
    UserRoot(String),
    /// `/WebDAV/alice@example.com/calendars/`
    Home(String, Home),
    /// `/WebDAV/alice@example.com/calendars/tasks/`
    Collection(String, CollectionPath),
    /// `/WebDAV/alice@example.com/calendars/tasks/milk.ics`
    Resource(String, CollectionPath, String),
    /// Nothing can ever be there.
    Unknown,
}

impl Target {
    /// Reads a path as it was sent, still percent-encoded.
    pub(crate) fn parse(path: &str) -> Target {
        let trimmed = path.strip_prefix('/').unwrap_or(path);
        let trimmed = trimmed.strip_suffix('/').unwrap_or(trimmed);
        if trimmed.is_empty() {
            return Target::Root;
        }
        let Some(segments) = trimmed
            .split('/')
            .map(segment)
            .collect::<Option<Vec<String>>>()
        else {
            return Target::Unknown;
        };
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        match segments.as_slice() {
            [service, rest @ ..] if service.eq_ignore_ascii_case("WebDAV") => below_service(rest),
            _ => Target::Unknown,
        }
    }

    /// The user whose place it is.
    pub(crate) fn owner(&self) -> Option<&str> {
        match self {
            Target::Principal(owner)
            | Target::UserRoot(owner)
            | Target::Home(owner, _)
            | Target::Collection(owner, _)
            | Target::Resource(owner, _, _) => Some(owner),
            Target::Root | Target::Service | Target::Principals | Target::Unknown => None,
        }
    }

    /// The collection it is or is in.
    pub(crate) fn collection(&self) -> Option<&CollectionPath> {
        match self {
            Target::Collection(_, path) | Target::Resource(_, path, _) => Some(path),
            _ => None,
        }
    }
}

fn below_service(segments: &[&str]) -> Target {
    match *segments {
        [] => Target::Service,
        [principals] if principals.eq_ignore_ascii_case("principals") => Target::Principals,
        [principals, owner] if principals.eq_ignore_ascii_case("principals") => {
            Target::Principal(owner.to_owned())
        }
        [owner] => Target::UserRoot(owner.to_owned()),
        [owner, home, ref rest @ ..] => {
            let Some(home) = Home::from_segment(home) else {
                return Target::Unknown;
            };
            match *rest {
                [] => Target::Home(owner.to_owned(), home),
                [name] => Target::Collection(owner.to_owned(), CollectionPath::new(home, name)),
                [name, resource] => Target::Resource(
                    owner.to_owned(),
                    CollectionPath::new(home, name),
                    resource.to_owned(),
                ),
                _ => Target::Unknown,
            }
        }
    }
}

/// One segment, decoded; `None` for what no name may be.
fn segment(encoded: &str) -> Option<String> {
    let decoded = percent_decode_str(encoded).decode_utf8().ok()?;
    let forbidden = decoded.is_empty()
        || decoded == "."
        || decoded == ".."
        || decoded.len() > 255
        || decoded.contains(|character: char| character.is_control() || character == '/');
    (!forbidden).then(|| decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_means_a_place_in_either_encoding() {
        let tasks = || CollectionPath::new(Home::Calendars, "tasks");
        let alice = || "alice@example.com".to_owned();
        let cases = [
            ("/", Target::Root),
            ("", Target::Root),
            ("/WebDAV", Target::Service),
            ("/webdav/", Target::Service),
            ("/WebDAV/principals/", Target::Principals),
            (
                "/WebDAV/principals/alice%40example.com/",
                Target::Principal(alice()),
            ),
            ("/WebDAV/alice@example.com/", Target::UserRoot(alice())),
            (
                "/WebDAV/alice@example.com/calendars",
                Target::Home(alice(), Home::Calendars),
            ),
            (
                "/WebDAV/alice@example.com/calendars/tasks/",
                Target::Collection(alice(), tasks()),
            ),
            (
                "/WebDAV/alice%40example.com/calendars/tasks/caf%C3%A9%20%25.ics",
                Target::Resource(alice(), tasks(), "caf\u{e9} %.ics".to_owned()),
            ),
            ("/WebDAV/alice@example.com/files/", Target::Unknown),
            (
                "/WebDAV/alice@example.com/calendars/tasks/a/b",
                Target::Unknown,
            ),
            (
                "/WebDAV/alice@example.com/calendars/../../bob",
                Target::Unknown,
            ),
            (
                "/WebDAV/alice@example.com/calendars/%2e%2e/x",
                Target::Unknown,
            ),
            (
                "/WebDAV/alice@example.com/calendars/a%2fb/",
                Target::Unknown,
            ),
            (
                "/WebDAV/alice@example.com/calendars/a%00b/",
                Target::Unknown,
            ),
            ("/WebDAV//calendars/", Target::Unknown),
            ("/elsewhere", Target::Unknown),
        ];
        for (path, target) in cases {
            assert_eq!(Target::parse(path), target, "{path}");
        }
    }
}
