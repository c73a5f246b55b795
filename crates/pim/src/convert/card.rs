//! Cards: vCard 2.1, 3.0 and 4.0 into each other.

use super::{carry, parameters};
use crate::document::{Component, Entry, Property, Syntax};
use crate::syntax::base64;

/// Names every vCard knows, or that its programs all write (`CATEGORIES` in 2.1, the addresses of RFC 2739).
const EVERYWHERE: &[&str] = &[
    "ADR",
    "BDAY",
    "CALADRURI",
    "CALURI",
    "CATEGORIES",
    "EMAIL",
    "FBURL",
    "FN",
    "GEO",
    "KEY",
    "LOGO",
    "N",
    "NICKNAME",
    "NOTE",
    "ORG",
    "PHOTO",
    "PRODID",
    "REV",
    "ROLE",
    "SOUND",
    "SOURCE",
    "TEL",
    "TITLE",
    "TZ",
    "UID",
    "URL",
];
/// Names of 2.1 and 3.0 that 4.0 has given up.
const BEFORE_4: &[&str] = &["AGENT", "LABEL", "MAILER"];
/// Names that 3.0 added and 4.0 has given up.
const ONLY_3: &[&str] = &["CLASS", "NAME", "PROFILE", "SORT-STRING"];
/// Names of 4.0 and what programs write in their place in 3.0 and 2.1.
const BY_CUSTOM: &[(&str, &str)] = &[
    ("KIND", "X-ADDRESSBOOKSERVER-KIND"),
    ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER"),
    ("ANNIVERSARY", "X-ANNIVERSARY"),
    ("GENDER", "X-GENDER"),
];

/// The card in the syntax `to`.
pub(super) fn convert(card: &Component, to: Syntax) -> Component {
    let mut out = Component::new_in(to, card.name(), &card.line_end());
    out.push(Property::new_in(to, "VERSION").with_raw(to.version()));
    for entry in card.entries() {
        match entry {
            Entry::Property(property) if property.is("VERSION") => {}
            Entry::Property(property) => out.push(converted(property, to)),
            Entry::Component(inner) => out.push_component(convert(inner, to)),
            Entry::Junk(junk) => out.push_junk(junk.clone()),
        }
    }
    sort_name(&mut out, to);
    labels(&mut out, to);
    required(&mut out, to);
    out
}

fn converted(property: &Property, to: Syntax) -> Property {
    let from = property.syntax();
    let mut out = renamed(property, to);
    let media_type = media_type(property);
    out.adapt(to, b"\r\n");
    parameters::convert(&mut out, from, to);
    if may_be_binary(property)
        && let Some(bytes) = property.binary()
    {
        out.set_binary(&bytes, &media_type);
    } else if property.is("BDAY") || property.is("ANNIVERSARY") || property.is("X-ANNIVERSARY") {
        date(&mut out, to);
    } else if property.is("GEO") {
        position(&mut out, to);
    }
    out
}

/// The property under the name `to` has for it.
fn renamed(property: &Property, to: Syntax) -> Property {
    let name = carry::original_name(property).unwrap_or(property.name());
    let pairs = BY_CUSTOM.iter();
    let custom = pairs
        .clone()
        .find(|(new, old)| *new == name || *old == name);
    match custom {
        Some((new, old)) => {
            let mut out = property.clone();
            out.rename(if to == Syntax::VCard40 { new } else { old });
            out
        }
        None if knows(to, name) => carry::restored(property).unwrap_or_else(|| property.clone()),
        None if name.starts_with("X-") || carry::original_name(property).is_some() => {
            property.clone()
        }
        None => carry::carried(property),
    }
}

fn knows(syntax: Syntax, name: &str) -> bool {
    const ONLY_4: [&str; 10] = [
        "CLIENTPIDMAP",
        "IMPP",
        "LANG",
        "RELATED",
        "XML",
        "BIRTHPLACE",
        "DEATHPLACE",
        "DEATHDATE",
        "EXPERTISE",
        "HOBBY",
    ];
    EVERYWHERE.contains(&name)
        || match syntax {
            Syntax::VCard21 => BEFORE_4.contains(&name),
            Syntax::VCard30 => BEFORE_4.contains(&name) || ONLY_3.contains(&name) || name == "IMPP",
            _ => ONLY_4.contains(&name),
        }
}

fn may_be_binary(property: &Property) -> bool {
    matches!(property.name(), "PHOTO" | "LOGO" | "SOUND" | "KEY")
        || property.name().starts_with("X-")
}

