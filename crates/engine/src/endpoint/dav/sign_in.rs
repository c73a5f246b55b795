//! Signing in: which proof goes with a request, and what a 401 means.
//!
//! Nothing is proved before the server has asked, except where it is known from before that it takes Basic. Over
//! plain HTTP the password itself is sent only where Digest is not offered.
//!
//! A server counts wrong passwords and locks an account after a few. Where one worked in an earlier pass and is refused now,
//! it is not tried for every collection of the account.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use dav::auth::{Algorithm, Challenge, Digest, DigestAnswer, basic};
use http::{HeaderValue, Request, header};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::endpoint::Trouble;
use crate::say;

/// The name and password of an account. Prints no password.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The name to sign in with.
    pub user: String,
    /// The password.
    pub password: SecretString,
}

/// How a server wants to be convinced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Name and password with each request.
    Basic,
    /// A hash over a number of the server's.
    Digest,
}

/// What proved a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Proof {
    None,
    Basic,
    Digest { nonce: String },
}

#[derive(Debug)]
enum State {
    NotAsked,
    Basic,
    Digest { challenge: Digest, count: u32 },
}

/// So many refusals, and nothing accepted: the password is wrong. One alone may be of a place that is not ours.
const REFUSALS: u32 = 2;

/// The signing in of one account, shared by all its requests.
#[derive(Debug)]
pub(super) struct SignIn {
    credentials: Credentials,
    state: Mutex<State>,
    /// Whether the server is known from an earlier pass: one that is looked for may be behind a door of somebody else's.
    is_known: bool,
    accepted: AtomicBool,
    refused: AtomicU32,
}

impl SignIn {
    /// `remembered` is the scheme that worked last time.
    pub(super) fn new(credentials: Credentials, remembered: Option<Scheme>) -> Self {
        let state = match remembered {
            Some(Scheme::Basic) => State::Basic,
            Some(Scheme::Digest) | None => State::NotAsked,
        };
        Self {
            credentials,
            state: Mutex::new(state),
            is_known: remembered.is_some(),
            accepted: AtomicBool::new(false),
            refused: AtomicU32::new(0),
        }
    }

    /// Told of a request that was answered as it was wished.
    pub(super) fn accepted(&self, proof: &Proof) {
        if *proof != Proof::None {
            self.accepted.store(true, Ordering::Relaxed);
        }
    }

    /// Whether the password was refused so that trying it again only brings the account nearer to being locked.
    pub(super) fn is_hopeless(&self) -> bool {
        self.is_known
            && self.refused.load(Ordering::Relaxed) >= REFUSALS
            && !self.accepted.load(Ordering::Relaxed)
    }

    /// The scheme in use, to be remembered.
    pub(super) fn scheme(&self) -> Option<Scheme> {
        match *self.state() {
            State::NotAsked => None,
            State::Basic => Some(Scheme::Basic),
            State::Digest { .. } => Some(Scheme::Digest),
        }
    }

    /// Adds the proof to a request for `target` (path and query).
    pub(super) fn sign<B>(&self, request: &mut Request<B>, target: &str, entropy: u64) -> Proof {
        let (proof, value) = self.proof(request.method().as_str(), target, entropy);
        match value {
            Some(value) => {
                request.headers_mut().insert(header::AUTHORIZATION, value);
                proof
            }
            None => Proof::None,
        }
    }

    fn proof(&self, method: &str, target: &str, entropy: u64) -> (Proof, Option<HeaderValue>) {
        let Credentials { user, password } = &self.credentials;
        match &mut *self.state() {
            State::NotAsked => (Proof::None, None),
            State::Basic => (Proof::Basic, basic(user, password.expose_secret())),
            State::Digest { challenge, count } => {
                *count = count.saturating_add(1);
                let answer = DigestAnswer {
                    user,
                    password: password.expose_secret(),
                    method,
                    target,
                    count: *count,
                    client_nonce: &format!("{entropy:016x}"),
                };
                let nonce = challenge.nonce().to_owned();
                (Proof::Digest { nonce }, challenge.answer(&answer))
            }
        }
    }

