//! `If-Match` and `If-None-Match` (RFC 9110, 13.1).

use http::{HeaderMap, StatusCode, header};

use super::Refusal;
use crate::store::ETag;

/// Whether a write may go on with the resource as it now is.
///
/// # Errors
/// 412 where a condition does not hold.
pub(crate) fn check_write(headers: &HeaderMap, current: Option<&ETag>) -> Result<(), Refusal> {
    let failed = || {
        Refusal::Status(
            StatusCode::PRECONDITION_FAILED,
            "The item is not in the state you expect.",
        )
    };
    if has(headers, &header::IF_MATCH)
        && !matches(headers, &header::IF_MATCH, current, Comparison::Strong)
    {
        return Err(failed());
    }
    if matches(headers, &header::IF_NONE_MATCH, current, Comparison::Weak) {
        return Err(failed());
    }
    Ok(())
}

/// Whether a reader already has what is there.
pub(crate) fn is_unchanged(headers: &HeaderMap, current: &ETag) -> bool {
    matches(
        headers,
        &header::IF_NONE_MATCH,
        Some(current),
        Comparison::Weak,
    )
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Strong,
    Weak,
}

fn has(headers: &HeaderMap, name: &header::HeaderName) -> bool {
    headers.contains_key(name)
}

fn matches(
    headers: &HeaderMap,
    name: &header::HeaderName,
    current: Option<&ETag>,
    how: Comparison,
) -> bool {
    let Some(current) = current else {
        return false;
    };
    let lists = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|tag| {
        let tag = tag.trim();
        let strong = match tag.strip_prefix("W/") {
            Some(_) if how == Comparison::Strong => return false,
            Some(strong) => strong,
            None => tag,
        };
        strong == "*" || strong == current.to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_hold_as_the_rfc_says() {
        let tag = ETag::raw("a");
        let cases: &[(&str, &str, Option<&ETag>, bool)] = &[
            ("if-match", "\"a\"", Some(&tag), true),
            ("if-match", "\"b\"", Some(&tag), false),
            ("if-match", "\"b\", \"a\"", Some(&tag), true),
            ("if-match", "W/\"a\"", Some(&tag), false),
            ("if-match", "*", Some(&tag), true),
            ("if-match", "*", None, false),
            ("if-match", "\"a\"", None, false),
            ("if-match", "a", Some(&tag), false),
            ("if-none-match", "*", None, true),
            ("if-none-match", "*", Some(&tag), false),
            ("if-none-match", "\"b\"", Some(&tag), true),
            ("if-none-match", "W/\"a\"", Some(&tag), false),
            ("depth", "0", None, true),
        ];
        for (name, value, current, holds) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(*name, value.parse().unwrap());
            assert_eq!(
                check_write(&headers, *current).is_ok(),
                *holds,
                "{name}: {value}"
            );
        }
    }
}
