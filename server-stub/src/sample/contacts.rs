//! Sixty people: most with several phones and addresses, a third with a picture, a few in other scripts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Lines, Sample, picture};

/// Given name, family name.
const PEOPLE: [(&str, &str); 60] = [
    ("Amelia", "Hartley"),
    ("Oliver", "Bennett"),
    ("Sophie", "Langford"),
    ("Thomas", "Whitaker"),
    ("Jürgen", "Müller"),
    ("Käthe", "Großmann"),
    ("René", "Lefèvre"),
    ("Élodie", "Fournier"),
    ("太郎", "山田"),
    ("花子", "佐藤"),
    ("Grace", "O'Donnell"),
    ("Samuel", "Okafor"),
    ("Priya", "Raman"),
    ("Daniel", "Kowalski"),
    ("Hannah", "Sørensen"),
    ("Lukas", "Schäfer"),
    ("Marie-Claire", "Dubois"),
    ("James", "Pemberton"),
    ("Isabel", "Ferreira"),
    ("Noah", "Fitzgerald"),
    ("Chloé", "Moreau"),
    ("Henrik", "Lindqvist"),
    ("Fatima", "Al-Sayed"),
    ("George", "Castellan"),
    ("Ursula", "Weiß"),
    ("Benjamin", "Carver"),
    ("Lily", "Nakamura"),
    ("Peter", "van den Berg"),
    ("Zoë", "Marchetti"),
    ("Robert", "Ashdown"),
    ("Anneliese", "Köhler"),
    ("Charles", "Wetherby"),
    ("健一", "鈴木"),
    ("Florence", "Haverhill"),
    ("Matteo", "Ricci"),
    ("Eleanor", "Quigley"),
    ("Bjørn", "Haugen"),
    ("Victoria", "Salisbury"),
    ("Aurélien", "Garnier"),
    ("Nina", "Petrova"),
    ("Edward", "Thornbury"),
    ("Sabine", "Löwenthal"),
    ("Jack", "Mulligan"),
    ("Beatrice", "Farnham"),
    ("Stefan", "Jäger"),
    ("Clara", "Winslow"),
    ("François", "Delacroix"),
    ("Harriet", "Bell"),
    ("さくら", "田中"),
    ("William", "Draycott"),
    ("Ingrid", "Vogel"),
    ("Arthur", "Penrose"),
    ("Camille", "Rousseau"),
    ("David", "Abernathy"),
    ("Margarethe", "Zöllner"),
    ("Simon", "Blackwood"),
    ("Rosa", "Jiménez"),
    ("Frederick", "Holloway"),
    ("Louise", "Bäcker"),
    ("Martin", "Eastwood"),
];

const COMPANIES: [(&str, &str); 8] = [
    ("Harbour & Finch Ltd.", "Accounts"),
    ("Nordlicht GmbH", "Vertrieb"),
    ("Atelier Lumière", "Création"),
    ("Brightwater Schools", "Administration"),
    ("Tanaka Instruments K.K.", "Research"),
    ("City Library", "Archive"),
    ("Redwood Dental Practice", ""),
    ("Fenwick, Moss; Partners", "Conveyancing"),
];

const TITLES: [&str; 6] = [
    "Director",
    "Engineer",
    "Teacher",
    "Bookkeeper",
    "Designer",
    "Nurse",
];

const STREETS: [(&str, &str, &str, &str); 6] = [
    ("14 Orchard Lane", "Exeter", "EX4 6NP", "United Kingdom"),
    ("Lindenstraße 23", "München", "80331", "Germany"),
    ("8, rue des Érables", "Lyon", "69003", "France"),
    ("2-11-3 Meguro", "東京", "153-0063", "Japan"),
    (
        "501 Maple Avenue, Apt. 9",
        "Portland",
        "97205",
        "United States",
    ),
    ("77 King Street", "Toronto", "M5H 1J9", "Canada"),
];

/// The contacts of that user.
pub(super) fn contacts(email: &str) -> Vec<Sample> {
    PEOPLE
        .iter()
        .zip(0_u32..)
        .map(|(person, number)| contact(email, number, *person))
        .collect()
}

fn contact(email: &str, number: u32, (given, family): (&str, &str)) -> Sample {
    let uid = format!("contact-{number:02}-{}", email.replace('@', "-at-"));
    let mut card = Lines::default();
    card.line("BEGIN:VCARD")
        .line("VERSION:3.0")
        .line("PRODID:-//SmarterMail Sync//Test server//EN")
        .line(&format!("UID:{uid}"))
        .text("FN", &format!("{given} {family}"))
        .line(&format!("N:{family};{given};;;"));
    work(&mut card, number);
    addresses_and_phones(&mut card, number);
    if number.is_multiple_of(4) {
        card.line(&format!(
            "BDAY:{}-{:02}-{:02}",
            1950 + number,
            number % 12 + 1,
            number % 28 + 1
        ));
    }
    if number.is_multiple_of(5) {
        card.line("CATEGORIES:Friends,Running club");
        card.text("NOTE", "Met at the lake.\nPrefers tea; no milk, ever.");
    }
    if number.is_multiple_of(3) {
        let picture = STANDARD.encode(picture::portrait(number));
        card.line(&format!("PHOTO;ENCODING=b;TYPE=PNG:{picture}"));
    }
    if number % 9 == 2 {
        card.line("item1.X-ABDATE;TYPE=pref:2015-06-20")
            .line("item1.X-ABLABEL:_$!<Anniversary>!$_");
    }
    card.line("REV:2026-01-15T08:00:00Z").line("END:VCARD");
    (format!("{uid}.vcf"), card.text)
}

fn pick<T: Copy>(list: &[T], number: u32) -> Option<T> {
    let length = u32::try_from(list.len()).ok()?;
    list.get(usize::try_from(number.checked_rem(length)?).ok()?)
        .copied()
}

fn work(card: &mut Lines, number: u32) {
    if number % 3 == 1 {
        return;
    }
    if let Some((company, department)) = pick(&COMPANIES, number) {
        let escaped = company.replace(',', "\\,").replace(';', "\\;");
        card.line(&format!("ORG:{escaped};{department}"));
    }
    if let Some(title) = pick(&TITLES, number / 2) {
        card.text("TITLE", title);
    }
}

fn addresses_and_phones(card: &mut Lines, number: u32) {
    card.line(&format!(
        "EMAIL;TYPE=INTERNET,HOME,PREF:person{number:02}@mail.example"
    ));
    if number.is_multiple_of(2) {
        card.line(&format!(
            "EMAIL;TYPE=INTERNET,WORK:p{number:02}@work.example"
        ));
        card.line(&format!(
            "TEL;TYPE=WORK,VOICE:+44 20 7946 0{:03}",
            number * 7 % 1000
        ));
    }
    card.line(&format!(
        "TEL;TYPE=CELL:+44 7700 900{:03}",
        number * 13 % 1000
    ));
    if number % 7 == 3 {
        card.line(&format!("TEL;TYPE=HOME,VOICE:+49 89 5550{number:02}"));
        card.line(&format!("TEL;TYPE=WORK,FAX:+49 89 5551{number:02}"));
    }
    if let Some((street, city, code, country)) = pick(&STREETS, number)
        && number % 4 != 3
    {
        let street = street.replace(',', "\\,");
        card.line(&format!(
            "ADR;TYPE=HOME:;;{street};{city};;{code};{country}"
        ));
    }
    if number.is_multiple_of(6) {
        card.line(&format!("URL:https://www.example.org/people/{number}"));
    }
}
