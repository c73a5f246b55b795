//! The vault against a real keyring, and where there is none.
//!
//! By hand: `dbus-run-session -- sh -c 'printf ci | gnome-keyring-daemon --unlock --components=secrets --daemonize &&
//! cargo test -p smsync-engine --test local -- keyring --ignored'`

use engine::vault::{Choice, Keyring, Vault, VaultError, Work, choose};
use secrecy::ExposeSecret;

#[tokio::test]
#[ignore = "needs an unlocked keyring on the session bus: see the head of this file"]
async fn a_real_keyring_keeps_replaces_and_forgets_a_secret() {
    let keyring = Keyring::reach().await.unwrap();
    keyring
        .put("test-account", "wonderland".into())
        .await
        .unwrap();
    keyring
        .put("test-account", "w\u{f6}nderland 2".into())
        .await
        .unwrap();
    // As another process would see it.
    let again = Keyring::reach().await.unwrap();
    assert_eq!(
        again
            .get("test-account")
            .await
            .unwrap()
            .unwrap()
            .expose_secret(),
        "w\u{f6}nderland 2"
    );
    assert!(again.get("other-account").await.unwrap().is_none());
    again.remove("test-account").await.unwrap();
    again.remove("test-account").await.unwrap();
    assert!(keyring.get("test-account").await.unwrap().is_none());
}

#[tokio::test]
#[ignore = "needs a session bus with a locked keyring and no display"]
async fn a_locked_keyring_is_named_and_does_not_hang() {
    let outcome = match Keyring::reach().await {
        Ok(keyring) => keyring.put("test-account", "wonderland".into()).await,
        Err(error) => Err(error),
    };
    eprintln!("{outcome:?}");
    assert!(matches!(
        outcome,
        Err(VaultError::Locked(_) | VaultError::TimedOut(_) | VaultError::Unreachable(_))
    ));
}

fn choice(home: &tempfile::TempDir, passphrase: Option<&str>) -> Choice {
    Choice {
        sealed_file: home.path().join("passwords.age"),
        passphrase: passphrase.map(Into::into),
        work: Work::ForTests,
    }
}

#[tokio::test]
async fn a_sealed_file_that_is_there_is_used_and_a_wrong_passphrase_never_leads_elsewhere() {
    let home = tempfile::tempdir().unwrap();
    let sealed = engine::vault::SealedFile::open(
        &home.path().join("passwords.age"),
        "right".into(),
        Work::ForTests,
    )
    .await
    .unwrap();
    sealed.put("alice", "wonderland".into()).await.unwrap();

    let chosen = choose(choice(&home, Some("right"))).await.unwrap();
    assert!(
        chosen.why.contains("sealed with your passphrase"),
        "{}",
        chosen.why
    );
    assert!(chosen.vault.get("alice").await.unwrap().is_some());

    let Err(error) = choose(choice(&home, Some("wrong"))).await else {
        panic!("a wrong passphrase was accepted")
    };
    assert!(matches!(error, VaultError::WrongPassphrase { .. }));
}

/// Started by the test below, in a process that no keyring can be reached from.
#[tokio::test]
#[ignore = "would use the keyring of whoever runs it"]
async fn child() {
    let home = tempfile::tempdir().unwrap();
    for passphrase in [None, Some("right")] {
        let chosen = choose(choice(&home, passphrase)).await.unwrap();
        println!("chosen: {}", chosen.why);
        chosen
            .vault
            .put("alice", "wonderland".into())
            .await
            .unwrap();
        assert!(chosen.vault.get("alice").await.unwrap().is_some());
        chosen.vault.remove("alice").await.unwrap();
        assert!(chosen.vault.get("alice").await.unwrap().is_none());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_keyring_memory_or_a_sealed_file_is_chosen_and_the_reason_is_told() {
    let done = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "keyring::child", "--ignored", "--nocapture"])
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{told}");
    assert!(
        told.contains("only until this program ends, because no keyring can be reached"),
        "{told}"
    );
    assert!(told.contains("sealed with your passphrase"), "{told}");
}
