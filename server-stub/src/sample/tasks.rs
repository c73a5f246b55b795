//! Twenty-five tasks: open, under way, done and overdue.

use super::{Lines, Sample, day, moment};

const TASKS: [&str; 25] = [
    "Renew passport",
    "Buy milk",
    "Pay council tax",
    "Book flights to München",
    "Ring the plumber",
    "Prepare slides for Lyon",
    "Water the plants",
    "Steuererklärung abgeben",
    "Return library books",
    "Fix the garden gate",
    "Order printer ink",
    "Répondre à Élodie",
    "Back up the laptop",
    "Change the winter tyres",
    "Write to 山田さん",
    "Clean the gutters",
    "Update CV",
    "Collect dry cleaning",
    "Plan Grace's party",
    "Cancel the old phone contract",
    "Read chapter 7",
    "Measure the window",
    "Sort photographs",
    "Replace smoke alarm battery",
    "Thank Harriet; send flowers, a card",
];

/// The tasks of that user.
pub(super) fn tasks(email: &str, today: u64) -> Vec<Sample> {
    TASKS
        .iter()
        .zip(0_u32..)
        .map(|(summary, number)| task(email, today, number, summary))
        .collect()
}

fn task(email: &str, today: u64, number: u32, summary: &str) -> Sample {
    let uid = format!("task-{number:02}-{}", email.replace('@', "-at-"));
    let mut text = Lines::default();
    text.line("BEGIN:VCALENDAR")
        .line("VERSION:2.0")
        .line("PRODID:-//SmarterMail Sync//Test server//EN")
        .line("BEGIN:VTODO")
        .line(&format!("UID:{uid}"))
        .line(&format!("DTSTAMP:{}Z", moment(today, -20, 0)))
        .text("SUMMARY", summary);
    let due = i64::from(number) * 2 - 10;
    match number % 4 {
        0 => {
            text.line(&format!("DUE;VALUE=DATE:{}", day(today, due)))
                .line("STATUS:NEEDS-ACTION");
        }
        1 => {
            text.line(&format!("DTSTART;VALUE=DATE:{}", day(today, due - 5)))
                .line(&format!("DUE;VALUE=DATE:{}", day(today, due)))
                .line("STATUS:IN-PROCESS")
                .line(&format!("PERCENT-COMPLETE:{}", number % 9 * 10 + 10));
        }
        2 => {
            text.line("STATUS:COMPLETED")
                .line("PERCENT-COMPLETE:100")
                .line(&format!("COMPLETED:{}Z", moment(today, -3, 600 + number)));
        }
        _ => {
            text.line("STATUS:NEEDS-ACTION");
        }
    }
    if number.is_multiple_of(3) {
        text.line(&format!(
            "PRIORITY:{}",
            [1, 5, 9].get(number as usize % 3).unwrap_or(&5)
        ));
    }
    if number.is_multiple_of(5) {
        text.line("CATEGORIES:Home")
            .text("DESCRIPTION", "See the list on the fridge.\nAsk first.");
    }
    if number == 6 {
        text.line("DTSTART;VALUE=DATE:20260105")
            .line("RRULE:FREQ=WEEKLY");
    }
    text.line("END:VTODO").line("END:VCALENDAR");
    (format!("{uid}.ics"), text.text)
}
