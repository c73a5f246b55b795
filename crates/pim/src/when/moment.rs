//! One point in time as a property gives it: a day, a floating time, or an instant.

use super::date::{Date, DateTime};
use super::zone::Zones;

/// What a DATE or DATE-TIME value says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Moment {
    /// A whole day.
    Day(Date),
    /// The same on every clock (RFC 5545 section 3.3.5, form 1).
    Floating(DateTime),
    /// A clock time in a zone; the instant in UTC seconds where the zone's offsets are known.
    Zoned {
        /// What the zone's clocks show.
        local: DateTime,
        /// The TZID as written; `UTC` for a time with a `Z`.
        zone: String,
        /// UTC seconds.
        instant: Option<i64>,
    },
    /// Text that says no time.
    Unreadable(String),
}

impl Moment {
    /// Reads a value with its TZID parameter.
    pub(crate) fn read(value: &str, tzid: Option<&str>, zones: &Zones) -> Moment {
        let value = value.trim();
        if let Some(day) = Date::parse(value) {
            return Moment::Day(day);
        }
        let Some(local) = DateTime::parse(value) else {
            return Moment::Unreadable(value.to_owned());
        };
        if value.ends_with(['Z', 'z']) {
            return Moment::Zoned {
                local,
                zone: "UTC".to_owned(),
                instant: Some(local.seconds()),
            };
        }
        match tzid.map(str::trim).filter(|tzid| !tzid.is_empty()) {
            None => Moment::Floating(local),
            Some(tzid) => Moment::Zoned {
                local,
                zone: tzid.to_owned(),
                instant: zones.find(tzid).instant(local),
            },
        }
    }

    /// The day on the moment's own calendar.
    pub(crate) fn day(&self) -> Option<Date> {
        match self {
            Moment::Day(date) => Some(*date),
            Moment::Floating(local) | Moment::Zoned { local, .. } => Some(local.date),
            Moment::Unreadable(_) => None,
        }
    }

    /// What the clock shows; midnight for a day.
    pub(crate) fn clock(&self) -> Option<DateTime> {
        match self {
            Moment::Day(date) => Some(DateTime::midnight(*date)),
            Moment::Floating(local) | Moment::Zoned { local, .. } => Some(*local),
            Moment::Unreadable(_) => None,
        }
    }

    /// UTC seconds where they are known, else the seconds on its own clock: for ordering and for lengths.
    pub(crate) fn seconds(&self) -> Option<i64> {
        match self {
            Moment::Zoned {
                instant: Some(instant),
                ..
            } => Some(*instant),
            _ => self.clock().map(DateTime::seconds),
        }
    }

    /// So many seconds later: by the clock for whole days and floating times, else by the instant.
    pub(crate) fn plus(&self, seconds: i64) -> Moment {
        match self {
            Moment::Day(date) => Moment::Day(date.plus_days(seconds.div_euclid(86_400))),
            Moment::Floating(local) => {
                Moment::Floating(DateTime::from_seconds(local.seconds() + seconds))
            }
            Moment::Zoned {
                local,
                zone,
                instant,
            } => Moment::Zoned {
                local: DateTime::from_seconds(local.seconds() + seconds),
                zone: zone.clone(),
                instant: instant.map(|instant| instant + seconds),
            },
            Moment::Unreadable(text) => Moment::Unreadable(text.clone()),
        }
    }

    /// Equal for the same day, the same floating time, the same instant.
    pub(crate) fn normal(&self) -> String {
        match self {
            Moment::Day(date) => date.to_string(),
            Moment::Floating(local) => local.basic(),
            Moment::Zoned {
                instant: Some(instant),
                ..
            } => format!("@{instant}"),
            Moment::Zoned { local, zone, .. } => format!("{}@{zone}", local.basic()),
            Moment::Unreadable(text) => format!("?{text}"),
        }
    }

    /// As a person reads it, with its zone.
    pub(crate) fn shown(&self) -> String {
        match self {
            Moment::Day(date) => date.to_string(),
            Moment::Floating(local) => local.to_string(),
            Moment::Zoned { local, zone, .. } => format!("{local} {zone}"),
            Moment::Unreadable(text) => text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t1_a_time_in_two_zones_at_the_same_instant_is_one_moment() {
        let zones = Zones::default();
        let berlin = Moment::read("20260715T140000", Some("Europe/Berlin"), &zones);
        let utc = Moment::read("20260715T120000Z", None, &zones);
        assert_eq!(berlin.normal(), utc.normal());
        assert_ne!(
            berlin.normal(),
            Moment::read("20260715T140000", None, &zones).normal()
        );
    }

    #[test]
    fn t1_a_zone_nobody_knows_is_compared_by_its_name_and_never_guessed() {
        let zones = Zones::default();
        let custom = Moment::read("20260715T140000", Some("tzone://Microsoft/Custom"), &zones);
        assert_eq!(custom.normal(), "20260715T140000@tzone://Microsoft/Custom");
    }

    #[test]
    fn what_says_no_time_is_kept_as_it_is() {
        let zones = Zones::default();
        for text in ["tomorrow", "", "20260231", "T", "99999999T999999"] {
            assert_eq!(
                Moment::read(text, None, &zones),
                Moment::Unreadable(text.to_owned()),
                "{text}"
            );
        }
    }
}
