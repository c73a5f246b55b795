//! Where `SyncML` is found on a server, and what its stores are called, where nobody says.

use pim::Kind;
use syncml::DevInf;
use syncml::devinf::{DataStore, plain_name};

/// Paths that servers use, `SmarterMail`'s first.
const PATHS: [&str; 5] = ["/SyncML", "/syncml", "/sync", "/funambol/ds", "/rpc.php"];

/// Addresses to try, in this order.
pub(super) fn addresses(chosen: Option<&str>, account_url: &str) -> Vec<String> {
    if let Some(chosen) = chosen {
        return vec![with_scheme(chosen)];
    }
    let base = with_scheme(account_url);
    let Ok(url) = url::Url::parse(&base) else {
        return vec![base];
    };
    let mut all = Vec::new();
    // A path of its own may already be the address, or the folder it is in.
    let own = url.path().trim_end_matches('/');
    if !own.is_empty() {
        all.push(base.clone());
        all.push(format!("{}{}", base.trim_end_matches('/'), PATHS[0]));
    }
    for path in PATHS {
        if let Ok(address) = url.join(path) {
            all.push(address.to_string());
        }
    }
    all.dedup();
    all
}

fn with_scheme(address: &str) -> String {
    let address = address.trim();
    match crate::discovery::read_address(address) {
        Ok(url) => url.to_string(),
        Err(_) => address.to_owned(),
    }
}

/// What stores of a kind are usually called.
pub(super) fn usual(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Contact => &["card", "con", "contacts", "addressbook"],
        Kind::Appointment => &["event", "cal", "events", "calendar"],
        Kind::Task => &["task", "tasks", "todo"],
        Kind::Note => &["note", "notes", "memo"],
    }
}

/// The server's store of a kind: by its types, and by its name where several have the same.
pub(super) fn store_of(kind: Kind, info: &DevInf) -> Option<&DataStore> {
    let fits = |store: &&DataStore| takes(kind, store);
    let named = |store: &&DataStore| is_named(kind, store);
    let other = |store: &&DataStore| {
        Kind::ALL
            .iter()
            .any(|one| *one != kind && is_named(*one, store))
    };
    let stores = || info.stores.iter().filter(fits);
    stores()
        .find(named)
        .or_else(|| stores().find(|store| !other(store)))
}

/// Whether a store takes the kind's types; one that says nothing may take anything.
fn takes(kind: Kind, store: &DataStore) -> bool {
    let mut types = store.receives().chain(store.sends()).peekable();
    if types.peek().is_none() {
        return true;
    }
    let types: &[&str] = match kind {
        Kind::Contact => &["text/vcard", "text/x-vcard"],
        Kind::Appointment | Kind::Task => &["text/calendar", "text/x-vcalendar"],
        Kind::Note => &["text/plain", "text/calendar", "text/x-vnote"],
    };
    let mut all = store.receives().chain(store.sends());
    all.any(|one| {
        types
            .iter()
            .any(|wanted| one.name.eq_ignore_ascii_case(wanted))
    })
}

/// Whether a store's name is one of a kind's, in any case and number: `./Calendar`, `Kalender` no, `tasks2` yes.
fn is_named(kind: Kind, store: &DataStore) -> bool {
    let name = plain_name(&store.source_ref).to_ascii_lowercase();
    let roots: &[&str] = match kind {
        Kind::Contact => &["card", "con", "addr", "pab"],
        Kind::Appointment => &["cal", "event", "appointment"],
        Kind::Task => &["task", "todo"],
        Kind::Note => &["note", "memo", "journal"],
    };
    roots.iter().any(|root| name.starts_with(root))
}

#[cfg(test)]
mod tests {
    use super::*;
    use syncml::devinf::ContentType;

    fn store(name: &str, kind: &str) -> DataStore {
        DataStore {
            source_ref: name.to_owned(),
            rx_pref: Some(ContentType::new(kind, "")),
            ..DataStore::default()
        }
    }

    #[test]
    fn the_store_of_a_kind_is_found_by_type_and_name() {
        let info = |stores: &[(&str, &str)]| DevInf {
            stores: stores
                .iter()
                .map(|(name, kind)| store(name, kind))
                .collect(),
            ..DevInf::default()
        };
        let usual = [
            ("./card", "text/vcard"),
            ("./cal", "text/calendar"),
            ("./task", "text/calendar"),
            ("./note", "text/plain"),
        ];
        let phone = [
            ("Contacts", "text/x-vcard"),
            ("Events", "text/x-vcalendar"),
            ("Todos", "text/x-vcalendar"),
            ("Memos", "text/plain"),
        ];
        let found = |kind, stores: &[(&str, &str)]| {
            store_of(kind, &info(stores)).map(|store| store.source_ref.clone())
        };
        for (kind, name, phones) in [
            (Kind::Contact, "./card", "Contacts"),
            (Kind::Appointment, "./cal", "Events"),
            (Kind::Task, "./task", "Todos"),
            (Kind::Note, "./note", "Memos"),
        ] {
            assert_eq!(found(kind, &usual).as_deref(), Some(name));
            assert_eq!(found(kind, &phone).as_deref(), Some(phones));
        }
        assert_eq!(
            found(Kind::Task, &usual[..2]),
            None,
            "a calendar is no task list"
        );
        assert_eq!(
            found(Kind::Appointment, &[("main", "text/calendar")]).as_deref(),
            Some("main")
        );
    }

    #[test]
    fn addresses_begin_with_what_was_typed_and_smartermail() {
        assert_eq!(
            addresses(None, "http://mail.example.com")[0],
            "http://mail.example.com/SyncML"
        );
        let own = addresses(None, "http://mail.example.com/sync/ml");
        assert_eq!(own[0], "http://mail.example.com/sync/ml");
        assert_eq!(
            addresses(Some("http://x.example/y"), "http://mail.example.com"),
            ["http://x.example/y"]
        );
    }
}