    /// Judges a 401: `Ok` means that the request can be sent again with another proof.
    ///
    /// # Errors
    /// The proof was refused, or the server offers no way that is known here.
    pub(super) fn challenged(
        &self,
        offered: &[Challenge],
        used: &Proof,
        encrypted: bool,
    ) -> Result<(), Trouble> {
        let mut state = self.state();
        if moved_on(&state, used) {
            // Another request in flight was asked first and has found the way.
            return Ok(());
        }
        let Some(next) = choose(offered, used, encrypted) else {
            if *used != Proof::None {
                self.refused.fetch_add(1, Ordering::Relaxed);
            }
            return Err(no_way(offered, used));
        };
        *state = next;
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the state is another than the one the refused proof was made in.
fn moved_on(state: &State, used: &Proof) -> bool {
    match (state, used) {
        (State::NotAsked, Proof::None) | (State::Basic, Proof::Basic) => false,
        (State::Digest { challenge, .. }, Proof::Digest { nonce }) => challenge.nonce() != nonce,
        (_, Proof::None) => true,
        _ => false,
    }
}

fn choose(offered: &[Challenge], used: &Proof, encrypted: bool) -> Option<State> {
    let digest = best_digest(offered).filter(|digest| match used {
        Proof::Digest { .. } => digest.is_stale(),
        _ => true,
    });
    let digest = digest.map(|challenge| State::Digest {
        challenge: challenge.clone(),
        count: 0,
    });
    let has_basic = offered
        .iter()
        .any(|one| matches!(one, Challenge::Basic { .. }));
    // After a refused Digest the password was wrong: Basic would be refused as well.
    let basic = (has_basic && *used == Proof::None).then_some(State::Basic);
    if encrypted {
        basic.or(digest)
    } else {
        digest.or(basic)
    }
}

fn best_digest(offered: &[Challenge]) -> Option<&Digest> {
    let digests = offered.iter().filter_map(|one| match one {
        Challenge::Digest(digest) => Some(digest),
        _ => None,
    });
    digests.max_by_key(|digest| {
        matches!(
            digest.algorithm(),
            Algorithm::Sha256 | Algorithm::Sha256Session
        )
    })
}

fn no_way(offered: &[Challenge], used: &Proof) -> Trouble {
    let foreign: Vec<&str> = offered
        .iter()
        .filter_map(|one| match one {
            Challenge::Other(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    if *used == Proof::None && !foreign.is_empty() {
        return Trouble::NotAllowed(say!(
            "it asks to sign in with {ways}, which is not supported",
            ways = foreign.join(", ")
        ));
    }
    Trouble::SignIn
}

#[cfg(test)]
mod tests {
    use super::*;
    use dav::auth::challenges;

    fn sign_in(remembered: Option<Scheme>) -> SignIn {
        let password = SecretString::from("wonderland".to_owned());
        SignIn::new(
            Credentials {
                user: "alice".to_owned(),
                password,
            },
            remembered,
        )
    }

    fn offered(lines: &[&str]) -> Vec<Challenge> {
        let mut headers = http::HeaderMap::new();
        for line in lines {
            headers.append(header::WWW_AUTHENTICATE, line.parse().unwrap());
        }
        challenges(&headers)
    }

    fn prove(sign_in: &SignIn) -> (Proof, String) {
        let mut request = Request::new(());
        let proof = sign_in.sign(&mut request, "/x", 7);
        let header = request.headers().get(header::AUTHORIZATION);
        (
            proof,
            header
                .map(|value| value.to_str().unwrap().to_owned())
                .unwrap_or_default(),
        )
    }

    const BASIC: &str = "Basic realm=\"x\"";
    const DIGEST: &str = "Digest realm=\"x\", nonce=\"n1\", qop=\"auth\"";

    #[test]
    fn nothing_is_proved_before_the_server_asks_unless_it_did_before() {
        assert_eq!(prove(&sign_in(None)).0, Proof::None);
        assert_eq!(
            prove(&sign_in(Some(Scheme::Basic))).1,
            "Basic YWxpY2U6d29uZGVybGFuZA=="
        );
    }

    #[test]
    fn in_clear_digest_is_preferred_and_encrypted_basic() {
        for (encrypted, scheme) in [(false, Scheme::Digest), (true, Scheme::Basic)] {
            let sign_in = sign_in(None);
            sign_in
                .challenged(&offered(&[BASIC, DIGEST]), &Proof::None, encrypted)
                .unwrap();
            assert_eq!(sign_in.scheme(), Some(scheme));
        }
    }

    #[test]
    fn each_answer_to_a_nonce_is_counted_and_a_stale_one_is_answered_again() {
        let sign_in = sign_in(None);
        sign_in
            .challenged(&offered(&[DIGEST]), &Proof::None, false)
            .unwrap();
        assert!(prove(&sign_in).1.contains("nc=00000001"));
        let (used, second) = prove(&sign_in);
        assert!(second.contains("nc=00000002"), "{second}");
        let stale = "Digest realm=\"x\", nonce=\"n2\", qop=\"auth\", stale=true";
        sign_in
            .challenged(&offered(&[stale]), &used, false)
            .unwrap();
        let (_, third) = prove(&sign_in);
        assert!(
            third.contains("nonce=\"n2\"") && third.contains("nc=00000001"),
            "{third}"
        );
    }

    #[test]
    fn a_refused_proof_is_a_wrong_password_and_is_not_sent_again() {
        for (line, remembered) in [(BASIC, Some(Scheme::Basic)), (DIGEST, None)] {
            let sign_in = sign_in(remembered);
            if remembered.is_none() {
                sign_in
                    .challenged(&offered(&[line]), &Proof::None, false)
                    .unwrap();
            }
            let (used, _) = prove(&sign_in);
            assert_eq!(
                sign_in.challenged(&offered(&[line, BASIC]), &used, false),
                Err(Trouble::SignIn)
            );
        }
    }

    #[test]
    fn a_request_that_was_under_way_when_another_signed_in_is_sent_again() {
        let sign_in = sign_in(None);
        sign_in
            .challenged(&offered(&[BASIC]), &Proof::None, true)
            .unwrap();
        assert_eq!(
            sign_in.challenged(&offered(&[BASIC]), &Proof::None, true),
            Ok(())
        );
    }

    #[test]
    fn a_server_with_foreign_ways_only_is_named() {
        let refused = sign_in(None).challenged(&offered(&["Negotiate"]), &Proof::None, true);
        assert!(matches!(refused, Err(Trouble::NotAllowed(why)) if why.contains("negotiate")));
    }
}
