//! Discovery against recorded replies: a table of addresses stands for the server.

mod common;

use common::{Reply, url};
use dav::Url;
use dav::discovery::{
    Access, Discovery, DnsAnswer, DnsQuery, Found, Outcome, RecordKind, Service, Srv, Start, Step,
};
use http::{HeaderMap, StatusCode};

/// What one address answers.
enum Answer {
    /// A recorded reply.
    Recorded(&'static str),
    /// A redirect.
    To(&'static str),
    /// This status and nothing else.
    Bare(u16),
    /// No connection.
    Nobody,
}

use Answer::{Bare, Nobody, Recorded, To};

/// Runs discovery; `places` are addresses and answers, everything else is a 404. Returns what was asked for too.
fn find(
    start: &Start<'_>,
    places: &[(&str, Answer)],
    names: &[(&str, DnsAnswer)],
) -> (Found, Vec<String>) {
    let mut discovery = Discovery::new(start);
    let mut asked = Vec::new();
    loop {
        match discovery.next() {
            Step::Done => return (discovery.into_found(), asked),
            Step::Dns(DnsQuery { kind, name }) => {
                asked.push(format!("{kind:?} {name}"));
                let key = asked.last().unwrap().clone();
                let answer = names.iter().find(|(known, _)| *known == key);
                discovery.answer_dns(answer.map_or(&DnsAnswer::Nothing, |(_, answer)| answer));
            }
            Step::Http(request) => {
                let address = request.uri().to_string();
                asked.push(address.clone());
                match places
                    .iter()
                    .find(|(known, _)| *known == address)
                    .map(|(_, answer)| answer)
                {
                    Some(Recorded(name)) => {
                        let reply = Reply::recorded(name);
                        discovery.answer_http(reply.status, &reply.headers, &*reply.body);
                    }
                    Some(To(target)) => {
                        let mut headers = HeaderMap::new();
                        headers.insert("location", target.parse().unwrap());
                        discovery.answer_http(StatusCode::MOVED_PERMANENTLY, &headers, &b""[..]);
                    }
                    Some(Bare(status)) => discovery.answer_http(
                        StatusCode::from_u16(*status).unwrap(),
                        &HeaderMap::new(),
                        &b""[..],
                    ),
                    Some(Nobody) => discovery.unreachable("connection refused"),
                    None => {
                        discovery.answer_http(StatusCode::NOT_FOUND, &HeaderMap::new(), &b""[..]);
                    }
                }
            }
        }
    }
}

fn homes(found: &Found) -> Vec<String> {
    found
        .homes
        .iter()
        .map(|home| format!("{:?} {:?} {}", home.service, home.access, home.url))
        .collect()
}

fn typed(address: &Url) -> Start<'_> {
    Start {
        url: Some(address),
        email: "alice@example.com",
        ..Start::default()
    }
}

#[test]
fn radicale_is_found_by_its_well_known_address() {
    let address = url("/");
    let places = [
        (
            "http://dav.example.com/.well-known/caldav",
            Recorded("radicale/02-principal-well-known-caldav"),
        ),
        (
            "http://dav.example.com/",
            Recorded("radicale/01-principal-root"),
        ),
        (
            "http://dav.example.com/alice/",
            Recorded("radicale/04-principal"),
        ),
    ];
    let (found, asked) = find(&typed(&address), &places, &[]);
    assert_eq!(
        homes(&found),
        [
            "CalDav Own http://dav.example.com/alice/",
            "CardDav Own http://dav.example.com/alice/"
        ]
    );
    assert_eq!(
        asked.len(),
        3,
        "nothing more is asked once both are found: {asked:?}"
    );
    assert!(
        found
            .steps
            .iter()
            .all(|step| step.outcome == Outcome::Good && !step.words.is_empty())
    );
}

#[test]
fn xandikos_has_two_homes() {
    let address = url("/");
    let places = [
        (
            "http://dav.example.com/.well-known/caldav",
            Recorded("xandikos/02-principal-well-known-caldav"),
        ),
        (
            "http://dav.example.com/",
            Recorded("xandikos/01-principal-root"),
        ),
        (
            "http://dav.example.com/alice/",
            Recorded("xandikos/04-principal"),
        ),
    ];
    let (found, _) = find(&typed(&address), &places, &[]);
    assert_eq!(
        homes(&found),
        [
            "CalDav Own http://dav.example.com/alice/calendars/",
            "CardDav Own http://dav.example.com/alice/contacts/"
        ]
    );
}

#[test]
fn smartermail_is_found_below_webdav() {
    let address = url("/");
    let places = [
        ("http://dav.example.com/", Recorded("proxy/login-page")),
        (
            "http://dav.example.com/WebDAV/",
            Recorded("radicale/01-principal-root"),
        ),
        (
            "http://dav.example.com/alice/",
            Recorded("radicale/04-principal"),
        ),
    ];
    let (found, _) = find(&typed(&address), &places, &[]);
    assert!(found.has(Service::CalDav) && found.has(Service::CardDav));
    let page = found
        .steps
        .iter()
        .find(|step| step.outcome == Outcome::NotDav)
        .unwrap();
    assert!(
        page.tried.ends_with("http://dav.example.com/") && page.words.contains("web page"),
        "{page:?}"
    );
}

#[test]
fn sogo_does_not_name_the_principal_so_it_is_looked_for_under_the_users_name() {
    let address = url("/");
    let places = [
        (
            "http://dav.example.com/.well-known/caldav",
            Recorded("sogo/well-known-caldav"),
        ),
        (
            "http://dav.example.com/SOGo/dav/",
            Recorded("sogo/root-without-principal"),
        ),
        (
            "http://dav.example.com/SOGo/dav/alice/",
            Recorded("sogo/principal"),
        ),
    ];
    let (found, _) = find(
        &Start {
            user: Some("alice"),
            ..typed(&address)
        },
        &places,
        &[],
    );
    assert_eq!(
        homes(&found),
        [
            "CalDav Own http://dav.example.com/SOGo/dav/alice/Calendar/",
            "CardDav Own http://dav.example.com/SOGo/dav/alice/Contacts/"
        ]
    );
}

#[test]
fn shared_calendars_are_found_through_the_proxies() {
    let address = url("/dav/");
    let places = [
        ("http://dav.example.com/dav/", Recorded("cyrus/principal")),
        (
            "http://dav.example.com/dav/principals/user/bob/",
            Recorded("cyrus/principal-bob"),
        ),
        (
            "http://dav.example.com/dav/principals/user/carol/",
            Bare(403),
        ),
    ];
    let (found, _) = find(&typed(&address), &places, &[]);
    let shared: Vec<_> = found
        .homes
        .iter()
        .filter(|home| home.access != Access::Own)
        .collect();
    assert_eq!(shared.len(), 1, "{:?}", found.steps);
    assert_eq!(
        (shared[0].access, shared[0].url.path()),
        (Access::SharedToRead, "/dav/calendars/user/bob/")
    );
}

#[test]
fn a_207_to_nobody_is_not_taken_for_signed_in() {
    let address = url("/");
    let (found, _) = find(
        &typed(&address),
        &[(
            "http://dav.example.com/",
            Recorded("cyrus/root-unauthenticated"),
        )],
        &[],
    );
    assert!(
        found.homes.is_empty()
            && found
                .steps
                .iter()
                .any(|step| step.words.contains("not as to somebody signed in"))
    );
}

#[test]
fn records_of_the_domain_lead_to_the_service() {
    let srv = DnsAnswer::Srv(vec![
        Srv {
            priority: 20,
            weight: 0,
            port: 443,
            target: "backup.example.com.".into(),
        },
        Srv {
            priority: 10,
            weight: 5,
            port: 8443,
            target: "p34-caldav.example.com.".into(),
        },
    ]);
    let names = [
        ("Srv _caldavs._tcp.example.com", srv),
        (
            "Txt _caldavs._tcp.example.com",
            DnsAnswer::Txt(vec!["v=1".into(), "path=/dav/".into()]),
        ),
        (
            "Srv _carddavs._tcp.example.com",
            DnsAnswer::Srv(vec![Srv {
                priority: 0,
                weight: 0,
                port: 0,
                target: ".".into(),
            }]),
        ),
    ];
    let places = [(
        "https://p34-caldav.example.com:8443/dav/",
        Recorded("cyrus/principal"),
    )];
    let (found, asked) = find(
        &Start {
            email: "alice@example.com",
            ..Start::default()
        },
        &places,
        &names,
    );
    assert_eq!(
        asked[..3],
        [
            "Srv _caldavs._tcp.example.com",
            "Txt _caldavs._tcp.example.com",
            "https://p34-caldav.example.com:8443/dav/"
        ]
    );
    assert_eq!(
        homes(&found)[0],
        "CalDav Own https://p34-caldav.example.com:8443/dav/calendars/user/alice/"
    );
}

#[test]
fn a_record_that_leads_to_a_strange_host_gets_no_password_before_the_person_agrees() {
    let names = [(
        "Srv _caldavs._tcp.example.com",
        DnsAnswer::Srv(vec![Srv {
            priority: 0,
            weight: 0,
            port: 443,
            target: "dav.evil.example".into(),
        }]),
    )];
    let places = [(
        "https://dav.evil.example/.well-known/caldav",
        Recorded("cyrus/principal"),
    )];
    let start = Start {
        email: "alice@example.com",
        services: &[Service::CalDav],
        ..Start::default()
    };
    let (found, asked) = find(&start, &places, &names);
    assert!(
        !asked.iter().any(|one| one.contains("https://dav.evil")),
        "{asked:?}"
    );
    assert_eq!(found.other_hosts, ["dav.evil.example"]);
    let agreed = ["dav.evil.example".to_owned()];
    let (found, _) = find(
        &Start {
            agreed_hosts: &agreed,
            ..start
        },
        &places,
        &names,
    );
    assert!(found.has(Service::CalDav), "after agreeing it is asked");
}

#[test]
fn a_home_on_a_strange_host_is_named_and_not_used() {
    let address = Url::parse("https://caldav.icloud.com/123/principal/").unwrap();
    let places = [(
        "https://caldav.icloud.com/123/principal/",
        Recorded("icloud/principal"),
    )];
    let (found, _) = find(
        &Start {
            services: &[Service::CalDav],
            ..typed(&address)
        },
        &places,
        &[],
    );
    assert!(found.homes.is_empty());
    assert_eq!(found.other_hosts, ["p34-caldav.icloud.com"]);
    let own = Start {
        email: "alice@icloud.com",
        services: &[Service::CalDav],
        ..typed(&address)
    };
    let (found, _) = find(&own, &places, &[]);
    assert_eq!(
        homes(&found),
        ["CalDav Own https://p34-caldav.icloud.com/123/calendars/"],
        "below the domain of the e-mail address, over TLS"
    );
}

#[test]
fn a_redirect_to_another_host_or_to_clear_text_is_not_followed() {
    for (target, other) in [
        ("https://evil.example/", vec!["evil.example".to_owned()]),
        ("http://dav.example.com/", vec![]),
    ] {
        let address = Url::parse("https://dav.example.com/").unwrap();
        let places = [(
            "https://dav.example.com/.well-known/caldav",
            Answer::To(Box::leak(target.to_owned().into_boxed_str())),
        )];
        let (found, asked) = find(&typed(&address), &places, &[]);
        assert!(!asked.iter().any(|one| one == target), "{asked:?}");
        assert_eq!(found.other_hosts, other);
        assert!(
            found
                .steps
                .iter()
                .any(|step| step.outcome == Outcome::NotFollowed)
        );
    }
    let _ = To("/");
}

#[test]
fn a_host_that_refused_the_password_is_asked_once() {
    let address = url("/");
    let places = [("http://dav.example.com/.well-known/caldav", Bare(401))];
    let (found, asked) = find(&typed(&address), &places, &[]);
    assert!(found.was_refused_sign_in());
    let to_host = asked
        .iter()
        .filter(|one| one.starts_with("http://dav.example.com/"))
        .count();
    assert_eq!(to_host, 1, "a second try may lock the account: {asked:?}");
}

#[test]
fn a_dead_host_is_told_in_words_and_the_domain_is_tried() {
    let address = url("/");
    let places: Vec<(&str, Answer)> = [
        "http://dav.example.com/",
        "http://dav.example.com/.well-known/caldav",
        "http://dav.example.com/.well-known/carddav",
        "http://dav.example.com/WebDAV/",
    ]
    .map(|place| (place, Nobody))
    .into();
    let (found, asked) = find(&typed(&address), &places, &[]);
    assert!(
        found
            .steps
            .iter()
            .filter(
                |step| step.outcome == Outcome::Unreachable && step.words == "connection refused"
            )
            .count()
            == 4
    );
    assert!(asked.contains(&format!("{:?} _caldavs._tcp.example.com", RecordKind::Srv)));
    assert!(asked.contains(&"https://example.com/.well-known/carddav".to_owned()));
}

#[test]
fn the_address_of_one_calendar_is_enough_for_that_calendar() {
    let address = url("/c/");
    let place = "http://dav.example.com/c/";
    let mut discovery = Discovery::new(&Start {
        services: &[Service::CalDav],
        ..typed(&address)
    });
    let Step::Http(request) = discovery.next() else {
        panic!()
    };
    assert_eq!(request.uri(), place);
    let reply = Reply::multistatus(
        "<D:response><D:href>/c/</D:href><D:propstat><D:prop><D:resourcetype><D:collection/><C:calendar/></D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>",
    );
    discovery.answer_http(reply.status, &reply.headers, &*reply.body);
    assert!(matches!(discovery.next(), Step::Done));
    assert_eq!(
        discovery.found().collections,
        [(Service::CalDav, address.clone())]
    );
}
