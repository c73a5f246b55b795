//! End-to-end tests of SmarterMail Sync.
