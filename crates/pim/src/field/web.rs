//! Web addresses.

use super::FieldId;
use super::sort::sort;
use super::value::{Claim, Field, Shape, Value, united};
use crate::row::Shown;

pub(super) const WEB: Field = Field {
    id: FieldId::Web,
    label: "Web",
    properties: &["URL"],
    children: &[],
    shape: Shape::List,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let values = claim.lines.iter().filter_map(|line| {
        let address = line.text();
        let sorts = sort(line).join(", ");
        Value::of_list(
            normal(&address),
            &sorts,
            Shown::labelled(address, &sorts),
            line.at,
        )
    });
    united(values.collect())
}

/// Scheme and host have no case; a slash after the host alone means nothing (RFC 3986 section 6.2).
pub(super) fn normal(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let path = if path == "/" { "" } else { path };
    format!(
        "{}://{}{path}",
        scheme.to_ascii_lowercase(),
        host.to_lowercase()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_and_host_have_no_case() {
        assert_eq!(
            normal("HTTPS://Example.org/"),
            normal("https://example.org")
        );
        assert_ne!(
            normal("https://example.org/A"),
            normal("https://example.org/a")
        );
        assert_eq!(normal("example.org"), "example.org");
    }
}
