//! What the app meets on a desktop, for tests: the panel that shows tray icons and the service that shows notifications, on the
//! session bus. It is told what to do in lines of JSON and answers each with one. Nothing is drawn.
//!
//! `smsync-test-panel tray notifications` plays both, or either alone. Begin reading at `answer`.

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    panel::run(&std::env::args().skip(1).collect::<Vec<_>>())
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("this is for desktops with D-Bus");
    std::process::exit(1);
}

#[cfg(target_os = "linux")]
#[allow(
    clippy::used_underscore_binding,
    reason = "the bus hands over every argument, wanted or not"
)]
mod panel {
    use std::collections::HashMap;
    use std::error::Error;
    use std::io::{BufRead, Write};
    use std::sync::{Arc, Mutex};

    use serde_json::{Value as Json, json};
    use zbus::blocking::{Connection, Proxy, connection};
    use zbus::interface;
    use zbus::message::Header;
    use zbus::zvariant::{OwnedObjectPath, OwnedValue, Structure, Value};

    type Outcome<T> = Result<T, Box<dyn Error>>;
    /// One node of a menu as it crosses the bus: id, properties, children.
    type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

    const NOTIFICATIONS: &str = "/org/freedesktop/Notifications";

    /// Who registered an icon: the connection and the object on it.
    type Registered = Arc<Mutex<Vec<(String, String)>>>;
    type Shown = Arc<Mutex<Vec<Notification>>>;

    #[derive(Clone)]
    struct Notification {
        id: u32,
        title: String,
        text: String,
        /// Ids and words by turns, as they cross the bus.
        actions: Vec<String>,
        sender: String,
    }

    pub(crate) fn run(roles: &[String]) -> Outcome<()> {
        let (items, shown) = (Registered::default(), Shown::default());
        let mut bus = connection::Builder::session()?;
        if roles.iter().any(|role| role == "tray") {
            let watcher = Watcher {
                items: Arc::clone(&items),
            };
            bus = bus
                .serve_at("/StatusNotifierWatcher", watcher)?
                .name("org.kde.StatusNotifierWatcher")?;
        }
        if roles.iter().any(|role| role == "notifications") {
            let service = Service {
                shown: Arc::clone(&shown),
            };
            bus = bus
                .serve_at(NOTIFICATIONS, service)?
                .name("org.freedesktop.Notifications")?;
        }
        let bus = bus.build()?;
        println!("ready");
        for line in std::io::stdin().lock().lines() {
            let question: Json = serde_json::from_str(&line?)?;
            let told = answer(&bus, &items, &shown, &question)
                .unwrap_or_else(|error| json!({ "error": error.to_string() }));
            println!("{told}");
            std::io::stdout().flush()?;
        }
        Ok(())
    }

    fn answer(bus: &Connection, items: &Registered, shown: &Shown, asked: &Json) -> Outcome<Json> {
        match asked["ask"].as_str().unwrap_or_default() {
            "icon" => icon(bus, items),
            "menu" => menu(bus, items),
            "click" => click(bus, items, number(&asked["id"])?),
            "notifications" => Ok(notifications(shown)),
            "act" => act(bus, shown, number(&asked["id"])?, &asked["action"]),
            other => Err(format!("nobody knows “{other}”").into()),
        }
    }

    fn number<T: TryFrom<i64>>(asked: &Json) -> Outcome<T> {
        let number = asked.as_i64().ok_or("a number is missing")?;
        T::try_from(number).map_err(|_| "the number is too large".into())
    }

