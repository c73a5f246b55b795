//! Whether this computer is connected to anything at all.

use std::net::UdpSocket;

/// Whether there is a way to any network beyond this computer. Sends nothing: the system only looks at its routes, towards
/// addresses reserved for documentation (RFC 5737, RFC 3849).
pub fn has_route() -> bool {
    let towards = [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")];
    towards.iter().any(|(from, to)| {
        UdpSocket::bind(from)
            .and_then(|socket| socket.connect(to))
            .is_ok()
    })
}
