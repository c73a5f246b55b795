//! Replies that mean harm, or make no sense: always a result or a named error, never a panic, in bounded time and memory.

mod common;
#[path = "../../../tests/shared/mutate.rs"]
mod mutate;
#[path = "../../../tests/shared/numbers.rs"]
mod numbers;

use common::{Reply, all_recorded, etag, limits, url};
use dav::discovery::{Discovery, DnsAnswer, Start, Step};
use dav::multiget::{self, Data};
use dav::put::{self, Condition};
use dav::sync_collection::{self, Asked};
use dav::{
    Href, Limits, Listed, ReplyError, SyncToken, XmlError, auth, collections, delete, get, listing,
    principal,
};
use http::{HeaderMap, StatusCode};
use mutate::mutate;
use numbers::Numbers;
use std::io::{BufRead, Read};

fn list(body: impl BufRead, limits: Limits) -> Result<listing::Listing, ReplyError> {
    listing::parse(
        &url("/c/"),
        StatusCode::MULTI_STATUS,
        &HeaderMap::new(),
        body,
        limits,
        |_| (),
    )
}

fn fault(body: &[u8]) -> XmlError {
    match list(body, limits()) {
        Err(ReplyError::Xml(error)) => error,
        other => panic!("{other:?}"),
    }
}

const OPEN: &str = "<D:multistatus xmlns:D=\"DAV:\">";

#[test]
fn entities_are_refused_before_they_are_used() {
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;&lol;\">]><D:multistatus xmlns:D=\"DAV:\">&lol2;</D:multistatus>";
    let outside =
        "<!DOCTYPE x [<!entity e SYSTEM \"file:///etc/passwd\">]><D:multistatus xmlns:D=\"DAV:\"/>";
    let parameter =
        "<!DOCTYPE x [<!ENTITY % e SYSTEM \"http://evil/\"> %e;]><D:multistatus xmlns:D=\"DAV:\"/>";
    for document in [laughs, outside, parameter] {
        assert_eq!(fault(document.as_bytes()), XmlError::Entities);
    }
}

#[test]
fn a_harmless_doctype_is_passed_over() {
    for doctype in [
        "<!DOCTYPE multistatus>",
        "<!DOCTYPE multistatus SYSTEM \"dav.dtd\">",
        "<!DOCTYPE m [<!ELEMENT m ANY>]>",
    ] {
        assert!(
            list(
                format!("{doctype}{OPEN}</D:multistatus>").as_bytes(),
                limits()
            )
            .is_ok(),
            "{doctype}"
        );
    }
}

#[test]
fn an_undefined_entity_stays_text() {
    let reply = Reply::multistatus(
        "<D:response><D:href>/c/a&nbsp;b&amp;c&#x41;&#0;</D:href><D:status>HTTP/1.1 404 x</D:status></D:response>",
    );
    let mut rows = Vec::new();
    listing::parse(
        &url("/c/"),
        reply.status,
        &reply.headers,
        &*reply.body,
        limits(),
        |row| rows.push(row),
    )
    .unwrap();
    assert_eq!(
        rows,
        [Listed::Removed(Href::from_path("/c/a&nbsp;b&cA\u{fffd}"))]
    );
}

#[test]
fn a_million_nested_elements_stop_at_the_limit() {
    assert_eq!(
        fault(format!("{OPEN}{}", "<D:response>".repeat(1_000_000)).as_bytes()),
        XmlError::TooDeep
    );
    assert_eq!(
        fault("<x>".repeat(1_000_000).as_bytes()),
        XmlError::NotMultistatus { root: "x".into() }
    );
}

#[test]
fn a_million_elements_that_lead_nowhere_stop_at_the_limit() {
    for inner in [
        "<D:x/>",
        "<D:sync-token/>",
        "<D:response><D:propstat><D:prop>",
        "<D:response>",
    ] {
        let filler = if inner.ends_with("/>") {
            inner.repeat(1_000_000)
        } else {
            format!("{inner}{}", "<D:y/>".repeat(1_000_000))
        };
        assert_eq!(
            fault(format!("{OPEN}{filler}").as_bytes()),
            XmlError::NoProgress,
            "{inner}"
        );
    }
}

