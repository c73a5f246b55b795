//! Collections that are shared: what somebody else may do with one (RFC 3744).

use std::collections::BTreeMap;

/// What a user may do with a collection of somebody else's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// See what is in it.
    Read,
    /// Add, change and delete items too.
    Write,
}

/// Who else may use a collection, by address in lower case.
pub(crate) type Shares = BTreeMap<String, Access>;
