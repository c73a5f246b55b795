//! Which hosts may be sent the password while looking for the services.

use crate::url::{Scheme, Url};

/// The hosts the person stands behind: the one they typed, those they agreed to, and over TLS those at or
/// below the domain of their e-mail address, which is where SRV records and big providers' homes lead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    typed: Option<Url>,
    domain: Option<String>,
    agreed: Vec<String>,
}

impl Trust {
    /// From what was typed.
    pub fn new(typed: Option<&Url>, domain: Option<&str>, agreed: &[String]) -> Trust {
        Trust {
            typed: typed.cloned(),
            // A bare top-level name is nobody's domain.
            domain: domain
                .map(str::to_ascii_lowercase)
                .filter(|domain| domain.contains('.')),
            agreed: agreed
                .iter()
                .map(|host| host.to_ascii_lowercase())
                .collect(),
        }
    }

    /// Whether the password may go there.
    pub fn allows(&self, url: &Url) -> bool {
        let typed = self
            .typed
            .as_ref()
            .is_some_and(|typed| is_typed(typed, url));
        typed || self.agreed.iter().any(|host| host == url.host()) || self.in_domain(url)
    }

    fn in_domain(&self, url: &Url) -> bool {
        let Some(domain) = &self.domain else {
            return false;
        };
        let below = url
            .host()
            .strip_suffix(domain.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        url.scheme() == Scheme::Https && below
    }
}

/// The same host, never weaker than what was typed.
fn is_typed(typed: &Url, url: &Url) -> bool {
    let weaker = typed.scheme() == Scheme::Https && url.scheme() == Scheme::Http;
    typed.host() == url.host() && !weaker
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_the_person_stands_behind_get_the_password() {
        let typed = Url::parse("https://mail.example.com/").unwrap();
        let trust = Trust::new(
            Some(&typed),
            Some("example.org"),
            &["Agreed.example".into()],
        );
        for (url, allowed) in [
            ("https://mail.example.com/x", true),
            ("https://mail.example.com:8443/x", true),
            ("http://mail.example.com/x", false),
            ("https://example.com/", false),
            ("https://x.mail.example.com/", false),
            ("https://example.org/", true),
            ("https://p34-caldav.example.org/", true),
            ("http://p34-caldav.example.org/", false),
            ("https://evilexample.org/", false),
            ("https://agreed.example/", true),
        ] {
            assert_eq!(trust.allows(&Url::parse(url).unwrap()), allowed, "{url}");
        }
        assert!(!Trust::new(None, Some("com"), &[]).allows(&Url::parse("https://x.com/").unwrap()));
    }
}
