//! Signing in: Basic (RFC 7617) and Digest (RFC 7616).

mod challenge;
mod digest;

pub use challenge::{Challenge, challenges};
pub use digest::{Algorithm, Digest, DigestAnswer};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;

/// The `Authorization` of Basic, marked sensitive so that nothing prints it.
/// `None` where the user name holds a colon, which Basic cannot say.
pub fn basic(user: &str, password: &str) -> Option<HeaderValue> {
    if user.contains(':') {
        return None;
    }
    sensitive(&format!(
        "Basic {}",
        STANDARD.encode(format!("{user}:{password}"))
    ))
}

fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_is_utf8_and_prints_nothing() {
        let value = basic("Aladdin", "open sesame").unwrap();
        assert_eq!(value, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(format!("{value:?}"), "Sensitive");
        assert_eq!(
            basic("test", "123\u{a3}").unwrap(),
            "Basic dGVzdDoxMjPCow=="
        );
        assert_eq!(basic("a:b", "c"), None);
    }
}
