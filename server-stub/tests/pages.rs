//! The pages, clicked through as a browser without scripts does: forms are read from the page and sent back.

mod support;

use http::Request;
use http_body_util::BodyExt as _;
use server_stub::{Fault, Rule, names};
use support::{ALICE, BASIC, CALENDAR, CONTACTS, World, card, event};
use tower::ServiceExt as _;

const ADMIN: &str = "looking glass";

/// A browser: it keeps its cookie and follows redirects.
struct Browser<'a> {
    world: &'a World,
    cookie: String,
    page: String,
    path: String,
    status: u16,
    headers: http::HeaderMap,
}

impl<'a> Browser<'a> {
    fn new(world: &'a World) -> Browser<'a> {
        Browser {
            world,
            cookie: String::new(),
            page: String::new(),
            path: String::new(),
            status: 0,
            headers: http::HeaderMap::new(),
        }
    }

    fn signed_in(world: &'a World, name: &str, password: &str) -> Browser<'a> {
        let mut browser = Browser::new(world);
        browser.open("/");
        browser.submit("/sign-in", &[("name", name), ("password", password)]);
        assert_eq!(browser.status, 200, "{}", browser.page);
        browser
    }

    fn send(&mut self, method: &str, path: &str, kind: &str, body: String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "mail.example.com")
            .header("cookie", &self.cookie)
            .header("content-type", kind)
            .header("origin", "http://mail.example.com")
            .body(axum::body::Body::from(body))
            .unwrap();
        let response =
            futures::executor::block_on(self.world.router.clone().oneshot(request)).unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            let text = cookie.to_str().unwrap();
            assert!(
                text.contains("HttpOnly") && text.contains("SameSite=Strict"),
                "{text}"
            );
            text.split(';').next().unwrap().clone_into(&mut self.cookie);
        }
        let bytes = futures::executor::block_on(body.collect())
            .unwrap()
            .to_bytes();
        self.page = String::from_utf8_lossy(&bytes).into_owned();
        path.clone_into(&mut self.path);
        self.status = parts.status.as_u16();
        self.headers = parts.headers;
        if self.status == 303 {
            let to = self.headers["location"].to_str().unwrap().to_owned();
            self.open(&to);
        }
    }

    fn open(&mut self, path: &str) {
        self.send("GET", path, "", String::new());
    }

    /// Sends the form of this page with that action: its hidden fields and what it shows, changed as given.
    fn submit(&mut self, action: &str, typed: &[(&str, &str)]) {
        let form = self.form(action);
        let mut fields = fields(&form);
        for (name, value) in typed {
            fields.retain(|(of, _)| of != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        self.send(
            "POST",
            action,
            "application/x-www-form-urlencoded",
            body.join("&"),
        );
    }

    fn form(&self, action: &str) -> String {
        let needle = format!("action=\"{action}\"");
        let at = self
            .page
            .find(&needle)
            .unwrap_or_else(|| panic!("no form {action} in {}", self.page));
        self.page[at..].split("</form>").next().unwrap().to_owned()
    }

    fn shows(&self, text: &str) -> bool {
        self.page.contains(text)
    }

    /// Follows the first link with that text.
    fn click(&mut self, text: &str) {
        let end = self
            .page
            .find(&format!(">{text}</a>"))
            .unwrap_or_else(|| panic!("no link {text} in {}", self.page));
        let start = self.page[..end].rfind("href=\"").unwrap() + 6;
        let href = unescaped(self.page[start..].split('"').next().unwrap());
        self.open(&href);
        assert_eq!(self.status, 200, "{href}");
    }
}

fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "%{byte:02X}");
        out
    })
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    Some(unescaped(rest.split('"').next()?))
}

