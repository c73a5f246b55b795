//! The settings an administrator can decide. Their names are those of the options of `smsync account add`.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use pim::Kind;
use serde::{Deserialize, Deserializer};

use crate::account::{Account, Direction, Policy, Protocol, StoreChoice};
use crate::transport::Fingerprint;

/// One setting of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// The address of webmail.
    Url,
    /// The e-mail address.
    Email,
    /// The name to sign in with.
    User,
    /// What is synchronised.
    Kinds,
    /// How to talk to the server.
    Protocol,
    /// Where the items live on this computer.
    Store,
    /// Which way changes travel.
    Direction,
    /// The certificate that is trusted.
    Trust,
    /// What happens when both sides changed the same item.
    Policy,
    /// The share from which on deletions are asked about.
    GuardPercent,
    /// The number up to which they never are for their share alone.
    GuardFew,
    /// The number from which on they always are.
    GuardMany,
}

impl Setting {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Url,
        Self::Email,
        Self::User,
        Self::Kinds,
        Self::Protocol,
        Self::Store,
        Self::Direction,
        Self::Trust,
        Self::Policy,
        Self::GuardPercent,
        Self::GuardFew,
        Self::GuardMany,
    ];

    /// The name, as in `guard-many`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Email => "email",
            Self::User => "user",
            Self::Kinds => "kinds",
            Self::Protocol => "protocol",
            Self::Store => "store",
            Self::Direction => "direction",
            Self::Trust => "trust",
            Self::Policy => "policy",
            Self::GuardPercent => "guard-percent",
            Self::GuardFew => "guard-few",
            Self::GuardMany => "guard-many",
        }
    }

    /// Puts this setting's value into an account; what was not decided stays as it is there.
    pub(super) fn put(self, from: &Settings, account: &mut Account, login: &str) {
        match self {
            Self::Url => put(&mut account.url, from.url.clone()),
            Self::Email => put(
                &mut account.email,
                from.email.as_ref().map(|text| fill(text, login)),
            ),
            Self::User => put(
                &mut account.user,
                from.user.as_ref().map(|text| filled(fill(text, login))),
            ),
            Self::Kinds => {
                if let Some(kinds) = &from.kinds {
                    let mut known = std::mem::take(&mut account.kinds);
                    account.kinds = kinds
                        .iter()
                        .map(|kind| (*kind, known.remove(kind).unwrap_or_default()))
                        .collect();
                }
            }
            Self::Protocol => {
                for choice in account.kinds.values_mut() {
                    put(&mut choice.protocol, from.protocol);
                }
            }
            Self::Direction => {
                for choice in account.kinds.values_mut() {
                    put(&mut choice.direction, from.direction);
                }
            }
            Self::Store => put(&mut account.store, from.store.clone()),
            Self::Trust => put(
                &mut account.trusted_certificate,
                from.trust.clone().map(filled),
            ),
            Self::Policy => put(&mut account.policy, from.policy),
            Self::GuardPercent => put(&mut account.guard.percent, from.guard_percent),
            Self::GuardFew => put(&mut account.guard.few, from.guard_few),
            Self::GuardMany => put(&mut account.guard.many, from.guard_many),
        }
    }
}

fn put<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// `{user}` is who is signed in to this computer.
fn fill(text: &str, login: &str) -> String {
    text.replace("{user}", login)
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

impl fmt::Display for Setting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|setting| setting.as_str() == name)
            .ok_or_else(|| format!("“{name}” is not a setting; the settings are {}", names()))
    }
}

fn names() -> String {
    Setting::ALL.map(Setting::as_str).join(", ")
}

