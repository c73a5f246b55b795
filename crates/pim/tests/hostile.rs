//! A million broken inputs and arbitrary bytes: nothing panics, everything comes back, and the work grows with the size.

use pim::{Component, Document, Entry, Limits, ParseError, Syntax};
use proptest::prelude::*;

/// A small generator of its own (splitmix64), so that a seed means the same on every machine.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

/// Objects with every quirk that has code of its own.
const SEEDS: &[&[u8]] = &[
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=\r\n=F6rg\r\nTEL;HOME;CELL:+1\r\nPHOTO;ENCODING=BASE64;JPEG:\r\nAAECAw==\r\n\r\nX:1\r\nEND:VCARD\r\n",
    b"BEGIN:VCARD\nVERSION:3.0\nFN:A\\, B\nitem1.EMAIL;type=INTERNET,HOME;TYPE=pref:a@example.com\nitem1.X-ABLabel:_$!<Other>!$_\nPHOTO;ENCODING=b;TYPE=PNG:AAEC\n AwQF\nNOTE:f\xc3\n \xbcnf\nEND:VCARD\n",
    b"\xef\xbb\xbfBEGIN:VCARD\r\nVERSION:4.0\r\nFN:B\r\nADR;LABEL=\"a^nb;c\":;;1 Main St,Apt 2;X;;;\r\nPHOTO:data:image/png;base64,AAEC\r\nEND:VCARD",
    b"BEGIN:VCALENDAR\r\nVERSION:1.0\r\nTZ:-05\r\nDAYLIGHT:TRUE;-04;19960407T025959;19961027T010000;EST;EDT\r\nBEGIN:VEVENT\r\nDTSTART:19960415T083000Z\r\nRRULE:W2 MO TU #5\r\nAALARM:19960415T235000;PT5M;2;\r\nCATEGORIES:A;B\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Z\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Z:20260101T100000\r\nRRULE:FREQ=WEEKLY\r\nATTENDEE;CN=\"a:b\":mailto:x@y\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    b"A plain note.\rWith lone CR\r\r\nand more.",
];

/// Pieces that mean something to the parser.
const PIECES: &[&[u8]] = &[
    b"\r\n",
    b"\n",
    b"\r",
    b"\r\r\n",
    b" ",
    b"\t",
    b":",
    b";",
    b",",
    b"=",
    b"\"",
    b"\\",
    b"^",
    b"=\r\n",
    b"\r\n ",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xc3",
    b"\x00",
    b"BEGIN:VCARD\r\n",
    b"END:VCARD\r\n",
    b"BEGIN:VEVENT\n",
    b"END:VCALENDAR\n",
    b"BEGIN:X-A\n",
    b"VERSION:2.1\r\n",
    b"VERSION:4.0\n",
    b";ENCODING=QUOTED-PRINTABLE",
    b";ENCODING=BASE64",
    b"AGENT:\r\n",
    b"BEGIN:",
    b"END:",
];

