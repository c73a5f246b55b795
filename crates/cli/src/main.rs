//! `smsync`, the command line.
fn main() {}
