//! Redirects, judged: the password goes along, so not every redirect is followed.
//!
//! Followed: to the same host, on the same scheme and port or from `http` to `https`; and to a host the
//! person has agreed to. Never from `https` to `http`, never in circles, at most five times. The method and the
//! body stay what they were (RFC 9110 lets a client turn a POST into a GET; a DAV method means only itself).

use crate::url::{Scheme, Url};
use http::StatusCode;

/// Redirects of one request.
const MOST: usize = 5;

/// What to do about a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redirect {
    /// Send the same request there: same method, same body, credentials as for the first.
    Follow {
        /// Where to.
        url: Url,
        /// 301 or 308: remember the new address.
        permanent: bool,
    },
    /// Do not.
    Refuse(RefusedRedirect),
}

/// Why a redirect is not followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefusedRedirect {
    /// Another host: the password is for this one.
    #[error("the server redirects to another host, {0}")]
    OtherHost(String),
    /// The same host on another port.
    #[error("the server redirects to another port, {0}")]
    OtherPort(u16),
    /// From encrypted to clear text.
    #[error("the server redirects from https to http")]
    Downgrade,
    /// More than five.
    #[error("the server redirects too often")]
    TooMany,
    /// To where it was asked already.
    #[error("the server redirects in a circle")]
    Circle,
    /// No `Location`, or one that is no address.
    #[error("the server redirects to nowhere")]
    NoTarget,
    /// 303 and 300 name a page about the answer, not the resource.
    #[error("the server redirects to a page ({0})")]
    ToPage(u16),
}

/// The redirects of one request.
#[derive(Debug, Clone)]
pub struct Redirects {
    asked: Vec<Url>,
    agreed: Vec<String>,
}

impl Redirects {
    /// For a request to `url`; `agreed` are hosts (lower case) the person has agreed to besides its own.
    pub fn of(url: &Url, agreed: &[String]) -> Redirects {
        Redirects {
            asked: vec![url.clone()],
            agreed: agreed.to_vec(),
        }
    }

    /// Judges a reply with a status of 3xx; a 304 is no redirect and is not to be brought here.
    pub fn judge(&mut self, status: StatusCode, location: Option<&str>) -> Redirect {
        match self.target(status, location) {
            Ok(url) => {
                self.asked.push(url.clone());
                Redirect::Follow {
                    url,
                    permanent: matches!(status.as_u16(), 301 | 308),
                }
            }
            Err(reason) => Redirect::Refuse(reason),
        }
    }

    fn target(&self, status: StatusCode, location: Option<&str>) -> Result<Url, RefusedRedirect> {
        if !matches!(status.as_u16(), 301 | 302 | 307 | 308) {
            return Err(RefusedRedirect::ToPage(status.as_u16()));
        }
        let from = self.asked.last().ok_or(RefusedRedirect::NoTarget)?;
        let location = location
            .filter(|to| !to.trim().is_empty())
            .ok_or(RefusedRedirect::NoTarget)?;
        let to = from.join(location).map_err(|_| RefusedRedirect::NoTarget)?;
        if from.scheme() == Scheme::Https && to.scheme() == Scheme::Http {
            return Err(RefusedRedirect::Downgrade);
        }
        if !self.agreed.iter().any(|host| host == to.host()) {
            judge_place(from, &to)?;
        }
        if self.asked.contains(&to) {
            return Err(RefusedRedirect::Circle);
        }
        if self.asked.len() > MOST {
            return Err(RefusedRedirect::TooMany);
        }
        Ok(to)
    }
}

fn judge_place(from: &Url, to: &Url) -> Result<(), RefusedRedirect> {
    if from.host() != to.host() {
        return Err(RefusedRedirect::OtherHost(to.host().to_owned()));
    }
    if from.scheme() == to.scheme() && from.port() != to.port() {
        return Err(RefusedRedirect::OtherPort(to.port()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(from: &str, status: u16, to: &str) -> Result<String, RefusedRedirect> {
        let mut redirects = Redirects::of(&Url::parse(from).unwrap(), &["agreed.example".into()]);
        match redirects.judge(StatusCode::from_u16(status).unwrap(), Some(to)) {
            Redirect::Follow { url, .. } => Ok(url.to_string()),
            Redirect::Refuse(reason) => Err(reason),
        }
    }

    #[test]
    fn the_password_stays_with_its_host() {
        use RefusedRedirect as R;
        for (from, to, judged) in [
            ("https://h/a", "/b/", Ok("https://h/b/")),
            ("https://h/a", "https://H:443/b", Ok("https://h/b")),
            ("http://h/a", "https://h/b", Ok("https://h/b")),
            (
                "http://h:8080/a",
                "https://h:8443/b",
                Ok("https://h:8443/b"),
            ),
            (
                "https://h/a",
                "https://agreed.example/b",
                Ok("https://agreed.example/b"),
            ),
            (
                "https://h/a",
                "https://evil.example/b",
                Err(R::OtherHost("evil.example".into())),
            ),
            (
                "https://h/a",
                "//evil.example/b",
                Err(R::OtherHost("evil.example".into())),
            ),
            (
                "https://h/a",
                "https://x.h/b",
                Err(R::OtherHost("x.h".into())),
            ),
            (
                "https://h/a",
                "https://h.evil.example/b",
                Err(R::OtherHost("h.evil.example".into())),
            ),
            (
                "http://h/a",
                "http://evil.example/b",
                Err(R::OtherHost("evil.example".into())),
            ),
            ("http://h/a", "http://h:81/b", Err(R::OtherPort(81))),
            ("https://h/a", "https://h:444/b", Err(R::OtherPort(444))),
            ("https://h/a", "http://h/a", Err(R::Downgrade)),
            ("https://h/a", "http://agreed.example/a", Err(R::Downgrade)),
            ("https://h/a", "https://h@evil.example/", Err(R::NoTarget)),
            ("https://h/a", "javascript://h/", Err(R::NoTarget)),
            ("https://h/a", " ", Err(R::NoTarget)),
            ("https://h/a", "/a", Err(R::Circle)),
        ] {
            assert_eq!(
                judge(from, 301, to),
                judged.map(str::to_owned),
                "{from} -> {to}"
            );
        }
        assert_eq!(judge("https://h/a", 303, "/b"), Err(R::ToPage(303)));
    }

    #[test]
    fn circles_and_endless_chains_end() {
        let start = Url::parse("http://h/0").unwrap();
        let mut redirects = Redirects::of(&start, &[]);
        let mut judged = Vec::new();
        for n in 1..8 {
            judged.push(redirects.judge(StatusCode::FOUND, Some(&format!("/{n}"))));
        }
        assert_eq!(
            judged
                .iter()
                .filter(|j| matches!(j, Redirect::Follow { .. }))
                .count(),
            5
        );
        assert_eq!(judged[5], Redirect::Refuse(RefusedRedirect::TooMany));
        let mut circle = Redirects::of(&start, &[]);
        assert!(matches!(
            circle.judge(StatusCode::FOUND, Some("/1")),
            Redirect::Follow {
                permanent: false,
                ..
            }
        ));
        assert_eq!(
            circle.judge(StatusCode::FOUND, Some("/0")),
            Redirect::Refuse(RefusedRedirect::Circle)
        );
    }
}