fn mutated(random: &mut Seeded) -> Vec<u8> {
    let mut bytes = SEEDS[random.below(SEEDS.len())].to_vec();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        match random.below(7) {
            0 => bytes.truncate(at),
            1 => {
                let end = at + random.below(bytes.len() - at + 1);
                bytes.drain(at..end);
            }
            2 => {
                let end = at + random.below((bytes.len() - at + 1).min(200));
                let copy = bytes[at..end].to_vec();
                let into = random.below(bytes.len() + 1);
                bytes.splice(into..into, copy);
            }
            3 if at < bytes.len() => bytes[at] = random.next().to_le_bytes()[0],
            4 => {
                let other = SEEDS[random.below(SEEDS.len())];
                let from = random.below(other.len());
                bytes.splice(at..at, other[from..].iter().copied());
            }
            _ => {
                let piece = PIECES[random.below(PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
        bytes.truncate(4096);
    }
    bytes
}

/// Reads everything there is to read; gives back how many bytes the entries hold together.
fn read_all(component: &Component) -> usize {
    let mut sum = 0;
    for entry in component.entries() {
        match entry {
            Entry::Property(property) => {
                sum += property.bytes().len();
                assert!(
                    !property.text().is_empty()
                        || property.raw_value().is_empty()
                        || property.raw_value() == "\\"
                );
                let _ = (
                    property.group(),
                    property.parameters(),
                    property.texts(),
                    property.structured(),
                );
                let _ = (
                    property.binary(),
                    property.value_type(),
                    property.is_readable(),
                );
            }
            Entry::Component(inner) => sum += read_all(inner),
            Entry::Junk(junk) => sum += junk.bytes().len(),
        }
    }
    sum
}

fn check(bytes: &[u8], thorough: bool) {
    let document = match Document::parse(bytes) {
        Ok(document) => document,
        Err(ParseError::TooDeep { .. }) => return,
        Err(error) => panic!("{error}"),
    };
    assert_eq!(document.to_bytes(), bytes);
    for component in document.components() {
        assert!(read_all(component) <= bytes.len());
    }
    if thorough {
        edit_and_convert(&document);
    }
}

fn edit_and_convert(document: &Document) {
    let mut edited = document.clone();
    for component in edited.components_mut() {
        component.set_text("NOTE", "new\ntext; here");
        component.set_text("X-NEW", "ü");
        if let Some(property) = component.properties_mut().next_back() {
            property.set_parameter("TYPE", "a,b");
            property.set_group(Some("g"));
        }
    }
    let bytes = edited.to_bytes();
    assert_eq!(Document::parse(&bytes).unwrap().to_bytes(), bytes);
    for to in [
        Syntax::VCard21,
        Syntax::VCard30,
        Syntax::VCard40,
        Syntax::VCalendar10,
        Syntax::ICalendar20,
    ] {
        if let Ok(converted) = document.convert(to) {
            let bytes = converted.to_bytes();
            assert_eq!(Document::parse(&bytes).unwrap().to_bytes(), bytes);
        }
    }
    for item in document.split() {
        let bytes = item.to_bytes();
        assert_eq!(Document::parse(&bytes).unwrap().to_bytes(), bytes);
    }
}

/// Four tests of a quarter each, so that they share the cores.
fn quarter(number: u64) {
    let mut random = Seeded(number);
    for round in 0..250_000 {
        let bytes = mutated(&mut random);
        check(&bytes, round % 8 == 0);
    }
}

#[test]
fn a_million_mutated_inputs_first_quarter() {
    quarter(1);
}

#[test]
fn a_million_mutated_inputs_second_quarter() {
    quarter(2);
}

#[test]
fn a_million_mutated_inputs_third_quarter() {
    quarter(3);
}

#[test]
fn a_million_mutated_inputs_fourth_quarter() {
    quarter(4);
}

/// One card or event repeated until the file has about this size.
fn repeated(part: &str, frame: (&str, &str), bytes: usize) -> Vec<u8> {
    let mut text = frame.0.to_owned();
    while text.len() < bytes {
        text.push_str(part);
    }
    text.push_str(frame.1);
    text.into_bytes()
}

#[test]
fn files_of_megabytes_are_read_whatever_their_lines_are_like() {
    let card = ("BEGIN:VCARD\r\nVERSION:2.1\r\n", "\r\nEND:VCARD\r\n");
    for part in [
        "x",
        "\r",
        "\n ",
        "=\r\n",
        "A:\r\n",
        ";",
        "\"",
        "BEGIN:VEVENT\n",
        "END:X\n",
        "N;QUOTED-PRINTABLE:=\n",
        "PHOTO;BASE64:A\nA\n",
    ] {
        let long = format!("{}NOTE;ENCODING=QUOTED-PRINTABLE:", card.0);
        for frame in [card, (long.as_str(), card.1)] {
            let bytes = repeated(part, frame, 2_000_000);
            let document = Document::parse(&bytes).unwrap();
            assert!(document.to_bytes() == bytes, "{part:?}");
            document
                .components()
                .take(3)
                .for_each(|component| drop(component.first("NOTE").map(pim::Property::text)));
        }
    }
}

#[test]
fn ten_thousand_series_in_one_file_are_split() {
    let mut text = "BEGIN:VCALENDAR\nVERSION:2.0\n".to_owned();
    for number in 0..20_000 {
        let uid = (number % 10_000).to_string();
        text.extend(["BEGIN:VEVENT\nUID:", &uid, "\nEND:VEVENT\n"]);
    }
    text.push_str("END:VCALENDAR\n");
    let items = Document::parse(text.as_bytes()).unwrap().split();
    assert_eq!(items.len(), 10_000);
    assert!(
        items
            .iter()
            .all(|item| item.components().all(|c| c.children("VEVENT").count() == 2))
    );
}

#[test]
fn limits_have_names() {
    let deep = "BEGIN:X-A\n".repeat(40);
    assert!(matches!(
        Document::parse(deep.as_bytes()),
        Err(ParseError::TooDeep { at: 320, limit: 32 })
    ));
    let limits = Limits {
        bytes: 10,
        depth: 2,
        entries: 3,
    };
    assert_eq!(
        Document::parse_within(&[b'x'; 11], &limits),
        Err(ParseError::TooLarge {
            bytes: 11,
            limit: 10
        })
    );
    let limits = Limits {
        bytes: 1000,
        ..limits
    };
    let many = b"BEGIN:VCARD\nA:\nB:\nC:\n";
    assert_eq!(
        Document::parse_within(many, &limits),
        Err(ParseError::TooManyEntries { limit: 3 })
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        check(&bytes, true);
    }

    #[test]
    fn any_text_inside_a_card_comes_back(text in "([A-Z]{1,4}(;[A-Z]{1,3}(=\"?[a-z]{0,3}\"?)?)?:?[ -~]{0,20}(\r\n|\n|\r|=\r\n| )){0,20}") {
        check(format!("BEGIN:VCARD\r\n{text}END:VCARD\r\n").as_bytes(), true);
    }
}
