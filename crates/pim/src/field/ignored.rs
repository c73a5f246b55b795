//! Lines that are never a difference: what identifies an item, when it was touched, and what servers and clients note for themselves.

/// Identity and bookkeeping of the standards.
const STANDARD: [&str; 13] = [
    "VERSION",
    "UID",
    "REV",
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "SEQUENCE",
    "PRODID",
    "RECURRENCE-ID",
    "REQUEST-STATUS",
    "X-ABUID",
    "X-PRODID",
    "DCREATED",
];

/// What servers and clients write for themselves, by the program that writes it. Short on purpose: a line not named here is the person's.
const BOOKKEEPING: [&str; 23] = [
    // Radicale
    "X-RADICALE-NAME",
    // Evolution
    "X-EVOLUTION-CALDAV-HREF",
    "X-EVOLUTION-CALDAV-ETAG",
    "X-EVOLUTION-WEBDAV-HREF",
    "X-EVOLUTION-WEBDAV-ETAG",
    "X-EVOLUTION-ALARM-UID",
    // Thunderbird
    "X-MOZ-GENERATION",
    "X-MOZ-LASTACK",
    "X-MOZ-SNOOZE-TIME",
    "X-MOZ-RECEIVED-DTSTAMP",
    "X-MOZ-RECEIVED-SEQUENCE",
    // Apple
    "X-IMAGEHASH",
    "X-IMAGETYPE",
    "X-SHARED-PHOTO-DISPLAY-PREF",
    "X-WR-ALARMUID",
    // Outlook and Exchange; whether it is all day is said by the start
    "X-MICROSOFT-CDO-ALLDAYEVENT",
    "X-MICROSOFT-CDO-APPT-SEQUENCE",
    "X-MICROSOFT-CDO-OWNERAPPTID",
    "X-MICROSOFT-CDO-INSTTYPE",
    "X-MICROSOFT-CDO-INTENDEDSTATUS",
    "X-MICROSOFT-DISALLOW-COUNTER",
    "X-MS-OLK-FORCEINSPECTOROPEN",
    // libical's complaints about a line it could not read
    "X-LIC-ERROR",
];

/// Whether a line with this name, in upper case, is never a difference.
pub(super) fn is_ignored(name: &str) -> bool {
    STANDARD.contains(&name) || BOOKKEEPING.contains(&name)
}