/// The fields of a form as they stand in the page.
fn fields(form: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for tag in form.split('<').skip(1) {
        let Some(name) = attribute(tag, "name") else {
            continue;
        };
        if tag.starts_with("input") {
            let unchecked = tag.contains("type=\"checkbox\"") && !tag.contains(" checked");
            if !unchecked {
                fields.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        } else if tag.starts_with("textarea") {
            fields.push((
                name,
                unescaped(tag.split_once('>').map_or("", |(_, text)| text)),
            ));
        } else if tag.starts_with("select") {
            let options = form
                .split_once(tag)
                .map_or("", |(_, rest)| rest)
                .split("</select>")
                .next()
                .unwrap_or_default();
            let chosen = options
                .split('<')
                .find(|tag| tag.starts_with("option") && tag.contains(" selected"));
            let chosen =
                chosen.or_else(|| options.split('<').find(|tag| tag.starts_with("option")));
            fields.push((
                name,
                chosen
                    .and_then(|tag| attribute(tag, "value"))
                    .unwrap_or_default(),
            ));
        }
    }
    fields
}

fn world() -> World {
    World::with(|config| {
        config.admin_password = Some(ADMIN.to_owned().into());
        config.log_bodies = true;
    })
}

#[test]
fn nothing_is_shown_before_signing_in_and_the_wrong_password_is_told() {
    let world = world();
    let mut browser = Browser::new(&world);
    for path in [
        "/",
        "/contacts",
        "/calendar",
        "/item?in=addressbooks/contacts&name=1.vcf",
        "/devices",
        "/admin/",
        "/admin/log",
    ] {
        browser.open(path);
        assert!(
            browser.shows("<h1>Sign in</h1>") && !browser.shows("Sign out"),
            "{path}"
        );
    }
    browser.submit("/sign-in", &[("name", "alice"), ("password", "wrong")]);
    assert_eq!(browser.status, 401);
    assert!(browser.shows("There is no such user, or the password is not theirs."));
    browser.open("/nothing/here");
    assert_eq!(browser.status, 404);
    let policy = browser.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script"));
}

#[test]
fn a_contact_is_made_edited_and_deleted_and_a_client_sees_each() {
    let world = world();
    let mut browser = Browser::signed_in(&world, "alice", "wonderland");
    browser.click("New contact");
    browser.submit(
        "/new",
        &[
            ("name", "Anna <b>Berg</b>"),
            ("email+", "anna@example.com"),
            ("email+sort", "work"),
            ("text", "Likes \"tea\" & <script>"),
        ],
    );
    assert!(
        browser.shows("Created.") && browser.shows("Anna &lt;b&gt;Berg&lt;/b&gt;"),
        "{}",
        browser.page
    );
    assert!(!browser.shows("<script>") && !browser.shows("<b>Berg"));
    let stored = &world.mailbox().list(names::CONTACTS).unwrap()[0];
    let text = String::from_utf8_lossy(&stored.body).into_owned();
    assert!(text.contains("EMAIL;TYPE=WORK:anna@example.com"), "{text}");
    browser.submit(
        "/item",
        &[
            ("name", &stored.name),
            ("phone+", "+49 30 1234"),
            ("phone+sort", "mobile"),
            ("email[1]", "a.berg@example.com"),
        ],
    );
    assert!(browser.shows("Saved."), "{}", browser.page);
    let text = world.get(&format!("{CONTACTS}{}", stored.name)).body;
    assert!(
        text.contains("TEL;TYPE=CELL:+49 30 1234")
            && text.contains("a.berg@example.com")
            && !text.contains(":anna@"),
        "{text}"
    );
    browser.submit("/item/delete", &[]);
    assert!(browser.shows("is deleted."));
    assert!(world.mailbox().list(names::CONTACTS).unwrap().is_empty());
}

#[test]
fn what_the_form_does_not_show_stays_byte_for_byte() {
    let world = world();
    world.put(&format!("{CALENDAR}1.ics"), &event("1", "Meeting"));
    let before = world.get(&format!("{CALENDAR}1.ics")).body;
    let mut browser = Browser::signed_in(&world, "alice", "wonderland");
    browser.open("/item?in=calendars/calendar&name=1.ics");
    browser.submit("/item", &[]);
    assert!(browser.shows("Nothing was changed."));
    assert_eq!(world.get(&format!("{CALENDAR}1.ics")).body, before);
    browser.submit("/item", &[("place", "Room 4")]);
    let after = world.get(&format!("{CALENDAR}1.ics")).body;
    assert!(
        after.contains("LOCATION:Room 4")
            && after.contains("X-MINE:1")
            && after.contains("DTSTART:20260615T100000Z"),
        "{after}"
    );
}

#[test]
fn appointments_tasks_and_notes_are_made_and_what_cannot_be_read_is_told() {
    let world = world();
    let mut browser = Browser::signed_in(&world, "alice", "wonderland");
    browser.open("/calendar?month=2026-07");
    browser.click("New appointment");
    browser.submit("/new", &[("subject", "Concert"), ("when", "next Friday")]);
    assert_eq!(browser.status, 409);
    assert!(
        browser.shows("When:") && browser.shows("value=\"Concert\""),
        "{}",
        browser.page
    );
    browser.submit(
        "/new",
        &[
            ("when", "2026-07-17 20:00 – 22:00 Europe/Berlin"),
            ("repeats", "every week, 3 times"),
        ],
    );
    assert!(browser.shows("Created."), "{}", browser.page);
    browser.open("/calendar?month=2026-07");
    assert_eq!(
        browser.page.matches("20:00 Concert").count(),
        3,
        "{}",
        browser.page
    );
    browser.open("/tasks");
    browser.click("New task");
    browser.submit(
        "/new",
        &[
            ("subject", "Buy milk"),
            ("due", "2026-07-15"),
            ("priority", "high"),
        ],
    );
    browser.open("/tasks");
    assert!(browser.shows("Buy milk") && browser.shows("2026-07-15"));
    browser.open("/notes");
    browser.click("New note");
    browser.submit("/new", &[("title", "Idea"), ("text", "one\r\ntwo")]);
    let note = &world.mailbox().list(names::NOTES).unwrap()[0];
    assert!(String::from_utf8_lossy(&note.body).contains("DESCRIPTION:one\\ntwo"));
    browser.open("/notes?q=two");
    assert!(browser.shows("Idea"));
    browser.open("/notes?q=three");
    assert!(!browser.shows("Idea"));
}

#[test]
fn an_edit_made_on_an_old_version_is_not_written() {
    let world = world();
    world.put(&format!("{CONTACTS}1.vcf"), &card("1", "Anna"));
    let mut browser = Browser::signed_in(&world, "alice", "wonderland");
    browser.open("/item?in=addressbooks/contacts&name=1.vcf");
    world.put(&format!("{CONTACTS}1.vcf"), &card("1", "Berta"));
    browser.submit("/item", &[("nickname", "An")]);
    assert_eq!(browser.status, 409);
    assert!(browser.shows("changed elsewhere") && browser.shows("value=\"An\""));
    assert!(
        !world
            .get(&format!("{CONTACTS}1.vcf"))
            .body
            .contains("NICKNAME")
    );
    browser.submit("/item", &[]);
    assert!(
        world
            .get(&format!("{CONTACTS}1.vcf"))
            .body
            .contains("NICKNAME:An")
    );
}

#[test]
fn the_source_text_is_edited_as_it_stands() {
    let world = world();
    world.put(&format!("{CONTACTS}1.vcf"), &card("1", "Anna"));
    let mut browser = Browser::signed_in(&world, "alice", "wonderland");
    browser.open("/item/source?in=addressbooks/contacts&name=1.vcf");
    browser.submit("/item/source", &[("text", "nonsense")]);
    assert_eq!(browser.status, 409);
    assert!(browser.shows("This was not saved"));
    let changed = card("1", "Anna").replace("END:VCARD", "X-ODD;A=\"b:c\":kept\r\nEND:VCARD");
    browser.submit("/item/source", &[("text", &changed)]);
    assert_eq!(world.get(&format!("{CONTACTS}1.vcf")).body, changed);
}

#[test]
fn a_form_from_elsewhere_or_of_another_session_does_nothing() {
    let world = world();
    world.put(&format!("{CONTACTS}1.vcf"), &card("1", "Anna"));
    let mut browser = Browser::signed_in(&world, "alice", "wonderland");
    let body = "in=addressbooks%2Fcontacts&name=1.vcf".to_owned();
    browser.send(
        "POST",
        "/item/delete",
        "application/x-www-form-urlencoded",
        body.clone(),
    );
    assert_eq!(browser.status, 403);
    let mut other = Browser::signed_in(&world, "bob", "builder");
    other.open("/devices");
    let token = fields(&other.form("/sign-out")).remove(0).1;
    browser.send(
        "POST",
        "/item/delete",
        "application/x-www-form-urlencoded",
        format!("{body}&token={token}"),
    );
    assert_eq!(browser.status, 403);
    assert_eq!(world.mailbox().list(names::CONTACTS).unwrap().len(), 1);
    browser.open("/admin/users");
    assert_eq!(browser.status, 403);
    browser.open("/contacts");
    browser.submit("/sign-out", &[]);
    browser.open("/contacts");
    assert!(browser.shows("<h1>Sign in</h1>"));
}

#[test]
fn a_client_appears_among_the_devices_and_a_reset_makes_it_begin_anew() {
    let world = world();
    world.put(&format!("{CONTACTS}1.vcf"), &card("1", "Anna"));
    let report = |token: &str| {
        let body = format!(
            r#"<sync-collection xmlns="DAV:"><sync-token>{token}</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>"#
        );
        world.ask(
            "REPORT",
            CONTACTS,
            &[("user-agent", "DAVx5/4.4 <x>"), ("authorization", BASIC)],
            body,
        )
    };
    let first = report("");
    let token = first.text("D:sync-token").to_owned();
    assert_eq!(report(&token).status, 207);
    let mut browser = Browser::signed_in(&world, "alice", "wonderland");
    browser.click("Devices");
    assert!(browser.shows("DAVx5 (Android)") && browser.shows("just now"));
    browser.click("DAVx5/4.4 &lt;x&gt;");
    assert!(browser.shows("names of CardDAV and CalDAV devices cannot be edited"));
    browser.submit("/device/reset", &[]);
    assert!(browser.shows("The device is reset"));
    let refused = report(&token);
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("valid-sync-token"));
    assert_eq!(report("").status, 207);
    assert_eq!(report(&token).status, 207);
    browser.submit("/device/delete", &[]);
    assert!(
        browser.shows("Nothing has synchronised yet") || !browser.shows("DAVx5 (Android)"),
        "{}",
        browser.page
    );
}

