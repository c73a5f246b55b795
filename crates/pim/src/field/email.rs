//! E-mail addresses. The case of the domain means nothing, the case of the rest might (RFC 5321 section 2.3.11).

use super::FieldId;
use super::sort::sort;
use super::value::{Claim, Field, Shape, Value, united};
use crate::row::Shown;

pub(super) const EMAIL: Field = Field {
    id: FieldId::Email,
    label: "E-mail",
    properties: &["EMAIL"],
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
            Shown::labelled(bare(&address), &sorts),
            line.at,
        )
    });
    united(values.collect())
}

fn bare(address: &str) -> &str {
    match address.split_at_checked(7) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("mailto:") => rest.trim(),
        _ => address,
    }
}

/// The address with its domain in lower case and without `mailto:`.
pub(crate) fn normal(address: &str) -> String {
    let bare = bare(address);
    match bare.rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_lowercase()),
        None => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_has_no_case() {
        assert_eq!(
            normal("Anna@EXAMPLE.org"),
            normal("mailto:Anna@example.org")
        );
        assert_ne!(normal("Anna@example.org"), normal("anna@example.org"));
        assert_eq!(normal("nobody"), "nobody");
    }
}