/// `image/jpeg`, from whichever way the card says it.
fn media_type(property: &Property) -> String {
    let value = property.raw_value();
    if let Some((kind, _)) = value
        .strip_prefix("data:")
        .and_then(|data| data.split_once([';', ',']))
    {
        return kind.to_owned();
    }
    let subtype = property
        .parameter("MEDIATYPE")
        .or_else(|| property.parameter("TYPE"))
        .unwrap_or_default();
    let subtype = subtype.to_ascii_lowercase();
    let family = match property.name() {
        "SOUND" => "audio",
        "KEY" => "application",
        _ => "image",
    };
    match subtype.as_str() {
        "" => sniffed(property)
            .unwrap_or("application/octet-stream")
            .to_owned(),
        full if full.contains('/') => full.to_owned(),
        _ => format!("{family}/{subtype}"),
    }
}

/// What the first bytes of a picture say.
fn sniffed(property: &Property) -> Option<&'static str> {
    let start: Vec<u8> = property.encoded_value().into_iter().take(16).collect();
    let start = base64::decode(&start)?;
    match start.as_slice() {
        [0xff, 0xd8, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'G', b'I', b'F', ..] => Some("image/gif"),
        _ => None,
    }
}

/// `--0412` (no year) and `19850412` of vCard 4.0 are `1604-04-12;X-APPLE-OMIT-YEAR=1604` and `1985-04-12` before it.
fn date(property: &mut Property, to: Syntax) {
    const NO_YEAR: &str = "X-APPLE-OMIT-YEAR";
    let value = property.raw_value();
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let shape: String = value
        .chars()
        .map(|c| if c.is_ascii_digit() { '9' } else { c })
        .collect();
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default().to_owned();
    match (to, shape.as_str()) {
        (Syntax::VCard40, "9999-99-99") => {
            let year = part(0, 4);
            let is_unknown = property.parameter(NO_YEAR).as_deref() == Some(&year);
            property.remove_parameter(NO_YEAR);
            property.set_raw(&format!(
                "{}{}",
                if is_unknown { "--" } else { &year },
                part(4, 8)
            ));
        }
        (Syntax::VCard21 | Syntax::VCard30, "--9999" | "--99-99") => {
            property.set_parameter(NO_YEAR, "1604");
            property.set_raw(&format!("1604-{}-{}", part(0, 2), part(2, 4)));
        }
        (Syntax::VCard21 | Syntax::VCard30, "99999999") => {
            property.set_raw(&format!("{}-{}-{}", part(0, 4), part(4, 6), part(6, 8)));
        }
        _ => {}
    }
}

/// `geo:48.2,16.3` (4.0), `48.2;16.3` (3.0), `48.2,16.3` (2.1).
fn position(property: &mut Property, to: Syntax) {
    let value = property.raw_value();
    let Some((latitude, longitude)) = value
        .trim()
        .trim_start_matches("geo:")
        .split_once([',', ';'])
    else {
        return;
    };
    let longitude = longitude.split(';').next().unwrap_or_default();
    let is_number = |text: &str| text.trim().parse::<f64>().is_ok();
    if is_number(latitude) && is_number(longitude) {
        property.set_raw(&match to {
            Syntax::VCard40 => format!("geo:{latitude},{longitude}"),
            Syntax::VCard30 => format!("{latitude};{longitude}"),
            _ => format!("{latitude},{longitude}"),
        });
    }
}

/// How to sort the name: a property in 3.0, a parameter of `N` in 4.0.
fn sort_name(card: &mut Component, to: Syntax) {
    if to == Syntax::VCard40 {
        let names = ["SORT-STRING", "X-SMSYNC-SORT-STRING"];
        let Some(sort) = names
            .iter()
            .find_map(|name| card.first(name))
            .map(Property::text)
        else {
            return;
        };
        if let Some(name) = card.first_mut("N") {
            name.set_parameter("SORT-AS", &sort);
            card.remove_where(|property| names.contains(&property.name()));
        }
    } else if let Some(sort) = card
        .first("N")
        .map(|name| name.parameter_values("SORT-AS"))
        .filter(|s| !s.is_empty())
    {
        if let Some(name) = card.first_mut("N") {
            name.remove_parameter("SORT-AS");
        }
        let name = if to == Syntax::VCard30 {
            "SORT-STRING"
        } else {
            "X-SMSYNC-SORT-STRING"
        };
        card.insert_after("N", Property::new_in(to, name).with_text(&sort.join(",")));
    }
}

