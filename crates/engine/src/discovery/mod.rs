//! Finding an account's collections from an address and an e-mail address, and testing the account step by step.
//!
//! [`discover`] drives `dav`'s plan (what to ask, in which order, and to whom the password may go) over the account's
//! session. What it found, [`Discovered`], is remembered, so that a pass asks nothing twice; [`Discovered::is_outdated`]
//! says when it has to be looked for again. [`choose`] says which collection a kind uses.
//! [`test_account`] does the same in words for a person, and at the first failure what a helper would do.

mod account_test;
mod address;
mod choose;
mod discovered;
mod drive;

pub use account_test::{AccountTest, CertificateDetails, Check, KindUse, Verdict, test_account};
pub use address::{AddressError, read_address};
pub use choose::{NoCollection, choose};
pub use discovered::{Access, Discovered, Home, Service, Step};
pub use drive::{DiscoveryError, Sought, discover};
