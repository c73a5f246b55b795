//! The `SyncML` endpoint against the bundled server in process.

mod conformance;
mod maps;
