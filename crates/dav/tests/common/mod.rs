//! Reads the replies under `recorded/`, and makes addresses for the tests.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses a part of this"
)]

use dav::{ETag, Href, Limits, Refusal, Url};
use http::{HeaderMap, HeaderName, StatusCode};
use std::path::PathBuf;

/// One reply.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    /// The file of that name, `radicale/20-listing`.
    pub fn recorded(name: &str) -> Reply {
        let path =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/recorded/{name}.http"));
        Reply::read(&std::fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}")))
    }

    fn read(bytes: &[u8]) -> Reply {
        let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.lines();
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in lines.map(|line| line.split_once(": ").unwrap()) {
            headers.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        Reply {
            status,
            headers,
            body: bytes[end + 2..].to_vec(),
        }
    }

    /// A 207 with this body.
    pub fn multistatus(body: &str) -> Reply {
        let xml = format!(
            "<D:multistatus xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:A=\"urn:ietf:params:xml:ns:carddav\">{body}</D:multistatus>"
        );
        Reply {
            status: StatusCode::MULTI_STATUS,
            headers: HeaderMap::new(),
            body: xml.into_bytes(),
        }
    }

    /// As a refusal.
    pub fn refusal(&self) -> Refusal {
        Refusal::read(self.status, &self.headers, &*self.body)
    }
}

/// All recorded replies, by name.
pub fn all_recorded() -> Vec<(String, Reply)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/recorded");
    let mut names = Vec::new();
    for folder in std::fs::read_dir(root)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_dir())
    {
        for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
            let stem = file
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned();
            names.push(format!("{}/{stem}", folder.file_name().to_string_lossy()));
        }
    }
    names.sort();
    names
        .into_iter()
        .map(|name| (name.clone(), Reply::recorded(&name)))
        .collect()
}

/// An address on the example server.
pub fn url(path: &str) -> Url {
    Url::parse(&format!("http://dav.example.com{path}")).unwrap()
}

/// An href.
pub fn href(path: &str) -> Href {
    Href::from_path(path)
}

/// An `ETag`.
pub fn etag(text: &str) -> ETag {
    ETag::new(text).unwrap()
}

/// The usual limits.
pub fn limits() -> Limits {
    Limits::default()
}
