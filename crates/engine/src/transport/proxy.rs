//! Proxies named in the environment: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, in either case.
//!
//! This computer itself is never reached through a proxy, whatever `NO_PROXY` says: the bundled server listens there.

use reqwest::{NoProxy, Proxy};

const THIS_COMPUTER: &str = "localhost,127.0.0.0/8,::1";

/// The proxies to use, most particular first. An address that cannot be read is skipped.
pub(super) fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Vec<Proxy> {
    let read = |name: &str| {
        variable(name)
            .or_else(|| variable(&name.to_uppercase()))
            .filter(|value| !value.is_empty())
    };
    let direct = match read("no_proxy") {
        Some(names) => format!("{names},{THIS_COMPUTER}"),
        None => THIS_COMPUTER.to_owned(),
    };
    let candidates = [
        read("https_proxy").map(Proxy::https),
        read("http_proxy").map(Proxy::http),
        read("all_proxy").map(Proxy::all),
    ];
    candidates
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|proxy| proxy.no_proxy(NoProxy::from_string(&direct)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_case_is_read_and_an_unreadable_address_is_skipped() {
        let none = from_environment(|_| None);
        assert!(none.is_empty());
        let both = from_environment(|name| match name {
            "https_proxy" => Some("http://proxy.example.com:3128".to_owned()),
            "HTTP_PROXY" => Some("http://proxy.example.com:3129".to_owned()),
            "all_proxy" => Some("http://[not an address".to_owned()),
            _ => None,
        });
        assert_eq!(both.len(), 2);
    }
}