#[test]
fn rows_have_a_limit_too() {
    let rows = "<D:response><D:href>/c/a</D:href></D:response>".repeat(11);
    let few = Limits {
        responses: 10,
        ..limits()
    };
    let result = list(format!("{OPEN}{rows}</D:multistatus>").as_bytes(), few);
    assert_eq!(result, Err(ReplyError::Xml(XmlError::TooManyResponses)));
}

#[test]
fn endless_attributes_comments_and_tags_stop_at_the_limit() {
    for start in [
        "<D:response x=\"",
        "<D:",
        "<!-- ",
        "<?pi ",
        "<!DOCTYPE x ",
        "&",
    ] {
        let body = format!("{OPEN}{start}{}", "a".repeat(5_000_000));
        assert_eq!(fault(body.as_bytes()), XmlError::MarkupTooLong, "{start}");
    }
    let attributes: Vec<String> = (0..3_000).map(|n| format!(" xmlns:p{n}=\"u\"")).collect();
    let attributes = attributes.concat();
    assert!(matches!(
        fault(format!("{OPEN}<D:response{attributes}>").as_bytes()),
        XmlError::Malformed(_)
    ));
}

#[test]
fn endless_text_is_skipped_and_then_given_up() {
    let small = Limits {
        text_bytes: 10_000,
        skipped_bytes: 1_000_000,
        ..limits()
    };
    for start in [
        "<D:response><D:href>",
        "<D:response><D:propstat><D:prop><D:getetag>",
        "<D:response><![CDATA[",
        "",
    ] {
        let head = format!("{OPEN}{start}");
        let body = std::io::BufReader::new(head.as_bytes().chain(std::io::repeat(b'a')));
        assert_eq!(
            list(body, small),
            Err(ReplyError::Xml(XmlError::EndlessText)),
            "{start}"
        );
    }
}

#[test]
fn a_web_page_or_other_nonsense_has_its_own_name() {
    let login = Reply::recorded("proxy/login-page");
    for (body, error) in [
        (&*login.body, XmlError::WebPage),
        (b"<html><body>x</body></html>", XmlError::WebPage),
        (b"<HTML>", XmlError::WebPage),
        (b"{\"error\":1}", XmlError::NotXml),
        (b"\xff\xfe<\0?\0", XmlError::NotXml),
        (b"", XmlError::Empty),
        (b"  \r\n", XmlError::Empty),
        (
            b"<?xml version=\"1.0\" encoding=\"UTF-16\"?><x/>",
            XmlError::Encoding("UTF-16".into()),
        ),
        (b"<rss/>", XmlError::NotMultistatus { root: "rss".into() }),
        (
            b"<multistatus xmlns=\"DAV\"/>",
            XmlError::NotMultistatus {
                root: "multistatus".into(),
            },
        ),
    ] {
        assert_eq!(fault(body), error);
    }
    let got = get::parse(login.status, &login.headers, &*login.body, 1 << 20);
    assert_eq!(got, Err(ReplyError::Xml(XmlError::WebPage)));
}

#[test]
fn every_truncation_of_a_listing_is_known_as_one() {
    for name in [
        "radicale/20-listing",
        "xandikos/20-listing",
        "xandikos/22-multiget",
        "cyrus/sync-page",
    ] {
        let reply = Reply::recorded(name);
        let end = reply
            .body
            .windows(12)
            .rposition(|w| w == b"multistatus>")
            .unwrap()
            + 11;
        for length in 1..end {
            assert!(
                matches!(
                    list(&reply.body[..length], limits()),
                    Err(ReplyError::Xml(XmlError::Truncated | XmlError::Empty))
                ),
                "{name} {length}"
            );
        }
        assert!(list(&reply.body[..=end], limits()).is_ok());
    }
}

