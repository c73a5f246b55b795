//! Profiles: presets of faults and settings that imitate known servers, each row with where it was seen.
//!
//! Sources: "probed" is a row of the table of real servers (Radicale 3.9.0, Xandikos 0.4.10, Cyrus 3.6.1, `DAViCal` 1.1.12,
//! `SOGo` 5.8.0, sabre/dav 4.7.1, asked on 2026-11-20), "hints" the `compatibility_hints` of the Python package caldav 3.6.

use std::str::FromStr;

use crate::fault::{Fault, Rewrite, Rule};
use crate::store::{Component, names};

/// A known server to imitate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Nothing is imitated: the RFCs as they stand.
    Strict,
    /// Old `SmarterMail`, as far as it is known.
    SmarterMail,
    /// Radicale 3.9.
    Radicale,
    /// Xandikos 0.4.
    Xandikos,
    /// Cyrus IMAP 3.6.
    Cyrus,
    /// `DAViCal` 1.1.
    DaviCal,
    /// `SOGo` 5.8.
    Sogo,
    /// sabre/dav 4.7, the engine of Baïkal and Nextcloud.
    Sabre,
    /// Like iCloud.
    ICloud,
    /// Like Google Calendar.
    Google,
}

/// No profile has that name.
#[derive(Debug, thiserror::Error)]
#[error("there is no profile {0:?}; there are {known}", known = Profile::ALL.map(Profile::name).join(", "))]
pub struct UnknownProfile(String);

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(text: &str) -> Result<Profile, UnknownProfile> {
        Profile::ALL
            .into_iter()
            .find(|profile| profile.name().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownProfile(text.to_owned()))
    }
}

impl Profile {
    /// All of them.
    pub const ALL: [Profile; 10] = [
        Profile::Strict,
        Profile::SmarterMail,
        Profile::Radicale,
        Profile::Xandikos,
        Profile::Cyrus,
        Profile::DaviCal,
        Profile::Sogo,
        Profile::Sabre,
        Profile::ICloud,
        Profile::Google,
    ];

    /// As it is written on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Strict => "strict",
            Profile::SmarterMail => "smartermail",
            Profile::Radicale => "radicale",
            Profile::Xandikos => "xandikos",
            Profile::Cyrus => "cyrus",
            Profile::DaviCal => "davical",
            Profile::Sogo => "sogo",
            Profile::Sabre => "sabre",
            Profile::ICloud => "icloud",
            Profile::Google => "google",
        }
    }

    /// What it imitates, and where that was seen.
    pub fn about(self) -> &'static str {
        match self {
            Profile::Strict => "the RFCs as they stand",
            Profile::SmarterMail => {
                "HTTP/2.0 in the status lines of a multistatus, as old versions write (seen by users)"
            }
            Profile::Radicale => "properties in another order, DAV:limit ignored (probed)",
            Profile::Xandikos => {
                "a limited listing is cut without a word and its token skips the rest; what was made and deleted since a token is not told; a bogus token is 412 (probed, hints)"
            }
            Profile::Cyrus => {
                "lines folded anew, a UID once in all calendars, no appointment without an end (probed, hints)"
            }
            Profile::DaviCal => {
                "no ETag for cards, lines folded anew, an unknown token lists everything, missing rows left out (probed)"
            }
            Profile::Sogo => {
                "preconditions ignored, ETags given again, properties added, no notes, an unknown token lists everything (probed)"
            }
            Profile::Sabre => "missing rows left out, DAV:limit ignored (probed)",
            Profile::ICloud => {
                "no notes, no appointment without an end, a UID once in all calendars, DAV:limit ignored (hints)"
            }
            Profile::Google => {
                "no ETag after a write, bodies rewritten, no tasks, no notes, no new calendars (hints; reports of its users)"
            }
        }
    }

    /// The faults that make it up; [`Profile::manners`] is the rest.
    pub fn rules(self) -> Vec<Rule> {
        let always = Rule::always;
        let rewrite = |style| always(Fault::RewriteBody(style));
        match self {
            Profile::Strict | Profile::Xandikos | Profile::Sabre | Profile::ICloud => Vec::new(),
            Profile::SmarterMail => vec![always(Fault::Http2StatusLine)],
            Profile::Radicale => vec![rewrite(Rewrite::Reorder)],
            Profile::Cyrus => vec![rewrite(Rewrite::Refold)],
            Profile::DaviCal => vec![
                always(Fault::NoEtagOnPut).in_collection(names::CONTACTS),
                rewrite(Rewrite::Refold),
            ],
            Profile::Sogo => vec![
                always(Fault::IgnorePreconditions),
                always(Fault::ReusedEtag),
                rewrite(Rewrite::AddProperties),
            ],
            Profile::Google => vec![
                always(Fault::NoEtagOnPut),
                rewrite(Rewrite::DropUnknown),
                rewrite(Rewrite::Reorder),
            ],
        }
    }

    /// What it always does differently.
    pub fn manners(self) -> Manners {
        let strict = Manners::default();
        match self {
            Profile::Strict | Profile::SmarterMail => strict,
            Profile::Radicale => Manners {
                limit: Limit::Ignored,
                ..strict
            },
            Profile::Xandikos => Manners {
                limit: Limit::LosesRows,
                unknown_token: UnknownToken::PreconditionFailed,
                tells_short_lives: false,
                ..strict
            },
            Profile::Cyrus => Manners {
                needs_end: true,
                uid_once_in_mailbox: true,
                ..strict
            },
            Profile::DaviCal => Manners {
                limit: Limit::Ignored,
                unknown_token: UnknownToken::Everything,
                missing_rows_left_out: true,
                ..strict
            },
            Profile::Sogo => Manners {
                limit: Limit::Ignored,
                unknown_token: UnknownToken::Everything,
                refused: &[Component::VJournal],
                ..strict
            },
            Profile::Sabre => Manners {
                limit: Limit::Ignored,
                missing_rows_left_out: true,
                ..strict
            },
            Profile::ICloud => Manners {
                limit: Limit::Ignored,
                needs_end: true,
                uid_once_in_mailbox: true,
                refused: &[Component::VJournal],
                ..strict
            },
            Profile::Google => Manners {
                refused: &[Component::VTodo, Component::VJournal],
                new_collections: false,
                ..strict
            },
        }
    }
}

