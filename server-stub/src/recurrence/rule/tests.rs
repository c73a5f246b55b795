//! The examples of the RFC, and what no rule may do to the server.

use jiff::ToSpan as _;

use super::super::moment;
use super::*;

fn days(rule: &str, start: &str, take: usize) -> String {
    let (start, _) = moment::local(start).unwrap();
    let end = start.checked_add(40.years()).unwrap();
    let rule = Rule::read(rule).unwrap_or_else(|| panic!("{rule}"));
    let found: Vec<String> = rule
        .occurrences(start, start, end)
        .take(take)
        .map(|time| {
            moment::written(time)
                .get(2..)
                .unwrap_or_default()
                .replace("T090000", "")
        })
        .collect();
    found.join(" ")
}

/// The examples of RFC 5545, 3.8.5.3, and a few beside them.
#[test]
fn the_examples_of_the_rfc_come_out_as_it_says() {
    let cases = [
        (
            "FREQ=DAILY;COUNT=3",
            "19970902T090000",
            "970902 970903 970904",
        ),
        (
            "FREQ=DAILY;INTERVAL=10;COUNT=5",
            "19970902T090000",
            "970902 970912 970922 971002 971012",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH;COUNT=8",
            "19970902T090000",
            "970902 970904 970916 970918 970930 971002 971014 971016",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            "19970805T090000",
            "970805 970810 970819 970824",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            "19970805T090000",
            "970805 970817 970819 970831",
        ),
        (
            "FREQ=MONTHLY;COUNT=4;BYDAY=1FR",
            "19970905T090000",
            "970905 971003 971107 971205",
        ),
        (
            "FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU",
            "19970907T090000",
            "970907 970928 971102 971130",
        ),
        (
            "FREQ=MONTHLY;COUNT=3;BYDAY=-2MO",
            "19970922T090000",
            "970922 971020 971117",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-3",
            "19970928T090000",
            "970928 971029 971128 971229",
        ),
        (
            "FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1",
            "19970930T090000",
            "970930 971001 971031 971101",
        ),
        (
            "FREQ=MONTHLY;COUNT=4;BYMONTHDAY=31",
            "19970131T090000",
            "970131 970331 970531 970731",
        ),
        (
            "FREQ=YEARLY;COUNT=4;BYMONTH=6,7",
            "19970610T090000",
            "970610 970710 980610 980710",
        ),
        (
            "FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200",
            "19970101T090000",
            "970101 970410 970719 000101",
        ),
        (
            "FREQ=YEARLY;BYDAY=20MO",
            "19970519T090000",
            "970519 980518 990517 000515",
        ),
        (
            "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
            "19970512T090000",
            "970512 980511 990517 000515",
        ),
        (
            "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
            "19970313T090000",
            "970313 970320 970327 980305",
        ),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "19980213T090000",
            "980213 980313 981113 990813",
        ),
        (
            "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
            "19970913T090000",
            "970913 971011 971108 971213",
        ),
        (
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            "19961105T090000",
            "961105 001107 041102 081104",
        ),
        (
            "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
            "19970904T090000",
            "970904 971007 971106",
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            "19970929T090000",
            "970929 971030 971127 971230",
        ),
        (
            "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000",
            "19970902T090000",
            "970902 970902T120000 970902T150000",
        ),
        (
            "FREQ=MINUTELY;INTERVAL=90;COUNT=3",
            "19970902T090000",
            "970902 970902T103000 970902T120000",
        ),
        (
            "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,30;COUNT=5",
            "19970902T090000",
            "970902 970902T093000 970902T100000 970902T103000 970903",
        ),
        ("FREQ=YEARLY;COUNT=2", "19960229T090000", "960229 000229"),
        (
            "FREQ=WEEKLY;UNTIL=19970910",
            "19970902T090000",
            "970902 970909",
        ),
    ];
    for (rule, start, wanted) in cases {
        let take = wanted.split(' ').count()
            + usize::from(rule.contains("COUNT") || rule.contains("UNTIL"));
        assert_eq!(days(rule, start, take), wanted, "{rule}");
    }
}

#[test]
fn a_long_series_is_passed_over_to_where_it_is_asked_for() {
    let rule = Rule::read("FREQ=MINUTELY;INTERVAL=7").unwrap();
    let (start, _) = moment::local("19700101T000000").unwrap();
    let (from, _) = moment::local("20260601T000000").unwrap();
    let found: Vec<DateTime> = rule
        .occurrences(start, from, from.checked_add(20.minutes()).unwrap())
        .collect();
    assert_eq!(found.len(), 3);
    assert!(
        found
            .iter()
            .all(|time| { (moment::seconds(*time) - moment::seconds(start)) % 420 == 0 })
    );
}

#[test]
fn a_rule_that_never_comes_true_ends() {
    assert_eq!(
        days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "19970902T090000", 3),
        "970902"
    );
    for text in [
        "",
        "FREQ=OFTEN",
        "INTERVAL=2",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYEASTER=1",
        "FREQ=DAILY;COUNT=x",
    ] {
        assert!(Rule::read(text).is_none(), "{text}");
    }
}
