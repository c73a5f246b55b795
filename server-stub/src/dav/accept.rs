//! Which version of vCard a GET is answered with (RFC 6352, 5.1.1; RFC 9110, 12.5.1).
//!
//! Who asks for none gets what is stored, byte for byte, and so does who likes both versions the same.

use pim::Syntax;

use super::data::vcard_version;

/// What is wanted of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    AsStored,
    In(Syntax),
    /// Nothing that can be given.
    Nothing,
}

/// One range of `Accept`.
struct Range<'a> {
    /// `text/vcard` or a range it is in.
    specific: u8,
    version: Option<&'a str>,
    /// In thousandths.
    quality: u32,
}

/// Reads the header for a card that is stored in that version.
pub(super) fn wanted(accept: &str, stored: Syntax) -> Wanted {
    let ranges: Vec<Range<'_>> = accept.split(',').filter_map(range).collect();
    // A client that names other types only, as a browser may, gets the card all the same.
    if ranges.is_empty() {
        return Wanted::AsStored;
    }
    let quality = |syntax: Syntax| {
        let fits = |range: &&Range<'_>| {
            range
                .version
                .is_none_or(|version| vcard_version(version) == Some(syntax))
        };
        let best = ranges
            .iter()
            .filter(fits)
            .max_by_key(|range| (range.version.is_some(), range.specific));
        best.map_or(0, |range| range.quality)
    };
    let other = match stored {
        Syntax::VCard40 => Syntax::VCard30,
        _ => Syntax::VCard40,
    };
    match (quality(stored), quality(other)) {
        (0, 0) => Wanted::Nothing,
        (own, of_other) if own >= of_other => Wanted::AsStored,
        _ => Wanted::In(other),
    }
}

/// A range that cards may be in.
fn range(text: &str) -> Option<Range<'_>> {
    let mut parts = text.split(';').map(str::trim);
    let kind = parts.next()?.to_ascii_lowercase();
    let specific = match kind.as_str() {
        "text/vcard" => 2,
        "text/*" => 1,
        "*/*" => 0,
        _ => return None,
    };
    let mut range = Range {
        specific,
        version: None,
        quality: 1_000,
    };
    for (name, value) in parts.filter_map(|part| part.split_once('=')) {
        if name.eq_ignore_ascii_case("version") {
            range.version = Some(value.trim_matches('"'));
        } else if name.eq_ignore_ascii_case("q") {
            range.quality = thousandths(value)?;
        }
    }
    Some(range)
}

/// `0.5` as 500.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let whole: u32 = whole.parse().ok().filter(|whole| *whole <= 1)?;
    let part: u32 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    Some((whole * 1_000 + part).min(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_given_in_the_version_that_is_liked_best() {
        use Syntax::{VCard30, VCard40};
        let cases = [
            ("", VCard30, Wanted::AsStored),
            ("*/*", VCard30, Wanted::AsStored),
            (
                "text/html, application/xml;q=0.9",
                VCard30,
                Wanted::AsStored,
            ),
            ("text/vcard", VCard40, Wanted::AsStored),
            ("text/vcard; version=4.0", VCard30, Wanted::In(VCard40)),
            ("text/vcard; version=\"3.0\"", VCard40, Wanted::In(VCard30)),
            ("text/vcard;version=3.0", VCard30, Wanted::AsStored),
            (
                "text/vcard; version=4.0, text/vcard;q=0.5, */*;q=0.1",
                VCard30,
                Wanted::In(VCard40),
            ),
            (
                "text/vcard;version=3.0, text/vcard;version=4.0",
                VCard40,
                Wanted::AsStored,
            ),
            (
                "text/vcard;version=3.0, text/vcard;version=4.0;q=0.8",
                VCard40,
                Wanted::In(VCard30),
            ),
            ("text/vcard;version=5.0", VCard30, Wanted::Nothing),
            (
                "text/vcard;version=5.0, */*;q=0.1",
                VCard30,
                Wanted::AsStored,
            ),
            (
                "text/vcard;version=4.0, */*;q=0",
                VCard30,
                Wanted::In(VCard40),
            ),
            ("text/vcard;q=x", VCard30, Wanted::AsStored),
        ];
        for (accept, stored, expected) in cases {
            assert_eq!(wanted(accept, stored), expected, "{accept}");
        }
    }
}
