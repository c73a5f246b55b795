//! Several accounts, a certificate that is trusted for one of them, and an item that is too large.

mod common;

use std::sync::Arc;

use common::{House, Running, contact, titles};
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tokio_rustls::TlsAcceptor;

const CONTACTS: &str = "addressbooks/contacts";

fn add(house: &House, name: &str, url: &str) {
    let arguments = [
        "account",
        "add",
        name,
        "--url",
        url,
        "--email",
        "alice@example.com",
    ];
    house.run(0, &arguments);
}

/// A certificate nobody knows.
fn unknown() -> CertificateParams {
    CertificateParams::new(vec!["mail.example.com".to_owned()]).unwrap()
}

/// TLS with that certificate, in front of a server; gives the address.
fn behind_tls(running: &Running, params: &CertificateParams) -> String {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let inside = running.url.trim_start_matches("http://").to_owned();
    let address = common::listen(|listener| async move {
        while let Ok((outside, _)) = listener.accept().await {
            let (acceptor, inside) = (acceptor.clone(), inside.clone());
            tokio::spawn(async move {
                let mut outside = acceptor.accept(outside).await.ok()?;
                let mut inside = tokio::net::TcpStream::connect(inside).await.ok()?;
                tokio::io::copy_bidirectional(&mut outside, &mut inside)
                    .await
                    .ok()
            });
        }
    });
    format!("https://{address}")
}

#[test]
fn an_unknown_certificate_is_shown_and_can_be_trusted_for_this_account_alone() {
    let (house, running) = (House::new(), Running::new());
    running.put(CONTACTS, "anna.vcf", &contact("anna", "Anna", "Baker"));
    let url = behind_tls(&running, &unknown());
    add(&house, "work", &url);
    add(&house, "other", &url);
    let report = house.json(1, &["sync", "work"])["reports"][0].clone();
    assert_eq!(report["failure"]["code"], "certificate");
    let test = house.json(1, &["account", "test", "work"]);
    let fingerprint = test["test"]["untrusted_certificate"].as_str().unwrap();
    assert_eq!(fingerprint.len(), 32 * 3 - 1, "{fingerprint}");
    let nonsense = house.fails(2, &["account", "set", "work", "--trust", "12:34"]);
    assert!(nonsense.contains("64 hexadecimal digits"), "{nonsense}");
    house.run(0, &["account", "set", "work", "--trust", fingerprint]);
    house.run(0, &["sync", "work"]);
    let listed = house.json(
        0,
        &["items", "list", "--account", "work", "--kind", "contacts"],
    );
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let report = house.json(1, &["sync", "other"])["reports"][0].clone();
    assert_eq!(
        report["failure"]["code"], "certificate",
        "trusted for one account alone"
    );
    house.run(0, &["account", "set", "work", "--trust", ""]);
    house.run(1, &["sync", "work"]);
}

#[test]
fn an_expired_certificate_is_said_and_nothing_is_lost() {
    let (house, running) = (House::new(), Running::new());
    let mut expired = unknown();
    expired.not_after = rcgen::date_time_ymd(2020, 1, 1);
    add(&house, "work", &behind_tls(&running, &expired));
    house.run(0, &["items", "add", "contact", "display-name=Anna"]);
    let report = house.json(1, &["sync"])["reports"][0].clone();
    assert_eq!(report["failure"]["code"], "certificate");
    let message = report["failure"]["message"].to_string();
    assert!(message.contains("expired"), "{message}");
    assert!(house.run(1, &["sync"]).contains('→'));
    assert_eq!(titles(&house, "contacts"), ["Anna"]);
}

#[test]
fn all_accounts_have_their_turn_also_where_one_fails() {
    let (house, running) = (House::new(), Running::new());
    running.put(CONTACTS, "anna.vcf", &contact("anna", "Anna", "Baker"));
    add(&house, "first", "http://no-such-host.invalid");
    add(&house, "second", &running.url);
    add(&house, "third", &running.url);
    let told = house.json(1, &["sync", "--all"]);
    let reports: Vec<(String, bool)> = told["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|report| {
            let account = report["account"].as_str().unwrap().to_owned();
            (account, report["failure"].is_null())
        })
        .collect();
    let expected = [("first", false), ("second", true), ("third", true)];
    assert_eq!(
        reports,
        expected.map(|(name, well)| (name.to_owned(), well))
    );
    for account in ["second", "third"] {
        let listed = house.json(
            0,
            &["items", "list", "--account", account, "--kind", "contacts"],
        );
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{account}");
    }
    // Without a name it is not clear which is meant.
    house.fails(2, &["sync"]);
}

#[test]
fn an_item_of_50_mb_is_refused_by_name_and_the_others_arrive() {
    let (house, running) = (House::new(), Running::new());
    let photo = "QUJD".repeat(50 * 1024 * 1024 / 4);
    let large = format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:large\r\nFN:Large\r\nN:Large;;;;\r\nPHOTO;ENCODING=b;TYPE=JPEG:{photo}\r\nEND:VCARD\r\n"
    );
    house.add_alice(&running.url);
    let store = format!("folder:{}", house.path("pim").display());
    house.run(0, &["account", "set", "work", "--store", &store]);
    house.run(0, &["sync"]);
    std::fs::write(house.path("pim/contacts/large.vcf"), &large).unwrap();
    let small = contact("carl", "Carl", "Smith");
    std::fs::write(house.path("pim/contacts/carl.vcf"), small).unwrap();
    for _ in 0..2 {
        let report = house.json(0, &["sync"])["reports"][0].clone();
        let contacts = report["kinds"]
            .as_array()
            .unwrap()
            .iter()
            .find(|kind| kind["kind"] == "contact")
            .unwrap();
        let held = contacts["held"].as_array().unwrap();
        assert_eq!(held.len(), 1, "{contacts}");
        let message = held[0]["message"].as_str().unwrap();
        assert!(
            message.contains("large") || message.contains("bytes"),
            "{message}"
        );
        assert!(
            held[0]["title"]
                .as_str()
                .unwrap()
                .to_lowercase()
                .contains("large")
        );
    }
    assert!(running.texts(CONTACTS).concat().contains("Carl"));
    assert_eq!(
        std::fs::metadata(house.path("pim/contacts/large.vcf"))
            .unwrap()
            .len(),
        large.len() as u64,
        "it is left as it is"
    );
    // By the front door it does not come in either.
    std::fs::write(house.path("large.vcf"), &large).unwrap();
    let path = house.path("large.vcf").display().to_string();
    house.run(0, &["account", "set", "work", "--store", "builtin"]);
    let output = house.smsync(&["items", "import", &path]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = common::text(&output.stdout) + &common::text(&output.stderr);
    assert!(told.contains("too large"), "{told}");
    assert!(!titles(&house, "contacts").contains(&"Large".to_owned()));
}
