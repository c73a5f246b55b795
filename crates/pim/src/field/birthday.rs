//! Birthday and anniversary: a date, with or without its year.
//!
//! A year-less date is `--0412` in vCard 4.0. Apple writes the year 1604 and says so in `X-APPLE-OMIT-YEAR`.

use super::FieldId;
use super::value::{Claim, Field, Shape, Value};
use crate::row::Shown;
use crate::when::date::{Date, DateTime};

pub(super) const BIRTHDAY: Field = Field {
    id: FieldId::Birthday,
    label: "Birthday",
    properties: &["BDAY"],
    children: &[],
    shape: Shape::Single,
    read,
};

pub(super) const ANNIVERSARY: Field = Field {
    id: FieldId::Anniversary,
    label: "Anniversary",
    properties: &[
        "ANNIVERSARY",
        "X-ANNIVERSARY",
        "X-EVOLUTION-ANNIVERSARY",
        "X-KADDRESSBOOK-X-ANNIVERSARY",
    ],
    children: &[],
    shape: Shape::Single,
    read,
};

fn read(claim: &Claim<'_>) -> Vec<Value> {
    let Some(line) = claim.lines.iter().find(|line| !line.text().is_empty()) else {
        return Vec::new();
    };
    let omitted = line.parameter("X-APPLE-OMIT-YEAR");
    let day = normal(&line.text(), omitted.as_deref());
    Value::single(day.clone(), Shown::text(day), claim)
}

/// `1985-04-12`, `--04-12` without a year, or the text as it is.
fn normal(text: &str, omitted_year: Option<&str>) -> String {
    let date = Date::parse(text).or_else(|| DateTime::parse(text).map(|time| time.date));
    if let Some(date) = date {
        let without_year =
            date.year == 1604 || omitted_year.is_some_and(|year| year.parse() == Ok(date.year));
        return if without_year {
            format!("--{:02}-{:02}", date.month, date.day)
        } else {
            date.to_string()
        };
    }
    let month_and_day = text.strip_prefix("--").map(|rest| rest.replace('-', ""));
    match month_and_day.and_then(|rest| Date::parse(&format!("1604{}", rest.get(..4)?))) {
        Some(date) => format!("--{:02}-{:02}", date.month, date.day),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_without_a_year_has_one_spelling() {
        for (text, omitted) in [
            ("--0412", None),
            ("--04-12", None),
            ("1604-04-12", None),
            ("16040412", Some("1604")),
            ("19000412", Some("1900")),
        ] {
            assert_eq!(normal(text, omitted), "--04-12", "{text}");
        }
    }

    #[test]
    fn a_full_date_has_one_spelling() {
        for text in [
            "19850412",
            "1985-04-12",
            "1985-04-12T00:00:00Z",
            "19850412T000000",
        ] {
            assert_eq!(normal(text, None), "1985-04-12", "{text}");
        }
        for text in ["circa 1800", "1985", "--é", "---12"] {
            assert_eq!(normal(text, None), text);
        }
    }
}
