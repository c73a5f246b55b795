//! What the program started before it started itself again: `WebKit`'s helpers, which end once their window's process is another.
//! They are children of this process still, and stay as its dead until it looks.

/// Looks until each of them has ended, on a thread of its own. Called before anything else is started.
#[cfg(target_os = "linux")]
pub(crate) fn see_off() {
    use rustix::process::{Pid, WaitOptions, waitpid};

    let children = std::fs::read_to_string("/proc/thread-self/children").unwrap_or_default();
    let children: Vec<Pid> = children
        .split_whitespace()
        .filter_map(|pid| Pid::from_raw(pid.parse().ok()?))
        .collect();
    std::thread::spawn(move || {
        for child in children {
            let _ = waitpid(Some(child), WaitOptions::empty());
        }
    });
}

/// Elsewhere the program does not start itself again.
#[cfg(not(target_os = "linux"))]
pub(crate) fn see_off() {}
