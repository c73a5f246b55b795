//! The C library's heap, told at the start to stay small (ADR 0071).

/// Lets all threads share one heap, and gives large blocks back to the system as soon as they are free. To be called
/// first thing in a program, while it has one thread; elsewhere than with the GNU C library it does nothing.
///
/// The GNU C library gives threads heaps of their own so that they need not wait for each other. A pass reads up to a dozen
/// replies at once, each on a thread that waits for the network most of its time; what the parsers left free in a heap, no
/// other thread could use.
#[cfg_attr(
    all(target_os = "linux", target_env = "gnu"),
    expect(
        unsafe_code,
        reason = "the C library offers this as a function or as environment variables, which come too late"
    )
)]
pub fn keep_small() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: `mallopt` stores a number among the allocator's own parameters, under its own lock. A parameter that it does
    // not know, it refuses.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
        // Set by hand, it does not grow with the largest block that was ever freed.
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE_BYTES);
    }
}

/// From here on a block is a mapping of its own.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE_BYTES: libc::c_int = 128 * 1024;
