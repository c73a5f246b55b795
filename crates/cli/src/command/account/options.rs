//! The settings that `add` and `set` share.

use clap::Args;
use engine::account::{Account, KindChoice, StoreChoice};
use engine::pim::Kind;
use engine::{Code, Failure};

use crate::value::{self, CollectionChoice, DirectionChoice, PolicyWord, ProtocolWord};

/// Settings; what is not given stays as it is.
#[derive(Debug, Args)]
pub(super) struct Settings {
    /// Name to sign in with, where it is not the e-mail address
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// What to synchronise: contacts,appointments,tasks,notes
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = value::kind)]
    kinds: Vec<Kind>,
    /// How to talk to the server
    #[arg(long, value_name = "PROTOCOL", value_enum)]
    protocol: Option<ProtocolWord>,
    /// Where the items live on this computer: builtin, or folder:DIR for a folder of .vcf and .ics files
    #[arg(long, value_name = "STORE", value_parser = value::store)]
    store: Option<StoreChoice>,
    /// A collection other than the default, by name or address; after a colon the one on this computer
    #[arg(long, value_name = "KIND=SERVER[:LOCAL]")]
    collection: Vec<CollectionChoice>,
    /// Which way changes travel: both, from-server, from-local; for one kind as notes=from-server
    #[arg(long, value_name = "[KIND=]WAY")]
    direction: Vec<DirectionChoice>,
    /// Trust the certificate with this SHA-256 fingerprint, for this account alone; empty: trust none
    #[arg(long, value_name = "FINGERPRINT")]
    trust: Option<String>,
    /// What to do when both sides changed the same item
    #[arg(long, value_name = "POLICY", value_enum)]
    policy: Option<PolicyWord>,
    /// Ask before deleting more than this share of a kind's items, in percent
    #[arg(long, value_name = "PERCENT")]
    guard_percent: Option<u32>,
    /// Up to this many deletions are never asked about for their share alone
    #[arg(long, value_name = "NUMBER")]
    guard_few: Option<usize>,
    /// Ask before deleting more than this many items
    #[arg(long, value_name = "NUMBER")]
    guard_many: Option<usize>,
}

impl Settings {
    /// Puts what was given into the account.
    ///
    /// # Errors
    /// A kind is named that the account does not synchronise, or a fingerprint is none.
    pub(super) fn put_into(self, account: &mut Account) -> Result<(), Failure> {
        if let Some(user) = self.user {
            account.user = (!user.is_empty()).then_some(user);
        }
        if !self.kinds.is_empty() {
            let mut known = std::mem::take(&mut account.kinds);
            account.kinds = self
                .kinds
                .iter()
                .map(|kind| (*kind, known.remove(kind).unwrap_or_default()))
                .collect();
        }
        if let Some(protocol) = self.protocol {
            account
                .kinds
                .values_mut()
                .for_each(|choice| choice.protocol = protocol.into());
        }
        if let Some(store) = self.store {
            account.store = store;
        }
        for chosen in self.collection {
            let choice = choice_of(account, chosen.kind)?;
            choice.server_collection = chosen.server;
            choice.local_collection = chosen.local;
        }
        for chosen in self.direction {
            match chosen.kind {
                Some(kind) => choice_of(account, kind)?.direction = chosen.direction,
                None => account
                    .kinds
                    .values_mut()
                    .for_each(|choice| choice.direction = chosen.direction),
            }
        }
        if let Some(fingerprint) = self.trust {
            account.trusted_certificate = trusted(account, &fingerprint)?;
        }
        if let Some(policy) = self.policy {
            account.policy = policy.into();
        }
        let guard = &mut account.guard;
        guard.percent = self.guard_percent.unwrap_or(guard.percent);
        guard.few = self.guard_few.unwrap_or(guard.few);
        guard.many = self.guard_many.unwrap_or(guard.many);
        Ok(())
    }
}

fn choice_of(account: &mut Account, kind: Kind) -> Result<&mut KindChoice, Failure> {
    let name = account.name.clone();
    account.kinds.get_mut(&kind).ok_or_else(|| {
        Failure::new(
            Code::Usage,
            name,
            format!(
                "it does not synchronise {}",
                crate::output::words::plural(kind)
            ),
            "Name every kind that is wanted with --kinds.",
        )
    })
}

fn trusted(account: &Account, fingerprint: &str) -> Result<Option<String>, Failure> {
    if fingerprint.is_empty() {
        return Ok(None);
    }
    let read: Result<engine::transport::Fingerprint, _> = fingerprint.parse();
    read.map(|fingerprint| Some(fingerprint.to_string()))
        .map_err(|error| {
            Failure::new(
                Code::Usage,
                &account.name,
                error.to_string(),
                format!(
                    "Copy the one that is shown by: smsync account test {}",
                    account.name
                ),
            )
        })
}
