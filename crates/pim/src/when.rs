//! Dates, times, zones and rules, as far as comparing and showing items needs them. No clock is read here.

pub(crate) mod date;
mod iana;
pub(crate) mod moment;
pub(crate) mod rule;
pub(crate) mod words;
pub(crate) mod zone;
