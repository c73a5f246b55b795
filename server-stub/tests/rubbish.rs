//! Rubbish: requests that were right once, changed at random. Each is answered, none with the server's own failure, and what
//! was there before can be read afterwards.

mod support;

use support::{CALENDAR, CONTACTS, World, card, event};

/// Requests that are understood.
fn requests() -> Vec<(&'static str, String, String)> {
    let calendar = |name: &str, rest: &str| {
        format!(
            r#"<C:{name} xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/><C:calendar-data><C:expand start="20260101T000000Z" end="20270101T000000Z"/></C:calendar-data></prop>{rest}</C:{name}>"#
        )
    };
    let filter = r#"<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="20260601T000000Z" end="20260701T000000Z"/><C:prop-filter name="SUMMARY"><C:text-match collation="i;ascii-casemap">a</C:text-match></C:prop-filter></C:comp-filter></C:comp-filter></C:filter>"#;
    let series = event("series", "a").replace(
        "SUMMARY:a",
        "DURATION:PT1H\r\nRRULE:FREQ=MONTHLY;BYDAY=2MO,-1FR;COUNT=100;BYSETPOS=1\r\nEXDATE:20260713T100000Z\r\nRDATE:20260714T100000Z\r\nSUMMARY:a\r\nBEGIN:VALARM\r\nTRIGGER;RELATED=END:-PT15M\r\nREPEAT:3\r\nDURATION:PT5M\r\nEND:VALARM",
    );
    let at = |place: &str, name: &str| format!("{place}{name}");
    vec![
        ("PUT", at(CALENDAR, "series.ics"), series),
        ("PUT", at(CONTACTS, "card.vcf"), card("card", "Ada")),
        ("REPORT", CALENDAR.to_owned(), calendar("calendar-query", filter)),
        (
            "REPORT",
            CALENDAR.to_owned(),
            calendar("calendar-multiget", &format!("<href>{CALENDAR}series.ics</href>")),
        ),
        (
            "REPORT",
            CALENDAR.to_owned(),
            r#"<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav"><C:time-range start="20260101T000000Z" end="20270101T000000Z"/></C:free-busy-query>"#.to_owned(),
        ),
        (
            "REPORT",
            CONTACTS.to_owned(),
            r#"<R:addressbook-query xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"><prop><R:address-data version="4.0"><R:prop name="FN"/></R:address-data></prop><R:filter test="anyof"><R:prop-filter name="FN"><R:text-match match-type="contains">a</R:text-match></R:prop-filter></R:filter><R:limit><R:nresults>3</R:nresults></R:limit></R:addressbook-query>"#.to_owned(),
        ),
        (
            "REPORT",
            CALENDAR.to_owned(),
            r#"<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><limit><nresults>5</nresults></limit><prop><getetag/></prop></sync-collection>"#.to_owned(),
        ),
        (
            "PROPFIND",
            CALENDAR.to_owned(),
            r#"<propfind xmlns="DAV:"><allprop/><include><x xmlns="a"/></include></propfind>"#.to_owned(),
        ),
        (
            "PROPPATCH",
            CALENDAR.to_owned(),
            r#"<propertyupdate xmlns="DAV:"><set><prop><displayname>x</displayname><c xmlns="urn:x">y<z/></c></prop></set></propertyupdate>"#.to_owned(),
        ),
        (
            "ACL",
            CALENDAR.to_owned(),
            r#"<acl xmlns="DAV:"><ace><principal><href>/WebDAV/principals/bob@example.com/</href></principal><grant><privilege><read/></privilege></grant></ace></acl>"#.to_owned(),
        ),
        ("GET", at(CALENDAR, "series.ics"), String::new()),
        ("COPY", at(CALENDAR, "series.ics"), String::new()),
    ]
}

const HEADERS: &[(&str, &str)] = &[
    ("depth", "1"),
    ("depth", "infinity"),
    ("if-match", "*"),
    ("if-match", "\"x"),
    ("if-none-match", "*"),
    (
        "destination",
        "/WebDAV/alice@example.com/calendars/calendar/b.ics",
    ),
    ("destination", "http://x/../.."),
    ("accept", "text/vcard;version=4.0;q=x"),
    ("content-type", "text/calendar"),
    ("content-type", "\""),
    ("content-range", "bytes 0-3/9"),
];

const PIECES: &[&str] = &[
    "<",
    "&",
    "]]>",
    "<!--",
    "\0",
    "\r\n",
    "999999999999",
    "-1",
    "00010101T000000Z",
    "99991231T235959Z",
    ";",
    "=",
    ":",
    "\"",
    "../",
    "<a>",
    "</a>",
    "\u{fffe}",
    "FREQ=SECONDLY",
    "INTERVAL=999999999",
    "P999999999W",
    "COUNT=0",
    "20261301",
    "T250000",
];

/// Chance that is the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

fn changed(text: &str, chance: &mut Chance) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..chance.below(4) {
        let at = chance.below(characters.len());
        let end = (at + 1 + chance.below(40)).min(characters.len());
        match chance.below(5) {
            0 => drop(characters.drain(at..end)),
            1 => drop(characters.splice(at..at, PIECES[chance.below(PIECES.len())].chars())),
            2 => drop(characters.splice(at..end, PIECES[chance.below(PIECES.len())].chars())),
            3 => {
                let again = characters[at..end].repeat(1 + chance.below(4));
                characters.splice(at..at, again);
            }
            _ => characters.truncate(at),
        }
    }
    characters.into_iter().collect()
}

#[test]
fn rubbish_is_answered_and_breaks_nothing() {
    let world = World::new();
    let kept = event("kept", "as it was");
    world.put(&format!("{CALENDAR}kept.ics"), &kept);
    let requests = requests();
    let mut chance = Chance(20_261_125);
    let mut understood = 0;
    for number in 0..3_000 {
        let (method, path, body) = &requests[chance.below(requests.len())];
        let body = changed(body, &mut chance);
        let headers: Vec<_> = (0..chance.below(3))
            .map(|_| HEADERS[chance.below(HEADERS.len())])
            .collect();
        let reply = world.ask(method, path, &headers, body.clone());
        assert!(
            reply.status < 500 || reply.status == 507,
            "{number}: {method} {path} {headers:?}\n{body}\n{reply:?}"
        );
        understood += usize::from(reply.status < 300);
    }
    assert!(
        understood > 300,
        "only {understood} were understood: this tries nothing"
    );
    assert_eq!(world.get(&format!("{CALENDAR}kept.ics")).body, kept);
}
