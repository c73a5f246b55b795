//! What real files do that no grammar says, seen through the whole document: read right, kept, and edited alone.

use pim::{Document, Syntax};

fn parse(bytes: &[u8]) -> Document {
    let document = Document::parse(bytes).unwrap();
    assert_eq!(document.to_bytes(), bytes);
    document
}

/// The text of a property in the first component.
fn text(bytes: &[u8], name: &str) -> Option<String> {
    parse(bytes)
        .components()
        .next()?
        .first(name)
        .map(pim::Property::text)
}

#[test]
fn each_quirk_is_read_as_it_was_meant() {
    let cases: &[(&str, &[u8], &str, &str)] = &[
        ("lone CR", b"BEGIN:VCARD\rVERSION:3.0\rFN:a\r b\rEND:VCARD\r", "FN", "ab"),
        ("mixed line ends", b"BEGIN:VCARD\r\nVERSION:3.0\nFN:a\rNOTE:b\nEND:VCARD", "NOTE", "b"),
        ("stray CR in a text", b"BEGIN:VCARD\nVERSION:3.0\nNOTE:a\rb: c\nEND:VCARD\n", "NOTE", "a\rb: c"),
        ("CR CR LF", b"BEGIN:VCARD\r\r\nVERSION:3.0\r\r\nFN:a\r\r\nEND:VCARD\r\r\n", "FN", "a"),
        ("byte order mark", b"\xef\xbb\xbfBEGIN:VCARD\nVERSION:3.0\nFN:a\nEND:VCARD\n", "FN", "a"),
        ("no end", b"BEGIN:VCARD\nVERSION:3.0\nFN:a", "FN", "a"),
        ("fold inside a character", b"BEGIN:VCARD\nVERSION:3.0\nFN:\xc3\n \xbc\nEND:VCARD\n", "FN", "\u{fc}"),
        ("no charset said", b"BEGIN:VCARD\nVERSION:2.1\nFN:J\xfcrgen\nEND:VCARD\n", "FN", "J\u{fc}rgen"),
        ("version last", b"BEGIN:VCARD\nNOTE:a\\,b\nVERSION:2.1\nEND:VCARD\n", "NOTE", "a\\,b"),
        ("bare encoding", b"BEGIN:VCARD\nVERSION:2.1\nFN;QUOTED-PRINTABLE:a=3D=\nb\nEND:VCARD\n", "FN", "a=b"),
        (
            "soft break into the next property",
            b"BEGIN:VCARD\nVERSION:2.1\nADR;ENCODING=QUOTED-PRINTABLE:;;a;=\nLABEL;HOME:x\nEND:VCARD\n",
            "LABEL",
            "x",
        ),
        (
            "soft break into the end",
            b"BEGIN:VCARD\nVERSION:2.1\nNOTE;ENCODING=QUOTED-PRINTABLE:a=\nEND:VCARD\n",
            "NOTE",
            "a=",
        ),
        (
            "after an unindented block",
            b"BEGIN:VCARD\nVERSION:2.1\nPHOTO;ENCODING=BASE64;JPEG:\nAAEC\nAwQF\n\nFN:a\nEND:VCARD\n",
            "FN",
            "a",
        ),
    ];
    for (quirk, bytes, name, expected) in cases {
        assert_eq!(text(bytes, name).as_deref(), Some(*expected), "{quirk}");
    }
}

#[test]
fn pictures_are_read_from_every_form() {
    for photo in [
        "VERSION:2.1\nPHOTO;ENCODING=BASE64;JPEG:\nAAEC\nAwQF\n\n",
        "VERSION:2.1\nPHOTO;BASE64;JPEG:AAEC\n AwQF\n\n",
        "VERSION:3.0\nPHOTO;ENCODING=b;TYPE=JPEG:AAECAw\n QF\n",
        "VERSION:4.0\nPHOTO:data:image/jpeg;base64,AAECAwQF\n",
    ] {
        let document = parse(format!("BEGIN:VCARD\n{photo}END:VCARD\n").as_bytes());
        let card = document.components().next().unwrap();
        assert_eq!(
            card.first("PHOTO").unwrap().binary().unwrap(),
            [0, 1, 2, 3, 4, 5],
            "{photo}"
        );
    }
}

