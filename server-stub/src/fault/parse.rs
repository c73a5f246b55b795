//! A rule as it is written on the command line.
//!
//! `NAME[=ARGUMENT][,KEY=VALUE…]`: `slow=200ms`, `status=503,retry=5,method=PUT,times=2`,
//! `truncated=10,how=silent,collection=calendars/calendar,user=alice@example.com`, `weak-etag,chance=10%`.

use std::str::FromStr;
use std::time::Duration;

use crate::syncml::SyncMlFault;

use super::{
    BadCertificate, Fault, MissingRow, Moment, Rewrite, Rule, TokenLoss, Truncation, When,
};

/// What is wrong with a rule's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRule {
    /// No fault has that name.
    #[error("there is no fault {0:?}; there are {known}", known = NAMES.join(", "))]
    Unknown(String),
    /// The fault needs an argument, or cannot read the one it got.
    #[error("{0:?} is not a value for {1}")]
    Value(String, String),
    /// Neither a setting of that fault nor `user`, `collection`, `method`, `times`, `nth`, `chance`.
    #[error("there is no setting {0:?}")]
    Setting(String),
}

const NAMES: &[&str] = &[
    "slow=DURATION",
    "lost-before",
    "lost-after",
    "cut-body=BYTES",
    "truncated=ROWS[,how=announced|silent|skipping]",
    "empty-listing",
    "stale-listing=DURATION",
    "forget-token[=refused|everything]",
    "no-etag",
    "weak-etag",
    "etag-churn",
    "rewrite=refold|reorder|add|drop-unknown",
    "capped-multiget=ROWS[,missing=left-out|not-found]",
    "ignore-preconditions",
    "reused-etag",
    "status=CODE[,retry=SECONDS][,moment=before|after]",
    "web-page",
    "http2-status",
    "http2-wire",
    "bad-certificate=expired|other-name|another",
    "syncml-anchors-lost",
    "syncml-nonce-changed",
    "syncml-refuse=CODE",
    "syncml-session-dropped",
    "syncml-map-ignored",
    "syncml-busy",
];

impl Rule {
    /// The faults by name, as they are written on the command line.
    pub fn names() -> &'static [&'static str] {
        NAMES
    }
}

impl FromStr for Rule {
    type Err = InvalidRule;

    fn from_str(text: &str) -> Result<Rule, InvalidRule> {
        let mut parts = text.split(',');
        let head = parts.next().unwrap_or_default();
        let (name, argument) = match head.split_once('=') {
            Some((name, argument)) => (name.trim(), Some(argument.trim())),
            None => (head.trim(), None),
        };
        let mut rule = Rule::always(fault(name, argument.unwrap_or_default())?);
        for part in parts {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            set(&mut rule, key.trim(), value.trim())?;
        }
        Ok(rule)
    }
}

fn fault(name: &str, argument: &str) -> Result<Fault, InvalidRule> {
    Ok(match name {
        "slow" => Fault::Slow(duration(name, argument)?),
        "lost-before" => Fault::Lost(Moment::BeforeWrite),
        "lost-after" => Fault::Lost(Moment::AfterWrite),
        "cut-body" => Fault::CutBody {
            keep: number(name, argument)?,
        },
        "truncated" => Fault::TruncatedListing {
            keep: number(name, argument)?,
            how: Truncation::Announced,
        },
        "empty-listing" => Fault::EmptyListing,
        "stale-listing" => Fault::StaleListing {
            lag: duration(name, argument)?,
        },
        "forget-token" => Fault::ForgetToken(match argument {
            "" | "refused" => TokenLoss::Refused,
            "everything" => TokenLoss::EverythingWithoutDeletions,
            _ => return Err(value(name, argument)),
        }),
        "no-etag" => Fault::NoEtagOnPut,
        "weak-etag" => Fault::WeakEtag,
        "etag-churn" => Fault::EtagChurn,
        "rewrite" => Fault::RewriteBody(match argument {
            "refold" => Rewrite::Refold,
            "reorder" => Rewrite::Reorder,
            "add" => Rewrite::AddProperties,
            "drop-unknown" => Rewrite::DropUnknown,
            _ => return Err(value(name, argument)),
        }),
        "capped-multiget" => Fault::CappedMultiget {
            rows: number(name, argument)?,
            missing: MissingRow::LeftOut,
        },
        "ignore-preconditions" => Fault::IgnorePreconditions,
        "reused-etag" => Fault::ReusedEtag,
        "status" => Fault::Status {
            code: status(argument)?,
            retry_after_s: None,
            moment: Moment::BeforeWrite,
        },
        "web-page" => Fault::WebPage,
        "http2-status" => Fault::Http2StatusLine,
        "http2-wire" => Fault::Http2Wire,
        "bad-certificate" => Fault::BadCertificate(match argument {
            "expired" => BadCertificate::Expired,
            "other-name" => BadCertificate::OtherName,
            "another" => BadCertificate::Another,
            _ => return Err(value(name, argument)),
        }),
        _ => match name.strip_prefix("syncml-") {
            Some("refuse") if SyncMlFault::read("refuse", argument).is_none() => {
                return Err(value(name, argument));
            }
            Some(own) => SyncMlFault::read(own, argument)
                .map(Fault::SyncMl)
                .ok_or_else(|| InvalidRule::Unknown(name.to_owned()))?,
            None => return Err(InvalidRule::Unknown(name.to_owned())),
        },
    })
}

