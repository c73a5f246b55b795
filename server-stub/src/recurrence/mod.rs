//! Recurring components: the instances of a set in a span of time (RFC 5545, 3.8.5; RFC 4791, 9.6.5).
//!
//! [`rule`] is one RRULE, [`zone`] what a TZID means, [`moment`] a date or time as it is written, and [`instances`]
//! puts a component, its rules, dates, exceptions and overrides together.

pub(crate) mod instances;
pub(crate) mod moment;
mod rule;
mod zone;

pub(crate) use instances::{Instance, Set};
pub(crate) use moment::{Moment, Span, duration_seconds};
pub(crate) use zone::{Zone, Zones};