/// How a server answers where servers differ; the default is the RFCs' way.
// Each is a manner of its own, seen alone on some server.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manners {
    /// `DAV:limit` in a sync-collection report.
    pub limit: Limit,
    /// A sync token that is not known.
    pub unknown_token: UnknownToken,
    /// A multiget says nothing of what is missing.
    pub missing_rows_left_out: bool,
    /// An appointment has `DTEND` or `DURATION`.
    pub needs_end: bool,
    /// A UID is in one collection of the mailbox only.
    pub uid_once_in_mailbox: bool,
    /// What no collection takes.
    pub refused: &'static [Component],
    /// Clients may make collections.
    pub new_collections: bool,
    /// What was made and deleted since a token is told as deleted (RFC 6578, 3.5.2, leaves it open).
    pub tells_short_lives: bool,
}

impl Default for Manners {
    fn default() -> Manners {
        Manners {
            limit: Limit::Honoured,
            unknown_token: UnknownToken::Refused,
            missing_rows_left_out: false,
            needs_end: false,
            uid_once_in_mailbox: false,
            refused: &[],
            new_collections: true,
            tells_short_lives: true,
        }
    }
}

/// What becomes of `DAV:limit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Cut, with 507 and a token to go on from.
    Honoured,
    /// Everything is told.
    Ignored,
    /// Cut without a word, and the token skips the rest.
    LosesRows,
}

/// What becomes of an unknown sync token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownToken {
    /// 403 with `DAV:valid-sync-token`.
    Refused,
    /// 412 with `DAV:valid-sync-token`.
    PreconditionFailed,
    /// 207 with everything and no deletions.
    Everything,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_as_it_is_written() {
        for profile in Profile::ALL {
            assert_eq!(profile.name().parse::<Profile>().unwrap(), profile);
            assert!(!profile.about().is_empty());
        }
        let error = "exchange".parse::<Profile>().unwrap_err().to_string();
        assert!(error.contains("exchange") && error.contains("xandikos"));
    }

    #[test]
    fn only_the_strict_one_changes_nothing() {
        for profile in Profile::ALL {
            let changes = !profile.rules().is_empty() || profile.manners() != Manners::default();
            assert_eq!(changes, profile != Profile::Strict, "{}", profile.name());
        }
    }
}
