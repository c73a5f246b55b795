//! Synchronized Devices.

use maud::{Markup, html};

use super::form::link;
use super::visit::Visit;
use super::{Outcome, Refused, layout, times};
use crate::devices::{Device, Protocol};

/// The list.
pub(super) fn page(visit: &Visit) -> Outcome {
    let account = visit.account()?;
    let devices = visit.server.devices.list(&account.email);
    let content = html! {
        h1 { "Synchronized Devices" }
        p { "Everything that synchronises with your mailbox. Devices that use CalDAV or CardDAV are known by the program they run, and appear when they sign in." }
        @if devices.is_empty() {
            div.sheet { p { "Nothing has synchronised yet." } p { a href="/download" { "Get the client" } } }
        } @else {
            div.sheet.scroll { table {
                thead { tr { th scope="col" { "Name" } th scope="col" { "Type" } th scope="col" { "Protocol" } th scope="col" { "Last Sync" } th scope="col" { "Last successful sync" } } }
                tbody {
                    @for device in &devices {
                        tr {
                            td { a href=(link("/device", &[("id", &device.id)])) { (device.name) } }
                            td data-label="Type" { (device.kind) }
                            td data-label="Protocol" { (device.protocol.name()) }
                            td data-label="Last Sync" { (when(visit, device.last_sync)) }
                            td data-label="Last successful sync" { (when(visit, device.last_success)) }
                        }
                    }
                }
            } }
        }
    };
    Ok(layout::page(visit, "Synchronized Devices", &content))
}

fn when(visit: &Visit, time: Option<std::time::SystemTime>) -> Markup {
    html! {
        @if let Some(time) = time {
            time title=(format!("{} UTC", times::second(time))) { (times::ago(time, visit.now)) }
        } @else {
            span.faint { "never" }
        }
    }
}

fn asked(visit: &Visit, id: &str) -> Result<(String, Device), Refused> {
    let account = visit.account()?;
    let device = visit
        .server
        .devices
        .get(&account.email, id)
        .ok_or(Refused::Missing)?;
    Ok((account.email.clone(), device))
}

/// One device with its sessions.
pub(super) fn one(visit: &Visit) -> Outcome {
    let (_, device) = asked(visit, visit.query.text("id"))?;
    let content = html! {
        p { a href="/devices" { "Synchronized Devices" } }
        h1 { (device.name) }
        div.sheet {
            dl {
                dt { "Type" } dd { (device.kind) }
                dt { "Protocol" } dd { (device.protocol.name()) }
                dt { "First seen" } dd { (times::minute(device.first_seen)) " UTC" }
                dt { "Last Sync" } dd { (when(visit, device.last_sync)) }
                dt { "Last successful sync" } dd { (when(visit, device.last_success)) }
                dt { "Identifier" } dd { code { (device.id) } }
            }
        }
        (name(visit, &device))
        (sessions(&device))
        (endings(visit, &device))
    };
    Ok(layout::page(visit, &device.name, &content))
}

fn name(visit: &Visit, device: &Device) -> Markup {
    html! {
        h2 { "Name" }
        div.sheet {
            @if device.protocol.is_renamable() {
                form method="post" action="/device/rename" {
                    (layout::token(visit))
                    input type="hidden" name="id" value=(device.id);
                    div.pair {
                        input type="text" name="name" value=(device.name) aria-label="Name" maxlength="100" required;
                        button type="submit" { "Rename" }
                    }
                }
            } @else {
                p { "The names of CardDAV and CalDAV devices cannot be edited: these protocols give a device no name of its own, so it goes by the program it runs." }
            }
        }
    }
}

fn sessions(device: &Device) -> Markup {
    html! {
        h2 { "Sessions" }
        div.sheet.scroll {
            @if device.sessions.is_empty() { p { "None so far." } } @else {
                table {
                    thead { tr { th scope="col" { "Began (UTC)" } th scope="col" { "Ended" } th.number scope="col" { "Read" } th.number scope="col" { "Written" } th scope="col" { "Result" } } }
                    tbody { @for session in &device.sessions {
                        tr {
                            td { (times::second(session.began)) }
                            td data-label="Ended" { (times::second(session.ended)) }
                            td.number data-label="Read" { (session.read) }
                            td.number data-label="Written" { (session.written) }
                            td {
                                @if session.failed == 0 { "successful" } @else { span.tag.bad { (session.failed) " refused" } }
                                @if !session.note.is_empty() { " " (session.note) }
                            }
                        }
                    } }
                }
            }
        }
    }
}

fn endings(visit: &Visit, device: &Device) -> Markup {
    let id: &[(&str, &str)] = &[("id", &device.id)];
    let (resets, protocol) = match device.protocol {
        Protocol::Dav => (
            "Its next synchronisation lists every collection again from the beginning.",
            "program",
        ),
        Protocol::SyncMl => (
            "Its next synchronisation is a slow sync: everything is compared again.",
            "device",
        ),
    };
    html! {
        h2 { "Reset or delete" }
        div.sheet {
            p { "Resetting forgets what the server knows of this device's state; no item is changed. " (resets) }
            (layout::button(visit, "/device/reset", id, "plain", "Reset"))
            p.warning { "Deleting takes the device off this list and resets it. It does not delete items, neither here nor on the device, and it does not lock the device out: while the " (protocol) " still has your password it appears again when it next synchronises. To lock it out, have your password changed." }
            (layout::button(visit, "/device/delete", id, "danger", "Delete"))
        }
    }
}

pub(super) fn rename(visit: &Visit) -> Outcome {
    let (user, device) = asked(visit, visit.form.text("id"))?;
    let name: String = visit
        .form
        .text("name")
        .trim()
        .chars()
        .filter(|character| !character.is_control())
        .take(100)
        .collect();
    if name.is_empty() {
        return Err(Refused::Bad(
            "A name has at least one character.".to_owned(),
        ));
    }
    if !visit.server.devices.rename(&user, &device.id, &name) {
        return Err(Refused::Forbidden(
            "The names of CardDAV and CalDAV devices cannot be edited.",
        ));
    }
    visit.tell(format!("The device is now called {name}."));
    Ok(layout::to(&link("/device", &[("id", &device.id)])))
}

pub(super) fn reset(visit: &Visit) -> Outcome {
    let (user, device) = asked(visit, visit.form.text("id"))?;
    visit.server.devices.reset(&user, &device.id);
    visit.tell("The device is reset: its next synchronisation begins from nothing.");
    Ok(layout::to(&link("/device", &[("id", &device.id)])))
}

pub(super) fn delete(visit: &Visit) -> Outcome {
    let (user, device) = asked(visit, visit.form.text("id"))?;
    visit.server.devices.delete(&user, &device.id);
    visit.tell(format!("{} is deleted from the list.", device.name));
    Ok(layout::to("/devices"))
}
