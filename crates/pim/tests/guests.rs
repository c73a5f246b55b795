//! What holds for every edit of the guests, whatever stands in their lines: nobody else's line is touched.

use pim::{Item, Kind};
use proptest::prelude::*;
use proptest::sample::Index;

const OWNER: &str = "anna@example.com";

/// One guest's line, folded or not, with what servers and other programs write into it.
fn line(number: usize) -> impl Strategy<Value = String> {
    let parameter = prop_oneof![
        Just(";PARTSTAT=ACCEPTED".to_owned()),
        Just(";PARTSTAT=DECLINED".to_owned()),
        Just(";ROLE=OPT-PARTICIPANT".to_owned()),
        Just(";RSVP=TRUE".to_owned()),
        Just(";SCHEDULE-STATUS=\"2.0;Success\"".to_owned()),
        Just(";X-RESPONSE-COMMENT=\"On my way: 5 ^n minutes\"".to_owned()),
        Just(";DELEGATED-FROM=\"mailto:a@x.org\",\"mailto:b@x.org\"".to_owned()),
        "[A-Z]{1,5}".prop_map(|name| format!(";X-{name}={}", "long ".repeat(20).trim())),
        "[a-z ]{1,9}".prop_map(|name| format!(";CN=\"{name}\"")),
    ];
    let name = prop_oneof![Just("ATTENDEE"), Just("attendee")];
    (name, prop::collection::vec(parameter, 0..5), any::<bool>()).prop_map(
        move |(name, parameters, folded)| {
            let line = format!(
                "{name}{}:mailto:guest{number}@example.com",
                parameters.concat()
            );
            if folded {
                let (head, rest) = line.split_at(12);
                format!("{head}\r\n {rest}")
            } else {
                line
            }
        },
    )
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    (2..6_usize).prop_flat_map(|count| (0..count).map(line).collect::<Vec<_>>())
}

fn text(lines: &[String]) -> String {
    let head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART:20260715T120000Z\r\nORGANIZER:mailto:anna@example.com\r\n";
    format!(
        "{head}{}\r\nX-AFTER:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        lines.join("\r\n")
    )
}

/// The text before and after the line of one guest, which is what must not change.
fn around(lines: &[String], at: usize) -> (String, String) {
    let whole = text(lines);
    let before = text(&lines[..=at]);
    let end = before.len() - "\r\nX-AFTER:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".len();
    let begin = end - lines[at].len();
    (whole[..begin].to_owned(), whole[end..].to_owned())
}

proptest! {
    #[test]
    fn another_name_or_address_for_one_touches_no_other_line(
        lines in lines(), which in any::<Index>(), name in "[A-Za-z]{1,12}", same in any::<bool>(),
    ) {
        let at = which.index(lines.len());
        let before = Item::parse(Kind::Appointment, text(&lines).as_bytes()).unwrap();
        let mut item = before.clone();
        let host = if same { "example.com" } else { "elsewhere.example" };
        let key = format!("attendee[{}]", at + 1).parse().unwrap();
        item.change(key, &format!("{name} <guest{at}@{host}>"), None).unwrap();
        item.settle_organizer(&before, None, OWNER).unwrap();
        let after = String::from_utf8(item.bytes()).unwrap();
        let (head, rest) = around(&lines, at);
        prop_assert!(after.starts_with(&head) && after.ends_with(&rest), "{after}");
        let changed = after[head.len()..after.len() - rest.len()].replace("\r\n ", "");
        prop_assert!(changed.contains(&format!("CN={name}")), "{changed}");
        let said = |text: &str| -> Vec<String> {
            let line = text.replace("\r\n ", "");
            ["PARTSTAT", "SCHEDULE-STATUS", "DELEGATED-FROM", "X-RESPONSE-COMMENT"]
                .iter()
                .filter(|name| line.contains(*name))
                .map(|name| (*name).to_owned())
                .collect()
        };
        if same {
            prop_assert_eq!(said(&lines[at]), said(&changed), "all that was said stays");
        } else {
            prop_assert_eq!(said(&changed), vec!["PARTSTAT".to_owned()], "the other was not asked yet");
            prop_assert!(changed.contains("PARTSTAT=NEEDS-ACTION"), "{changed}");
        }
    }

    #[test]
    fn who_is_taken_away_or_added_leaves_the_others_as_they_are(lines in lines(), which in any::<Index>()) {
        let at = which.index(lines.len());
        let mut item = Item::parse(Kind::Appointment, text(&lines).as_bytes()).unwrap();
        item.remove(format!("attendee[{}]", at + 1).parse().unwrap()).unwrap();
        item.add(pim::FieldId::Attendee, "new@example.com", None).unwrap();
        let mut expected = lines.clone();
        expected.remove(at);
        expected.push("ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:new@example.com".to_owned());
        prop_assert_eq!(String::from_utf8(item.bytes()).unwrap(), text(&expected));
    }
}
