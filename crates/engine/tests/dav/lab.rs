//! A server in process, a session of alice's, and endpoints for her collections.

use std::sync::Arc;

use engine::door::Transport;
use engine::endpoint::dav::{
    CollectionInfo, Credentials, DavCollection, DavHome, DavSession, Learned, Observer,
};
use engine::endpoint::{Endpoint, Extent, Fetched, ItemId, Listing, Version, Write, WriteOutcome};
use engine::testing::{InProcess, StillClock};
use pim::Kind;
use secrecy::SecretString;
use server_stub::{Config, Fault, LostReply, Mailbox, Rule, Server};

pub(crate) const ALICE: &str = "alice@example.com";
const HOST: &str = "http://mail.example.com";

pub(crate) struct Lab {
    pub(crate) server: Server,
    pub(crate) session: Arc<DavSession>,
}

impl Lab {
    pub(crate) fn new() -> Self {
        Self::with(Config::default(), Learned::default())
    }

    /// A lab whose server was met before: it is known to take Basic and to honour conditions.
    pub(crate) fn acquainted() -> Self {
        Self::with(Config::default(), acquaintance())
    }

    pub(crate) fn with(config: Config, learned: Learned) -> Self {
        let server = Server::new(config);
        let session = session(&server, learned, "wonderland");
        Self { server, session }
    }

    /// The next pass: the same server and what was learnt of it, a new session.
    pub(crate) fn next_pass(self) -> Self {
        let session = session(&self.server, self.session.learned(), "wonderland");
        Self { session, ..self }
    }

    pub(crate) fn with_password(self, password: &str) -> Self {
        let session = session(&self.server, self.session.learned(), password);
        Self { session, ..self }
    }

    pub(crate) fn observed(self, observer: Observer) -> Self {
        let session =
            connect(&self.server, Learned::default(), "wonderland").with_observer(observer);
        Self {
            session: Arc::new(session),
            ..self
        }
    }

    pub(crate) fn mailbox(&self) -> Mailbox {
        self.server.mailbox(ALICE).unwrap()
    }

    pub(crate) fn fault(&self, rule: Rule) {
        self.server.faults().add(rule);
    }

    pub(crate) fn always(&self, fault: Fault) {
        self.fault(Rule::always(fault));
    }

    pub(crate) fn requests(&self) -> u64 {
        self.session.traffic().requests
    }

    pub(crate) fn calendar(&self) -> DavCollection {
        self.collection("calendars/calendar", Kind::Appointment, None)
    }

    pub(crate) fn contacts(&self) -> DavCollection {
        self.collection("addressbooks/contacts", Kind::Contact, None)
    }

    /// The contacts as a client asks for them where it knows that vCard 4.0 is held there.
    pub(crate) fn contacts_in_version_4(&self) -> DavCollection {
        let info = CollectionInfo {
            takes_vcard4: true,
            ..self.contacts().info().clone()
        };
        DavCollection::new(self.session.clone(), None, info, Kind::Contact).unwrap()
    }

    pub(crate) fn home(&self, name: &str) -> Arc<DavHome> {
        let url = format!("{HOST}/WebDAV/{ALICE}/{name}/");
        DavHome::new(self.session.clone(), dav::Url::parse(&url).unwrap())
    }

    pub(crate) fn collection(
        &self,
        path: &str,
        kind: Kind,
        home: Option<Arc<DavHome>>,
    ) -> DavCollection {
        let info = CollectionInfo {
            url: format!("{HOST}/WebDAV/{ALICE}/{path}/"),
            home: format!("{HOST}/WebDAV/{ALICE}/{}/", path.split('/').next().unwrap()),
            name: None,
            color: None,
            kinds: vec![kind],
            says_kinds: true,
            // Asked for by its version, a card of another one comes converted: here bytes are compared.
            takes_vcard4: false,
            read_only: None,
            max_item_bytes: None,
            offers_sync: None,
        };
        DavCollection::new(self.session.clone(), home, info, kind).unwrap()
    }