#[test]
fn a_connection_that_breaks_is_no_end() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
        }
    }
    let head = format!("{OPEN}<D:response><D:href>/c/a</D:href></D:response>");
    let body = std::io::BufReader::new(head.as_bytes().chain(Broken));
    assert!(matches!(
        list(body, limits()),
        Err(ReplyError::Xml(XmlError::Broken(_)))
    ));
    let body = std::io::BufReader::new((&b"BEGIN:VCARD"[..]).chain(Broken));
    assert!(get::parse(StatusCode::OK, &HeaderMap::new(), body, 1 << 20).is_err());
    let mut headers = HeaderMap::new();
    headers.insert("content-length", "100".parse().unwrap());
    assert_eq!(
        get::parse(StatusCode::OK, &headers, &b"BEGIN:VCARD"[..], 1 << 20),
        Err(ReplyError::Xml(XmlError::Truncated))
    );
}

#[test]
fn an_item_of_fifty_megabytes_is_named_and_not_kept() {
    let body = vec![b'x'; 50 << 20];
    assert_eq!(
        get::parse(StatusCode::OK, &HeaderMap::new(), &*body, 32 << 20).unwrap(),
        get::Got::Oversize
    );
}

#[test]
fn an_item_in_latin_1_is_named_and_the_others_are_read() {
    let row = |name: &str, text: &str| {
        format!(
            "<D:response><D:href>/c/{name}</D:href><D:propstat><D:prop><A:address-data>{text}</A:address-data></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
        )
    };
    let mut reply = Reply::multistatus(&format!(
        "{}{}{}",
        row("a", "Ä"),
        row("b", "M?LLER"),
        row("c", "C")
    ));
    let at = reply.body.windows(6).position(|w| w == b"M?LLER").unwrap() + 1;
    reply.body[at] = 0xdc;
    let hrefs = ["a", "b", "c"].map(|name| Href::from_path(&format!("/c/{name}")));
    let mut read = Vec::new();
    let rest = multiget::parse(
        (&url("/c/"), Data::Card, &hrefs),
        reply.status,
        &reply.headers,
        &*reply.body,
        limits(),
        |item| read.push(item.href),
    )
    .unwrap();
    assert_eq!(read, [hrefs[0].clone(), hrefs[2].clone()]);
    assert_eq!(rest.unread, [(hrefs[1].clone(), multiget::Unread::Damaged)]);
}

#[test]
fn rows_outside_the_collection_are_reported_and_not_trusted() {
    let row = |href: &str| {
        format!(
            "<D:response><D:href>{href}</D:href><D:status>HTTP/1.1 404 Gone</D:status></D:response>"
        )
    };
    for outside in [
        "/other/a.ics",
        "/c/../other/a.ics",
        "/c/%2e%2e/a.ics",
        "/ca.ics",
        "http://evil.example/other/x",
        "/",
    ] {
        let reply = Reply::multistatus(&row(outside));
        let mut rows = Vec::new();
        let listing = listing::parse(
            &url("/c/"),
            reply.status,
            &reply.headers,
            &*reply.body,
            limits(),
            |row| rows.push(row),
        )
        .unwrap();
        assert!(
            matches!(rows.as_slice(), [Listed::Outside(_)]),
            "{outside} {rows:?}"
        );
        assert!(!listing.is_complete());
    }
    let other_host = Reply::multistatus(&row("https://internal:8443/c/a.ics"));
    let mut rows = Vec::new();
    listing::parse(
        &url("/c/"),
        other_host.status,
        &other_host.headers,
        &*other_host.body,
        limits(),
        |row| rows.push(row),
    )
    .unwrap();
    let [Listed::Removed(gone)] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    assert_eq!(
        url("/c/").at(gone).host(),
        "dav.example.com",
        "asked for where the collection is, never where the href points"
    );
}

/// What means something to a reader of these replies besides markup.
const PIECES: [&[u8]; 2] = [b"<D:href>", b"\xf0\x9f"];

