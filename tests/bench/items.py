"""The items of the benchmark: numbered, all alike in size, all different."""

KINDS = ["contacts", "events"]
# Measured for memory alone: no other client here takes both.
MORE_KINDS = ["tasks", "notes"]
NAMES = ["Amelia", "Oliver", "Sophie", "Thomas", "Jürgen", "Käthe", "Grace", "Samuel", "Priya", "Daniel"]


def file_name(kind, number):
    return f"{uid(number)}.{'vcf' if kind == 'contacts' else 'ics'}"


def uid(number):
    return f"bench-{number:06}"


def body(kind, number):
    return MADE[kind](number, "first")


def changed(kind, number, time=1):
    return MADE[kind](number, f"changed {time}")


def card(number, note):
    given = NAMES[number % len(NAMES)]
    return crlf(f"""BEGIN:VCARD
VERSION:3.0
UID:{uid(number)}
FN:{given} Example {number}
N:Example {number};{given};;;
ORG:Company {number % 97};Department {number % 7}
TITLE:Engineer
EMAIL;TYPE=INTERNET,WORK:person{number}@work.example
TEL;TYPE=CELL:+44 7700 {number:06}
ADR;TYPE=WORK:;;{number} King Street;Toronto;;M5H 1J9;Canada
NOTE:{note}
REV:20260101T000000Z
END:VCARD
""")


def event(number, note):
    month, day, hour = number // 25 % 12 + 1, number % 25 + 1, number % 9 + 8
    return calendar("VEVENT", number, f"""DTSTART:2026{month:02}{day:02}T{hour:02}0000Z
DTEND:2026{month:02}{day:02}T{hour:02}4500Z
SUMMARY:Meeting {number}
LOCATION:Room {number % 31}
DESCRIPTION:{note}
CATEGORIES:Bench
""")


def task(number, note):
    return calendar("VTODO", number, f"""DUE;VALUE=DATE:2026{number % 12 + 1:02}{number % 25 + 1:02}
SUMMARY:Task {number}
DESCRIPTION:{note}
PRIORITY:{number % 10}
""")


def journal(number, note):
    return calendar("VJOURNAL", number, f"""SUMMARY:Note {number}
DESCRIPTION:{note}, and a few words more than that about this and that.
""")


def calendar(component, number, lines):
    return crlf(f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//bench//EN
BEGIN:{component}
UID:{uid(number)}
DTSTAMP:20260101T000000Z
{lines}END:{component}
END:VCALENDAR
""")


MADE = {"contacts": card, "events": event, "tasks": task, "notes": journal}


def crlf(text):
    return text.replace("\n", "\r\n").encode()
