//! What went wrong for people who used programs like this one, replayed against the whole engine.
//!
//! Each name carries the letter and number of the report it comes from; a file holds the reports of one letter (`D` has two). What a lower
//! level shows already (an endpoint, the reconciler, the text of an item) is tested there.

mod common;
mod conflicts;
mod control;
mod data_loss;
mod duplicates;
mod invitations;
mod loops;
mod refused;
mod size;
mod vanished;
mod wishes;
