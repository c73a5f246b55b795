//! The server against clients nobody here wrote.
//!
//! These tests wait more than they work. `make test` runs every test in a module `live` beside all others.

mod live {
    mod syncevolution;
}
