//! Against servers nobody here wrote, started from their packages on loopback.
//!
//! These tests wait more than they work. `make test` runs every test in a module `live` beside all others.

mod live {
    mod dav;
    mod guests;
    mod syncml;
}
