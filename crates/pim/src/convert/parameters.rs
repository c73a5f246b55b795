//! Parameters of cards: which one is preferred, what kind of value it is, and those only vCard 4.0 has.

use crate::document::{Property, Syntax};
use crate::syntax::shape::CARRIED;

/// Parameters of vCard 4.0 that the older ones do not know (RFC 6350 §5).
const ONLY_4: [&str; 8] = [
    "ALTID",
    "PID",
    "INDEX",
    "LEVEL",
    "CALSCALE",
    "MEDIATYPE",
    "GEO",
    "TZ",
];

/// Says in `to` what the parameters of a property said in `from`.
pub(super) fn convert(property: &mut Property, from: Syntax, to: Syntax) {
    match (from, to) {
        (_, Syntax::VCard40) => {
            preference_by_number(property);
            for name in ONLY_4 {
                rename(property, &format!("{CARRIED}{name}"), name);
            }
        }
        (Syntax::VCard40, _) => {
            preference_by_type(property);
            for name in ONLY_4 {
                rename(property, name, &format!("{CARRIED}{name}"));
            }
        }
        _ => {}
    }
    kind_of_value(property, to);
}

/// `TYPE=pref` becomes `PREF=1`; a number that was carried comes back.
fn preference_by_number(property: &mut Property) {
    let types = property.parameter_values("TYPE");
    let rest: Vec<&String> = types
        .iter()
        .filter(|value| !value.eq_ignore_ascii_case("pref"))
        .collect();
    if rest.len() < types.len() {
        property.set_parameter_values("TYPE", &rest);
        property.set_parameter("PREF", "1");
    }
    rename(property, &format!("{CARRIED}PREF"), "PREF");
}

/// `PREF=1` becomes `TYPE=pref`; any other number is carried.
fn preference_by_type(property: &mut Property) {
    match property.parameter("PREF").as_deref() {
        None => {}
        Some("1") => {
            property.remove_parameter("PREF");
            let mut types = property.parameter_values("TYPE");
            types.push("pref".to_owned());
            property.set_parameter_values("TYPE", &types);
        }
        Some(_) => rename(property, "PREF", &format!("{CARRIED}PREF")),
    }
}

/// `VALUE=uri` is `VALUE=URL` in vCard 2.1, where the default is text; a telephone number is never an address there.
fn kind_of_value(property: &mut Property, to: Syntax) {
    let Some(kind) = property.value_type() else {
        return;
    };
    match (kind.as_str(), to) {
        ("URI", Syntax::VCard21 | Syntax::VCard30) if property.is("TEL") => {
            property.remove_parameter("VALUE");
            let value = property.raw_value();
            let number = value.strip_prefix("tel:").unwrap_or(&value).to_owned();
            property.set_raw(&number);
        }
        ("URI", Syntax::VCard21) => property.set_parameter("VALUE", "URL"),
        ("URL", Syntax::VCard30 | Syntax::VCard40) => property.set_parameter("VALUE", "uri"),
        ("INLINE", Syntax::VCard30 | Syntax::VCard40) => property.remove_parameter("VALUE"),
        _ => {}
    }
}

fn rename(property: &mut Property, from: &str, to: &str) {
    let values = property.parameter_values(from);
    if !values.is_empty() {
        property.remove_parameter(from);
        property.set_parameter_values(to, &values);
    }
}
