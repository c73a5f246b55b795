//! What [`Http`] sends, what it hands back, and what it says when it cannot.

use std::io::Read;
use std::time::Duration;

use bytes::Bytes;
use engine::door::{Body, Transport};
use engine::endpoint::Trouble;
use engine::transport::{Http, HttpOptions};
use sha2::{Digest, Sha256};

use crate::scripted::{Certificate, Script, Scripted};

fn request(url: &str) -> http::Request<Bytes> {
    http::Request::builder()
        .method("PROPFIND")
        .uri(url)
        .header("depth", "0")
        .body(Bytes::from_static(b"<propfind/>"))
        .unwrap()
}

fn http() -> Http {
    Http::new(HttpOptions::default()).unwrap()
}

async fn read(body: Body) -> std::io::Result<Vec<u8>> {
    match body {
        Body::Whole(bytes) => Ok(bytes.to_vec()),
        Body::Arriving(mut reader) => tokio::task::spawn_blocking(move || {
            let mut all = Vec::new();
            reader.read_to_end(&mut all).map(|_| all)
        })
        .await
        .unwrap(),
    }
}

/// The trouble that an answered body ends in.
async fn trouble_in(body: Body) -> Trouble {
    let error = read(body).await.unwrap_err();
    error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Trouble>())
        .unwrap()
        .clone()
}

async fn failure(url: &str, options: HttpOptions) -> Trouble {
    match Http::new(options).unwrap().send(request(url)).await {
        Ok(reply) => panic!("answered {}", reply.status()),
        Err(trouble) => trouble,
    }
}

#[tokio::test]
async fn a_request_is_sent_whole_with_its_length_and_without_expect_or_chunks() {
    let server = Scripted::plain(Script::whole("207 Multi-Status", b"<multistatus/>")).await;
    let url = format!("http://127.0.0.1:{}/WebDAV/", server.port);
    let reply = http().send(request(&url)).await.unwrap();
    assert_eq!(reply.status(), 207);
    assert_eq!(read(reply.into_body()).await.unwrap(), b"<multistatus/>");
    let sent = server.requests().remove(0).to_lowercase();
    assert!(sent.starts_with("propfind /webdav/ http/1.1\r\n"), "{sent}");
    assert!(sent.contains("content-length: 11\r\n"), "{sent}");
    assert!(sent.contains("user-agent: smartermailsync/"), "{sent}");
    assert!(sent.contains("accept-encoding: gzip\r\n"), "{sent}");
    assert!(
        !sent.contains("transfer-encoding") && !sent.contains("expect:"),
        "{sent}"
    );
}

#[tokio::test]
async fn a_redirect_is_handed_back_and_not_followed() {
    let reply = b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let server = Scripted::plain(Script::reply(*reply)).await;
    let url = format!("http://127.0.0.1:{}/.well-known/caldav", server.port);
    let reply = http().send(request(&url)).await.unwrap();
    assert_eq!(reply.status(), 301);
    assert_eq!(reply.headers()["location"], "http://127.0.0.1:1/");
}

#[tokio::test]
async fn a_large_body_arrives_complete() {
    let body: Vec<u8> = (0..3_000_000u32).map(|n| (n % 251) as u8).collect();
    let server = Scripted::plain(Script::whole("200 OK", &body)).await;
    let url = format!("http://127.0.0.1:{}/", server.port);
    let reply = http().send(request(&url)).await.unwrap();
    assert!(matches!(reply.body(), Body::Arriving(_)));
    assert!(read(reply.into_body()).await.unwrap() == body);
}

#[tokio::test]
async fn a_packed_body_is_unpacked() {
    // "hello hello hello" by `gzip -9n`.
    const PACKED: [u8; 28] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9,
        0x57, 0xc8, 0x40, 0x90, 0x00, 0x80, 0x88, 0xf9, 0xe5, 0x11, 0x00, 0x00, 0x00,
    ];
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 28\r\nConnection: close\r\n\r\n";
    let server = Scripted::plain(Script::reply([head.as_bytes(), &PACKED].concat())).await;
    let url = format!("http://127.0.0.1:{}/", server.port);
    let reply = http().send(request(&url)).await.unwrap();
    assert_eq!(read(reply.into_body()).await.unwrap(), b"hello hello hello");
}