/// The address as printed: a property before 4.0, a parameter of `ADR` there.
fn labels(card: &mut Component, to: Syntax) {
    if to != Syntax::VCard40 {
        let labels: Vec<(Property, String)> = card
            .all("ADR")
            .filter_map(|adr| Some((adr.clone(), adr.parameter("LABEL")?)))
            .collect();
        for adr in card.properties_mut().filter(|property| property.is("ADR")) {
            adr.remove_parameter("LABEL");
        }
        for (adr, text) in labels {
            let mut label = Property::new_in(to, "LABEL").with_text(&text);
            label.set_parameter_values("TYPE", &adr.parameter_values("TYPE"));
            label.set_group(adr.group().as_deref());
            card.insert_after("ADR", label);
        }
        return;
    }
    let labels: Vec<Property> = card.all("X-SMSYNC-LABEL").cloned().collect();
    for label in labels {
        let twin = |adr: &Property| {
            adr.is("ADR") && adr.parameter("LABEL").is_none() && same_types(adr, &label)
        };
        let Some(adr) = card.properties_mut().find(|property| twin(property)) else {
            continue;
        };
        adr.set_parameter("LABEL", &label.text());
        card.remove_one(&label);
    }
}

fn same_types(one: &Property, other: &Property) -> bool {
    let types = |property: &Property| {
        let mut types: Vec<String> = property
            .parameter_values("TYPE")
            .iter()
            .map(|t| t.to_ascii_lowercase())
            .collect();
        types.sort();
        types
    };
    types(one) == types(other)
}

