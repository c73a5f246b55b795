//! Twenty notes.

use super::{Lines, Sample, day, moment};

const NOTES: [(&str, &str); 20] = [
    (
        "Wi-Fi at the cottage",
        "Network: Orchard\nThe password is on the back of the clock.",
    ),
    ("Packing list", "Passport\nCharger\nRain coat\nBook"),
    (
        "Ideas for Grace",
        "A kite; a good pencil; tickets to the planetarium.",
    ),
    (
        "Rezept: Apfelstrudel",
        "1 kg Äpfel, 100 g Rosinen, Zimt.\n40 Minuten bei 190 °C.",
    ),
    ("Books to read", "The Waves\nDer Zauberberg\nL'Étranger"),
    (
        "Boiler",
        "Serviced in March. Next: March.\nEngineer: Mr Carver.",
    ),
    (
        "Meeting notes: budget",
        "Agreed: two posts, no new cars.\nOpen: travel.",
    ),
    ("日本語", "おはようございます\nありがとうございます"),
    ("Measurements", "Window: 120 × 84 cm\nDoor: 198 × 76 cm"),
    ("Car", "Tyres 2.4 bar front, 2.6 bar rear."),
    ("Gift card", "Number on the receipt, in the blue folder."),
    ("Running", "5 km: 27:40\n10 km: 58:12"),
    (
        "Courses",
        "- Tomates farcies\n- Fromage de chèvre\n- Baguette",
    ),
    (
        "Quotation",
        "What is written without effort is in general read without pleasure.",
    ),
    (
        "Allotment",
        "Beans in the third bed.\nNo potatoes there until 2028.",
    ),
    (
        "Questions for the doctor",
        "Knee, when climbing stairs.\nVaccinations?",
    ),
    (
        "Phone plan",
        "Ends in June; ask for the better tariff, 12 months at most.",
    ),
    ("Piano", "Bar 17: slower. Left hand alone first."),
    ("Parking", "Level 2, row F, near the blue door."),
    (
        "Long thoughts",
        "This one is long on purpose, so that it has to be folded in the file and compared word by word in the window.\n\nSecond paragraph; with a semicolon, a comma, and a back\\slash.",
    ),
];

/// The notes of that user.
pub(super) fn notes(email: &str, today: u64) -> Vec<Sample> {
    NOTES
        .iter()
        .zip(0_u32..)
        .map(|((title, body), number)| note(email, today, number, title, body))
        .collect()
}

fn note(email: &str, today: u64, number: u32, title: &str, body: &str) -> Sample {
    let uid = format!("note-{number:02}-{}", email.replace('@', "-at-"));
    let mut text = Lines::default();
    text.line("BEGIN:VCALENDAR")
        .line("VERSION:2.0")
        .line("PRODID:-//SmarterMail Sync//Test server//EN")
        .line("BEGIN:VJOURNAL")
        .line(&format!("UID:{uid}"))
        .line(&format!(
            "DTSTAMP:{}Z",
            moment(today, -i64::from(number), 0)
        ))
        .line(&format!(
            "DTSTART;VALUE=DATE:{}",
            day(today, -3 * i64::from(number))
        ))
        .text("SUMMARY", title)
        .text("DESCRIPTION", body);
    if number.is_multiple_of(4) {
        text.line("CATEGORIES:House");
    }
    text.line("END:VJOURNAL").line("END:VCALENDAR");
    (format!("{uid}.ics"), text.text)
}