#[tokio::test]
async fn a_body_that_is_cut_off_is_an_error_and_never_an_end() {
    let cut = b"HTTP/1.1 207 Multi-Status\r\nContent-Length: 1000\r\n\r\n<multistatus>";
    let server = Scripted::plain(Script::reply(*cut)).await;
    let url = format!("http://127.0.0.1:{}/", server.port);
    let reply = http().send(request(&url)).await.unwrap();
    assert_eq!(reply.status(), 207, "the head is known all the same");
    let trouble = trouble_in(reply.into_body()).await;
    assert!(matches!(trouble, Trouble::NoConnection(_)), "{trouble:?}");
}

#[tokio::test]
async fn a_body_without_end_stops_at_the_limit() {
    let server = Scripted::plain(Script::whole("200 OK", &vec![b'x'; 2_000_000])).await;
    let options = HttpOptions {
        reply_limit_bytes: 1_000_000,
        ..HttpOptions::default()
    };
    let url = format!("http://127.0.0.1:{}/", server.port);
    let reply = Http::new(options).unwrap().send(request(&url)).await;
    let trouble = trouble_in(reply.unwrap().into_body()).await;
    let limit_bytes = 1_000_000;
    assert_eq!(trouble, Trouble::TooLarge { limit_bytes });
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let script = Script {
        delay: Duration::from_mins(1),
        ..Script::whole("200 OK", b"")
    };
    let server = Scripted::plain(script).await;
    let options = HttpOptions {
        progress: Duration::from_millis(50),
        ..HttpOptions::default()
    };
    let url = format!("http://127.0.0.1:{}/", server.port);
    let trouble = failure(&url, options).await;
    assert_eq!(trouble, Trouble::TimedOut(Duration::from_millis(50)));
}

#[tokio::test]
async fn a_closed_port_and_a_name_without_address_are_told_apart() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", closed.local_addr().unwrap());
    drop(closed);
    let trouble = failure(&url, HttpOptions::default()).await;
    assert!(matches!(trouble, Trouble::NoConnection(_)), "{trouble:?}");
    // A label of more than 63 letters has no address anywhere, and nobody needs to be asked.
    let url = format!("http://{}.example.com/", "x".repeat(64));
    let trouble = failure(&url, HttpOptions::default()).await;
    assert_eq!(trouble, Trouble::NameNotFound);
}

#[tokio::test]
async fn x1_an_unknown_certificate_is_refused_with_its_fingerprint_and_can_be_trusted() {
    let certificate = Certificate::valid();
    let server = Scripted::tls(Script::whole("200 OK", b"secret"), &certificate).await;
    let url = format!("https://127.0.0.1:{}/", server.port);
    let trouble = failure(&url, HttpOptions::default()).await;
    let Trouble::Certificate {
        fingerprint,
        issued,
        ..
    } = trouble
    else {
        panic!("{trouble:?}");
    };
    let issued = issued.expect("it can be read");
    assert!(issued.valid_from < issued.valid_until && !issued.subject.is_empty());
    let plain = Sha256::digest(certificate.der())
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02X}"));
    assert_eq!(fingerprint.replace(':', ""), plain);
    assert!(server.requests().is_empty(), "nothing was sent");

    // Trusted by its fingerprint alone: the name in it is another one.
    let options = HttpOptions {
        trusted_certificate: Some(fingerprint.parse().unwrap()),
        ..HttpOptions::default()
    };
    let trusting = Http::new(options).unwrap();
    let reply = trusting.send(request(&url)).await.unwrap();
    assert_eq!(read(reply.into_body()).await.unwrap(), b"secret");

    // Another certificate at the same address is not trusted with it.
    let other = Scripted::tls(Script::whole("200 OK", b""), &Certificate::valid()).await;
    let url = format!("https://127.0.0.1:{}/", other.port);
    let refused = trusting.send(request(&url)).await.err();
    // And it is said that it is another one: what was believed yesterday may not be whom it says today.
    let Some(Trouble::Certificate { reason, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert!(
        reason.contains("another one than you trusted"),
        "{reason:?}"
    );
}

#[tokio::test]
async fn a_server_that_is_not_running_is_told_in_words_without_a_number_of_the_system() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", nobody.local_addr().unwrap());
    drop(nobody);
    let trouble = failure(&url, HttpOptions::default()).await;
    let Trouble::NoConnection(why) = trouble else {
        panic!("{trouble:?}");
    };
    assert!(
        why.contains("not running") && !why.contains("os error"),
        "{why:?}"
    );
}