/// Values for some of the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Settings {
    url: Option<String>,
    email: Option<String>,
    user: Option<String>,
    #[serde(deserialize_with = "some_words")]
    kinds: Option<BTreeSet<Kind>>,
    protocol: Option<Protocol>,
    #[serde(deserialize_with = "store")]
    store: Option<StoreChoice>,
    direction: Option<Direction>,
    #[serde(deserialize_with = "trust")]
    trust: Option<String>,
    policy: Option<Policy>,
    guard_percent: Option<u32>,
    guard_few: Option<usize>,
    guard_many: Option<usize>,
}

impl Settings {
    /// Every setting as an account has it.
    pub(super) fn of(account: &Account) -> Self {
        let any = account.kinds.values().next().cloned().unwrap_or_default();
        Self {
            url: Some(account.url.clone()),
            email: Some(account.email.clone()),
            user: Some(account.user.clone().unwrap_or_default()),
            kinds: Some(account.kinds.keys().copied().collect()),
            protocol: Some(any.protocol),
            store: Some(account.store.clone()),
            direction: Some(any.direction),
            trust: Some(account.trusted_certificate.clone().unwrap_or_default()),
            policy: Some(account.policy),
            guard_percent: Some(account.guard.percent),
            guard_few: Some(account.guard.few),
            guard_many: Some(account.guard.many),
        }
    }

    /// Whether there is a value for the setting.
    pub(super) fn decides(&self, setting: Setting) -> bool {
        match setting {
            Setting::Url | Setting::Email | Setting::User | Setting::Trust => {
                self.text(setting).is_some()
            }
            Setting::Kinds => self.kinds.is_some(),
            Setting::Protocol => self.protocol.is_some(),
            Setting::Store => self.store.is_some(),
            Setting::Direction => self.direction.is_some(),
            Setting::Policy => self.policy.is_some(),
            Setting::GuardPercent => self.guard_percent.is_some(),
            Setting::GuardFew => self.guard_few.is_some(),
            Setting::GuardMany => self.guard_many.is_some(),
        }
    }

    /// The value of a setting that is a text.
    pub(super) fn text(&self, setting: Setting) -> Option<&str> {
        match setting {
            Setting::Url => self.url.as_deref(),
            Setting::Email => self.email.as_deref(),
            Setting::User => self.user.as_deref(),
            Setting::Trust => self.trust.as_deref(),
            _ => None,
        }
    }
}

/// Words in an array, or in one text with commas: an installer's property holds nothing else.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    Many(Vec<String>),
    One(String),
}

/// Reads a set of words.
pub(super) fn words<'de, T, D>(input: D) -> Result<BTreeSet<T>, D::Error>
where
    T: FromStr<Err: fmt::Display> + Ord,
    D: Deserializer<'de>,
{
    let words = match Words::deserialize(input)? {
        Words::Many(words) => words,
        Words::One(text) => text.split(',').map(|word| word.trim().to_owned()).collect(),
    };
    let named = words.iter().filter(|word| !word.is_empty());
    named
        .map(|word| word.parse().map_err(serde::de::Error::custom))
        .collect()
}

fn some_words<'de, D: Deserializer<'de>>(input: D) -> Result<Option<BTreeSet<Kind>>, D::Error> {
    words(input).map(Some)
}

/// `builtin`, or `folder:DIR`.
fn store<'de, D: Deserializer<'de>>(input: D) -> Result<Option<StoreChoice>, D::Error> {
    let text = String::deserialize(input)?;
    match text.split_once(':') {
        None if text == "builtin" => Ok(Some(StoreChoice::Builtin)),
        Some(("folder", path)) if !path.is_empty() => {
            Ok(Some(StoreChoice::Folder(PathBuf::from(path))))
        }
        _ => Err(serde::de::Error::custom(
            "the stores are builtin and folder:DIR",
        )),
    }
}

/// A SHA-256 fingerprint; empty for none.
fn trust<'de, D: Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(input)?;
    if text.is_empty() {
        return Ok(Some(text));
    }
    let fingerprint: Fingerprint = text.parse().map_err(serde::de::Error::custom)?;
    Ok(Some(fingerprint.to_string()))
}
