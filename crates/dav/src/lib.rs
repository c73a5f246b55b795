//! WebDAV, CalDAV and CardDAV: each operation a request builder and a reply parser. Pure.
