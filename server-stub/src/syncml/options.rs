//! How this server speaks `SyncML`: where, in which codings, how large, and who wins a conflict.

use super::stores::StoreNames;

/// The settings of the `SyncML` half.
#[derive(Clone, Debug)]
pub struct SyncMlOptions {
    /// Addresses it answers at.
    pub paths: Vec<String>,
    /// Refuses WBXML, as SmarterMail did.
    pub xml_only: bool,
    /// The largest message it takes and sends, in bytes; a client may ask for smaller ones.
    pub max_message_bytes: usize,
    /// The largest item it takes in parts, in bytes.
    pub max_object_bytes: usize,
    /// What the stores are called.
    pub stores: StoreNames,
    /// Which credentials are taken.
    pub credentials: Credentials,
    /// What happens when both sides changed an item.
    pub conflicts: ConflictPolicy,
    /// Sync types of the device information (1 to 6): what the server offers. Others are answered with 406.
    pub sync_types: Vec<u8>,
}

impl Default for SyncMlOptions {
    fn default() -> SyncMlOptions {
        SyncMlOptions {
            paths: vec!["/SyncML".to_owned()],
            xml_only: false,
            max_message_bytes: 150_000,
            max_object_bytes: 4_000_000,
            stores: StoreNames::default(),
            credentials: Credentials::default(),
            conflicts: ConflictPolicy::default(),
            sync_types: (1..=6).collect(),
        }
    }
}

/// Which credentials are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Basic alone.
    Basic,
    /// MD5 alone.
    Md5,
    /// Either; MD5 is what a challenge asks for.
    #[default]
    Both,
}

/// What happens to an item that both sides changed since they last agreed.
///
/// Whatever it is, two edits that come to the same are no conflict, and an edit wins against a deletion (but for
/// `ServerWins` and `ClientWins`, which mean what they say).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConflictPolicy {
    /// Merged where neither side loses a value (207), else both are kept (209).
    #[default]
    Merge,
    /// Both are kept (209).
    KeepBoth,
    /// The server's stays (419).
    ServerWins,
    /// The client's is taken (208).
    ClientWins,
    /// The one changed last, by `REV` or `LAST-MODIFIED` and the server's clock (208 or 419).
    NewestWins,
}