#[test]
fn a_hundred_thousand_mutated_replies_give_a_result_or_an_error() {
    let recorded: Vec<Reply> = all_recorded()
        .into_iter()
        .map(|(_, reply)| reply)
        .filter(|reply| !reply.body.is_empty())
        .collect();
    let (collection, token, version) = (
        url("/alice/calendar/"),
        SyncToken::new("t").unwrap(),
        etag("\"1\""),
    );
    let hrefs = [
        collection.href().member("one.ics"),
        collection.href().member("at@x é.ics"),
    ];
    let mut numbers = Numbers::new(0x5eed_5eed_5eed_5eed);
    let mut read = 0_u64;
    for round in 0..100_000 {
        let reply = &recorded[numbers.below(recorded.len())];
        let (status, headers, mut body) = (reply.status, &reply.headers, reply.body.clone());
        mutate(&mut body, &mut numbers, &PIECES);
        let body = std::io::BufReader::with_capacity(1 + numbers.below(64), &*body);
        let ok = match round % 8 {
            0 => listing::parse(&collection, status, headers, body, limits(), |_| ()).is_ok(),
            1 => {
                let asked = Asked {
                    collection: &collection,
                    token: Some(&token),
                    limit: None,
                };
                sync_collection::parse(&asked, status, headers, body, limits(), |_| ()).is_ok()
            }
            2 => multiget::parse(
                (&collection, Data::Calendar, &hrefs),
                status,
                headers,
                body,
                limits(),
                |_| (),
            )
            .is_ok(),
            3 => collections::parse(&collection, status, headers, body, limits()).is_ok(),
            4 => principal::parse(status, headers, body, limits()).is_ok(),
            5 => put::parse(Condition::Unchanged(&version), 1, status, headers, body).is_ok(),
            6 => delete::parse(status, headers, body).is_ok(),
            _ => collections::parse_states(&collection, status, headers, body, limits()).is_ok(),
        };
        read += u64::from(ok);
    }
    assert!(
        (10_000..95_000).contains(&read),
        "some are still read, some not: {read}"
    );
}

#[test]
fn mutated_headers_and_addresses_never_panic() {
    let mut numbers = Numbers::new(0x0dd_ba11);
    let header =
        br#"Digest realm="r, \"x", nonce="n", qop="auth", algorithm=MD5, Basic realm=x, Negotiate"#;
    let address = b"https://user@h.example:8443/a/../%2e%2e/b%zz;x?y#z";
    for _ in 0..20_000 {
        let (mut line, mut place) = (header.to_vec(), address.to_vec());
        mutate(&mut line, &mut numbers, &PIECES);
        mutate(&mut place, &mut numbers, &PIECES);
        let mut headers = HeaderMap::new();
        if let Ok(value) = http::HeaderValue::from_bytes(&line) {
            headers.insert("www-authenticate", value.clone());
            headers.insert("retry-after", value);
        }
        let _ = (auth::challenges(&headers), dav::RetryAfter::of(&headers));
        let text = String::from_utf8_lossy(&place);
        if let Ok(address) = dav::Url::parse(&text) {
            assert_eq!(
                dav::Url::parse(&address.to_string()).as_ref(),
                Ok(&address),
                "{text}"
            );
        }
        if let Ok(href) = Href::read(&text, &url("/c/")) {
            let request = get::request(&url("/c/"), &href, get::Accept::Card, None);
            assert_eq!(request.uri().host(), Some("dav.example.com"), "{text}");
        }
    }
}

#[test]
fn a_server_that_sends_discovery_on_and_on_does_not_keep_it() {
    let typed = url("/");
    let mut discovery = Discovery::new(&Start {
        url: Some(&typed),
        email: "a@example.com",
        ..Start::default()
    });
    let mut asked = 0;
    for n in 0.. {
        match discovery.next() {
            Step::Done => break,
            Step::Dns(_) => discovery.answer_dns(&DnsAnswer::Nothing),
            Step::Http(_) => {
                asked += 1;
                let mut headers = HeaderMap::new();
                headers.insert("location", format!("/{n}/").parse().unwrap());
                discovery.answer_http(StatusCode::FOUND, &headers, &b""[..]);
            }
        }
    }
    assert!(asked <= 130, "{asked}");
}