    /// A calendar that takes appointments and tasks.
    pub(crate) async fn mixed_calendar(&self, name: &str) {
        let url = dav::Url::parse(&format!("{HOST}/WebDAV/{ALICE}/calendars/{name}/")).unwrap();
        let components = [dav::Component::Event, dav::Component::ToDo];
        let new = dav::make_collection::NewCalendar {
            name,
            color: None,
            components: &components,
        };
        let mut request = dav::make_collection::request_calendar(&url, &new);
        let sign = dav::auth::basic(ALICE, "wonderland").unwrap();
        request.headers_mut().insert("authorization", sign);
        let reply = transport(&self.server).send(request).await.unwrap();
        assert_eq!(reply.status(), 201);
    }

    pub(crate) fn mixed(&self, path: &str, kind: Kind) -> DavCollection {
        let info = CollectionInfo {
            kinds: vec![Kind::Appointment, Kind::Task],
            ..self.collection(path, kind, None).info().clone()
        };
        DavCollection::new(self.session.clone(), None, info, kind).unwrap()
    }

    /// Appointments `0.ics` to `{count-1}.ics`, as a webmail user makes them.
    pub(crate) fn fill(&self, count: usize) {
        for number in 0..count {
            let body = event(&number.to_string(), "first");
            self.mailbox()
                .put("calendars/calendar", &format!("{number}.ics"), body)
                .unwrap();
        }
    }
}

pub(crate) fn acquaintance() -> Learned {
    serde_json::from_str(r#"{"scheme":"basic","conditions":"honoured"}"#).unwrap()
}

fn session(server: &Server, learned: Learned, password: &str) -> Arc<DavSession> {
    Arc::new(connect(server, learned, password))
}

fn connect(server: &Server, learned: Learned, password: &str) -> DavSession {
    let transport = transport(server);
    let clock = StillClock::new(1_790_000_000_000, 7);
    let password = SecretString::from(password.to_owned());
    let credentials = Credentials {
        user: ALICE.to_owned(),
        password,
    };
    DavSession::new(Arc::new(transport), Arc::new(clock), credentials, learned)
}

fn transport(server: &Server) -> InProcess {
    InProcess::new(server.router(), |extensions| {
        extensions.get::<LostReply>().is_some()
    })
}

pub(crate) fn to_do(uid: &str, summary: &str) -> Vec<u8> {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VTODO\r\nUID:{uid}\r\n\
         DTSTAMP:20260101T000000Z\r\nSUMMARY:{summary}\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
    )
    .into_bytes()
}

pub(crate) fn event(uid: &str, summary: &str) -> Vec<u8> {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n\
         DTSTAMP:20260101T000000Z\r\nDTSTART:20260102T090000Z\r\nSUMMARY:{summary}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    .into_bytes()
}

pub(crate) fn card(uid: &str, name: &str) -> Vec<u8> {
    format!("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\nN:{name};;;;\r\nEND:VCARD\r\n")
        .into_bytes()
}

/// The last segments of what was seen, sorted.
pub(crate) fn names(listing: &Listing) -> Vec<&str> {
    let mut names: Vec<&str> = listing.seen.iter().map(|seen| name(&seen.id)).collect();
    names.sort_unstable();
    names
}

pub(crate) fn name(id: &ItemId) -> &str {
    id.0.rsplit('/').next().unwrap()
}

pub(crate) fn is_quiet(listing: &Listing) -> bool {
    listing.extent == Extent::Changes && listing.seen.is_empty() && listing.removed.is_empty()
}

pub(crate) fn create(endpoint: &DavCollection, uid: &str, summary: &str) -> Write {
    Write::Create {
        id: endpoint.propose_id(uid, 0),
        body: event(uid, summary),
    }
}

/// Does one write.
pub(crate) async fn do_one(endpoint: &DavCollection, write: Write) -> WriteOutcome {
    let mut outcomes = endpoint.write(vec![write]).await;
    assert_eq!(outcomes.len(), 1);
    outcomes.remove(0)
}

/// The id, version and text of one item as the endpoint gives them.
pub(crate) async fn read(endpoint: &DavCollection, id: &ItemId) -> (Option<Version>, Vec<u8>) {
    match endpoint
        .fetch(std::slice::from_ref(id))
        .await
        .unwrap()
        .remove(0)
    {
        Fetched::Here { version, body, .. } => (version, body),
        other => panic!("{other:?}"),
    }
}

/// An id in the calendar.
pub(crate) fn in_calendar(name: &str) -> ItemId {
    ItemId(format!("/WebDAV/{ALICE}/calendars/calendar/{name}"))
}