fn set(rule: &mut Rule, key: &str, text: &str) -> Result<(), InvalidRule> {
    match (key, &mut rule.fault) {
        ("how", Fault::TruncatedListing { how, .. }) => {
            *how = match text {
                "announced" => Truncation::Announced,
                "silent" => Truncation::Silent,
                "skipping" => Truncation::SilentSkipping,
                _ => return Err(value(key, text)),
            }
        }
        ("missing", Fault::CappedMultiget { missing, .. }) => {
            *missing = match text {
                "left-out" => MissingRow::LeftOut,
                "not-found" => MissingRow::NotFound,
                _ => return Err(value(key, text)),
            }
        }
        ("retry", Fault::Status { retry_after_s, .. }) => *retry_after_s = Some(number(key, text)?),
        ("moment", Fault::Status { moment, .. }) => {
            *moment = match text {
                "before" => Moment::BeforeWrite,
                "after" => Moment::AfterWrite,
                _ => return Err(value(key, text)),
            }
        }
        ("user", _) => rule.scope.user = Some(text.to_owned()),
        ("collection", _) => rule.scope.collection = Some(text.to_owned()),
        ("method", _) => rule.scope.method = Some(text.to_owned()),
        ("times", _) => rule.when = When::Times(number(key, text)?),
        ("nth", _) => rule.when = When::Nth(number(key, text)?),
        ("chance", _) => rule.when = When::PerMille(chance(text)?),
        _ => return Err(InvalidRule::Setting(key.to_owned())),
    }
    Ok(())
}

fn value(name: &str, text: &str) -> InvalidRule {
    InvalidRule::Value(text.to_owned(), name.to_owned())
}

fn number<T: FromStr>(name: &str, text: &str) -> Result<T, InvalidRule> {
    text.parse().map_err(|_| value(name, text))
}

fn status(text: &str) -> Result<u16, InvalidRule> {
    let code: u16 = number("status", text)?;
    if (200..600).contains(&code) {
        Ok(code)
    } else {
        Err(value("status", text))
    }
}

/// `250ms`, `3s`, or a number of seconds.
fn duration(name: &str, text: &str) -> Result<Duration, InvalidRule> {
    if let Some(millis) = text.strip_suffix("ms") {
        return number(name, millis).map(Duration::from_millis);
    }
    number(name, text.strip_suffix('s').unwrap_or(text)).map(Duration::from_secs)
}

/// `10%` or so many per mille.
fn chance(text: &str) -> Result<u16, InvalidRule> {
    let per_mille = match text.strip_suffix('%') {
        Some(percent) => number::<u16>("chance", percent)?.saturating_mul(10),
        None => number("chance", text)?,
    };
    if per_mille <= 1000 {
        Ok(per_mille)
    } else {
        Err(value("chance", text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_read_as_it_is_written() {
        let rule: Rule = "status=503,retry=5,method=PUT,times=2,user=bob@example.com"
            .parse()
            .unwrap();
        let fault = Fault::Status {
            code: 503,
            retry_after_s: Some(5),
            moment: Moment::BeforeWrite,
        };
        assert_eq!(
            rule,
            Rule::times(fault, 2).on("PUT").for_user("bob@example.com")
        );
        let rule: Rule = "slow=250ms,chance=10%".parse().unwrap();
        assert_eq!(
            rule,
            Rule::always(Fault::Slow(Duration::from_millis(250))).when(When::PerMille(100))
        );
    }

    #[test]
    fn every_name_shown_in_the_help_is_understood() {
        for name in Rule::names() {
            let example = name
                .split(['[', '|'])
                .next()
                .unwrap()
                .replace("DURATION", "1s")
                .replace("BYTES", "10")
                .replace("ROWS", "10")
                .replace("CODE", "500");
            assert!(example.parse::<Rule>().is_ok(), "{example}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, named) in [
            ("quick", "quick"),
            ("slow", "slow"),
            ("slow=soon", "soon"),
            ("status=99", "99"),
            ("weak-etag,colour=red", "colour"),
            ("weak-etag,retry=5", "retry"),
            ("weak-etag,chance=101%", "101%"),
        ] {
            assert!(
                text.parse::<Rule>()
                    .unwrap_err()
                    .to_string()
                    .contains(named),
                "{text}"
            );
        }
    }
}
