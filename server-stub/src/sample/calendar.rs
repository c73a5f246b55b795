//! Eighty appointments around today, and the team's calendar: single ones, all-day ones, series with exceptions, in
//! three zones, in UTC and floating.

use super::{Lines, Sample, day, moment};

const BERLIN: &[&str] = &[
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Berlin",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
];

const NEW_YORK: &[&str] = &[
    "BEGIN:VTIMEZONE",
    "TZID:America/New_York",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:-0500",
    "TZOFFSETTO:-0400",
    "TZNAME:EDT",
    "DTSTART:20070311T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:-0400",
    "TZOFFSETTO:-0500",
    "TZNAME:EST",
    "DTSTART:20071104T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
];

const TOKYO: &[&str] = &[
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Tokyo",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "TZNAME:JST",
    "DTSTART:19700101T000000",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// Subject, place.
const MEETINGS: [(&str, &str); 16] = [
    ("Budget review", "Room 4"),
    ("Lunch with Jürgen", "Café Lumière, corner table"),
    ("Dentist", "Redwood Dental Practice"),
    ("Parents' evening", "Brightwater School"),
    ("Projektbesprechung", "Besprechungsraum München"),
    ("Call with Tanaka Instruments", ""),
    ("Réunion d'équipe", "Salle Érable"),
    ("Piano lesson", "14 Orchard Lane"),
    ("Haircut", ""),
    ("Interview: designer", "Room 2"),
    ("東京オフィスと打ち合わせ", "Video"),
    ("Train to Exeter", "Platform 3; coach C"),
    ("Quarterly planning", "Main hall"),
    ("Physiotherapy", "Clinic, 2nd floor"),
    ("Dinner at Sophie's", "77 King Street"),
    ("Book club", "City Library"),
];

const ALL_DAY: [&str; 8] = [
    "Grace's birthday",
    "Bank holiday",
    "Conference in Lyon",
    "School trip",
    "Käthe zu Besuch",
    "Moving day",
    "Vacances",
    "Car: MOT due",
];

/// How a time is written.
#[derive(Clone, Copy)]
enum Zone {
    Utc,
    Floating,
    Named(&'static str, &'static [&'static str]),
}

impl Zone {
    fn of(number: u32) -> Zone {
        match number % 6 {
            0 => Zone::Utc,
            1 => Zone::Floating,
            2 => Zone::Named("America/New_York", NEW_YORK),
            3 => Zone::Named("Asia/Tokyo", TOKYO),
            _ => Zone::Named("Europe/Berlin", BERLIN),
        }
    }

    /// `;TZID=Europe/Berlin:20261121T093000`, to follow a property's name.
    fn at(self, moment: &str) -> String {
        match self {
            Zone::Utc => format!(":{moment}Z"),
            Zone::Floating => format!(":{moment}"),
            Zone::Named(name, _) => format!(";TZID={name}:{moment}"),
        }
    }

    fn definition(self) -> &'static [&'static str] {
        match self {
            Zone::Named(_, definition) => definition,
            Zone::Utc | Zone::Floating => &[],
        }
    }
}

/// The appointments of that user.
pub(super) fn appointments(email: &str, today: u64) -> Vec<Sample> {
    let singles = (0..56_u32).map(|number| single(email, today, number));
    let all_day = (0..8_u32)
        .zip(ALL_DAY)
        .map(|(number, subject)| whole_day(email, today, number, subject));
    let series = (0..16_u32).map(|number| series(email, today, number));
    singles.chain(all_day).chain(series).collect()
}

/// The calendar somebody else keeps.
pub(super) fn team(today: u64) -> Vec<Sample> {
    (0..12_u32)
        .map(|number| {
            let uid = format!("team-{number:02}");
            let start = i64::from(number) * 14 - 60;
            let mut text = begin(&[]);
            begin_event(&mut text, &uid, today)
                .line(&format!("DTSTART;VALUE=DATE:{}", day(today, start)))
                .line(&format!("DTEND;VALUE=DATE:{}", day(today, start + 1)))
                .text(
                    "SUMMARY",
                    &format!("Release {}.{}", 4 + number / 6, number % 6),
                )
                .line("TRANSP:TRANSPARENT");
            end(text, &uid)
        })
        .collect()
}

fn begin(zone: &[&str]) -> Lines {
    let mut text = Lines::default();
    text.line("BEGIN:VCALENDAR")
        .line("VERSION:2.0")
        .line("PRODID:-//SmarterMail Sync//Test server//EN");
    for line in zone {
        text.line(line);
    }
    text
}

fn begin_event<'a>(text: &'a mut Lines, uid: &str, today: u64) -> &'a mut Lines {
    text.line("BEGIN:VEVENT")
        .line(&format!("UID:{uid}"))
        .line(&format!("DTSTAMP:{}Z", moment(today, -30, 0)))
}

