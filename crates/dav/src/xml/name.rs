//! The element names this crate knows, as one byte each.

/// Declares [`Name`] and its lookup from one table.
macro_rules! names {
    ($( $space:literal : $( $variant:ident = $local:literal ),+ ; )+) => {
        /// A known element, or [`Name::Other`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(clippy::enum_variant_names, reason = "the RFCs' names")]
        pub(crate) enum Name { $( $( $variant, )+ )+ Other }

        impl Name {
            /// By namespace and local name, both exact.
            pub(crate) fn of(space: &str, local: &str) -> Name {
                match space {
                    $( $space => match local { $( $local => Name::$variant, )+ _ => Name::Other }, )+
                    _ => Name::Other,
                }
            }

            /// The namespace and the local name, for writing.
            pub(crate) fn parts(self) -> (&'static str, &'static str) {
                match self { $( $( Name::$variant => ($space, $local), )+ )+ Name::Other => ("", "") }
            }
        }
    };
}

names! {
    "DAV:":
        Multistatus = "multistatus", Response = "response", Href = "href", Status = "status",
        Propstat = "propstat", Propfind = "propfind", Set = "set", MkCol = "mkcol", Prop = "prop", Error = "error", Description = "responsedescription",
        SyncToken = "sync-token", GetETag = "getetag", DisplayName = "displayname",
        ResourceType = "resourcetype", Collection = "collection", Principal = "principal",
        CurrentUserPrincipal = "current-user-principal", PrincipalUrl = "principal-URL",
        Unauthenticated = "unauthenticated", PrivilegeSet = "current-user-privilege-set",
        Privilege = "privilege", Read = "read", Write = "write", WriteContent = "write-content",
        Bind = "bind", Unbind = "unbind", All = "all",
        SupportedReportSet = "supported-report-set", SupportedReport = "supported-report",
        Report = "report", SyncCollection = "sync-collection", ContentType = "getcontenttype",
        ContentLength = "getcontentlength", ValidSyncToken = "valid-sync-token", NeedPrivileges = "need-privileges",
        ResourceMustBeNull = "resource-must-be-null", LockTokenSubmitted = "lock-token-submitted",
        NoConflictingLock = "no-conflicting-lock", QuotaNotExceeded = "quota-not-exceeded",
        SufficientDiskSpace = "sufficient-disk-space", MatchesWithinLimits = "number-of-matches-within-limits";
    "urn:ietf:params:xml:ns:caldav":
        Calendar = "calendar", MkCalendar = "mkcalendar", CalendarHomeSet = "calendar-home-set", CalendarData = "calendar-data",
        CalendarMultiget = "calendar-multiget", CalendarQuery = "calendar-query",
        ComponentSet = "supported-calendar-component-set", Comp = "comp",
        CalendarMaxSize = "max-resource-size", ScheduleTag = "schedule-tag",
        ScheduleInbox = "schedule-inbox", ScheduleOutbox = "schedule-outbox",
        CalendarUidConflict = "no-uid-conflict", SupportedCalendarData = "supported-calendar-data",
        ValidCalendarData = "valid-calendar-data", ValidCalendarObject = "valid-calendar-object-resource",
        SupportedComponent = "supported-calendar-component",
        UniqueSchedulingObject = "unique-scheduling-object-resource",
        SameOrganizer = "same-organizer-in-all-components",
        MinDateTime = "min-date-time", MaxDateTime = "max-date-time", MaxInstances = "max-instances",
        MaxAttendees = "max-attendees-per-instance", CalendarLocationOk = "calendar-collection-location-ok",
        SupportedFilter = "supported-filter";
    "urn:ietf:params:xml:ns:carddav":
        AddressBook = "addressbook", AddressBookHomeSet = "addressbook-home-set",
        AddressData = "address-data", AddressBookMultiget = "addressbook-multiget",
        AddressBookQuery = "addressbook-query", AddressBookFilter = "filter",
        SupportedAddressData = "supported-address-data", AddressDataType = "address-data-type",
        CardMaxSize = "max-resource-size", CardUidConflict = "no-uid-conflict",
        ValidAddressData = "valid-address-data", AddressBookLocationOk = "addressbook-collection-location-ok";
    "http://calendarserver.org/ns/":
        CTag = "getctag", ProxyReadFor = "calendar-proxy-read-for", ProxyWriteFor = "calendar-proxy-write-for",
        Subscribed = "subscribed";
    "http://apple.com/ns/ical/":
        Color = "calendar-color", Order = "calendar-order";
}
