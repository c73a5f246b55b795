//! The endpoints on this computer: the conformance suite, random edits against a model, old disasters, kills.

mod builtin;
mod clock;
mod folder;
mod keyring;
mod kill;
mod model;
