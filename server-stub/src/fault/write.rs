//! A rule written as it is read: `status=503,retry=5,method=PUT,times=2`.

use std::fmt;

use super::{
    BadCertificate, Fault, MissingRow, Moment, Rewrite, Rule, TokenLoss, Truncation, When,
};

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Slow(duration) => write!(f, "slow={}ms", duration.as_millis()),
            Fault::Lost(Moment::BeforeWrite) => f.write_str("lost-before"),
            Fault::Lost(Moment::AfterWrite) => f.write_str("lost-after"),
            Fault::CutBody { keep } => write!(f, "cut-body={keep}"),
            Fault::TruncatedListing { keep, how } => {
                let how = match how {
                    Truncation::Announced => "announced",
                    Truncation::Silent => "silent",
                    Truncation::SilentSkipping => "skipping",
                };
                write!(f, "truncated={keep},how={how}")
            }
            Fault::EmptyListing => f.write_str("empty-listing"),
            Fault::StaleListing { lag } => write!(f, "stale-listing={}ms", lag.as_millis()),
            Fault::ForgetToken(TokenLoss::Refused) => f.write_str("forget-token=refused"),
            Fault::ForgetToken(TokenLoss::EverythingWithoutDeletions) => {
                f.write_str("forget-token=everything")
            }
            Fault::NoEtagOnPut => f.write_str("no-etag"),
            Fault::WeakEtag => f.write_str("weak-etag"),
            Fault::EtagChurn => f.write_str("etag-churn"),
            Fault::RewriteBody(rewrite) => f.write_str(match rewrite {
                Rewrite::Refold => "rewrite=refold",
                Rewrite::Reorder => "rewrite=reorder",
                Rewrite::AddProperties => "rewrite=add",
                Rewrite::DropUnknown => "rewrite=drop-unknown",
            }),
            Fault::CappedMultiget { rows, missing } => {
                let missing = match missing {
                    MissingRow::LeftOut => "left-out",
                    MissingRow::NotFound => "not-found",
                };
                write!(f, "capped-multiget={rows},missing={missing}")
            }
            Fault::IgnorePreconditions => f.write_str("ignore-preconditions"),
            Fault::ReusedEtag => f.write_str("reused-etag"),
            Fault::Status {
                code,
                retry_after_s,
                moment,
            } => {
                write!(f, "status={code}")?;
                if let Some(seconds) = retry_after_s {
                    write!(f, ",retry={seconds}")?;
                }
                match moment {
                    Moment::BeforeWrite => Ok(()),
                    Moment::AfterWrite => f.write_str(",moment=after"),
                }
            }
            Fault::WebPage => f.write_str("web-page"),
            Fault::Http2StatusLine => f.write_str("http2-status"),
            Fault::Http2Wire => f.write_str("http2-wire"),
            Fault::SyncMl(fault) => write!(f, "{fault}"),
            Fault::BadCertificate(bad) => f.write_str(match bad {
                BadCertificate::Expired => "bad-certificate=expired",
                BadCertificate::OtherName => "bad-certificate=other-name",
                BadCertificate::Another => "bad-certificate=another",
            }),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.fault)?;
        let scope = [
            ("user", &self.scope.user),
            ("collection", &self.scope.collection),
            ("method", &self.scope.method),
        ];
        for (key, value) in scope {
            if let Some(value) = value {
                write!(f, ",{key}={value}")?;
            }
        }
        match self.when {
            When::Always => Ok(()),
            When::Times(times) => write!(f, ",times={times}"),
            When::Nth(nth) => write!(f, ",nth={nth}"),
            When::PerMille(chance) => write!(f, ",chance={chance}"),
        }
    }
}

impl fmt::Display for super::RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_read_back_as_it_was_written() {
        for text in [
            "slow=250ms,chance=100",
            "status=503,retry=5,moment=after,user=bob@example.com,method=PUT,times=2",
            "truncated=10,how=silent,collection=calendars/tasks,nth=3",
            "capped-multiget=5,missing=not-found",
            "forget-token=everything",
            "rewrite=drop-unknown",
            "bad-certificate=expired",
            "syncml-refuse=420,collection=calendars/tasks,times=1",
            "syncml-anchors-lost",
        ] {
            let rule: Rule = text.parse().unwrap();
            assert_eq!(rule.to_string(), text);
        }
    }
}