fn end(mut text: Lines, uid: &str) -> Sample {
    text.line("END:VEVENT").line("END:VCALENDAR");
    (format!("{uid}.ics"), text.text)
}

fn subject(number: u32) -> (&'static str, &'static str) {
    let at = usize::try_from(number).unwrap_or_default() % MEETINGS.len();
    MEETINGS.get(at).copied().unwrap_or(("Meeting", ""))
}

fn single(email: &str, today: u64, number: u32) -> Sample {
    let uid = format!("event-{number:02}-{}", email.replace('@', "-at-"));
    let zone = Zone::of(number);
    let (summary, place) = subject(number);
    let offset = i64::from(number) * 3 - 70;
    let start = 8 * 60 + number * 35 % 600;
    let mut text = begin(zone.definition());
    begin_event(&mut text, &uid, today)
        .line(&format!(
            "DTSTART{}",
            zone.at(&moment(today, offset, start))
        ))
        .line(&format!(
            "DTEND{}",
            zone.at(&moment(today, offset, start + 30 + number % 3 * 30))
        ))
        .text("SUMMARY", summary);
    if !place.is_empty() {
        text.text("LOCATION", place);
    }
    if number.is_multiple_of(4) {
        text.text(
            "DESCRIPTION",
            "Bring the folder.\nParking is behind the house, via Mill Lane.",
        );
        text.line("CATEGORIES:Work,Important");
    }
    if number % 5 == 2 {
        text.line(&format!("ORGANIZER;CN=Me:mailto:{email}"))
            .line("ATTENDEE;CN=\"Hartley, Amelia\";PARTSTAT=ACCEPTED:mailto:person00@mail.example")
            .line("ATTENDEE;CN=Jürgen Müller;PARTSTAT=NEEDS-ACTION:mailto:person04@mail.example");
    }
    if number % 3 == 1 {
        text.line("BEGIN:VALARM")
            .line("ACTION:DISPLAY")
            .line("DESCRIPTION:Reminder")
            .line("TRIGGER:-PT15M")
            .line("END:VALARM");
    }
    end(text, &uid)
}

fn whole_day(email: &str, today: u64, number: u32, summary: &str) -> Sample {
    let uid = format!("day-{number:02}-{}", email.replace('@', "-at-"));
    let start = i64::from(number) * 17 - 40;
    let mut text = begin(&[]);
    begin_event(&mut text, &uid, today)
        .line(&format!("DTSTART;VALUE=DATE:{}", day(today, start)))
        .line(&format!(
            "DTEND;VALUE=DATE:{}",
            day(today, start + 1 + i64::from(number % 3))
        ))
        .text("SUMMARY", summary)
        .line("TRANSP:TRANSPARENT");
    if number == 0 {
        text.line("RRULE:FREQ=YEARLY");
    }
    end(text, &uid)
}

fn series(email: &str, today: u64, number: u32) -> Sample {
    let uid = format!("series-{number:02}-{}", email.replace('@', "-at-"));
    let zone = Zone::of(number + 4);
    let (summary, place) = subject(number + 5);
    let first = -7 * i64::from(number + 3);
    let minute = 9 * 60 + number * 15;
    let rule = match number % 4 {
        0 => "FREQ=WEEKLY",
        1 => "FREQ=DAILY;INTERVAL=2;COUNT=40",
        2 => "FREQ=MONTHLY;COUNT=18",
        _ => "FREQ=WEEKLY;INTERVAL=2;COUNT=30",
    };
    let mut text = begin(zone.definition());
    begin_event(&mut text, &uid, today)
        .line(&format!(
            "DTSTART{}",
            zone.at(&moment(today, first, minute))
        ))
        .line("DURATION:PT45M")
        .line(&format!("RRULE:{rule}"))
        .text("SUMMARY", &format!("{summary} (series)"));
    if !place.is_empty() {
        text.text("LOCATION", place);
    }
    let weekly = number.is_multiple_of(4);
    if weekly {
        text.line(&format!(
            "EXDATE{}",
            zone.at(&moment(today, first + 14, minute))
        ));
        let moved = zone.at(&moment(today, first + 21, minute));
        text.line("END:VEVENT");
        begin_event(&mut text, &uid, today)
            .line(&format!("RECURRENCE-ID{moved}"))
            .line(&format!(
                "DTSTART{}",
                zone.at(&moment(today, first + 22, minute + 60))
            ))
            .line("DURATION:PT45M")
            .text("SUMMARY", &format!("{summary} (moved)"));
    }
    end(text, &uid)
}
