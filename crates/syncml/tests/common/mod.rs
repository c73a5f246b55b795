//! The recorded messages.

use std::path::Path;

use syncml::Coding;

/// One message as it went over the wire.
pub(crate) struct Recording {
    /// `folder/file`.
    pub(crate) name: String,
    /// How it is written.
    pub(crate) coding: Coding,
    /// The bytes.
    pub(crate) bytes: Vec<u8>,
}

/// All of them, by session and in order.
pub(crate) fn recordings() -> Vec<Recording> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut all = Vec::new();
    for folder in std::fs::read_dir(root).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
            let coding = match path.extension().and_then(|ending| ending.to_str()) {
                Some("xml") => Coding::Xml,
                Some("wbxml") => Coding::Wbxml,
                other => panic!("no recording: {other:?}"),
            };
            all.push(Recording {
                name: format!("{}/{}", name(&folder), name(&path)),
                coding,
                bytes: std::fs::read(&path).unwrap(),
            });
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}