#[test]
fn the_administrator_adds_a_user_sets_a_quota_and_a_client_meets_both() {
    let world = world();
    let mut admin = Browser::signed_in(&world, "admin", ADMIN);
    admin.click("Users");
    admin.submit(
        "/admin/users/add",
        &[("email", "carol@example.com"), ("password", "short")],
    );
    assert_eq!(admin.status, 409);
    admin.submit(
        "/admin/users/add",
        &[
            ("email", "carol@example.com"),
            ("password", "through the glass"),
            ("sample", ""),
        ],
    );
    assert!(admin.shows("carol@example.com is added."), "{}", admin.page);
    admin.click("carol@example.com");
    admin.submit("/admin/user/quota", &[("quota", "1")]);
    assert!(admin.shows("The quota is set."));
    // carol:through the glass
    let basic = "Basic Y2Fyb2w6dGhyb3VnaCB0aGUgZ2xhc3M=";
    let put = |name: &str, text: String| {
        let path = format!("/WebDAV/carol@example.com/addressbooks/contacts/{name}");
        world.ask("PUT", &path, &[("authorization", basic)], text)
    };
    assert_eq!(put("1.vcf", card("1", "Anna")).status, 201);
    let over = put("2.vcf", card("2", &"x".repeat(1_000)));
    assert_eq!(over.status, 507);
    assert!(over.body.contains("quota-not-exceeded"));
    let left = world.ask("PROPFIND", "/WebDAV/carol@example.com/addressbooks/contacts/", &[("depth", "0"), ("authorization", basic)],
        r#"<propfind xmlns="DAV:"><prop><quota-available-bytes/><quota-used-bytes/></prop></propfind>"#);
    assert!(left.text("D:quota-available-bytes").parse::<u64>().unwrap() < 1024);
    admin.submit("/admin/user/delete", &[]);
    assert!(admin.shows("carol@example.com is deleted."));
    assert_eq!(put("1.vcf", card("1", "Anna")).status, 401);
}

#[test]
fn faults_are_switched_on_and_off_and_the_log_shows_what_was_said_without_secrets() {
    let world = world();
    let mut admin = Browser::signed_in(&world, "admin", ADMIN);
    admin.click("Faults");
    admin.submit(
        "/admin/faults/add",
        &[
            ("fault", "status=503,retry=10"),
            ("user", ALICE),
            ("when", "times=1"),
        ],
    );
    assert!(
        admin.shows("status=503,retry=10,user=alice@example.com,times=1"),
        "{}",
        admin.page
    );
    assert_eq!(world.get(CALENDAR).status, 503);
    world.put(&format!("{CONTACTS}1.vcf"), &card("1", "Anna"));
    admin.submit("/admin/faults/add", &[("rule", "nonsense=1"), ("user", "")]);
    assert_eq!(admin.status, 409);
    admin.open("/admin/faults");
    admin.submit("/admin/faults/clear", &[]);
    assert!(world.server.faults().list().is_empty());
    admin.click("Log");
    assert!(
        admin.shows("/WebDAV/alice@example.com/addressbooks/contacts/1.vcf")
            && admin.shows(">fault<")
    );
    let at = admin.page.find("/admin/log/entry?number=").unwrap();
    let entry = admin.page[at..].split('"').next().unwrap().to_owned();
    admin.open(&entry);
    assert!(
        admin.shows("FN:Anna")
            && admin.shows("authorization: (removed)")
            && !admin.shows("YWxpY2U6"),
        "{}",
        admin.page
    );
    admin.open("/admin/faults");
    admin.submit("/admin/faults/profile", &[("profile", "sogo")]);
    assert!(admin.shows("ignore-preconditions"));
    assert!(world.server.faults().list().len() >= 3);
}

#[test]
fn a_conflict_is_made_tokens_are_forgotten_and_samples_added() {
    let world = world();
    world.put(&format!("{CONTACTS}1.vcf"), &card("1", "Anna"));
    let token = world.sync(CONTACTS, "", "").text("D:sync-token").to_owned();
    let mut admin = Browser::signed_in(&world, "admin", ADMIN);
    admin.click("Users");
    admin.click(ALICE);
    admin.submit("/admin/user/conflict", &[("in", names::CONTACTS)]);
    assert!(
        admin.shows("Another device changed an item"),
        "{}",
        admin.page
    );
    assert!(
        world
            .get(&format!("{CONTACTS}1.vcf"))
            .body
            .contains("(changed at ")
    );
    admin.submit("/admin/user/forget", &[("in", names::CONTACTS)]);
    assert_eq!(world.sync(CONTACTS, &token, "").status, 403);
    admin.submit("/admin/user/fill", &[("count", "100")]);
    assert!(admin.shows("100 items are added."));
    assert_eq!(world.mailbox().list(names::CONTACTS).unwrap().len(), 41);
    admin.submit("/admin/user/empty", &[("in", names::CONTACTS)]);
    assert!(world.mailbox().list(names::CONTACTS).unwrap().is_empty());
}

#[test]
fn everything_is_exported_and_imported_in_the_pages() {
    let world = world();
    world.put(&format!("{CONTACTS}1.vcf"), &card("1", "Anna"));
    let mut admin = Browser::signed_in(&world, "admin", ADMIN);
    admin.click("Data");
    let token = fields(&admin.form("/admin/import")).remove(0).1;
    admin.submit("/admin/export", &[]);
    assert_eq!(admin.headers["content-type"], "application/x-tar");
    let archive = admin.page.clone();
    world.mailbox().delete(names::CONTACTS, "1.vcf").unwrap();
    let body = format!(
        "--frontier\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.tar\"\r\n\r\n{archive}\r\n--frontier--\r\n"
    );
    admin.send(
        "POST",
        "/admin/import",
        "multipart/form-data; boundary=frontier",
        body,
    );
    assert!(admin.shows("1 item is imported."), "{}", admin.page);
    assert_eq!(
        world.get(&format!("{CONTACTS}1.vcf")).body,
        card("1", "Anna")
    );
}

#[test]
fn no_fault_strikes_a_page() {
    let world = world();
    world.server.faults().add(Rule::always(Fault::WebPage));
    let mut browser = Browser::signed_in(&world, "alice", "wonderland");
    browser.open("/contacts");
    assert!(browser.shows("<h1>Contacts</h1>"));
}

#[test]
fn only_the_files_that_are_offered_are_given() {
    let directory = tempfile::tempdir().unwrap();
    let offered = directory.path().join("offered");
    std::fs::create_dir_all(offered.join("folder")).unwrap();
    for (path, text) in [
        ("offered/smsync.deb", "the client"),
        ("offered/.hidden", "hidden"),
        ("offered/folder/inner", "inner"),
        ("secret", "secret"),
    ] {
        std::fs::write(directory.path().join(path), text).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(directory.path().join("secret"), offered.join("link")).unwrap();
    let world = World::with(|config| config.downloads = Some(offered.clone()));
    // Whoever is about to use it has nothing yet, and need not sign in.
    let mut browser = Browser::new(&world);
    browser.open("/download");
    assert!(browser.shows("smsync.deb</a>"));
    for name in ["hidden", "folder", "inner", "secret", "link"] {
        assert!(!browser.shows(&format!("{name}</a>")), "{name}");
    }
    browser.open("/download/file?name=smsync.deb");
    assert_eq!((browser.status, browser.page.as_str()), (200, "the client"));
    let absolute = directory.path().join("secret").display().to_string();
    for name in [
        "../secret",
        "..%2Fsecret",
        "%2e%2e/secret",
        ".hidden",
        "folder/inner",
        "link",
        "",
        &absolute,
    ] {
        browser.open(&format!("/download/file?name={name}"));
        assert_eq!(browser.status, 404, "{name}");
    }
}

#[test]
fn a_calendar_is_shared_in_the_pages_and_no_longer() {
    let world = world();
    let bob = [("authorization", "Basic Ym9iOmJ1aWxkZXI="), ("depth", "0")];
    let status = || world.ask("PROPFIND", CALENDAR, &bob, "").status;
    let mut alice = Browser::signed_in(&world, "alice", "wonderland");
    alice.open("/calendar");
    alice.click("Share");
    assert!(alice.shows("Shared with nobody."));
    alice.submit(
        "/sharing",
        &[("who", "carol@example.com"), ("access", "read")],
    );
    assert_eq!(alice.status, 409);
    assert!(alice.shows("there is no other user"), "{}", alice.page);
    assert_eq!(status(), 403);
    alice.submit(
        "/sharing",
        &[("who", " Bob@example.com "), ("access", "write")],
    );
    assert!(alice.shows("bob@example.com") && alice.shows("add, change and delete too"));
    assert_eq!(status(), 207);
    let mut guest = Browser::signed_in(&world, "bob", "builder");
    guest.open("/sharing");
    assert!(guest.shows(CALENDAR), "{}", guest.page);
    alice.submit("/sharing/end", &[]);
    assert!(alice.shows("Shared with nobody.") && alice.shows("No longer shared"));
    assert_eq!(status(), 403);
}