    /// The icon that was registered last by somebody who is still there.
    fn item<'a>(bus: &'a Connection, items: &Registered) -> Outcome<Proxy<'a>> {
        let (owner, path) = held(items).last().cloned().ok_or("there is no icon")?;
        let daemon = Proxy::new(
            bus,
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus",
        )?;
        let there: bool = daemon.call("NameHasOwner", &(owner.as_str(),))?;
        if !there {
            return Err("the icon is gone".into());
        }
        let builder = zbus::blocking::proxy::Builder::<Proxy<'a>>::new(bus);
        let proxy = builder
            .destination(owner)?
            .path(path)?
            .interface("org.kde.StatusNotifierItem")?
            .cache_properties(zbus::proxy::CacheProperties::No)
            .build()?;
        Ok(proxy)
    }

    fn icon(bus: &Connection, items: &Registered) -> Outcome<Json> {
        let item = item(bus, items)?;
        let text = |name: &str| item.get_property::<String>(name);
        Ok(json!({
            "owner": item.destination().to_string(),
            "icon": text("IconName")?,
            "status": text("Status")?,
            "says": text("IconAccessibleDesc").or_else(|_| text("Title"))?,
        }))
    }

    fn menu_of<'a>(bus: &'a Connection, items: &Registered) -> Outcome<Proxy<'a>> {
        let item = item(bus, items)?;
        let path: OwnedObjectPath = item.get_property("Menu")?;
        let owner = item.destination().to_string();
        Ok(Proxy::new(bus, owner, path, "com.canonical.dbusmenu")?)
    }

    fn menu(bus: &Connection, items: &Registered) -> Outcome<Json> {
        let wanted: Vec<&str> = Vec::new();
        let (_, root): (u32, Node) =
            menu_of(bus, items)?.call("GetLayout", &(0_i32, -1_i32, wanted))?;
        entries(root.2)
    }

    fn entries(children: Vec<OwnedValue>) -> Outcome<Json> {
        let children = children.into_iter().map(|child| {
            let (id, properties, children) = Node::try_from(Structure::try_from(child)?)?;
            let text = |name: &str| {
                let found = properties.get(name)?;
                found.downcast_ref::<String>().ok()
            };
            let is_on = |name: &str| {
                let found = properties.get(name);
                found.is_none_or(|value| value.downcast_ref::<bool>().unwrap_or(true))
            };
            Ok(json!({
                "id": id,
                // What follows an underscore is underlined; two of them are one.
                "words": text("label").unwrap_or_default().replace("__", "\u{0}").replace('_', "").replace('\u{0}', "_"),
                "separator": text("type").is_some_and(|sort| sort == "separator"),
                "enabled": is_on("enabled") && is_on("visible"),
                "entries": entries(children)?,
            }))
        });
        children.collect::<Outcome<Vec<Json>>>().map(Json::Array)
    }

    fn click(bus: &Connection, items: &Registered, id: i32) -> Outcome<Json> {
        let nothing = Value::from(0_i32);
        menu_of(bus, items)?.call::<_, _, ()>("Event", &(id, "clicked", nothing, 0_u32))?;
        Ok(json!({}))
    }

    fn notifications(shown: &Shown) -> Json {
        let told = held(shown).clone().into_iter().map(|one| {
            let actions: HashMap<&String, &String> = one
                .actions
                .chunks_exact(2)
                .map(|pair| (&pair[0], &pair[1]))
                .collect();
            json!({ "id": one.id, "title": one.title, "text": one.text, "actions": actions })
        });
        told.collect()
    }

    /// The person presses a button of a notification. Like some services, this one tells only whoever showed it.
    fn act(bus: &Connection, shown: &Shown, id: u32, action: &Json) -> Outcome<Json> {
        let action = action.as_str().ok_or("which action?")?;
        let notification = held(shown).iter().find(|one| one.id == id).cloned();
        let sender = notification.ok_or("there is no such notification")?.sender;
        let to = Some(sender.as_str());
        let interface = "org.freedesktop.Notifications";
        bus.emit_signal(to, NOTIFICATIONS, interface, "ActionInvoked", &(id, action))?;
        bus.emit_signal(
            to,
            NOTIFICATIONS,
            interface,
            "NotificationClosed",
            &(id, 2_u32),
        )?;
        held(shown).retain(|one| one.id != id);
        Ok(json!({}))
    }

    /// The panel's half of the `StatusNotifierItem` protocol.
    struct Watcher {
        items: Registered,
    }

    #[interface(name = "org.kde.StatusNotifierWatcher")]
    impl Watcher {
        #[allow(
            clippy::needless_pass_by_value,
            reason = "a method of the bus takes its arguments by value"
        )]
        fn register_status_notifier_item(&self, service: String, #[zbus(header)] head: Header<'_>) {
            let sender = head.sender().map(ToString::to_string).unwrap_or_default();
            // An application names its object, or a bus name whose object is the usual one.
            let item = if service.starts_with('/') {
                (sender, service)
            } else {
                (service, "/StatusNotifierItem".to_owned())
            };
            held(&self.items).push(item);
        }

        #[allow(
            clippy::unused_self,
            clippy::needless_pass_by_value,
            reason = "there is one host, and it is this program"
        )]
        fn register_status_notifier_host(&self, _service: String) {}

        #[zbus(property)]
        fn registered_status_notifier_items(&self) -> Vec<String> {
            let items = held(&self.items);
            items
                .iter()
                .map(|(owner, path)| format!("{owner}{path}"))
                .collect()
        }

        #[allow(clippy::unused_self, reason = "a property of the bus is a method")]
        #[zbus(property)]
        fn is_status_notifier_host_registered(&self) -> bool {
            true
        }

        #[allow(clippy::unused_self, reason = "a property of the bus is a method")]
        #[zbus(property)]
        fn protocol_version(&self) -> i32 {
            0
        }
    }

    /// The service that shows notifications.
    struct Service {
        shown: Shown,
    }

    #[interface(name = "org.freedesktop.Notifications")]
    impl Service {
        #[allow(clippy::unused_self, reason = "a method of the bus")]
        fn get_capabilities(&self) -> Vec<String> {
            ["actions", "body"].map(str::to_owned).to_vec()
        }

        #[allow(clippy::unused_self, reason = "a method of the bus")]
        fn get_server_information(&self) -> (String, String, String, String) {
            let words = ["smsync-test-panel", "smsync", "1", "1.2"];
            words.map(str::to_owned).into()
        }

        #[allow(
            clippy::too_many_arguments,
            clippy::needless_pass_by_value,
            reason = "as the specification has them"
        )]
        fn notify(
            &self,
            _app: String,
            _replaces: u32,
            _icon: String,
            summary: String,
            body: String,
            actions: Vec<String>,
            _hints: HashMap<String, OwnedValue>,
            _timeout: i32,
            #[zbus(header)] head: Header<'_>,
        ) -> u32 {
            static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
            let id = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            held(&self.shown).push(Notification {
                id,
                title: summary,
                text: body,
                actions,
                sender: head.sender().map(ToString::to_string).unwrap_or_default(),
            });
            id
        }

        fn close_notification(&self, id: u32) {
            held(&self.shown).retain(|one| one.id != id);
        }
    }

    fn held<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
        lock.lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