#[test]
fn components_without_an_end_are_closed_by_what_follows() {
    let document = parse(b"BEGIN:VCARD\nFN:a\nBEGIN:VCARD\nFN:b\nEND:VCARD\nEND:VCARD\njunk\n");
    assert_eq!(document.components().count(), 2);
    assert!(!document.components().next().unwrap().is_closed());
    let document = parse(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VCALENDAR\n");
    assert_eq!(
        document
            .components()
            .next()
            .unwrap()
            .children("VEVENT")
            .count(),
        1
    );
    let document = parse(b"BEGIN:VCARD\nAGENT:\nBEGIN:VCARD\nFN:b\nEND:VCARD\nFN:a\nEND:VCARD\n");
    assert_eq!(
        document
            .components()
            .next()
            .unwrap()
            .children("VCARD")
            .count(),
        1
    );
}

#[test]
fn an_edit_writes_its_line_as_the_file_does() {
    for (before, note, after) in [
        (
            "VERSION:3.0\nNOTE;X=1:a\nFN:b\n",
            "c;d",
            "VERSION:3.0\nNOTE;X=1:c\\;d\nFN:b\n",
        ),
        (
            "VERSION:2.1\r\nNOTE:a\r\nFN:b\r\n",
            "\u{fc}\n",
            "VERSION:2.1\r\nNOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=BC=0D=0A\r\nFN:b\r\n",
        ),
        (
            "VERSION:2.1\r\nitem1.note;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:=FC\r\n",
            "plain",
            "VERSION:2.1\r\nitem1.note:plain\r\n",
        ),
        (
            "VERSION:4.0\rNOTE:a\rFN:b\r",
            "c",
            "VERSION:4.0\rNOTE:c\rFN:b\r",
        ),
        ("VERSION:3.0\nFN:b\n", "c", "VERSION:3.0\nFN:b\nNOTE:c\n"),
    ] {
        let mut document = parse(format!("BEGIN:VCARD\n{before}END:VCARD").as_bytes());
        document
            .components_mut()
            .next()
            .unwrap()
            .set_text("NOTE", note);
        let expected = format!("BEGIN:VCARD\n{after}END:VCARD");
        assert_eq!(String::from_utf8(document.to_bytes()).unwrap(), expected);
    }
}

#[test]
fn a_line_added_after_a_file_without_a_last_line_end_gets_one() {
    let mut document = parse(b"BEGIN:VCARD\nVERSION:3.0\nFN:a");
    document
        .components_mut()
        .next()
        .unwrap()
        .set_text("NOTE", "b");
    assert_eq!(
        document.to_bytes(),
        b"BEGIN:VCARD\nVERSION:3.0\nFN:a\nNOTE:b\n"
    );
}

#[test]
fn plain_text_is_kept_and_replaced_whole() {
    let mut note = parse(b"\xef\xbb\xbfA note: with a colon\n");
    assert_eq!(
        (note.syntax(), note.plain_text().as_deref()),
        (Syntax::PlainText, Some("A note: with a colon\n"))
    );
    note.set_plain_text("new");
    assert_eq!(note.to_bytes(), b"\xef\xbb\xbfnew");
}

#[test]
fn parameters_are_edited_without_touching_the_others() {
    let mut document =
        parse(b"BEGIN:VCARD\nVERSION:3.0\nTEL;type=HOME;X-A=\"b:c\";TYPE=pref:1\nEND:VCARD\n");
    let telephone = document
        .components_mut()
        .next()
        .unwrap()
        .first_mut("TEL")
        .unwrap();
    assert_eq!(telephone.parameter_values("TYPE"), ["HOME", "pref"]);
    telephone.set_parameter_values("TYPE", &["work", "cell"]);
    assert_eq!(telephone.bytes(), b"TEL;TYPE=work,cell;X-A=\"b:c\":1\n");
    telephone.remove_parameter("x-a");
    telephone.set_group(Some("item2"));
    assert_eq!(telephone.bytes(), b"item2.TEL;TYPE=work,cell:1\n");
}