/// `N` must be there before 4.0, `FN` in 3.0 and 4.0; the missing one is made from the other.
fn required(card: &mut Component, to: Syntax) {
    let formatted = card.first("FN").map(Property::text);
    let name = card.first("N").map(Property::structured);
    match (formatted, name) {
        (Some(formatted), None) if to != Syntax::VCard40 => {
            let empty = String::new;
            let parts = [formatted, empty(), empty(), empty(), empty()].map(|part| vec![part]);
            card.insert_after("FN", Property::new_in(to, "N").with_structured(&parts));
        }
        (None, Some(name)) if to != Syntax::VCard21 => {
            let part = |at: usize| name.get(at).map(|part| part.join(" ")).unwrap_or_default();
            let words = [part(3), part(1), part(2), part(0), part(4)];
            let words: Vec<&str> = words
                .iter()
                .map(|word| word.trim())
                .filter(|word| !word.is_empty())
                .collect();
            card.insert_after("N", Property::new_in(to, "FN").with_text(&words.join(" ")));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Document, Syntax};

    fn convert(lines: &[&str], from: Syntax, to: Syntax) -> Vec<String> {
        let version = from.version();
        let text = format!(
            "BEGIN:VCARD\r\nVERSION:{version}\r\n{}\r\nEND:VCARD\r\n",
            lines.join("\r\n")
        );
        let document = Document::parse(text.as_bytes())
            .unwrap()
            .convert(to)
            .unwrap();
        let text = String::from_utf8(document.to_bytes()).unwrap();
        let body = text
            .strip_prefix(&format!("BEGIN:VCARD\r\nVERSION:{}\r\n", to.version()))
            .unwrap();
        body.strip_suffix("\r\nEND:VCARD\r\n")
            .unwrap()
            .split("\r\n")
            .map(str::to_owned)
            .collect()
    }

    /// A card with a name, so that only the line in question is to be looked at.
    fn line(line: &str, from: Syntax, to: Syntax) -> String {
        let out = convert(&["N:A;B;;;", "FN:B A", line], from, to);
        assert_eq!(&out[..2], ["N:A;B;;;", "FN:B A"]);
        out[2..].join("|")
    }

    #[test]
    fn each_way_of_saying_it_becomes_the_other() {
        use Syntax::{VCard21, VCard30, VCard40};
        for (old, from, new, to) in [
            (
                "TEL;HOME;CELL:1",
                VCard21,
                "TEL;TYPE=HOME;TYPE=CELL:1",
                VCard30,
            ),
            (
                "TEL;HOME;PREF:1",
                VCard21,
                "TEL;TYPE=HOME;PREF=1:1",
                VCard40,
            ),
            (
                "TEL;TYPE=home,pref:1",
                VCard30,
                "TEL;TYPE=home;PREF=1:1",
                VCard40,
            ),
            (
                "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BC=0D=0Ab",
                VCard21,
                "NOTE:Jü\\nb",
                VCard30,
            ),
            (
                "ADR:;;1 Main St, Apt 2;X;;;",
                VCard21,
                "ADR:;;1 Main St\\, Apt 2;X;;;",
                VCard40,
            ),
            (
                "PHOTO;ENCODING=BASE64;TYPE=PNG:| AAEC|",
                VCard21,
                "PHOTO;ENCODING=b;TYPE=PNG:AAEC",
                VCard30,
            ),
            (
                "PHOTO;ENCODING=b;TYPE=PNG:AAEC",
                VCard30,
                "PHOTO:data:image/png;base64,AAEC",
                VCard40,
            ),
            ("BDAY:1985-04-12", VCard30, "BDAY:19850412", VCard40),
            (
                "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12",
                VCard30,
                "BDAY:--0412",
                VCard40,
            ),
            ("GEO:48.2;16.3", VCard30, "GEO:geo:48.2,16.3", VCard40),
            (
                "X-ADDRESSBOOKSERVER-KIND:group",
                VCard30,
                "KIND:group",
                VCard40,
            ),
            (
                "X-ANNIVERSARY:2001-02-03",
                VCard30,
                "ANNIVERSARY:20010203",
                VCard40,
            ),
            ("X-SMSYNC-CLASS:PRIVATE", VCard40, "CLASS:PRIVATE", VCard30),
            ("X-SMSYNC-IMPP:xmpp:a@b", VCard21, "IMPP:xmpp:a@b", VCard40),
            (
                "item1.X-ABLABEL:mine",
                VCard30,
                "item1.X-ABLABEL:mine",
                VCard40,
            ),
        ] {
            assert_eq!(line(&old.replace('|', "\r\n"), from, to), new, "{old}");
        }
    }

    #[test]
    fn and_back_again() {
        use Syntax::{VCard21, VCard30, VCard40};
        for (text, home, away) in [
            ("TEL;TYPE=home;PREF=2:1", VCard40, VCard30),
            ("EMAIL;TYPE=work;ALTID=3:a@b", VCard40, VCard21),
            ("RELATED;TYPE=friend:urn:uuid:1", VCard40, VCard30),
            ("CLASS:PRIVATE", VCard30, VCard40),
            ("NICKNAME:a,b\\,c", VCard30, VCard40),
            ("ORG:A\\;B;C", VCard30, VCard21),
            ("NOTE:line\\nline ü", VCard40, VCard21),
            ("X-ANY;X-P=q:v;w\\,x", VCard30, VCard21),
            ("BDAY:--0412", VCard40, VCard21),
            ("GEO:geo:48.2,16.3", VCard40, VCard21),
            ("PHOTO:data:image/jpeg;base64,/9j/", VCard40, VCard21),
            (
                "KEY;MEDIATYPE=application/pgp-keys:http://x/key",
                VCard40,
                VCard30,
            ),
        ] {
            let there = line(text, home, away);
            assert_eq!(
                line(&there.replace('|', "\r\n"), away, home),
                text,
                "by way of {there}"
            );
        }
    }

    #[test]
    fn a_printed_address_and_a_sorting_name_change_places() {
        use Syntax::{VCard30, VCard40};
        let old = [
            "N:A;B;;;",
            "FN:B A",
            "ADR;TYPE=home:;;S;;;;",
            "LABEL;TYPE=home:S\\nT",
            "SORT-STRING:a",
        ];
        let new = convert(&old, VCard30, VCard40);
        assert_eq!(
            new,
            [
                "N;SORT-AS=a:A;B;;;",
                "FN:B A",
                "ADR;TYPE=home;LABEL=S^nT:;;S;;;;"
            ]
        );
        let new: Vec<&str> = new.iter().map(String::as_str).collect();
        let mut back = convert(&new, VCard40, VCard30);
        back.sort();
        let mut old: Vec<String> = old.iter().map(|line| (*line).to_owned()).collect();
        old.sort();
        assert_eq!(back, old);
    }

    #[test]
    fn what_the_target_requires_is_made() {
        assert_eq!(
            convert(&["FN:B A"], Syntax::VCard40, Syntax::VCard30),
            ["FN:B A", "N:B A;;;;"]
        );
        assert_eq!(
            convert(&["N:A;B;;Dr.;"], Syntax::VCard21, Syntax::VCard30),
            ["N:A;B;;Dr.;", "FN:Dr. B A"]
        );
    }

    #[test]
    fn a_card_is_no_calendar() {
        let card = Document::new(Syntax::VCard30);
        assert!(card.convert(Syntax::ICalendar20).is_err());
        assert!(card.convert(Syntax::PlainText).is_err());
    }
}
