//! vCard 3.0 and 4.0: kept as they came, given as they are asked for (RFC 6352, 5.1.1 and 10.4).

mod support;

use support::{CALENDAR, CONTACTS, World, card, event};

const PICTURE: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/// The same person in both versions, each with what the other writes differently.
fn both() -> [(&'static str, String); 2] {
    let three = card("three", "Ada").replace(
        "END:VCARD",
        &format!("TEL;TYPE=CELL,PREF:+44 1\r\nPHOTO;ENCODING=b;TYPE=GIF:{PICTURE}\r\nX-OWN;X-P=1:kept\r\nEND:VCARD"),
    );
    let four = card("four", "Ada")
        .replace("VERSION:3.0", "VERSION:4.0")
        .replace(
            "END:VCARD",
            &format!("TEL;TYPE=cell;PREF=1;VALUE=uri:tel:+44-1\r\nPHOTO:data:image/gif;base64,{PICTURE}\r\nX-OWN;X-P=1:kept\r\nEND:VCARD"),
        );
    [("3.0", three), ("4.0", four)]
}

fn report(world: &World, name: &str, data: &str) -> support::Reply {
    let body = format!(
        r#"<r:addressbook-multiget xmlns="DAV:" xmlns:r="urn:ietf:params:xml:ns:carddav"><prop><getetag/>{data}</prop><href>{CONTACTS}{name}.vcf</href></r:addressbook-multiget>"#
    );
    world.ask("REPORT", CONTACTS, &[], body)
}

fn unescaped(text: &str) -> String {
    text.replace("&#13;", "\r")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

#[test]
fn a_card_is_kept_as_it_came_and_given_in_the_version_asked_for() {
    let world = World::new();
    for (stored, text) in both() {
        let path = format!("{CONTACTS}{stored}.vcf");
        let tag = world.put(&path, &text).etag();
        for accept in [
            "",
            "*/*",
            "text/vcard",
            "text/html",
            "text/vcard;version=3.0, text/vcard;version=4.0",
        ] {
            let got = world.ask("GET", &path, &[("accept", accept)], "");
            assert_eq!(
                (got.body.as_str(), got.etag()),
                (text.as_str(), tag.clone()),
                "{accept}"
            );
        }
        let plain = report(&world, stored, "<r:address-data/>");
        assert_eq!(
            unescaped(plain.text("CR:address-data")),
            text,
            "a plain report"
        );
        for wanted in ["3.0", "4.0"] {
            let accept = format!("text/vcard; version={wanted}");
            let got = world.ask("GET", &path, &[("accept", &accept)], "").body;
            let asked =
                format!(r#"<r:address-data content-type="text/vcard" version="{wanted}"/>"#);
            let told = report(&world, stored, &asked);
            let told = unescaped(told.text("CR:address-data"));
            assert_eq!(got, told, "GET and REPORT agree");
            assert_eq!(got == text, stored == wanted, "{stored} as {wanted}");
            assert!(got.contains(&format!("VERSION:{wanted}")), "{got}");
            for part in [PICTURE, "X-OWN;X-P=1:kept", "FN:Ada"] {
                assert!(got.replace("\r\n ", "").contains(part), "{part} in\n{got}");
            }
        }
        assert_eq!(world.get(&path).body, text, "asking changed nothing");
    }
}

#[test]
fn a_version_that_is_not_to_be_had_is_refused_by_name() {
    let world = World::new();
    world.put(&format!("{CONTACTS}1.vcf"), &card("1", "Ada"));
    for data in [
        r#"<r:address-data version="5.0"/>"#,
        r#"<r:address-data content-type="application/vcard+json"/>"#,
    ] {
        let refused = report(&world, "1", data);
        assert_eq!(refused.status, 403, "{data}");
        assert!(
            refused.body.contains("<CR:supported-address-data/>"),
            "{refused:?}"
        );
    }
    let accept = [("accept", "text/vcard; version=2.1")];
    let refused = world.ask("GET", &format!("{CONTACTS}1.vcf"), &accept, "");
    assert_eq!(refused.status, 406);
    assert!(
        refused.body.contains("supported-address-data-conversion"),
        "{refused:?}"
    );
    world.put(&format!("{CALENDAR}1.ics"), &event("1", "x"));
    let multiget = |data: &str| {
        let body = format!(
            r#"<c:calendar-multiget xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop>{data}</prop><href>{CALENDAR}1.ics</href></c:calendar-multiget>"#
        );
        world.ask("REPORT", CALENDAR, &[], body)
    };
    let fits = multiget(r#"<c:calendar-data content-type="text/calendar" version="2.0"/>"#);
    assert!(fits.status == 207 && fits.body.contains("BEGIN:VEVENT"));
    let refused = multiget(r#"<c:calendar-data content-type="application/calendar+json"/>"#);
    assert!(refused.status == 403 && refused.body.contains("<C:supported-calendar-data/>"));
}
