//! Times, in the zone of the person who reads them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A moment given in Unix milliseconds, as `2026-11-20 14:05`.
pub(crate) fn moment(unix_ms: i64) -> String {
    in_zone(unix_ms, TimeZone::system())
}

/// A moment given in Unix seconds.
pub(crate) fn moment_s(unix_s: i64) -> String {
    moment(unix_s.saturating_mul(1000))
}

fn in_zone(unix_ms: i64, zone: TimeZone) -> String {
    Timestamp::from_millisecond(unix_ms).map_or_else(
        |_| "an unknown time".to_owned(),
        |time| time.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string(),
    )
}

/// A length of time given in milliseconds.
pub(crate) fn duration(ms: i64) -> String {
    match ms {
        ..1_000 => format!("{} ms", ms.max(0)),
        1_000..60_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        _ => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1_000),
    }
}

/// An amount of bytes.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_in_the_readers_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(in_zone(1_700_000_000_000, zone), "2023-11-15 00:13");
    }

    #[test]
    fn amounts_are_short() {
        for (ms, text) in [
            (-5, "0 ms"),
            (40, "40 ms"),
            (1_240, "1.2 s"),
            (125_000, "2 min 5 s"),
        ] {
            assert_eq!(duration(ms), text);
        }
        for (bytes, text) in [(12, "12 bytes"), (12_345, "12 kB"), (1_290_000, "1.2 MB")] {
            assert_eq!(size(bytes), text);
        }
    }
}
