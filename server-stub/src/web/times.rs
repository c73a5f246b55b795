//! Times as the pages show them, in UTC.

use std::time::SystemTime;

use crate::date::{civil, unix_seconds};

/// `2026-11-25 18:40`
pub(super) fn minute(time: SystemTime) -> String {
    let second = second(time);
    second.get(..16).unwrap_or(&second).to_owned()
}

/// `2026-11-25 18:40:02`
pub(super) fn second(time: SystemTime) -> String {
    let seconds = unix_seconds(time);
    let (year, month, day) = civil(seconds / 86_400);
    let of_day = seconds % 86_400;
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}",
        of_day / 3600,
        of_day / 60 % 60,
        of_day % 60
    )
}

/// `5 minutes`
pub(super) fn duration(seconds: u64) -> String {
    let (number, unit) = match seconds {
        0..90 => (seconds, "second"),
        90..5400 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3600), "hour"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// How long ago, in words, for the lists.
pub(super) fn ago(time: SystemTime, now: SystemTime) -> String {
    let since = now.duration_since(time).unwrap_or_default().as_secs();
    match since {
        0..45 => "just now".to_owned(),
        45..86_400 => format!("{} ago", duration(since)),
        _ => minute(time),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_are_said_as_a_person_would() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_224_062);
        assert_eq!(second(time), "2026-11-21 01:21:02");
        for (later, said) in [
            (3, "just now"),
            (80, "80 seconds ago"),
            (3600, "60 minutes ago"),
            (7200, "2 hours ago"),
            (90_000, "2026-11-21 01:21"),
        ] {
            assert_eq!(ago(time, time + Duration::from_secs(later)), said);
        }
    }
}
