//! What a failure of the file system means, in the words of an endpoint.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::endpoint::{EndpointError, Trouble};

/// A failure about a file or folder.
pub(super) fn about(path: &Path, error: &io::Error) -> EndpointError {
    EndpointError::new(path.display().to_string(), of(error))
}

/// A failure in words.
pub(super) fn of(error: &io::Error) -> Trouble {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Trouble::DiskFull,
        _ => Trouble::File(error.to_string().into()),
    }
}