#[tokio::test]
async fn an_expired_certificate_says_so() {
    let server = Scripted::tls(Script::whole("200 OK", b""), &Certificate::expired()).await;
    let url = format!("https://127.0.0.1:{}/", server.port);
    match failure(&url, HttpOptions::default()).await {
        Trouble::Certificate { reason, .. } => assert!(reason.contains("expired"), "{reason}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn https_to_a_port_that_speaks_http_says_so() {
    let server = Scripted::plain(Script::whole("400 Bad Request", b"")).await;
    let url = format!("https://127.0.0.1:{}/", server.port);
    let trouble = failure(&url, HttpOptions::default()).await;
    assert!(matches!(trouble, Trouble::NoConnection(_)), "{trouble:?}");
}

/// A reply that calls itself `HTTP/2.0` on a connection that speaks HTTP/1.1, as old `SmarterMail` does.
fn old_status(status: &str, body: &str) -> Script {
    let head = format!(
        "HTTP/2.0 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    Script::reply(head)
}

#[tokio::test]
async fn a_status_line_of_http_2_0_is_understood() {
    let server = Scripted::plain(old_status("207 Multi-Status", "<multistatus/>")).await;
    let url = format!("http://127.0.0.1:{}/WebDAV/?x=1", server.port);
    let http = http();
    for attempt in 1..=2 {
        let reply = http.send(request(&url)).await.unwrap();
        assert_eq!(reply.status(), 207);
        assert_eq!(read(reply.into_body()).await.unwrap(), b"<multistatus/>");
        // Only the first request had to be sent twice: since then the server is known.
        assert_eq!(server.requests().len(), attempt + 1);
    }
    let sent = server.requests().pop().unwrap().to_lowercase();
    assert!(
        sent.starts_with("propfind /webdav/?x=1 http/1.1\r\n"),
        "{sent}"
    );
    let host = format!("host: 127.0.0.1:{}\r\n", server.port);
    assert!(
        sent.contains(&host) && sent.contains("depth: 0\r\n"),
        "{sent}"
    );
    assert!(sent.ends_with("<propfind/>"), "{sent}");
    assert!(sent.contains("user-agent: smartermailsync/"), "{sent}");
}

#[tokio::test]
async fn a_write_is_never_sent_twice_for_its_status_line() {
    let server = Scripted::plain(old_status("201 Created", "")).await;
    let url = format!("http://127.0.0.1:{}/a.vcf", server.port);
    let mut put = request(&url);
    *put.method_mut() = http::Method::PUT;
    let http = http();
    // Whether it was stored is not known, and is said so: it is looked for before it is sent again.
    assert!(http.send(put.clone()).await.is_err());
    assert_eq!(server.requests().len(), 1);
    http.send(request(&url)).await.unwrap();
    assert_eq!(http.send(put).await.unwrap().status(), 201);
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_status_line_of_http_2_0_is_understood_over_tls() {
    let certificate = Certificate::valid();
    let server = Scripted::tls(old_status("200 OK", "hello"), &certificate).await;
    let url = format!("https://127.0.0.1:{}/", server.port);
    let trouble = failure(&url, HttpOptions::default()).await;
    let Trouble::Certificate { fingerprint, .. } = trouble else {
        panic!("certificates are judged as ever: {trouble:?}");
    };
    let options = HttpOptions {
        trusted_certificate: Some(fingerprint.parse().unwrap()),
        ..HttpOptions::default()
    };
    let reply = Http::new(options)
        .unwrap()
        .send(request(&url))
        .await
        .unwrap();
    assert_eq!(read(reply.into_body()).await.unwrap(), b"hello");
}
