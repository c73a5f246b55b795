//! Phone numbers. Punctuation means nothing.

use super::FieldId;
use super::sort::sort;
use super::value::{Claim, Field, Shape, Value, united};
use crate::row::Shown;

pub(super) const PHONE: Field = Field {
    id: FieldId::Phone,
    label: "Phone",
    properties: &["TEL"],
    children: &[],
    shape: Shape::List,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let values = claim.lines.iter().filter_map(|line| {
        let number = line.text();
        let sorts = sort(line).join(", ");
        Value::of_list(
            normal(&number),
            &sorts,
            Shown::labelled(bare(&number), &sorts),
            line.at,
        )
    });
    united(values.collect())
}

fn bare(number: &str) -> &str {
    match number.split_at_checked(4) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("tel:") => rest.trim(),
        _ => number,
    }
}

/// Digits, letters, `+`, `*` and `#` alone; `00` at the front is `+`; `(0)` after a country's code is left out.
/// A text without any digit is itself.
pub(crate) fn normal(number: &str) -> String {
    let bare = bare(number);
    if !bare.contains(|letter: char| letter.is_ascii_digit()) {
        return bare.to_owned();
    }
    let international = bare.starts_with('+') || bare.starts_with("00");
    let without_zero = if international {
        bare.replace("(0)", "")
    } else {
        bare.to_owned()
    };
    let kept: String = without_zero
        .chars()
        .filter(|letter| letter.is_alphanumeric() || "+*#".contains(*letter))
        .flat_map(char::to_lowercase)
        .collect();
    kept.strip_prefix("00")
        .map(|rest| format!("+{rest}"))
        .unwrap_or(kept)
}

/// The digits alone, for matching.
pub(crate) fn digits(number: &str) -> String {
    normal(number)
        .chars()
        .filter(char::is_ascii_digit)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_means_nothing() {
        for number in [
            "+49 30 123-456",
            "tel:+49-30-123456",
            "0049 (0)30/123456",
            "+49 (30) 12 34 56",
            "+49.30.123456",
        ] {
            assert_eq!(normal(number), "+4930123456", "{number}");
        }
    }

    #[test]
    fn another_number_is_another_number() {
        assert_ne!(normal("030 123456"), normal("030 123457"));
        assert_ne!(normal("+49 30 123 ext 4"), normal("+49 30 1234"));
        assert_eq!(normal("ask Anna"), "ask Anna");
        assert_eq!(normal(""), "");
    }
}
