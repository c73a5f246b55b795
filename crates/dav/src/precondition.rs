//! What a `DAV:error` body says was wrong (RFC 4918 section 16, 4791 5.3.2.1, 6352 6.3.2.1, 6578, 6638).

use crate::xml::Name;

/// A precondition the server names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Precondition {
    /// Another item of the collection has that UID; servers that say where do it here, as sent.
    UidConflict(Option<String>),
    /// Another item *of any calendar* has that UID (RFC 6638; Cyrus).
    UniqueSchedulingObject(Option<String>),
    /// The sync token is not, or no longer, known.
    ValidSyncToken,
    /// The body is larger than the server takes.
    MaxResourceSize,
    /// Not a kind of data the collection takes (a vCard 2.1, a media type).
    SupportedData,
    /// Not readable as iCalendar or vCard.
    ValidData,
    /// Readable, but against the rules for one item (two UIDs, no UID, a METHOD …).
    ValidObject,
    /// The collection takes other components.
    SupportedComponent,
    /// The user may not do that.
    NeedPrivileges,
    /// More would match, or be changed, than the server handles at once.
    MatchesWithinLimits,
    /// Something is there already.
    MustBeNull,
    /// Somebody holds a lock.
    Locked,
    /// The user's space is used up.
    Quota,
    /// A collection cannot be made there.
    LocationNotOk,
    /// That report is not offered.
    SupportedReport,
    /// Another rule for the data: dates out of range, too many attendees or instances, organizers that differ.
    DataRule(&'static str),
    /// Something this crate has no name for.
    Other,
}

impl Precondition {
    /// By element name; `href` is the first `DAV:href` inside it.
    pub(crate) fn of(name: Name, href: Option<&str>) -> Precondition {
        let href = href
            .map(str::trim)
            .filter(|href| !href.is_empty())
            .map(str::to_owned);
        match name {
            Name::CalendarUidConflict | Name::CardUidConflict => Precondition::UidConflict(href),
            Name::UniqueSchedulingObject => Precondition::UniqueSchedulingObject(href),
            Name::ValidSyncToken => Precondition::ValidSyncToken,
            Name::CalendarMaxSize | Name::CardMaxSize => Precondition::MaxResourceSize,
            Name::SupportedCalendarData | Name::SupportedAddressData => Precondition::SupportedData,
            Name::ValidCalendarData | Name::ValidAddressData => Precondition::ValidData,
            Name::ValidCalendarObject => Precondition::ValidObject,
            Name::SupportedComponent => Precondition::SupportedComponent,
            Name::NeedPrivileges => Precondition::NeedPrivileges,
            Name::MatchesWithinLimits => Precondition::MatchesWithinLimits,
            Name::ResourceMustBeNull => Precondition::MustBeNull,
            Name::LockTokenSubmitted | Name::NoConflictingLock => Precondition::Locked,
            Name::QuotaNotExceeded | Name::SufficientDiskSpace => Precondition::Quota,
            Name::CalendarLocationOk | Name::AddressBookLocationOk => Precondition::LocationNotOk,
            Name::SupportedReport => Precondition::SupportedReport,
            Name::SameOrganizer
            | Name::MinDateTime
            | Name::MaxDateTime
            | Name::MaxInstances
            | Name::MaxAttendees => Precondition::DataRule(name.parts().1),
            _ => Precondition::Other,
        }
    }
}
